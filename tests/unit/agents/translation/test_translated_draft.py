"""A draft told in Chinese: what leans on a sentence that cannot be told goes with it, the rest is told or quoted."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Literal

import pytest

from deepnews.agents.candidates import Bench
from deepnews.agents.translation.article import Translation, each_once, quotable, translated
from deepnews.agents.translation.headline import stands
from deepnews.agents.translation.sentence import Translator
from deepnews.agents.translation.verdicts import translated_claims
from deepnews.llm import PROFILES, ChatReply, ChatRequest
from deepnews.retrieval.index import HybridIndex
from deepnews.schemas.assignment import Assignment
from deepnews.schemas.corpus import SourceDocument
from deepnews.schemas.draft import Draft, DraftBlock, Paragraph, Sentence
from deepnews.schemas.facts import Fact
from deepnews.schemas.narrative import NarrativeSchema
from deepnews.schemas.plan import Plan
from deepnews.schemas.verification import CheckedClaim, Claim, Verdict
from deepnews.text import RunIndex

TEXT = (
    "The lock was closed. Boats waited for 9 days. Nobody had been told of it before, and nobody asked why it was so."
)
WORDS = {"closed": "船闸已关闭。", "waited": "船只等了9天。", "told": "没有人事先得知此事。"}


class _Model:
    """Translates what it knows, and takes every sentence for the same."""

    model_id = "test:draft"
    profile = PROFILES["small"].model_copy(update={"tells_probs": True})

    def __init__(self, *known: str) -> None:
        self._known = known

    def complete(self, request: ChatRequest) -> ChatReply:
        if request.stage != "translate":
            return ChatReply(text="Yes", answer_probs=(0.9, 0.1))
        found = next((WORDS[w] for w in self._known if w in request.messages[-1].content), "")
        return ChatReply(text=found, data={"text": found})

    def close(self) -> None:
        pass


@pytest.fixture
def told(
    source: Callable[..., SourceDocument],
    fact: Callable[..., Fact],
    indexed: Callable[..., HybridIndex],
    narrative: Callable[..., NarrativeSchema],
) -> Callable[..., Translation]:
    def make(
        *known: str, dated: bool = True, dateline: bool = False, speaker: str = "", topic: str = ""
    ) -> Translation:
        document = source(TEXT, title="Lock log", date=dt.date(2031, 5, 3) if dated else None)
        texts = ["The lock was closed.", "Boats waited for 9 days.", "Nobody had been told of it before."]
        facts = [fact(f"F{n}", document, t.rstrip("."), speaker=speaker) for n, t in enumerate(texts)]
        model = _Model(*known)
        bench = Bench(
            model=model,
            index=indexed(document),
            runs=RunIndex([TEXT], "en"),
            documents={document.doc_id: document},
            facts={f.fact_id: f for f in facts},
            language="en",
            seed=1,
        )
        sentences = [Sentence(sentence_id=f"S{n}", text=t, fact_ids=(f"F{n}",)) for n, t in enumerate(texts)]
        if dateline:
            sentences.insert(0, Sentence(sentence_id="S9", text="May 3, 2031.", fact_ids=("F0",)))
        draft = Draft(
            language="en",
            headline=Sentence(sentence_id="headline", text="Lock closed and nobody said so", kind="furniture"),
            blocks=(DraftBlock(block_id="B01", paragraphs=(Paragraph(sentences=tuple(sentences)),)),),
        )
        plan = Plan.model_construct(blocks=())
        asked = Assignment(topic=topic or "船闸为何关闭？谁知道？", language="zh")
        schema = narrative(language="zh")
        return translated(draft, plan, schema, asked, bench, Translator(model, 1), lambda done, total: None)

    return make


def test_all_that_is_known_is_told_in_order(told: Callable[..., Translation]) -> None:
    found = told("closed", "waited", "told")
    assert found.draft.body == "船闸已关闭。船只等了9天。没有人事先得知此事。"
    assert found.left_out == () and found.draft.headline.text == "船只等了9天"
    assert [s.original for s in found.draft.sentences][1] == "Boats waited for 9 days."


def test_what_is_unknown_is_quoted_where_its_source_has_a_day(told: Callable[..., Translation]) -> None:
    found = told("closed", "told")
    second = found.draft.sentences[1]
    assert second.kind == "quotation" and second.text == "同一份材料还写道：“Boats waited for 9 days”。"


def test_what_a_document_tells_of_somebody_is_not_given_as_his_words(told: Callable[..., Translation]) -> None:
    found = told("closed", "told", speaker="Dana Ruiz")
    assert found.draft.sentences[1].text == "同一份材料还写道：“Boats waited for 9 days”。"


def test_what_is_unknown_is_left_out_with_what_leans_on_it(told: Callable[..., Translation]) -> None:
    found = told("closed", "told", dated=False)
    assert found.draft.body == "船闸已关闭。"
    assert found.left_out == ("Boats waited for 9 days.", "Nobody had been told of it before.")


def test_a_bare_day_does_not_stay_behind(told: Callable[..., Translation]) -> None:
    found = told("waited", dated=False, dateline=True)
    assert found.draft.sentences == () and found.left_out[0] == "May 3, 2031."


def test_words_are_quoted_once_and_not_credited_again() -> None:
    def told(number: int, text: str, original: str, kind: Literal["quotation", "written"]) -> Sentence:
        return Sentence(sentence_id=f"S{number}", text=text, fact_ids=("F0",), kind=kind, original=original)

    whole = told(1, "2031年5月3日，Ruiz的原话是：“We close, and we wait.”", "Ruiz said: “We close.”", "quotation")
    half = told(2, "Ruiz的原话是：“We close, and we wait.”", "“And we wait.”", "quotation")
    credit = told(3, "这是Ruiz在2031年5月3日的说法。", "Ruiz said so on May 3, 2031.", "written")
    other = told(4, "Ruiz的原话是：“Nobody asked.”", "“Nobody asked.”", "quotation")
    assert each_once([whole, half, credit, other]) == [whole, other]
    written = told(1, "船闸已关闭。", "The lock was closed.", "written")
    assert each_once([written, credit, other]) == [written, credit, other]


@pytest.mark.parametrize("verdict", ["supported", "refuted", "not_checkable"])
def test_a_sentence_has_the_verdict_of_the_one_it_tells(told: Callable[..., Translation], verdict: Verdict) -> None:
    found = told("closed", "waited", "told")
    claim = Claim(claim_id="C1", sentence_id="S1", text="Boats waited for 9 days.", start=0, end=24)
    checked = CheckedClaim(
        claim=claim, verdict=verdict, support_prob=0.8, reason_code="c", reason="r", decided_by="rules"
    )
    first, second, _ = translated_claims(found, [checked])
    assert second.verdict == verdict and second.support_prob == pytest.approx(0.72)
    assert first.verdict == "unscored", "what nobody checked in English is not supported"


def test_the_headline_is_news_and_who_says_we_is_named(told: Callable[..., Translation]) -> None:
    first = told("closed", speaker="Dana Ruiz").draft.headline
    assert (first.text, first.original, first.fact_ids) == ("Dana Ruiz：船闸已关闭", "The lock was closed.", ("F0",))
    assert told("closed").draft.headline.text == "船闸已关闭"


def test_without_news_the_headline_is_the_topic_and_no_request(told: Callable[..., Translation]) -> None:
    assert told(topic="请写一篇长篇报道：船闸为何关闭？谁知道？").draft.headline.text == "船闸为何关闭"
    assert told(topic="还原船闸如何从开放到关闭。").draft.headline.text == "船闸如何从开放到关闭"


@pytest.mark.parametrize("words", ["我们关闭了船闸", "这座船闸已经关闭", "但船闸已经关闭", "船闸关闭。船只等候"])
def test_no_headline_leans_on_what_stands_before_it(words: str) -> None:
    assert not stands(words, has_speaker=False)
    assert stands("船闸已经关闭", has_speaker=False) and stands("我们关闭了船闸", has_speaker=True)


@pytest.mark.parametrize(
    ("text", "words", "expected"),
    [
        ("Some members said that boats could soon be sold.", "boats could soon be sold", ""),
        ("Boats could soon be sold for 9 pounds.", "Boats could soon be sold", "Boats could soon be sold"),
        ("boats could soon be sold for 9 pounds.", "[B]oats could soon be sold", ""),
    ],
)
def test_quoted_words_keep_whose_statement_they_are(
    source: Callable[..., SourceDocument], fact: Callable[..., Fact], text: str, words: str, expected: str
) -> None:
    document = source(text, title="Lock minutes", date=dt.date(2031, 5, 3))
    assert quotable(words, fact("F1", document), document) == (expected or text)
