"""Short sentences of the sources: which can be quoted on their own, where the plan puts them, what the draft keeps."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest

from deepnews.agents.assemble import assemble
from deepnews.agents.camps import Camps
from deepnews.agents.candidates import Bench
from deepnews.agents.draft import BlockDrafter
from deepnews.agents.fill import Material
from deepnews.agents.plan import make_plan
from deepnews.agents.short_quotes import is_short_quotation
from deepnews.retrieval.embed import HashingEmbedder
from deepnews.retrieval.index import build_index
from deepnews.schemas.assignment import Assignment
from deepnews.schemas.base import Language
from deepnews.schemas.corpus import Corpus, SourceDocument
from deepnews.schemas.facts import Fact, Span
from deepnews.schemas.narrative import NarrativeSchema
from deepnews.schemas.plan import Plan
from deepnews.scripted_model import ScriptedModel
from deepnews.text import RunIndex

Planned = Callable[[tuple[Fact, ...]], Plan]

LONG = (
    "The harbour board of Marle closed its northern quay to coal barges in the spring of that year.",
    "Twelve owners of fishing boats had asked for the money that the board spent on a new lantern.",
    "The clerk counted ninety carts of slate on the road to the quarry before the snow came down.",
    "A brewer from Linton bought the vats of the dye works and paid the parish bank in silver coin.",
    "The chapel roof lost its lead to thieves who left a ladder and two lamps in the yard behind it.",
    "Seven weavers wrote to the bishop about the rent of their looms and heard nothing until autumn.",
    "The ferry to Corran carried no horses after the storm had broken the ramp on the eastern shore.",
)
SHORT = "Nobody in Marle has seen a coal barge since May."


def document(number: int, *texts: str) -> SourceDocument:
    return SourceDocument(
        doc_id=f"D{number}",
        path=f"{number}.txt",
        title=f"Minutes {number}",
        date=dt.date(2031, 5, number),
        language="en",
        text=" ".join(texts),
        content_sha256=str(number) * 64,
    )


DOCUMENTS = (document(1, LONG[0], SHORT), *(document(n, text) for n, text in enumerate(LONG[1:], 2)))


def fact(fact_id: str, source: SourceDocument, words: str, relevance: float = 0.6) -> Fact:
    start = source.text.index(words)
    span = Span(doc_id=source.doc_id, start=start, end=start + len(words), text=words)
    return Fact(fact_id=fact_id, spans=(span,), doc_title=source.title, doc_date=source.date, relevance=relevance)


def facts_with(relevance: float = 0.46) -> tuple[Fact, ...]:
    long = (fact(f"L{n}", d, LONG[n]) for n, d in enumerate(DOCUMENTS))
    return (*long, fact("S", DOCUMENTS[0], SHORT, relevance))


@pytest.fixture
def planned(narrative: Callable[..., NarrativeSchema]) -> Callable[[tuple[Fact, ...]], Plan]:
    """Maker of the plan of an article of 700 characters over these Facts."""
    index = build_index(Corpus(documents=DOCUMENTS), HashingEmbedder(), cache_dir=None)
    assignment = Assignment(topic="Marle", language="en", n_chars_target=700)

    def make(facts: tuple[Fact, ...]) -> Plan:
        material = Material(facts=facts, eras={}, camps=Camps(by_speaker={}), answers={"answer": ("L0",)})
        by_id = {d.doc_id: d for d in DOCUMENTS}
        return make_plan(narrative(), "named", material, assignment, 700, by_id, index)

    return make


@pytest.mark.parametrize(
    ("text", "language", "wanted"),
    [
        (SHORT, "en", True),
        ("Thornlode gives no target for deliveries in 2025.", "en", True),
        ("The stakes are large.", "en", False),
        ("The board closed its quay and sold the vats to a brewer from Linton in May.", "en", False),
        ("It was closed to the coal barges of Marle.", "en", False),
        ("In that year of storms the company lost nine barges.", "en", False),
        ("The board of Marle closed its quay to coal.", "en", False),
        ("The board of Marle lost nine barges in May.", "en", True),
        ("去年公司从五月起失去了九条驳船。", "zh", True),
        ("公司从五月起失去了九条驳船。", "zh", False),
        ("The board directs the owners of the barges as follows.", "en", False),
        ("Media enquiries: the clerk of the board at Marle.", "en", False),
        ("The board closed the quay—and the town with the quay.", "en", False),
        ("The board of Marle closed its quay", "en", False),
        ("Marle was -- maybe the barges of last April.", "en", False),
        ("马尔镇从五月起再没有见过运煤的驳船。", "zh", True),
        ("该船主从五月起再没有见过驳船。", "zh", False),
        ("船主应当提交下列材料。", "zh", False),
    ],
)
def test_which_sentences_can_be_quoted_alone(text: str, language: Language, wanted: bool) -> None:
    span = Span(doc_id="D1", start=0, end=len(text), text=text)
    assert is_short_quotation(Fact(fact_id="F1", spans=(span,), doc_title="t"), language) is wanted


def test_a_plan_quotes_a_short_sentence_of_a_document_it_tells_of(planned: Planned) -> None:
    beats = {b.fact_ids[0]: b for block in planned(facts_with()).blocks for b in block.beats}
    assert beats["S"].as_quotation
    assert not any(b.as_quotation for i, b in beats.items() if i != "S")


@pytest.mark.parametrize("relevance", [0.44, 0.0])
def test_one_that_is_not_to_the_point_is_left_out(planned: Planned, relevance: float) -> None:
    beats = [b for block in planned(facts_with(relevance)).blocks for b in block.beats]
    assert "S" not in {b.fact_ids[0] for b in beats if b.as_quotation}


def bench(facts: tuple[Fact, ...]) -> Bench:
    corpus = Corpus(documents=DOCUMENTS)
    return Bench(
        model=ScriptedModel(),
        index=build_index(corpus, HashingEmbedder(), cache_dir=None),
        runs=RunIndex([d.text for d in DOCUMENTS], "en"),
        documents=corpus.by_id,
        facts={f.fact_id: f for f in facts},
        language="en",
        seed=7,
    )


def test_a_draft_keeps_it_when_the_article_is_cut_to_length(planned: Planned) -> None:
    facts = facts_with()
    plan, tools = planned(facts), bench(facts)
    assignment = Assignment(topic="Marle", language="en", n_chars_target=700)
    blocks = [BlockDrafter(b, tools).draft() for b in plan.blocks]
    whole = assemble(blocks, plan, assignment, 700, tools)
    short = assemble(blocks, plan, assignment, 330, tools)
    assert len(short.body) < len(whole.body)
    assert SHORT.rstrip(".") in short.body and SHORT.rstrip(".") in whole.body
