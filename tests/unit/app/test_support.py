"""The support bundle: what is in it, and that nothing of the run's matter is."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path

import pytest
from typer.testing import CliRunner

from deepnews.agents.run_folder import RunFolder
from deepnews.app.cli import app
from deepnews.app.support import told, traceback_skeleton, write_bundle
from deepnews.errors import RunError
from deepnews.schemas.assignment import Assignment
from deepnews.schemas.corpus import Corpus, SkippedSource, SourceDocument
from deepnews.schemas.run import RunRecord
from deepnews.settings import Settings

KEY = "sk-canary-7f3a9b2c"
SECRETS = (KEY, "Corran", "informant", "drowned", "hunter2", "vault", "ledger-of-names")
LOG = f"""Traceback (most recent call last):
  File "/home/informant/.venv/lib/python3.11/site-packages/deepnews/agents/note.py", line 12, in note
    raise ValueError("the drowned man was {KEY}")
deepnews.errors.ModelReplyError: vault:443 said: the drowned man
KeyError: 'drowned'
a line of some library about Corran
"""


@pytest.fixture
def run(tmp_path: Path) -> Path:
    folder = RunFolder(tmp_path / "run")
    folder.path.mkdir()
    source = str(tmp_path / "informant" / "ledger-of-names.pdf")
    folder.write_assignment(Assignment(topic="Who drowned at Corran?", sources=(source,)))
    document = SourceDocument(
        doc_id="D1", path=source, title="The drowned", text="The drowned man of Corran.", content_sha256="0" * 64
    )
    folder.write_sources(
        Corpus(documents=(document,), skipped=(SkippedSource(path="informant.txt", reason="drowned"),))
    )
    error = f"vault:443 sent what is no chat reply (the drowned man, {KEY}). See {source}, said 'Corran'."
    record = RunRecord(
        run_dir=source,
        state="failed",
        headline="Drowned at Corran",
        language="en",
        seed=7,
        model="local:/home/informant/m.gguf",
        deepnews_version="1",
        warnings=("Not filled: drowned",),
        error=error,
    )
    folder.write_record(record)
    folder.append_event("run", model=f"local:{tmp_path}/informant/m.gguf", deepnews_version="1")
    folder.append_event("begin", stage="draft", detail="the drowned man")
    folder.append_event("surprise", stage="note", text="drowned")
    folder.write_text("worker.log", LOG)
    folder.write_text("article.md", "The drowned man of Corran.")
    folder.write_text("ledger-of-names.txt", "x")
    return folder.path


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(
        model="openai:m",
        api_key=KEY,
        base_url="https://user:hunter2@models.example/v1?key=hunter2",
        data_dir=tmp_path / "informant",
        cache_dir=tmp_path / "informant",
    )


def unpacked(path: Path) -> dict[str, str]:
    with zipfile.ZipFile(path) as bundle:
        return {name: bundle.read(name).decode("utf-8") for name in bundle.namelist()}


def test_nothing_of_the_matter_is_in_it(run: Path, settings: Settings, tmp_path: Path) -> None:
    write_bundle(run, settings, tmp_path / "b.zip")
    whole = "\n".join([*unpacked(tmp_path / "b.zip"), *unpacked(tmp_path / "b.zip").values()])
    assert {s for s in SECRETS if s.casefold() in whole.casefold()} <= {"vault"}, "a server's host is told"
    assert str(tmp_path) not in whole


def test_it_says_what_helps(run: Path, settings: Settings, tmp_path: Path) -> None:
    names = write_bundle(run, settings, tmp_path / "b.zip")
    files = unpacked(tmp_path / "b.zip")
    assert (
        tuple(files) == names == ("about.json", "run.json", "events.jsonl", "sources.json", "files.json", "worker.log")
    )
    about, record = json.loads(files["about.json"]), json.loads(files["run.json"])
    assert about["settings"]["has_api_key"] is True and about["settings"]["servers"] == ["models.example"]
    assert about["packages"] and about["python"].count(".") == 2
    assert (record["state"], record["model"], record["n_warnings"]) == ("failed", "local:m.gguf", 1)
    assert record["error"].startswith("vault:443 sent what is no chat reply …")
    assert [json.loads(line)["event"] for line in files["events.jsonl"].splitlines()] == ["run", "begin", "surprise"]
    assert json.loads(files["sources.json"])[0]["ending"] == ".pdf"
    assert "article.md" in json.loads(files["files.json"])
    assert files["worker.log"].splitlines()[1:] == ["deepnews.errors.ModelReplyError", "KeyError"]


def test_frames_are_told_without_their_code(tmp_path: Path) -> None:
    (tmp_path / "worker.log").write_text(LOG, encoding="utf-8")
    assert next(traceback_skeleton(tmp_path / "worker.log")) == "  deepnews/agents/note.py:12 note"
    assert list(traceback_skeleton(tmp_path / "missing.log")) == []


@pytest.mark.parametrize(
    ("sentence", "kept"),
    [
        ("There are no documents in /home/x/Corran files.", "There are no documents in … files."),
        ("Bearer abcdef12 was refused", "… was refused"),
        ("h:8000 fails (HTTP 503).", "h:8000 fails …."),
        ("文件“名单”读不出。", "文件…读不出。"),
        (r"C:\Users\x\a.txt cannot be read", "… cannot be read"),
    ],
)
def test_sentences_keep_their_own_words(sentence: str, kept: str) -> None:
    assert told(sentence) == kept


def test_the_command(run: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    done = CliRunner().invoke(app, ["support", str(run)])
    assert done.exit_code == 0 and done.stdout.strip() == "support-run.zip"
    assert unpacked(tmp_path / "support-run.zip")


def test_no_run_no_bundle(tmp_path: Path, settings: Settings) -> None:
    with pytest.raises(RunError, match="not the folder of a run"):
        write_bundle(tmp_path, settings, tmp_path / "b.zip")
    assert not (tmp_path / "b.zip").exists()
