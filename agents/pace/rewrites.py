"""Rewrites that code can make: a frame moved, a sentence split or two joined. None of them touches a word of a claim.

Each gives sentences to put in place of those of a unit, or nothing where it does not apply. They are proposals: what
they leave of the claims is compared afterwards (``claims``), whoever made them.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from deepnews.agents.frames import short_name
from deepnews.agents.inside import lower_article
from deepnews.agents.pace.attribution import Framed, framed, same_source, source_key
from deepnews.agents.pace.credits import (
    WHOLE_QUOTATION,
    as_sentence,
    credit,
    dateline,
    so_said,
    sources,
    told,
    without_date,
)
from deepnews.agents.pace.duties import split_duty
from deepnews.agents.pace.gaps import elapsed
from deepnews.agents.pace.scenes import day, scene
from deepnews.agents.pace.splits import split_body, split_fragment, split_introduced, split_quotation
from deepnews.agents.pace.turns import turn
from deepnews.agents.pace.units import Ground, RewriteKind, Unit, together, with_texts
from deepnews.agents.pace.wording import (
    Texts,
    forms,
    headed,
    lower_known,
    unstopped,
    upper,
)
from deepnews.agents.told_quotes import is_quoting
from deepnews.agents.unnamed import names_nobody
from deepnews.schemas.base import Language
from deepnews.text import n_units

Make = Callable[[str, Unit, Ground], Iterator[Texts]]
_MOST_CHARS = {"en": 360, "zh": 130}
"""Length of a joined sentence."""
_MOST_QUOTED = {"en": 50, "zh": 90}
"""Units of two quotations that stand in one sentence."""
_MOST_CHARS_PAIR = {"en": 280, "zh": 120}
"""Length of a sentence of two sources; a longer one asks too much of a reader."""
_PRONOUN = re.compile(r"(?:they|it|he|she)\b|[他她它]", re.I)
_MOST_JOINED = 2
_MOST_IN_SERIES = 3
_NEAR_CHARS = 1500
"""Characters between two quotations of one source that can follow each other as one utterance."""
"""Statements of one source told in one sentence: “... said that ...; that ...; and that ...”."""


_DATING: frozenset[RewriteKind] = frozenset(("dateline", "scene", "day"))
"""Those whose sentence tells the day of what stands beside it."""


def rewrites(unit: Unit, ground: Ground) -> Iterator[tuple[RewriteKind, Texts]]:
    """All ways in which code can say one unit otherwise."""
    made: tuple[tuple[RewriteKind, Make], ...] = (
        ("dateline", dateline),
        ("credit", credit),
        ("told", told),
        ("so-said", so_said),
        ("scene", scene),
        ("day", day),
        ("elapsed", elapsed),
        ("turn", turn),
        ("split", _split),
        ("split-quotation", _cut(split_quotation)),
        ("split-quotation", _cut(split_introduced)),
        ("split-duty", _cut(split_duty)),
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
    n_joined = len(one.plain) + len(other.plain)
    if a.is_frame_only or b.is_frame_only or n_joined > _MOST_IN_SERIES:
        return
    if b.tail:
        is_same = _of_one_source(one, other, ground) and _continues(a, b, ground.language)
        if is_same and _may_stand_alone(one, b, other, ground):
            yield "drop-frame", (*one.texts, as_sentence(b.body, ground.language), *other.texts[1:])
        return
    if _of_one_source(one, other, ground) and (text := _in_series(a, b, ground)):
        yield "series", (*one.texts[:-1], text, *other.texts[1:])
    if n_joined > _MOST_JOINED:
        return
    if not _of_one_source(one, other, ground):
        if text := _side_by_side(first, a, second, b, ground):
            yield "pair", (*one.texts[:-1], text, *other.texts[1:])
        return
    if not _continues(a, b, ground.language):
        return
    if ("“" in a.body or "“" in b.body) and not _are_near(one, other, ground):
        return
    if text := _joined(first, a, b, ground):
        yield "join", (*one.texts[:-1], text, *other.texts[1:])
    if b.lead and _may_stand_alone(one, b, other, ground):
        yield "drop-frame", (*one.texts, headed(b.body, ground.language), *other.texts[1:])


def dated_together(one: Unit, other: Unit, ground: Ground) -> Iterator[tuple[RewriteKind, Unit]]:
    """Two neighbours of one day, the day told once in a sentence of its own."""
    language, second = ground.language, other.sentences[0]
    frame = framed(second.text, language)
    if len(frame.dates) != 1 or frame.dates != framed(one.texts[0], language).dates:
        return
    text = upper(without_date(second.text, frame.dates[0], language))
    bare = framed(text, language)
    if bare.dates or bare.body != frame.body:
        return
    undated = second.model_copy(update={"text": text})
    for kind, texts in rewrites(one, ground):
        if kind in _DATING:
            both = together(with_texts(one, texts, kind), other)
            said = (*both.sentences[: len(texts)], undated, *other.sentences[1:])
            yield kind, both.model_copy(update={"sentences": said})


# --- one sentence ----------------------------------------------------------------------------------------------------


def _split(text: str, unit: Unit, ground: Ground) -> Iterator[Texts]:
    """Two sentences at a clause boundary of what the writer tells; where somebody says it, each names them."""
    frame = framed(text, ground.language)
    if frame.tail:
        return
    spoken = bool(frame.lead) and _has_speaker(unit, ground)
    for head, rest in split_body(frame.body, ground.language):
        if frame.lead and _PRONOUN.match(rest):  # it might be read as the source
            continue
        second = _said_as_well(rest, frame, unit, ground) if spoken else upper(rest)
        if second:
            yield frame.lead + head, second


def _said_as_well(rest: str, frame: Framed, unit: Unit, ground: Ground) -> str:
    """The second half of what a person says, with their name; empty where no short form names them."""
    if frame.link not in ("that", "，") or not frame.verb or frame.verb == "went on" or "“" in rest:
        return ""
    language = ground.language
    source = short_name(frame.source, sources(unit, ground)) if language == "en" else frame.source
    if re.search(r"\d", source):
        return ""
    form: str = forms(language)["second_half"]
    return form.format(body=upper(rest.rstrip(".。")), source=lower_article(source), verb=frame.verb)


def _has_speaker(unit: Unit, ground: Ground) -> bool:
    """True when somebody says it: then each half needs the name."""
    facts = [ground.facts[i] for i in unit.fact_ids]
    return any(f.speaker or ground.documents[f.doc_id].author for f in facts)


def _cut(cuts: Callable[[str, Language], Iterator[tuple[str, str]]]) -> Make:
    """A maker of two sentences where the body can be cut: inside a quotation, before what is only added."""

    def make(text: str, unit: Unit, ground: Ground) -> Iterator[Texts]:
        frame = framed(text, ground.language)
        if frame.is_frame_only or (frame.tail and cuts not in (split_quotation, split_fragment)):
            return
        if cuts is split_duty and _has_speaker(unit, ground):
            return
        for head, rest in cuts(frame.body, ground.language):
            yield (unstopped(head, ".") + frame.tail if frame.tail else frame.lead + head), rest

    return make


# --- two sentences ---------------------------------------------------------------------------------------------------


def _of_one_source(one: Unit, other: Unit, ground: Ground) -> bool:
    """True when all Facts of both come from one document and one speaker, each of a single version; after what a
    document says itself, its words may name who speaks."""
    before, after = ([ground.facts[i] for i in unit.fact_ids] for unit in (one, other))
    single = all(len(s.fact_ids) == 1 for s in (*one.plain, *other.plain))
    if not single or len({f.doc_id for f in (*before, *after)}) != 1:
        return False
    if not any(f.speaker for f in before):
        return all(f.speaker in f.text for f in after)
    return len({f.speaker for f in (*before, *after)}) == 1


def _are_near(one: Unit, other: Unit, ground: Ground) -> bool:
    """True when the second is said soon after the first in their document; words far apart are no one utterance."""
    ends = [ground.facts[i].spans[-1].end for i in one.fact_ids]
    starts = [ground.facts[i].spans[0].start for i in other.fact_ids]
    return bool(ends and starts) and 0 <= min(starts) - max(ends) <= _NEAR_CHARS


def _continues(a: Framed, b: Framed, language: Language) -> bool:
    """True when `b` names nobody, or whom `a` names."""
    if not b.source or (b.dates and b.dates != a.dates):
        return not b.source and not b.dates
    key = source_key(b.source, language)
    return not key or same_source(source_key(a.source, language), key)


def _in_series(a: Framed, b: Framed, ground: Ground) -> str:
    """What one source said twice under one frame, “... said that ...; that ...”; empty unless it is told both times."""
    is_told = a.link == "that" and b.link in ("that", ",") and not a.tail
    is_named_first = a.link == "," and not a.tail and "“" not in a.body[-2:]
    if ground.language == "zh" or not (is_told or (is_named_first and b.link in ("", ",") and not b.tail)):
        return ""
    if b.source and not same_source(*(source_key(f.source, "en") for f in (a, b))):
        return ""
    if a.dates and b.dates and a.dates != b.dates:
        return ""
    lead = a.lead if a.dates or not b.dates else b.lead
    link = ("; and that " if "; that " in a.body else "; that ") if is_told else "; and " if "; " in a.body else "; "
    text = f"{lead}{unstopped(a.body, '.')}{link}{lower_known(b.body, ground)}"
    return text if lead.endswith((" that ", ", ")) and len(text) <= _MOST_CHARS["en"] else ""


def _without_same_day(second: str, a: Framed, b: Framed, language: Language) -> str:
    """The second sentence without its day, where that day opens the first as well and so stands over both."""
    if language == "zh":
        opens = a.dates == b.dates and bool(b.dates) and a.lead.startswith(b.dates[0])
        return second.removeprefix(f"{b.dates[0]}，") if opens else second
    is_same = bool(b.when) and a.when == b.when and a.dates == b.dates and second.startswith(f"{b.when}, ")
    return second[len(b.when) + 2 :] if is_same and b.when == f"On {b.dates[0]}" else second


def _joined(first: str, a: Framed, b: Framed, ground: Ground) -> str:
    """One sentence of both; empty when it would be too long, has no form, or would run from the writer's words into a
    speaker's."""
    language = ground.language
    stop = "。" if language == "zh" else "."
    if b.link == ":" and b.source == "words":
        text = f"{unstopped(first, stop)}: {b.body}" if not a.tail and ":" not in first and "“" not in first else ""
        return text if WHOLE_QUOTATION.fullmatch(b.body) and len(text) <= _MOST_CHARS[language] else ""
    quoted = a.body.endswith(("”", "”.", "”。")) and b.body.startswith("“")
    if (language == "en" and b.body.startswith("“") and not quoted) or (
        WHOLE_QUOTATION.fullmatch(a.body) and not quoted
    ):
        return ""
    if quoted and n_units(a.body + b.body, language) > _MOST_QUOTED[language]:
        return ""
    if a.tail:
        text = f"{first.rstrip(stop)}{forms(language)['joins']['after_tail']}{b.body}" if quoted else ""
    else:
        link = forms(language)["joins"]["quoted" if quoted else "told"]
        rest = b.body if b.body.startswith("“") else lower_known(b.body, ground)
        text = f"{unstopped(first, stop)}{link}{rest}" if rest else ""
    return text if len(text) <= _MOST_CHARS[language] else ""


def _side_by_side(first: str, a: Framed, second: str, b: Framed, ground: Ground) -> str:
    """Two sources in one sentence, each with its own frame; empty where one is not named, where both are the same, and
    where it would be too long."""
    stop = "。" if ground.language == "zh" else "."
    keys = [source_key(f.source, ground.language) for f in (a, b)]
    is_same = a.dates == b.dates and same_source(keys[0], keys[1])
    named = a.lead and a.source and b.lead and b.source and keys[1] and not is_same
    rest = lower_known(_without_same_day(second, a, b, ground.language), ground)
    text = f"{unstopped(first, stop)}{forms(ground.language)['joins']['told']}{rest}" if named and rest else ""
    return text if len(text) <= _MOST_CHARS_PAIR[ground.language] else ""


def _may_stand_alone(before: Unit, b: Framed, other: Unit, ground: Ground) -> bool:
    """True for a whole quotation, and for what a document states in its own voice, unless it speaks of somebody that
    neither it nor the sentence before it names, or may read as the words of whom that sentence quotes."""
    if names_nobody(b.body, ground.language, before.texts[-1]):
        return False
    if any(is_quoting(ground.facts[i], ground.language) for i in before.fact_ids):
        return False
    facts = [ground.facts[i] for i in other.fact_ids]
    if b.body.startswith("“"):
        return re.fullmatch("“[^“”]+”[.。]?", b.body) is not None and not b.dates
    plain = all(f.modality == "fact" and not f.speaker and not ground.documents[f.doc_id].author for f in facts)
    return plain and not b.dates and b.link in ("，", ",", "that")
