"""Where or when something was said, told in a short sentence of its own: who spoke that day, which document came, the
day.

No more is claimed than the source's own data bear out: that it is of that day, and that who is named spoke or wrote it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from deepnews.agents.bylines import is_body
from deepnews.agents.frames import date_text, short_name, speaker_of
from deepnews.agents.inside import lower_article
from deepnews.agents.labels import is_title
from deepnews.agents.pace.attribution import DATE, Framed, framed, same_source, source_key
from deepnews.agents.pace.credits import NOUNS_ZH, WHOLE_QUOTATION, as_sentence, sources, without_date
from deepnews.agents.pace.turns import turned
from deepnews.agents.pace.units import Ground, Unit
from deepnews.agents.pace.wording import Texts, forms, leans_on_date, upper
from deepnews.agents.rules import find_dates
from deepnews.agents.titles import is_headline
from deepnews.schemas.base import Language
from deepnews.schemas.corpus import SourceDocument
from deepnews.schemas.facts import Fact
from deepnews.text import n_units

_MOST_UNITS = {"en": 12, "zh": 24}
"""Length of a sentence that only sets a scene; a longer one does not break the rhythm."""
_SPOKEN = {
    "en": re.compile(
        r"\b(?:press conference|speech|remarks|address|interview|evidence|hearing|testimony|"
        r"(?:earnings|conference) call)\b",
        re.I,
    ),
    "zh": re.compile("讲话|演讲|致辞|采访|专访|答记者问|说明会|发布会|听证会"),
}
"""Titles of what somebody said aloud on the day of the document."""
_TITLED = {
    "gave evidence": re.compile(r"\b(?:evidence|hearing|testimony)\b", re.I),
    "met the press": re.compile(r"\b(?:press|news) conference\b", re.I),
}
"""What the title of a document must say where a scene says more than that somebody spoke."""
_WRITTEN = {"en": re.compile(r"\b(?:e-?mail|letter|memo|memorandum)\b", re.I), "zh": re.compile("邮件|来信|信函")}
_WITHIN = re.compile(rf"In (?P<source>the [^,“”]{{3,90}}?) of {DATE['en']}, ")
"""The document in which somebody is told to speak."""
_LAW_ZH = re.compile("[法条例办规定则]$|解释$")


def scene(text: str, unit: Unit, ground: Ground) -> Iterator[Texts]:
    """Who spoke that day, or which document came, then what was said: "Dana Ruiz spoke on May 14, 2024. “We close.”"""
    frame = framed(text, ground.language)
    if len(unit.texts) != 1 or len(frame.dates) != 1 or frame.is_frame_only or not frame.source:
        return
    facts = [ground.facts[i] for i in unit.fact_ids]
    documents = [ground.documents[f.doc_id] for f in facts]
    if any(d.date is None or date_text(d.date, ground.language) != frame.dates[0] for d in documents):
        return
    named, rest = _named(frame, facts, documents, ground.language), ""
    if WHOLE_QUOTATION.fullmatch(frame.body):
        rest = as_sentence(frame.body, ground.language)
    elif within := _WITHIN.match(text):
        named = forms("en")["scene"]["document"].format(source=within["source"], date=frame.dates[0])
        rest = text[within.end() :] if frame.verb or _states(frame, facts, documents, ground.language) else ""
    elif not frame.tail and frame.link in ("that", ",", "，") and _states(frame, facts, documents, ground.language):
        rest = frame.body
    is_short = n_units(named, ground.language) <= _MOST_UNITS[ground.language]
    if rest and is_short and framed(named, ground.language).leads_on:
        yield named, upper(rest)


def _named(frame: Framed, facts: list[Fact], documents: list[SourceDocument], language: Language) -> str:
    """The sentence that names who speaks and the day; empty where their kind of source does not bear it out."""
    forms_: dict[str, str] = forms(language)["scene"]
    speakers = {speaker_of(f, d) for f, d in zip(facts, documents, strict=True)}
    if speakers == {""}:
        document = _document(frame, language)
        return forms_["document"].format(source=document, date=frame.dates[0]) if document else ""
    who = source_key(next(iter(speakers)), language)
    named = {n for f, d in zip(facts, documents, strict=True) for n in (f.speaker, d.author, frame.source) if n}
    if len(speakers) != 1 or not all(same_source(source_key(n, language), who) for n in named):
        return ""
    if language == "en" and (
        frame.source.lower().startswith("the ") or short_name(frame.source, documents) == frame.source
    ):
        return ""
    if any(map(is_headline, documents)):
        return ""
    told = [("speaker", _SPOKEN[language]), ("writer", _WRITTEN[language])]
    if language == "en":
        told = [("witness", _TITLED["gave evidence"]), ("conference", _TITLED["met the press"]), *told]
    kind = next((k for k, title in told if all(title.search(d.title) for d in documents)), "")
    return forms_[kind].format(source=frame.source, date=frame.dates[0]) if kind else ""


def is_borne_out(text: str, documents: Sequence[SourceDocument], language: Language) -> bool:
    """False for an English scene that says of somebody what the titles of the documents do not bear out."""
    verb = framed(text, language).verb if language == "en" else ""
    return verb not in _TITLED or all(_TITLED[verb].search(d.title) for d in documents)


def _states(frame: Framed, facts: list[Fact], documents: list[SourceDocument], language: Language) -> bool:
    """True for what documents state in their own voice as facts, for the rules of a Chinese law, and for words that
    name who says them themselves."""
    plain = all(f.modality == "fact" for f in facts) or all(_LAW_ZH.search(d.title) for d in documents)
    is_own = plain and not any(f.speaker or d.author for f, d in zip(facts, documents, strict=True))
    return is_own or bool(framed(frame.body, language).source)


def _document(frame: Framed, language: Language) -> str:
    """The document of the frame as it is named within a sentence, without its date; empty where it is not named so."""
    if language == "zh":
        return frame.source if is_title(frame.source) else ""
    named = without_date(lower_article(frame.source), frame.dates[0], "en")
    return named if named.startswith("the ") else ""


def day(text: str, unit: Unit, ground: Ground) -> Iterator[Texts]:
    """What was said and by whom, then the day: "“We close”, Dana Ruiz said. It was May 14, 2024."""
    language = ground.language
    frame = framed(text, language)
    if len(frame.dates) != 1 or frame.is_frame_only or text != unit.texts[-1] or leans_on_date(frame.body):
        return
    is_paper = _is_paper(frame.source) or is_body(frame.source, sources(unit, ground))
    if find_dates(frame.body, language) or not (frame.source and frame.verb) or is_paper:
        return
    said = text if language == "zh" or frame.tail else turned(frame)
    rest = without_date(said, frame.dates[0], language) if said else ""
    if rest and framed(rest, language).source and not framed(rest, language).dates:
        yield upper(rest), forms(language)["day"].format(date=frame.dates[0])


def _is_paper(source: str) -> bool:
    """True for a Chinese document, which is of a day but does not say its words then."""
    return is_title(source) or source in NOUNS_ZH
