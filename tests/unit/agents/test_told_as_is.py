"""A Fact that the model cannot word: told up to its verb and quoted from there, and the best has the room first."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest

from deepnews.agents.candidates import Bench, attribution_first, judged_variants, told_as_is
from deepnews.agents.draft import BlockDrafter
from deepnews.agents.inside import inside
from deepnews.retrieval.embed import HashingEmbedder
from deepnews.retrieval.index import build_index
from deepnews.schemas.corpus import Corpus, SourceDocument
from deepnews.schemas.facts import Fact, Span
from deepnews.schemas.plan import AtomicBlock, Beat
from deepnews.scripted_model import ScriptedModel, ScriptLine
from deepnews.text import RunIndex

TEXT = (
    "Some of the boats that the yard had delivered were unfit to carry passengers across the sound in any weather. "
    "The harbour office issued a notice in May 2031 that told its owners to keep the boats in harbour. "
    "We never tested them, and we knew it. We told the owners in May, and no one answered us. "
    'Latest Corran comment was blunt: "The yard is in a slump, with no hope of a revival." '
    "the boats and what was paid for them"
)
BOATS, NOTICE, UNTESTED, TOLD, TAIL, BLUNT = (
    "Some of the boats that the yard had delivered were unfit to carry passengers across the sound in any weather.",
    "The harbour office issued a notice in May 2031 that told its owners to keep the boats in harbour.",
    "We never tested them, and we knew it.",
    "We told the owners in May, and no one answered us.",
    "the boats and what was paid for them",
    'Latest Corran comment was blunt: "The yard is in a slump, with no hope of a revival."',
)
RELEVANCE = {BOATS: 0.5, NOTICE: 0.6, UNTESTED: 0.4, TOLD: 0.9, TAIL: 0.1, BLUNT: 0.1}
LEAD = "On June 2, 2031, the harbour office said that"


@pytest.fixture
def desk() -> Bench:
    """A bench whose model has no word of use."""
    document = SourceDocument(
        doc_id="d", path="d.txt", title="Statement", author="the harbour office", date=dt.date(2031, 6, 2),
        language="en", text=TEXT, content_sha256="0" * 64,
    )  # fmt: skip
    corpus = Corpus(documents=(document,))
    spans = {w: Span(doc_id="d", start=TEXT.index(w), end=TEXT.index(w) + len(w), text=w) for w in RELEVANCE}
    facts = {w: Fact(fact_id=w, spans=(spans[w],), doc_title="Statement", relevance=r) for w, r in RELEVANCE.items()}
    return Bench(
        model=ScriptedModel(lines=(ScriptLine(stage="draft", reply={"sentence": "Nothing."}),)),
        index=build_index(corpus, HashingEmbedder(), cache_dir=None),
        runs=RunIndex([TEXT], "en"),
        documents=corpus.by_id,
        facts=facts,
        language="en",
        seed=7,
    )


def block(*words: str, n_chars: int) -> AtomicBlock:
    beats = tuple(Beat(beat_id=f"B1.{n}", fact_ids=(w,), lead_in=LEAD, follow_in="") for n, w in enumerate(words, 1))
    return AtomicBlock(
        block_id="B1", role="lede", point=words[0], fact_ids=words, n_chars_target=n_chars, beats=beats
    )  # fmt: skip


def test_it_is_quoted_whole_and_every_word_is_its_own(desk: Bench) -> None:
    best = max(judged_variants(told_as_is(desk.facts[BOATS], LEAD, desk), [desk.facts[BOATS]], LEAD, (), desk),
               key=lambda j: not j.faults)  # fmt: skip
    assert best.text == (
        f"{LEAD} “[s]ome of the boats that the yard had delivered were unfit to carry passengers across the sound in "
        "any weather”."
    )
    assert not best.faults


def test_a_body_does_not_name_itself_twice(desk: Bench) -> None:
    assert told_as_is(desk.facts[NOTICE], LEAD, desk).startswith(f"{LEAD} it issued a notice")
    assert told_as_is(desk.facts[NOTICE], "", desk) == NOTICE


def test_a_sentence_gets_its_stop(desk: Bench) -> None:
    assert told_as_is(desk.facts[TAIL], LEAD, desk) == f"{LEAD} {TAIL}."


def test_a_sentence_that_ends_with_a_quotation_has_one_stop(desk: Bench) -> None:
    told = told_as_is(desk.facts[BLUNT], LEAD, desk)
    assert told == f"{LEAD} the latest Corran comment was blunt: “The yard is in a slump, with no hope of a revival.”"


def test_the_room_for_quotations_goes_to_the_best_facts(desk: Bench) -> None:
    """Both can only be quoted; the one said first is the lesser."""
    drafted = BlockDrafter(block(UNTESTED, TOLD, n_chars=90), desk).draft()
    sentences = [s for p in drafted.paragraphs for s in p.sentences]
    assert [s.fact_ids for s in sentences] == [(TOLD,)]
    assert sentences[0].kind == "quotation"


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (
            "Some of the boats were unfit for the sound, the engineer Ansgar Vane said.",
            "The engineer Ansgar Vane said that some of the boats were unfit for the sound.",
        ),
        (
            "Northern Yards built most of the boats for the sound, the Pilot Board says.",
            "The Pilot Board says that Northern Yards built most of the boats for the sound.",
        ),
        ("Some of the boats were unfit for the sound, he said.", None),
        ("Some of the boats were unfit, which the Pilot Board said.", None),
        ("The engineer said some of the boats were unfit.", None),
    ],
)
def test_who_says_it_comes_first(text: str, told: str | None, desk: Bench) -> None:
    assert attribution_first(text, desk) == (told or text)


def test_a_name_keeps_its_capital_within_a_sentence() -> None:
    sources = ("The northern pier is old. It was built by Northern Yards in spring.",)
    assert inside("Northern Yards built it.", sources) == "Northern Yards built it."
    assert inside("Northern piers are old.", sources) == "northern piers are old."
    assert inside("Spring-fed wells are full.", sources) == "spring-fed wells are full."
    assert inside("Corran-built piers are old.", sources) == "Corran-built piers are old."
    assert inside("I built it.", sources) == "I built it."
    named = ("Ada Page left, and Page came back. Then Page stayed on every page of it.",)
    assert inside("Page had raised money.", named) == "Page had raised money."


@pytest.mark.parametrize(
    ("title", "author", "told"),
    [
        ("Is the yard for sale?", "Corran", "Corran kept its boats in harbour."),
        ("Statement", "Corran", "it kept its boats in harbour."),
    ],
)
def test_one_who_signs_an_article_is_no_it(desk: Bench, title: str, author: str, told: str) -> None:
    text = "Corran kept its boats in harbour."
    document = desk.documents["d"].model_copy(update={"title": title, "author": author, "text": text})
    fact = Fact(fact_id="f", spans=(Span(doc_id="d", start=0, end=len(text), text=text),), doc_title=title)
    bench = replace(desk, documents={"d": document})
    assert told_as_is(fact, "On June 2, 2031, Corran said that", bench).endswith(f"that {told}")


def test_a_body_that_keeps_their_things_is_named_again(desk: Bench) -> None:
    text = "The harbour office kept their boats in the yard."
    fact = Fact(fact_id="f", spans=(Span(doc_id="d", start=0, end=len(text), text=text),), doc_title="Statement")
    assert told_as_is(fact, LEAD, desk) == f"{LEAD} the harbour office kept their boats in the yard."
