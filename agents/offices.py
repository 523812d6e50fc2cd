"""What a person is, by the words of the sources: "chief engineer", "lead of the harbour office", "of Kell & Sons".

An office holds for its time: where the document that a sentence rests on names one, that one is told; else one that all
documents of the year around it agree on; of two different ones none.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from typing import NamedTuple

from deepnews.agents.labels import undated_title
from deepnews.agents.rules.persons_zh import persons
from deepnews.agents.rules.roles import HEADS, offices
from deepnews.schemas.base import Language
from deepnews.schemas.corpus import SourceDocument
from deepnews.text import is_stop_word, n_units

_CAP = r"[A-Z][\w’'-]+"
_NAME = rf"(?P<name>{_CAP}(?: (?:[A-Z]\.|de|van|von|bin|al))?(?: {_CAP}){{1,2}})"
_BODY = rf"(?:the )?{_CAP}(?: (?:of |for |and |& )?(?:the )?{_CAP}){{0,5}}"
_HEAD = rf"(?:{HEADS}|head|lead|leader|scientist|researcher|lawyer|solicitor|barrister|spokesperson|auditor|trustee)"
_SMALL = "the|an?|its|by|with|and|or|to|as|from|of|for|in|on|at|that|who|said|says|told|was|is|were|are|has|had|but"
_ROLE = (
    rf"(?P<role>(?:(?!(?:{_SMALL})\b)[a-z][a-z-]* ){{0,3}}?{_HEAD}(?: (?:of|for) (?:the )?(?:[a-z]+ ){{0,2}}[a-z]+)?"
    rf"(?: (?:of|at|for|in) {_BODY})?)"
)
_ENDS = r"(?=[,.;:)”\"\n]|$)"
_AFTER = re.compile(rf"(?<![\w’'-]){_NAME}, (?:the |an? |its |then |now )?{_ROLE}{_ENDS}")
_BEFORE = re.compile(rf"(?:^|[.,;:(“\"\n] ?|\b(?:{_SMALL}) ){_ROLE},? {_NAME}(?=[,.;:)”\"\n]| [a-z]|$)")
_BESIDE = re.compile(rf"(?<![\w’'-]){_NAME} (?:\((?P<in>{_BODY})\)|of (?P<of>{_BODY}(?= |[,.;:])))")
_IN_TITLE = re.compile(
    rf"(?<![\w’'-]){_NAME}, (?P<rest>(?!Part |Day |Module |Session |Volume )[A-Za-z][\w’'&-]+(?: [\w’'&-]+){{0,7}})$"
)
_ONE_OF_MANY = re.compile(
    r"\b(?:professor|member|partner|advis[eo]r|analyst|economist|scientist|researcher|lawyer|judge)\b"
)
_SAYS_WHAT = re.compile(rf"\b(?:{_HEAD})\b| (?:of|at|for) ")
"""What small words after a name in a title hold where they say who it is."""
_ORGANISATION = re.compile(
    r"\b(?:Ltd|plc|Inc|LLC|Corp|Company|Group|Holdings?|Bank|Board|Council|Committee|Commission|Court|Office|Inquiry|"
    r"Institute|University|Association|Authority|Agency|Department|Ministry|Inspectorate|Service|Society|Union|Trust|"
    r"Party|House|Act|Report|Industries|Partners|Workers|Systems|Energy|Capital|Dear|North|South|East|West)\b"
)
"""Words that a person's name does not hold."""
_NO_OFFICE = frozenset(("former", "other", "another", "next", "new", "future", "would-be", "one"))
"""How words begin that tell no office of the time."""
_WRAPPED = re.compile(r"(?<=[a-z,]) *\n *(?=[a-z])")
"""Where a line is broken within a sentence, for all one can see."""
_TOO_SHORT = re.compile(
    "counsel|director|engineer|executive|head|lead|leader|lawyer|manager|minister|officer|partner|scientist|secretary"
)
"""Heads that are no office alone."""
_MOST_CHARS = {"en": 70, "zh": 12}
_LEAST_CHARS = {"en": 1, "zh": 4}
"""A Chinese head alone (所长, 总经理) does not say of what."""
_MOST_WORDS = 6
_MOST_DAYS = 366
"""Days between two documents of which one may tell the office for the other."""
_AT_BODY = re.compile(rf" (?:of|at|for|in) {_BODY}$")
_FIRST_OF_BODY = re.compile(rf" (?:of|at|for|in) ({_CAP})")


_BODY_ZH = "[^，。；：、“”\\n]{1,8}?(?:局|所|院|部|会|司|行|厅|署|办|社|集团|公司|大学|中心|委员会|公安|品牌|委)"


class Introduction(NamedTuple):
    """What stands beside a name where an article first has it."""

    words: str
    """An office, or the name of a body."""
    is_body: bool = False

    def within(self, text: str) -> Introduction | None:
        """This without a body that `text` does not name. One that makes it long, which beside the verb of the source
        would be a run of its words, has its short name where `text` does; None where nothing else is told."""
        if self.is_body:
            return self if self.words.removeprefix("the ") in text else None
        body = _AT_BODY.search(self.words)
        if body is None:
            return self
        office = self.words[: body.start()]
        named = (body.group(), _short(body.group(), text)) if body.group() in text else ()
        told = (office + at_body for at_body in named)
        return Introduction(next((words for words in told if n_units(words, "en") <= _MOST_WORDS), office))

    def beside(self, name: str, language: Language) -> str:
        """The name with these words: before it in Chinese, after it in English, where an office stands in commas."""
        if language == "zh":
            return f"{self.words}{name}"
        if self.is_body:
            return f"{name} of {self.words}"
        is_only = re.search(" (?:of|at|for) ", self.words) and not _ONE_OF_MANY.search(self.words)
        return f"{name}, {'the ' if is_only else ''}{self.words},"


def _short(at_body: str, text: str) -> str:
    """The body by the first word of its name, where `text` calls it so; empty otherwise."""
    first = _FIRST_OF_BODY.match(at_body)
    is_used = first and re.search(rf"\b{re.escape(first[1])}\b(?! {_CAP}| &)", text)
    return first[0] if first and is_used else ""


def introductions(documents: Sequence[SourceDocument], doc_id: str, language: Language) -> Mapping[str, Introduction]:
    """By the name of each person that the sources introduce, how a sentence on the document `doc_id` may do it."""
    day = next((d.date for d in documents if d.doc_id == doc_id), None)
    near = (d for d in documents if d.language == language and (d.doc_id == doc_id or _is_near(d.date, day)))
    tables = {d.doc_id: _table(undated_title(d), d.text, language) for d in near}
    found: dict[str, Introduction] = {}
    for name in sorted({n for table in tables.values() for n in table}, key=lambda n: (-len(n), n)):
        own = tables.get(doc_id, {}).get(name, ())
        all_ = [words for table in tables.values() for words in table.get(name, ())]
        chosen = _agreed(own)
        fuller = [i for i in all_ if chosen and not i.is_body and _is_part(chosen.words, i.words)]
        if told := _agreed(fuller or own or all_):
            found[name] = told
    return found


def _is_near(one: dt.date | None, other: dt.date | None) -> bool:
    """True for days not more than a year apart; what has no date is near to nothing that has one."""
    if one is None or other is None:
        return one is other
    return abs((one - other).days) <= _MOST_DAYS


def _agreed(found: Sequence[Introduction]) -> Introduction | None:
    """The fullest office, where all that is found are parts of it, else a body that all agree on; None where two
    differ."""
    ranked = [i for i in found if not i.is_body] or list(found)
    fullest = max(ranked, key=lambda i: (len(i.words), i.words), default=None)
    return fullest if fullest and all(_is_part(i.words, fullest.words) for i in ranked) else None


def _is_part(words: str, of: str) -> bool:
    return words in of or set(words.split()) <= set(of.split())


@lru_cache(maxsize=256)
def _table(title: str, text: str, language: Language) -> Mapping[str, tuple[Introduction, ...]]:
    """By name, how one document introduces a person."""
    table: dict[str, list[Introduction]] = {}
    for name, words in _found_zh(text) if language == "zh" else _found_en(title, text):
        if _LEAST_CHARS[language] <= len(words.words) <= _MOST_CHARS[language]:
            table.setdefault(name, []).append(words)
    return {name: tuple(found) for name, found in table.items()}


def _found_en(title: str, text: str) -> Iterator[tuple[str, Introduction]]:
    plain = _WRAPPED.sub(" ", text)
    for m in (*_AFTER.finditer(plain), *_BEFORE.finditer(plain)):
        role = re.sub(r"^(?:the|an?|its) ", "", m["role"])
        is_office = not _TOO_SHORT.fullmatch(role) and role.split()[0] not in _NO_OFFICE
        if is_office and _is_person(m["name"]):
            yield m["name"], Introduction(role)
    for m in _BESIDE.finditer(plain):
        if _is_person(m["name"]):
            yield m["name"], Introduction(m["in"] or m["of"], is_body=True)
    named = _IN_TITLE.search(title)
    if named and _is_person(named["name"]):
        is_body = named["rest"][0].isupper()
        if is_body or _SAYS_WHAT.search(named["rest"]):
            yield named["name"], Introduction(named["rest"], is_body=is_body)


def _is_person(name: str) -> bool:
    words = re.split("[ ’']", name)
    return not _ORGANISATION.search(name) and not any(w.isupper() or w == "s" or is_stop_word(w.lower()) for w in words)


def _found_zh(text: str) -> Iterator[tuple[str, Introduction]]:
    """Offices with the body they are of, where that stands at the head of a clause; a long one also alone."""
    for office in offices(text, "zh", persons(text)):
        of = re.search(rf"(?:^|[，。；：、“”\n])({_BODY_ZH}){re.escape(office.role + office.name)}", text)
        yield office.name, Introduction((of[1] if of else "") + office.role)
