"""A segment: some hundreds to some ten thousands of passages with their documents, vectors and words, in one file."""

from __future__ import annotations

import json
import uuid
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from deepnews.retrieval.archive.container import read_arrays, write_arrays
from deepnews.retrieval.archive.disk import damaged
from deepnews.retrieval.archive.manifest import SegmentFile
from deepnews.retrieval.archive.postings import Postings, build_postings, merge_postings
from deepnews.retrieval.archive.records import Entry, FileState
from deepnews.retrieval.tokenize import search_tokens
from deepnews.schemas.corpus import Passage, SourceDocument

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Array = NDArray[Any]

_NO_PAGE = -1
_PASSAGE_FIELDS = ("passage_document", "passage_start", "passage_end", "passage_page", "byte_start", "byte_end")


class Segment:
    """One segment, mapped into memory; what it says of a document is read when it is asked for."""

    def __init__(self, path: Path, arrays: dict[str, Array]) -> None:
        self.path = path
        self._arrays = arrays
        self.postings = Postings(*(arrays[name] for name in Postings._fields))
        self.vectors: Array = arrays["vectors"]
        """float16, one unit row a passage."""
        self.passage_document: Array = arrays["passage_document"]
        """Row of the document of each passage, ascending."""
        self.n_documents = len(arrays["head_offsets"]) - 1
        self.n_passages = len(self.passage_document)

    def live_passages(self, removed: Sequence[int]) -> Array:
        """True for each passage whose document is not among the `removed` rows."""
        import numpy as np

        live = np.ones(self.n_documents, dtype=bool)
        live[list(removed)] = False
        flags: Array = live[self.passage_document]
        return flags

    def head(self, row: int) -> dict[str, Any]:
        """Key, state and metadata of the document in `row`."""
        found: dict[str, Any] = json.loads(self._slice("heads", "head_offsets", row))
        return found

    def document(self, row: int) -> SourceDocument:
        """The document in `row`, with its text."""
        text = self._slice("texts", "text_offsets", row).decode("utf-8", "surrogatepass")
        return SourceDocument.model_validate({**self.head(row)["document"], "text": text})

    def passage(self, number: int) -> Passage:
        """The passage of that number."""
        row, start, end, page, first, last = (int(self._arrays[name][number]) for name in _PASSAGE_FIELDS)
        begin = int(self._arrays["text_offsets"][row])
        text = bytes(self._arrays["texts"][begin + first : begin + last]).decode("utf-8", "surrogatepass")
        doc_id = str(self.head(row)["document"]["doc_id"])
        return Passage(
            passage_id=f"{doc_id}:{start}-{end}",
            doc_id=doc_id,
            start=start,
            end=end,
            text=text,
            page=None if page == _NO_PAGE else page,
        )

    def entry(self, row: int) -> Entry:
        """All that was put in for the document in `row`, vectors in float32."""
        import numpy as np

        head = self.head(row)
        first, last = np.searchsorted(self.passage_document, (row, row + 1))
        return Entry(
            key=head["key"],
            state=FileState.model_validate(head["state"]),
            document=self.document(row),
            passages=tuple(self.passage(i) for i in range(int(first), int(last))),
            rows=self.vectors[first:last].astype(np.float32),
            profile=self._arrays["profiles"][row].astype(np.float32),
        )

    def states(self, rows: Sequence[int]) -> Iterator[tuple[int, str, FileState]]:
        """Row, key and state of the documents in `rows`."""
        for row in rows:
            head = self.head(row)
            yield row, head["key"], FileState.model_validate(head["state"])

    def _slice(self, name: str, offsets: str, row: int) -> bytes:
        begin, end = self._arrays[offsets][row : row + 2]
        return bytes(self._arrays[name][begin:end])

    def part(self, rows: Sequence[int]) -> dict[str, Any]:
        """The arrays of the documents in `rows` alone, words left out, as `merged` joins them."""
        import numpy as np

        chosen = np.isin(self.passage_document, rows)
        place = np.zeros(self.n_documents, dtype=np.int32)
        place[list(rows)] = np.arange(len(rows))
        return {
            "heads": [self._slice("heads", "head_offsets", r) for r in rows],
            "texts": [self._slice("texts", "text_offsets", r) for r in rows],
            "profiles": self._arrays["profiles"][list(rows)],
            "vectors": self.vectors[chosen],
            "chosen": chosen,
            **{name: self._arrays[name][chosen] for name in _PASSAGE_FIELDS},
            "passage_document": place[self.passage_document[chosen]],
        }


def open_segment(folder: Path, file: SegmentFile) -> Segment:
    """The segment, every byte of it checked; raises ArchiveError when it is damaged, FileNotFoundError when gone."""
    path = folder / file.name
    arrays = read_arrays(path, file.n_bytes, file.sha256)
    try:
        segment = Segment(path, arrays)
    except KeyError as error:
        raise damaged(path, f"it holds no {error}") from error
    if (segment.n_documents, segment.n_passages) != (file.n_documents, file.n_passages):
        raise damaged(path, "it holds another number of passages than the manifest says")
    return segment


def write_segment(folder: Path, entries: Sequence[Entry]) -> SegmentFile:
    """The segment made of `entries`, written; raises ArchiveError when the disk refuses."""
    import numpy as np

    spans = [_spans(row, entry) for row, entry in enumerate(entries)]
    columns = np.concatenate([np.zeros((0, len(_PASSAGE_FIELDS)), dtype=np.int64), *spans])
    arrays = {
        **_joined("heads", "head_offsets", [_head(e) for e in entries]),
        **_joined("texts", "text_offsets", [e.document.text.encode("utf-8", "surrogatepass") for e in entries]),
        **{name: columns[:, i].astype(_kind(name)) for i, name in enumerate(_PASSAGE_FIELDS)},
        "profiles": np.stack([e.profile for e in entries]).astype(np.float16),
        "vectors": np.concatenate([e.rows for e in entries]).astype(np.float16),
        **build_postings([search_tokens(p.text) for e in entries for p in e.passages])._asdict(),
    }
    return _written(folder, arrays)


def merge_segments(folder: Path, parts: Sequence[tuple[Segment, Sequence[int]]]) -> SegmentFile:
    """One segment made of the live documents of several (segment, their rows), vectors and words carried over."""
    import numpy as np

    pieces = [segment.part(rows) for segment, rows in parts]
    n_before = np.cumsum([0, *(len(rows) for _, rows in parts)])
    places = [piece["passage_document"] + n for piece, n in zip(pieces, n_before, strict=False)]
    kept = [(segment.postings, piece["chosen"]) for (segment, _), piece in zip(parts, pieces, strict=True)]
    arrays = {
        **_joined("heads", "head_offsets", [x for piece in pieces for x in piece["heads"]]),
        **_joined("texts", "text_offsets", [x for piece in pieces for x in piece["texts"]]),
        **{n: np.concatenate([piece[n] for piece in pieces]) for n in (*_PASSAGE_FIELDS, "profiles", "vectors")},
        "passage_document": np.concatenate(places).astype(np.int32),
        **merge_postings(kept)._asdict(),
    }
    return _written(folder, arrays)


def _written(folder: Path, arrays: dict[str, Array]) -> SegmentFile:
    name = f"segment-{uuid.uuid4().hex[:16]}.arrays"
    n_bytes, sha256 = write_arrays(folder / name, arrays)
    n_documents, n_passages = len(arrays["head_offsets"]) - 1, len(arrays["passage_document"])
    return SegmentFile(name=name, n_bytes=n_bytes, sha256=sha256, n_documents=n_documents, n_passages=n_passages)


def _head(entry: Entry) -> bytes:
    document = entry.document.model_dump(mode="json", exclude={"text"})
    head = {"key": entry.key, "state": entry.state.model_dump(), "document": document}
    return json.dumps({**head, "n_chars": entry.document.n_chars}).encode("ascii")


def _spans(row: int, entry: Entry) -> Array:
    """One line a passage, its columns those of `_PASSAGE_FIELDS`."""
    import numpy as np

    places = sorted({offset for p in entry.passages for offset in (p.start, p.end)})
    at, n_bytes, in_bytes = 0, 0, {}
    for offset in places:
        n_bytes += len(entry.document.text[at:offset].encode("utf-8", "surrogatepass"))
        at = offset
        in_bytes[offset] = n_bytes
    lines = [
        (row, p.start, p.end, _NO_PAGE if p.page is None else p.page, in_bytes[p.start], in_bytes[p.end])
        for p in entry.passages
    ]
    return np.asarray(lines, dtype=np.int64).reshape(-1, len(_PASSAGE_FIELDS))


def _kind(name: str) -> type[np.signedinteger[Any]]:
    import numpy as np

    return np.int64 if name.startswith("byte") else np.int32


def _joined(name: str, offsets: str, blobs: Sequence[bytes]) -> dict[str, Array]:
    import numpy as np

    sizes = np.asarray([len(b) for b in blobs], dtype=np.int64)
    ends = np.concatenate([np.zeros(1, dtype=np.int64), np.cumsum(sizes)])
    return {name: np.frombuffer(b"".join(blobs), dtype=np.uint8), offsets: ends}
