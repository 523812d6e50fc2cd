"""Block quotations as quotations: what stands in one is in quotation marks, sentence by sentence."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, Final

from deepnews.quote_marks import HAN, quoted_ranges, with_inner_marks
from deepnews.retrieval.sentences import sentence_spans

MOST_QUOTED: Final = 0.5
"""Share of a document's characters in block quotations beyond which they are its layout: hearings, statutes."""
_HAN: Final = re.compile(f"[{HAN}]")
_LABEL: Final = re.compile(
    r"[A-Z][\w.'’-]*(?: (?:[A-Z][\w.'’-]*|of|the|for|and|de|van|von)){0,6}[:：]\s+|[\u4e00-\u9fff·]{2,12}[:：]\s*"
)
_WHOLE: Final = re.compile(r"[\"“「][^\"“”「」]*[\"”」][.。]?$")
_NOTHING: Final = re.compile(r"[\W_]*$")
_SIGNED: Final = re.compile("[—–-]{1,2}\\s?\\S")
_LEAVES: Final = "p|li|h1|h2|h3|h4|h5|h6|dd|dt|td|pre|div"


def as_quotation(paragraph: str) -> str:
    """The paragraph with each of its sentences in quotation marks, so that none can be read without them.

    A label that it opens with ("Ann Lee:") stays before them; a line that only names who is quoted ("— Ann Lee") stays
    as it is.
    """
    text = " ".join(paragraph.split())
    if _NOTHING.match(text) or _SIGNED.match(text):
        return "" if _NOTHING.match(text) else text
    label = _LABEL.match(text)
    head = label.group() if label else ""
    body = _bare(text[len(head) :])
    language = "zh" if 3 * len(_HAN.findall(body)) > len(body) else "en"
    pieces = [body[s.start : s.end] for s in sentence_spans(body, language)]
    return head + ("" if language == "zh" else " ").join(_marked(p) for p in pieces if not _NOTHING.match(p))


def _bare(text: str) -> str:
    """The text without quotation marks that hold the whole of it."""
    ranges = quoted_ranges(text)
    is_whole = len(ranges) == 1 and ranges[0] == (0, len(text)) and text[0] in '"“「'
    return text[1:-1].strip() if is_whole else text


def _marked(sentence: str) -> str:
    """The sentence in marks of its own; what it quotes itself in single ones."""
    if _WHOLE.match(sentence):
        return sentence
    inner = re.sub('["“「『]', "‘", re.sub("[”」』]", "’", with_inner_marks(sentence)))
    return f"“{inner}”"


def quote_blocks(tree: Any) -> None:
    """Put in quotation marks what the block quotations and quotations of a page hold, in place."""
    for inline in (q for q in tree.iter("q") if q.text_content().strip()[:1] not in ("", "“", '"')):
        inline.text = f"“{inline.text or ''}"
        _append(inline, "”")
    blocks = [b for b in tree.iter("blockquote") if next(b.iterancestors("blockquote"), None) is None]
    n_quoted = sum(_n_chars(b) for b in blocks)
    if n_quoted > MOST_QUOTED * max(1, _n_chars(tree)):
        return
    for leaf in [leaf for block in blocks for leaf in _leaves(block)]:
        text = as_quotation(leaf.text_content())
        for child in list(leaf):
            leaf.remove(child)
        leaf.text = text


def _append(node: Any, text: str) -> None:
    last = node[-1] if len(node) else None
    if last is None:
        node.text = f"{node.text or ''}{text}"
    else:
        last.tail = f"{last.tail or ''}{text}"


def _n_chars(node: Any) -> int:
    """Characters of the paragraphs of an element, or of all of it without any."""
    return sum(len(" ".join(p.text_content().split())) for p in node.iter("p")) or len(node.text_content().strip())


def _leaves(block: Any) -> Iterator[Any]:
    """The paragraphs of a block quotation; the block itself where it has none."""
    found = [n for n in block.iter(*_LEAVES.split("|")) if n is not block and not _holds_blocks(n)]
    yield from found or [block]


def _holds_blocks(node: Any) -> bool:
    return any(child is not node for child in node.iter(*_LEAVES.split("|")))
