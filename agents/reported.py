"""What a person says of their own view, reported: "I expect fares to rise" becomes "Vane expected fares to rise"."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

_PAST: Final[Mapping[str, str]] = {
    "anticipate": "anticipated",
    "believe": "believed",
    "continue to believe": "continued to believe",
    "continue to expect": "continued to expect",
    "doubt": "doubted",
    "expect": "expected",
    "favor": "favored",
    "favour": "favoured",
    "fear": "feared",
    "hope": "hoped",
    "oppose": "opposed",
    "reject": "rejected",
    "support": "supported",
    "suspect": "suspected",
    "think": "thought",
    "would argue": "argued",
    "would note": "noted",
    "would say": "said",
    "would stress": "stressed",
}
_TAKES_CLAUSE: Final = re.compile(r"(?:continue to )?believe|think|suspect|would \w+")
"""After these "that" may be left out in speech; it is put in."""
_VIEW: Final = re.compile(
    rf"I (?:(?:do|also|fully|still) )?(?P<verb>{'|'.join(sorted(_PAST, key=len, reverse=True))}) (?P<rest>.+)", re.S
)
_SAID: Final = re.compile(r"(?P<who>.+) (?:said|added|noted|wrote) that", re.S)


def reported(text: str, lead_in: str) -> tuple[str, str] | None:
    """The opening that names who holds the view, and the whole sentence after it; None where `text` is no such view,
    or `lead_in` does not end in "said that"."""
    view, said = _VIEW.fullmatch(text), _SAID.fullmatch(lead_in)
    if view is None or said is None:
        return None
    rest = view["rest"].rstrip(" .;,")
    if _TAKES_CLAUSE.fullmatch(view["verb"]) and not re.match("that |in |about |of ", rest):
        rest = f"that {rest}"
    return said["who"], f"{said['who']} {_PAST[view['verb']]} {rest}."
