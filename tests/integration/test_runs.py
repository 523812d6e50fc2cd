"""Whole runs on the sample dossiers with the scripted model: real stages, no weights, no network."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from deepnews.agents.graph import run_pipeline
from deepnews.agents.run_folder import RunFolder
from deepnews.agents.state import Toolbox
from deepnews.app.assignment_file import read_assignment_file
from deepnews.errors import ScarcityError
from deepnews.eval.hfr import measure
from deepnews.retrieval.load import load_corpus
from deepnews.schemas.assignment import Assignment
from deepnews.schemas.run import RunRecord
from deepnews.settings import Settings

DOSSIERS = Path(__file__).parents[2] / "examples" / "dossiers"
STAGES_TO_KILL_AT = ("forage", "note", "plan", "draft", "verify")


def _assignment(language: str) -> Assignment:
    values = read_assignment_file(DOSSIERS / language / "assignment.yaml").values
    return Assignment(**values)


def _settings(tmp_path: Path) -> Settings:
    return Settings(
        model="scripted", embedder="hashing", data_dir=tmp_path / "data", cache_dir=tmp_path / "cache", use_cache=False
    )


def _run(
    assignment: Assignment, tmp_path: Path, name: str, settings: Settings | None = None
) -> tuple[RunFolder, RunRecord]:
    (tmp_path / name).mkdir()
    folder = RunFolder(tmp_path / name)
    folder.write_assignment(assignment)
    toolbox = Toolbox(settings=settings or _settings(tmp_path), measure=measure)
    return folder, run_pipeline(assignment, folder, toolbox, lambda event: None)


@pytest.mark.parametrize("language", ["en", "zh"])
def test_article_stands_on_its_sources(language: str, tmp_path: Path) -> None:
    assignment = _assignment(language)
    folder, record = _run(assignment, tmp_path, "run")
    corpus = load_corpus(assignment.sources, cache_dir=None)
    for fact in folder.read_facts():
        for span in fact.spans:
            assert corpus.by_id[span.doc_id].text[span.start : span.end] == span.text
    texts = [d.text for d in corpus.documents]
    for quoted in re.findall("“([^”]+)”", folder.read_draft().body):
        words = re.sub(r"^\[(\w)\]", lambda m: m[1].swapcase(), quoted.strip(".。"))  # a letter in brackets: other case
        inner = words.translate(str.maketrans("‘’", "“”"))  # a quotation within has single marks
        assert any(words in text or inner in text for text in texts), quoted
    assert record.saturation >= 10
    assert record.hfr is not None and record.hfr.n_supported > 0
    assert record.companions is not None and record.companions.copied_share <= 0.1
    assert record.companions.n_altered_quotations == 0 and record.companions.n_repeated_sentences == 0
    assert (folder.path / "report.html").stat().st_size > 10_000


def test_a_large_model_marks_before_the_evidence_is_chosen(tmp_path: Path) -> None:
    settings = _settings(tmp_path).model_copy(update={"profile": "frontier"})
    folder, record = _run(_assignment("en"), tmp_path, "run", settings)
    marking = [e for e in folder.read_events() if e["stage"] == "mark"]
    assert next(e["total"] for e in marking if e["event"] == "expect") == record.stages["mark"].n_model_calls > 0
    account = folder.read_evidence().foraging
    assert account is not None and 0 < account.n_chars_marked <= record.n_chars_evidence
    assert "Marked as needed by the model" in (folder.path / "report.html").read_text(encoding="utf-8")
    plain, _ = _run(_assignment("en"), tmp_path, "plain")
    assert not [e for e in plain.read_events() if e["stage"] == "mark"]


def test_record_keeps_its_contract(tmp_path: Path) -> None:
    _, record = _run(_assignment("en"), tmp_path, "run")
    written = json.loads(record.model_dump_json())
    wanted = """run_dir headline language schema model seed n_chars_article n_chars_evidence saturation hfr companions
        n_model_calls n_prompt_tokens n_cached_tokens n_output_tokens wall_s peak_rss_mib stages skipped_sources
        warnings"""
    assert set(wanted.split()) <= set(written)
    assert {"wall_s", "model_s", "n_model_calls"} <= set(written["stages"]["draft"])


def test_refuses_when_sources_are_too_few(tmp_path: Path) -> None:
    source = tmp_path / "one.txt"
    source.write_text("The mill in Leeds closed on 3 May 2024 and 40 people lost their work. " * 20, encoding="utf-8")
    assignment = Assignment(topic="Why did the mill close?", sources=(str(source),), on_scarcity="refuse")
    with pytest.raises(ScarcityError):
        _run(assignment, tmp_path, "run")


_CHILD = """
import sys
from pathlib import Path
sys.path.insert(0, {here!r})
import test_runs
from deepnews.agents.graph import run_pipeline
from deepnews.agents.run_folder import RunFolder
from deepnews.agents.state import Toolbox
from deepnews.eval.hfr import measure
folder = RunFolder(Path({folder!r}))
toolbox = Toolbox(settings=test_runs._settings(Path({tmp!r})), measure=measure)
run_pipeline(folder.read_assignment(), folder, toolbox, lambda event: None)
"""


def _child(folder: Path, tmp_path: Path) -> subprocess.Popen[bytes]:
    code = _CHILD.format(here=str(Path(__file__).parent), folder=str(folder), tmp=str(tmp_path))
    return subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)


def _wait_for(folder: RunFolder, stage: str, child: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + 120
    while child.poll() is None and time.monotonic() < deadline:
        if any(e["stage"] == stage for e in folder.read_events()):
            return
        time.sleep(0.005)


def test_killed_runs_end_in_the_same_article(tmp_path: Path) -> None:
    assignment = _assignment("en")
    undisturbed, _ = _run(assignment, tmp_path, "undisturbed")
    (tmp_path / "killed").mkdir()
    folder = RunFolder(tmp_path / "killed")
    folder.write_assignment(assignment)
    for stage in STAGES_TO_KILL_AT:
        child = _child(folder.path, tmp_path)
        _wait_for(folder, stage, child)
        if child.poll() is None:
            os.kill(child.pid, signal.SIGKILL)
        child.communicate()
    last = _child(folder.path, tmp_path)
    _, errors = last.communicate(timeout=240)
    assert last.returncode == 0, errors.decode()
    assert folder.read_draft() == undisturbed.read_draft()
    finished = [e["key"] for e in folder.read_events() if e["event"] == "model_call" and not e["from_cache"]]
    assert len(finished) == len(set(finished))
