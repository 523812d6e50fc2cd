"""The documents of a run as its folder keeps them, so that reading needs neither the sources nor the network."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from itertools import chain
from typing import Final

from deepnews.agents.run_folder import CLAIMS, EVIDENCE, FACTS, SOURCES, RunFolder
from deepnews.agents.source_list import SourceEntry
from deepnews.schemas.corpus import PageSpan, Passage, SourceDocument
from deepnews.schemas.facts import Span

GAP: Final = "\n"
"""Stands for every character that the run did not keep."""


def kept_documents(folder: RunFolder) -> dict[str, SourceDocument]:
    """The documents by id; what the run quoted or put before the model stands at its place, the rest is `GAP`."""
    passages = [p.passage for p in folder.read_evidence().passages] if folder.has(EVIDENCE) else []
    spans = [s for f in folder.read_facts() for s in f.spans] if folder.has(FACTS) else []
    claims = folder.read_claims() if folder.has(CLAIMS) else ()
    spans += [s for c in claims for s in c.evidence]
    spans += [f.source for c in claims for f in c.findings if f.source]
    entries = folder.read_sources() if folder.has(SOURCES) else ()
    return documents_of(entries, passages, spans)


def documents_of(
    entries: Sequence[SourceEntry], passages: Iterable[Passage], spans: Iterable[Span]
) -> dict[str, SourceDocument]:
    """Documents with the text of `passages` and `spans` at their offsets."""
    pieces: defaultdict[str, list[Passage | Span]] = defaultdict(list)
    for piece in chain[Passage | Span](passages, spans):
        pieces[piece.doc_id].append(piece)
    return {e.doc_id: _document(e, pieces[e.doc_id]) for e in entries if e.status == "read"}


def _document(entry: SourceEntry, pieces: Sequence[Passage | Span]) -> SourceDocument:
    text = [GAP] * max([entry.n_chars, *(p.end for p in pieces)])
    for piece in pieces:
        if len(piece.text) == piece.end - piece.start:
            text[piece.start : piece.end] = piece.text
    pages = {(p.start, p.end): p.page for p in pieces if isinstance(p, Passage) and p.page}
    kept = entry.model_dump(exclude={"status", "reason", "n_chars", "n_pages"})
    return SourceDocument(
        text="".join(text),
        pages=tuple(PageSpan(number=n, start=a, end=b) for (a, b), n in sorted(pages.items())),
        **kept,
    )
