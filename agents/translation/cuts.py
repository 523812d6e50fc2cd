"""An English sentence cut into clauses that can be told and checked one by one, with what joins them in Chinese.

A weak translator tells a clause where it bends a sentence. Nothing is moved: the clauses keep their order, so what
may reach over a comma in English may do so in Chinese. What opens a clause or joins two is told by code
(`openings.yaml`). Ours.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Any, Final, NamedTuple

from deepnews.packaged import packaged_yaml

_LEAST_WORDS: Final = 4
"""Words of a clause; a shorter one is told with its neighbour."""
_SUBJECT: Final = (
    r"(?:[Tt]he|[Aa]n?|[Ii]t|[Tt]hey|[Hh]e|[Ss]he|[Ww]e|[Tt]here|[Tt]his|[Tt]hese|[Tt]hose|[Oo]ur|[Mm]y|[Ii]ts|"
    r"[Tt]heir|[Hh]is|[Hh]er|many|most|some|several|almost|nearly|all|few|no|nobody|every|each|one|either|both)\b|"
    r"[a-z]+s (?:\w+ly )?(?:are|were|have|had|will|would|can|could|may|might|must|should|do|did)\b|"
    r"[A-Z£$€\d]"
)
_PERSON: Final = re.compile(r"(?:I|[Ww]e|[Tt]hey|[Hh]e|[Ss]he)\b(?! and\b)")
"""Who can only be a subject."""
_AUXILIARY: Final = r"(?:is|are|was|were|has|have|had|will|would|can|could|may|might|must|should|did|does|do)\b"
_VERB: Final = re.compile(
    rf"(?<=[\w’'”)] )(?:{_AUXILIARY}|rose|fell|grew|went|came|became|began|took|gave|made|got|kept|held|left|lost|met|"
    r"paid|put|ran|saw|sent|set|sold|stood|spent|told|thought|won|wrote|said|found|felt|led|cut|hit|broke|brought|"
    r"bought|built|knew|rises|falls|grows|goes|comes|makes|takes|remains?|shows?|emphasi[sz]es?|reports?|argues?|"
    r"continues?|expects?|seems?|appears?|looks?|means?|needs?|includes?|requires?|indicates?|suggests?|\w{2,}ed)\b"
)
"""What can be the verb of a statement, not as its first word."""
_SAID: Final = re.compile(rf"(?:{_SUBJECT})(?:(?!\bto\b)[^,;])*?\b{_AUXILIARY}")
"""A statement after a view without "that": its verb stands before any "to" that could hang on the view."""
_OPEN: Final = re.compile(
    r"\b(?:not only|not just|not merely|either|neither|both|between|whether|so much|if|unless)\b", re.I
)
"""What a clause holds open for one that comes after it."""
_NEGATED: Final = re.compile(r"\b(?:not|never|no|nobody|nothing|hardly|only|just)\b|n[’']t\b", re.I)
"""With these nobody knows whether they reach a reason: "not ... because" may deny either."""
_RESUMES: Final = re.compile(rf"(?:, |[—–] ?)(?:\w+ly )?(?:{_AUXILIARY}|\w{{2,}}ed\b)")
"""A verb after a later comma: the main clause goes on there."""
_ENDS_LIST: Final = re.compile(", (?:and|or|as well as) [^,]+$|, as well as ")
_LEAST_ADDED: Final = 3
"""Words of what is only added."""


class Segment(NamedTuple):
    """A piece of a sentence: Chinese that code has written, or an English sentence that is still to be told."""

    text: str
    is_english: bool


def segments(english: str) -> tuple[Segment, ...]:
    """The sentence cut wherever both sides can stand as sentences; one English segment where nothing can be cut."""
    text = re.sub(r"\.$", "", english.strip())
    return tuple(_cut(text)) if text else ()


def joined(parts: tuple[Segment, ...], told: Mapping[str, str]) -> str:
    """The segments in Chinese as one sentence, by what each English one is `told` as."""
    return "".join(told[p.text].rstrip("。") if p.is_english else p.text for p in parts) + "。"


def _cut(text: str) -> Iterator[Segment]:
    text = f"{text[0].upper()}{text[1:]}"
    for find in (_opened, _subordinate, _coordinate, _added):
        found = find(text)
        if found is not None:
            for part in found:
                yield from _cut(part.text) if part.is_english else (part,)
            return
    yield Segment(f"{text}.", is_english=True)


def _opened(text: str) -> tuple[Segment, ...] | None:
    """An opening, or who holds a view, before the statement itself."""
    for pattern, chinese in _openings():
        found = pattern.match(text)
        if found and _goes_on(rest := text[found.end() :]):
            return Segment(chinese, is_english=False), Segment(rest, is_english=True)
    return _viewed(text)


def _viewed(text: str) -> tuple[Segment, ...] | None:
    found = _view().match(text)
    if found is None or not _goes_on(rest := text[found.end() :]):
        return None
    if found["mine"]:
        if not (found["that"] or _SAID.match(rest)):
            return None
        lead = _of("mine", found["mine"])
    else:
        told = (_of(key, found[key]) if found[key] else "" for key in ("how_many", "who", "how", "view"))
        lead = f"{''.join(told)}，"
    return Segment(lead, is_english=False), Segment(rest, is_english=True)


def _subordinate(text: str) -> tuple[Segment, ...] | None:
    """A clause or phrase before the main one, up to the first comma after which a sentence can stand."""
    opening = _before().match(text)
    if opening is None:
        return None
    lead, tail = _words()["before"][_entry("before", opening[1])]
    for comma in re.finditer(r", (?!\d{4}\b)", text):
        first, rest = text[opening.end() : comma.start()], text[comma.end() :]
        if _goes_on(first) and _stands(rest):
            parts = (lead, False), (first, True), (f"{tail}，", False), (rest, True)
            return tuple(Segment(*part) for part in parts)
    return None


def _coordinate(text: str) -> tuple[Segment, ...] | None:
    """Two clauses side by side."""
    for found in _joint().finditer(text):
        left, joint, right = text[: found.start()], found[1], text[found.end() :]
        is_open = _OPEN.search(left) or ("that" in joint and re.search(r"\bthat\b", left))
        if is_open or ("because" in joint and _NEGATED.search(left)):
            continue
        if _stands(left) and _stands(right):
            chinese = Segment(_words()["joints"][joint], is_english=False)
            return Segment(left, is_english=True), chinese, Segment(right, is_english=True)
    return None


def _goes_on(text: str) -> bool:
    """True for what is long enough for a clause, where one is sure to follow."""
    return len(text.split()) >= _LEAST_WORDS and not text.startswith(("and ", "or "))


def _added(text: str) -> tuple[Segment, ...] | None:
    """A full statement, and what is only added to it at its end ("including ...")."""
    for found in _addition().finditer(text):
        left, right = text[: found.start()], text[found.end() :]
        if _stands(left) and len(right.split()) >= _LEAST_ADDED and _ends_with(right):
            chinese = Segment(_words()["added"][found[1]], is_english=False)
            return Segment(left, is_english=True), chinese, Segment(right, is_english=True)
    return None


def _ends_with(added: str) -> bool:
    """True when the sentence goes on to nothing after what is added."""
    if any(_stands(added[m.end() :]) for m in re.finditer(r"\b(?:and|but) ", added)):
        return False
    return ", " not in added or (_ENDS_LIST.search(added) is not None and not _RESUMES.search(added))


def _stands(text: str) -> bool:
    """True for what could be a sentence: a subject of its own and a verb, no bracket open."""
    if not _goes_on(text) or text.count("(") != text.count(")"):
        return False
    opening = _before().match(text)
    if opening:
        return _subordinate(text) is not None
    rest = next((text[m.end() :] for p, _ in _openings() if (m := p.match(text))), text)
    if _PERSON.match(rest):
        return True
    return re.match(_SUBJECT, rest) is not None and _VERB.search(re.split("[,;] ", rest)[0]) is not None


# --- words -----------------------------------------------------------------------------------------------------------


def _of(key: str, english: str) -> str:
    return str(_words()[key][_entry(key, english)])


def _entry(key: str, english: str) -> str:
    """The entry as the table writes it."""
    return next(e for e in _words()[key] if e.casefold() == english.casefold())


def _any(key: str) -> str:
    return "|".join(re.escape(e) for e in sorted(_words()[key], key=lambda e: -len(e)) if e)


@lru_cache(maxsize=1)
def _openings() -> tuple[tuple[re.Pattern[str], str], ...]:
    """Openings with their comma, which "and" and "but" need not have."""
    ordered = sorted(_words()["openings"].items(), key=lambda entry: -len(entry[0]))
    return tuple(
        (re.compile(rf"{re.escape(e)}{',?' if e in ('And', 'But') else ','} ", re.I), f"{c}，" if c else "")
        for e, c in ordered
    )


@lru_cache(maxsize=1)
def _view() -> re.Pattern[str]:
    voice = (
        rf"(?:(?P<how_many>{_any('how_many')}) )?(?P<who>{_any('who')}) "
        rf"(?:(?P<how>{_any('how')}) )?(?P<view>{_any('view')}) that "
    )
    return re.compile(rf"(?:(?P<mine>{_any('mine')})(?P<that> that)? |{voice})", re.I)


@lru_cache(maxsize=1)
def _before() -> re.Pattern[str]:
    return re.compile(rf"({_any('before')}) ", re.I)


@lru_cache(maxsize=1)
def _joint() -> re.Pattern[str]:
    return re.compile(rf"({_any('joints')}) ")


@lru_cache(maxsize=1)
def _addition() -> re.Pattern[str]:
    return re.compile(rf"({_any('added')}) ")


@lru_cache(maxsize=1)
def documents() -> tuple[tuple[re.Pattern[str], str], ...]:
    """What documents are called, the longest first, in Chinese."""
    ordered = sorted(_words()["documents"].items(), key=lambda entry: -len(entry[0]))
    return tuple((re.compile(rf"(?<![\w-]){re.escape(e)}(?![\w-])"), str(c)) for e, c in ordered)


@lru_cache(maxsize=1)
def _words() -> dict[str, dict[str, Any]]:
    found: dict[str, dict[str, Any]] = packaged_yaml("deepnews.agents.translation", "openings.yaml")
    return found
