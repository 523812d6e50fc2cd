"""Rewrites that code can make: a frame moved, a sentence split or two joined. None of them touches a word of a claim.

Each gives sentences to put in place of those of a unit, or nothing where it does not apply. They are proposals: what
they leave of the claims is compared afterwards (``claims``), whoever made them.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import lru_cache
from importlib.resources import files
from typing import Any

import yaml

from deepnews.agents.frames import short_name
from deepnews.agents.pace.attribution import Framed, framed, same_source, source_key
from deepnews.agents.pace.splits import split_body, split_fragment, split_quotation
from deepnews.agents.pace.units import Ground, RewriteKind, Unit
from deepnews.agents.rules.grounds import lower_vocabulary
from deepnews.schemas.base import Language

Texts = tuple[str, ...]
Make = Callable[[str, Unit, Ground], Iterator[Texts]]
_MOST_CHARS = {"en": 360, "zh": 130}
"""Length of a joined sentence."""
_MOST_CHARS_PAIR = {"en": 430, "zh": 150}
"""Length of a sentence of two sources; the second frame makes its middle easy to find."""
_MOST_JOINED = 2
_OPENING_WORDS = frozenset(
    ("a", "an", "the", "in", "on", "at", "by", "of", "it", "as", "to", "for", "from", "after", "before", "according")
)
"""Words that open a sentence with a capital letter and are no names."""
_PLAIN_VERBS = frozenset(("said", "wrote", "noted", "reported", "recorded", "record"))
_FIRST_WORD = re.compile(r"[A-Z][a-z]*(?![\w’'-])")


@lru_cache(maxsize=2)
def _forms(language: Language) -> dict[str, Any]:
    text = files("deepnews.agents.pace").joinpath("rewrites.yaml").read_text(encoding="utf-8")
    section: dict[str, Any] = yaml.safe_load(text)[language]
    return section


def rewrites(unit: Unit, ground: Ground) -> Iterator[tuple[RewriteKind, Texts]]:
    """All ways in which code can say one unit otherwise."""
    made: tuple[tuple[RewriteKind, Make], ...] = (
        ("dateline", _dateline),
        ("credit", _credit),
        ("turn", _turn),
        ("split", _split),
        ("split-quotation", _cut(split_quotation)),
        ("fragment", _cut(split_fragment)),
    )
    for kind, make in made:
        if kind in unit.kinds:
            continue
        for i, text in enumerate(unit.texts):
            for texts in make(text, unit, ground):
                yield kind, (*unit.texts[:i], *texts, *unit.texts[i + 1 :])


def joins(one: Unit, other: Unit, ground: Ground) -> Iterator[tuple[RewriteKind, Texts]]:
    """Ways to say two neighbours together."""
    first, second = one.texts[-1], other.texts[0]
    a, b = framed(first, ground.language), framed(second, ground.language)
    if a.is_frame_only or b.is_frame_only or b.tail or len(one.plain) + len(other.plain) > _MOST_JOINED:
        return
    if not _of_one_source(one, other, ground):
        if text := _side_by_side(first, a, second, b, ground):
            yield "pair", (*one.texts[:-1], text, *other.texts[1:])
        return
    if not _continues(a, b, ground.language):
        return
    if text := _joined(first, a, b, ground):
        yield "join", (*one.texts[:-1], text, *other.texts[1:])
    if b.lead and _may_stand_alone(b, other, ground):
        yield "drop-frame", (*one.texts, _upper(b.body), *other.texts[1:])


# --- one sentence ----------------------------------------------------------------------------------------------------


def _dateline(text: str, unit: Unit, ground: Ground) -> Iterator[Texts]:
    """The date of the frame as a sentence of its own before it."""
    frame = framed(text, ground.language)
    if len(frame.dates) != 1 or frame.is_frame_only or text != unit.texts[0]:
        return
    rest = _without_date(text, frame.dates[0], ground.language)
    if rest and framed(rest, ground.language).body == frame.body:
        yield _forms(ground.language)["dateline"].format(date=frame.dates[0]), _upper(rest)


def _without_date(text: str, date: str, language: Language) -> str:
    """The sentence without the first naming of the date; empty when it cannot go alone."""
    if language == "zh":
        return re.sub(rf"^(据|按照|根据)?{date}(?:，|的)", r"\1", text) if date in text[:20] else ""
    if text.startswith(f"On {date}, "):
        return text[len(f"On {date}, ") :]
    return re.sub(rf",? (?:of|on) {re.escape(date)}", "", text, count=1)


def _credit(text: str, unit: Unit, ground: Ground) -> Iterator[Texts]:
    """What is said first, then in a short sentence who said it; for plain statements only."""
    frame = framed(text, ground.language)
    facts = [ground.facts[i] for i in unit.fact_ids]
    plain = frame.link in ("that", "，", ",") and frame.dates and all(f.modality == "fact" for f in facts)
    if not plain or frame.body.startswith("“") or text != unit.texts[-1]:
        return
    credit = _credit_zh(frame) if ground.language == "zh" else _credit_en(frame)
    if credit:
        yield _upper(frame.body), credit


def _credit_en(frame: Framed) -> str:
    opening = _forms("en")["credit"].get(frame.verb)
    if not opening or re.match("Speaking|Giving|By|At", frame.when):
        return ""
    when = f" {_lower_first(frame.when)}" if frame.when else ""
    return f"{opening} {_lower_the(frame.source)}{when}."


def _credit_zh(frame: Framed) -> str:
    is_document = frame.source.startswith("《")
    form: str = _forms("zh")["credit"]["document" if is_document else "person"]
    return form.format(source=frame.source, date=frame.dates[0])


def _turn(text: str, unit: Unit, ground: Ground) -> Iterator[Texts]:
    """The frame at the other end: “..., the minutes of May 14, 2024 said.”"""
    frame = framed(text, ground.language)
    if frame.link not in ("that", ":") or not frame.verb or frame.verb == "went on" or frame.tail:
        return
    if ground.language == "zh" or re.match("Speaking|Giving|By|At", frame.when):
        return
    if frame.link == ":" and not re.fullmatch(r"“[^“”]+”\.?", frame.body):
        return
    when = f" {_lower_first(frame.when)}" if frame.when else ""
    body = frame.body.rstrip(".")
    said = f"{body[:-1].rstrip('.,')}”" if body.endswith("”") else body
    yield (f"{_upper(said)}, {_lower_the(frame.source)} {frame.verb}{when}.",)


def _split(text: str, unit: Unit, ground: Ground) -> Iterator[Texts]:
    """Two sentences at a clause boundary of what the writer tells; where somebody says it, each names them."""
    frame = framed(text, ground.language)
    if frame.tail:
        return
    spoken = bool(frame.lead) and _has_speaker(unit, ground)
    for head, rest in split_body(frame.body, ground.language):
        second = _said_as_well(rest, frame, ground.language) if spoken else _upper(rest)
        if second:
            yield frame.lead + head, second


def _said_as_well(rest: str, frame: Framed, language: Language) -> str:
    """The second half of what a person says, with their name; empty where no short form names them."""
    if frame.link not in ("that", "，") or not frame.verb or frame.verb == "went on" or "“" in rest:
        return ""
    source = short_name(frame.source) if language == "en" else frame.source
    if re.search(r"\d", source):
        return ""
    form: str = _forms(language)["second_half"]
    return form.format(body=_upper(rest.rstrip(".。")), source=_lower_the(source), verb=frame.verb)


def _has_speaker(unit: Unit, ground: Ground) -> bool:
    """True when somebody says it: then each half needs the name."""
    facts = [ground.facts[i] for i in unit.fact_ids]
    return any(f.speaker or ground.documents[f.doc_id].author for f in facts)


def _cut(cuts: Callable[[str, Language], Iterator[tuple[str, str]]]) -> Make:
    """A maker of two sentences where the body can be cut: inside a quotation, before what is only added."""

    def make(text: str, unit: Unit, ground: Ground) -> Iterator[Texts]:
        frame = framed(text, ground.language)
        if not frame.tail and not frame.is_frame_only:
            yield from ((frame.lead + head, rest) for head, rest in cuts(frame.body, ground.language))

    return make


# --- two sentences ---------------------------------------------------------------------------------------------------


def _of_one_source(one: Unit, other: Unit, ground: Ground) -> bool:
    """True when all Facts of both come from one document and one speaker, each of a single version."""
    facts = [ground.facts[i] for i in (*one.fact_ids, *other.fact_ids)]
    single = all(len(s.fact_ids) == 1 for s in (*one.plain, *other.plain))
    return single and len({(f.doc_id, f.speaker) for f in facts}) == 1


def _continues(a: Framed, b: Framed, language: Language) -> bool:
    """True when `b` names nobody, or whom `a` names."""
    if not b.source or (b.dates and b.dates != a.dates):
        return not b.source and not b.dates
    key = source_key(b.source, language)
    return not key or same_source(source_key(a.source, language), key)


def _joined(first: str, a: Framed, b: Framed, ground: Ground) -> str:
    """One sentence of both; empty when it would be too long, has no form, or would run from the writer's words into a
    speaker's."""
    language = ground.language
    stop = "。" if language == "zh" else "."
    quoted = a.body.endswith(("”", "”.", "”。")) and b.body.startswith("“")
    if language == "en" and b.body.startswith("“") and not quoted:
        return ""
    if a.tail:
        text = f"{first.rstrip(stop)}{_forms(language)['joins']['after_tail']}{b.body}" if quoted else ""
    else:
        link = _forms(language)["joins"]["quoted" if quoted else "told"]
        rest = b.body if b.body.startswith("“") else _lower_known(b.body, ground)
        text = f"{_unstopped(first, stop)}{link}{rest}" if rest else ""
    return text if len(text) <= _MOST_CHARS[language] else ""


def _side_by_side(first: str, a: Framed, second: str, b: Framed, ground: Ground) -> str:
    """Two sources in one sentence, each with its own frame; empty where one is not named, or it would be too long."""
    stop = "。" if ground.language == "zh" else "."
    named = a.lead and a.source and b.lead and b.source and source_key(b.source, ground.language)
    rest = _lower_known(second, ground)
    text = f"{_unstopped(first, stop)}{_forms(ground.language)['joins']['told']}{rest}" if named and rest else ""
    return text if len(text) <= _MOST_CHARS_PAIR[ground.language] else ""


def _unstopped(text: str, stop: str) -> str:
    """The sentence without its full stop, also inside a closing mark."""
    bare = text.rstrip(stop)
    return f"{bare[:-1].rstrip(stop + ',，')}”" if bare.endswith("”") else bare


def _may_stand_alone(b: Framed, other: Unit, ground: Ground) -> bool:
    """True for a whole quotation, and for what a document states in its own voice."""
    facts = [ground.facts[i] for i in other.fact_ids]
    if b.body.startswith("“"):
        return re.fullmatch("“[^“”]+”[.。]?", b.body) is not None and not b.dates
    plain = all(f.modality == "fact" and not f.speaker and not ground.documents[f.doc_id].author for f in facts)
    return plain and not b.dates and b.link in ("，", ",", "that")


# --- letters ---------------------------------------------------------------------------------------------------------


def _upper(text: str) -> str:
    return text[:1].upper() + text[1:]


def _lower_first(text: str) -> str:
    return text[:1].lower() + text[1:]


def _lower_the(source: str) -> str:
    return "the " + source[4:] if source.startswith("The ") else source


def _lower_known(text: str, ground: Ground) -> str:
    """The words with a small first letter where the sources write that word so elsewhere; a name keeps its capital."""
    first = _FIRST_WORD.match(text)
    if first is None or ground.language == "zh":
        return text
    word = first.group().lower()
    known = word in _OPENING_WORDS or any(word in lower_vocabulary(d.text) for d in ground.documents.values())
    return text[0].lower() + text[1:] if known and first.group() != "I" else text
