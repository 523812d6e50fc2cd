"""Sentences that only say when and where something was said."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from deepnews.agents.pace.attribution import framed
from deepnews.agents.pace.gaps import is_gap, is_gap_of
from deepnews.agents.pace.scenes import is_borne_out
from deepnews.agents.rules import find_dates
from deepnews.schemas.base import Language
from deepnews.schemas.corpus import SourceDocument


def is_frame_only(text: str, documents: Sequence[SourceDocument], language: Language) -> bool:
    """True for a sentence that only names a source and a day, and says no more of it than the documents' titles."""
    is_frame = framed(text, language).is_frame_only and not is_gap(text, language)
    return is_frame and is_borne_out(text, documents, language)


def is_frame_of_a_source(text: str, documents: Mapping[str, SourceDocument], language: Language) -> bool:
    """True for a sentence that is only a frame ("So the minutes of May 4, 2031.", "Two months passed."), on the days
    of documents."""
    if is_gap_of(text, tuple(documents.values()), tuple(documents.values()), language):
        return True
    days = {d.date for d in documents.values() if is_frame_only(text, [d], language)}
    named = find_dates(text, language)
    return bool(named) and all(d.first == d.last and d.first in days for d in named)
