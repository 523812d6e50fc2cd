"""Jobs files: three forms read alike, and everything that is wrong told at once with line and cure."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from deepnews.app.batch.jobs import Reading, check_models, read_jobs, usage_error
from deepnews.app.batch.rows import read_rows
from deepnews.errors import UsageError

GOOD: dict[str, Any] = {"id": "bridge", "topic": "Why did the bridge close?", "sources": ["docs"]}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "docs").mkdir()
    return tmp_path


def read(folder: Path, text: str, name: str = "jobs.jsonl", config: Path | None = None, **options: str) -> Reading:
    (folder / name).write_text(text, encoding="utf-8")
    return read_jobs(folder / name, config, options, "scripted")


def lines(*rows: dict[str, Any]) -> str:
    return "".join(f"{json.dumps(row, ensure_ascii=False)}\n" for row in rows)


def problem(folder: Path, **changed: Any) -> str:
    reading = read(folder, lines({**GOOD, **changed}))
    assert not reading.jobs and len(reading.problems) == 1, reading
    return reading.problems[0].text


# --- the three forms -------------------------------------------------------------------------------------------------


def test_all_forms_hold_the_same_jobs(folder: Path) -> None:
    rows = [{**GOOD, "n_chars_target": 1200}, {**GOOD, "id": "桥", "topic": "桥为何关闭？", "language": "zh"}]
    text = io.StringIO()
    writer = csv.DictWriter(text, ["id", "topic", "sources", "n_chars_target", "language"])
    writer.writeheader()
    writer.writerows([{**row, "sources": "docs"} for row in rows])
    found = [
        read(folder, lines(*rows)).jobs,
        read(folder, text.getvalue(), "jobs.csv").jobs,
        read(folder, yaml.safe_dump(rows, allow_unicode=True), "jobs.yaml").jobs,
        read(folder, yaml.safe_dump({"jobs": rows}), "more.yml").jobs,
    ]
    alike = [[(job.job_id, job.sha256, job.model) for job in jobs] for jobs in found]
    assert alike[0] == alike[1] == alike[2] == alike[3]
    assert found[0][0].assignment.sources == (str(folder / "docs"),)
    assert [job.job_id for job in found[0]] == ["bridge", "桥"]


def test_a_job_beats_defaults_and_they_beat_the_config(folder: Path) -> None:
    config = folder / "config.yaml"
    config.write_text("language: zh\nseed: 1\nn_chars_target: 900\nmodel: openai:a\n", encoding="utf-8")
    text = "defaults: {seed: 2, sources: docs, model: 'openai:b'}\njobs:\n- {topic: The bridge}\n"
    text += "- {topic: The tunnel, seed: 3, model: 'openai:c', base_url: 'http://localhost:1/v1'}\n"
    first, second = read(folder, text, "jobs.yaml", config).jobs
    assert (first.assignment.language, first.assignment.seed, first.assignment.n_chars_target) == ("zh", 2, 900)
    assert (first.model, second.assignment.seed, second.model) == ("openai:b", 3, "openai:c")
    assert second.base_url == "http://localhost:1/v1"
    assert [job.model for job in read(folder, text, "jobs.yaml", config, model="local").jobs] == ["local", "local"]


def test_cells_hold_several_sources_and_empty_ones_nothing(folder: Path) -> None:
    text = 'topic,sources,angle,seed\n"The bridge,\nagain",docs; https://example.org/a,,\n\nThe tunnel,docs,,5\n'
    first, second = read(folder, text, "jobs.csv").jobs
    assert first.assignment.sources == (str(folder / "docs"), "https://example.org/a")
    assert (first.assignment.angle, first.assignment.seed, first.line) == ("", 7, 2)
    assert (second.line, second.assignment.seed) == (5, 5)


def test_an_id_is_made_from_the_content(folder: Path) -> None:
    plain = {key: value for key, value in GOOD.items() if key != "id"}
    first, second = read(folder, lines(plain, {**plain, "seed": 8})).jobs
    assert first.job_id.startswith("why-did-the-bridge-close-") and first.job_id != second.job_id
    assert read(folder, lines(plain)).jobs[0].job_id == first.job_id


def test_the_address_of_the_server_is_no_part_of_a_job(folder: Path) -> None:
    here, there = (read(folder, lines({**GOOD, "base_url": url})).jobs[0] for url in ("http://a/v1", "http://b/v1"))
    assert here.sha256 == there.sha256
    assert here.sha256 != read(folder, lines({**GOOD, "model": "openai:x"})).jobs[0].sha256


# --- what is wrong ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("bad", ["../up", "a/b", "a\\b", "..", ".", "", "a.b", "-x", "x" * 101, "桥" * 40, True, 1.5])
def test_an_id_must_be_a_folder_name(bad: object, folder: Path) -> None:
    assert "cannot be used" in problem(folder, id=bad)


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"sources": ["gone"]}, "there is no file or folder"),
        ({"sources": []}, "'sources' must be a list"),
        ({"topic": "  "}, "the topic is empty"),
        ({"n_chars_target": 10}, "from 600 to 100,000"),
        ({"language": "fr"}, "'language' is not valid"),
        ({"schema_code": "nope"}, "no narrative schema 'nope'"),
        ({"model": "gpt"}, "no model kind 'gpt'"),
        ({"base_url": 5}, "'base_url' must be a text"),
        ({"colour": "red"}, "unknown key 'colour'"),
    ],
)
def test_every_mistake_has_file_line_and_cure(changed: dict[str, Any], said: str, folder: Path) -> None:
    text = problem(folder, **changed)
    assert text.startswith(f"{folder / 'jobs.jsonl'}, line 1: ") and said in text
    assert text.count(". ") >= 1 and text.endswith(".")


def test_all_mistakes_are_told_at_once_in_order(folder: Path) -> None:
    text = lines({**GOOD, "sources": ["gone"], "seed": -1}, GOOD) + "{broken\n[1]\n" + lines({"id": "BRIDGE", **GOOD})
    reading = read(folder, text)
    assert [p.line for p in sorted(reading.problems)] == [1, 1, 3, 4, 5]
    error = usage_error(reading.path, reading.problems)
    assert error.exit_code == 2 and "5 mistakes; nothing was begun" in error.message
    assert all(f"line {n}: " in error.message for n in (1, 3, 4, 5))
    assert "stands on line 2 already" in error.message


def test_a_mistake_in_the_defaults_is_told_once(folder: Path) -> None:
    text = "defaults:\n  seed: -1\njobs:\n" + "".join(f"- {{topic: Bridge {n}, sources: docs}}\n" for n in range(5))
    reading = read(folder, text, "jobs.yaml")
    assert [p.line for p in reading.problems] == [2]


def test_yaml_names_the_line_of_the_key(folder: Path) -> None:
    reading = read(folder, "- topic: The bridge\n  sources: docs\n  seed: -1\n  seed: 3\n- just text\n", "jobs.yaml")
    assert [p.line for p in sorted(reading.problems)] == [1, 5]
    assert "a second time" in sorted(reading.problems)[0].text


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("jobs.txt", b"x", "is no jobs file"),
        ("jobs.jsonl", b"\n\n", "holds no jobs"),
        ("jobs.csv", "topic\n桥".encode("gbk"), "not UTF-8"),
        ("jobs.yaml", b"a: [", "not valid YAML"),
    ],
)
def test_a_file_that_cannot_be_read(name: str, content: bytes, said: str, folder: Path) -> None:
    (folder / name).write_bytes(content)
    with pytest.raises(UsageError, match=said):
        read_rows(folder / name)


def test_a_model_that_cannot_be_opened_is_told_once(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("DEEPNEWS_API_KEY", "DEEPNEWS_BASE_URL", "OPENAI_API_KEY"):
        monkeypatch.delenv(name, raising=False)
    rows = [{**GOOD, "id": name, "model": "openai:x"} for name in ("a", "b")]
    found = check_models(folder / "jobs.jsonl", read(folder, lines(*rows, GOOD)).jobs)
    assert [p.line for p in found] == [1] and "No API key" in found[0].text


# --- laws ------------------------------------------------------------------------------------------------------------

_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=5,
)
_KEYS = st.sampled_from(["id", "topic", "sources", "seed", "model", "base_url", "language", "schema_code", "angle"])


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rows=st.lists(st.dictionaries(_KEYS, _JSON, max_size=4), min_size=1, max_size=3))
@example(rows=[{"topic": None, "sources": None}])
def test_whatever_stands_there_is_a_job_or_a_mistake(rows: list[dict[str, Any]], folder: Path) -> None:
    text = "".join(f"{json.dumps(row)}\n" for row in rows)
    reading = read(folder, text)
    told = {p.line for p in reading.problems}
    assert told | {job.line for job in reading.jobs} == set(range(1, len(rows) + 1))
    assert all(Path(job.job_id).name == job.job_id for job in reading.jobs)


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=st.text(max_size=200), name=st.sampled_from(["jobs.jsonl", "jobs.csv", "jobs.yaml"]))
def test_any_text_is_read_or_refused_in_a_sentence(text: str, name: str, folder: Path) -> None:
    (folder / name).write_bytes(text.encode("utf-8", "replace"))
    try:
        reading = read_jobs(folder / name, None, {}, "scripted")
    except UsageError as error:
        assert error.message
    else:
        assert reading.jobs or reading.problems
