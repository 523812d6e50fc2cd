"""Forms of story ranked by what the Facts can fill, the wording of the assignment, and the model's small voice."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from deepnews.agents.bearing import bears
from deepnews.agents.rank_schemas import OPINION, WORDING, opinion_request, rank_schemas, ranking_reason
from deepnews.agents.schema_coverage import Ground, coverage, kinds_of
from deepnews.schemas.corpus import SourceDocument
from deepnews.schemas.facts import Fact
from deepnews.schemas.narrative import NarrativeSchema, Slot
from deepnews.schemas.plan import SchemaRank
from deepnews.scripted_model import ScriptedModel, ScriptLine

Make = Callable[..., Any]


@pytest.fixture(scope="module")
def told(source: Make, fact: Make) -> tuple[list[SourceDocument], list[Fact]]:
    """Five dated documents of one sentence each: two that cost, one that is said, two that close."""
    spoken = (
        ("The pump of Corran cost £40 in the spring.", ""),
        ("The ladder of Corran cost £7 and was repaired.", ""),
        ("The well will be deeper by autumn.", "Ada Finch"),
        ("The parish closed its well in May.", ""),
        ("The parish closed its mill in June.", ""),
    )
    documents = [
        source(text, f"{n}.txt", title="Minutes", author=who, date=dt.date(2031, 5, 1 + n))
        for n, (text, who) in enumerate(spoken)
    ]
    return documents, [fact(f"F{n}", d, relevance=0.5) for n, d in enumerate(documents)]


def ground(told: tuple[list[SourceDocument], list[Fact]], **fields: Any) -> Ground:
    documents, facts = told
    values = {"eras": {}, "camp_of": lambda f: "", "fit": {}, "language": "en", **fields}
    return Ground(facts=facts, documents={d.doc_id: d for d in documents}, **values)


def form(make: Make, *slots: dict[str, Any], **fields: Any) -> NarrativeSchema:
    """A schema of three slots at least; those not given need nothing."""
    rest = [{"role": f"free-{n}"} for n in range(3 - len(slots))]
    plain = {"question": "?", "length_share": 1 / max(3, len(slots)), "evidence_quota": 1}
    made = [Slot.model_validate(plain | {"answers_assignment": n == 0} | s) for n, s in enumerate((*slots, *rest))]
    return make(*made, **fields)


# --- coverage --------------------------------------------------------------------------------------------------------


def test_a_fact_serves_as_what_it_holds(told: tuple[list[SourceDocument], list[Fact]]) -> None:
    documents, facts = told
    kinds = [kinds_of(f, d) for f, d in zip(facts, documents, strict=True)]
    assert "figure" in kinds[0] and "quotation" not in kinds[0] and "quotation" in kinds[2]
    assert all("date" in k for k in kinds)
    forecast = facts[0].model_copy(update={"modality": "forecast"})
    assert "forecast" in kinds_of(forecast, documents[0]) and "forecast" not in kinds[0]


def test_a_slot_counts_as_far_as_its_quota_and_needs_are_met(
    told: tuple[list[SourceDocument], list[Fact]], narrative: Make
) -> None:
    costs = {"role": "costs", "cues": ["cost"], "needs": ["figure"], "evidence_quota": 4}
    found = coverage(form(narrative, costs), ground(told))
    assert found.share == pytest.approx((2 / 4 + 2) / 3) and found.gaps == ("costs",)
    spoken = {"role": "spoken", "cues": ["cost"], "needs": ["figure", "quotation"], "evidence_quota": 2}
    assert coverage(form(narrative, spoken), ground(told)).share == pytest.approx((1 / 2 + 2) / 3)
    assert coverage(form(narrative), ground(told)) == (pytest.approx(1.0), ())


def test_a_fact_fills_one_slot(told: tuple[list[SourceDocument], list[Fact]], narrative: Make) -> None:
    slots = [{"role": r, "cues": ["closed"], "evidence_quota": 2} for r in ("one", "other")]
    assert coverage(form(narrative, *slots), ground(told)).share == pytest.approx((1 + 0 + 1) / 3)


def test_the_slot_with_the_fewest_choices_comes_first(
    told: tuple[list[SourceDocument], list[Fact]], narrative: Make
) -> None:
    anything, said = {"role": "anything"}, {"role": "said", "needs": ["quotation"]}
    assert coverage(form(narrative, anything, said), ground(told)).gaps == ()


def test_eras_camps_claims_and_questions_are_kept(
    told: tuple[list[SourceDocument], list[Fact]], narrative: Make
) -> None:
    documents, facts = told
    late = form(narrative, {"role": "late", "era": "late"})
    assert coverage(late, ground(told, eras={d.doc_id: "early" for d in documents})).gaps == ("late",)
    assert coverage(late, ground(told, eras={documents[0].doc_id: "late"})).gaps == ()
    sides = form(narrative, {"role": "for", "camp": "a"}, {"role": "against", "camp": "b"})
    assert coverage(sides, ground(told)).gaps == ("for", "against")
    placed = ground(told, camp_of=lambda f: "a" if f is facts[2] else "b")
    assert coverage(sides, placed).gaps == ()
    claimed = {"role": "costly", "asserts": ("cost",), "heading": "The bill", "plain_heading": "Then"}
    n_costly = sum(bears(f.text, ("cost",), "en") for f in facts)
    assert 0 < n_costly < len(facts)
    for quota, gaps in ((n_costly, ()), (n_costly + 1, ("costly",))):
        assert coverage(form(narrative, claimed | {"evidence_quota": quota}), ground(told)).gaps == gaps
    asked = form(narrative, {"role": "question", "per_question": True})
    assert coverage(asked, ground(told)).gaps == ("question",)
    assert coverage(asked, ground(told, fit={"question": {"F1": 1.0}})).gaps == ()


@given(n_facts=st.integers(0, 5), quotas=st.lists(st.integers(1, 4), min_size=3, max_size=3))
@settings(deadline=None, max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_coverage_is_a_share_and_more_facts_never_cover_less_of_one_slot(
    told: tuple[list[SourceDocument], list[Fact]], narrative: Make, n_facts: int, quotas: list[int]
) -> None:
    schema = form(narrative, *({"role": f"r{n}", "evidence_quota": q} for n, q in enumerate(quotas)))
    shares = [coverage(schema, ground((told[0], told[1][:n]))).share for n in range(n_facts + 1)]
    assert all(0.0 <= s <= 1.0 + 1e-9 for s in shares) and shares == sorted(shares)


# --- the ranking -----------------------------------------------------------------------------------------------------


def ranked(
    schemas: Sequence[NarrativeSchema],
    told: tuple[list[SourceDocument], list[Fact]],
    ask: Make,
    indexed: Make,
    **kw: Any,
) -> tuple[tuple[SchemaRank, ...], ScriptedModel]:
    documents, facts = told
    lines = (ScriptLine(prompt="schema", reply={"number": kw.get("number", 1)}),)
    model = ScriptedModel(lines=lines)
    by_id = {d.doc_id: d for d in documents}
    assignment = ask(kw.get("topic", "The well of Corran."))
    return rank_schemas(assignment, schemas, facts, by_id, indexed(*documents), model), model


def test_what_the_facts_can_fill_goes_before_what_the_wording_names(
    told: tuple[list[SourceDocument], list[Fact]], narrative: Make, ask: Make, indexed: Make
) -> None:
    empty = [{"role": f"e{n}", "cues": ["zither"]} for n in range(3)]
    named = form(narrative, *empty, code="named", cues=("well",))
    full = form(narrative, code="full", general=True)
    ranks, model = ranked((named, full), told, ask, indexed)
    assert [(r.code, r.score, r.wording) for r in ranks] == [("full", 1.0, 0.0), ("named", WORDING, 1.0)]
    assert ranks[1].gaps == ("e0", "e1", "e2") and model.requests == []
    assert ranking_reason(ranks[0]) == "Own: the Facts fill 100% of it."


def test_a_narrow_form_that_nobody_asked_for_counts_less(
    told: tuple[list[SourceDocument], list[Fact]], narrative: Make, ask: Make, indexed: Make
) -> None:
    schemas = [form(narrative, code="narrow"), form(narrative, code="wide", general=True)]
    ranks, _ = ranked(schemas, told, ask, indexed)
    assert [(r.code, r.score) for r in ranks] == [("wide", 1.0), ("narrow", 0.85)]


def test_the_wording_decides_between_forms_that_are_filled_alike(
    told: tuple[list[SourceDocument], list[Fact]], narrative: Make, ask: Make, indexed: Make
) -> None:
    schemas = [form(narrative, code=code, cues=(cue,)) for code, cue in (("a", "zither"), ("b", "well"))]
    ranks, model = ranked(schemas, told, ask, indexed)
    assert [r.code for r in ranks] == ["b", "a"] and model.requests == []
    assert "wording speaks for it" in ranking_reason(ranks[0])


@pytest.mark.parametrize(("number", "first"), [(1, "a"), (2, "b"), (9, "a")])
def test_the_model_is_asked_only_where_its_small_voice_decides(
    told: tuple[list[SourceDocument], list[Fact]], narrative: Make, ask: Make, indexed: Make, number: int, first: str
) -> None:
    schemas = [form(narrative, code=code, title=code.upper(), general=True) for code in ("a", "b", "c", "d")]
    ranks, model = ranked(schemas, told, ask, indexed, number=number)
    (request,) = model.requests
    assert "1. A. Tests." in request.messages[-1].content and "4. " not in request.messages[-1].content
    assert ranks[0].code == first
    assert [r.chosen_by_model for r in ranks] == [number < 4, False, False, False]
    assert ranks[0].score == pytest.approx(1.0 + OPINION * (number < 4))


def test_a_general_form_goes_before_a_narrow_one_that_fits_alike(
    told: tuple[list[SourceDocument], list[Fact]], narrative: Make, ask: Make, indexed: Make
) -> None:
    schemas = [form(narrative, code="a"), form(narrative, code="z", general=True)]
    assert ranked(schemas, told, ask, indexed)[0][0].code == "z"


def test_a_form_led_by_questions_is_filled_only_where_they_are_listed(
    told: tuple[list[SourceDocument], list[Fact]], narrative: Make, ask: Make, indexed: Make
) -> None:
    asking = form(narrative, {"role": "question", "per_question": True}, code="asking")
    (rank,), _ = ranked((asking,), told, ask, indexed, topic="How did the well close?")
    assert rank.gaps == ("question",)
    listed = "What it cost, who closed it, when it was closed, how deep the well will be"
    (rank,), _ = ranked((asking,), told, ask, indexed, topic=listed)
    assert rank.coverage > 0.3


def test_the_request_is_the_same_each_time(narrative: Make, ask: Make) -> None:
    schemas = (form(narrative, code="a"), form(narrative, code="b"))
    one, other = (opinion_request(schemas, ask("The well.")) for _ in range(2))
    assert one.key("m") == other.key("m") and one.stage == "plan"
