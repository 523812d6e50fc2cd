"""Tables and JSON as lines a reader can quote."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator, Sequence

from pydantic import JsonValue

from deepnews.errors import SourceError
from deepnews.retrieval.load.parsed import Parsed
from deepnews.retrieval.load.text import cleaned, decoded


def rows_as_text(rows: Sequence[Sequence[str]]) -> str:
    """One line a row, each cell with the name of its column: ``month: May; units: 40.``"""
    filled = [row for row in rows if any(cell.strip() for cell in row)]
    if not filled:
        return ""
    header, body = filled[0], filled[1:]
    if not body:
        return "; ".join(cell.strip() for cell in header if cell.strip())
    return "\n\n".join(_row(header, row) for row in body)


def _row(header: Sequence[str], row: Sequence[str]) -> str:
    pairs = ((header[i].strip() if i < len(header) else "", cell.strip()) for i, cell in enumerate(row))
    return "; ".join(f"{name}: {cell}" if name else cell for name, cell in pairs if cell) + "."


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
        yield value if len(value) > 40 else f"{name}: {value}."
    elif isinstance(value, int | float) and name:
        yield f"{name}: {value}."
