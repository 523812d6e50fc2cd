"""What changed between two texts, by words; by characters in Chinese."""

from __future__ import annotations

import html
import re
from difflib import SequenceMatcher
from typing import Final, Literal

from deepnews.agents.footnotes import plain_lines
from deepnews.schemas.base import Record
from deepnews.schemas.draft import Draft
from deepnews.text import HAN

_PIECES: Final = re.compile(rf"\s+|[{HAN}]|[^\W{HAN}]+|[^\w\s]")


class Change(Record):
    """A stretch of text that stayed, came or went."""

    kind: Literal["same", "added", "removed"]
    text: str


def changes(before: str, after: str) -> tuple[Change, ...]:
    """The stretches that make `before` into `after`, in reading order."""
    old, new = _PIECES.findall(before), _PIECES.findall(after)
    found: list[Change] = []
    for kind, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if kind == "equal":
            found.append(Change(kind="same", text="".join(old[a:b])))
            continue
        found += [Change(kind="removed", text="".join(old[a:b]))] if b > a else []
        found += [Change(kind="added", text="".join(new[c:d]))] if d > c else []
    return tuple(found)


def changed_paragraphs(before: Draft, after: Draft) -> tuple[tuple[Change, ...], ...]:
    """The paragraphs that differ between two drafts, each as its changes."""
    old, new = before.body.split("\n\n"), after.body.split("\n\n")
    found: list[tuple[Change, ...]] = []
    for kind, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if kind != "equal":
            found.append(changes("\n\n".join(old[a:b]), "\n\n".join(new[c:d])))
    return tuple(found)


def changes_html(found: tuple[Change, ...]) -> str:
    """Changes as HTML: ``ins`` and ``del``, every text escaped."""
    tags = {"same": "span", "added": "ins", "removed": "del"}
    pieces = "".join(f"<{tags[c.kind]}>{html.escape(plain_lines(c.text))}</{tags[c.kind]}>" for c in found)
    return f'<p class="dn-diff">{pieces}</p>'
