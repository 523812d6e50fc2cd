"""Where a short sentence that only names a source or a date reads well: few of each kind, apart from each other."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

from deepnews.agents.pace.attribution import framed, same_source, source_key
from deepnews.agents.pace.gaps import gap
from deepnews.agents.pace.objective import units_of
from deepnews.agents.pace.units import NAMING, PacedBlock, RewriteKind, Unit
from deepnews.agents.pace.wording import is_gap
from deepnews.agents.rules import find_dates
from deepnews.schemas.base import Language

_MAX_OF_KIND: dict[RewriteKind, int] = {
    "dateline": 3,
    "scene": 3,
    "day": 2,
    "elapsed": 3,
    "credit": 1,
    "told": 1,
    "so-said": 2,
    "fragment": 2,
    "split-duty": 2,
    "join": 3,
    "series": 2,
    "pair": 2,
}
"""Devices of an article: sentences that only name a source or a date, and turns that catch the eye; more read as a
habit."""
OPENING: frozenset[RewriteKind] = NAMING - {"day"}
"""Those that open a paragraph, so that nobody else has spoken in it."""
_SENTENCES_OF_ARTICLE = 25
"""An article of more has room for more of each kind."""
_SENTENCES_A_DEVICE = 4
"""Sentences of an article for each that only names a source or a date; what tells the time between has a limit of its
own."""
_LEAST_BETWEEN = 1
"""Sentences between two of them."""


class Place(NamedTuple):
    """A unit of an arrangement: block, paragraph and unit."""

    block: int
    paragraph: int
    unit: int


def reads_well(blocks: Sequence[PacedBlock], at: Place, kind: RewriteKind, language: Language) -> bool:
    """True when the device that a rewrite of the unit `at` left has a fitting place among `blocks`."""
    units = units_of(blocks)
    n_sentences = sum(len(u.texts) for u in units)
    most = int(_MAX_OF_KIND.get(kind, n_sentences) * max(1.0, n_sentences / _SENTENCES_OF_ARTICLE))
    if sum(kind in u.kinds for u in units) > most:
        return False
    return kind not in NAMING or (_are_apart(blocks, language) and _fits(blocks, at, kind, language))


def _are_apart(blocks: Sequence[PacedBlock], language: Language) -> bool:
    """True when devices are few, no two stand in one paragraph, and others stand between them."""
    paragraphs = [[is_device(t, language) for u in p for t in u.texts] for block in blocks for p in block.paragraphs]
    flags = [flag for p in paragraphs for flag in p]
    found = [n for n, flag in enumerate(flags) if flag]
    n_gaps = sum(is_gap(t, language) for u in units_of(blocks) for t in u.texts)
    few = (len(found) - n_gaps) * _SENTENCES_A_DEVICE <= max(_SENTENCES_A_DEVICE, len(flags))
    return few and all(sum(p) <= 1 for p in paragraphs) and all(b - a > _LEAST_BETWEEN for a, b in pairwise(found))


def opens_paragraph(text: str, language: Language) -> bool:
    """True for a sentence that names its source, not by a word for what stands before it ("in its words", 该报告)."""
    source = framed(text, language).source
    return bool(source and source_key(source, language)) and not source.startswith("该")


def is_device(text: str, language: Language) -> bool:
    """True for a sentence that only names a source or a date."""
    return framed(text, language).is_frame_only


def _fits(blocks: Sequence[PacedBlock], at: Place, kind: RewriteKind, language: Language) -> bool:
    """The rules of its kind. A name after what was said is not for the last paragraph, nor where the next sentence
    names it again; a day stands where it is another than before, and once; a document that "came then" is later than
    all before it."""
    paragraph = blocks[at.block].paragraphs[at.paragraph]
    texts = paragraph[at.unit].texts
    is_last = at[:2] == (len(blocks) - 1, len(blocks[-1].paragraphs) - 1)
    if kind in OPENING and at.unit:
        return False
    if kind in ("credit", "told", "so-said"):
        return not is_last and not _named_next(paragraph, at.unit, texts[-1], language)
    if kind == "elapsed":
        return _is_gap_before(blocks, at, texts, language)
    device = next(t for t in texts if is_device(t, language))
    date = framed(device, language).dates[0]
    if _is_that_day(blocks, at, date, language) or _told_after(blocks, at, date):
        return False
    if kind == "day":
        return not is_last and _names_itself(paragraph, at.unit, language)
    return "Then came" not in device or _comes_last(blocks, at, date, language)


def _names_itself(paragraph: Sequence[Unit], i: int, language: Language) -> bool:
    """True when what comes after the unit names who says it."""
    last = framed(paragraph[i].texts[-1], language)
    after = [framed(u.texts[0], language) for u in paragraph[i + 1 : i + 2]]
    return all(f.source for f in (*after, *(() if last.is_frame_only else (last,))))


def _named_next(paragraph: Sequence[Unit], i: int, credit: str, language: Language) -> bool:
    """True when the sentence after the unit names the source of `credit` itself."""
    after = paragraph[i + 1 : i + 2]
    keys = [source_key(framed(t, language).source, language) for t in (credit, *(u.texts[0] for u in after))]
    return len(keys) == 2 and same_source(keys[0], keys[1])


def _before(blocks: Sequence[PacedBlock], at: Place) -> list[str]:
    """The sentences before the unit."""
    here = [blocks[at.block].model_copy(update={"paragraphs": blocks[at.block].paragraphs[: at.paragraph]})]
    units = [*units_of([*blocks[: at.block], *here]), *blocks[at.block].paragraphs[at.paragraph][: at.unit]]
    return [t for u in units for t in u.texts]


def _is_that_day(blocks: Sequence[PacedBlock], at: Place, date: str, language: Language) -> bool:
    """True when the day is the last one named before, or stands alone elsewhere."""
    before = (framed(t, language).dates for t in reversed(_before(blocks, at)))
    alone = [f for u in units_of(blocks) for t in u.texts if (f := framed(t, language)).is_frame_only]
    return date in next(filter(None, before), ()) or sum(date in f.dates for f in alone) > 1


def _is_gap_before(blocks: Sequence[PacedBlock], at: Place, texts: Sequence[str], language: Language) -> bool:
    """True when as much time as the first of the texts says lies between the last day named before and that of the
    second."""
    named = next(filter(None, (framed(t, language).dates for t in reversed(_before(blocks, at)))), ())
    days = [[found.first for found in find_dates(d, language)] for d in (*named[:1], *framed(texts[1], language).dates)]
    return len(days) == 2 and all(days) and gap(days[0][0], days[1][0], language) == texts[0]


def _told_after(blocks: Sequence[PacedBlock], at: Place, date: str) -> bool:
    """True when the paragraph names the date again."""
    after = blocks[at.block].paragraphs[at.paragraph][at.unit + 1 :]
    return any(date in text for unit in after for text in unit.texts)


def _comes_last(blocks: Sequence[PacedBlock], at: Place, date: str, language: Language) -> bool:
    """True when the day is later than every day that a frame before it names, and there is one."""
    named = [d for text in _before(blocks, at) for d in framed(text, language).dates]
    days = [found.first for d in named for found in find_dates(d, language)]
    return bool(days) and max(days) < min(found.first for found in find_dates(date, language))
