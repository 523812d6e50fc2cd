"""Facts of a plan in the order of their days, and headings of time kept by leaving out what belies them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from deepnews.agents.camps import Camps
from deepnews.agents.days_told import tells_in_time
from deepnews.agents.fill import Between, Material, SlotFiller
from deepnews.agents.in_order import days_open_to, kept_to_headings, put_in_order
from deepnews.schemas.base import Language
from deepnews.schemas.corpus import SourceDocument
from deepnews.schemas.facts import Fact
from deepnews.schemas.narrative import NarrativeSchema, Slot

Source = Callable[..., SourceDocument]
MakeFact = Callable[..., Fact]
Make = Callable[..., Any]
Case = tuple[NarrativeSchema, SlotFiller, dict[str, Fact]]

WARNS: dict[Language, tuple[str, ...]] = {
    "en": (
        "The guard warned of rust on both rails.",
        "A surveyor found a crack in the second bridge.",
        "Boilers at the depot leaked all winter, a risk to stokers.",
        "Tom Hale complained that brakes failed downhill.",
        "Fog brought delays to every evening car.",
        "Passengers feared the loose roof of the terminus.",
    ),
    "zh": (
        "守车员警告两根铁轨都已生锈。",
        "测量员提醒第二座桥有隐患。",
        "何大壮写道车库锅炉出了故障。",
        "司机抱怨下坡刹车失灵，有危险。",
        "大雾使晚班车次次延误。",
        "乘客担心终点站屋顶松动，有风险。",
    ),
}
IDLE: dict[Language, str] = {"en": "Each car carries a lamp of brass.", "zh": "每辆车都挂着一盏铜灯。"}


@pytest.fixture
def case(source: Source, fact: MakeFact, indexed: Make, narrative: Make) -> Callable[..., Case]:
    """Maker of a form whose second and last slot follow in time, with a filler and a Fact a day, F1 on the first; the
    `idle` ones warn of nothing."""
    index = indexed(source("Likeness of texts needs no passages of theirs."))

    def make(language: Language = "en", idle: Sequence[int] = (), **fields: dict[str, object]) -> Case:
        roles: dict[str, dict[str, object]] = {r: {"era": "late"} for r in ("turn", "after")}
        slots = [Slot(role="lede", question="q", length_share=0.2)]
        for role, values in roles.items():
            values |= {"role": role, "question": "q", "length_share": 0.4, "answers_assignment": role == "turn"}
            slots.append(Slot.model_validate(values | fields.get(role, {})))
        texts = [IDLE[language] if i in idle else text for i, text in enumerate(WARNS[language], 1)]
        documents = [source(t, f"{i}.txt", language, date=dt.date(2031, 5, i)) for i, t in enumerate(texts, 1)]
        facts = {f"F{i}": fact(f"F{i}", d) for i, d in enumerate(documents, 1)}
        material = Material(
            facts=tuple(facts.values()),
            eras={d.doc_id: "late" for d in documents},
            camps=Camps.model_validate({"by_speaker": {}}),
            answers={},
        )
        schema = narrative(*slots, language=language)
        return schema, SlotFiller(material, {d.doc_id: d for d in documents}, index, language), facts

    return make


def ids(main: dict[str, list[Fact]]) -> dict[str, list[str]]:
    return {role: sorted(f.fact_id for f in facts) for role, facts in main.items()}


def test_what_is_older_is_told_before(case: Callable[..., Case]) -> None:
    schema, filler, f = case()
    main = {"lede": [f["F6"]], "turn": [f["F5"], f["F3"]], "after": [f["F1"], f["F2"], f["F4"]]}
    assert ids(put_in_order(schema, main, filler, ())) == {
        "lede": ["F6"],
        "turn": ["F1", "F2"],
        "after": ["F3", "F4", "F5"],
    }


@given(row=st.permutations([f"F{n}" for n in range(1, 7)]), at=st.integers(1, 5))
@settings(deadline=None, max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_whatever_was_chosen_time_does_not_run_back_and_nothing_is_lost(
    case: Callable[..., Case], row: list[str], at: int
) -> None:
    schema, filler, f = case()
    main = {"lede": [], "turn": [f[i] for i in row[:at]], "after": [f[i] for i in row[at:]]}
    dealt = ids(put_in_order(schema, main, filler, ()))
    assert [*dealt["turn"], *dealt["after"]] == sorted(row)
    assert len(dealt["turn"]) == at


def test_an_answer_keeps_its_place(case: Callable[..., Case]) -> None:
    schema, filler, f = case()
    main = {"lede": [], "turn": [f["F5"], f["F4"]], "after": [f["F1"], f["F2"]]}
    assert ids(put_in_order(schema, main, filler, ("F5",))) == {"lede": [], "turn": ["F1", "F5"], "after": ["F2", "F4"]}


def test_what_is_too_old_for_its_slot_is_offered_again_where_others_stay(case: Callable[..., Case]) -> None:
    schema, filler, f = case(after={"evidence_quota": 1})
    filler.take(["F2", "F5", "F6"])
    main = {"lede": [], "turn": [f["F5"]], "after": [f["F2"], f["F6"]]}
    assert ids(put_in_order(schema, main, filler, ("F5",))) == {"lede": [], "turn": ["F5"], "after": ["F6"]}
    assert "F2" not in filler.told


@pytest.mark.parametrize("language", ["en", "zh"])
def test_nothing_goes_under_a_heading_that_it_does_not_bear_out(case: Callable[..., Case], language: Language) -> None:
    claim = {"asserts": ("warning",), "heading": "H", "plain_heading": "P"}
    schema, filler, f = case(language, idle=(1,), turn=claim)
    main = {"lede": [], "turn": [f["F5"], f["F6"]], "after": [f["F1"], f["F2"]]}
    assert ids(put_in_order(schema, main, filler, ())) == {"lede": [], "turn": ["F2", "F5"], "after": ["F1", "F6"]}


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize(("quota", "kept"), [(2, ["F1", "F2"]), (3, ["F1", "F2", "F5"])])
def test_what_cannot_change_places_is_handed_on_where_enough_stays(
    case: Callable[..., Case], language: Language, quota: int, kept: list[str]
) -> None:
    claim = {"asserts": ("warning",), "heading": "H", "plain_heading": "P", "evidence_quota": quota}
    schema, filler, f = case(language, idle=(3,), turn=claim)
    main = {"lede": [], "turn": [f["F1"], f["F2"], f["F5"]], "after": [f["F3"]]}
    dealt = ids(put_in_order(schema, main, filler, ()))
    assert dealt["turn"] == kept
    assert {*dealt["turn"], *dealt["after"]} == {"F1", "F2", "F3", "F5"}


@pytest.mark.parametrize(("language", "heading"), [("en", "After"), ("zh", "之后")])
def test_a_heading_of_time_is_kept_by_what_bears_it_out(
    case: Callable[..., Case], language: Language, heading: str
) -> None:
    schema, filler, _ = case(language, after={"heading": heading, "evidence_quota": 2})
    main = {"lede": [], "turn": filler.take(["F2", "F4"]), "after": filler.take(["F3", "F5", "F6"])}
    assert ids(kept_to_headings(schema, main, filler, ()))["after"] == ["F5", "F6"]
    assert "F3" not in filler.told and "F5" in filler.told


@pytest.mark.parametrize(
    ("after", "fixed"),
    [({"heading": "After", "evidence_quota": 3}, ()), ({"heading": "After"}, ("F3",)), ({"heading": "Losses"}, ())],
)
def test_nothing_is_left_out_where_that_would_not_help(
    case: Callable[..., Case], after: dict[str, object], fixed: tuple[str, ...]
) -> None:
    schema, filler, _ = case(after=after)
    main = {"lede": [], "turn": filler.take(["F2", "F4"]), "after": filler.take(["F3", "F5", "F6"])}
    assert ids(kept_to_headings(schema, main, filler, fixed))["after"] == ["F3", "F5", "F6"]


def test_days_open_to_a_slot_lie_between_its_neighbours(case: Callable[..., Case]) -> None:
    schema, _, f = case()
    main = {"lede": [f["F6"]], "turn": [f["F2"], f["F3"]], "after": [f["F5"]]}
    days = {s.role: days_open_to(s, schema, main) for s in schema.slots}
    assert days == {
        "lede": Between(),
        "turn": Between(last=dt.date(2031, 5, 5)),
        "after": Between(first=dt.date(2031, 5, 3)),
    }


def test_spare_facts_keep_to_the_days(case: Callable[..., Case]) -> None:
    schema, filler, _ = case()
    found = filler.spare(schema.slots[2], 9, Between(first=dt.date(2031, 5, 4)))
    assert sorted(f.fact_id for f in found) == ["F4", "F5", "F6"]


@pytest.mark.parametrize(("days", "orders"), [(17, False), (59, False), (60, True), (400, True)])
def test_papers_of_a_few_weeks_do_not_order_a_story(fact: MakeFact, source: Source, days: int, orders: bool) -> None:
    first = dt.date(2031, 3, 3)
    papers = [source("The ferry ran.", f"{n}.txt", date=first + dt.timedelta(days=n * days)) for n in range(2)]
    assert tells_in_time([fact(f"F{n}", paper) for n, paper in enumerate(papers)]) is orders


def test_papers_without_a_day_do_not_order_a_story() -> None:
    assert not tells_in_time([])
