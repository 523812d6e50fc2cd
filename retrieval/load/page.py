"""What of a page is not the article: comments, teasers, captions, footers; and text that its markup would lose."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, Final

_JUNK: Final = re.compile(
    r"(?:^|[\s_-])(?:comments?|cmts?|commentlist|replies|disqus|livefyre|related|recommend(?:ed|ation)?s?|teasers?|"
    r"share|sharing|social|sidebar|footer|copyrights?|promo|promobox|newsletter|caption|cptn|imagecaption|figcaption|"
    r"shortbio|editorbio|bio|breadcrumbs?|crumbs?|sponsored|most-?(?:read|popular)|hotnews|ranking|"
    r"next-?post|gentie|tie-area|hidden|popup|modal|subscribe|cookie|gdpr)(?=$|[\s_-])",
    re.I,
)
"""Classes and names of elements that hold what is not the article, in the words that web sites use for them."""
_CAMEL: Final = re.compile(r"(?<=[a-z])(?=[A-Z])")
_NEVER: Final = frozenset({"html", "body", "main", "article"})
_JUNK_TAGS: Final = frozenset({"figcaption", "form", "button", "select", "textarea"})
_MOST: Final = 0.3
"""Share of a page's paragraphs beyond which an element is not junk, whatever it is called."""
_INLINE: Final = frozenset(
    ("a", "abbr", "b", "cite", "code", "em", "font", "i", "mark", "q", "s", "small", "span", "strong", "time", "u")
)
_CONTAINERS: Final = ("div", "article", "section", "td", "main", "body")
_LABEL: Final = re.compile(r"[^.。!！?？:：]{1,60}[.。]$")
_OPENS: Final = re.compile(r"\s*[A-Z\u4e00-\u9fff“\"]")
_LONG_HEADING: Final = 40
_LEAST_LOOSE: Final = 60
"""Characters, a Chinese one counted as two, of loose text that is a paragraph."""


def drop_junk(tree: Any) -> None:
    """Take from `tree` what is not the article, by the names of its elements."""
    n_whole = max(1, _n_prose(tree))
    for node in list(tree.iter()):
        if node.getparent() is None or node.tag in _NEVER or not _attached(node, tree):
            continue
        names = _CAMEL.sub("-", f"{node.get('class') or ''} {node.get('id') or ''}")
        if (node.tag in _JUNK_TAGS or _JUNK.search(names)) and _n_prose(node) <= _MOST * n_whole:
            node.drop_tree()


def _attached(node: Any, tree: Any) -> bool:
    return node.getroottree() is tree.getroottree() or next(iter(node.iterancestors(tree.tag)), None) is tree


def _n_prose(node: Any) -> int:
    """Characters of the paragraphs of an element."""
    return sum(len(p.text_content().strip()) for p in node.iter("p"))


def mend(tree: Any) -> None:
    """Make of `tree` what its author meant: lists that only lay out the page are none, loose text is a paragraph."""
    for item in list(tree.iter("li")):
        if sum(1 for _ in item.iter("p")) > 1 or item.find(".//h1") is not None:
            item.tag = "div"
            parent = item.getparent()
            if parent is not None and parent.tag in ("ul", "ol"):
                parent.tag = "div"
    for name in _CONTAINERS:
        for node in list(tree.iter(name)):
            if node.find("p") is not None:
                _wrap_loose(node)


def part_headings(tree: Any) -> None:
    """Take the stop from headings that are sentences, and set emphasised labels apart that run into a paragraph."""
    for name in ("h1", "h2", "h3", "h4", "h5", "h6"):
        for heading in tree.iter(name):
            text = " ".join(heading.text_content().split())
            if len(text) >= _LONG_HEADING and text.endswith((".", "。", "!", "！")):
                _set_text(heading, text[:-1])
    for paragraph in list(tree.iter("p")):
        label = paragraph[0] if len(paragraph) and not (paragraph.text or "").strip() else None
        if label is None or label.tag not in ("b", "strong", "em", "i") or paragraph.getparent() is None:
            continue
        text = label.text_content().strip()
        if _LABEL.match(text) and _OPENS.match(label.tail or ""):
            apart = paragraph.makeelement("p")
            apart.text = text.rstrip(".。")
            paragraph.addprevious(apart)
            paragraph.text = label.tail
            paragraph.remove(label)


def _set_text(node: Any, text: str) -> None:
    for child in list(node):
        node.remove(child)
    node.text = text


def _wrap_loose(node: Any) -> None:
    """Put the runs of text that lie between the paragraphs of an element in paragraphs of their own."""
    for before, run in list(_loose_runs(node)):
        text = (node.text if before is None else before.tail) or ""
        words = " ".join("".join([text, *(n.text_content() + (n.tail or "") for n in run)]).split())
        if len(words) + sum("\u4e00" <= c <= "\u9fff" for c in words) < _LEAST_LOOSE:
            continue
        paragraph = node.makeelement("p")
        paragraph.text = text
        node.insert(0 if before is None else node.index(before) + 1, paragraph)
        paragraph.extend(run)
        if before is None:
            node.text = None
        else:
            before.tail = None


def _loose_runs(node: Any) -> Iterator[tuple[Any, list[Any]]]:
    """The block before each run, None at the beginning, and the inline elements of the run."""
    before, run = None, []
    for child in node:
        if child.tag in _INLINE and child.find(".//p") is None:
            run.append(child)
            continue
        yield before, run
        before, run = child, []
    yield before, run
