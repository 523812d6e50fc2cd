"""A comma told as "and": "equal treatment, suppliers" is no list of two, and "Ada Finch, the mayor" are not two."""

from __future__ import annotations

import re

from deepnews.agents.rules.grounds import Grounds
from deepnews.schemas.base import Language
from deepnews.schemas.verification import Finding
from deepnews.text import HAN, outside_quotes

_ARTICLE = r"(?:(?:the|an?|its|their|his|her)\s+)?"
_WORD = r"[^\W\d_][\w’'-]*"
_AND = re.compile(rf"(?P<one>{_WORD}) and {_ARTICLE}(?P<other>{_WORD})(?P<after>[^.;]*)", re.I)
_AND_ZH = re.compile(rf"(?P<one>[{HAN}]{{2}})(?:以及|和|及|与)(?P<other>[{HAN}]{{2}})")
_CONJUNCTION = re.compile(r"\b(?:and|or|nor|as well as)\b|&", re.I)
_LIST_END = re.compile(rf"[^.;:]*?,?\s(?:and|or)\s+{_ARTICLE}(?P<last>{_WORD})", re.I)
_N_NEAR_CHARS = 90
"""Characters within which the last "and" of a list would stand."""


def joins_apart(told: str, source: str, language: Language) -> str:
    """The words of `told` that put "and" between what only a comma parts in `source`; empty where there are none, or
    the comma is that of a list which ends with "and" there and is told with one "and"."""
    if language == "zh":
        found = (m for m in _AND_ZH.finditer(told) if f"{m['one']}，{m['other']}" in source)
        return next((m.group() for m in found), "")
    for joined in _AND.finditer(told):
        comma = _at_comma(joined, source)
        if comma is None:
            continue
        last = _LIST_END.match(source, comma.end())
        if last is None or re.search(rf"\band {_ARTICLE}{re.escape(last['last'])}\b", joined["after"], re.I):
            return f"{joined['one']} and {joined['other']}"
    return ""


def _at_comma(joined: re.Match[str], source: str) -> re.Match[str] | None:
    """Where the source parts the two words by a comma; None where it does not, or also joins them."""
    one, other = re.escape(joined["one"]), re.escape(joined["other"])
    if re.search(rf"\b{one},?\s+(?:and|or|as well as)\s+{_ARTICLE}{other}\b", source, re.I):
        return None
    return re.search(rf"\b{one},\s+{_ARTICLE}{other}\b", source, re.I)


def list_findings(text: str, grounds: Grounds) -> list[Finding]:
    """A finding for a name and what it is, told as two: "Finch and the mayor" of "Finch, the mayor". English only."""
    if grounds.language == "zh":
        return []
    for joined in _AND.finditer(outside_quotes(text.removeprefix(grounds.lead_in))):
        comma = _at_comma(joined, grounds.text) if joined["one"][0].isupper() else None
        if comma and not _CONJUNCTION.search(grounds.text[comma.end() : comma.end() + _N_NEAR_CHARS].split("\n")[0]):
            shown = f"{joined['one']} and {joined['other']}"
            reason = f"The evidence has a comma there, and one thing: “{comma.group()}”"
            return [Finding(code="list.joined", verdict="not_enough_info", claim_text=shown, reason=reason)]
    return []
