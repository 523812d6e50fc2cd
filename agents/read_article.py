"""An article that was not written here, read into a Draft: plain text or Markdown, with the way back to its offsets."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from deepnews.retrieval.paragraphs import paragraph_spans
from deepnews.retrieval.sentences import sentence_spans
from deepnews.schemas.base import Language
from deepnews.schemas.draft import Draft, DraftBlock, Paragraph, Sentence
from deepnews.text import TextRange

_DROPPED = "\x00"
_WHOLE = (
    re.compile(r"\A\ufeff?---\n.*?\n---[ ]*(?:\n|\Z)", re.S),  # front matter
    re.compile(r"^```.*?^```[ ]*$", re.S | re.M),
    re.compile(r"^\*(?!\*)[^*\n]+\*[ ]*$", re.M),  # standfirst and notes: paragraphs wholly in italics
    re.compile(r"[ ]?\*\*\[(?:unverified|未核实)[:：][^\]\n]*\]\*\*"),  # our own mark of a red sentence
    re.compile(r"<!--.*?-->", re.S),
    re.compile(r"^\[\^[^\]\n]{1,40}\]:.*(?:\n[ \t]+\S.*)*$", re.M),  # footnote texts
    re.compile(r"^ {0,3}#{1,6}(?:[ \t].*)?$", re.M),
    re.compile(r"^[^\n]{1,200}\n(?:={3,}|-{3,})[ ]*$", re.M),  # underlined headings
    re.compile(r"^ {0,3}(?:[-*_][ ]?){3,}$", re.M),
    re.compile(r"^ {0,3}\|.*\|[ ]*$", re.M),  # tables
    re.compile(r"!\[[^\]\n]*\]\([^)\n]*\)"),
    re.compile(r"\[\^[^\]\n]{1,40}\]"),
    re.compile(r"<sup\b[^>]*>.*?</sup>", re.I | re.S),
    re.compile(r"</?[a-zA-Z][^<>\n]{0,200}>"),
    re.compile(r"(?:(?<=[.,;:!?\"'”’。，；！？）)\]])|(?<=\w{3}))[¹²³⁰⁴-⁹]+(?!\w)"),
    re.compile(r"(?<=[\w.,;:!?\"'”’。，；！？）)])\[\d{1,3}(?:[,–-]\s?\d{1,3})*\]"),
    re.compile(r"\\(?=[\\`*_{}\[\]()#+.!<>~|&-])"),  # escapes
    re.compile(r"^[ \t]*(?:>[ ]?)+", re.M),
    re.compile(r"^[ \t]*(?:[-*+•]|\d{1,3}[.)])[ \t]+", re.M),
)
_PAIRS = (
    re.compile(r"(\[)[^\]\[\n]+(\]\([^)\n]*\))"),
    re.compile(r"(?<![\w*])(\*{1,3})(?=\S)[^*\n]+?(?<=\S)(\1)(?![\w*])"),
    re.compile(r"(?<!\w)(_{1,3})(?=\S)[^_\n]+?(?<=\S)(\1)(?!\w)"),
    re.compile(r"(`+)[^`\n]+(\1)"),
)
_TITLE = re.compile(r"^ {0,3}#[ \t]+(\S.*)$", re.M)
_FINISHED = re.compile(r"[.!?:;。！？：；…][\"'”’」』）)\]*_]*$")
_MAX_HEADING_CHARS = {"en": 110, "zh": 36}
_WRAP = re.compile(r"^([^\n]+)(\n)(?=\x00*([^\s\x00]))", re.M)
_MIN_WRAP_CHARS = 60
_SPACE = re.compile(r"\s{2,}|[^\S ]|(?<=[\u2018-\uffef]) ")
_HAN_PAIR = re.compile(r"[\u2018-\u201d\u3000-\u303f\u4e00-\u9fff\uff00-\uffef]{2}")


class ReadArticle(NamedTuple):
    """A draft made from a text, and where its sentences stand in that text."""

    draft: Draft
    offsets: dict[str, tuple[int, ...]]
    """By sentence id: for each character of the sentence its offset in the text that was read."""

    def place(self, sentence_id: str, start: int, end: int) -> TextRange:
        """Range in the text that was read of the characters `start` to `end` of a sentence."""
        offsets = self.offsets[sentence_id]
        return TextRange(offsets[start], offsets[end - 1] + 1)


def read_article(text: str, language: Language) -> ReadArticle:
    """The article as a Draft whose sentences cite nothing; headings, footnotes and markup are left out.

    A text without a sentence gives a Draft without blocks.
    """
    clean, offsets = _without_markup(text)
    title = _TITLE.search(text)
    headline, bodies = _split_headings(clean, language, title.group(1).strip() if title else "")
    paragraphs: list[Paragraph] = []
    places: dict[str, tuple[int, ...]] = {}
    for body in bodies:
        sentences = []
        for start, end in _sentences(clean, body, language):
            kept = _one_line(clean, start, end, language)
            sentence_id = f"S{len(places) + 1:03d}"
            places[sentence_id] = tuple(offsets[i] for i in kept)
            line = "".join(" " if clean[i].isspace() else clean[i] for i in kept)
            sentences.append(Sentence(sentence_id=sentence_id, text=line))
        paragraphs += [Paragraph(sentences=tuple(sentences))] if sentences else []
    head = Sentence(sentence_id="headline", text=headline, kind="furniture")
    blocks = (DraftBlock(block_id="B01", paragraphs=tuple(paragraphs)),) if paragraphs else ()
    return ReadArticle(Draft(language=language, headline=head, blocks=blocks), places)


def _without_markup(text: str) -> tuple[str, Sequence[int]]:
    """The text without markup, and for each character its offset in the original."""
    marked = text.replace(_DROPPED, " ").replace("\r", " ")
    for regex in _WHOLE:
        marked = regex.sub(_blank, marked)
    for regex in _PAIRS:
        marked = regex.sub(_unwrapped, marked)
    marked = _WRAP.sub(_unbroken, marked)
    offsets = [i for i, c in enumerate(marked) if c != _DROPPED]
    return "".join(marked[i] for i in offsets), offsets


def _unbroken(match: re.Match[str]) -> str:
    """The line and its end; a space for the end when the sentence runs on in the next line."""
    line = match.group(1).replace(_DROPPED, "").rstrip()
    wrapped = len(line) > _MIN_WRAP_CHARS or line.endswith((",", "，", "、")) or match.group(3).islower()
    return f"{match.group(1)}{' ' if wrapped and line and not _FINISHED.search(line) else match.group(2)}"


def _blank(match: re.Match[str]) -> str:
    return re.sub(r"[^\n]", _DROPPED, match.group())


def _unwrapped(match: re.Match[str]) -> str:
    """The match with its two marks dropped."""
    first, last = match.group(1), match.group(2)
    inner = match.group()[len(first) : len(match.group()) - len(last)]
    return _DROPPED * len(first) + inner + _DROPPED * len(last)


def _split_headings(clean: str, language: Language, headline: str) -> tuple[str, list[TextRange]]:
    """The headline (of a plain text its first line), and the paragraphs that are not headings."""
    spans = [TextRange(s.start, s.end) for s in paragraph_spans(clean)]
    finished = [bool(_FINISHED.search(clean[s.start : s.end])) for s in spans]
    bodies: list[TextRange] = []
    for i, span in enumerate(spans):
        is_heading = (
            not finished[i] and any(finished[i + 1 :]) and span.end - span.start <= _MAX_HEADING_CHARS[language]
        )
        if not is_heading:
            bodies.append(span)
        elif not bodies and not headline:
            headline = clean[span.start : span.end]
    return headline, bodies


def _sentences(clean: str, body: TextRange, language: Language) -> Iterator[tuple[int, int]]:
    for span in sentence_spans(clean[body.start : body.end], language):
        if any(c.isalnum() for c in clean[body.start + span.start : body.start + span.end]):
            yield body.start + span.start, body.start + span.end


def _one_line(clean: str, start: int, end: int, language: Language) -> list[int]:
    """Positions of the characters that a sentence keeps on one line: of a run of white space the first, and in
    Chinese none between two characters."""
    kept: list[int] = []
    position = start
    for found in _SPACE.finditer(clean, start, end):
        joins = language == "zh" and _HAN_PAIR.fullmatch(clean[found.start() - 1] + clean[found.end()])
        kept.extend(range(position, found.start() + (not joins)))
        position = found.end()
    return [*kept, *range(position, end)]
