"""What a schema forces is not sampled: it is put before the model as the beginning of its own reply.

A reply of one sentence that must begin with a given lead-in costs a token of decoding for each token of the lead-in,
though nothing is decided there. Reading is several times faster than decoding, so the forced beginning is read, and
the model is held to the rest of the pattern (a grammar of llguidance, which llama.cpp is built with here).
"""

from __future__ import annotations

import json
import re
from typing import NamedTuple

from pydantic import JsonValue

_SPECIAL = frozenset(".^$*+?{}[]()|/")
_QUANTIFIER = frozenset("*+?{")


class Prefill(NamedTuple):
    """A reply's beginning, and the grammar of what follows it."""

    beginning: str
    grammar: str


def prefill_of(schema: dict[str, JsonValue] | None) -> Prefill | None:
    """The prefill of a schema with one property, a string with an anchored pattern; None for any other schema."""
    properties = (schema or {}).get("properties")
    if not isinstance(properties, dict) or len(properties) != 1:
        return None
    (name, value), *_ = properties.items()
    pattern = value.get("pattern") if isinstance(value, dict) else None
    if not isinstance(pattern, str) or not (pattern.startswith("^") and pattern.endswith("$")):
        return None
    body = pattern[1:-1]
    if '"' in re.sub(r'\[\^"', "", body) or _has_open_choice(body):
        return None
    forced, n_read = _forced(body)
    beginning = f"{json.dumps({name: forced}, ensure_ascii=False)[:-2]}"
    return Prefill(beginning=beginning, grammar=_grammar(body[n_read:]))


def _forced(body: str) -> tuple[str, int]:
    """The text every match begins with, without blanks at its end, and how much of the pattern it takes."""
    pieces: list[tuple[str, int]] = []
    at = 0
    while at < len(body) and body[at] not in _SPECIAL:
        n = 2 if body[at] == "\\" else 1
        if n == 2 and body[at + 1 : at + 2].isalnum():
            break
        pieces.append((body[at + n - 1], at + n))
        at += n
    if pieces and body[at : at + 1] in _QUANTIFIER:
        pieces.pop()
    while pieces and pieces[-1][0].isspace():
        pieces.pop()
    return "".join(c for c, _ in pieces), pieces[-1][1] if pieces else 0


def _has_open_choice(body: str) -> bool:
    """True when the pattern is a choice at its top, so that no beginning is forced."""
    plain = re.sub(r"\\.|\[\^?\]?(?:\\.|[^\]\\])*\]", "", body)
    while (inner := re.sub(r"\([^()]*\)", "", plain)) != plain:
        plain = inner
    return "|" in plain


def _grammar(rest: str) -> str:
    r"""The grammar of the rest and of what closes the object; a slash ends a pattern unless it is escaped."""
    escaped = re.sub(r"\\.|/", lambda m: r"\/" if m.group() == "/" else m.group(), rest)
    return f'%llguidance {{}}\nstart: REST\nREST: /{escaped}"}}/\n'
