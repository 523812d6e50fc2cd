"""The forced beginning of a reply, and the grammar of the rest."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from deepnews.prefill import Prefill, prefill_of


def schema_of(pattern: str, **more: Any) -> dict[str, Any]:
    properties = {"sentence": {"type": "string", "pattern": pattern}, **more}
    return {"type": "object", "properties": properties, "required": [*properties]}


def begun(pattern: str) -> Prefill:
    prefill = prefill_of(schema_of(pattern))
    assert prefill is not None
    return prefill


def rest_of(prefill: Prefill) -> re.Pattern[str]:
    """The grammar's one terminal, as Python reads it."""
    return re.compile(prefill.grammar.split("REST: /", 1)[1].rstrip().removesuffix("/"))


@pytest.mark.parametrize(
    ("pattern", "beginning"),
    [
        (r"^The report said that ([a-z]+)\.$", '{"sentence": "The report said that'),
        (r"^In U\.S\. courts, ([a-z]+)\.$", '{"sentence": "In U.S. courts,'),
        (r"^报告称，([a-z]+)。$", '{"sentence": "报告称，'),
        (r"^[A-Z][a-z]+\.$", '{"sentence": "'),
        (r"^Abc*\.$", '{"sentence": "Ab'),
        (r"^A\d+\.$", '{"sentence": "A'),
    ],
)
def test_beginning(pattern: str, beginning: str) -> None:
    assert begun(pattern).beginning == beginning


@given(st.text("abc XYZ.,()/12一二", max_size=30), st.sampled_from(["rose", "fell by 3", "a/b"]))
def test_beginning_and_rest_make_the_reply(lead_in: str, words: str) -> None:
    prefill = begun(f"^{re.escape(lead_in)} (rose|fell by \\d|a/b)\\.$")
    whole = json.dumps({"sentence": f"{lead_in} {words}."}, ensure_ascii=False)
    assert whole.startswith(prefill.beginning)
    assert rest_of(prefill).fullmatch(whole[len(prefill.beginning) :])


def test_a_slash_does_not_end_the_grammar() -> None:
    body = begun(r"^On [a/b]+ or a\/b\.$").grammar.split("REST: /", 1)[1].rstrip()[:-1]
    assert not re.search(r"(?<!\\)/", body)


@pytest.mark.parametrize(
    "schema",
    [
        None,
        {},
        {"type": "object", "properties": {"picks": {"type": "array"}}},
        schema_of("^One\\.$", other={"type": "string"}),
        schema_of("One\\.$"),
        schema_of("^One|Two$"),
        schema_of('^He said "one"\\.$'),
    ],
)
def test_what_forces_nothing_is_left_alone(schema: dict[str, Any] | None) -> None:
    assert prefill_of(schema) is None
