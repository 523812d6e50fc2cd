"""The plan: which Facts go into which block, in which order, with which frames, and what stays for a reporter."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from deepnews.agents.camps import Camps
from deepnews.agents.fill import MAX_PER_DOCUMENT, Material
from deepnews.agents.plan import N_SPARE, make_plan, with_leads
from deepnews.agents.revisions import find_revisions
from deepnews.schemas.base import Language
from deepnews.schemas.corpus import SourceDocument
from deepnews.schemas.facts import Fact
from deepnews.schemas.narrative import Era, Slot
from deepnews.schemas.plan import Plan

Source = Callable[..., SourceDocument]
MakeFact = Callable[..., Fact]
Make = Callable[..., Any]
Planned = Callable[..., Plan]
Letters = Callable[..., tuple[list[SourceDocument], list[Fact]]]

PARTS: dict[Language, tuple[str, ...]] = {
    "en": (
        "miller tanner warden cooper brewer farrier verger carter glazier shepherd fiddler",
        "mended painted weighed buried measured polished emptied",
        "kettle ladder shovel hammer lantern barrel basket mirror spindle anvil trowel saddle candle",
        "harbour orchard quarry chapel meadow",
    ),
    "zh": (
        "磨坊主 皮匠 守井人 箍桶匠 酿酒师 铁匠 司事 车夫 玻璃匠 牧羊人 琴师",
        "修好了 漆过了 称量过 掩埋了 丈量了 擦亮了 倒空了",
        "铜壶 木梯 铁锹 锤子 灯笼 酒桶 竹篮 圆镜 纱锭 铁砧 泥刀 马鞍 蜡烛",
        "东边港口 南坡果园 西山石坑 北街礼堂 中央草场",
    ),
}


def sentence(n: int, language: Language = "en") -> str:
    """A sentence of its own for each `n`: two of them share little."""
    one, other = ([words.split()[i % len(words.split())] for words in PARTS[language]] for i in (n, 5 * n + 3))
    if language == "zh":
        return f"{one[0]}在{one[3]}{one[1]}{one[2]}，{other[0]}{other[1]}{other[2]}。"
    return f"The {one[0]} {one[1]} every {one[2]} near {one[3]}s, {other[0]}s {other[1]} some {other[2]}."


def slots(**fields: dict[str, object]) -> tuple[Slot, ...]:
    """Lede, answer and kicker, with further fields by role."""
    shares = {"lede": 0.3, "answer": 0.5, "kicker": 0.2}
    plain = {r: {"role": r, "question": f"{r}?", "length_share": s, "evidence_quota": 1} for r, s in shares.items()}
    plain["answer"]["answers_assignment"] = True
    return tuple(Slot.model_validate(values | fields.get(role, {})) for role, values in plain.items())


@pytest.fixture
def letters(source: Source, fact: MakeFact) -> Letters:
    """A number of letters, a day apart and the newest first by path, with so many Facts each."""

    def make(n_letters: int, n_facts: int = 1, language: Language = "en", **fields: object) -> Any:
        documents, facts = [], []
        for n in range(n_letters):
            texts = [sentence(n * n_facts + i, language) for i in range(n_facts)]
            day = dt.date(2031, 5, 1) + dt.timedelta(days=n)
            documents.append(source(" ".join(texts), f"{50 - n}.txt", language, title="A letter", date=day, **fields))
            for words in texts:
                facts.append(fact(f"F{len(facts) + 1:03d}", documents[-1], words, relevance=0.5 - len(facts) / 1000))
        return documents, facts

    return make


@pytest.fixture
def planned(ask: Make, narrative: Make, indexed: Make, source: Source) -> Planned:
    """Maker of plans over documents and Facts."""
    index = indexed(source("Likeness of texts needs no passages of theirs."))

    def make(
        documents: Sequence[SourceDocument],
        facts: Sequence[Fact],
        schema_slots: Sequence[Slot] = (),
        *,
        answers: tuple[str, ...] = (),
        eras: dict[str, Era] | None = None,
        camps: dict[str, str] | None = None,
        n_chars: int = 1000,
        language: Language = "en",
        asked: frozenset[str] = frozenset(),
    ) -> Plan:
        placed = Camps.model_validate({"by_speaker": camps or {}})
        schema = narrative(*(schema_slots or slots()), language=language)
        answering = next(s.role for s in schema.slots if s.answers_assignment)
        by_role = {answering: answers} if answers else {}
        material = Material(facts=tuple(facts), eras=eras or {}, camps=placed, answers=by_role, asked=asked)
        by_id = {d.doc_id: d for d in documents}
        assignment = ask("Why did Corran close its well?", language=language)
        return make_plan(schema, "named", material, assignment, n_chars, by_id, index)

    return make


def main_facts(plan: Plan) -> dict[str, list[str]]:
    """Facts of the beats of each block, by role."""
    return {b.role: [i for beat in b.beats for i in beat.fact_ids] for b in plan.blocks}


# --- the outline -----------------------------------------------------------------------------------------------------


def test_blocks_stand_in_the_order_of_the_schema(planned: Planned, letters: Letters) -> None:
    shaped = slots(lede={"heading": "Before", "pacing": "slow"}, kicker={"pacing": "quick"})
    plan = planned(*letters(20), shaped)
    assert (plan.schema_code, plan.schema_version, plan.schema_reason) == ("own", 3, "named")
    assert [(b.block_id, b.role) for b in plan.blocks] == [("B1", "lede"), ("B2", "answer"), ("B3", "kicker")]
    assert [b.heading for b in plan.blocks] == ["Before", "", ""]
    assert [b.pacing for b in plan.blocks] == ["slow", "steady", "quick"]
    assert [b.n_chars_target for b in plan.blocks] == [300, 500, 200]


@pytest.mark.parametrize(("language", "n_beats"), [("en", [2, 4, 1]), ("zh", [2, 4, 2])])
def test_a_block_has_as_many_beats_as_its_length_holds(
    planned: Planned, letters: Letters, language: Language, n_beats: list[int]
) -> None:
    plan = planned(*letters(27, language=language), n_chars=400 if language == "zh" else 1000, language=language)
    assert [len(b.beats) for b in plan.blocks] == n_beats
    assert all(len(b.spare_beats) == N_SPARE for b in plan.blocks)
    assert not any(beat.as_quotation for b in plan.blocks for beat in b.spare_beats)
    ids = [[beat.beat_id for beat in (*b.beats, *b.spare_beats)] for b in plan.blocks]
    assert ids == [[f"{b.block_id}.{n}" for n in range(1, len(i) + 1)] for b, i in zip(plan.blocks, ids, strict=True)]


def test_a_slot_without_facts_makes_no_block(planned: Planned, letters: Letters) -> None:
    documents, facts = letters(9)
    plan = planned(documents, facts, slots(kicker={"era": "late"}), eras={d.doc_id: "early" for d in documents})
    assert [b.block_id for b in plan.blocks] == ["B1", "B2"]
    todo = plan.todos[-1]
    assert (todo.slot, todo.question, todo.reason) == ("kicker", "kicker?", "0 of 1 facts found in the sources.")


@given(data=st.data())
@settings(deadline=None, max_examples=6, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_every_fact_has_one_place(planned: Planned, letters: Letters, data: st.DataObject) -> None:
    n_letters, n_facts = data.draw(st.integers(1, 5)), data.draw(st.integers(1, 4))
    documents, facts = letters(n_letters, n_facts)
    relevance = st.floats(0.0, 1.0).map(lambda v: round(v, 2))
    facts = [f.model_copy(update={"relevance": data.draw(relevance)}) for f in facts]
    answers = tuple(data.draw(st.lists(st.sampled_from([f.fact_id for f in facts]), max_size=2, unique=True)))
    plan = planned(documents, facts, answers=answers)
    placed = [i for b in plan.blocks for i in b.fact_ids]
    assert len(placed) == len(set(placed)) and set(placed) <= {f.fact_id for f in facts}
    assert set(answers) <= set(main_facts(plan)["answer"])
    for block in plan.blocks:
        assert [i for b in (*block.beats, *block.spare_beats) for i in b.fact_ids] == list(block.fact_ids)
        assert block.point in {f.text for f in facts if f.fact_id in block.fact_ids}
    assert planned(documents, facts, answers=answers) == plan


# --- which Facts -----------------------------------------------------------------------------------------------------


def test_the_answer_stands_in_its_slot_and_nowhere_before(planned: Planned, letters: Letters) -> None:
    documents, facts = letters(10)
    plan = planned(documents, facts, answers=("F007", "F002"))
    lede, answer, _ = plan.blocks
    assert plan.answer_fact_ids == ("F007", "F002")
    assert {"F002", "F007"} <= set(main_facts(plan)["answer"])
    assert answer.point in (facts[1].text, facts[6].text) and answer.withholds == ()
    assert lede.withholds == ("F007", "F002")


@pytest.mark.parametrize(
    ("language", "texts"),
    [
        ("en", ("Mills closed, dismissals and strikes have resulted.", "Mill closures and dismissals are reported.")),
        ("zh", ("纱厂关闭、裁员，有的还倒了闸。", "各地报告，纱厂关闭和裁员日益增多。")),
    ],
)
def test_of_two_answers_that_tell_the_same_one_is_told(
    planned: Planned, source: Source, fact: MakeFact, language: Language, texts: tuple[str, str]
) -> None:
    day = dt.date(2031, 5, 14)
    documents = [source(" ".join((*texts, sentence(1, language))), "a.txt", language, date=day)]
    facts = [fact(f"F{n}", documents[0], t) for n, t in enumerate((*texts, sentence(1, language)), 1)]
    plan = planned(documents, facts, answers=("F1", "F2"), language=language)
    told = {i for b in plan.blocks for i in b.fact_ids}
    assert told == {"F1", "F3"}
    assert "F1" in main_facts(plan)["answer"]


def test_what_the_sources_lack_is_left_to_a_reporter(planned: Planned, letters: Letters) -> None:
    assert planned(*letters(10), answers=("F001",)).todos == ()
    (todo,) = planned(*letters(10)).todos
    assert (todo.slot, todo.question) == ("answer", "Why did Corran close its well?")
    plan = planned(*letters(3), slots(kicker={"evidence_quota": 3}), answers=("F001",), n_chars=300)
    assert [(t.slot, t.reason) for t in plan.todos] == [("kicker", "1 of 3 facts found in the sources.")]


def test_slots_draw_on_their_era(planned: Planned, letters: Letters) -> None:
    documents, facts = letters(12)
    times: tuple[Era, ...] = ("early", "turn", "late")
    eras = {d.doc_id: times[n // 4] for n, d in enumerate(documents)}
    shaped = slots(lede={"era": "early"}, answer={"era": "turn"}, kicker={"era": "late"})
    plan = planned(documents, facts, shaped, eras=eras)
    era_of = {f.fact_id: eras[f.doc_id] for f in facts}
    assert [{era_of[i] for i in b.fact_ids} for b in plan.blocks] == [{"early"}, {"turn"}, {"late"}]


@pytest.mark.parametrize(("era", "is_later"), [("late", True), ("any", False)])
def test_within_an_era_time_does_not_run_back(planned: Planned, letters: Letters, era: Era, is_later: bool) -> None:
    """The oldest letters are the most relevant."""
    documents, facts = letters(10)
    shaped = slots(answer={"era": era}, kicker={"era": era})
    eras: dict[str, Era] = {d.doc_id: "late" for d in documents}
    plan = planned(documents, facts, shaped, answers=("F007",), eras=eras, n_chars=270)
    (last,) = main_facts(plan)["kicker"]
    assert (last > "F007") is is_later


@pytest.mark.parametrize(
    ("language", "heading", "days"), [("en", "After", "May 4, 2031"), ("zh", "之后", "2031年5月3日")]
)
def test_a_heading_that_speaks_of_time_stands_where_the_days_bear_it_out(
    planned: Planned, letters: Letters, language: Language, heading: str, days: str
) -> None:
    """The answer is of the ninth day; an end of later days is "after", one that may be older is told by its days."""
    documents, facts = letters(10, language=language)
    found = {}
    for era in ("late", "early"):
        eras: dict[str, Era] = {d.doc_id: "late" if n > 7 else "early" for n, d in enumerate(documents)}
        shaped = slots(answer={"era": "late"}, kicker={"era": era, "heading": heading})
        n_chars = 120 if language == "zh" else 300
        plan = planned(documents, facts, shaped, answers=("F009",), eras=eras, n_chars=n_chars, language=language)
        found[era] = plan.blocks[-1].heading
    assert found == {"late": heading, "early": days}


def test_an_undated_document_may_stand_anywhere(planned: Planned, source: Source, fact: MakeFact) -> None:
    document = source(" ".join(map(sentence, range(3))))
    facts = [fact(f"F{n}", document, sentence(n), relevance=0.5) for n in range(3)]
    plan = planned([document], facts, slots(lede={"era": "early"}, kicker={"era": "late"}), n_chars=300)
    assert [b.role for b in plan.blocks] == ["lede", "answer", "kicker"]


def test_slots_of_a_camp_hear_nobody_of_the_other(planned: Planned, source: Source, fact: MakeFact) -> None:
    names = ("Ada Finch", "Tom Hale", "Rosa Quill")
    documents = [source(sentence(n), f"{n}.txt", author=names[n % 3]) for n in range(15)]
    facts = [fact(f"F{n:03d}", d, relevance=0.5 - n / 1000) for n, d in enumerate(documents)]
    author_of = {f.fact_id: d.author for f, d in zip(facts, documents, strict=True)}
    plan = planned(documents, facts, slots(lede={"camp": "a"}), camps={"Ada Finch": "a", "Tom Hale": "b"}, n_chars=3000)
    assert {author_of[i] for i in plan.blocks[0].fact_ids} == {"Ada Finch", "Rosa Quill"}


@pytest.mark.parametrize(
    ("language", "view"),
    [("en", "Critics argue that no pump was wanted."), ("zh", "批评者认为谁也不要水泵。")],
)
def test_a_slot_of_a_camp_prefers_its_own_words(
    planned: Planned, source: Source, fact: MakeFact, language: Language, view: str
) -> None:
    """And holds no views that are told of nobody in particular."""
    spoken = (
        ("", sentence(0, language)),
        ("", view),
        ("Rosa", sentence(11, language)),
        ("Ada", sentence(12, language)),
    )
    documents = [source(text, f"{n}.txt", language, author=who) for n, (who, text) in enumerate(spoken)]
    facts = [fact(f"F{n}", d, relevance=(4.0, 3.0, 0.5, 0.45)[n]) for n, d in enumerate(documents)]
    camped = planned(
        documents, facts, slots(lede={"camp": "a"}), camps={"Ada": "a"}, answers=("F0",), n_chars=100, language=language
    )
    assert main_facts(camped)["lede"] == ["F3"]


# --- what a heading asserts ------------------------------------------------------------------------------------------

SAYS: dict[Language, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "en": (
        (
            "The guard warned that both rails had cracked.",
            "A surveyor flagged a defect in the second bridge.",
            "Tom Hale wrote of leaking boilers at the depot.",
        ),
        (
            "The tram carried nine hundred people in May.",
            "Every conductor wears a cap of blue cloth.",
            "Ada Finch painted the first car with her sister.",
            "The mill stands beside the third stop of the line.",
        ),
    ),
    "zh": (
        ("守车员警告两根铁轨都有裂缝。", "测量员提醒第二座桥有隐患。", "何大壮写道车库锅炉出了故障。"),
        ("电车五月载客九百人。", "售票员都戴蓝布帽子。", "冯若兰同妹妹漆了头一辆车。", "工厂在第三站旁边。"),
    ),
}


@pytest.fixture
def under_a_claim(planned: Planned, source: Source, fact: MakeFact) -> Callable[..., Plan]:
    """Maker of plans whose answer asserts warnings, over the warning sentences and the others of `SAYS`."""

    def make(n_warnings: int, language: Language = "en", **fields: object) -> Plan:
        warnings, others = SAYS[language]
        texts = (*warnings[:n_warnings], *others)
        documents = [source(t, f"{n}.txt", language, date=dt.date(2031, 5, n + 1)) for n, t in enumerate(texts)]
        facts = [fact(f"F{n}", d, relevance=0.1 + n / 10) for n, d in enumerate(documents)]
        claim = {"heading": "Warnings", "plain_heading": "Then", "asserts": ("warning",), "evidence_quota": 2}
        return planned(documents, facts, slots(answer=claim | fields), n_chars=1000, language=language)

    return make


@pytest.mark.parametrize("language", ["en", "zh"])
def test_below_a_claim_stands_only_what_bears_it_out(under_a_claim: Callable[..., Plan], language: Language) -> None:
    plan = under_a_claim(3, language)
    block = next(b for b in plan.blocks if b.role == "answer")
    assert block.heading == "Warnings"
    assert {*main_facts(plan)["answer"]} <= {"F0", "F1", "F2"}
    assert not {f for b in block.spare_beats for f in b.fact_ids} - {"F0", "F1", "F2"}
    assert "answer" not in {t.slot for t in plan.todos if t.reason.startswith("0")}


@pytest.mark.parametrize("language", ["en", "zh"])
def test_a_claim_that_too_few_bear_out_gives_way(under_a_claim: Callable[..., Plan], language: Language) -> None:
    plan = under_a_claim(1, language)
    block = next(b for b in plan.blocks if b.role == "answer")
    assert block.heading == "Then"
    assert len(block.beats) > 1
    assert [t.reason[0] for t in plan.todos if t.reason and t.slot == "answer"][-1] == "1"


def test_a_claim_gives_way_where_the_answer_does_not_bear_it_out(
    planned: Planned, source: Source, fact: MakeFact
) -> None:
    texts = (*SAYS["en"][0], SAYS["en"][1][0])
    documents = [source(t, f"{n}.txt", date=dt.date(2031, 5, n + 1)) for n, t in enumerate(texts)]
    facts = [fact(f"F{n}", d) for n, d in enumerate(documents)]
    claim = {"heading": "Warnings", "plain_heading": "Then", "asserts": ("warning",)}
    headings = {
        answer: next(b for b in planned(documents, facts, slots(answer=claim), answers=(answer,)).blocks if b.heading)
        for answer in ("F0", "F3")
    }
    assert {answer: b.heading for answer, b in headings.items()} == {"F0": "Warnings", "F3": "Then"}


def test_one_of_the_other_camp_is_heard_against_it_only_by_plain_words(
    planned: Planned, source: Source, fact: MakeFact
) -> None:
    texts = ("The tram is a danger to every child of the town.", "I remain sceptical that the second line would pay.")
    documents = [source(t, f"{n}.txt", author="Ada Finch") for n, t in enumerate(texts)]
    facts = [fact(f"F{n}", d) for n, d in enumerate(documents)]
    against = {"camp": "b", "asserts": ("objection",), "heading": "Against", "plain_heading": "Then"}
    plan = planned(documents, facts, slots(answer=against), camps={"Ada Finch": "a"})
    assert main_facts(plan)["answer"] == ["F1"]


def test_who_is_heard_on_one_side_is_not_heard_on_the_other(planned: Planned, source: Source, fact: MakeFact) -> None:
    spoken = (
        ("Ada Finch", "The tram would help the night shift of the mill."),
        ("Ada Finch", "The second line is a danger to every child of the town."),
        ("Tom Hale", "The third stop is a burden on the rates."),
    )
    documents = [source(t, f"{n}.txt", author=who) for n, (who, t) in enumerate(spoken)]
    facts = [fact(f"F{n}", d, relevance=(0.5, 0.9, 0.5)[n]) for n, d in enumerate(documents)]
    sides = slots(
        answer={"camp": "a", "asserts": ("support",), "heading": "For", "plain_heading": "Then"},
        lede={"camp": "b", "asserts": ("objection",), "heading": "Against", "plain_heading": "Then"},
    )
    assert {r: f for r, f in main_facts(planned(documents, facts, sides)).items() if r != "kicker"} == {
        "answer": ["F0"],
        "lede": ["F2"],
    }


def test_of_what_can_only_be_quoted_few_words_are_preferred(planned: Planned, source: Source, fact: MakeFact) -> None:
    long = (
        "I was told by the clerk of the harbour that the ferry, which my father had built in the yard by the old "
        + ("mill before the war, was to be sold to a man from Linton whose name I never learned, and nobody asked us.")
    )
    texts = (sentence(0), long, "I saw the boats being counted by a clerk who had no lamp.")
    documents = [source(text, f"{n}.txt") for n, text in enumerate(texts)]
    facts = [fact(f"F{n}", d, relevance=(4.0, 0.55, 0.5)[n]) for n, d in enumerate(documents)]
    assert main_facts(planned(documents, facts, slots(lede={}), answers=("F0",), n_chars=100))["lede"] == ["F2"]


def test_a_slot_of_no_camp_lets_the_other_side_answer(planned: Planned, source: Source, fact: MakeFact) -> None:
    spoken = (("Ada", sentence(0), 3.0), ("Ada", "Corran owned shovels.", 0.5), ("Tom", "Gulls sat on its roof.", 0.45))
    documents = [source(text, author=who) for who, text, _ in spoken]
    facts = [fact(f"F{n}", documents[n], relevance=value) for n, (_, _, value) in enumerate(spoken)]
    sides = ({}, {"Ada": "a", "Tom": "b"})
    heard = [set(main_facts(planned(documents, facts, n_chars=500, camps=c))["answer"]) for c in sides]
    assert heard == [{"F0", "F1"}, {"F0", "F2"}]


@pytest.mark.parametrize(("era", "n_most"), [("any", MAX_PER_DOCUMENT), ("turn", MAX_PER_DOCUMENT + 2)])
def test_no_document_fills_a_block_alone(planned: Planned, letters: Letters, era: Era, n_most: int) -> None:
    documents, facts = letters(1, 12)
    plan = planned(documents, facts, slots(answer={"era": era}), n_chars=3000)
    assert len(main_facts(plan)["answer"]) == n_most


@pytest.mark.parametrize(
    ("language", "texts", "cues"),
    [
        ("en", ("Corran owned shovels, ladders, hammers.", "Corran owned mirrors, baskets, anvils."), "shov ladd hamm"),
        ("zh", ("柯兰村有锹、有梯、有壶。", "柯兰村有镜、有篮、有砧。"), "锹 梯 壶"),
    ],
)
def test_a_slot_is_given_what_its_cues_say(
    planned: Planned, source: Source, fact: MakeFact, language: Language, texts: tuple[str, str], cues: str
) -> None:
    documents = [source(t, f"{n}.txt", language) for n, t in enumerate((sentence(11), sentence(12), *texts))]
    facts = [fact(f"F{n}", d, relevance=r) for n, (d, r) in enumerate(zip(documents, (3, 2, 0.4, 0.5), strict=True))]
    cued, plain = (
        planned(documents, facts, slots(kicker={"cues": words}), n_chars=100, language=language)
        for words in (tuple(cues.split()), ())
    )
    assert (main_facts(cued)["kicker"], main_facts(plain)["kicker"]) == (["F2"], ["F3"])


def test_what_the_assignment_names_is_told(planned: Planned, letters: Letters, source: Source, fact: MakeFact) -> None:
    documents, facts = letters(8)
    named = source("A zeppelin lay over the quay.", "zeppelin.txt")
    ranked = [f.model_copy(update={"relevance": 0.6}) for f in facts] + [fact("F009", named, relevance=0.52)]
    for words, is_told in ((frozenset(), False), (frozenset({"zeppelin"}), True)):
        plan = planned([*documents, named], ranked, n_chars=400, asked=words)
        assert ("F009" in {i for ids in main_facts(plan).values() for i in ids}) is is_told


def test_the_best_facts_go_to_the_answer_then_to_both_ends(planned: Planned, letters: Letters) -> None:
    middle = Slot(role="middle", question="?", length_share=0.4, evidence_quota=1)
    lede, answer, kicker = slots(lede={"length_share": 0.2}, answer={"length_share": 0.2})
    documents, facts = letters(4)
    ranked = [f.model_copy(update={"relevance": r}) for f, r in zip(facts, (0.2, 0.9, 3.0, 1.5), strict=True)]
    found = main_facts(planned(documents, ranked, (lede, middle, answer, kicker), n_chars=600))
    assert found["answer"] == ["F003"] and found["middle"] == ["F001"]
    assert sorted(found["lede"] + found["kicker"]) == ["F002", "F004"]


@pytest.mark.parametrize(
    "alike", ["The miller mended each kettle near harbours.", "A miller mended saddles near goats."]
)
def test_what_is_told_already_is_told_no_more(planned: Planned, source: Source, fact: MakeFact, alike: str) -> None:
    texts = ("The miller mended every kettle near harbours.", alike, "Three geese drank and fell ill.")
    documents = [source(t, f"{n}.txt") for n, t in enumerate(texts)]
    facts = [fact(f"F{n}", d, relevance=0.5 - n / 100) for n, d in enumerate(documents)]
    plan = planned(documents, facts, slots(lede={"length_share": 0.2}, answer={"length_share": 0.6}), n_chars=400)
    assert set(main_facts(plan)["answer"]) == {"F0", "F2"}


# --- beats -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", ["en", "zh"])
def test_a_block_is_told_in_the_order_of_time(planned: Planned, letters: Letters, language: Language) -> None:
    documents, facts = letters(6, 2, language)
    known = {f.fact_id: f for f in facts}
    for block in planned(documents, facts, language=language).blocks:
        told = [known[i] for beat in block.beats for i in beat.fact_ids]
        order = [(f.doc_date, f.spans[0].start) for f in told]
        assert order == sorted(order)
    answer = main_facts(planned(*letters(1, 3, language), answers=("F003",), language=language))["answer"]
    assert answer[0] == "F003"  # what answers opens the part of its document


@pytest.mark.parametrize(("language", "date"), [("en", "May 1, 2031"), ("zh", "2031年5月1日")])
def test_a_document_is_introduced_with_its_date(
    planned: Planned, letters: Letters, language: Language, date: str
) -> None:
    documents, facts = letters(1, 1, language, author="Ada Finch")
    (block,) = planned(documents, facts, language=language).blocks
    (beat,) = block.beats
    assert date in beat.lead_in and "Ada Finch" in beat.lead_in
    assert beat.follow_in and date not in beat.follow_in


@pytest.mark.parametrize("n_letters", [1, 2])
def test_a_document_that_is_not_the_only_one_of_its_name_is_dated_each_time(
    planned: Planned, letters: Letters, n_letters: int
) -> None:
    documents, facts = letters(n_letters, 4, "zh")
    answers = tuple(f.fact_id for f in facts[:3])
    plan = planned(documents, facts, answers=answers, language="zh", n_chars=400)
    leads = [b.lead_in for block in plan.blocks for b in block.beats]
    assert len(leads) > 3 and all("2031年5月" in lead for lead in leads) is (n_letters > 1)


@pytest.mark.parametrize(
    ("language", "own"),
    [("en", "We in Corran never asked for any lid of oak."), ("zh", "我们柯兰村从未要过橡木盖子。")],
)
def test_words_in_the_first_person_are_quoted(
    planned: Planned, source: Source, fact: MakeFact, language: Language, own: str
) -> None:
    texts = (own, sentence(1, language), sentence(2, language))
    documents = [source(t, f"{n}.txt", language) for n, t in enumerate(texts)]
    facts = [fact(f"F{n}", d, relevance=0.5) for n, d in enumerate(documents)]
    plan = planned(documents, facts, answers=("F0", "F1", "F2"), language=language)
    assert {b.fact_ids[0]: b.as_quotation for b in plan.blocks[0].beats} == {"F0": True, "F1": False, "F2": False}


def test_a_block_of_three_has_one_quotation(planned: Planned, letters: Letters) -> None:
    documents, facts = letters(3)
    best = [facts[0], facts[1].model_copy(update={"relevance": 0.9, "speaker": "Ruth Vane"}), facts[2]]
    (answer,) = planned(documents, best, answers=("F001", "F002", "F003")).blocks
    assert [b.as_quotation for b in answer.beats] == [False, True, False]
    two = planned(documents[:2], best[:2], answers=("F001", "F002"))
    assert not any(b.as_quotation for b in two.blocks[0].beats)


def test_a_quotation_holds_no_other(planned: Planned, source: Source, fact: MakeFact) -> None:
    texts = [f"{sentence(n).removesuffix('.')} and called it “an {n} loan” in its books." for n in range(3)]
    documents = [source(t, f"{n}.txt") for n, t in enumerate(texts)]
    facts = [fact(f"F{n}", d, relevance=0.5) for n, d in enumerate(documents)]
    (answer,) = planned(documents, facts, answers=("F0", "F1", "F2")).blocks
    assert not any(b.as_quotation for b in answer.beats)


# --- led by questions ------------------------------------------------------------------------------------------------


@pytest.fixture
def led(ask: Make, narrative: Make, indexed: Make, source: Source, fact: MakeFact) -> Make:
    """Maker of a plan whose sections are two questions, from laws of 2007 and 2022 and letters on either question."""

    def make(*, revised: bool = True) -> Plan:
        words = "A ferryman without a lamp, shall pay £{}. {}"
        laws = [
            source(words.format(fine, rest), f"{year}.txt", title="Ferry Act", date=dt.date(year, 5, 1))
            for year, fine, rest in ((2007, 50, "Boats land at noon."), (2022, 900, "Boats land at dusk."))
        ]
        facts = [fact(f"L{n}", law, law.text.split(". ")[0] + ".", relevance=0.5) for n, law in enumerate(laws)] + [
            fact(f"B{n}", law, law.text.split(". ")[1], relevance=0.4) for n, law in enumerate(laws)
        ]
        plain = (
            Slot(role="lede", question="?", length_share=0.2, evidence_quota=1),
            Slot(role="question", question="?", length_share=0.6, per_question=True, answers_assignment=True),
            Slot(role="kicker", question="?", length_share=0.2, evidence_quota=1),
        )
        schema = narrative(*plain).asking(("What does it cost", "When do boats land"))
        by_id = {law.doc_id: law for law in laws}
        material = Material(
            facts=tuple(facts),
            eras={},
            camps=Camps(by_speaker={}),
            revisions=find_revisions(facts, by_id, "en") if revised else (),
            fit={"question-1": {"L0": 1.0, "L1": 1.0}, "question-2": {"B0": 1.0, "B1": 0.5}},
            answers={"question-2": ("B0",)},
        )
        index = indexed(source("Likeness of texts needs no passages of theirs."))
        return make_plan(schema, "named", material, ask("The ferry."), 700, by_id, index)

    return make


def test_what_changed_opens_an_article_led_by_questions(led: Make) -> None:
    """Both versions in one beat, told once, and nothing beside it."""
    plan = led()
    lede = plan.blocks[0]
    assert [b.fact_ids for b in lede.beats] == [("L1", "L0")] and lede.spare_beats == ()
    later = [i for b in plan.blocks[1:] for beat in (*b.beats, *b.spare_beats) for i in beat.fact_ids]
    assert not {"L0", "L1"} & set(later)


def test_a_section_holds_only_what_speaks_to_its_question(led: Make) -> None:
    told = main_facts(led(revised=False))
    assert set(told["question-2"]) == {"B0", "B1"}
    assert set(told.get("question-1", ())) <= {"L0", "L1"}
    assert led().answer_fact_ids == ("B0",)


def test_what_another_source_contradicts_names_its_source_in_any_place(
    planned: Make, source: Source, fact: MakeFact
) -> None:
    """Also after an editor has changed the plan."""
    log = source("The ferry cost 900 pounds. The boatman slept.", title="Ferry log", date=dt.date(2031, 5, 1))
    facts = [fact(f"F{n}", log, words, relevance=0.5) for n, words in enumerate(log.text[:-1].split(". "))]
    plan = planned([log], facts).model_copy(update={"disputed_fact_ids": ("F0",)})
    framed = with_leads(plan, {f.fact_id: f for f in facts}, {log.doc_id: log}, "en")
    beats = {b.fact_ids[0]: b for block in framed.blocks for b in (*block.beats, *block.spare_beats)}
    assert beats["F0"].follow_in == beats["F0"].lead_in != ""
    assert beats["F1"].follow_in != beats["F1"].lead_in


@pytest.mark.parametrize(("title", "chosen"), [("渡船法", "F002"), ("渡船日志", "F001")])
def test_an_older_version_of_a_rule_gives_way_where_the_story_does_not_begin(
    planned: Planned, source: Source, fact: MakeFact, title: str, chosen: str
) -> None:
    texts = [sentence(n, "zh") for n in range(4)]
    days = [dt.date(2011, 5, 1), dt.date(2024, 5, 1), dt.date(2020, 5, 1), dt.date(2020, 5, 2)]
    names = [title, title, "甲方来信", "乙方来信"]
    documents = [
        source(text, f"{n}.txt", "zh", title=name, date=day)
        for n, (text, name, day) in enumerate(zip(texts, names, days, strict=True))
    ]
    relevance = (0.6, 0.55, 0.2, 0.1)
    facts = [fact(f"F{n + 1:03d}", d, relevance=relevance[n]) for n, d in enumerate(documents)]
    plan = planned(documents, facts, language="zh", n_chars=60)
    assert main_facts(plan)["answer"] == [chosen]
