"""The run folder: round trips, whole writes, half lines, locks, and what it says when the disk refuses."""

from __future__ import annotations

import datetime as dt
import json
import os
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from deepnews.agents import run_folder
from deepnews.agents.run_files import append_line
from deepnews.agents.run_folder import RunFolder
from deepnews.errors import RunError
from deepnews.schemas.assignment import Assignment
from deepnews.schemas.corpus import Corpus, PageSpan, Passage, SkippedSource, SourceDocument
from deepnews.schemas.draft import Draft, DraftBlock, Paragraph, Sentence
from deepnews.schemas.evidence import Evidence, InformationNeed, Patch, SaturationAccount, ScoredPassage
from deepnews.schemas.facts import DateMention, Disagreement, Fact, Quantity, Span
from deepnews.schemas.plan import AtomicBlock, Beat, Plan, ReportingToDo
from deepnews.schemas.run import RunRecord, StageTiming
from deepnews.schemas.verification import CheckedClaim, Claim, Companions, Finding, Hfr, PacingReport
from deepnews.slug import slug

NOW = dt.datetime(2026, 8, 1, 10, 15, 0)
# Line ends inside a line, both scripts, what YAML or JSON could trip over.
HARD = "a\nb\r\u2028\x85\x1f: - # 'x' \"y\" {z} 中文《书》\U0001f310\t\\n"

ASSIGNMENT = Assignment(topic="Why " + HARD, angle=HARD, language="zh", sources=("/a b/中", "https://x.y/?a=b"), seed=0)
SPAN = Span(doc_id="d1", start=3, end=9, text=HARD)
QUANTITY = Quantity(text="$1.2 million", start=0, end=12, value=1.2e6, unit="USD", approximate=True)
DATE = DateMention(text="May 2021", start=0, end=8, first=dt.date(2021, 5, 1), last=dt.date(2021, 5, 31))
FACTS = (
    Fact(fact_id="F001", spans=(SPAN, SPAN), speaker="林", quantities=(QUANTITY,), dates=(DATE,), names=("A", "乙")),
    Fact(fact_id="F002", spans=(SPAN,), doc_date=dt.date(2021, 5, 2), modality="target", relevance=-0.25, slots=("a",)),
)
ACCOUNT = SaturationAccount(
    n_chars_requested=3000,
    n_chars_target=2600,
    n_chars_required=30000,
    n_chars_available=40000,
    n_chars_evidence=31000,
    policy="shorten",
    notice=HARD,
)
PASSAGE = Passage(passage_id="d1:0-3", doc_id="d1", start=0, end=3, text=HARD, page=2)
EVIDENCE = Evidence(
    needs=(InformationNeed(need_id="n1", question=HARD, slot="turn"), InformationNeed(need_id="n2", question="?")),
    patches=(Patch(doc_id="d1", scent=0.5, n_chars_taken=3),),
    passages=(ScoredPassage(passage=PASSAGE, scent=0.1, need_ids=("n1",)),),
    saturation=ACCOUNT,
)
PLAN = Plan(
    schema_code="two-camps",
    schema_version=1,
    blocks=(
        AtomicBlock(
            block_id="B1",
            role="turn",
            point=HARD,
            fact_ids=("F001",),
            n_chars_target=400,
            beats=(Beat(beat_id="b1", fact_ids=("F001",), lead_in="On May 2,"),),
        ),
    ),
    answer_fact_ids=("F001",),
    todos=(ReportingToDo(slot="voices", question="?", reason=HARD),),
)
DRAFT = Draft(
    language="zh",
    headline=Sentence(sentence_id="headline", text=HARD, kind="furniture"),
    blocks=(DraftBlock(block_id="B1", paragraphs=(Paragraph(sentences=(Sentence(sentence_id="S1", text=HARD),)),)),),
)
CLAIMS = (
    CheckedClaim(
        claim=Claim(claim_id="C1", sentence_id="S1", text=HARD, start=0, end=5, fact_ids=("F001",)),
        verdict="refuted",
        support_prob=0.125,
        reason_code="number.mismatch",
        reason=HARD,
        decided_by="rules",
        evidence=(SPAN,),
        findings=(Finding(code="x", verdict="refuted", reason="r", source=SPAN, is_frame=True),),
    ),
)
DISAGREEMENTS = (Disagreement(about=HARD, fact_ids=("F001", "F002"), values=("1", "2"), note="n"),)
RECORD = RunRecord(
    run_dir="/runs/中",
    state="red",
    language="zh",
    schema="two-camps",
    model="local:m",
    seed=7,
    deepnews_version="0.1.0",
    hfr=Hfr(
        value=None, low=None, high=None, n_supported=0, n_refuted=0, n_not_enough_info=0, n_not_checkable=1,
        n_unscored=0, checker="rules",
    ),
    companions=Companions(
        copied_share=0.1, n_repeated_sentences=0, cited_share=1.0, specific_share=0.5, n_sources_used=2,
        n_frame_errors=0, n_quotations=1, n_altered_quotations=0,
    ),
    pacing=PacingReport(sentence_length_cv=0.5, n_flat_triples=1, connectives_per_1000_chars=0.0, n_formulas=0),
    stages={"note": StageTiming(wall_s=1.5, model_s=1.0, n_model_calls=2)},
    skipped_sources=(SkippedSource(path="a.pdf", reason=HARD),),
)  # fmt: skip

ROUND_TRIPS: dict[str, tuple[object, Callable[[RunFolder], Callable[..., None]], Callable[[RunFolder], object]]] = {
    run_folder.ASSIGNMENT: (ASSIGNMENT, lambda f: f.write_assignment, lambda f: f.read_assignment()),
    run_folder.EVIDENCE: (EVIDENCE, lambda f: f.write_evidence, lambda f: f.read_evidence()),
    run_folder.FACTS: (FACTS, lambda f: f.write_facts, lambda f: f.read_facts()),
    run_folder.PLAN: (PLAN, lambda f: f.write_plan, lambda f: f.read_plan()),
    run_folder.DRAFT: (DRAFT, lambda f: f.write_draft, lambda f: f.read_draft()),
    run_folder.CLAIMS: (CLAIMS, lambda f: f.write_claims, lambda f: f.read_claims()),
    run_folder.DISAGREEMENTS: (DISAGREEMENTS, lambda f: f.write_disagreements, lambda f: f.read_disagreements()),
    run_folder.RECORD: (RECORD, lambda f: f.write_record, lambda f: f.read_record()),
}


@pytest.fixture
def folder(tmp_path: Path) -> RunFolder:
    return RunFolder.create(tmp_path, "The mill", NOW)


# --- making ----------------------------------------------------------------------------------------------------------


def test_a_folder_is_named_from_time_and_topic_and_never_taken_twice(tmp_path: Path) -> None:
    made = [RunFolder.create(tmp_path / "runs", "Why did the Mill close?", NOW).path.name for _ in range(3)]
    base = "20260801-101500-why-did-the-mill-close"
    assert made == [base, f"{base}-2", f"{base}-3"]


@pytest.mark.parametrize(
    ("topic", "expected"),
    [
        ("Why did the bridge close, and who knew?", "why-did-the-bridge-close-and-who-knew"),
        ("数据安全：条例何时改变？", "数据安全-条例何时改变"),
        ("../../etc/passwd\x00", "etc-passwd"),
        ("？！…", "article"),
        ("ＡＢＣ x_y", "abc-x-y"),
    ],
)
def test_slug(topic: str, expected: str) -> None:
    assert slug(topic) == expected


@given(st.text(max_size=300))
def test_a_slug_is_a_safe_short_name(topic: str) -> None:
    made = slug(topic)
    assert made
    assert len(made.encode("utf-8")) <= 60
    assert not set(made) & set('/\\:*?"<>| \n\t\0.')


def test_open_refuses_what_is_not_a_run(tmp_path: Path) -> None:
    with pytest.raises(RunError, match="is not the folder of a run") as caught:
        RunFolder.open(tmp_path)
    assert "assignment.yaml" in caught.value.hint


def test_open_finds_an_earlier_run(folder: RunFolder) -> None:
    folder.write_assignment(ASSIGNMENT)
    assert RunFolder.open(folder.path).read_assignment() == ASSIGNMENT


# --- round trips -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ROUND_TRIPS)
def test_round_trip(folder: RunFolder, name: str) -> None:
    value, write, read = ROUND_TRIPS[name]
    assert not folder.has(name)
    write(folder)(value)
    assert folder.has(name)
    assert read(folder) == value
    assert sorted(p.name for p in folder.path.iterdir()) == [name]


@pytest.mark.parametrize("name", [run_folder.FACTS, run_folder.CLAIMS, run_folder.DISAGREEMENTS])
def test_empty_rows_round_trip(folder: RunFolder, name: str) -> None:
    _, write, read = ROUND_TRIPS[name]
    write(folder)(())
    assert read(folder) == ()


TEXT = st.text(st.characters(codec="utf-8"), max_size=40)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=40, deadline=None)
@given(topic=TEXT.filter(lambda t: len(t) >= 3), notes=TEXT, source=TEXT, seed=st.integers(0, 2**40))
def test_any_assignment_round_trips(folder: RunFolder, topic: str, notes: str, source: str, seed: int) -> None:
    assignment = Assignment(topic=topic, style_notes=notes, sources=(source,), seed=seed)
    folder.write_assignment(assignment)
    assert folder.read_assignment() == assignment


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=40, deadline=None)
@given(text=TEXT, relevance=st.floats(allow_nan=False, allow_infinity=False))
def test_any_fact_round_trips(folder: RunFolder, text: str, relevance: float) -> None:
    fact = Fact(fact_id="F1", spans=(Span(doc_id="d", start=0, end=len(text), text=text),), relevance=relevance)
    folder.write_facts([fact, fact])
    assert folder.read_facts() == (fact, fact)


def test_the_record_is_written_under_its_public_names(folder: RunFolder) -> None:
    folder.write_record(RECORD)
    assert json.loads(folder.read_text("run.json"))["schema"] == "two-camps"


def test_sources_are_kept_without_their_text(folder: RunFolder) -> None:
    document = SourceDocument(
        doc_id="d1", path="a.pdf", title="A", date=dt.date(2021, 1, 2), text="secret words", content_sha256="0" * 64,
        pages=(PageSpan(number=1, start=0, end=12),),
    )  # fmt: skip
    left_out = SkippedSource(path="b.pdf", reason="No text.")
    copy = SkippedSource(path="c.pdf", reason="A copy.")
    folder.write_sources(Corpus(documents=(document,), skipped=(left_out,), duplicates=(copy,)))
    assert "secret" not in folder.read_text("sources.jsonl")
    read, skipped, duplicate = folder.read_sources()
    assert (read.status, read.n_chars, read.n_pages, read.date) == ("read", 12, 1, dt.date(2021, 1, 2))
    assert (skipped.status, skipped.reason) == ("skipped", "No text.")
    assert (duplicate.status, duplicate.path) == ("duplicate", "c.pdf")


# --- missing, damaged, half ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ROUND_TRIPS)
def test_a_missing_artefact_says_how_to_go_on(folder: RunFolder, name: str) -> None:
    with pytest.raises(RunError, match="has not come that far") as caught:
        ROUND_TRIPS[name][2](folder)
    assert f"deepnews resume {folder.path}" in caught.value.hint
    assert name in caught.value.message


@pytest.mark.parametrize("name", ROUND_TRIPS)
@pytest.mark.parametrize("content", [b'{"x": 1}\n', b"\xff\xfe\n", b"[1\n{}\n"])
def test_a_damaged_artefact_is_named(folder: RunFolder, name: str, content: bytes) -> None:
    (folder.path / name).write_bytes(content)
    with pytest.raises(RunError, match="is damaged") as caught:
        ROUND_TRIPS[name][2](folder)
    assert name in caught.value.message


def test_evidence_without_its_account_is_damaged(folder: RunFolder) -> None:
    folder.write_text("evidence.jsonl", "")
    with pytest.raises(RunError, match="0 saturation accounts"):
        folder.read_evidence()


def test_a_half_last_line_is_left_out(folder: RunFolder) -> None:
    folder.write_facts(FACTS)
    with (folder.path / "facts.jsonl").open("a", encoding="utf-8") as file:
        file.write('{"fact_id": "F003", "spa')
    assert folder.read_facts() == FACTS


# --- events ----------------------------------------------------------------------------------------------------------


def test_events_are_lines_with_time_event_and_stage(folder: RunFolder) -> None:
    assert folder.read_events() == ()
    folder.append_event("stage", stage="note", wall_s=1.5, detail="组 1")
    folder.append_event("done")
    first, second = folder.read_events()
    assert (first["event"], first["stage"], first["wall_s"], first["detail"]) == ("stage", "note", 1.5, "组 1")
    assert dt.datetime.fromisoformat(str(first["time"])).tzinfo is not None
    assert (second["event"], second["stage"]) == ("done", "")


def test_an_event_after_a_kill_does_not_join_the_half_line(folder: RunFolder) -> None:
    folder.append_event("one")
    with (folder.path / "events.jsonl").open("a", encoding="utf-8") as file:
        file.write('{"event": "tw')
    assert [e["event"] for e in folder.read_events()] == ["one"]
    RunFolder(folder.path).append_event("three")
    assert [e["event"] for e in folder.read_events()] == ["one", "three"]


def test_a_whole_last_line_without_its_end_is_kept(folder: RunFolder) -> None:
    folder.write_text("events.jsonl", '{"event": "one", "stage": ""}')
    RunFolder(folder.path).append_event("two")
    assert [e["event"] for e in folder.read_events()] == ["one", "two"]


def test_a_broken_line_in_the_middle_is_an_error(folder: RunFolder) -> None:
    folder.write_text("events.jsonl", '{"event": "one"}\n{"ev\n{"event": "three"}\n')
    with pytest.raises(RunError, match="line 2"):
        folder.read_events()


def test_threads_do_not_mix_their_lines(folder: RunFolder) -> None:
    def write(n: int) -> None:
        for i in range(50):
            folder.append_event("x", n=n, i=i, padding="文" * 200)

    threads = [threading.Thread(target=write, args=(n,)) for n in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert {(e["n"], e["i"]) for e in folder.read_events()} == {(n, i) for n in range(4) for i in range(50)}


# --- a disk that refuses ---------------------------------------------------------------------------------------------

LIMITED = """
import resource, signal, sys
from pathlib import Path
from deepnews.agents.run_folder import RunFolder
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (4096, 4096))
folder = RunFolder(Path(sys.argv[1]))
try:
    if sys.argv[2] == "text":
        folder.write_text("article.md", "x" * 10_000)
    else:
        for n in range(1000):
            folder.append_event("x", n=n)
except Exception as error:
    print(type(error).__name__, "|", error)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="needs limits on file size")
@pytest.mark.parametrize(("what", "name"), [("text", "article.md"), ("events", "events.jsonl")])
def test_a_full_disk_is_told_and_loses_nothing(folder: RunFolder, what: str, name: str) -> None:
    folder.write_text("article.md", "the old one")
    done = subprocess.run(
        [sys.executable, "-c", LIMITED, str(folder.path), what], capture_output=True, text=True, check=True
    )
    assert done.stdout.startswith("RunError | ")
    assert str(folder.path / name) in done.stdout
    assert f"deepnews resume {folder.path}" in done.stdout
    assert folder.read_text("article.md") == "the old one"
    assert all(e["event"] == "x" for e in folder.read_events())
    assert not list(folder.path.glob(".*.part"))


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs a device that is always full")
def test_no_space_left_names_the_cure() -> None:
    with pytest.raises(RunError, match="No space left on device") as caught:
        append_line(Path("/dev/full"), "x")
    assert caught.value.hint.startswith("Free some space on that disk")


def test_a_folder_that_cannot_be_made_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x", encoding="utf-8")
    with pytest.raises(RunError, match="could not be written"):
        RunFolder.create(tmp_path / "file", "topic", NOW)


def test_a_folder_that_has_gone_is_told(folder: RunFolder) -> None:
    folder.path.rmdir()
    with pytest.raises(RunError, match="could not be written"):
        folder.write_text("article.md", "x")
    with pytest.raises(RunError, match="could not be written"):
        folder.append_event("x")


# --- lock ------------------------------------------------------------------------------------------------------------

HOLD = """
import sys, time
from pathlib import Path
from deepnews.agents.run_folder import RunFolder
with RunFolder(Path(sys.argv[1])).locked():
    print("held", flush=True)
    time.sleep(60)
"""


def test_the_lock_is_freed(folder: RunFolder) -> None:
    for _ in range(2):
        with folder.locked():
            pass


def test_the_same_process_cannot_take_it_twice(folder: RunFolder) -> None:
    with folder.locked(), pytest.raises(RunError, match=f"in use by process {os.getpid()}"):
        folder.locked().__enter__()


def test_two_processes_do_not_run_one_folder_and_a_killed_one_frees_it(folder: RunFolder) -> None:
    with subprocess.Popen([sys.executable, "-c", HOLD, str(folder.path)], stdout=subprocess.PIPE, text=True) as other:
        assert other.stdout is not None
        assert other.stdout.readline() == "held\n"
        with pytest.raises(RunError, match=f"in use by process {other.pid}") as caught:
            folder.locked().__enter__()
        assert "Wait" in caught.value.hint
        other.kill()
        other.wait()
    with folder.locked():
        pass


def test_a_lock_file_left_behind_by_a_dead_process_stops_nobody(folder: RunFolder) -> None:
    (folder.path / ".lock").write_text("999999999", encoding="ascii")
    with folder.locked():
        assert (folder.path / ".lock").read_text(encoding="ascii") == str(os.getpid())
