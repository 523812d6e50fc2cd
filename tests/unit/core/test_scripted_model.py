"""The model without weights: rules first, and an answer of its own making for every schema the pipeline sends."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as trials
from hypothesis import strategies as st

from deepnews.errors import ModelReplyError, UsageError
from deepnews.scripted_model import ScriptedModel

SCRIPT = r"""
- {stage: plan, reply: {turn: 3}}
- {prompt_id: "^draft@", contains: "mill \\d+", reply: "A mill closed."}
- {contains: "价格", data: '{"sentence": "价格上涨。"}'}
- {prompt: headline, reply: "A headline"}
"""


@pytest.fixture
def script(tmp_path: Path) -> Path:
    path = tmp_path / "script.yaml"
    path.write_text(SCRIPT, encoding="utf-8")
    return path


def test_first_rule_that_fits(script: Path, ask: Any) -> None:
    model = ScriptedModel(script)
    schema: dict[str, Any] = {"type": "object", "properties": {}}
    planned = model.complete(ask(stage="plan", json_schema=schema))
    assert (planned.text, planned.data) == ('{"turn": 3}', {"turn": 3})
    assert model.complete(ask("The mill 7 is shut.")).text == "A mill closed."
    assert model.complete(ask("价格涨了。", json_schema=schema)).data == {"sentence": "价格上涨。"}
    assert model.complete(ask(prompt_id="headline@2")).text == "A headline"
    assert model.complete(ask()).text == "Prices rose by 4 percent.", "no rule: made from the facts"
    assert len(model.requests) == 5


def test_json_script(tmp_path: Path, ask: Any) -> None:
    path = tmp_path / "script.json"
    path.write_text(json.dumps([{"stage": "draft", "reply": "是。"}]), encoding="utf-8")
    assert ScriptedModel(path).complete(ask()).text == "是。"


@pytest.mark.parametrize(
    "content", ["[", "- reply", "a: 1", "- {stage: x}", "- {reply: a, colour: b}", "- {contains: '(', reply: a}", "7"]
)
def test_script_that_cannot_be_read(tmp_path: Path, content: str) -> None:
    path = tmp_path / "script.yaml"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(UsageError, match=re.escape(str(path))):
        ScriptedModel(path)


def test_script_that_is_missing(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"none\.yaml"):
        ScriptedModel(tmp_path / "none.yaml")


@pytest.mark.parametrize(
    ("pattern", "lead_in"),
    [
        ('^By May 15, [^"\\\\]+\\.$', ""),
        ('^In 3\\.5\\% of cases \\(so far\\), [^"\\\\]+\\.$', ""),
        ('^On Monday, [^"\\\\]+\\.$', "On Monday,"),
        ('^[A-Z0-9][^"\\\\]+\\.$', ""),
        ('^截至5月15日，[^"\\\\“”]+。$', "截至5月15日，"),
        ('^截至5月15日，[^"\\\\“”]+。$', ""),
    ],
)
def test_patterns(ask: Any, pattern: str, lead_in: str) -> None:
    schema = {"type": "object", "properties": {"s": {"type": "string", "pattern": pattern}}, "required": ["s"]}
    request = ask(json_schema=schema)
    if lead_in:
        last = request.messages[-1]
        told = f"开头：{lead_in}" if "，" in lead_in else f"Begin with: {lead_in}"
        messages = (request.messages[0], last.model_copy(update={"content": f"{last.content}\n{told}"}))
        request = request.model_copy(update={"messages": messages})
    data = ScriptedModel().complete(request).data
    assert isinstance(data, dict) and re.search(pattern, str(data["s"]))


def leaf() -> st.SearchStrategy[dict[str, Any]]:
    limits = st.tuples(st.integers(-5, 5), st.integers(0, 5)).map(lambda t: {"minimum": t[0], "maximum": t[0] + t[1]})
    return st.one_of(
        st.just({"type": "boolean"}),
        st.just({"type": "string"}),
        limits.map(lambda given: {"type": "integer", **given}),
        st.lists(st.text(max_size=4), min_size=1, max_size=4).map(lambda words: {"enum": words}),
        st.integers().map(lambda n: {"const": n}),
        st.tuples(limits, st.integers(0, 2), st.integers(0, 3)).map(
            lambda t: {
                "type": "array",
                "items": {"type": "integer", **t[0]},
                "minItems": min(t[1], 1),
                "maxItems": t[1] + t[2] + 1,
            }
        ),
    )


def obeys(value: Any, schema: dict[str, Any]) -> bool:
    if "const" in schema:
        return bool(value == schema["const"])
    if "enum" in schema:
        return value in schema["enum"]
    kind = schema["type"]
    if kind == "integer":
        return isinstance(value, int) and schema["minimum"] <= value <= schema["maximum"]
    if kind == "array":
        sized = schema["minItems"] <= len(value) <= schema["maxItems"]
        return sized and all(obeys(item, schema["items"]) for item in value)
    return isinstance(value, {"boolean": bool, "string": str}[kind])


@trials(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(fields=st.dictionaries(st.text(min_size=1, max_size=5), leaf(), max_size=4))
def test_every_answer_obeys_its_schema(ask: Any, fields: dict[str, dict[str, Any]]) -> None:
    schema = {"type": "object", "properties": fields, "required": list(fields)}
    reply = ScriptedModel().complete(ask(json_schema=schema))
    assert isinstance(reply.data, dict) and set(reply.data) == set(fields)
    assert all(obeys(reply.data[name], part) for name, part in fields.items())
    assert json.loads(reply.text) == reply.data


def test_schema_beyond_it(ask: Any) -> None:
    with pytest.raises(ModelReplyError, match="Add a rule"):
        ScriptedModel().complete(ask(json_schema={"$ref": "#/x"}))


def test_latency(ask: Any) -> None:
    assert ScriptedModel(latency_s=0.02).complete(ask()).wall_s == 0.02
