"""A plan as an outline and back: what an editor may change, and what is refused with file and line."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from deepnews.agents.plan_check import checked_plan, plan_notes
from deepnews.agents.plan_file import read_plan_file
from deepnews.agents.plan_text import plan_markdown
from deepnews.errors import UsageError
from deepnews.schemas.base import Language
from deepnews.schemas.facts import Fact, Span
from deepnews.schemas.narrative import NarrativeSchema, Slot
from deepnews.schemas.plan import AtomicBlock, Beat, Plan, ReportingToDo, SchemaRank

Make = Callable[..., NarrativeSchema]
DAYS = (dt.date(2024, 5, 14), dt.date(2024, 3, 7), dt.date(2024, 6, 6))


def fact(number: int) -> Fact:
    text = f"The works lost {number} looms."
    span = Span(doc_id=f"d{number}", start=0, end=len(text), text=text)
    return Fact(
        fact_id=f"F{number:03d}", spans=(span,), doc_title="Minutes", doc_date=DAYS[number % 3], relevance=number / 10
    )


FACTS: Mapping[str, Fact] = {f.fact_id: f for f in map(fact, range(1, 10))}


def block(number: int, role: str, n_chars: int, *told: int, **fields: object) -> AtomicBlock:
    name = f"B{number}"
    beats = tuple(Beat(beat_id=f"{name}.{n}", fact_ids=(f"F{i:03d}",)) for n, i in enumerate(told, 1))
    values = {"point": "The works lost looms.", "fact_ids": tuple(b.fact_ids[0] for b in beats), "beats": beats}
    return AtomicBlock(block_id=name, role=role, n_chars_target=n_chars, **{**values, **fields})


def told(number: int, *numbers: int, **fields: object) -> Beat:
    return Beat(beat_id=f"B2.{number}", fact_ids=tuple(f"F{n:03d}" for n in numbers), **fields)


ANSWER = block(
    2,
    "answer",
    500,
    heading="The turn: after",
    pacing="quick",
    after=("B1",),
    locked=True,
    beats=(told(1, 3, 4), told(2, 5, as_quotation=True)),
    spare_beats=(told(3, 6),),
    fact_ids=("F003", "F005", "F006"),
)
PLAN = Plan(
    schema_code="own",
    schema_version=3,
    n_chars_target=1000,
    blocks=(block(1, "lede", 300, 1, 2, withholds=("F003",)), ANSWER, block(3, "kicker", 200, 7, pacing="slow")),
    answer_fact_ids=("F003",),
    disputed_fact_ids=("F005",),
)


@pytest.fixture
def check(tmp_path: Path, narrative: Make) -> Callable[..., Plan]:
    """Writes a file, reads it, and holds it to the Facts; `changes` are replaced first, each of which must be there."""

    def go(text: str, *changes: tuple[str, str], name: str = "plan.md", n_chars_most: int = 5000) -> Plan:
        for old, new in changes:
            assert old in text
            text = text.replace(old, new, 1)
        path = tmp_path / name
        path.write_text(text, encoding="utf-8")
        return checked_plan(read_plan_file(path), FACTS, narrative(), n_chars_most)

    return go


def outline(language: Language = "en") -> str:
    return plan_markdown(PLAN, FACTS, language, ["A note."])


@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_outline_is_read_back_whole(check: Callable[..., Plan], language: Language) -> None:
    assert check(outline(language)) == PLAN


def test_the_json_is_read_back_whole(check: Callable[..., Plan]) -> None:
    assert check(PLAN.model_dump_json(indent=2), name="plan.json") == PLAN


def test_the_outline_shows_facts_todos_checks_and_the_choice() -> None:
    rank = SchemaRank(code="own", title="Own", score=1.25, coverage=0.75, wording=1.0, gaps=("kicker",))
    todo = ReportingToDo(slot="kicker", question="What stays open?", reason="0 of 1 facts.")
    text = plan_markdown(
        PLAN.model_copy(update={"schema_ranking": (rank,), "todos": (todo,)}), FACTS, "en", ["A note."]
    )
    assert "1. F001: The works lost 1 looms. [Minutes, March 7, 2024]" in text
    assert "- kicker: What stays open? 0 of 1 facts." in text and "- A note." in text
    assert "- own 1.25 (coverage 0.75, wording 1.00; open: kicker)" in text


def test_what_an_editor_may_do(check: Callable[..., Plan]) -> None:
    plan = check(
        outline(),
        ("- Heading: The turn: after", "- Heading: A day in May"),
        ("· 300 · steady", "· 320 · quick"),
        ("· 200 · slow", "· 180 · slow"),
        ("1. F002: The works lost 2 looms.", "* F009: whatever is typed here"),
        ("1. F006, spare", "1. F008, quotation"),
    )
    assert [b.n_chars_target for b in plan.blocks] == [320, 500, 180]
    assert plan.blocks[0].pacing == "quick" and plan.blocks[1].heading == "A day in May"
    assert [b.fact_ids for b in plan.blocks[0].beats] == [("F001",), ("F009",)]
    assert [b.as_quotation for b in plan.blocks[1].beats] == [False, True, True]
    assert plan.blocks[1].spare_beats == ()


FAULTS: list[tuple[tuple[tuple[str, str], ...], int, str]] = [
    ((("## B3 ·", "## B1 ·"),), 27, "the block B1 stands a second time"),
    ((("1. F007", "1. F077"),), 31, "F077 is no Fact of this run"),
    ((("1. F007", "1. F001"),), 31, "the Fact F001 stands in B1 already"),
    ((("· 500 ·", "· 5000 ·"),), 5, "the blocks add up to 5500 characters, not to 1000 of the article's 1000"),
    ((("· 500 ·", "· -5 ·"),), 17, "greater than or equal to 1"),
    ((("- Length: 1000", "- Length: 1400"),), 5, "add up to 1000 characters, not to 1400"),
    ((("- After: B1", "- After: B3"),), 21, "B2 must stand after B3"),
    ((("- After: B1", "- After: B9"),), 21, "there is no block B9"),
    ((("- After: B1", "- After: B2"),), 21, "the order runs in a circle: B2 after B2"),
    (
        (("- After: B1", "- After: B3"), ("- Point: The works lost looms.\n\n1. F007", "- After: B2\n\n1. F007")),
        21,
        "the order runs in a circle: B",
    ),
    ((("- Holds back: F003", "- Holds back: F001"),), 14, "B1 tells F001 and holds it back"),
    ((("1. F003 + F004", "1. F009"),), 6, "no block tells the answer, F003"),
    ((("· quick ·", "· brisk ·"),), 17, "Input should be 'steady', 'quick' or 'slow'"),
    ((("## B2 · answer · 500 · quick · locked", "## B2 answer"),), 17, "the heading of a block reads"),
    ((("1. F005, quotation", "1. F005, verbatim"),), 24, "'verbatim' is no mark of a Fact"),
    ((("- Heading: The turn: after", "Heading The turn"),), 19, "this line is no part of a plan"),
    ((("# Plan: own, version 3", "# My plan"),), 1, "a plan has one title"),
    ((("- Length: 1000", "- Length: long"),), 5, "the length is a number"),
    ((("- Heading: The turn: after", "- Answer: F003"),), 19, "'Answer' belongs above the blocks"),
]


@pytest.mark.parametrize(("changes", "line", "message"), FAULTS, ids=[f[2][:30] for f in FAULTS])
def test_nonsense_is_refused_with_file_and_line(
    check: Callable[..., Plan], changes: tuple[tuple[str, str], ...], line: int, message: str
) -> None:
    with pytest.raises(UsageError) as caught:
        check(outline(), *changes)
    assert message in str(caught.value)
    assert f"plan.md, line {line}: " in str(caught.value)


FIRST_OF_B3 = '"beat_id": "B3.1",\n          "fact_ids": [\n            "F007"'
JSON_FAULTS: list[tuple[tuple[str, str], str, str]] = [
    (('"block_id": "B3"', '"block_id": "B1"'), '"block_id": "B1"', "the block B1 stands a second time"),
    ((FIRST_OF_B3, FIRST_OF_B3.replace("F007", "F099")), '"beat_id": "B3.1"', "F099 is no Fact of this run"),
    (
        ('"n_chars_target": 500', '"n_chars_target": 50'),
        '"n_chars_target": 1000',
        "the blocks add up to 550 characters",
    ),
    (('"pacing": "slow"', '"pacing": "slwo"'), '"pacing": "slwo"', "Input should be"),
    (('"role": "kicker"', '"rule": "kicker"'), '"rule": "kicker"', "Extra inputs are not permitted"),
    (('"schema_version": 3,', '"schema_version": 3'), '"schema_reason"', "this is not JSON"),
]


@pytest.mark.parametrize(("change", "at", "message"), JSON_FAULTS, ids=[f[2][:24] for f in JSON_FAULTS])
def test_json_faults_have_their_line(
    check: Callable[..., Plan], change: tuple[str, str], at: str, message: str
) -> None:
    text = PLAN.model_dump_json(indent=2)
    with pytest.raises(UsageError) as caught:
        check(text, change, name="plan.json")
    assert message in str(caught.value) and "plan.json, line " in str(caught.value)
    changed = text.replace(*change, 1).splitlines()
    lines = [n for n, row in enumerate(changed, 1) if at and at in row]
    assert not at or any(f"line {n}: " in str(caught.value) for n in (*lines, *(n - 1 for n in lines)))


def test_a_plan_beyond_its_evidence_is_refused(check: Callable[..., Plan]) -> None:
    with pytest.raises(UsageError, match=r"line 5: the evidence bears 900 characters, not 1000"):
        check(outline(), n_chars_most=900)


def test_a_block_taken_out_takes_its_length_with_it(check: Callable[..., Plan]) -> None:
    text = outline()
    start, end = text.index("## B3"), text.index("## Checks")
    assert [b.block_id for b in check(text[:start] + text[end:]).blocks] == ["B1", "B2"]


@pytest.mark.parametrize("name", ["plan.md", "plan.json"])
def test_a_file_that_is_no_plan(check: Callable[..., Plan], tmp_path: Path, name: str) -> None:
    with pytest.raises(UsageError):
        check("", name=name)
    (tmp_path / name).write_bytes(b"\xff\xfe\x00")
    with pytest.raises(UsageError, match="not UTF-8"):
        read_plan_file(tmp_path / name)
    with pytest.raises(UsageError, match="cannot be read"):
        read_plan_file(tmp_path / "missing" / name)


# --- notes -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("language", "words"), [("en", "B3 goes back to March 7, 2024, before B2"), ("zh", "B3回到2024年3月7日")]
)
def test_a_step_back_in_time_is_noted(narrative: Make, language: Language, words: str) -> None:
    plan = PLAN.model_copy(update={"blocks": (PLAN.blocks[0], PLAN.blocks[1], block(3, "kicker", 200, 4))})
    dated = narrative(order="chronological")
    assert any(words in n for n in plan_notes(plan, FACTS, dated, language))
    assert not any(words in n for n in plan_notes(plan, FACTS, narrative(), language))


@pytest.mark.parametrize(
    ("language", "heading", "words"),
    [
        (
            "en",
            "Before",
            "The heading 'Before' of B3 does not hold for the days of its Facts; the article says: June 2024.",
        ),
        ("zh", "此前", "B3的小标题“此前”与其事实的日期不符，文中改为：2024年6月。"),
    ],
)
def test_a_heading_that_the_days_belie_is_noted(narrative: Make, language: Language, heading: str, words: str) -> None:
    late = block(3, "kicker", 200, 8, heading=heading)
    plan = PLAN.model_copy(update={"blocks": (PLAN.blocks[0], late)})
    notes = plan_notes(plan, FACTS, narrative(), language)
    assert [n for n in notes if heading in n] == [words]
    true = plan.model_copy(update={"blocks": (PLAN.blocks[0], late.model_copy(update={"heading": "The turn"}))})
    assert not any("The turn" in n for n in plan_notes(true, FACTS, narrative(), language))


def test_a_side_that_is_not_heard_is_noted(narrative: Make) -> None:
    camps = (
        Slot(role="lede", question="For?", length_share=0.3, camp="a"),
        Slot(role="answer", question="What?", length_share=0.4, answers_assignment=True),
        Slot(role="against", question="Against?", length_share=0.3, camp="b"),
    )
    (note,) = [n for n in plan_notes(PLAN, FACTS, narrative(*camps), "en") if "side" in n]
    assert "'against'" in note


def test_the_answer_out_of_its_place_and_the_strongest_fact_in_the_middle_are_noted(narrative: Make) -> None:
    astray = PLAN.model_copy(update={"answer_fact_ids": ("F007",)})
    assert any(
        "F007 answers the assignment and is told in B3" in n for n in plan_notes(astray, FACTS, narrative(), "en")
    )
    slots = (
        Slot(role="lede", question="?", length_share=0.2, evidence_quota=1),
        Slot(role="middle", question="?", length_share=0.3, evidence_quota=1),
        Slot(role="answer", question="?", length_share=0.5, evidence_quota=1, answers_assignment=True),
    )
    blocks = (block(1, "lede", 200, 1), block(2, "middle", 300, 9), block(3, "answer", 500, 2))
    wasted = Plan(schema_code="own", schema_version=1, blocks=blocks)
    notes = plan_notes(wasted, FACTS, narrative(*slots), "en")
    assert any("F009, the strongest Fact, stands in the middle, in B2" in n for n in notes)
    assert any("No Fact answers" in n for n in notes)
    assert any("'answer' has 1 of" in n for n in plan_notes(wasted, FACTS, narrative(), "en"))
