"""Tables and JSON as lines a reader can quote."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterator, Sequence

from pydantic import JsonValue

from deepnews.errors import SourceError
from deepnews.retrieval.load.parsed import Parsed
from deepnews.retrieval.load.text import cleaned, decoded

_HAN = re.compile("[\u3400-\u9fff]")
_DIGIT = re.compile(r"\d")
_KEY_CHARS = 40
_LABEL_WORDS = (
    "date from to cc bcc subject re ref reference number no no. title author time place venue location present "
    "attendees absent chair copy classification status 日期 时间 地点 主题 标题 作者 编号 文号 发件人 收件人 抄送 主送 "
    "主持人 主持 出席 参加人员 列席 记录 记录人 会议时间 会议地点 密级 签发人"
)
_LABELS = frozenset(_LABEL_WORDS.split())
"""First cells that name what stands beside them."""


def rows_as_text(rows: Sequence[Sequence[str]]) -> str:
    """One line a row, each cell with the name of its column: ``month: May; units: 40.``"""
    filled = [row for row in rows if any(cell.strip() for cell in row)]
    if not filled:
        return ""
    if _is_key_value(filled):
        return "\n\n".join(f"{_bare(row[0])}: {' '.join(row[1].split())}" for row in filled)
    header, body = filled[0], filled[1:]
    if not body:
        return "; ".join(cell.strip() for cell in header if cell.strip())
    return "\n\n".join(_row(header, row) for row in body)


def _row(header: Sequence[str], row: Sequence[str]) -> str:
    pairs = ((header[i].strip() if i < len(header) else "", cell.strip()) for i, cell in enumerate(row))
    return closed("; ".join(f"{name}: {cell}" if name else cell for name, cell in pairs if cell))


def closed(text: str) -> str:
    """`text` with a full stop of its own script where it has none."""
    if text.endswith((".", "。", "?", "？", "!", "！")):
        return text
    return text + ("。" if _HAN.search(text) else ".")


def _is_key_value(rows: Sequence[Sequence[str]]) -> bool:
    """True for two columns without a header: ``Date | 14 May 2024``."""
    if any(len(row) != 2 or not all(cell.strip() for cell in row) for row in rows):
        return False
    keys = [row[0].strip() for row in rows]
    if all(key.endswith((":", "：")) for key in keys):
        return True
    if len(set(keys)) < len(keys) or any(len(key) > _KEY_CHARS or _DIGIT.search(key) for key in keys):
        return False
    first = rows[0][1].strip()
    has_value = bool(_DIGIT.search(first)) and not re.fullmatch(r"\d{4}年?", first)
    return has_value or sum(_bare(key).casefold() in _LABELS for key in keys) >= 2


def _bare(key: str) -> str:
    return " ".join(key.split()).rstrip(":： ")


def parse_csv(content: bytes) -> Parsed:
    """A ``.csv`` file, its delimiter sniffed."""
    text = decoded(content)
    try:
        dialect: type[csv.Dialect] = csv.Sniffer().sniff(text[:8192], delimiters=",;\t|")
    except csv.Error:
        dialect = csv.excel
    try:
        return Parsed(text=cleaned(rows_as_text(list(csv.reader(io.StringIO(text), dialect)))))
    except csv.Error as error:
        raise SourceError(f"it is no table that can be read ({error}); save it as CSV again") from error


def parse_json(content: bytes) -> Parsed:
    """The texts of a ``.json`` file in order; its own title, author, publisher and date where it names them."""
    try:
        value: JsonValue = json.loads(decoded(content))
    except (ValueError, RecursionError) as error:
        raise SourceError(f"it is not valid JSON ({str(error)[:80]}); correct it") from error
    top = value if isinstance(value, dict) else {}
    fields = {k: str(top[k]) for k in ("title", "publisher", "author", "date") if isinstance(top.get(k), str)}
    return Parsed(text=cleaned("\n\n".join(_strings(value))), **fields)


def _strings(value: JsonValue, name: str = "", depth: int = 0) -> Iterator[str]:
    if depth > 40:
        return
    if isinstance(value, dict):
        for key, part in value.items():
            yield from _strings(part, key, depth + 1)
    elif isinstance(value, list):
        for part in value:
            yield from _strings(part, name, depth + 1)
    elif isinstance(value, str) and value.strip():
        yield value if len(value) > 40 else closed(f"{name}: {value}" if name else value)
    elif isinstance(value, int | float) and name:
        yield f"{name}: {value}."
