"""Articles that nobody would write and somebody will check: huge, odd scripts, other languages, markup."""

import dataclasses
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from deepnews.agents.verify import VerifiedText, verify_text
from deepnews.retrieval.index import HybridIndex
from deepnews.schemas.corpus import Corpus, SourceDocument

MILL = (
    "Harlow Mill cut 120 jobs on 4 March 2021 after orders for sailcloth fell by 18 percent.\n\n"
    "The mill paid 1.234,5 euros for the repair of its clock."
)
WALK = "The lantern walk leaves the Fish Steps at 17:30, and a kit of willow costs £4.50."


@dataclasses.dataclass(frozen=True)
class Checker:
    """The checker of English articles over some documents."""

    corpus: Corpus
    index: HybridIndex

    def check(self, article: str) -> VerifiedText:
        """The article, checked without a model."""
        return verify_text(article, self.corpus, self.index, None, "en")

    def verdicts(self, article: str) -> list[str]:
        """Verdicts in reading order."""
        return [c.verdict for c in self.check(article).claims]


@pytest.fixture(scope="module")
def checker(source: Callable[..., SourceDocument], indexed: Callable[..., HybridIndex]) -> Checker:
    document = source(MILL)
    return Checker(Corpus(documents=(document,)), indexed(document))


@pytest.fixture(scope="module")
def crowded(source: Callable[..., SourceDocument], indexed: Callable[..., HybridIndex]) -> Checker:
    """The same checker with an unrelated document beside the first."""
    documents = (source(WALK, "b.txt"), source(MILL))
    return Checker(Corpus(documents=documents), indexed(*documents))


@pytest.mark.parametrize(
    ("article", "verdict"),
    [
        ("Harlow Mill cut 120 jobs on 4 March 2021 😀🎉.", "supported"),
        ("The mill paid 1.234,5 euros for the repair of its clock.", "supported"),
        ("The mill paid 1.234,6 euros for the repair of its clock.", "refuted"),
        ("خفضت المطحنة 120 وظيفة في 4 مارس 2021 بعد انخفاض الطلبات.", "not_enough_info"),
        ("哈洛工厂在2021年3月4日裁员120人，此前帆布订单下降了18%。", "not_enough_info"),
        ("\u202eHarlow Mill cut 210 jobs on 4 March 2021.\u202c", "refuted"),
        ("x" * 5_000, "not_enough_info"),
        ("Harlow Mill cut 120 jobs and " + "sailcloth orders fell and " * 190 + "so on.", "supported"),
    ],
)
def test_an_odd_claim_gets_a_verdict(checker: Checker, article: str, verdict: str) -> None:
    found = checker.check(article)
    assert verdict in [c.verdict for c in found.claims] or not found.claims
    assert all(article[c.claim.start : c.claim.end] for c in found.claims)
    assert not any(c.verdict == "supported" for c in found.claims) or verdict == "supported"


def test_what_is_repeated_a_thousand_times_is_checked_once(checker: Checker) -> None:
    sentence = "Harlow Mill cut 120 jobs on 4 March 2021. "
    article = sentence * (2_000_000 // len(sentence) // 40)
    found = checker.check(article)
    assert len(found.claims) == article.count("Harlow") and {c.verdict for c in found.claims} == {"supported"}
    last = found.claims[-1].claim
    assert article[last.start : last.end] == sentence.strip()


def test_footnotes_and_tables_make_no_claims(checker: Checker) -> None:
    article = (
        "# Jobs\n\nHarlow Mill cut 120 jobs on 4 March 2021.[^1]\n\n| year | jobs |\n|---|---|\n| 2021 | 999 |\n\n"
        "[^1]: The mill lost 999 jobs, says nobody.\n"
    )
    claims = checker.check(article).claims
    assert [(c.claim.text, c.verdict) for c in claims] == [("Harlow Mill cut 120 jobs on 4 March 2021.", "supported")]


@settings(max_examples=15, deadline=None)
@given(st.sampled_from(["120", "210", "18", "81"]), st.sampled_from(["2021", "2019"]), st.booleans())
def test_unrelated_documents_change_no_verdict(
    checker: Checker, crowded: Checker, number: str, year: str, is_denied: bool
) -> None:
    article = f"Harlow Mill {'did not cut' if is_denied else 'cut'} {number} jobs on 4 March {year}."
    assert checker.verdicts(article) == crowded.verdicts(article)
