"""Which rewrites pacing chooses, and which it takes back."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from deepnews.agents.pace.attribution import framed
from deepnews.agents.pace.claims import same_claims
from deepnews.agents.pace.constraints import read_all
from deepnews.agents.pace.measure import measure
from deepnews.agents.pace.objective import cost, rhythm_values, spread_miss_of
from deepnews.agents.pace.places import Place, opens_paragraph, reads_well
from deepnews.agents.pace.prose import prose_of
from deepnews.agents.pace.stage import PacedDraft, blocks_to_hold, pace_draft
from deepnews.agents.pace.units import Ground, PacedBlock, RewriteKind, Unit, together, with_texts
from deepnews.schemas.base import Language
from deepnews.schemas.draft import Draft, DraftBlock, Paragraph, Sentence
from deepnews.schemas.plan import AtomicBlock, Plan
from deepnews.schemas.verification import CheckedClaim, Claim
from deepnews.scripted_model import ScriptedModel, ScriptLine

Grounded = Callable[..., tuple[list[Unit], Ground]]
FlatDraft = Callable[..., tuple[Draft, Plan, Ground]]


@given(st.lists(st.lists(st.integers(1, 40), min_size=1, max_size=4), min_size=1, max_size=5))
@settings(deadline=None, max_examples=40)
def test_the_search_measures_what_the_report_shows(lengths: list[list[int]]) -> None:
    paragraphs = [[f"{'Looms' if n % 2 else 'Dyers'} {'turn ' * n}– on." for n in p] for p in lengths]
    readings = {r.code: r.value for r in read_all(prose_of(paragraphs, "en")) if r.value is not None}
    for code, value in rhythm_values(paragraphs, "en").items():
        assert value == pytest.approx(readings[code])


@pytest.fixture(scope="session")
def flat_draft(grounded: Grounded) -> FlatDraft:
    """Maker of a draft of two blocks, its plan and its ground from sentences."""

    def make(*texts: str) -> tuple[Draft, Plan, Ground]:
        units, ground = grounded(texts, "en")
        sentences = [u.plain[0] for u in units]
        half = len(sentences) // 2
        blocks = tuple(
            DraftBlock(block_id=f"B{n}", paragraphs=(Paragraph(sentences=tuple(part)),))
            for n, part in enumerate((sentences[:half], sentences[half:]), 1)
        )
        planned = tuple(
            AtomicBlock(block_id=b.block_id, role="r", point="p", fact_ids=("F0",), n_chars_target=300) for b in blocks
        )
        head = Sentence(sentence_id="headline", text="Corran", kind="furniture")
        return (
            Draft(language="en", headline=head, blocks=blocks),
            Plan(schema_code="o", schema_version=1, blocks=planned),
            ground,
        )

    return make


def paced(draft: Draft, plan: Plan, ground: Ground, **given_: Any) -> PacedDraft:
    values: dict[str, Any] = {"model": None, "seed": 7, "n_calls_most": 0, "held": (), **given_}
    return pace_draft(draft, plan, ground, values.pop("model"), **values)


def test_a_flat_article_is_paced_and_says_the_same(flat_draft: FlatDraft, flat: tuple[str, ...]) -> None:
    draft, plan, ground = flat_draft(*flat)
    result = paced(draft, plan, ground)
    before, after = measure(draft, "en"), measure(result.draft, "en")
    assert before.sentence_length_cv < 0.15 and after.sentence_length_cv > 3 * before.sentence_length_cv
    assert after.n_flat_triples < before.n_flat_triples
    assert result.account.before == before
    assert sum(result.account.rewrites.values()) > 0
    assert same_claims([s.text for s in draft.sentences], [s.text for s in result.draft.sentences], "en")
    told = {i for s in draft.sentences for i in s.fact_ids}
    assert {i for s in result.draft.sentences for i in s.fact_ids} == told
    assert len({s.sentence_id for s in result.draft.sentences}) == len(result.draft.sentences)


def test_what_is_translated_afterwards_is_paced_further(flat_draft: FlatDraft, flat: tuple[str, ...]) -> None:
    here, abroad = (paced(*flat_draft(*flat), is_translated=t).draft for t in (False, True))
    assert measure(abroad, "en").sentence_length_cv >= measure(here, "en").sentence_length_cv
    said = [[s.text for s in p.sentences] for b in here.blocks for p in b.paragraphs]
    missed = [spread_miss_of(said, "en", "steady", beyond) for beyond in (0.5, 1.0, 1.5)]
    assert missed == sorted(missed) and missed[0] < missed[2]


DATED = tuple(
    f"On May {day}, 2024, {who} noted that the {what} went to Marle on carts before the snow lay on the moor road."
    for day, who, what in zip(
        (2, 9, 16, 23, 30, 31),
        ("Dana Ruiz", "Owen Pike", "Ines Marl", "Tom Hale", "Rosa Quill", "Ada Finch"),
        ("looms", "vats", "spindles", "ledgers", "carts", "lamps"),
        strict=True,
    )
)


def test_pacing_goes_on_while_what_will_be_printed_is_even(flat_draft: FlatDraft, flat: tuple[str, ...]) -> None:
    def printed(finish: Callable[[Draft], Draft]) -> int:
        seen: list[Draft] = []
        paced(*flat_draft(*flat), finish=lambda draft: (seen.append(draft), finish(draft))[1])
        return len(seen)

    def levelled(draft: Draft) -> Draft:
        blocks = tuple(
            b.model_copy(
                update={
                    "paragraphs": tuple(
                        p.model_copy(
                            update={"sentences": tuple(s.model_copy(update={"text": flat[0]}) for s in p.sentences)}
                        )
                        for p in b.paragraphs
                    )
                }
            )
            for b in draft.blocks
        )
        return draft.model_copy(update={"blocks": blocks})

    assert printed(levelled) > printed(lambda draft: draft)


def test_few_sentences_name_only_a_date_or_a_source_and_never_the_first(
    flat_draft: FlatDraft,
) -> None:
    draft, plan, ground = flat_draft(*DATED)
    texts = [s.text for s in paced(draft, plan, ground).draft.sentences]
    devices = [n for n, text in enumerate(texts) if framed(text, "en").is_frame_only]
    assert 1 <= len(devices) <= len(texts) / 4 and devices[0] != 0


def test_the_lede_says_itself_who_says_it_and_is_not_run_on(flat_draft: FlatDraft) -> None:
    draft, plan, ground = flat_draft(*DATED)
    first = paced(draft, plan, ground).draft.blocks[0].paragraphs[0].sentences[0]
    assert framed(first.text, "en").source == "Dana Ruiz" and first.fact_ids == ("F0",)


def test_devices_stand_apart_and_few_of_a_kind(flat_draft: FlatDraft, grounded: Grounded) -> None:
    texts = [f"On May {n}, 2024, Dana Ruiz said: “The looms of hall {n} went to Marle on carts.”" for n in range(1, 11)]
    units, ground = grounded(tuple(texts), "en")
    blocks = tuple(
        DraftBlock(block_id=f"B{n}", paragraphs=(Paragraph(sentences=tuple(u.plain[0] for u in units[n : n + 2])),))
        for n in range(0, 10, 2)
    )
    draft, plan, _ = flat_draft(*texts)
    result = paced(draft.model_copy(update={"blocks": blocks}), plan, ground)
    held = [
        [framed(s.text, "en").is_frame_only for s in p.sentences] for b in result.draft.blocks for p in b.paragraphs
    ]
    flags = [flag for p in held for flag in p]
    places = [n for n, flag in enumerate(flags) if flag]
    assert 1 <= len(places) <= len(flags) / 4 and max(map(sum, held)) == 1
    assert all(b - a > 2 for a, b in pairwise(places))
    rewrites_ = result.account.rewrites
    most = {"dateline": 3, "scene": 2, "day": 2, "told": 1, "credit": 1}
    assert all(rewrites_.get(kind, 0) <= n for kind, n in most.items())


def placed(grounded: Grounded, *paragraphs: tuple[str, ...], kind: RewriteKind, at: Place) -> bool:
    """Whether a device of that kind reads well at a place of one block."""
    texts = tuple(t for p in paragraphs for t in p)
    units = iter(grounded(texts, "en")[0])
    made = tuple(tuple(next(units) for _ in p) for p in paragraphs)
    block = PacedBlock(block=DraftBlock(block_id="B1", paragraphs=()), paragraphs=made)
    return reads_well([block], at, kind, "en")


LONG = ("The looms went to Marle.", "The vats went to Linton.", "The carts went to Corran.", "The dyers stayed.")


@pytest.mark.parametrize(
    ("first", "second", "kind", "stands"),
    [
        (
            "On May 2, 2024, Dana Ruiz said that the works closed.",
            "Then came the minutes of May 14, 2024.",
            "scene",
            True,
        ),
        (
            "On May 20, 2024, Dana Ruiz said that the works closed.",
            "Then came the minutes of May 14, 2024.",
            "scene",
            False,
        ),
        ("Dana Ruiz said that the works closed.", "Then came the minutes of May 14, 2024.", "scene", False),
        ("On May 20, 2024, Dana Ruiz said that the works closed.", "May 14, 2024.", "dateline", True),
        ("On May 14, 2024, Dana Ruiz said that the works closed.", "May 14, 2024.", "dateline", False),
        ("May 2, 2024.", "May 14, 2024.", "dateline", True),
        ("May 14, 2024.", "May 14, 2024.", "dateline", False),
    ],
)
def test_a_day_stands_alone_where_it_is_new(
    grounded: Grounded, first: str, second: str, kind: RewriteKind, *, stands: bool
) -> None:
    assert placed(grounded, (first, *LONG), (second, *LONG), kind=kind, at=Place(0, 1, 0)) is stands


@pytest.mark.parametrize(
    ("before", "after", "stands"),
    [
        (LONG, LONG, True),
        (("May 2, 2024.", *LONG[:2]), LONG[:2], False),  # too many for so short a text
        (("May 2, 2024.", *LONG[:1]), (*LONG, *LONG), True),
        (("May 2, 2024.",), (*LONG, *LONG), False),  # too near to another
        (LONG, (*LONG[:2], "The minutes of May 14, 2024 said that it rained."), False),  # the day told again
        (LONG, (*LONG[:2], "May 16, 2024.", *LONG), False),  # another in the paragraph
    ],
)
def test_a_device_needs_room(
    grounded: Grounded, before: tuple[str, ...], after: tuple[str, ...], *, stands: bool
) -> None:
    assert placed(grounded, before, ("May 14, 2024.", *after), kind="dateline", at=Place(0, 1, 0)) is stands


@pytest.mark.parametrize(
    ("text", "language", "opens"),
    [
        ("The minutes said that the works closed.", "en", True),
        ("In its words: “We close.”", "en", False),
        ("The works closed.", "en", False),
        ("《纺织厂纪要》写明，染坊停工。", "zh", True),
        ("该纪要还写道：“染坊停工。”", "zh", False),
        ("染坊停工。", "zh", False),
    ],
)
def test_a_paragraph_opens_with_a_source_of_its_own(text: str, language: Language, *, opens: bool) -> None:
    assert opens_paragraph(text, language) is opens


def test_pacing_is_the_same_each_time(flat_draft: FlatDraft, flat: tuple[str, ...]) -> None:
    draft, plan, ground = flat_draft(*flat)
    assert paced(draft, plan, ground) == paced(draft, plan, ground)


def test_a_block_that_is_held_stays_as_drafted(flat_draft: FlatDraft, flat: tuple[str, ...]) -> None:
    draft, plan, ground = flat_draft(*flat)
    result = paced(draft, plan, ground, held=("B1",))
    assert result.draft.blocks[0] == draft.blocks[0]
    assert result.draft.blocks[1] != draft.blocks[1]
    assert result.account.blocks_rolled_back == ("B1",)


def checked(sentence_id: str, verdict: Any) -> CheckedClaim:
    claim = Claim(claim_id="C1", sentence_id=sentence_id, text="x", start=0, end=1)
    return CheckedClaim(claim=claim, verdict=verdict, support_prob=0.0, reason_code="x", reason="x", decided_by="rules")


def test_a_red_rewrite_takes_its_block_back_and_what_was_red_does_not(
    flat_draft: FlatDraft, flat: tuple[str, ...]
) -> None:
    draft, plan, ground = flat_draft(*flat)
    result = paced(draft, plan, ground, held=("B2",))
    rewritten, block_id = next(iter(result.rewritten.items()))
    kept = next(s.sentence_id for s in result.draft.sentences if s.sentence_id not in result.rewritten)
    assert blocks_to_hold(result, [checked(kept, "refuted")], (), 0) == ()
    assert blocks_to_hold(result, [checked(rewritten, "supported")], (), 0) == ()
    assert blocks_to_hold(result, [checked(rewritten, "not_enough_info")], (), 0) == (block_id,)
    assert blocks_to_hold(result, [checked(rewritten, "unscored")], (), 2) == ("B1", "B2")


def test_the_model_takes_a_stock_phrase_out(flat_draft: FlatDraft, flat: tuple[str, ...]) -> None:
    texts = (*flat[:-1], "It is important to note that the board heard the weavers at noon.")
    draft, plan, ground = flat_draft(*texts)
    reply: Any = ["The board heard the weavers at noon."]
    model = ScriptedModel(lines=(ScriptLine(stage="pace", contains="important to note", reply={"sentences": reply}),))
    result = paced(draft, plan, ground, model=model, n_calls_most=4)
    assert measure(draft, "en").n_formulas == 1 and measure(result.draft, "en").n_formulas == 0
    assert result.account.n_model_taken == 1
    asked = next(r for r in model.requests if "important to note" in r.messages[-1].content)
    assert "without these words: " in asked.messages[0].content.lower()


def test_the_budget_is_kept(flat_draft: FlatDraft, flat: tuple[str, ...]) -> None:
    draft, plan, ground = flat_draft(*flat)
    model = ScriptedModel()
    assert paced(draft, plan, ground, model=model, n_calls_most=1).account.n_model_rewrites <= 1
    assert len(model.requests) <= 1
    model = ScriptedModel()
    paced(draft, plan, ground, model=model, n_calls_most=99)
    assert len(model.requests) <= 2 * len(draft.blocks)


def test_each_sentence_keeps_its_own_facts() -> None:
    one = Sentence(sentence_id="B1.1", text="The report said that the mill shut.", fact_ids=("F1",), kind="written")
    two = Sentence(sentence_id="B1.2", text="The report said: “It is cold.”", fact_ids=("F2",), kind="quotation")
    pair = together(Unit(plain=(one,), sentences=(one,)), Unit(plain=(two,), sentences=(two,)))
    apart = with_texts(pair, (one.text, "“It is cold.”"), "drop-frame")
    assert [(s.sentence_id, s.fact_ids) for s in apart.sentences] == [("B1.1", ("F1",)), ("B1.2", ("F2",))]
    joined = with_texts(pair, ("The report said that the mill shut: “It is cold.”",), "join")
    assert [s.fact_ids for s in joined.sentences] == [("F1", "F2")]
    cut = with_texts(Unit(plain=(one,), sentences=(one,)), ("The mill shut.", "So said the report."), "credit")
    assert [(s.sentence_id, s.fact_ids) for s in cut.sentences] == [("B1.1", ("F1",)), ("B1.1/2", ("F1",))]


def test_no_two_sentences_share_an_id() -> None:
    plain = Sentence(
        sentence_id="B1.1", text="It is cold and it is wet, the report said.", fact_ids=("F1",), kind="written"
    )
    credited = with_texts(
        Unit(plain=(plain,), sentences=(plain,)), ("It is cold and it is wet.", "So said it."), "credit"
    )
    split = with_texts(credited, ("It is cold.", "And it is wet.", "So said it."), "split")
    assert [s.sentence_id for s in split.sentences] == ["B1.1", "B1.1/3", "B1.1/2"]


@pytest.mark.parametrize(
    ("language", "bare", "named"),
    [
        ("en", "It was May 14, 2024.", "Owen Pike spoke on May 14, 2024."),
        ("zh", "那是2024年5月14日。", "2024年5月14日，说话的是林若安。"),
    ],
)
def test_a_day_alone_costs_more_than_who_spoke_that_day(
    grounded: Grounded, language: Language, bare: str, named: str
) -> None:
    def priced(text: str) -> float:
        units, _ = grounded((text,), language)
        paragraphs = (Paragraph(sentences=units[0].plain),)
        block = PacedBlock(block=DraftBlock(block_id="B1", paragraphs=paragraphs), paragraphs=(tuple(units),))
        return cost([block], ["steady"], language)

    assert priced(bare) - priced(named) == pytest.approx(0.005)
