"""How much time lies between two sources, told in a short sentence: "Two months passed." """

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from itertools import product

from deepnews.agents.days_told import reach
from deepnews.agents.frames import date_text
from deepnews.agents.pace.attribution import framed
from deepnews.agents.pace.units import Ground, Unit
from deepnews.agents.pace.wording import Texts, forms, gap_sentence, is_gap
from deepnews.schemas.base import Language
from deepnews.schemas.corpus import SourceDocument

_OF_ITS_DAY = dt.timedelta(days=92)
"""What a sentence tells of older days is no step from one source to the next."""
_SPANS: tuple[tuple[str, float, int, int], ...] = (
    ("year", 365.25, 1, 20),
    ("month", 30.44, 1, 4),
    ("week", 7, 1, 1),
    ("day", 1, 3, 0),
)
"""Units of time: their days, the fewest that are told, and the days by which a round number may be off."""


def gap(first: dt.date, last: dt.date, language: Language) -> str:
    """The sentence for the time from `first` to `last`; empty where it is no round number of years, months, weeks or
    days up to twelve."""
    days = (last - first).days
    for name, length, least, off in _SPANS:
        n = round(days / length)
        if least <= n <= len(forms(language)["gap"]["numbers"]) and abs(days - n * length) <= off:
            return gap_sentence(n, name, language)
    return ""


def is_gap_of(
    text: str, later: Iterable[SourceDocument], documents: Iterable[SourceDocument], language: Language
) -> bool:
    """True when the text tells the time from one of `documents` to one of `later`."""
    if not is_gap(text, language):
        return False
    pairs = ((a.date, b.date) for a, b in product(documents, later))
    return any(a and b and gap(a, b, language) == text for a, b in pairs)


def elapsed(text: str, unit: Unit, ground: Ground) -> Iterator[Texts]:
    """The time since some document as a sentence before one that names its day; which of them fits is seen in place."""
    frame = framed(text, ground.language)
    facts = [ground.facts[i] for i in unit.fact_ids]
    own = [d for f in facts if (d := ground.documents[f.doc_id].date)]
    if any((told := reach(f, ground.language)) and told.first < own[0] - _OF_ITS_DAY for f in facts if own):
        return
    if text != unit.texts[0] or len(frame.dates) != 1 or frame.is_frame_only or not own:
        return
    if any(date_text(day, ground.language) != frame.dates[0] for day in own):
        return
    days = {d.date for d in ground.documents.values() if d.date and d.date < own[0]}
    for words in sorted({gap(day, own[0], ground.language) for day in days} - {""}):
        yield words, text
