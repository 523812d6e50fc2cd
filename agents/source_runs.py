"""Sentences in runs of one document, and the paragraphs that runs make."""

from __future__ import annotations

from collections.abc import Sequence

from deepnews.agents.candidates import Bench
from deepnews.schemas.draft import Paragraph, Sentence

MAX_RUN = 4
"""Sentences after which the source is named again."""
_MAX_SHARED = 3
_SHARED_CHARS = {"en": 560, "zh": 220}
"""How long a paragraph that several documents share may be."""


def as_paragraphs(sentences: Sequence[Sentence], bench: Bench) -> tuple[Paragraph, ...]:
    """Runs of sentences of one document, at most four long; short runs share a paragraph."""
    paragraphs: list[list[Sentence]] = []
    for run in runs_of(sentences, bench):
        together = [*paragraphs[-1], *run] if paragraphs else []
        is_short = len(together) <= _MAX_SHARED and sum(len(s.text) for s in together) <= _SHARED_CHARS[bench.language]
        if together and is_short:
            paragraphs[-1] = together
        else:
            paragraphs.append(list(run))
    return tuple(Paragraph(sentences=tuple(p)) for p in paragraphs)


def runs_of(sentences: Sequence[Sentence], bench: Bench) -> list[list[Sentence]]:
    """Neighbours from one document, at most four together; the first of a run names the source for the others."""
    runs: list[list[Sentence]] = []
    for sentence in sentences:
        doc_id = bench.facts[sentence.fact_ids[0]].doc_id
        if runs and bench.facts[runs[-1][-1].fact_ids[0]].doc_id == doc_id and len(runs[-1]) < MAX_RUN:
            runs[-1].append(sentence)
        else:
            runs.append([sentence])
    return runs
