"""Rhythm Break and Logic Fog measured: how even the sentences run, and how much is spelled out for the reader."""

from __future__ import annotations

from collections.abc import Sequence

from deepnews.agents.pace import fog, rhythm
from deepnews.agents.pace.phrases import found_phrases
from deepnews.agents.pace.prose import Prose, prose_of_draft, prose_of_text
from deepnews.agents.pace.rhythm import is_flat, spread
from deepnews.schemas.base import Language
from deepnews.schemas.draft import Draft
from deepnews.schemas.verification import PacingReport


def measure(draft_or_text: Draft | str, language: Language) -> PacingReport:
    """Pacing of a draft, or of a plain text or Markdown article; an article without sentences measures zero.

    Words in quotation marks count for rhythm, but not as connectives or formulas: they are not the writer's.
    """
    prose = prose_of_text(draft_or_text, language) if isinstance(draft_or_text, str) else prose_of_draft(draft_or_text)
    stock = found_phrases(prose.own_text, "formulas", language)
    return PacingReport(
        sentence_length_cv=round(spread(prose.lengths), 4),
        n_flat_triples=n_flat_triples(prose.lengths),
        connectives_per_1000_chars=round(fog.connectives(prose).value or 0.0, 3),
        n_formulas=len(stock),
        formulas=tuple(dict.fromkeys(stock)),
        ends_with_summary=_ends_with_summary(prose),
        n_opening_repeats=len(rhythm.same_openings(prose).places),
    )


def n_flat_triples(lengths: Sequence[int]) -> int:
    """Places where three neighbours lie within 20% of their mean."""
    return sum(map(is_flat, zip(lengths, lengths[1:], lengths[2:], strict=False)))


def _ends_with_summary(prose: Prose) -> bool:
    return bool(prose.sentences and found_phrases(prose.sentences[-1].own.text, "summary", prose.language))
