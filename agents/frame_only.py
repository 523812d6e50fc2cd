"""Sentences that only say when and where something was said, or how much time passed before it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from deepnews.agents.pace.attribution import framed
from deepnews.agents.pace.gaps import is_gap_of
from deepnews.agents.pace.scenes import is_borne_out
from deepnews.agents.pace.wording import is_gap
from deepnews.agents.rules import find_dates
from deepnews.schemas.base import Language
from deepnews.schemas.corpus import SourceDocument
from deepnews.schemas.verification import Finding


def is_frame_only(
    text: str,
    told_of: Sequence[SourceDocument],
    documents: Mapping[str, SourceDocument],
    language: Language,
    fault: Finding | None = None,
) -> bool:
    """True for a sentence without a `fault` that only names a source and a day, and says no more of it than the titles
    of the documents `told_of`; and for the time that lies between one of `documents` and one of these."""
    if is_gap(text, language):  # its number stands in no source
        return is_gap_of(text, told_of, documents.values(), language)
    return fault is None and framed(text, language).is_frame_only and is_borne_out(text, told_of, language)


def is_frame_of_a_source(text: str, documents: Mapping[str, SourceDocument], language: Language) -> bool:
    """True for a sentence that is only a frame ("So the minutes of May 4, 2031.", "Two months passed."), on the days
    of documents."""
    found = [d for d in documents.values() if is_frame_only(text, [d], documents, language)]
    days, named = {d.date for d in found}, find_dates(text, language)
    on_days = all(d.first == d.last and d.first in days for d in named)
    return bool(found) and on_days and (bool(named) or is_gap(text, language))
