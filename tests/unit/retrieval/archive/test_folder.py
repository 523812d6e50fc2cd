"""An index in a folder: put, found, replaced, taken out, joined, and refused when a byte of it is another."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from deepnews.errors import ArchiveError
from deepnews.retrieval.archive import nearest, writer
from deepnews.retrieval.archive.container import read_arrays, write_arrays
from deepnews.retrieval.archive.manifest import MANIFEST, read_manifest
from deepnews.retrieval.archive.reader import FolderArchive
from deepnews.retrieval.archive.segment import open_segment
from deepnews.retrieval.archive.writer import open_writer

if TYPE_CHECKING:
    from conftest import Samples

FEW = settings(max_examples=20, suppress_health_check=[HealthCheck.function_scoped_fixture])


def state(folder: Path) -> dict[str, bytes]:
    return {p.name: p.read_bytes() for p in folder.iterdir() if p.name != "writer.lock"}


@pytest.mark.parametrize(
    ("query", "name"),
    [("Who delayed the refit of the ship?", "ferry"), ("raising harbour fees", "harbour"), ("违反安全规定罚款", "law")],
)
def test_the_right_document_comes_first(folder: Path, samples: Samples, query: str, name: str) -> None:
    assert samples.found(FolderArchive(folder), query)[0] == name


def test_what_was_put_in_comes_out(folder: Path, samples: Samples) -> None:
    archive = FolderArchive(folder)
    put_in = {e.document.doc_id: e for e in samples.entries(samples.texts)}
    for entry in archive.entries(put_in):
        expected = put_in[entry.document.doc_id]
        assert (entry.document, entry.passages, entry.state) == (expected.document, expected.passages, expected.state)
        assert np.allclose(entry.rows, expected.rows, atol=1e-3)
        assert np.allclose(entry.profile, expected.profile, atol=1e-3)


@pytest.mark.parametrize("query", ["", "  \n", "ship " * 3000, "\0 \ud800", "？！。", "zzzz", "五十万元" * 2000])
def test_odd_queries(folder: Path, samples: Samples, query: str) -> None:
    found = samples.found(FolderArchive(folder), query, 2)
    assert len(found) == (2 if query.strip() else 0)
    assert samples.found(FolderArchive(folder), query, 0) == []


def test_one_passage_and_none(tmp_path: Path, samples: Samples) -> None:
    with open_writer(tmp_path, samples.spec) as index:
        index.finish(samples.origin)
    assert samples.found(FolderArchive(tmp_path), "ship") == []
    with open_writer(tmp_path, samples.spec) as index:
        index.put(samples.entries({"ferry": samples.texts["ferry"]}))
    assert samples.found(FolderArchive(tmp_path), "ship") == ["ferry"]


def test_odd_texts_keep_their_offsets(tmp_path: Path, samples: Samples) -> None:
    text = "Naïve \U0001f6a2 crews of the ferry said nothing.\n\nThe 渡轮 sank in \u2028 March, half \ud800 aboard."
    with open_writer(tmp_path, samples.spec) as index:
        index.put(samples.entries({"odd": text}))
    (entry,) = FolderArchive(tmp_path).entries([d.doc_id for d in FolderArchive(tmp_path).documents()])
    assert entry.document.text == text
    assert all(text[p.start : p.end] == p.text for p in entry.passages)


def test_replacing_and_removing(folder: Path, samples: Samples) -> None:
    before = FolderArchive(folder)
    with open_writer(folder, samples.spec) as index:
        index.put(samples.entries({"ferry": "The submarine museum opened its doors to school classes on Monday."}))
        index.remove(["/harbour.txt", "/nobody.txt"])
        assert set(index.states()) == {"/ferry.txt", "/weather.txt", "/law.txt"}
    after = FolderArchive(folder)
    assert samples.found(after, "submarine museum")[0] == "ferry"
    assert "harbour" not in samples.found(after, "harbour fees", 9)
    assert len(samples.found(after, "refit of the ship", 9)) == 3
    assert samples.found(before, "refit of the ship")[0] == "ferry"  # an open reader keeps its state


def test_small_segments_are_joined_and_say_the_same(
    tmp_path: Path, samples: Samples, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(writer, "_MAX_SMALL", 2)
    with open_writer(tmp_path / "a", samples.spec) as index:
        for name, text in samples.texts.items():
            index.put(samples.entries({name: text}))
        index.remove(["/weather.txt"])
        n_before = len(read_manifest(tmp_path / "a").segments)
        index.finish(samples.origin)
        assert set(index.states()) == {"/ferry.txt", "/harbour.txt", "/law.txt"}
    with open_writer(tmp_path / "b", samples.spec) as index:
        index.put(samples.entries({n: t for n, t in samples.texts.items() if n != "weather"}))
    joined, whole = FolderArchive(tmp_path / "a"), FolderArchive(tmp_path / "b")
    assert (n_before, len(read_manifest(tmp_path / "a").segments)) == (4, 1)
    assert len([p for p in (tmp_path / "a").iterdir() if p.name.startswith("segment-")]) == 1
    row = samples.embedder.encode_queries(["the harbour refit"])[0]
    assert joined.search("the harbour refit", row, 5) == whole.search("the harbour refit", row, 5)
    assert list(joined.documents()) == list(whole.documents())


def test_clusters_find_what_comparing_all_finds(
    tmp_path: Path, samples: Samples, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(writer, "N_EXACT", 200)
    monkeypatch.setattr(nearest, "_N_CLUSTERS", (4, 4))
    many = {
        f"d{i}": f"Report {i} of ward {i % 17}: the pump number {i} leaked {i * 3} litres of oil." for i in range(300)
    }
    with open_writer(tmp_path, samples.spec) as index:
        index.put(samples.entries(many))
        index.finish(samples.origin)
        index.put(samples.entries({"late": "A late memo about zebra crossings near the opera house."}))
        index.remove(["/d7.txt"])
    archive = FolderArchive(tmp_path)
    assert archive.stats().search == "approximate"
    assert samples.found(archive, "pump number 123 leaked")[0] == "d123"
    assert samples.found(archive, "zebra crossings")[0] == "late"
    assert "d7" not in samples.found(archive, "Report 7 pump number 7", 50)


def test_another_embedding_model_is_refused(folder: Path, samples: Samples) -> None:
    other = samples.spec.model_copy(update={"embedding_id": "other@1", "n_dims": 8})
    with (
        pytest.raises(ArchiveError, match="embedding_id hashing-64@1, now other@1") as caught,
        open_writer(folder, other),
    ):
        pass
    assert "deepnews index update" in caught.value.hint
    assert "--rebuild" in caught.value.hint
    with open_writer(folder, other, anew=True) as index:
        assert FolderArchive(folder).spec == samples.spec  # readers keep the old one until the new one is whole
        index.finish(samples.origin)
    assert FolderArchive(folder).spec == other


def test_another_format_is_refused(folder: Path) -> None:
    path = folder / MANIFEST
    path.write_bytes(path.read_bytes().replace(b"deepnews-index 1 ", b"deepnews-index 2 ", 1))
    with pytest.raises(ArchiveError, match="has format 2"):
        FolderArchive(folder)


@FEW
@given(data=st.data())
def test_an_altered_byte_anywhere_is_refused(folder: Path, tmp_path: Path, data: st.DataObject) -> None:
    copy = tmp_path / "copy"
    shutil.rmtree(copy, ignore_errors=True)
    shutil.copytree(folder, copy)
    path = copy / data.draw(st.sampled_from(sorted(state(folder))))
    content = bytearray(path.read_bytes())
    at = data.draw(st.integers(0, len(content) - 1))
    if data.draw(st.booleans()):
        content[at] ^= data.draw(st.integers(1, 255))
    else:
        del content[at:]
    path.write_bytes(content)
    with pytest.raises(ArchiveError) as caught:
        FolderArchive(copy)
    assert "--rebuild" in caught.value.hint


@FEW
@given(content=st.binary(max_size=200) | st.binary(max_size=200).map(lambda b: b"deepnews-index 1 " + b))
def test_no_bytes_make_a_manifest(tmp_path: Path, content: bytes) -> None:
    (tmp_path / MANIFEST).write_bytes(content)
    with pytest.raises(ArchiveError):
        read_manifest(tmp_path)


@FEW
@given(content=st.binary(max_size=300) | st.binary(max_size=300).map(lambda b: b"DNARRAY1" + b))
def test_no_bytes_make_a_segment(folder: Path, content: bytes) -> None:
    """Even with a manifest that vouches for them."""
    import hashlib

    file = read_manifest(folder).segments[0]
    (folder / file.name).write_bytes(content)
    sha256 = hashlib.sha256(content).hexdigest()
    with pytest.raises(ArchiveError):
        open_segment(folder, file.model_copy(update={"n_bytes": len(content), "sha256": sha256}))


@FEW
@given(
    arrays=st.dictionaries(
        st.text("abc", min_size=1, max_size=3),
        st.lists(st.integers(0, 255), max_size=70).map(lambda x: np.array(x, dtype=np.uint8)),
        min_size=1,
    )
)
def test_arrays_come_back(tmp_path: Path, arrays: dict[str, np.ndarray]) -> None:
    n_bytes, sha256 = write_arrays(tmp_path / "x", arrays)
    back = read_arrays(tmp_path / "x", n_bytes, sha256)
    assert {k: v.tolist() for k, v in back.items()} == {k: v.tolist() for k, v in arrays.items()}


def test_a_missing_segment_is_named(folder: Path) -> None:
    (folder / read_manifest(folder).segments[0].name).unlink()
    with pytest.raises(ArchiveError, match="is missing"):
        FolderArchive(folder)


def test_a_full_disk_leaves_the_index_as_it_was(
    folder: Path, samples: Samples, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = state(folder)

    def refuse(handle: int) -> None:
        raise OSError(28, "No space left on device")

    with open_writer(folder, samples.spec) as index:
        monkeypatch.setattr("os.fsync", refuse)
        with pytest.raises(ArchiveError, match="No space left"):
            index.put(samples.entries({"new": "A new document about a new thing that nobody knew."}))
        monkeypatch.undo()
    assert state(folder) == before
