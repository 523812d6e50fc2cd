"""Plain text and Markdown: decoding, cleaning, front matter."""

from __future__ import annotations

import datetime as dt
import functools
import re
import tomllib
import unicodedata
from typing import Any

import yaml

from deepnews.errors import SourceError
from deepnews.retrieval.invisible import without_invisible
from deepnews.retrieval.load.lists import without_markers
from deepnews.retrieval.load.markdown import markdown_prose
from deepnews.retrieval.load.parsed import Parsed
from deepnews.yaml_faults import YAML_FAULTS

_BOMS = (
    (b"\xef\xbb\xbf", "utf-8-sig"),
    (b"\xff\xfe\x00\x00", "utf-32"),
    (b"\xff\xfe", "utf-16"),
    (b"\xfe\xff", "utf-16"),
)
_FRONT_MATTER = re.compile(r"\A(---|\+\+\+)[ \t]*\r?\n(.*?)\r?\n\1[ \t]*(?:\r?\n|\Z)", re.S)
_COMMON_HAN = re.compile("[的一是在不了有和人这中大为上个国我以要他时来用们年月日]")
_HARD_WRAP_COLUMNS = (50, 100)
"""Line width of hard-wrapped text; a Chinese character is two columns wide."""
_SENTENCE_ENDS = (".", "?", "!", "。", "？", "！")
_PAGE_BREAKS = re.compile("[\u000c\u2029]")
_LINE_BREAKS = re.compile("\r\n?|[\u000b\u2028]")
_SAMPLE_CHARS = 20_000
_MAX_UNREADABLE = 0.02
_WESTERN = frozenset("àáâãäåæçèéêëìíîïñòóôõöøœùúûüýÿßªº€£§©®°™«»‹›‘’‚“”„–—…•·¡¿´½¼¾\u00a0\u00ad")
_NO_CATEGORIES = ("Cc", "Cn", "Co", "Cs")
_BINARY = "it is binary, not text; give the document in its own format"
_METADATA = {
    "title": ("title", "headline"),
    "publisher": ("publisher", "site", "publication"),
    "author": ("author", "authors", "byline"),
    "date": ("date", "publishDate", "published", "pubDate"),
    "address": ("address", "url", "canonical_url", "link"),
}
"""The names under which front matter states each field, the plainest first."""


def decoded(content: bytes) -> str:
    """The bytes as text, by byte-order mark, UTF-8, GB18030 or what charset-normalizer finds.

    Raises SourceError for binary content.
    """
    named = next((encoding for bom, encoding in _BOMS if content.startswith(bom)), "")
    if named:
        return _readable(content.decode(named, errors="replace"))
    if b"\0" in content[:4096]:
        raise SourceError(_BINARY)
    try:
        return _readable(content.decode("utf-8"))
    except UnicodeDecodeError:
        return _readable(_mostly_utf8(content) or _decoded_otherwise(content))


def _readable(text: str) -> str:
    """`text` itself; raises SourceError when too many of its characters stand for nothing."""
    sample = text[:_SAMPLE_CHARS]
    n_unreadable = sum(c == "\ufffd" or (unicodedata.category(c) in _NO_CATEGORIES and not c.isspace()) for c in sample)
    if n_unreadable > max(2, _MAX_UNREADABLE * len(sample)):
        raise SourceError(_BINARY)
    return text


def _mostly_utf8(content: bytes) -> str:
    """UTF-8 with a few broken bytes; empty when it is another encoding."""
    text = content.decode("utf-8", errors="replace")
    n_broken = text.count("\ufffd")
    n_whole = sum(c > "\u007f" for c in text) - n_broken
    return text.replace("\ufffd", "") if n_whole > 10 * n_broken else ""


def _decoded_otherwise(content: bytes) -> str:
    try:
        text = content.decode("gb18030")
    except UnicodeDecodeError:
        text = ""
    han = sum("\u4e00" <= c <= "\u9fff" for c in text)
    if han and len(_COMMON_HAN.findall(text)) / han > 0.08:
        return text
    if western := _western(content):
        return western
    from charset_normalizer import from_bytes

    best = from_bytes(content[:200_000]).best()
    if best is None or best.percent_chaos > 20:
        raise SourceError("its encoding is not known or it is binary; save it as UTF-8 text")
    return content.decode(best.encoding, errors="replace")


def _western(content: bytes) -> str:
    """Windows-1252 (and so Latin-1) text of a Western language; empty when it looks like another encoding."""
    try:
        text = content.decode("cp1252")
    except UnicodeDecodeError:
        return ""
    beyond = [c for c in text if c > "\u007f"]
    n_letters = sum(c.isalpha() for c in text)
    is_western = set("".join(beyond).lower()) <= _WESTERN and sum(c.isalpha() for c in beyond) < 0.25 * n_letters
    return text if is_western else ""


def cleaned(text: str) -> str:
    """`text` in NFC, without invisible characters, paragraphs one blank line apart."""
    text = _LINE_BREAKS.sub("\n", _PAGE_BREAKS.sub("\n\n", text))
    text = unicodedata.normalize("NFC", without_invisible(text))
    text = re.sub(r"[ \t\u00a0\u2000-\u200a\u202f]+", " ", text)
    paragraphs = (re.sub(r" ?\n ?", "\n", p).strip() for p in re.split(r"\n\s*\n", text))
    return "\n\n".join(p for p in paragraphs if p)


def unwrapped(text: str) -> str:
    """`text` with the lines of hard-wrapped paragraphs joined; label lines and lists keep their lines."""
    return "\n\n".join(_unwrapped_paragraph(p) for p in text.split("\n\n"))


def _unwrapped_paragraph(paragraph: str) -> str:
    lines = paragraph.split("\n")
    low, high = _HARD_WRAP_COLUMNS
    wrapped = len(lines) > 1 and all(low <= _n_columns(line) <= high for line in lines[:-1])
    wrapped = wrapped and not all(line.endswith(_SENTENCE_ENDS) for line in lines[:-1])
    prose = (
        len(lines) > 1 and all(line[-1:] not in ".:;?!。：；？！" for line in lines[:-1]) and max(map(len, lines)) > low
    )
    if not (wrapped or prose) or any(re.match(r"[-*•|]|\d+[.)]\s", line) for line in lines):
        return "\n\n".join(lines)
    return functools.reduce(joined, lines)


def _n_columns(line: str) -> int:
    return len(line) + sum("\u3000" <= c <= "\u9fff" for c in line)


def joined(line: str, following: str) -> str:
    """Two lines of one paragraph as one; no gap after a Chinese character."""
    return line + ("" if re.search("[\u3400-\u9fff，。；：、！？”）》]$", line) else " ") + following


def front_matter(text: str) -> tuple[dict[str, Any], str]:
    """YAML or TOML front matter (empty when there is none that can be read) and the rest."""
    found = _FRONT_MATTER.match(text)
    if not found:
        return {}, text
    try:
        values = tomllib.loads(found.group(2)) if found.group(1) == "+++" else yaml.safe_load(found.group(2))
    except (tomllib.TOMLDecodeError, *YAML_FAULTS):
        return {}, text
    return (values, text[found.end() :]) if isinstance(values, dict) else ({}, text)


def parse_text(content: bytes) -> Parsed:
    """A ``.txt`` file."""
    values, body = front_matter(decoded(content))
    return _with_metadata(values, unwrapped(cleaned(body)))


def parse_markdown(content: bytes) -> Parsed:
    """A ``.md`` file as clean prose: markup gone, headings and speaker labels kept."""
    values, body = front_matter(decoded(content))
    return _with_metadata(values, without_markers(unwrapped(cleaned(markdown_prose(body)))))


def _with_metadata(values: dict[str, Any], text: str) -> Parsed:
    fields = {k: next(filter(None, (field_of(values.get(n)) for n in names)), "") for k, names in _METADATA.items()}
    return Parsed(text=text, author_is_stated=True, **fields)


def field_of(value: object) -> str:
    """A YAML value as one line, a list of names joined; empty for anything else."""
    if isinstance(value, list):
        return ", ".join(filter(None, (field_of(v) for v in value if not isinstance(v, list))))
    return str(value) if isinstance(value, str | int | float | dt.date) else ""
