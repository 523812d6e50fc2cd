"""What every kind of archive must do: the same cases for folders and for PostgreSQL with pgvector."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import numpy as np
import pytest

from deepnews.errors import ArchiveError
from deepnews.retrieval.archive.article import read_archived, spec_for
from deepnews.retrieval.archive.open import reading_archive, stored_make, writing_archive
from deepnews.retrieval.archive.records import Entry, FileState, Origin
from deepnews.retrieval.archive.update import Reading, add_sources, embedded, remove_sources, update_sources
from deepnews.retrieval.embed import HashingEmbedder
from deepnews.schemas.corpus import SourceDocument

EMBEDDER = HashingEmbedder()
SPEC = spec_for("mixed", EMBEDDER)
READING = Reading(cache_dir=None, tell=lambda stage, done, total: None)
TEXTS = {
    "ferry": "The ferry company Norvik delayed the safety refit of its oldest ship for two years, inspectors said.",
    "harbour": "The harbour board raised its fees by 12 percent. Fishermen protested on the quay before the vote.",
    "weather": "Heavy rain fell over the northern hills. Rivers rose, but the dams held and nobody was hurt at all.",
    "law": "渡轮公司违反安全规定的，由主管部门处五十万元以下罚款。情节严重的，吊销营业执照。",
    "odd": "A half \ud800, a NUL \0, an apostrophe's quote \" and a \U0001f6a2 stood in the log of the tanker.",
}


@pytest.fixture(params=["folder", "postgres"])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    if request.param == "folder":
        yield str(tmp_path / "index")
        return
    psycopg = pytest.importorskip("psycopg", reason="needs the extra 'postgres'")
    pytest.importorskip("langchain_postgres", reason="needs the extra 'postgres'")
    server: str = request.getfixturevalue("postgres_server")
    name = f"t{abs(hash(request.node.name)) % 10**12}"
    with closing(psycopg.connect(server, autocommit=True)) as connection:
        connection.execute(f"CREATE DATABASE {name}")
    yield server.replace("/postgres?", f"/{name}?")


def entry(name: str, text: str) -> Entry:
    number = f"{abs(hash((name, text))):016x}"[:12]
    document = SourceDocument(doc_id=number, path=f"{name}.txt", title=name, text=text, content_sha256=number)
    return embedded([(f"/{name}", FileState(fingerprint=number, text_key=number), document)], EMBEDDER, READING.tell)[0]


def filled(place: str) -> None:
    with writing_archive(place, SPEC) as writer:
        writer.put([entry(n, t) for n, t in TEXTS.items()])
        writer.finish(Origin(sources=("/d",)))


def found(place: str, query: str, top_k: int = 3) -> list[str]:
    with reading_archive(place) as archive:
        titles = {d.doc_id: d.title for d in archive.documents()}
        hits = archive.search(query, EMBEDDER.encode_queries([query])[0], top_k)
        assert [h.scent for h in hits] == sorted((h.scent for h in hits), reverse=True)
        return [titles[h.passage.doc_id] for h in hits]


def test_it_finds_and_gives_back_what_was_put_in(place: str) -> None:
    filled(place)
    assert found(place, "Who delayed the refit of the ship?")[0] == "ferry"
    assert found(place, "raising harbour fees")[0] == "harbour"
    assert found(place, "违反安全规定罚款多少")[0] == "law"
    assert found(place, "log of the tanker")[0] == "odd"
    with reading_archive(place) as archive:
        ids = {e.document.doc_id: e for e in (entry(n, t) for n, t in TEXTS.items())}
        for back in archive.entries(list(ids)):
            put_in = ids.pop(back.document.doc_id)
            assert (back.document, back.passages, back.state) == (put_in.document, put_in.passages, put_in.state)
            assert np.allclose(back.rows, put_in.rows, atol=1e-3)
            assert np.allclose(back.profile, put_in.profile, atol=1e-3)
        assert not ids
        stats = archive.stats()
    assert (stats.n_documents, stats.n_passages, stats.search) == (5, 5, "exact")
    assert stats.n_chars == sum(map(len, TEXTS.values()))
    assert stats.n_bytes > 0
    assert stored_make(place) == (SPEC, Origin(sources=("/d",)))


@pytest.mark.parametrize("query", ["", " \n", "ship " * 3000, "\0 \ud800", "？！。", "a' | & ! <-> );", "罚款" * 5000])
def test_odd_queries(place: str, query: str) -> None:
    filled(place)
    assert len(found(place, query, 2)) == (2 if query.strip() else 0)
    assert found(place, query, 0) == []


def test_changes_and_open_readers(place: str) -> None:
    filled(place)
    with reading_archive(place) as before, writing_archive(place, SPEC) as writer:
        assert before.stats().n_documents == 5
        writer.put([entry("ferry", "The submarine museum opened its doors to school classes on Monday morning.")])
        writer.remove(["/harbour", "/nobody"])
        assert set(writer.states()) == {"/ferry", "/weather", "/law", "/odd"}
        with pytest.raises(ArchiveError, match="is being changed by"), writing_archive(place, SPEC):
            pass
        assert found(place, "submarine museum")[0] == "ferry"
    assert "harbour" not in found(place, "harbour fees", 9)
    assert len(found(place, "refit of the ship", 9)) == 4


def test_another_make_is_refused_and_made_anew(place: str) -> None:
    filled(place)
    other = HashingEmbedder(32)
    spec = spec_for("mixed", other)
    with pytest.raises(ArchiveError, match="hashing-256@1, now hashing-32@1") as caught, writing_archive(place, spec):
        pass
    assert "--rebuild" in caught.value.hint
    with pytest.raises(ArchiveError, match="other settings"):
        read_archived(place, ["ship"], lambda spoken: other)
    with writing_archive(place, spec, anew=True) as writer:
        assert writer.states() == {}
        assert found(place, "refit of the ship")[0] == "ferry"
        writer.finish(Origin())
    assert stored_make(place) == (spec, Origin())


def test_a_rebuild_that_stops_half_way_changes_nothing(place: str) -> None:
    filled(place)
    with pytest.raises(RuntimeError), writing_archive(place, SPEC, anew=True) as writer:
        writer.put([entry("new", "Nobody will ever read about this new thing in the paper.")])
        raise RuntimeError
    assert found(place, "refit of the ship")[0] == "ferry"
    filled(place)
    with reading_archive(place) as archive:
        assert archive.stats().n_documents == 5


def test_sources_come_and_go(place: str, tmp_path: Path) -> None:
    folder = tmp_path / "documents"
    folder.mkdir()
    for name, text in TEXTS.items():
        (folder / f"{name}.txt").write_text(text.replace("\0", "").replace("\ud800", ""), encoding="utf-8")
    (folder / "ferry-again.txt").write_text(TEXTS["ferry"], encoding="utf-8")
    with writing_archive(place, SPEC) as writer:
        change = add_sources(writer, [str(folder)], EMBEDDER, READING)
        assert (change.n_added, change.n_copies) == (6, 1)
        (folder / "law.txt").unlink()
        change = update_sources(writer, writer.origin, EMBEDDER, READING)
        assert (change.n_removed, change.n_unchanged) == (1, 5)
        remove_sources(writer, [str(folder / "weather.txt")], EMBEDDER, READING)
        assert update_sources(writer, writer.origin, EMBEDDER, READING).n_added == 0
    known = read_archived(place, ["ferry"], lambda spoken: EMBEDDER)
    assert len(known.documents) == 3
    assert len(known.rows) == 6


def test_an_empty_place(place: str) -> None:
    with pytest.raises(ArchiveError, match="There is no index in"), reading_archive(place):
        pass


def test_a_password_is_never_shown() -> None:
    pytest.importorskip("psycopg", reason="needs the extra 'postgres'")
    from deepnews.retrieval.archive.tables import shown

    assert shown("postgresql://ann:secret@db.example:5433/news") == "postgresql://ann@db.example:5433/news"
    with pytest.raises(ArchiveError) as caught, reading_archive("postgresql://ann:secret@127.0.0.1:1/news"):
        pass
    assert "secret" not in str(caught.value)
