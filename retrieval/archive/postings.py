"""Word postings of a segment: which passage holds a term how often; and BM25 over several segments.

The score is that of bm25s with its default method ("lucene"; Kamphuis et al., 2020, "Which BM25 do you mean?"), with
k1 = 1.2 and b = 0.75 as in `WordSearch`, but the term counts are kept and not the scores, so that segments can be added
and passages taken out without touching the rest.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final, NamedTuple

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Array = NDArray[Any]
    Matrix = NDArray[np.float32]

K1: Final = 1.2
B: Final = 0.75
_MAX_COUNT: Final = 65_535


class Postings(NamedTuple):
    """Terms of a segment in order of their UTF-8 bytes; the entries of term i lie from offsets[i] to offsets[i + 1]."""

    term_bytes: Array
    """uint8, all terms one after the other."""
    term_offsets: Array
    """int64, one more than there are terms."""
    offsets: Array
    """int64, one more than there are terms."""
    rows: Array
    """int32, passages that hold the term, ascending."""
    counts: Array
    """uint16, how often."""
    lengths: Array
    """int32, terms of each passage."""

    def term(self, i: int) -> bytes:
        """The i-th term as UTF-8."""
        return bytes(self.term_bytes[self.term_offsets[i] : self.term_offsets[i + 1]])

    def find(self, term: bytes) -> slice:
        """Where the entries of `term` lie; an empty slice when no passage holds it."""
        low, high = 0, len(self.term_offsets) - 1
        while low < high:
            middle = (low + high) // 2
            if self.term(middle) < term:
                low = middle + 1
            else:
                high = middle
        if low < len(self.term_offsets) - 1 and self.term(low) == term:
            return slice(int(self.offsets[low]), int(self.offsets[low + 1]))
        return slice(0, 0)


def build_postings(items: Sequence[Sequence[str]]) -> Postings:
    """Postings of passages given as lists of terms."""
    import numpy as np

    vocabulary: dict[bytes, int] = {}
    sizes = [len(tokens) for tokens in items]
    ids = np.fromiter(
        (
            vocabulary.setdefault(t.encode("utf-8", "surrogatepass"), len(vocabulary))
            for tokens in items
            for t in tokens
        ),
        dtype=np.int64,
        count=sum(sizes),
    )
    rows = np.repeat(np.arange(len(items), dtype=np.int64), sizes)
    pairs, counts = np.unique(ids * max(1, len(items)) + rows, return_counts=True)
    ids, rows = pairs // max(1, len(items)), pairs % max(1, len(items))
    return _sorted_postings(list(vocabulary), ids, rows, counts, np.asarray(sizes, dtype=np.int32))


def merge_postings(parts: Sequence[tuple[Postings, Array]]) -> Postings:
    """One set of postings from several; for each the passages that are kept (bool), which are counted on."""
    import numpy as np

    vocabulary: dict[bytes, int] = {}
    ids, rows, counts, lengths, n_before = [], [], [], [], 0
    for part, kept in parts:
        number = np.cumsum(kept) - 1 + n_before
        names = [vocabulary.setdefault(part.term(i), len(vocabulary)) for i in range(len(part.term_offsets) - 1)]
        of_entry = np.repeat(np.asarray(names, dtype=np.int64), np.diff(part.offsets))
        chosen = kept[part.rows]
        ids.append(of_entry[chosen])
        rows.append(number[part.rows[chosen]])
        counts.append(part.counts[chosen])
        lengths.append(part.lengths[kept])
        n_before += int(kept.sum())
    return _sorted_postings(list(vocabulary), *(np.concatenate(x) for x in (ids, rows, counts, lengths)))


def _sorted_postings(terms: list[bytes], ids: Array, rows: Array, counts: Array, lengths: Array) -> Postings:
    """Postings with the terms that have entries in byte order."""
    import numpy as np

    spread = np.bincount(ids, minlength=len(terms)) if len(terms) else np.zeros(0, dtype=np.int64)
    order = sorted((i for i in range(len(terms)) if spread[i]), key=terms.__getitem__)
    place = np.zeros(len(terms), dtype=np.int64)
    place[order] = np.arange(len(order))
    entries = np.lexsort((rows, place[ids])) if len(ids) else np.zeros(0, dtype=np.int64)
    names = [terms[i] for i in order]
    return Postings(
        term_bytes=np.frombuffer(b"".join(names), dtype=np.uint8),
        term_offsets=_offsets([len(n) for n in names]),
        offsets=_offsets([int(spread[i]) for i in order]),
        rows=rows[entries].astype(np.int32),
        counts=np.minimum(counts[entries], _MAX_COUNT).astype(np.uint16),
        lengths=lengths.astype(np.int32),
    )


def _offsets(sizes: Sequence[int]) -> Array:
    import numpy as np

    return np.concatenate([np.zeros(1, dtype=np.int64), np.cumsum(np.asarray(sizes, dtype=np.int64))])


class WordIndex:
    """BM25 over the live passages of several segments."""

    def __init__(self, parts: Sequence[Postings], live: Sequence[Array]) -> None:
        import numpy as np

        self._parts = parts
        self._live = [None if flags.all() else flags for flags in live]
        self.n_items = sum(len(p.lengths) for p in parts)
        self._n_live = sum(int(flags.sum()) for flags in live)
        n_terms = sum(int(p.lengths[flags].sum()) for p, flags in zip(parts, live, strict=True))
        mean = n_terms / self._n_live if n_terms else 1.0
        self._norms = [(K1 * (1 - B + B * p.lengths / mean)).astype(np.float32) for p in parts]

    def scores(self, tokens: Sequence[str]) -> Matrix:
        """BM25 of every passage, those taken out too, for one query; 0 where no word is shared."""
        import numpy as np

        total = np.zeros(self.n_items, dtype=np.float32)
        for term, times in _counted(tokens).items():
            found = [(p.rows[s], p.counts[s]) for p in self._parts for s in (p.find(term),)]
            spread = sum(_n_live(rows, flags) for (rows, _), flags in zip(found, self._live, strict=True))
            weight = times * math.log(1 + (self._n_live - spread + 0.5) / (spread + 0.5)) if spread else 0.0
            at = 0
            for (rows, counts), norm in zip(found, self._norms, strict=True):
                if len(rows) and weight:
                    much = counts.astype(np.float32)
                    total[at : at + len(norm)][rows] += weight * much / (much + norm[rows])
                at += len(norm)
        return total


def _n_live(rows: Array, live: Array | None) -> int:
    return len(rows) if live is None else int(live[rows].sum())


def _counted(tokens: Sequence[str]) -> Mapping[bytes, int]:
    counted: dict[bytes, int] = {}
    for token in tokens:
        term = token.encode("utf-8", "surrogatepass")
        counted[term] = counted.get(term, 0) + 1
    return counted
