"""Pacing that rewrites: what code proposes, what is compared, what is chosen, and what is taken back."""

from __future__ import annotations

import datetime as dt
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from deepnews.agents.pace.attribution import framed
from deepnews.agents.pace.claims import differences, same_claims
from deepnews.agents.pace.constraints import read_all
from deepnews.agents.pace.gate import Gate
from deepnews.agents.pace.measure import measure
from deepnews.agents.pace.objective import rhythm_values
from deepnews.agents.pace.prose import prose_of
from deepnews.agents.pace.rewrites import joins, rewrites
from deepnews.agents.pace.stage import PacedDraft, blocks_to_hold, pace_draft
from deepnews.agents.pace.units import Ground, Unit, together, with_texts
from deepnews.schemas.base import Language
from deepnews.schemas.corpus import SourceDocument
from deepnews.schemas.draft import Draft, DraftBlock, Paragraph, Sentence
from deepnews.schemas.facts import Fact, Span
from deepnews.schemas.plan import AtomicBlock, Plan
from deepnews.schemas.verification import CheckedClaim, Claim
from deepnews.scripted_model import ScriptedModel, ScriptLine

DAY = dt.date(2024, 5, 14)


def grounded(
    texts: tuple[str, ...], language: Language, *, one_document: bool = True, **fields: Any
) -> tuple[list[Unit], Ground]:
    """A unit for each text, resting on a Fact that is the text itself."""
    doc_of = [0 if one_document else i for i in range(len(texts))]
    bodies = {n: "\n".join(t for t, d in zip(texts, doc_of, strict=True) if d == n) for n in doc_of}
    documents = {
        f"D{n}": SourceDocument(
            doc_id=f"D{n}",
            path=f"{n}.txt",
            language=language,
            text=b,
            title="Minutes",
            date=DAY,
            content_sha256="0" * 64,
        )
        for n, b in bodies.items()
    }
    facts, units = {}, []
    for i, (text, n) in enumerate(zip(texts, doc_of, strict=True)):
        start = bodies[n].index(text)
        span = Span(doc_id=f"D{n}", start=start, end=start + len(text), text=text)
        facts[f"F{i}"] = Fact(fact_id=f"F{i}", spans=(span,), doc_title="Minutes", doc_date=DAY, **fields)
        sentence = Sentence(sentence_id=f"B1.{i}", text=text, fact_ids=(f"F{i}",))
        units.append(Unit(plain=(sentence,), sentences=(sentence,)))
    return units, Ground(facts, documents, language)


def made(kind: str, language: Language, *texts: str, **fields: Any) -> list[tuple[str, ...]]:
    units, ground = grounded(texts, language, one_document=kind != "pair", **fields)
    found = joins(units[0], units[1], ground) if len(units) == 2 else rewrites(units[0], ground)
    return [t for k, t in found if k == kind]


# --- what code proposes ----------------------------------------------------------------------------------------------

EN_SAID = "The minutes of May 14, 2024 said that the board closed the dye works at Corran."
CASES: list[tuple[str, Language, tuple[str, ...], tuple[str, ...]]] = [
    (
        "dateline",
        "en",
        (EN_SAID,),
        ("May 14, 2024.", "The minutes said that the board closed the dye works at Corran."),
    ),
    (
        "dateline",
        "en",
        ("On May 14, 2024, Dana Ruiz said: “We close.”",),
        ("May 14, 2024.", "Dana Ruiz said: “We close.”"),
    ),
    ("credit", "en", (EN_SAID,), ("The board closed the dye works at Corran.", "So said the minutes of May 14, 2024.")),
    ("turn", "en", (EN_SAID,), ("The board closed the dye works at Corran, the minutes of May 14, 2024 said.",)),
    (
        "turn",
        "en",
        ("In a letter of May 14, 2024, Dana Ruiz wrote that the works closed.",),
        ("The works closed, Dana Ruiz wrote in a letter of May 14, 2024.",),
    ),
    (
        "split",
        "en",
        ("The board closed the dye works, and the mill kept its 12 looms.",),
        ("The board closed the dye works.", "The mill kept its 12 looms."),
    ),
    (
        "split",
        "en",
        ("The dye works may not open again, but the mill kept its 12 looms.",),
        ("The dye works may not open again.", "The mill kept its 12 looms."),
    ),
    (
        "fragment",
        "en",
        ("The mill sold 46 looms in the spring, none of which was paid for.",),
        ("The mill sold 46 looms in the spring.", "None of which was paid for."),
    ),
    (
        "pair",
        "en",
        (EN_SAID, "On June 3, 2024, Dana Ruiz said: “We close.”"),
        (
            "The minutes of May 14, 2024 said that the board closed the dye works at Corran; on June 3, 2024, "
            "Dana Ruiz said: “We close.”",
        ),
    ),
    (
        "pair",
        "zh",
        ("2024年5月14日，林若安说，染坊已经停工。", "2024年6月3日，周启明说：“厂子不关。”"),
        ("2024年5月14日，林若安说，染坊已经停工；2024年6月3日，周启明说：“厂子不关。”",),
    ),
    (
        "split-quotation",
        "en",
        ("Dana Ruiz said: “The works closed in May, and 210 of the 1,140 jobs went.”",),
        ("Dana Ruiz said: “The works closed in May.”", "And “210 of the 1,140 jobs went.”"),
    ),
    (
        "split-quotation",
        "en",
        ("Dana Ruiz said: “The works could not stay open, and we may sell the looms.”",),
        ("Dana Ruiz said: “The works could not stay open.”", "And “we may sell the looms.”"),
    ),
    (
        "split-quotation",
        "en",
        ("Dana Ruiz said: “The works closed in May; the looms went to Marle.”",),
        ("Dana Ruiz said: “The works closed in May.”", "“[T]he looms went to Marle.”"),
    ),
    (
        "join",
        "en",
        (EN_SAID, "The mill kept 12 looms."),
        ("The minutes of May 14, 2024 said that the board closed the dye works at Corran; the mill kept 12 looms.",),
    ),
    (
        "join",
        "en",
        ("On May 14, 2024, Dana Ruiz said: “We close.”", "Ruiz went on: “Nobody was told.”"),
        ("On May 14, 2024, Dana Ruiz said: “We close”, and “Nobody was told.”",),
    ),
    (
        "drop-frame",
        "en",
        ("On May 14, 2024, Dana Ruiz said: “We close.”", "Ruiz went on: “Nobody was told.”"),
        ("On May 14, 2024, Dana Ruiz said: “We close.”", "“Nobody was told.”"),
    ),
    (
        "split-quotation",
        "en",
        ("“The works closed in May, and the looms went to Marle”, Dana Ruiz said on May 14, 2024.",),
        ("“The works closed in May”, Dana Ruiz said on May 14, 2024.", "And “the looms went to Marle.”"),
    ),
    (
        "told",
        "en",
        ("“The works closed in May”, Dana Ruiz said on May 14, 2024.",),
        ("“The works closed in May.”", "The speaker was Dana Ruiz, on May 14, 2024."),
    ),
    (
        "told",
        "en",
        ("In a letter of May 14, 2024, Dana Ruiz wrote: “Who told the dyers?”",),
        ("“Who told the dyers?”", "The writer was Dana Ruiz, in a letter of May 14, 2024."),
    ),
    (
        "series",
        "en",
        ("On May 14, 2024, Dana Ruiz said that the works closed.", "Ruiz added that the looms went to Marle."),
        ("On May 14, 2024, Dana Ruiz said that the works closed; that the looms went to Marle.",),
    ),
    (
        "series",
        "en",
        ("Ruiz noted that the works closed; that the looms went.", "According to Ruiz, the vats stayed in Corran."),
        ("Ruiz noted that the works closed; that the looms went; and that the vats stayed in Corran.",),
    ),
    (
        "pair",
        "en",
        ("On May 14, 2024, Dana Ruiz said: “We close.”", "On May 14, 2024, Owen Pike said: “We stay.”"),
        ("On May 14, 2024, Dana Ruiz said: “We close”; Owen Pike said: “We stay.”",),
    ),
    (
        "told",
        "zh",
        ("2024年5月14日，林若安说：“染坊已经停工。”",),
        ("“染坊已经停工。”", "这是林若安在2024年5月14日的原话。"),
    ),
    (
        "told",
        "zh",
        ("2024年5月14日的《纺织厂纪要》写道：“染坊已经停工。”",),
        ("“染坊已经停工。”", "这段话出自2024年5月14日的《纺织厂纪要》。"),
    ),
    (
        "split-duty",
        "zh",
        ("《染坊条例》载明，染坊须建立排水台账，并制定停工规则，采取有效措施保护水源。",),
        ("《染坊条例》载明，染坊须建立排水台账。", "还须制定停工规则，采取有效措施保护水源。"),
    ),
    (
        "split-duty",
        "zh",
        ("《染坊条例》写道：“染坊应当依照规定，建立健全排水制度，落实水源保护责任。”",),
        ("《染坊条例》写道：“染坊应当依照规定，建立健全排水制度。”", "还应当“落实水源保护责任”。"),
    ),
    (
        "dateline",
        "zh",
        ("2024年5月14日，《纺织厂纪要》写明：“会议同意停用三台织机。”",),
        ("2024年5月14日。", "《纺织厂纪要》写明：“会议同意停用三台织机。”"),
    ),
    (
        "credit",
        "zh",
        ("2024年5月14日的《纺织厂纪要》写明，染坊五月已经停工。",),
        ("染坊五月已经停工。", "以上出自2024年5月14日的《纺织厂纪要》。"),
    ),
    (
        "split-quotation",
        "zh",
        ("《纺织厂纪要》写明：“染坊已经停工；合同金额合计438万元。”",),
        ("《纺织厂纪要》写明：“染坊已经停工。”", "“合同金额合计438万元。”"),
    ),
    (
        "join",
        "zh",
        ("《纺织厂纪要》写明，染坊五月已经停工。", "《纺织厂纪要》还写明：“织机运往马尔。”"),
        ("《纺织厂纪要》写明，染坊五月已经停工；“织机运往马尔。”",),
    ),
    (
        "drop-frame",
        "zh",
        ("《纺织厂纪要》写明：“染坊停工。”", "该纪要还写道：“织机运往马尔。”"),
        ("《纺织厂纪要》写明：“染坊停工。”", "“织机运往马尔。”"),
    ),
]


@pytest.mark.parametrize(("kind", "language", "texts", "wanted"), CASES)
def test_what_code_makes_of_it(kind: str, language: Language, texts: tuple[str, ...], wanted: tuple[str, ...]) -> None:
    assert wanted in made(kind, language, *texts)
    assert same_claims(texts, wanted, language)


@pytest.mark.parametrize(
    ("kind", "language", "text"),
    [
        # what the first half governs would stand alone as a fact
        (
            "split-quotation",
            "en",
            "Dana Ruiz decided that “no paper goes out before the order is placed, and a cost is certain”.",
        ),
        ("split-quotation", "en", "Dana Ruiz said: “If the dye fails, we close, and 40 jobs go.”"),
        ("split-quotation", "en", "Dana Ruiz said: “I do not think the works will open, and we may sell the looms.”"),
        ("split-quotation", "en", "Dana Ruiz said: “The works must not open in May, and close in June.”"),
        ("split", "en", "The board did not close the works, and the mill lost its looms."),
        ("split", "en", "The board closed the works, and dyers."),
        ("split", "en", "If the dye fails, the works close, but the mill keeps its looms."),
        ("fragment", "en", "The minutes noted: “The mill sold 46 looms in the spring, none of which was paid for.”"),
        # the last member of a list is no sentence
        (
            "split-quotation",
            "en",
            "Dana Ruiz said: “The order rests on the depth of the market, the size of the mill, and trust in the law.”",
        ),
        ("split", "en", "The board met on Monday, and approved the plan of the mill."),
        ("split", "en", "The board closed the works, and the mill that fed it."),
        ("split-quotation", "zh", "《纺织厂纪要》写明：“如果染料不合格，染坊停工，合同终止。”"),
        ("split-quotation", "zh", "《纺织厂纪要》写明：“截至2023年12月31日，染坊停工。”"),
        ("split-quotation", "zh", "《纺织厂纪要》写明：“会议要求清点织机，封存染缸。”"),
        ("split-duty", "zh", "《染坊条例》载明，染坊不得排水的，须建立台账，并制定停工规则，采取有效措施。"),
        ("split-duty", "zh", "《染坊条例》载明，染坊须建立排水台账，镇政府负责定期检查水源。"),
        ("split-duty", "zh", "《染坊条例》载明，染坊须依照镇政府的规定，建立排水台账。"),
        ("split-duty", "zh", "《染坊条例》载明，染坊可以建立排水台账，并制定停工规则和保护措施。"),
        # a body has no face, and "that day" needs its day before it
        ("told", "en", "On May 14, 2024, the Dye Board said: “The works closed.”"),
        ("told", "en", "On May 14, 2024, Dana Ruiz said that the works closed."),
        ("credit", "en", "The minutes of May 14, 2024 said that the works closed that day."),
        ("turn", "en", "The minutes of May 14, 2024 said that the works closed that day."),
        # a forecast needs its source in the same sentence
        ("dateline", "en", "The board closed the works on May 14, 2024."),
    ],
)
def test_what_code_leaves_alone(kind: str, language: Language, text: str) -> None:
    assert made(kind, language, text) == []


@pytest.mark.parametrize(
    ("language", "text", "wanted"),
    [
        (
            "en",
            "On May 14, 2024, Dana Ruiz said that the board closed the dye works, and the mill kept its 12 looms.",
            (
                "On May 14, 2024, Dana Ruiz said that the board closed the dye works.",
                "The mill kept its 12 looms, Ruiz said.",
            ),
        ),
        (
            "zh",
            "2024年5月14日，林若安说，染坊五月已经停工；织机已经运往马尔。",
            ("2024年5月14日，林若安说，染坊五月已经停工。", "林若安还说，织机已经运往马尔。"),
        ),
    ],
)
def test_each_half_of_what_somebody_says_names_them(language: Language, text: str, wanted: tuple[str, ...]) -> None:
    speaker = "Dana Ruiz" if language == "en" else "林若安"
    assert made("split", language, text, speaker=speaker) == [wanted]
    assert same_claims((text,), wanted, language)
    assert not same_claims(
        (text,), (wanted[0], wanted[1].replace("Ruiz", "Pike").replace("林若安", "周启明")), language
    )


def test_only_plain_statements_get_their_credit_afterwards() -> None:
    assert made("credit", "en", EN_SAID, modality="fact")
    assert not made("credit", "en", EN_SAID, modality="forecast")
    assert not made("credit", "en", EN_SAID, modality="allegation")


@pytest.mark.parametrize("kind", ["join", "drop-frame"])
def test_two_sources_are_never_run_together(kind: str) -> None:
    texts = ("Dana Ruiz said that the works closed.", "Owen Pike said that the looms went to Marle.")
    units, ground = grounded(texts, "en")
    assert not [t for k, t in joins(units[0], units[1], ground) if k == kind]
    units, ground = grounded((EN_SAID, "The mill kept its 12 looms."), "en", one_document=False)
    assert not list(joins(units[0], units[1], ground)), "one of them is not named"


def test_one_source_is_not_named_twice_in_a_sentence() -> None:
    texts = (
        "According to the minutes of May 14, 2024, the works closed.",
        "The minutes of May 14, 2024 said: “We sell.”",
    )
    units, ground = grounded(texts, "en", one_document=False)
    assert not [t for k, t in joins(units[0], units[1], ground) if k == "pair"]


@pytest.mark.parametrize(
    "after",
    [
        "Dana Ruiz said that the works closed; Owen Pike said that the works closed.",
        "Owen Pike said that the works closed; Dana Ruiz said that the looms went to Marle.",
        "Dana Ruiz said that the works closed; the looms went to Marle.",
    ],
)
def test_two_sources_side_by_side_keep_their_words_apart(after: str) -> None:
    before = ("Dana Ruiz said that the works closed.", "Owen Pike said that the looms went to Marle.")
    together_ = "Dana Ruiz said that the works closed; Owen Pike said that the looms went to Marle."
    assert same_claims(before, (together_,), "en")
    assert not same_claims(before, (after,), "en")


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("染坊须建立排水台账。", "染坊须建立排水台账。还须制定停工规则。"),
        ("染坊建立排水台账，制定停工规则。", "染坊建立排水台账。还须制定停工规则。"),
        ("染坊须建立排水台账，镇政府检查水源。", "染坊须建立排水台账。还须镇政府检查水源。"),
        ("染坊应当建立排水台账，制定停工规则。", "染坊应当建立排水台账。还须制定停工规则。"),
    ],
)
def test_a_duty_is_carried_over_only_where_the_drafted_sentence_held_it(before: str, after: str) -> None:
    said = tuple(s + "。" for s in after.removesuffix("。").split("。"))
    assert not same_claims((before,), said, "zh")


@pytest.mark.parametrize(("when", "code"), [("", ""), (" on 2 May 2024", "date.frame")])
def test_a_date_that_the_ledger_would_refute_does_not_stand_alone(when: str, code: str) -> None:
    """A dateline is read as the day of what is told."""
    (unit,), ground = grounded((f"The dye works at Corran closed{when}.",), "en")
    texts = ("May 14, 2024.", f"The minutes said: “The dye works at Corran closed{when}.”")
    gate = Gate(ground)
    drafted = unit.plain[0].model_copy(update={"text": f"On May 14, 2024, {texts[1].replace('The', 'the', 1)}"})
    gate.passes(with_texts(unit.model_copy(update={"plain": (drafted,)}), texts, "dateline"))
    assert [r.code for r in gate.refused] == ([code] if code else [])


def test_a_speaker_named_afterwards_is_held_to_the_quotation() -> None:
    before = ("“The works closed in May”, Dana Ruiz said on May 14, 2024.",)
    after = ("“The works closed in May.”", "The speaker was Owen Pike, on May 14, 2024.")
    assert {d.kind for d in differences(before, after, "en")} == {"speaker"}
    assert {d.kind for d in differences(before, (after[0],), "en")} == {"date", "speaker"}


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("The speaker was not in Corran, on May 14, 2024.", "en"),
        ("这是公司的问题。", "zh"),
        ("这段话出自公司的仓库。", "zh"),
    ],
)
def test_a_statement_is_not_taken_for_a_frame(text: str, language: Language) -> None:
    assert not framed(text, language).is_frame_only


def test_frames() -> None:
    assert framed("According to Dana Ruiz, the works closed.", "en").source == "Dana Ruiz"
    assert framed("“We close,” Ruiz said on May 14, 2024.", "en").dates == ("May 14, 2024",)
    assert framed("It was widely reported that the works closed.", "en").source == ""
    assert framed("So said the minutes of May 14, 2024.", "en").is_frame_only
    assert framed("据2024年5月14日的《纪要》，染坊停工。", "zh").body == "染坊停工。"
    assert framed("合同约定，染坊停工。", "zh").source == ""


# --- what is compared ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("after", "kind"),
    [
        ("The minutes of May 14, 2024 said that the board did not close the dye works at Corran.", "negation"),
        ("The minutes of May 14, 2024 said that the board closed 2 dye works at Corran.", "number"),
        ("The minutes of May 15, 2024 said that the board closed the dye works at Corran.", "date"),
        ("The minutes of May 14, 2024 said that the board closed the dye works at Marle.", "name"),
        ("The letter of May 14, 2024 said that the board closed the dye works at Corran.", "speaker"),
        ("The minutes of May 14, 2024 said that the board may have closed the dye works at Corran.", "modality"),
        ("The minutes of May 14, 2024 said that the board closed “the dye works” at Corran.", "quotation"),
        ("The minutes of May 14, 2024 said that the board closed the works at Corran.", "word.lost"),
    ],
)
def test_a_difference_has_its_name(after: str, kind: str) -> None:
    assert kind in {d.kind for d in differences((EN_SAID,), (after,), "en")}


def test_a_phrase_may_go_only_where_it_is_named() -> None:
    before, after = "Importantly, the works closed.", "The works closed."
    assert not same_claims((before,), (after,), "en")
    assert same_claims((before,), (after,), "en", dropped=("Importantly",))
    assert not same_claims(
        ("“Importantly, the works closed.”",), ("“The works closed.”",), "en", dropped=("Importantly",)
    )


WORDS = st.lists(
    st.sampled_from([*"“”,.3", "the", "board", "closed", "not", "may", "Corran", "said", "and"]), max_size=14
)


@given(WORDS, WORDS)
@settings(deadline=None, max_examples=80)
def test_differences_are_none_to_itself_and_seen_from_both_sides(one: list[str], other: list[str]) -> None:
    a, b = " ".join(one), " ".join(other)
    assert same_claims((a,), (a,), "en")
    assert same_claims((a,), (b,), "en") == same_claims((b,), (a,), "en")


# --- what is chosen --------------------------------------------------------------------------------------------------


@given(st.lists(st.lists(st.integers(1, 40), min_size=1, max_size=4), min_size=1, max_size=5))
@settings(deadline=None, max_examples=40)
def test_the_search_measures_what_the_report_shows(lengths: list[list[int]]) -> None:
    paragraphs = [[f"{'Looms' if n % 2 else 'Dyers'} {'turn ' * n}– on." for n in p] for p in lengths]
    readings = {r.code: r.value for r in read_all(prose_of(paragraphs, "en")) if r.value is not None}
    for code, value in rhythm_values(paragraphs, "en").items():
        assert value == pytest.approx(readings[code])


def flat_draft(*texts: str) -> tuple[Draft, Plan, Ground]:
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


def paced(draft: Draft, plan: Plan, ground: Ground, **given_: Any) -> PacedDraft:
    values: dict[str, Any] = {"model": None, "seed": 7, "n_calls_most": 0, "held": (), **given_}
    return pace_draft(draft, plan, ground, values.pop("model"), **values)


def test_a_flat_article_is_paced_and_says_the_same(flat: tuple[str, ...]) -> None:
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


DATED = tuple(
    f"On May {day}, 2024, {who} noted that the {what} went to Marle on carts before the snow lay on the moor road."
    for day, who, what in zip(
        (2, 9, 16, 23, 30, 31),
        ("Dana Ruiz", "Owen Pike", "Ines Marl", "Tom Hale", "Rosa Quill", "Ada Finch"),
        ("looms", "vats", "spindles", "ledgers", "carts", "lamps"),
        strict=True,
    )
)


def test_one_sentence_of_an_article_at_most_names_only_a_date_or_a_source_and_never_its_first() -> None:
    draft, plan, ground = flat_draft(*DATED)
    texts = [s.text for s in paced(draft, plan, ground).draft.sentences]
    devices = [n for n, text in enumerate(texts) if framed(text, "en").is_frame_only]
    assert len(devices) == 1 and devices != [0]


def test_the_lede_says_itself_who_says_it_and_is_not_run_on() -> None:
    draft, plan, ground = flat_draft(*DATED)
    first = paced(draft, plan, ground).draft.blocks[0].paragraphs[0].sentences[0]
    assert framed(first.text, "en").source == "Dana Ruiz" and first.fact_ids == ("F0",)


def test_devices_stand_apart_and_few_of_a_kind() -> None:
    texts = [f"On May {n}, 2024, Dana Ruiz said: “The looms of hall {n} went to Marle on carts.”" for n in range(1, 11)]
    units, ground = grounded(tuple(texts), "en")
    blocks = tuple(
        DraftBlock(block_id=f"B{n}", paragraphs=(Paragraph(sentences=tuple(u.plain[0] for u in units[n : n + 2])),))
        for n in range(0, 10, 2)
    )
    draft, plan, _ = flat_draft(*texts)
    result = paced(draft.model_copy(update={"blocks": blocks}), plan, ground)
    held = [
        any(framed(s.text, "en").is_frame_only for s in p.sentences) for b in result.draft.blocks for p in b.paragraphs
    ]
    assert not any(one and other for one, other in pairwise(held))
    rewrites_ = result.account.rewrites
    assert 1 <= sum(held) <= 2 and rewrites_.get("dateline", 0) <= 2 and rewrites_.get("told", 0) <= 1


def test_pacing_is_the_same_each_time(flat: tuple[str, ...]) -> None:
    draft, plan, ground = flat_draft(*flat)
    assert paced(draft, plan, ground) == paced(draft, plan, ground)


def test_a_block_that_is_held_stays_as_drafted(flat: tuple[str, ...]) -> None:
    draft, plan, ground = flat_draft(*flat)
    result = paced(draft, plan, ground, held=("B1",))
    assert result.draft.blocks[0] == draft.blocks[0]
    assert result.draft.blocks[1] != draft.blocks[1]
    assert result.account.blocks_rolled_back == ("B1",)


def checked(sentence_id: str, verdict: Any) -> CheckedClaim:
    claim = Claim(claim_id="C1", sentence_id=sentence_id, text="x", start=0, end=1)
    return CheckedClaim(claim=claim, verdict=verdict, support_prob=0.0, reason_code="x", reason="x", decided_by="rules")


def test_a_red_rewrite_takes_its_block_back_and_what_was_red_before_does_not(flat: tuple[str, ...]) -> None:
    draft, plan, ground = flat_draft(*flat)
    result = paced(draft, plan, ground, held=("B2",))
    rewritten, block_id = next(iter(result.rewritten.items()))
    kept = next(s.sentence_id for s in result.draft.sentences if s.sentence_id not in result.rewritten)
    assert blocks_to_hold(result, [checked(kept, "refuted")], (), 0) == ()
    assert blocks_to_hold(result, [checked(rewritten, "supported")], (), 0) == ()
    assert blocks_to_hold(result, [checked(rewritten, "not_enough_info")], (), 0) == (block_id,)
    assert blocks_to_hold(result, [checked(rewritten, "unscored")], (), 2) == ("B1", "B2")


def test_the_model_takes_a_stock_phrase_out(flat: tuple[str, ...]) -> None:
    texts = (*flat[:-1], "It is important to note that the board heard the weavers at noon.")
    draft, plan, ground = flat_draft(*texts)
    reply: Any = ["The board heard the weavers at noon."]
    model = ScriptedModel(lines=(ScriptLine(stage="pace", contains="important to note", reply={"sentences": reply}),))
    result = paced(draft, plan, ground, model=model, n_calls_most=4)
    assert measure(draft, "en").n_formulas == 1 and measure(result.draft, "en").n_formulas == 0
    assert result.account.n_model_taken == 1
    asked = next(r for r in model.requests if "important to note" in r.messages[-1].content)
    assert "without these words: " in asked.messages[0].content.lower()


def test_the_budget_is_kept(flat: tuple[str, ...]) -> None:
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
