"""Markdown as clean prose: what marks it up goes; headings, labels and quotations stay what they are."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Sequence
from typing import Final

from deepnews.retrieval.load.inline_html import without_hidden
from deepnews.retrieval.load.quoted import MOST_QUOTED, as_quotation

_Rules = tuple[tuple[re.Pattern[str], str], ...]

_REFERENCE: Final = re.compile(
    r"^ {0,3}\[[^\[\]\n]{1,200}\]:[ \t]*(?:(?:<[^<>\n]*>|#|https?:|mailto:|www\.|[./]).*|"
    r"\S+[ \t]+(?:\"[^\"\n]*\"|'[^'\n]*'|\([^()\n]*\))[ \t]*)$",
    re.M,
)
"""A link's address kept apart from its text; as ``[//]: # (…)`` it is a comment that no reader sees."""
_LINK: Final = re.compile(r"\[([^\[\]]{0,2000})\]\([^()]{0,2000}\)")
_UNSEEN: Final[_Rules] = (
    (re.compile(r"```.*?```", re.S), ""),
    (_REFERENCE, ""),
    (re.compile(r"<sup>.{0,200}?</sup>|\[\^[^\[\]\n]{1,200}\](?::.*)?", re.S | re.I), ""),
    (re.compile(r"!\[[^\[\]]{0,2000}\](?:\([^()]{0,2000}\)|\[[^\[\]\n]{0,200}\])"), ""),
    (re.compile(r"<br\s*/?>", re.I), "\n"),
    (re.compile(r"</?(?!/?blockquote\b)[a-zA-Z][^<>]{0,1000}>"), ""),
    (re.compile(r"\{:[^{}\n]{0,300}\}|\{%[^{}\n]{0,300}%\}"), ""),
)
_INLINE: Final[_Rules] = (
    (_LINK, r"\1"),
    (re.compile(r"\[([^\[\]]{1,2000})\]\[[^\[\]\n]{0,200}\]"), r"\1"),
    (re.compile(r"(\*\*|__)(?=\S)(.{1,1000}?)(?<=\S)\1", re.S), r"\2"),
    (re.compile(r"(?<![\w*])[*_](?=\S)([^*_\n]{1,1000}?)(?<=\S)[*_](?![\w*])"), r"\1"),
    (re.compile(r"\\([\\`*_{}\[\]()#+.!'\"$-])"), r"\1"),
)
_OPENS: Final = r"(?=[A-Z\u4e00-\u9fff“\"])"
_BLOCKS: Final[_Rules] = (
    (re.compile(r"^[ \t]*[-*+]\s*(?:Share|Print|Email|Tweet)?\s*$", re.M | re.I), ""),
    (re.compile(r"^#{1,6}[ \t]*(.{40,500}?)[.。!！][ \t#]{0,80}$", re.M), r"\n\1\n"),
    (re.compile(r"^#{1,6}[ \t]*(.{0,500}?)[ \t#]{0,80}$", re.M), r"\n\1\n"),
    (re.compile(r"^([^\s#>|*+-][^\n]{0,109})\n(?:=+|-{3,})[ \t]*$", re.M), r"\n\1\n"),
    (re.compile(r"^[ \t]*(\*\*|__)(?=\S)([^*_\n]{1,200}?)(?<=\S)\1[ \t\\]*$", re.M), r"\n\2\n"),
    (
        re.compile(
            r"^(?:(?:\*\*|__)([^*_\n:：]{1,60}?)[.。](?:\*\*|__)|[*_]{1,2}(\[[^*_\n]{1,60}\])[*_]{1,2})[ \t]+" + _OPENS,
            re.M,
        ),
        r"\n\1\2\n\n",
    ),
    (re.compile(r"^(\[[^\[\]\n()]{3,60}\])[ \t]+" + _OPENS, re.M), r"\n\1\n\n"),
    (re.compile(r"^[ \t]*>[ \t]?", re.M), ""),
    (re.compile(r"^[ \t]*(?:[-*_][ \t]*){3,}$", re.M), ""),
    (re.compile(r"^\|?[ \t:|-]{1,200}\|[ \t:|-]{0,200}$", re.M), ""),
)
_FENCE: Final = re.compile(r"[ \t]{0,3}(`{3,}|~{3,})")
_QUOTE_LINE: Final = re.compile(r"[ \t]{0,3}>[ \t]?")
_PARTS: Final = re.compile(r"\n\s*(?:\n|[.…]+\s*\n)|\n(?=\s*(?:[-*+]\s|\d{1,3}[.)]\s|#|[—–]))")
"""Between the paragraphs of a block quotation, its items, headings and the line that signs it."""
_ALERT: Final = re.compile(r"\[!\w+\]")
_ITEM: Final = re.compile(r"^[ \t]*(?:[-*+]|\d{1,3}[.)])[ \t]+")
_LABEL_OF_ITEM: Final = re.compile(r"^(?:\*\*|__)[^*_\n]{1,80}[.:：](?:\*\*|__)[ \t]*(?=\S)")
_BLOCKQUOTE: Final = re.compile(r"</?blockquote\b[^<>]{0,300}>((?:(?!</?blockquote\b).)*)</blockquote>", re.I | re.S)
_POINTING: Final = re.compile(
    r"^#{1,6}[ \t]*(?:related (?:articles|posts|stories|reading|links|content)|further reading|read (?:more|next)|"
    r"see also|more (?:stories|articles|posts)|about the authors?|share this[^\n]*|comments|"
    r"(?:相关|延伸|推荐)(?:阅读|文章|链接|新闻|报道)|关于作者|作者简介|评论)[:：]?[ \t#]*$(?:\n(?!#).*)*",
    re.M | re.I,
)
"""A section that points to other texts, tells of the author or holds what readers wrote."""
_LINKED: Final = 0.6
"""Share of an item's characters in links beyond which the item only points elsewhere."""


def markdown_prose(text: str) -> str:
    """`text` without Markdown and HTML markup, and without what a reader of the rendered page would not see.

    Block quotations are in quotation marks, unless most of the text is one.
    """
    text = _BLOCKQUOTE.sub(_as_lines, _replaced(_without_code(without_hidden(text)), _UNSEEN))
    text = _POINTING.sub("", text)
    lines = [_without_label(line) for line in text.split("\n") if not _only_points(line)]
    text = "\n".join(_with_quotations(lines))
    return html.unescape(_replaced(_replaced(text, _BLOCKS), _INLINE))


def _without_code(text: str) -> str:
    """The text without the lines between fences; a fence that is never closed opens nothing."""
    kept: list[str] = []
    opened = fence = ""
    start = 0
    for line in text.split("\n"):
        found = _FENCE.match(line)
        if not opened and found:
            opened, fence, start = found[1][0], found[1], len(kept)
        elif opened and found and found[1].startswith(fence) and not line.strip(f"{opened} \t"):
            del kept[start:]
            opened = ""
            continue
        kept.append(line)
    return "\n".join(kept)


def _replaced(text: str, rules: _Rules) -> str:
    for pattern, replacement in rules:
        text = pattern.sub(replacement, text)
    return text


def _as_lines(block: re.Match[str]) -> str:
    """A block quotation in HTML as Markdown writes it."""
    return "\n\n" + "\n".join(f"> {line.strip()}" for line in block[1].strip().split("\n")) + "\n\n"


def _only_points(line: str) -> bool:
    """True for an item of a list that is hardly more than links: contents, related articles, names of accounts."""
    marker = _ITEM.match(line)
    if marker is None or line[marker.end() : marker.end() + 1] != "[":
        return False
    text = line[marker.end() :]
    n_linked = sum(len(m[1]) for m in _LINK.finditer(text))
    return n_linked > _LINKED * len(_LINK.sub(r"\1", text).strip())


def _without_label(line: str) -> str:
    """An item of a list without the emphasised name it opens with."""
    marker = _ITEM.match(line)
    if marker is None:
        return line
    return marker.group() + _LABEL_OF_ITEM.sub("", line[marker.end() :])


def _with_quotations(lines: Sequence[str]) -> Iterator[str]:
    """The lines with block quotations as quotations; joined to the words that announce them with a colon."""
    n_quoted = sum(len(line) for line in lines if _QUOTE_LINE.match(line))
    if n_quoted > MOST_QUOTED * max(1, sum(map(len, lines))):
        yield from lines
        return
    kept: list[str] = []
    block: list[str] = []
    for line in [*lines, ""]:
        if _QUOTE_LINE.match(line) or (block and line.strip() and not _starts_block(line)):
            block.append(line)
            continue
        kept += _quotation(block, kept)
        block = []
        kept.append(line)
    yield from kept


def _starts_block(line: str) -> bool:
    return bool(_ITEM.match(line) or re.match(r"[ \t]*(?:#|\||`{3}|<)", line))


def _quotation(block: Sequence[str], before: list[str]) -> list[str]:
    """The paragraphs of one block quotation."""
    text = "\n".join(_QUOTE_LINE.sub("", line, count=1) for line in block)
    if not block or _ALERT.match(text):
        return ["", _ALERT.sub("", text), ""] if block else []
    parts = [html.unescape(_replaced(p, _INLINE)) for p in _PARTS.split(text)]
    quoted = [q for q in (as_quotation(_ITEM.sub("", part.lstrip("# "))) for part in parts) if q]
    said = next((i for i in range(len(before) - 1, -1, -1) if before[i].strip()), None)
    if quoted and said is not None and before[said].rstrip().endswith((":", "：")):
        opening = before[said].rstrip()
        del before[said:]
        quoted[0] = f"{opening}{'' if opening.endswith('：') else ' '}{quoted[0]}"
    return ["", "\n\n".join(quoted), ""]
