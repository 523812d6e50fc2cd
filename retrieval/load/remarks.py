"""What readers have written below an article is no part of it: nobody stands for it, and buttons stand in between."""

from __future__ import annotations

import re
from typing import Any, Final

_NAME: Final = re.compile(
    r"(?:[a-z\d]+[-_])*(?:comments?|cmts?|pinglun|disqus(?:_thread)?|respond|replies|guestbook|discussion)"
    r"(?:[-_]?(?:list|area|section|wrap(?:per)?|container|con|box|body|items?|module|block|thread|main|form|hot|new))*",
    re.I,
)
"""How pages name the part that holds readers' remarks, as a whole class or id."""
_PARTS: Final = "//div | //section | //ul | //ol | //aside | //table"
_HOLDS_ARTICLE: Final = "descendant-or-self::article | descendant::h1 | descendant::main"
_LEAST_CHARS: Final = 100
"""An empty form is left where it is."""
_MOST_OF_PAGE: Final = 0.75
"""Share of the page's text from which a part is the page itself: a forum, or a name that means something else."""


def drop_remarks(tree: Any) -> None:
    """Take the parts of the page out that hold readers' remarks, by the names that pages give them."""
    n_all = _n_chars(tree)
    for part in tree.xpath(_PARTS):
        parent = part.getparent()
        if parent is None or not _is_named(part) or part.xpath(_HOLDS_ARTICLE):
            continue
        if _LEAST_CHARS <= _n_chars(part) < _MOST_OF_PAGE * n_all:
            part.drop_tree()


def _is_named(part: Any) -> bool:
    names = (*str(part.get("class") or "").split(), str(part.get("id") or ""))
    return any(_NAME.fullmatch(name) for name in names)


def _n_chars(part: Any) -> int:
    texts = part.xpath(".//text()[not(ancestor::script) and not(ancestor::style)]")
    return sum(len(text.strip()) for text in texts)
