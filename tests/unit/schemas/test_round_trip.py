"""The objects that travel between stages: through JSON and back, frozen and closed; the library of narratives."""

from __future__ import annotations

import datetime as dt
import importlib
import json
import pkgutil
import types
from collections.abc import Iterator
from typing import Any, Literal, Union, get_args, get_origin

import pytest
from hypothesis import HealthCheck, given, reject, settings
from hypothesis import strategies as st
from pydantic import ValidationError
from pydantic.fields import FieldInfo

from deepnews import schemas
from deepnews.errors import UsageError
from deepnews.schemas.base import Language, Record
from deepnews.schemas.corpus import SkippedSource
from deepnews.schemas.evidence import InformationNeed, Patch, SaturationAccount, ScoredPassage
from deepnews.schemas.facts import Disagreement, Fact
from deepnews.schemas.library import load_schema, load_schemas
from deepnews.schemas.narrative import NarrativeSchema
from deepnews.schemas.verification import CheckedClaim

LANGUAGES: tuple[Language, ...] = ("en", "zh")
LIMITS = ("ge", "gt", "le", "min_length", "max_length", "pattern")
ROWS = (InformationNeed, Patch, ScoredPassage, SaturationAccount, Fact, Disagreement, CheckedClaim, SkippedSource)
"""Kinds that a run folder writes a line each, without their empty values."""
quick = settings(
    deadline=None, max_examples=6, suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much]
)


def kinds() -> list[type[Record]]:
    """Every Record type of the folder, also those that are still to be written."""
    names = [f"deepnews.schemas.{m.name}" for m in pkgutil.iter_modules(schemas.__path__)]
    found = [v for name in names for v in vars(importlib.import_module(name)).values() if isinstance(v, type)]
    return sorted({k for k in found if issubclass(k, Record) and k is not Record}, key=lambda k: k.__name__)


# --- any value of any kind -------------------------------------------------------------------------------------------


def any_record(kind: type[Record]) -> st.SearchStrategy[Any]:
    """Values of `kind`, every field filled within its limits; narrative schemas are the packaged ones."""
    if kind is NarrativeSchema:
        return st.sampled_from([s for language in LANGUAGES for s in load_schemas(language)])
    return valid_record(kind)


@st.composite
def valid_record(draw: st.DrawFn, kind: type[Record]) -> Record:
    """A value of `kind` that its own validators admit."""
    values = {name: draw(any_field(field)) for name, field in kind.model_fields.items()}
    try:
        return kind(**values)
    except ValidationError:
        reject()


def any_field(field: FieldInfo) -> st.SearchStrategy[Any]:
    return any_value(field.annotation, {n: getattr(m, n) for m in field.metadata for n in LIMITS if hasattr(m, n)})


def any_value(kind: Any, limits: dict[str, Any]) -> st.SearchStrategy[Any]:
    origin, inner = get_origin(kind), get_args(kind)
    if origin is Literal:
        return st.sampled_from(inner)
    if origin in (Union, types.UnionType):
        return st.one_of([st.none() if k is type(None) else any_value(k, limits) for k in inner])
    if origin is tuple and inner[-1] is Ellipsis:
        n_least = limits.get("min_length") or 0
        return st.lists(any_value(inner[0], {}), min_size=n_least, max_size=n_least + 1).map(tuple)
    if origin is tuple:
        return st.tuples(*(any_value(k, {}) for k in inner))
    if origin is dict:
        return st.dictionaries(st.text(max_size=4), any_value(inner[1], {}), max_size=2)
    return any_record(kind) if issubclass(kind, Record) else any_plain(kind, limits)


def any_plain(kind: type, limits: dict[str, Any]) -> st.SearchStrategy[Any]:
    low, high = limits.get("ge", limits.get("gt")), limits.get("le")
    if kind is str and limits.get("pattern"):
        return st.from_regex(limits["pattern"].replace("$", r"\Z"))
    if kind is str:
        return st.text(min_size=limits.get("min_length") or 0, max_size=12)
    if kind is int:
        return st.integers(low, high)
    if kind is float:
        return st.floats(low, high, allow_nan=False, allow_infinity=False, exclude_min="gt" in limits)
    if kind is dt.datetime:
        return st.datetimes(timezones=st.just(dt.UTC))
    assert kind in (bool, dt.date), f"no values known for {kind}"
    return st.booleans() if kind is bool else st.dates()


@pytest.mark.parametrize("kind", kinds(), ids=lambda k: k.__name__)
@given(data=st.data())
@quick
def test_json_and_back(kind: type[Record], data: st.DataObject) -> None:
    record = data.draw(any_record(kind))
    assert kind.model_validate_json(record.model_dump_json()) == record
    assert kind.model_validate_json(record.model_dump_json(indent=2)) == record
    assert kind.model_validate(json.loads(json.dumps(record.model_dump(mode="json")))) == record
    assert kind.model_validate(record.model_dump()) == record


@pytest.mark.parametrize("kind", ROWS, ids=lambda k: k.__name__)
@given(data=st.data())
@quick
def test_a_row_may_leave_out_what_is_empty(kind: type[Record], data: st.DataObject) -> None:
    record = data.draw(any_record(kind))
    line = record.model_dump_json(exclude_none=True)
    assert "\n" not in line
    assert kind.model_validate_json(line) == record


@pytest.mark.parametrize("kind", kinds(), ids=lambda k: k.__name__)
@given(data=st.data())
@settings(quick, max_examples=1)
def test_frozen_closed_and_complete(kind: type[Record], data: st.DataObject) -> None:
    record = data.draw(any_record(kind))
    values = record.model_dump()
    for name, field in kind.model_fields.items():
        with pytest.raises(ValidationError, match="frozen"):
            setattr(record, name, getattr(record, name))
        if field.is_required():
            with pytest.raises(ValidationError):
                kind.model_validate({n: v for n, v in values.items() if n != name})
    with pytest.raises(ValidationError, match="Extra inputs are not permitted"):
        kind.model_validate({**values, "an_unknown_field": 1})
    with pytest.raises(TypeError):
        kind(*values.values())  # built by keyword alone


# --- the library of narratives ---------------------------------------------------------------------------------------


def packaged() -> Iterator[tuple[Language, str]]:
    for language in LANGUAGES:
        yield from ((language, s.code) for s in load_schemas(language))


@pytest.mark.parametrize(("language", "code"), list(packaged()))
def test_every_narrative_loads_in_its_language(language: Language, code: str) -> None:
    schema = load_schema(code, language)
    assert (schema.code, schema.language) == (code, language)
    assert schema.pacing_curve == tuple(s.pacing for s in schema.slots)
    is_chinese = any("\u4e00" <= c <= "\u9fff" for s in schema.slots for c in s.question)
    assert is_chinese == (language == "zh")


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_unknown_code_is_told_the_codes_there_are(language: Language) -> None:
    with pytest.raises(UsageError, match=f"no narrative schema 'three-camps' in {language}") as caught:
        load_schema("three-camps", language)
    assert all(s.code in caught.value.hint for s in load_schemas(language))
    assert caught.value.exit_code == 2


def test_schemas_come_by_code() -> None:
    codes = [s.code for s in load_schemas("zh")]
    assert codes == sorted(set(codes)) == [s.code for s in load_schemas("en")]
