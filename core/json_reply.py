"""JSON out of what a model wrote, and JSON schemas as the servers want them."""

from __future__ import annotations

import json
from typing import Any

from pydantic import JsonValue

_FINER_LIMITS = frozenset(
    {"pattern", "minLength", "maxLength", "minItems", "maxItems", "minimum", "maximum", "uniqueItems", "format"}
)
"""Limits that some servers do not know; the code that reads a reply checks them itself."""


def first_object(text: str) -> JsonValue:
    """The first JSON object in `text`, whatever stands around it; None when there is none."""
    decoder = json.JSONDecoder()
    start = text.find("{")
    while start >= 0:
        try:
            value: JsonValue = decoder.raw_decode(text, start)[0]
        except (ValueError, RecursionError):
            start = text.find("{", start + 1)
            continue
        return value if _is_writable(value) else None
    return None


def without_surrogates(text: str) -> str:
    """`text` with lone surrogates, which no file can hold, replaced by question marks."""
    return text.encode("utf-8", "replace").decode("utf-8")


def closed_schema(schema: dict[str, JsonValue], *, plain: bool) -> dict[str, JsonValue]:
    """`schema` as strict servers want it: objects closed, all their fields required; `plain` drops the finer limits."""
    result: dict[str, JsonValue] = _closed(schema, plain)
    return result


def _closed(node: Any, plain: bool) -> Any:
    if isinstance(node, list):
        return [_closed(item, plain) for item in node]
    if not isinstance(node, dict):
        return node
    fields = node.get("properties") if isinstance(node.get("properties"), dict) else None
    kept = {k: _closed(v, plain) for k, v in node.items() if k != "properties" and not (plain and k in _FINER_LIMITS)}
    if fields is not None:
        kept["properties"] = {name: _closed(part, plain) for name, part in fields.items()}
        kept |= {"additionalProperties": False, "required": list(fields)}
    return kept


def _is_writable(value: JsonValue) -> bool:
    """True when `value` can be written as UTF-8 (a lone surrogate cannot) and holds no infinity."""
    try:
        json.dumps(value, ensure_ascii=False, allow_nan=False).encode("utf-8")
    except (UnicodeEncodeError, ValueError):
        return False
    return True
