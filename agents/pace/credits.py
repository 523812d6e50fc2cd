"""Who says something and when, moved out of a sentence into a short one: a date before it, a name after it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Literal

from deepnews.agents.bylines import is_body
from deepnews.agents.frames import short_name
from deepnews.agents.inside import lower_article
from deepnews.agents.labels import is_title
from deepnews.agents.pace.attribution import Framed, framed, source_key
from deepnews.agents.pace.units import Ground, Unit
from deepnews.agents.pace.wording import Texts, forms, leans_on_date, lower_first, quoted_first, unstopped, upper
from deepnews.agents.titles import frame_words
from deepnews.schemas.base import Language
from deepnews.schemas.corpus import SourceDocument
from deepnews.text import n_units

WHOLE_QUOTATION = re.compile(r"“[^“”]+”[.。]?")
_MOST_UNITS = {"en": 12, "zh": 20}
"""Length of a sentence that only says who said it; a longer one does not break the rhythm."""
NOUNS_ZH = frozenset(str(kind["noun"]) for kind in frame_words("zh")["kinds"])
"""What a document is called without its name: nobody whose words could be told."""
_SAYS = re.compile("said|wrote|noted|reported|recorded?")
"""Verbs of the frame for which "said so" can stand."""
_LEANS_ON_SOURCE = re.compile("[该本](?:法|条例|办法|规定|解释|市|省|区|县|公司|案|院)|原文")
"""Words for the source, or what it is of, that has to be named before them."""
_WROTE = re.compile(r"wr(?:ote|ites)$")


def dateline(text: str, unit: Unit, ground: Ground) -> Iterator[Texts]:
    """The date of the frame as a sentence of its own before it."""
    frame = framed(text, ground.language)
    if len(frame.dates) != 1 or frame.is_frame_only or text != unit.texts[0]:
        return
    rest = without_date(text, frame.dates[0], ground.language)
    if rest and framed(rest, ground.language).body == frame.body:
        yield forms(ground.language)["dateline"].format(date=frame.dates[0]), upper(rest)


def without_date(text: str, date: str, language: Language) -> str:
    """The sentence without the first naming of the date; empty when it cannot go alone."""
    if language == "zh":
        return re.sub(rf"^(据|按照|根据)?{date}(?:，|的)", r"\1", text) if date in text[:20] else ""
    if text.startswith(f"On {date}, "):
        return text[len(f"On {date}, ") :]
    return re.sub(rf",? (?:of|on) {re.escape(date)}", "", text, count=1)


def credit(text: str, unit: Unit, ground: Ground) -> Iterator[Texts]:
    """What is said first, then in a short sentence who said it; for plain statements only."""
    frame = framed(text, ground.language)
    if not frame.dates or text != unit.texts[-1] or not _is_plain(frame, unit, ground):
        return
    said = _named_zh(frame, "credit") if ground.language == "zh" else _credit_en(frame)
    if said and n_units(said, ground.language) <= _MOST_UNITS[ground.language]:
        yield upper(frame.body), said


def _credit_en(frame: Framed) -> str:
    if not _SAYS.fullmatch(frame.verb) or re.match("Speaking|Giving|By|At", frame.when):
        return ""
    when = f" {lower_first(frame.when)}" if frame.when else ""
    form: str = forms("en")["credit"]
    return upper(form.format(source=frame.source, when=when))


def told(text: str, unit: Unit, ground: Ground) -> Iterator[Texts]:
    """A whole quotation, then in a short sentence whose words they are: a person's, in Chinese also a document's."""
    frame = framed(text, ground.language)
    is_whole = WHOLE_QUOTATION.fullmatch(frame.body) is not None
    if not is_whole or len(frame.dates) != 1 or len(unit.texts) != 1 or is_body(frame.source, sources(unit, ground)):
        return
    said = _named_zh(frame, "told") if ground.language == "zh" else _told_en(frame, sources(unit, ground))
    if said and n_units(said, ground.language) <= _MOST_UNITS[ground.language]:
        yield as_sentence(frame.body, ground.language), said


def so_said(text: str, unit: Unit, ground: Ground) -> Iterator[Texts]:
    """What a body or a document says, or who spoke on no day of its own, and in a short sentence that they said so."""
    frame = framed(text, ground.language)
    is_told = bool(frame.source and source_key(frame.source, ground.language)) and not frame.is_frame_only
    if not is_told or len(unit.texts) != 1:
        return
    is_whole = WHOLE_QUOTATION.fullmatch(frame.body) is not None
    if not is_whole and not _is_plain(frame, unit, ground):
        return
    said = _so_said_zh(frame, is_whole) if ground.language == "zh" else _so_said_en(frame, is_whole)
    if said and n_units(said, ground.language) <= _MOST_UNITS[ground.language]:
        yield as_sentence(frame.body, ground.language) if is_whole else upper(frame.body), said


def _is_plain(frame: Framed, unit: Unit, ground: Ground) -> bool:
    """True for a plain statement, which nothing in its words ties to who makes it, or when."""
    is_fact = all(ground.facts[i].modality == "fact" for i in unit.fact_ids)
    leans = leans_on_date(frame.body) or _LEANS_ON_SOURCE.search(frame.body)
    return frame.link in ("that", "，", ",") and is_fact and not frame.body.startswith("“") and not leans


def _so_said_en(frame: Framed, is_whole: bool) -> str:
    when = f" on {frame.dates[0]}" if frame.when else ""
    values = {"source": lower_article(frame.source), "verb": frame.verb, "when": when}
    if not _SAYS.fullmatch(frame.verb):
        return ""
    form: str = forms("en")["so_said"] if is_whole else forms("en")["credit"]
    return upper(form.format(**values))


def _so_said_zh(frame: Framed, is_whole: bool) -> str:
    """Without a day: those of a day have forms of their own."""
    kind = "document" if is_title(frame.source) else "quoted" if is_whole else "told"
    if frame.dates or frame.source.removeprefix("该") in NOUNS_ZH:
        return ""
    form: str = forms("zh")["so_said"][kind]
    return form.format(source=frame.source)


def sources(unit: Unit, ground: Ground) -> list[SourceDocument]:
    """Documents that the unit rests on."""
    return [ground.documents[ground.facts[i].doc_id] for i in unit.fact_ids]


def _told_en(frame: Framed, documents: Sequence[SourceDocument]) -> str:
    if frame.source.lower().startswith("the ") or short_name(frame.source, documents) == frame.source:
        return ""
    when = lower_first(frame.when) if frame.when.startswith(("In a ", "In an ")) else f"on {frame.dates[0]}"
    kind = "writer" if _WROTE.match(frame.verb) else "speaker"
    form: str = forms("en")["told"][kind]
    return form.format(source=frame.source, when=when)


def _named_zh(frame: Framed, kind: Literal["credit", "told"]) -> str:
    """Whose words they are and of which day, in the form of `kind`; empty for what only a noun names."""
    is_document = is_title(frame.source)
    if not is_document and frame.source in NOUNS_ZH:
        return ""
    form: str = forms("zh")[kind]["document" if is_document else "person"]
    return form.format(source=frame.source, date=frame.dates[0])


def as_sentence(quotation: str, language: Language) -> str:
    """The quotation as a sentence: its full stop inside the marks, in English a capital at its head."""
    words = unstopped(quotation, "。" if language == "zh" else ".")[1:-1]
    words = quoted_first(words, language)
    stop = "" if words[-1] in "!?！？" else "。" if language == "zh" else "."
    return f"“{words}{stop}”"
