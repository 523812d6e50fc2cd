"""Planted errors: each kind changes what it says it changes, by the seed, in supported sentences only."""

from __future__ import annotations

import random
from collections.abc import Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from deepnews.agents.decompose import decompose
from deepnews.eval.corrupt.measure import PLANTERS, Planted, measure_corruption, plant, rounds, with_sentences
from deepnews.eval.corrupt.planting import KINDS, Kind, Surroundings, is_free
from deepnews.schemas.base import Language
from deepnews.schemas.draft import Draft, DraftBlock, Paragraph, Sentence
from deepnews.schemas.verification import CheckedClaim, Verdict

EN = (
    "On 3 May 2019 Ferro Ltd closed the Halden mill in Norby.",
    "Mayor Ingrid Vale said that the town was not warned.",
    "“We were told nothing before the closing of the mill,” Vale said.",
    "Some of the 412 workers may find work at Tarn Works in Elvik.",
    "Jonas Krag noted that the subsidy was paid in March 2018.",
)
ZH = (
    "2021年3月5日，临江市第二医院启用新门诊楼，总投资4.2亿元。",
    "院长周启明表示，“新楼设有一百二十个诊室，可以满足需要”。",
    "市卫健委称，部分科室可能在2023年搬迁。",
    "财务科长林静认为，该项目没有使用银行贷款。",
)
PLACES: dict[Kind, tuple[tuple[Language, str], ...]] = {
    "number": (("en", EN[3]), ("zh", ZH[0])),
    "date": (("en", EN[0]), ("zh", ZH[0])),
    "name": (("en", EN[0]), ("zh", ZH[1])),
    "quotation": (("en", EN[2]), ("zh", ZH[1])),
    "speaker": (("en", EN[4]), ("zh", ZH[3])),
    "frame": (("en", EN[3]), ("zh", ZH[2])),
    "negation": (("en", EN[1]), ("zh", ZH[3])),
    "modality": (("en", EN[3]), ("zh", ZH[2])),
    "over_inference": (("en", EN[0]), ("zh", ZH[0])),
}


def around(language: Language) -> Surroundings:
    return Surroundings(language=language, sentences=EN if language == "en" else ZH)


def planted(kind: Kind, language: Language, text: str, seed: int = 1) -> str | None:
    return PLANTERS[kind](text, around(language), random.Random(seed))


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("place", [0, 1])
@pytest.mark.parametrize("seed", range(4))
def test_each_kind_changes_its_sentence_in_both_languages(kind: Kind, place: int, seed: int) -> None:
    language, text = PLACES[kind][place]
    after = planted(kind, language, text, seed)
    assert after is not None
    assert after.strip() != text
    assert planted(kind, language, text, seed) == after


def test_what_is_quoted_changes_in_quotations_only() -> None:
    for seed in range(8):
        after = planted("quotation", "en", EN[2], seed)
        assert after is not None
        assert after.endswith("” Vale said.")
        assert planted("number", "zh", ZH[1], seed) is None


def test_a_negation_goes_where_there_is_one_and_comes_where_there_is_none() -> None:
    assert planted("negation", "en", EN[1]) == "Mayor Ingrid Vale said that the town was warned."
    assert planted("negation", "en", EN[4]) == "Jonas Krag noted that the subsidy was not paid in March 2018."
    assert planted("negation", "zh", ZH[3]) == "财务科长林静认为，该项目使用银行贷款。"


def test_the_month_of_may_is_no_possibility() -> None:
    assert planted("modality", "en", "The mill closed on 3 May 2019.") is None


@pytest.mark.parametrize("kind", KINDS)
def test_a_sentence_without_a_place_stays_as_it_is(kind: Kind) -> None:
    bare = Surroundings(language="en", sentences=("Rain fell.",))
    assert PLANTERS[kind]("Rain fell.", bare, random.Random(1)) is None


def test_titles_and_quotations_are_not_free() -> None:
    text = "《医院启用公告》称，“新楼启用”。"
    assert not is_free(text, 1, 3)
    assert not is_free(text, text.index("新楼"), text.index("新楼") + 2)
    assert is_free(text, text.index("称"), text.index("称") + 1)


@settings(max_examples=60, deadline=None)
@given(st.sampled_from(KINDS), st.sampled_from(["en", "zh"]), st.text(max_size=80), st.integers(0, 99))
def test_any_text_is_changed_or_left_alone(kind: Kind, language: Language, text: str, seed: int) -> None:
    after = planted(kind, language, text, seed)
    assert after is None or isinstance(after, str)


# --- measuring -------------------------------------------------------------------------------------------------------


def draft(language: Language = "en") -> Draft:
    sentences = [Sentence(sentence_id=f"S{i}", text=t) for i, t in enumerate(EN if language == "en" else ZH)]
    block = DraftBlock(block_id="B1", paragraphs=(Paragraph(sentences=tuple(sentences)),))
    return Draft(language=language, headline=Sentence(sentence_id="H", text="Mill"), blocks=(block,))


def checker(article: Draft, known: Sequence[str], blind: str = "\0") -> list[CheckedClaim]:
    """Every sentence of the original is supported, every other one is not, unless it holds the blind word."""
    found = []
    for item in decompose(article):
        text = next(s.text for s in article.sentences if s.sentence_id == item.claim.sentence_id)
        verdict: Verdict = "supported" if text in known or blind in text else "refuted"
        found.append(
            CheckedClaim(
                claim=item.claim, verdict=verdict, support_prob=0.5, reason_code="x", reason="x", decided_by="rules"
            )
        )
    return found


@pytest.mark.parametrize(("language", "known"), [("en", EN), ("zh", ZH)])
def test_a_checker_that_knows_all_catches_all(language: Language, known: Sequence[str]) -> None:
    found = measure_corruption(draft(language), lambda d: checker(d, known), "all", k=2, seed=7, corpus_sha256="c")
    assert set(found.planted) == set(found.caught) == set(KINDS)
    assert found.planted == found.caught
    assert sum(found.planted.values()) > 8
    assert (found.false_reds.n_turned_red, found.false_reds.n_red_before) == (0, 0)
    assert found.false_reds.n_untouched > 0


def test_a_blind_checker_misses_what_it_cannot_see() -> None:
    found = measure_corruption(
        draft(),
        lambda d: checker(d, EN, blind=" "),
        "blind",
        k=2,
        seed=7,
        corpus_sha256="c",
        kinds=("date", "negation"),
    )
    assert set(found.planted) == {"date", "negation"}
    assert sum(found.planted.values()) > 0
    assert sum(found.caught.values()) == 0


def test_nothing_is_planted_in_red_sentences() -> None:
    errors = plant(draft(), {"S0"}, k=5, seed=1)
    assert errors
    assert {e.sentence_id for e in errors} == {"S0"}


def test_the_seed_decides() -> None:
    every = {s.sentence_id for s in draft().sentences}
    assert plant(draft(), every, k=3, seed=1) == plant(draft(), every, k=3, seed=1)
    assert plant(draft(), every, k=3, seed=1) != plant(draft(), every, k=3, seed=2)


def test_rounds_never_change_a_sentence_twice() -> None:
    every = {s.sentence_id for s in draft().sentences}
    errors = plant(draft(), every, k=3, seed=1)
    batches = rounds(errors, 2)
    assert [e for b in batches for e in b] != []
    assert sum(len(b) for b in batches) == len(errors)
    assert all(len(b) <= 2 and len({e.sentence_id for e in b}) == len(b) for b in batches)


def test_sentences_are_exchanged_by_their_ids() -> None:
    changed = with_sentences(draft(), {"S1": "Nothing was said."})
    assert [s.text for s in changed.sentences] == [EN[0], "Nothing was said.", *EN[2:]]


def test_an_article_without_a_sentence_has_no_errors() -> None:
    empty = Draft(language="en", headline=Sentence(sentence_id="H", text="x"), blocks=())
    found = measure_corruption(empty, lambda d: [], "none", k=3, seed=1, corpus_sha256="c")
    assert (sum(found.planted.values()), found.errors, found.false_reds.n_sentences) == (0, (), 0)


def test_a_planted_error_comes_back_from_json() -> None:
    error = plant(draft(), {"S0"}, k=1, seed=1)[0]
    assert Planted.model_validate_json(error.model_dump_json()) == error
