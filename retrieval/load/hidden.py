"""Elements of a page that no reader sees, by their attributes and by the page's own style sheets."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from deepnews.retrieval.load.styles import Rgb, Rule, colour_of, ground_of, hides, is_alike, rules_of, squeezed

_NEVER_SHOWN: Final = frozenset({"script", "style", "noscript", "template", "datalist", "input", "sup"})
"""Elements that hold no text of the page; the numbers of notes are none of it either."""
_WHITE: Final = Rgb(255, 255, 255)


def drop_hidden(tree: Any) -> None:
    """Take from `tree` every element that is not shown: comments, scripts, hidden ones, text in its ground's colour."""
    sheets = [s.text or "" for s in tree.iter("style") if not _is_for_paper(s)]
    page = _Page([rule for sheet in sheets for rule in rules_of(sheet)])
    for node in list(tree.iter()):
        if node.getparent() is not None and (not isinstance(node.tag, str) or page.hides(node)):
            node.drop_tree()


def _is_for_paper(sheet: Any) -> bool:
    return "print" in (sheet.get("media") or "").lower()


class _Page:
    """The styles that hold for each element of a page."""

    def __init__(self, rules: list[Rule]) -> None:
        self._by_key: dict[str, list[Rule]] = {}
        for rule in rules:
            self._by_key.setdefault(rule.key, []).append(rule)

    def hides(self, node: Any) -> bool:
        """True when the element cannot be seen."""
        if node.tag in _NEVER_SHOWN or (node.tag == "dialog" and node.get("open") is None):
            return True
        if node.get("hidden") is not None or (node.get("aria-hidden") or "").strip().lower() == "true":
            return True
        styles = self._styles(node)
        return any(map(hides, styles)) or self._is_camouflaged(node, styles)

    def _styles(self, node: Any) -> list[str]:
        """The declarations that hold for an element, its own first."""
        own = [squeezed(node.get("style") or "")]
        own += [f"color:{squeezed(node.get('color'))}"] if node.get("color") else []
        own += [f"background:{squeezed(node.get('bgcolor'))}"] if node.get("bgcolor") else []
        return [s for s in (*own, *self._sheet_styles(node)) if s]

    def _sheet_styles(self, node: Any) -> Iterator[str]:
        classes, name = frozenset((node.get("class") or "").split()), node.get("id") or ""
        for key in (node.tag, f"#{name}", *(f".{c}" for c in classes)):
            for rule in self._by_key.get(key, ()):
                if rule.fits(node.tag, classes, name):
                    yield rule.style

    def _is_camouflaged(self, node: Any, styles: list[str]) -> bool:
        """True when an element sets the colour of its text to that of the ground it stands on."""
        if node.tag in ("html", "body"):
            return False
        text = next((c for s in styles if (c := colour_of(s)) is not None), None)
        if text is None:
            return False
        ground = self._ground(node)
        return ground is not None and is_alike(text, ground)

    def _ground(self, node: Any) -> Rgb | None:
        """The nearest background at or above an element, white without one; None for one that is no plain colour."""
        while node is not None and isinstance(node.tag, str):
            stated = [s for s in self._styles(node) if "background" in s]
            if stated:
                return ground_of(stated[0])
            node = node.getparent()
        return _WHITE
