"""What a person says of their own view or asks for, reported: "I expect fares to rise" becomes "Vane expected fares to
rise", "I urge the yard to wait" becomes "Vane urged the yard to wait"."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

_PAST: Final[Mapping[str, str]] = {
    "agree": "agreed",
    "am announcing": "announced",
    "am asking": "asked",
    "am proposing": "proposed",
    "am recommending": "recommended",
    "am requesting": "requested",
    "announce": "announced",
    "anticipate": "anticipated",
    "ask": "asked",
    "believe": "believed",
    "call for": "called for",
    "call on": "called on",
    "call upon": "called upon",
    "continue to believe": "continued to believe",
    "continue to expect": "continued to expect",
    "doubt": "doubted",
    "expect": "expected",
    "favor": "favored",
    "favour": "favoured",
    "fear": "feared",
    "hope": "hoped",
    "intend": "intended",
    "oppose": "opposed",
    "plan": "planned",
    "pledge": "pledged",
    "promise": "promised",
    "propose": "proposed",
    "recommend": "recommended",
    "regret": "regretted",
    "reject": "rejected",
    "request": "requested",
    "support": "supported",
    "suspect": "suspected",
    "think": "thought",
    "urge": "urged",
    "want": "wanted",
    "welcome": "welcomed",
    "would argue": "argued",
    "would note": "noted",
    "would say": "said",
    "would stress": "stressed",
}
_TAKES_CLAUSE: Final = re.compile(r"(?:continue to )?believe|think|suspect|would \w+")
"""After these "that" may be left out in speech; it is put in."""
_VERBS: Final = "|".join(sorted(_PAST, key=len, reverse=True))
_VIEW: Final = re.compile(
    rf"I (?:(?:do|also|again|fully|still|hereby|strongly) )?(?P<verb>{_VERBS}) (?P<rest>.+)", re.S
)
_SAID: Final = re.compile(r"(?P<who>.+) (?:said|added|noted|wrote) that", re.S)


def reported(text: str, lead_in: str) -> tuple[str, str] | None:
    """The opening that names whose view or wish it is, and the whole sentence after it; None where `text` is neither,
    or `lead_in` does not end in "said that"."""
    view, said = _VIEW.fullmatch(text), _SAID.fullmatch(lead_in)
    if view is None or said is None:
        return None
    rest = view["rest"].rstrip(" .;,")
    if _TAKES_CLAUSE.fullmatch(view["verb"]) and not re.match("that |in |about |of ", rest):
        rest = f"that {rest}"
    return said["who"], f"{said['who']} {_PAST[view['verb']]} {rest}."
