"""Pairs by rule: deterministic, balanced, and wrong in one thing only."""

from __future__ import annotations

import datetime as dt
import random

import pytest

from deepnews.eval.training import swaps
from deepnews.eval.training.pairs import make_pairs
from deepnews.eval.training.phrases import both_ways, replaced_phrase, word_pairs
from deepnews.eval.training.positives import POSITIVES, attributed, compressed, lowered, part_quoted
from deepnews.eval.training.windows import Window, is_statement, sources_of, windows_of
from deepnews.schemas.corpus import Corpus, SourceDocument

TEXT = """\
Loan demand weakened in most districts during October, according to reports from the Chicago Bank. Retail sales rose by
12 percent in the Boston District, which had seen heavy snow in the spring. The St. Louis Bank said that 408,000 workers
may lose their jobs before the end of 1975. Steel makers (and their suppliers) expect orders to fall. Construction
outlays of $3.5 billion were approved by the Senate on March 4, 1974.

The Atlanta District has reported fewer building permits than in the previous autumn. Farm income is expected to decline
over the next three months. Some bankers in New York were worried about the quality of their loans. The Cleveland Bank
has not raised its lending rate since the summer. Machine tool orders are still strong in the Dallas District.

Energy shortages have closed several plants in the Boston District. The Senate will vote on the energy bill in June.
Auto dealers in St. Louis were optimistic about sales of small cars. The Chicago Bank and the Dallas District report a
shortage of paper and plastics. Unemployment rose to 6 percent in Atlanta, and layoffs were reported in New York.
Prices of farm land doubled in the Cleveland area during the past two years.
"""


def document(number: int, text: str, author: str = "") -> SourceDocument:
    return SourceDocument(
        doc_id=f"d{number}",
        path=f"{number}.txt",
        title=f"Report number {number} of the reserve banks",
        publisher="Federal Reserve System",
        author=author,
        date=dt.date(1974, 12, number),
        text=text,
        content_sha256=str(number),
    )


@pytest.fixture(scope="module")
def corpus() -> Corpus:
    halves = TEXT.split("\n\n")
    again = "\n\n".join(reversed(halves)).replace("Boston", "Denver").replace("Chicago", "Kansas City")
    return Corpus(documents=(document(1, TEXT + "\n" + TEXT.replace("12", "14")), document(2, again + "\n" + again)))


@pytest.fixture(scope="module")
def window(corpus: Corpus) -> Window:
    return next(windows_of(sources_of(corpus)[0]))


def test_pairs_are_the_same_for_the_same_seed_and_balanced(corpus: Corpus) -> None:
    rows = make_pairs(corpus, seed=3, n_max=40)
    assert rows == make_pairs(corpus, seed=3, n_max=40) != make_pairs(corpus, seed=4, n_max=40)
    assert sum(r.label for r in rows) * 2 == len(rows) == 40
    assert len({r.claim for r in rows}) == len(rows)
    assert len({r.kind for r in rows}) > 8


def test_true_sentences_stand_in_their_window_and_false_ones_do_not(corpus: Corpus) -> None:
    for row in make_pairs(corpus, seed=5, n_max=60):
        if row.kind == "verbatim":
            assert row.claim in row.document
        if row.label == 0:
            assert row.claim not in row.document


def test_windows_are_consecutive_sentences(window: Window) -> None:
    assert window.sentences == window.source.sentences[window.first : window.first + len(window.sentences)]
    assert 50 <= len(window.text.split()) <= 110
    assert window.source.head == "Report number 1 of the reserve banks. Federal Reserve System. December 1, 1974."


def test_every_positive_keeps_the_figures_of_its_sentence(window: Window) -> None:
    sentence = "Retail sales rose by 12 percent in the Boston District, which had seen heavy snow."
    for maker in POSITIVES.values():
        claim = maker(sentence, window, random.Random(1))
        assert claim is None or "Retail sales" in claim or "retail sales" in claim
        assert claim is None or "12" in claim or "twelve" in claim


def test_parts_are_left_out_and_the_rest_is_a_sentence(window: Window) -> None:
    rng = random.Random(0)
    told = compressed("However, steel makers (and their suppliers) expect orders to fall this year.", window, rng)
    assert told == "Steel makers expect orders to fall this year."
    assert compressed("We have seen how lending, which relies on trust, works.", window, rng) is None
    assert compressed("The plan has no parts that can be left out of it.", window, rng) is None


def test_attribution_names_what_the_head_line_names(corpus: Corpus, window: Window) -> None:
    claim = attributed("Loan demand weakened in most districts.", window, random.Random(2))
    assert (
        claim is not None
        and claim.startswith("According to the ")
        and claim.endswith("oan demand weakened in most districts.")
    )
    spoken = next(windows_of(sources_of(Corpus(documents=(document(3, TEXT, "Report"),)))[0]))
    claims = {attributed("Loan demand weakened.", spoken, random.Random(i)) for i in range(20)}
    assert "Report said that loan demand weakened." in claims


def test_partial_quotations_are_words_of_the_sentence(window: Window) -> None:
    sentence = "Some bankers in New York were worried about the quality of their loans this year."
    claim = part_quoted(sentence, window, random.Random(4))
    assert claim is not None and claim.replace("“", "").replace("”", "") == sentence


SWAPPED = [
    (swaps.number, "Retail sales rose by 12 percent in the Boston District.", "12"),
    (swaps.unit, "Construction outlays of $3.5 billion were approved.", "3.5 billion"),
    (swaps.date, "Outlays were approved by the Senate on March 4, 1974.", "March 4, 1974"),
    (swaps.name, "Reports came from the Chicago Bank and others.", "Chicago Bank"),
    (swaps.polarity, "The Cleveland Bank has not raised its lending rate.", "not raised"),
    (swaps.modality, "Many workers may lose their jobs.", "may"),
    (swaps.quantifier, "Some bankers were worried about their loans.", "Some"),
]


@pytest.mark.parametrize(("swap", "claim", "gone"), SWAPPED, ids=lambda x: getattr(x, "__name__", ""))
def test_a_swap_changes_one_thing(swap: swaps.Swap, claim: str, gone: str, window: Window) -> None:
    for seed in range(12):
        changed = swap(claim, window, random.Random(seed))
        if changed is not None:
            kept = [w for w in claim.split() if w in changed.split()]
            assert changed != claim
            assert len(kept) >= len(claim.split()) - 4
    assert any((c := swap(claim, window, random.Random(seed))) and gone not in c for seed in range(12))


@pytest.mark.parametrize("swap", swaps.SWAPS.values(), ids=swaps.SWAPS)
def test_a_claim_without_the_thing_stays(swap: swaps.Swap, window: Window) -> None:
    assert swap("They dance.", window, random.Random(0)) is None


def test_references_and_conditions_are_left_alone(window: Window) -> None:
    assert swaps.number("See figure 4 there.", window, random.Random(0)) is None
    assert swaps.modality("It was in May 1974 that they may meet.", window, random.Random(0)) is None


def test_phrases_keep_capitals_and_articles() -> None:
    rng = random.Random(0)
    assert replaced_phrase("Begin now.", word_pairs("equivalent"), rng) == "Start now."
    assert replaced_phrase("an easy task", both_ways("opposite"), rng) == "a difficult task"
    assert replaced_phrase("no such word here", (("word of", "x"),), rng) is None
    assert replaced_phrase("how many came", word_pairs("wider"), rng, guard="wider") is None


def test_words_of_the_lists_are_words() -> None:
    for key in ("equivalent", "opposite", "stronger", "wider", "units"):
        assert all(isinstance(w, str) and w for pair in word_pairs(key) for w in pair)
        assert all(a != b for a, b in word_pairs(key))


def test_only_statements_become_claims() -> None:
    assert is_statement("Loan demand weakened in most districts during the autumn.")
    for sentence in (
        "Counsel to the Inquiry: the offers were passed on to the cell.",
        "It was passed on to the cell by the minister himself.",
        "Do you know whether the offers were passed on to the cell?",
        "Thank the committee for all the questions and the time.",
        "Short one here.",
    ):
        assert not is_statement(sentence)


def test_names_keep_their_capital_inside_a_sentence() -> None:
    assert lowered("The bank said so.") == "the bank said so."
    assert lowered("Boston reports a fall.") == "Boston reports a fall."
    assert lowered("We’d like that.") == "we’d like that."
