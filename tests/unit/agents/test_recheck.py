"""An edited paragraph checked again: ids and Facts carried over, its verdicts, offsets in the text given."""

from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from deepnews.agents.evidence_search import EvidenceSearch
from deepnews.agents.recheck import recheck
from deepnews.retrieval.index import HybridIndex
from deepnews.schemas.corpus import Corpus, SourceDocument
from deepnews.schemas.draft import Sentence
from deepnews.schemas.facts import Fact

FIRST = "Harlow Mill cut 120 jobs on 4 March 2021 after orders for sailcloth fell by 18 percent."
SECOND = "Several customers in Norland moved their contracts to cheaper suppliers during the winter."
BEFORE = (
    Sentence(sentence_id="S001", text=FIRST, fact_ids=("F001",)),
    Sentence(sentence_id="S002", text=SECOND, fact_ids=("F002",)),
)


class Opened:
    """A search over one small document, and the Facts of both sentences."""

    def __init__(self, search: EvidenceSearch, facts: tuple[Fact, ...]) -> None:
        self.search, self.facts = search, facts


@pytest.fixture(scope="module")
def opened(
    source: Callable[..., SourceDocument], fact: Callable[..., Fact], indexed: Callable[..., HybridIndex]
) -> Opened:
    document = source(f"{FIRST} {SECOND}")
    search = EvidenceSearch(Corpus(documents=(document,)), indexed(document), "en")
    return Opened(search, (fact("F001", document, FIRST), fact("F002", document, SECOND)))


def test_what_was_not_touched_stays_as_it_was(opened: Opened) -> None:
    found = recheck(f"{FIRST} {SECOND}", BEFORE, opened.facts, opened.search)
    assert found.sentences == BEFORE
    assert [c.verdict for c in found.claims] == ["supported", "supported"]


def test_an_edited_sentence_keeps_its_facts_and_turns_red(opened: Opened) -> None:
    text = f"{FIRST.replace('120', '210')} {SECOND}"
    found = recheck(text, BEFORE, opened.facts, opened.search)
    assert [s.sentence_id for s in found.sentences] == ["S001", "S002"]
    assert found.sentences[0].fact_ids == ("F001",)
    assert [(c.verdict, c.reason_code) for c in found.claims] == [
        ("refuted", "number.mismatch"),
        ("supported", "verbatim"),
    ]
    assert text[found.claims[0].claim.start : found.claims[0].claim.end] == found.claims[0].claim.text


def test_a_new_sentence_is_looked_for_in_the_whole_corpus(opened: Opened) -> None:
    found = recheck(f"Sailcloth orders fell by 18 percent. {FIRST}", BEFORE, opened.facts, opened.search)
    assert found.sentences[0].fact_ids == () and found.sentences[0].sentence_id not in ("S001", "S002")
    assert found.sentences[1].sentence_id == "S001"


def test_an_emptied_paragraph_has_nothing_to_check(opened: Opened) -> None:
    found = recheck(" \n", BEFORE, opened.facts, opened.search)
    assert found.sentences == () and found.claims == ()


@settings(max_examples=25)
@given(st.lists(st.sampled_from([FIRST, SECOND, "What came of it?", "Harlow Mill cut no jobs at all."]), max_size=5))
def test_ids_are_unique_and_spans_resolve(opened: Opened, pieces: list[str]) -> None:
    text = " ".join(pieces)
    found = recheck(text, BEFORE, opened.facts, opened.search)
    ids = [s.sentence_id for s in found.sentences]
    assert len(set(ids)) == len(ids) == len(pieces)
    assert all(text[c.claim.start : c.claim.end] == c.claim.text for c in found.claims)
