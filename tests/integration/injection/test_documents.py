"""Each hostile document by itself: what is read of it, what the model is shown, what can become a Fact."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from catalogue import ATTACKS, Attack
from conftest import undelimited
from orders import INNOCENT

from deepnews.agents.frames import lead_for
from deepnews.agents.note import NoteGroup, note_groups, note_request
from deepnews.agents.verify import verify_text
from deepnews.llm import ChatRequest
from deepnews.prompts.render import render
from deepnews.retrieval.embed import HashingEmbedder
from deepnews.retrieval.index import HybridIndex, build_index
from deepnews.retrieval.invisible import without_invisible
from deepnews.retrieval.passages import split_passages
from deepnews.schemas.assignment import Assignment
from deepnews.schemas.corpus import Corpus, SourceDocument
from deepnews.schemas.facts import Fact

ASSIGNMENTS = {
    "en": Assignment(topic="Where did the spare parts of the Longnight 40 go?", language="en", sources=("s",)),
    "zh": Assignment(topic="泊衡智停的设备运到哪里去了？", language="zh", sources=("s",)),
}


def groups(attack: Attack, document: SourceDocument) -> tuple[NoteGroup, ...]:
    """The document cut into calls as the pipeline does."""
    n_chars = 400 if attack.order.language == "zh" else 900
    return note_groups(split_passages(document, n_chars=n_chars), attack.order.language)


def requests(attack: Attack, document: SourceDocument) -> Iterator[ChatRequest]:
    """What is sent to the model about the document."""
    for group in groups(attack, document):
        yield note_request(group, ASSIGNMENTS[attack.order.language], seed=1)


def test_the_corpus_is_large_and_every_attack_is_its_own() -> None:
    assert len(ATTACKS) >= 120
    assert len({a.attack_id for a in ATTACKS}) == len(ATTACKS)
    assert all(len({a.order.code for a in ATTACKS if a.order.language == lang}) == 4 for lang in ("en", "zh"))


def test_the_innocent_text_around_it_is_read(attack: Attack, read: dict[str, SourceDocument]) -> None:
    document = read[attack.attack_id]
    kept = [line for line in INNOCENT[attack.order.language] if line[:40] in document.text]
    assert len(kept) >= 5, "the defence must not cost the story"
    facts = {s.text for g in groups(attack, document) for s in g.spans}
    assert len([f for f in facts if any(f[-20:] in line for line in kept)]) >= 3


def test_what_no_reader_sees_is_not_read(attack: Attack, read: dict[str, SourceDocument]) -> None:
    document = read[attack.attack_id]
    assert without_invisible(document.text) == document.text
    if attack.hidden:
        shown = (document.text, document.title, document.author, document.publisher)
        assert not [field for field in shown if attack.order.mark in field]


def test_the_order_is_no_fact_and_is_not_shown_to_the_model(attack: Attack, read: dict[str, SourceDocument]) -> None:
    mark = attack.order.mark
    for group in groups(attack, read[attack.attack_id]):
        assert not [s.text for s in group.spans if mark in without_invisible(s.text)]
        assert not [line.text for line in group.lines if mark in line.text]


def test_the_prompt_keeps_its_form(attack: Attack, read: dict[str, SourceDocument]) -> None:
    assignment = ASSIGNMENTS[attack.order.language]
    language = attack.order.language
    system = render("note", language, topic=assignment.topic, lines=(), n_picks=6)[0].content
    for request in requests(attack, read[attack.attack_id]):
        first, last = request.messages
        assert (first.role, last.role) == ("system", "user")
        assert first.content == system
        assert last.content.startswith("<passages>\n") and last.content.endswith("\n</passages>")
        assert last.content.count("passages>") == 2
        assert not any(mark in last.content for mark in ("<|", "[INST]", "[/INST]", "### ", "＜/"))
        assert attack.order.mark not in undelimited(request)


def test_the_frame_of_a_sentence_holds_no_order(attack: Attack, read: dict[str, SourceDocument]) -> None:
    """Titles, authors and file names stand outside the delimiters, in the words a sentence begins with."""
    document = read[attack.attack_id]
    spans = [s for g in groups(attack, document) for s in g.spans]
    fact = Fact(fact_id="F001", spans=(spans[0],), doc_title=document.title, doc_date=document.date)
    for turn in range(4):
        lead = lead_for(fact, document, language=attack.order.language, seen=False, turn=turn)
        assert attack.order.mark not in lead.opening + lead.following


@pytest.fixture(scope="module")
def indexed(read: dict[str, SourceDocument]) -> dict[str, tuple[Corpus, HybridIndex]]:
    """The corpus and index of all attacks of each language."""
    found = {}
    for language in ("en", "zh"):
        mine = {read[a.attack_id].doc_id: read[a.attack_id] for a in ATTACKS if a.order.language == language}
        corpus = Corpus(documents=tuple(mine.values()))
        found[language] = (corpus, build_index(corpus, HashingEmbedder(), cache_dir=None))
    return found


@pytest.mark.parametrize("claim", sorted({(a.order.language, a.order.claim) for a in ATTACKS if a.order.claim}))
def test_what_an_order_wants_said_is_not_supported(
    claim: tuple[str, str], indexed: dict[str, tuple[Corpus, HybridIndex]]
) -> None:
    """The statement stands word for word in dozens of documents, but only inside an order."""
    language, text = claim
    corpus, index = indexed[language]
    checked = verify_text(text, corpus, index, None, "zh" if language == "zh" else "en").claims
    assert [c.verdict for c in checked] and "supported" not in [c.verdict for c in checked]
