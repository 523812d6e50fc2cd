"""Which paragraphs are furniture: headings, navigation, share bars, page marks, copyright lines, tables of contents."""

from __future__ import annotations

import re
from collections.abc import Sequence

from deepnews.retrieval.notices import boilerplate_flags, is_notice
from deepnews.retrieval.paragraphs import ends_sentence, is_page_mark, masked

_PHRASES = re.compile(
    r"(?:share|print|e-?mail|tweet|watch live|return to text|back to top|menu|home|search|log ?in|advertisement|"
    r"related|contact(?: us)?|about(?: us)?|privacy(?: policy)?|table of contents|contents|previous|next|download|"
    r"loading\W*|all rights reserved\W*|end of (?:text|document|page)|(?:video|photo|image|source|tags?)\W*|"
    r"分享|打印|转发|收藏|点赞|评论|返回(?:顶部|首页)|上一[篇页]|下一[篇页]|首页|目\s*录|来源[:：].{0,15}|"
    r"【?(?:大|中|小)】?|登录|注册|搜索|导航|更多.{0,2})$",
    re.I,
)
_INVITATION = re.compile(
    r"(?:share (?:this|on)|print this|e-?mail this|follow us|skip to|sign (?:in|up)|subscribe|read more)\b|"
    r"分享[到至给]|扫一扫|扫码|责任编辑",
    re.I,
)
"""What a short paragraph opens with that is addressed to the reader, be it a sentence or not."""
_POINTER = re.compile(
    r"(?:related|terms (?:of|and)|cookies?|download)\b|分享|打印|上一[篇页]|下一[篇页]|字号|"
    r"相关(?:阅读|链接|新闻|推荐)",
    re.I,
)
"""What a short line opens with that points elsewhere; a sentence may open so as well."""
_MAX_POINTER_CHARS = 80
_RIGHTS = re.compile(r"^\W*(?:©|\(c\)\s|copyright\b|版权所有|.{0,80}all rights reserved|.{0,40}ICP[备证])", re.I)
_LINK = re.compile(r"!?\[([^\]]{0,200})\]\([^)]{1,500}\)|https?://\S+|www\.\S+|[\w.+-]+@[\w-]+\.[\w.-]+", re.I)
_DOT_LEADER = re.compile(r"(?:\.\s?){3,}\s*\d+\s*$|…{1,}\s*\d+\s*$|·{3,}\s*\d+\s*$")
_NOTE_NUMBER = re.compile(r"^\[?\^?(\d{1,3})[\].)]{0,2}[ \t]+\S")
_CITES = re.compile(
    r"\b(?:See|see also|Cf\.|Ibid|op\. cit|et al|eds?\.|vol\.|no\. \d|pp?\. \d|Working Paper|Press|Journal|Review|"
    r"retrieved|accessed|Return to text|I (?:am|would like) \w+ (?:to|thank)|The views|https?:|www\.)|\(PDF\)|"
    r"\((?:[A-Z]\w+[,:]? )?[^()]{0,80}\b(?:19|20)\d\d\)|参见|详见|载《|年版|第\d+页|出版社",
)
_NOTES_HEADING = re.compile(r"^\W*(?:(?:end|foot)?notes?|references|bibliography|注释|脚注|参考文献)\W*$", re.I)
_MIN_NOTES = 2
_CITING_SHARE = 0.4
_LONG_WORD = re.compile(r"[^\W\d_]{4,}")
_TITLE_SHARE = 0.8
_MIN_TITLE_WORDS = 4
_BULLET = re.compile(r"^(?:[-*•·▪◦‣]|\d{1,3}[.)、]|[（(][\w一二三四五六七八九十]{1,3}[）)])\s*")
_MARKUP = re.compile(r"[#*_>|`\s]+")
_HAN = re.compile(r"[\u3400-\u9fff]")
_IS_MATTER = re.compile(
    r"[-–—]$|^[a-z]|[.!?] [A-Z]|^[^:：]{2,40}[:：]\s?\S+\s?\S+|\d年.*(?:通过|施行|公布|发布|修订|修正|实施)"
)
"""Unfinished lines that are not headings: broken-off speech, a speaker's turn, the date a rule was passed."""
_MAX_HEADING_CHARS = 110
_MAX_HAN_HEADING_CHARS = 40
_MAX_NAV_ITEM_CHARS = 32


def furniture_flags(paragraphs: Sequence[str], running: frozenset[str], *, tabular: bool) -> tuple[bool, ...]:
    """For each paragraph whether it is furniture; `tabular` text (sheets, CSV, JSON) keeps its unfinished lines."""
    sure = [is_surely_furniture(p, running) for p in paragraphs]
    if tabular:
        return tuple(sure)
    labels = [flag or _is_label(p) for p, flag in zip(paragraphs, sure, strict=True)]
    flags = [one or other for one, other in zip(sure, boilerplate_flags(paragraphs, labels), strict=True)]
    flags[_notes_start(paragraphs) :] = [True] * (len(flags) - _notes_start(paragraphs))
    for first, last in _runs(labels):
        run = paragraphs[first:last]
        if last - first <= 2 or _is_navigation(run):
            flags[first:last] = [True] * (last - first)
    return tuple(flags)


def _notes_start(paragraphs: Sequence[str]) -> int:
    """Index of the first of the numbered end notes, many of which cite; the number of paragraphs if there are none."""
    start = n_paragraphs = len(paragraphs)
    expected: int | None = None
    for position in range(n_paragraphs - 1, -1, -1):
        number = _NOTE_NUMBER.match(paragraphs[position])
        if number and (expected is None or int(number.group(1)) < expected):
            expected, start = int(number.group(1)), position
        if expected == 1 or (expected is not None and start - position > 3):
            break
    notes = paragraphs[start:]
    cites = sum(bool(_CITES.search(note)) for note in notes)
    if expected == 1 and len(notes) >= _MIN_NOTES and cites >= _CITING_SHARE * len(notes):
        return start - bool(start and _NOTES_HEADING.match(paragraphs[start - 1]))
    return n_paragraphs


def is_surely_furniture(paragraph: str, running: frozenset[str]) -> bool:
    """True for furniture that can be told without its neighbours."""
    plain = _MARKUP.sub(" ", paragraph).strip()
    if not any(c.isalnum() for c in plain) or is_page_mark(plain) or _is_navigating(_BULLET.sub("", plain)):
        return True
    if paragraph.startswith("#") and "\n" not in paragraph:
        return True
    if _is_title_case(plain) or is_notice(plain):
        return True
    if len(plain) <= 200 and (_RIGHTS.match(plain) or _DOT_LEADER.search(plain)):
        return True
    return masked(paragraph) in running or _is_mostly_links(paragraph) or _is_contents(paragraph)


def _is_navigating(plain: str) -> bool:
    """True for the label of a button or a link; a paragraph that only opens with the same words is none."""
    if _PHRASES.match(plain):
        return True
    if len(plain) > _MAX_POINTER_CHARS:
        return False
    return bool(_INVITATION.match(plain) or (_POINTER.match(plain) and not ends_sentence(plain)))


def _is_title_case(plain: str) -> bool:
    """True for a line whose longer words nearly all begin with a capital: a title, an event, an address."""
    words = _LONG_WORD.findall(plain)
    n_capitals = sum(word[0].isupper() for word in words)
    one_line = "\n" not in plain and len(plain) <= 300
    return one_line and len(words) >= _MIN_TITLE_WORDS and n_capitals >= _TITLE_SHARE * len(words)


def _is_mostly_links(paragraph: str) -> bool:
    links = list(_LINK.finditer(paragraph))
    if not links:
        return False
    n_linked = sum(len(m.group()) for m in links)
    n_left = len(_LINK.sub("", _BULLET.sub("", paragraph)).strip())
    return n_left < 0.3 * n_linked or (n_left < 25 and not ends_sentence(paragraph))


def _is_contents(paragraph: str) -> bool:
    lines = paragraph.split("\n")
    return len(lines) >= 3 and sum(bool(_DOT_LEADER.search(line)) for line in lines) >= 0.6 * len(lines)


def _is_label(paragraph: str) -> bool:
    """True for a short unfinished line: a heading, a byline, a menu item."""
    plain = _MARKUP.sub(" ", paragraph).strip()
    if _IS_MATTER.search(plain):
        return False
    limit = _MAX_HAN_HEADING_CHARS if len(_HAN.findall(plain)) > len(plain) / 3 else _MAX_HEADING_CHARS
    return len(plain) <= limit and not ends_sentence(plain) and not _BULLET.match(paragraph)


def _is_navigation(run: Sequence[str]) -> bool:
    """True for a run of labels that are menu items rather than the rows of a table or the lines of a list."""
    n_chars = sum(len(p) for p in run)
    n_digits = sum(c.isdigit() for p in run for c in p)
    return n_chars <= _MAX_NAV_ITEM_CHARS * len(run) and n_digits < 0.1 * n_chars


def _runs(flags: Sequence[bool]) -> list[tuple[int, int]]:
    """Half-open index ranges in which every flag is true."""
    runs: list[tuple[int, int]] = []
    start: int | None = None
    for position, flag in enumerate([*flags, False]):
        if flag and start is None:
            start = position
        elif not flag and start is not None:
            runs.append((start, position))
            start = None
    return runs
