"""The frame of an English sentence at its other end: “..., the minutes of May 14, 2024 said.”"""

from __future__ import annotations

import re
from collections.abc import Iterator

from deepnews.agents.inside import lower_article
from deepnews.agents.pace.attribution import Framed, framed
from deepnews.agents.pace.credits import WHOLE_QUOTATION
from deepnews.agents.pace.units import Ground, Unit
from deepnews.agents.pace.wording import Texts, leans_on_date, lower_first, quoted_first, upper

_AND_THAT = re.compile(r"\b(?:and|but|or) that\b")
"""What hangs on the "said that" before it."""


def turn(text: str, unit: Unit, ground: Ground) -> Iterator[Texts]:
    """The frame at the other end."""
    del unit
    if ground.language == "en" and (said := turned(framed(text, "en"))):
        yield (said,)


def turned(frame: Framed) -> str:
    """The English sentence with what is said before who says it; empty where its frame does not stand so."""
    if frame.link not in ("that", ":") or not frame.verb or frame.verb == "went on" or frame.tail:
        return ""
    if re.match("Speaking|Giving|By|At", frame.when) or leans_on_date(frame.body) or _AND_THAT.search(frame.body):
        return ""
    if frame.link == ":" and not WHOLE_QUOTATION.fullmatch(frame.body):
        return ""
    when = f" {lower_first(frame.when)}" if frame.when else ""
    body = frame.body.rstrip(".")
    said = f"{body[:-1].rstrip('.,')}”" if body.endswith("”") else body
    said = f"“{quoted_first(said[1:], 'en')}" if said.startswith("“") else said
    return f"{upper(said)}, {lower_article(frame.source)} {frame.verb}{when}."
