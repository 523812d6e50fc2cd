"""The index as people use it: kills, two writers, readers beside a writer, copies, huge lines, the command line."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest
from typer.testing import CliRunner

from deepnews.app.cli import app
from deepnews.errors import ArchiveError
from deepnews.retrieval.archive.article import read_archived, spec_for
from deepnews.retrieval.archive.manifest import MANIFEST, read_manifest
from deepnews.retrieval.archive.reader import FolderArchive
from deepnews.retrieval.archive.records import Entry, FileState, Origin
from deepnews.retrieval.archive.update import Reading, add_sources, update_sources
from deepnews.retrieval.archive.writer import open_writer
from deepnews.retrieval.embed import HashingEmbedder
from deepnews.schemas.corpus import SourceDocument

EMBEDDER = HashingEmbedder()
SPEC = spec_for("en", EMBEDDER)
READING = Reading(cache_dir=None, tell=lambda stage, done, total: None)
WORDS = ("harbour", "ferry", "refit", "council", "budget", "bridge", "inspector", "tunnel", "grain", "strike")


def story(number: int) -> str:
    """A text that no other number has."""
    a, b = WORDS[number % 10], WORDS[number // 10 % 10]
    return f"Report {number}: the {a} near the {b} cost {number * 7} crowns, said the {b} office on day {number}."


@pytest.fixture
def documents(tmp_path: Path) -> Path:
    folder = tmp_path / "documents"
    folder.mkdir()
    for number in range(12):
        (folder / f"{number:02}.txt").write_text(story(number), encoding="utf-8")
    return folder


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):  # type: ignore[no-untyped-def]
    monkeypatch.setenv("DEEPNEWS_EMBEDDER", "hashing")
    monkeypatch.setenv("DEEPNEWS_CACHE_DIR", str(tmp_path / "cache"))
    monkeypatch.chdir(tmp_path)

    def call(*words: str, code: int = 0) -> str:
        done = CliRunner().invoke(app, ["index", *words])
        assert done.exit_code == code, done.output
        return done.stdout if code == 0 else done.output

    return call


def test_the_life_of_an_index(run, documents: Path) -> None:  # type: ignore[no-untyped-def]
    made = json.loads(run("add", "idx", "documents", "--json", "--quiet"))
    assert (made["n_added"], made["n_unchanged"]) == (12, 0)
    (documents / "03.txt").write_text("The opera house bought a new organ from Riga in May.", encoding="utf-8")
    (documents / "04.txt").unlink()
    (documents / "new.txt").write_text(story(50), encoding="utf-8")
    (documents / "copy.txt").write_text(story(1) + "\n", encoding="utf-8")
    changed = json.loads(run("update", "idx", "--json", "--quiet"))
    counts = {k: changed[k] for k in ("n_added", "n_replaced", "n_removed", "n_unchanged", "n_copies")}
    assert counts == {"n_added": 2, "n_replaced": 1, "n_removed": 1, "n_unchanged": 10, "n_copies": 1}
    found = json.loads(run("search", "idx", "organ of the opera house", "--top-k", "1", "--json"))
    assert [p["path"] for p in found["passages"]] == ["03.txt"]
    stats = json.loads(run("stats", "idx", "--json"))
    assert (stats["n_documents"], stats["n_copies"], stats["n_passages"]) == (12, 1, 12)


def test_what_is_removed_stays_out_and_its_copy_takes_its_place(run, documents: Path) -> None:  # type: ignore[no-untyped-def]
    (documents / "zz.txt").write_text(story(1), encoding="utf-8")
    run("add", "idx", "documents", "--quiet")
    run("remove", "idx", "documents/01.txt", "--quiet")
    found = json.loads(run("search", "idx", story(1), "--top-k", "1", "--json"))
    assert found["passages"][0]["path"] == "zz.txt"
    assert json.loads(run("update", "idx", "--json", "--quiet"))["n_added"] == 0
    assert json.loads(run("add", "idx", "documents/01.txt", "--json", "--quiet"))["n_added"] == 1
    assert "is not in the index" in run("remove", "idx", "nothing.txt", code=2)


def test_an_index_inside_its_folder_is_no_source(run, documents: Path) -> None:  # type: ignore[no-untyped-def]
    run("add", "documents", "--quiet")
    run("add", "documents/visible", "documents", "--quiet")
    assert json.loads(run("add", "documents", "--json", "--quiet"))["n_unchanged"] == 12
    assert json.loads(run("stats", "documents", "--json"))["n_documents"] == 12
    assert "12 documents" in run("stats", "documents/visible")


def test_wrong_uses_end_in_a_sentence(run, documents: Path) -> None:  # type: ignore[no-untyped-def]
    assert "There is no index in" in run("stats", "nowhere", code=1)
    assert "There is no file or folder" in run("add", "idx", "missing", code=2)
    (documents.parent / "empty").mkdir()
    assert "can be read" in run("add", "idx2", "empty", code=1)
    run("add", "idx", "documents", "--quiet")
    assert run("search", "idx", " ") == ""
    (documents.parent / "idx" / MANIFEST).write_text("nonsense", encoding="utf-8")
    assert "--rebuild" in run("search", "idx", "ferry", code=1)
    run("add", "idx", "documents", "--rebuild", "--quiet")
    assert "12 documents" in run("stats", "idx")


def test_a_folder_that_is_gone_empties_nothing(run, documents: Path) -> None:  # type: ignore[no-untyped-def]
    run("add", "idx", "documents", "--quiet")
    documents.rename(documents.with_name("elsewhere"))
    assert "There is no file or folder" in run("update", "idx", code=2)
    assert "12 documents" in run("stats", "idx")


def test_a_read_only_index_can_be_searched(run, documents: Path) -> None:  # type: ignore[no-untyped-def]
    run("add", "idx", "documents", "--quiet")
    folder = documents.parent / "idx"
    before = {p: p.stat().st_mtime_ns for p in folder.iterdir()}
    for path in (*folder.iterdir(), folder):
        path.chmod(0o555 if path.is_dir() else 0o444)
    try:
        assert "Report 3" in run("search", "idx", "report 3", "--top-k", "1")
        if os.geteuid() != 0:  # root may write everywhere
            assert "could not be written" in run("update", "idx", code=1)
    finally:
        folder.chmod(0o755)
    assert {p: p.stat().st_mtime_ns for p in folder.iterdir()} == before


WRITER = """
import sys
from pathlib import Path
sys.path.insert(0, {here!r})
from test_index import EMBEDDER, READING, SPEC, entry, story
from deepnews.retrieval.archive.writer import open_writer
from deepnews.retrieval.archive.records import Origin
with open_writer(Path({folder!r}), SPEC) as index:
    print("open", flush=True)
    for number in range({first}, 100_000):
        index.put([entry(number)])
        if number % 20 == 0:
            index.finish(Origin(sources=(f"after {{number}}",)))
        print(number, flush=True)
"""


def entry(number: int) -> Entry:
    """An entry of one passage."""
    from deepnews.retrieval.archive.update import embedded

    name = f"{number:012x}"
    document = SourceDocument(doc_id=name, path=name, title=name, text=story(number), content_sha256=name)
    state = FileState(fingerprint=name, text_key=name)
    return embedded([(f"/{name}", state, document)], EMBEDDER, lambda *step: None)[0]


def writing(folder: Path, first: int) -> subprocess.Popen[str]:
    code = WRITER.format(here=str(Path(__file__).parent), folder=str(folder), first=first)
    return subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True)


def watched(folder: Path, process: subprocess.Popen[str], first: int) -> int:
    """The last number that the writer told of; what it told can be found while it goes on, and nobody else writes."""
    assert process.stdout is not None
    assert process.stdout.readline() == "open\n"
    last = first
    while last < first + 24:
        last = int(process.stdout.readline())
        if last == first + 3:
            with pytest.raises(ArchiveError, match=f"by process {process.pid}"), open_writer(folder, SPEC):
                pass
        if last % 6 == 0:
            row = EMBEDDER.encode_queries([story(last)])[0]
            assert FolderArchive(folder).search(story(last), row, 1)[0].passage.text == story(last)
    return last


def test_killed_writers_leave_a_whole_index(tmp_path: Path) -> None:
    """Killed at any moment, the index holds all that was told to be in it; readers beside the writer never fail."""
    first = 0
    for round_ in range(3):
        with writing(tmp_path, first) as process:
            last = watched(tmp_path, process, first)
            time.sleep(0.013 * round_)
            process.send_signal(signal.SIGKILL)
            assert process.stdout is not None
            told = [int(line) for line in process.stdout.read().split("\n")[:-1]]
        kept = FolderArchive(tmp_path).stats().n_documents
        assert max((last, *told)) + 1 <= kept <= max((last, *told)) + 2
        first = kept
    with open_writer(tmp_path, SPEC) as index:
        index.finish(Origin())
    named = {s.name for s in read_manifest(tmp_path).segments} | {MANIFEST, "writer.lock"}
    assert {p.name for p in tmp_path.iterdir()} == named


def test_truncation_at_random_bytes_is_refused(tmp_path: Path) -> None:
    with open_writer(tmp_path, SPEC) as index:
        index.put([entry(n) for n in range(40)])
    path = tmp_path / read_manifest(tmp_path).segments[0].name
    whole = path.read_bytes()
    for at in np.random.default_rng(7).integers(0, len(whole), 60).tolist():
        path.write_bytes(whole[:at])
        with pytest.raises(ArchiveError, match="is damaged") as caught:
            FolderArchive(tmp_path)
        assert "--rebuild" in caught.value.hint
    path.write_bytes(whole)
    assert FolderArchive(tmp_path).stats().n_documents == 40


def test_twenty_thousand_copies(tmp_path: Path) -> None:
    """They are known, counted, and searched once; one of them takes the place of the first when that goes."""
    folder = tmp_path / "d"
    folder.mkdir()
    for number in range(20_000):
        path = folder / f"{number:06}.txt"
        if number % 10_000 == 0:
            original = path
            path.write_text(story(1), encoding="utf-8")
        else:
            path.hardlink_to(original)
    with open_writer(tmp_path / "idx", SPEC) as index:
        change = add_sources(index, [str(folder)], EMBEDDER, READING)
    assert (change.n_added, change.n_copies, change.n_passages) == (20_000, 19_999, 1)
    archive = FolderArchive(tmp_path / "idx")
    row = EMBEDDER.encode_queries(["report"])[0]
    assert len(archive.search("report", row, 10)) == 1
    assert (archive.stats().n_documents, archive.stats().n_copies) == (1, 19_999)


def test_a_line_without_an_end(tmp_path: Path) -> None:
    """One line of five million characters is read, cut and searched; the time grows with its length, not its square."""
    rng = np.random.default_rng(7)
    path = tmp_path / "line.txt"
    words = np.array([f"w{i}" for i in range(5000)])
    line = " ".join(words[rng.integers(0, 5000, 900_000)])[:5_000_000]
    path.write_text(line[:2_500_000] + " zanzibar archipelago " + line[2_500_000:], encoding="utf-8")
    with open_writer(tmp_path / "idx", SPEC) as index:
        change = add_sources(index, [str(path)], _Cheap(), READING)
    assert change.skipped == ()
    archive = FolderArchive(tmp_path / "idx")
    found = archive.search("zanzibar archipelago", np.zeros(EMBEDDER.n_dims, dtype=np.float32), 1)
    assert "zanzibar archipelago" in found[0].passage.text
    assert len(found[0].passage.text) < 3000


class _Cheap(HashingEmbedder):
    """The same vector for everything: here only the rest is looked at."""

    def encode_passages(self, texts):  # type: ignore[no-untyped-def]
        return np.full((len(texts), self.n_dims), self.n_dims**-0.5, dtype=np.float32)


def test_an_article_embeds_nothing_anew(tmp_path: Path, documents: Path) -> None:
    from deepnews.agents.materials import load_materials
    from deepnews.schemas.assignment import Assignment
    from deepnews.settings import load_settings

    with open_writer(tmp_path / "idx", SPEC) as index:
        add_sources(index, [str(documents)], EMBEDDER, READING)
    settings = load_settings(embedder="hashing", cache_dir=tmp_path / "cache")
    seen: list[tuple[str, int, int]] = []
    assignment = Assignment(topic="What did the harbour cost?", sources=(str(tmp_path / "idx"),))
    materials = load_materials(assignment, settings, lambda *step: seen.append(step))
    assert materials.corpus.n_chars == sum(len(story(n)) for n in range(12))
    assert [step for step in seen if step[0] == "embed"] == [("embed", 0, 0)]
    plain = load_materials(assignment.model_copy(update={"sources": (str(documents),)}), settings, lambda *step: None)
    query = "the harbour near the ferry"
    ours, theirs = materials.index.search(query, 12), plain.index.search(query, 12)
    assert ours[0].passage == theirs[0].passage
    assert {p.passage for p in ours} == {p.passage for p in theirs}


def test_a_large_archive_gives_the_nearest_documents(tmp_path: Path, documents: Path) -> None:
    with open_writer(tmp_path / "idx", SPEC) as index:
        add_sources(index, [str(documents)], EMBEDDER, READING)
    found = read_archived(str(tmp_path / "idx"), [story(5)], lambda spoken: EMBEDDER, n_chars_max=250)
    assert found.documents[0].path == "05.txt"
    assert sum(d.n_chars for d in found.documents) <= 250
    assert "of its documents were not read" in found.skipped[-1].reason


def test_an_update_reads_only_what_changed(tmp_path: Path, documents: Path) -> None:
    class Counting(HashingEmbedder):
        n_texts = 0

        def encode_passages(self, texts):  # type: ignore[no-untyped-def]
            self.n_texts += len(texts)
            return super().encode_passages(texts)

    embedder = Counting()
    with open_writer(tmp_path / "idx", SPEC) as index:
        add_sources(index, [str(documents)], embedder, READING)
        assert embedder.n_texts == 24  # passages and profiles
        (documents / "07.txt").write_text(story(99), encoding="utf-8")
        update_sources(index, index.origin, embedder, READING)
    assert embedder.n_texts == 26
