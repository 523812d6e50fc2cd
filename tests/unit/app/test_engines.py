"""What travels to another machine with a job, and which jobs may be begun at once."""

from __future__ import annotations

import pickle
from pathlib import Path

import pytest

from deepnews import __version__
from deepnews.app.batch.jobs import Job
from deepnews.app.batch.ray_engine import LostError, Seat, carried
from deepnews.app.batch.schedule import Schedule
from deepnews.errors import RunError
from deepnews.schemas.assignment import Assignment
from deepnews.settings import Settings


def job(name: str, model: str) -> Job:
    return Job(name, 1, Assignment(topic="Why did it close?", sources=(f"/{name}",)), model)


def test_the_settings_chosen_here_are_those_of_the_other_machine(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("OPENAI_API_KEY", raising=False)
    database = "postgresql://ann:secret@db/news"
    chosen = {"use_cache": False, "timeout_s": 12.5, "cache_dir": tmp_path, "pacing": "measure", "n_gpu_layers": 0}
    here = Settings(model="openai:x", base_url="http://a/v1", api_key="sk-1", checkpoints=database, **chosen)
    environment = carried(here)
    assert not {"DEEPNEWS_MODEL", "DEEPNEWS_BASE_URL", "DEEPNEWS_DATA_DIR"} & set(environment)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    there = Settings()
    assert {name: getattr(there, name) for name in chosen} == chosen
    assert there.secret() == "sk-1"
    assert there.checkpoints is not None and there.checkpoints.get_secret_value() == database


def test_a_machine_without_the_folder_or_with_another_version_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    seat = Seat({})
    with pytest.raises(RunError, match="There is no folder") as caught:
        next(seat.lines(job("a", "scripted"), str(tmp_path / "gone"), __version__))
    assert "s3://" in caught.value.hint
    with pytest.raises(RunError, match=r"0\.0\.0 where the batch runs"):
        next(seat.lines(job("a", "scripted"), str(tmp_path), "0.0.0"))


def test_errors_keep_their_cure_on_the_way() -> None:
    error = pickle.loads(pickle.dumps(LostError("The machine is gone.", hint="Go on.")))
    assert (error.message, error.hint, str(error)) == ("The machine is gone.", "Go on.", "The machine is gone. Go on.")


@pytest.mark.parametrize(("n_at_once", "n_begun"), [(1, 1), (2, 2), (None, 3)])
def test_local_models_begin_as_the_engine_can_bear(n_at_once: int | None, n_begun: int) -> None:
    schedule = Schedule([job(name, "local") for name in "abc"], lambda running: "", n_local_at_once=n_at_once)
    begun = [schedule.take() for _ in range(n_begun)]
    assert [j.job_id for j in begun if j] == list("abc")[:n_begun]
    schedule.stop("Enough.")
    assert schedule.take() is None
