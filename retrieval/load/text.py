"""Plain text and Markdown: decoding, cleaning, front matter."""

from __future__ import annotations

import re
import unicodedata
from typing import Any

import yaml

from deepnews.errors import SourceError
from deepnews.retrieval.load.parsed import Parsed

_BOMS = (
    (b"\xef\xbb\xbf", "utf-8-sig"),
    (b"\xff\xfe\x00\x00", "utf-32"),
    (b"\xff\xfe", "utf-16"),
    (b"\xfe\xff", "utf-16"),
)
_INVISIBLE = re.compile(
    "[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff\ufffe\ud800-\udfff\U000e0000-\U000e007f]"
)
_FRONT_MATTER = re.compile(r"\A---[ \t]*\r?\n(.*?)\r?\n---[ \t]*(?:\r?\n|\Z)", re.S)
_COMMON_HAN = re.compile("[的一是在不了有和人这中大为上个国我以要他时来用们年月日]")
_HARD_WRAP_CHARS = (50, 100)


def decoded(content: bytes) -> str:
    """The bytes as text, by byte-order mark, UTF-8, GB18030 or what charset-normalizer finds.

    Raises SourceError for binary content.
    """
    for bom, encoding in _BOMS:
        if content.startswith(bom):
            return content.decode(encoding, errors="replace")
    if b"\0" in content[:4096]:
        raise SourceError("it is binary, not text; give the document in its own format")
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError:
        return _decoded_otherwise(content)


def _decoded_otherwise(content: bytes) -> str:
    try:
        text = content.decode("gb18030")
    except UnicodeDecodeError:
        text = ""
    han = sum("\u4e00" <= c <= "\u9fff" for c in text)
    if han and len(_COMMON_HAN.findall(text)) / han > 0.08:
        return text
    from charset_normalizer import from_bytes

    best = from_bytes(content[:200_000]).best()
    if best is None or best.percent_chaos > 20:
        raise SourceError("its encoding is not known or it is binary; save it as UTF-8 text")
    return content.decode(best.encoding, errors="replace")


def cleaned(text: str) -> str:
    """`text` in NFC, without invisible characters, paragraphs one blank line apart."""
    text = unicodedata.normalize("NFC", _INVISIBLE.sub("", text.replace("\r\n", "\n").replace("\r", "\n")))
    text = re.sub(r"[ \t\u00a0\u2000-\u200a\u202f]+", " ", text)
    paragraphs = (re.sub(r" ?\n ?", "\n", p).strip() for p in re.split(r"\n\s*\n", text))
    return "\n\n".join(p for p in paragraphs if p)


def unwrapped(text: str) -> str:
    """`text` with the lines of hard-wrapped paragraphs joined; label lines and lists keep their lines."""
    return "\n\n".join(_unwrapped_paragraph(p) for p in text.split("\n\n"))


def _unwrapped_paragraph(paragraph: str) -> str:
    lines = paragraph.split("\n")
    low, high = _HARD_WRAP_CHARS
    wrapped = len(lines) > 1 and all(low <= len(line) <= high for line in lines[:-1])
    prose = (
        len(lines) > 1 and all(line[-1:] not in ".:;?!。：；？！" for line in lines[:-1]) and max(map(len, lines)) > low
    )
    if not (wrapped or prose) or any(re.match(r"[-*•|]|\d+[.)]\s", line) for line in lines):
        return "\n\n".join(lines)
    gap = "" if re.search("[\u4e00-\u9fff]$", lines[0]) else " "
    return gap.join(lines)


def front_matter(text: str) -> tuple[dict[str, Any], str]:
    """YAML front matter (empty when there is none that can be read) and the rest."""
    found = _FRONT_MATTER.match(text)
    if not found:
        return {}, text
    try:
        values = yaml.safe_load(found.group(1))
    except yaml.YAMLError:
        return {}, text
    return (values, text[found.end() :]) if isinstance(values, dict) else ({}, text)


def parse_text(content: bytes) -> Parsed:
    """A ``.txt`` file."""
    values, body = front_matter(decoded(content))
    return _with_metadata(values, unwrapped(cleaned(body)))


def parse_markdown(content: bytes) -> Parsed:
    """A ``.md`` file as clean prose: markup gone, headings and speaker labels kept."""
    values, body = front_matter(decoded(content))
    return _with_metadata(values, unwrapped(cleaned(markdown_prose(body))))


def _with_metadata(values: dict[str, Any], text: str) -> Parsed:
    fields = {k: str(values.get(k) or "") for k in ("title", "publisher", "author", "date", "address")}
    return Parsed(text=text, **fields)


_MARKUP: tuple[tuple[re.Pattern[str], str], ...] = (
    (re.compile(r"<!--.*?-->", re.S), ""),
    (re.compile(r"```.*?```", re.S), ""),
    (re.compile(r"<(script|style)\b.*?</\1\s*>", re.S | re.I), ""),
    (re.compile(r"<sup>.*?</sup>|\[\^[^\]]+\](?::.*)?", re.S | re.I), ""),
    (re.compile(r"!\[[^\]]*\]\([^)]*\)"), ""),
    (re.compile(r"\[([^\]]*)\]\([^)]*\)"), r"\1"),
    (re.compile(r"^[ \t]*[-*+]\s*(?:Share|Print|Email|Tweet)?\s*$", re.M | re.I), ""),
    (re.compile(r"^#{1,6}[ \t]*(.*?)[ \t#]*$", re.M), r"\n\1\n"),
    (re.compile(r"^[ \t]*>[ \t]?", re.M), ""),
    (re.compile(r"^[ \t]*(?:[-*_][ \t]*){3,}$", re.M), ""),
    (re.compile(r"^\|?[ \t:|-]+\|[ \t:|-]*$", re.M), ""),
    (re.compile(r"(\*\*|__)(?=\S)(.+?)(?<=\S)\1", re.S), r"\2"),
    (re.compile(r"(?<![\w*])[*_](?=\S)([^*_\n]+?)(?<=\S)[*_](?![\w*])"), r"\1"),
    (re.compile(r"</?[a-zA-Z][^>]*>"), ""),
    (re.compile(r"\\([\\`*_{}\[\]()#+.!'\"$-])"), r"\1"),
)


def markdown_prose(text: str) -> str:
    """`text` without Markdown and HTML markup."""
    for pattern, replacement in _MARKUP:
        text = pattern.sub(replacement, text)
    return text
