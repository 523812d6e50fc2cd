"""JSON found in what models write around it."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from deepnews.json_reply import closed_schema, first_object, without_surrogates

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)


@given(value=st.dictionaries(st.text(), JSON, max_size=4), before=st.text(), after=st.text())
def test_object_is_found_whatever_stands_around_it(value: dict[str, Any], before: str, after: str) -> None:
    text = before.replace("{", "") + json.dumps(value, ensure_ascii=False) + after
    assert first_object(text) == value


@given(text=st.text(alphabet='{}[]":,ab1 \\\n'))
def test_no_text_breaks_it(text: str) -> None:
    assert first_object(text) is None or isinstance(first_object(text), dict)


@pytest.mark.parametrize(
    "text", ["", "no", "[1]", "3", '"{"', "{", '{"a": 1', '{"a": NaN}', '{"a": "\\ud83d"}', "{" * 99]
)
def test_nothing_usable(text: str) -> None:
    assert first_object(text) is None


def test_braces_in_prose_come_first() -> None:
    assert first_object('As {you} asked: {"a": {"b": "}"}} and {"c": 1}') == {"a": {"b": "}"}}


@given(text=st.text())
def test_text_becomes_writable(text: str) -> None:
    assert without_surrogates(text + "\ud83d").encode("utf-8") == text.encode("utf-8") + b"?"


def test_closed_schema_keeps_fields_named_like_limits() -> None:
    schema: Any = {
        "type": "object",
        "properties": {"pattern": {"type": "string", "pattern": "^a"}, "format": {"type": "object", "properties": {}}},
    }
    plain: Any = closed_schema(schema, plain=True)
    assert plain["properties"]["pattern"] == {"type": "string"}
    assert plain["required"] == ["pattern", "format"] and plain["additionalProperties"] is False
    assert plain["properties"]["format"]["additionalProperties"] is False
    full: Any = closed_schema(schema, plain=False)
    assert full["properties"]["pattern"] == {"type": "string", "pattern": "^a"}
    assert "required" not in schema, "the caller's schema stays as it is"
