"""Whether a person holds the office a claim gives: by the offices that the sources name beside persons."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import NamedTuple

from deepnews.agents.rules.grounds import Grounds
from deepnews.agents.rules.persons_zh import persons_in
from deepnews.schemas.base import Language
from deepnews.schemas.verification import Finding
from deepnews.text import is_stop_word, stem

_PERSON = r"[A-Z][\w'’-]+(?:\s+(?:[A-Z]\.|de|van|von|bin|al))?(?:\s+[A-Z][\w'’-]+){1,2}"
HEADS = (
    "executive|officer|director|chair|chairman|chairwoman|chairperson|president|secretary|minister|governor|mayor|engineer|"
    "counsel|manager|economist|commissioner|inspector|treasurer|partner|founder|analyst|editor|spokesman|spokeswoman|"
    "convenor|steward|clerk|judge|professor|adviser|advisor|ambassador|senator|councillor|superintendent"
)
"""Nouns that end an English office, as alternatives of a pattern."""
_FIELD = r"(?:\s+(?:of|for)\s+(?:the\s+)?(?:[a-z]+\s+){0,3}?[a-z]+(?:\s+committee)?)?"
_ROLE = rf"(?<![\w-])(?:[a-z][\w-]*\s+){{0,4}}?(?:{HEADS})\b{_FIELD}"
_AFTER = re.compile(rf"(?P<name>{_PERSON}),\s+(?:the\s+|an?\s+|its\s+|then\s+|now\s+)?(?P<role>{_ROLE})")
_BEFORE = re.compile(rf"(?:\b[Tt]he|\b[Ii]ts|\b[Aa])?\s*(?P<role>{_ROLE}),?\s+(?P<name>{_PERSON})")
_OFFICE_ZH = re.compile(
    "(?P<role>(?:副|代|常务副)?(?:局长|科长|处长|厅长|部长|市长|省长|县长|区长|所长|院长|校长|行长|厂长|会长|组长|主席|主任|"
    "董事长|总经理|财务总监|技术总监|运营总监|总监|总裁|独立董事|董事|监事会主席|书记|董事会秘书))$"
)
_AFTER_ZH = re.compile(r"^[（(](?P<role>[^（）()，。]{2,12}长|[^（）()，。]{0,8}(?:总监|主任|经理|书记|董事))[）)，]")
_SMALL = frozenset(("former", "interim", "acting", "then", "now", "new", "senior", "deputy", "storage"))


class Office(NamedTuple):
    """A person named beside an office."""

    name: str
    role: str
    start: int
    end: int


def offices(text: str, language: Language, known: frozenset[str] = frozenset()) -> Iterator[Office]:
    """Persons with the office named right beside them, in any order; in Chinese only of the `known` persons."""
    if language == "zh":
        yield from _offices_zh(text, known)
        return
    for regex in (_AFTER, _BEFORE):
        for m in regex.finditer(text):
            yield Office(m["name"], re.sub(r"\s+", " ", m["role"]), m.start(), m.end())


def _offices_zh(text: str, known: frozenset[str]) -> Iterator[Office]:
    for start, end in persons_in(text, known):
        before = _OFFICE_ZH.search(text[max(0, start - 8) : start])
        after = _AFTER_ZH.match(text[end : end + 16])
        for found in (before, after):
            if found:
                yield Office(text[start:end], found["role"], start, end)


@lru_cache(maxsize=512)
def _offices_of(text: str, language: Language, known: frozenset[str]) -> Mapping[str, frozenset[str]]:
    table: dict[str, set[str]] = {}
    for office in offices(re.sub(r"\s*\n\s*", " " if language == "en" else "\n", text), language, known):
        table.setdefault(_key(office.name, language), set()).add(office.role)
    return {name: frozenset(roles) for name, roles in table.items()}


def _key(name: str, language: Language) -> str:
    return name.split()[-1].casefold() if language == "en" else name


def role_findings(text: str, grounds: Grounds) -> list[Finding]:
    """A finding for an office that the sources give to somebody else, and never to the person the claim gives it to."""
    language, known = grounds.language, grounds.persons
    for office in offices(text, language, known):
        tables = [_offices_of(d.text, language, known) for d in grounds.documents.values()]
        own = {r for t in tables for r in t.get(_key(office.name, language), ())}
        if not own or any(_agree(office.role, r, language) for r in own):
            continue
        holder = _holder(office, tables, language)
        if holder:
            reason = f"In the sources {office.name} is {', '.join(sorted(own)[:3])}; “{office.role}” is {holder}."
            shown = f"{office.name}, {office.role}"
            return [Finding(code="role.wrong", verdict="refuted", claim_text=shown, reason=reason, is_frame=True)]
    return []


def _holder(office: Office, tables: list[Mapping[str, frozenset[str]]], language: Language) -> str:
    """Somebody else whom the sources give this office; empty when there is nobody."""
    mine = _key(office.name, language)
    others = (
        n
        for t in tables
        for n, roles in t.items()
        if n != mine and any(_agree(office.role, r, language) for r in roles)
    )
    return next(iter(sorted(others)), "").title()


def _agree(one: str, other: str, language: Language) -> bool:
    if language == "zh":
        return one == other or one in other or (other in one and not one.startswith(("副", "代")))
    mine, its = _words(one), _words(other)
    return bool(mine) and (mine <= its or its <= mine)


def _words(role: str) -> frozenset[str]:
    return frozenset(stem(w) for w in re.findall(r"[a-z]+", role.lower()) if not is_stop_word(w) and w not in _SMALL)
