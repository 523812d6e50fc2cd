"""Sources that disagree, figures that were replaced, and statements that bear each other out."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest

from deepnews.agents.corroboration import with_corroboration
from deepnews.agents.disagreements import find_disagreements
from deepnews.agents.rules import annotate
from deepnews.retrieval.index import HybridIndex
from deepnews.schemas.base import Language
from deepnews.schemas.corpus import SourceDocument
from deepnews.schemas.facts import Fact, Span

Source = Callable[..., SourceDocument]
Index = Callable[..., HybridIndex]


LOW = "The parish of Corran paid $900 for the new pump of its old well."
HIGH = LOW.replace("$900", "$950")
COUNTY, PARISH = "Office of the county", "Parish of Corran"
Found = list[tuple[tuple[str, str], str]]


@pytest.fixture
def disagreeing(source: Source, fact: Callable[..., Fact], indexed: Index) -> Callable[..., Found]:
    """Values and superseded Fact between sentences, each the only one of its document, a day later than the last."""

    def find(
        *texts: str, language: Language = "en", same_day: bool = False, publishers: tuple[str, ...] = ("", "")
    ) -> Found:
        documents = [
            source(
                t, f"{n}.txt", language, title=f"Letter {n}", publisher=p, date=dt.date(2031, 5, 1 if same_day else n)
            )
            for n, (t, p) in enumerate(zip(texts, publishers, strict=False), 1)
        ]
        dates = [annotate(d.text, language, d.date).dates for d in documents]
        facts = [fact(f"F{n:03d}", d, dates=when) for n, (d, when) in enumerate(zip(documents, dates, strict=True), 1)]
        found = find_disagreements(facts, {d.doc_id: d for d in documents}, indexed(*documents), language)
        assert all(bool(d.note) != same_day for d in found)
        return [(d.values, d.superseded) for d in found]

    return find


def test_two_values_for_one_thing(disagreeing: Callable[..., Found]) -> None:
    assert disagreeing(LOW, HIGH, same_day=True) == [(("$900", "$950"), "")]
    assert disagreeing(LOW, LOW) == []
    assert disagreeing(LOW) == []
    assert disagreeing() == []


def test_the_older_value_of_one_publisher_is_superseded(disagreeing: Callable[..., Found]) -> None:
    assert disagreeing(LOW, HIGH, publishers=(PARISH, PARISH)) == [(("$900", "$950"), "F001")]
    assert disagreeing(LOW, HIGH, publishers=(PARISH, COUNTY)) == [(("$900", "$950"), "")]


def test_chinese_values_too(disagreeing: Callable[..., Found]) -> None:
    low = "柯兰村为村口老井的新水泵一共支付了九百元。"
    assert disagreeing(low, low.replace("九百", "九百五十"), language="zh") == [(("九百元", "九百五十元"), "F001")]


def test_numbers_of_articles_are_no_quantities(disagreeing: Callable[..., Found]) -> None:
    low = "违反本条例第二十三条规定关闭村口水井的，由县水利局责令改正。"
    assert disagreeing(low, low.replace("二十三", "三十一"), language="zh") == []


def test_other_times_do_not_disagree(disagreeing: Callable[..., Found]) -> None:
    dated = "The parish of Corran paid $900 for the new pump of its old well in {}."
    assert disagreeing(dated.format("March 2030"), dated.replace("900", "950").format("April 2031")) == []
    assert disagreeing(dated.format("March 2030"), dated.replace("900", "950").format("March 2030")) != []


@pytest.mark.parametrize(
    "other",
    [
        "The parish of Corran paid £950 for the new pump of its old well.",
        "The parish of Corran paid 5 percent for the new pump of its old well.",
        "A brewer sold $950 worth of rope at last year's harvest fair.",
        "The parish of Corran paid for the new pump of its old well.",
    ],
)
def test_other_units_and_other_things_do_not_disagree(disagreeing: Callable[..., Found], other: str) -> None:
    assert disagreeing(LOW, other) == []


def test_one_document_does_not_disagree_with_itself(source: Source, fact: Callable[..., Fact], indexed: Index) -> None:
    document = source(f"{LOW} {HIGH}")
    facts = [fact("F001", document, LOW), fact("F002", document, HIGH)]
    assert find_disagreements(facts, {document.doc_id: document}, indexed(document), "en") == ()


def test_a_number_in_a_name_hides_no_disagreement(disagreeing: Callable[..., Found]) -> None:
    low = "The recall of the Harrow 40 has cost £912 million."
    high = "The recall of the Harrow 40 has cost £74 million."
    assert disagreeing(low, high) == [(("£912 million", "£74 million"), "F001")]


def test_the_figure_with_the_same_words_before_it_is_compared(disagreeing: Callable[..., Found]) -> None:
    two = "For the rope of the old well Corran paid ${}, and for its new pump the county paid ${}."
    other = "For its new pump the county paid ${}, and for the rope of the old well Corran paid ${}."
    ((values, _),) = disagreeing(two.format(40, 900), other.format(950, 55))
    assert values in (("$900", "$950"), ("$40", "$55"))


# --- statements that bear each other out -----------------------------------------------------------------------------


@pytest.fixture
def borne_out(source: Source, fact: Callable[..., Fact], indexed: Index) -> Callable[..., list[str]]:
    """What bears out the first of some sentences, each the only one of its document."""

    def find(
        *texts: str, publishers: tuple[str, ...] = (PARISH, COUNTY), speakers: tuple[str, ...] = ("", "")
    ) -> list[str]:
        documents = [
            source(t, f"{n}.txt", "en", publisher=p) for n, (t, p) in enumerate(zip(texts, publishers, strict=True))
        ]
        dates = annotate(documents[0].text, "en", None).dates
        first = fact("F001", documents[0], speaker=speakers[0], dates=dates)
        spans = [Span(doc_id=d.doc_id, start=0, end=len(d.text), text=d.text) for d in documents]
        told = list(zip(spans, speakers, strict=True))
        (found,) = with_corroboration([first], told, {d.doc_id: d for d in documents}, indexed(*documents), "en")
        return [span.text for span in found.corroboration]

    return find


OWN = "In a test that ended on 26 April 2031 the old well of Corran lost 19 of its 48 stones."
ELSEWHERE = "The old well of Corran lost 19 of 48 stones, and the test of it ended on 26 April 2031."


def test_another_publisher_bears_a_fact_out(borne_out: Callable[..., list[str]]) -> None:
    assert borne_out(OWN, ELSEWHERE) == [ELSEWHERE]
    assert borne_out(OWN, ELSEWHERE, publishers=(PARISH, PARISH)) == []


def test_two_witnesses_before_one_court_are_two_voices(borne_out: Callable[..., list[str]]) -> None:
    one_court = ("Court", "Court")
    assert borne_out(OWN, ELSEWHERE, publishers=one_court, speakers=("Ada Finch", "Tom Hale")) == [ELSEWHERE]
    assert borne_out(OWN, ELSEWHERE, publishers=one_court, speakers=("Ada Finch", "Ada Finch")) == []


@pytest.mark.parametrize(
    "other",
    [
        pytest.param(OWN, id="a copy"),
        pytest.param(ELSEWHERE.replace("19", "21"), id="another figure"),
        pytest.param(ELSEWHERE.replace("26 April 2031", "3 June 2030"), id="another time"),
        pytest.param(ELSEWHERE.replace("lost", "never lost"), id="a denial"),
        pytest.param("The county will pay for 19 of 48 goats of Corran on 26 April 2031.", id="another matter"),
    ],
)
def test_what_bears_nothing_out(borne_out: Callable[..., list[str]], other: str) -> None:
    assert borne_out(OWN, other) == []
