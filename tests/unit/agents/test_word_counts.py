"""Counted Facts: chosen only where they tell a change, told in a sentence, and counted again by the checker."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence

import pytest

from deepnews.agents.evidence_search import EvidenceSearch
from deepnews.agents.footnotes import collect_notes, note_words
from deepnews.agents.pace.stage import pace_draft
from deepnews.agents.pace.units import Ground
from deepnews.agents.plan_counts import with_counts
from deepnews.agents.recheck import recheck
from deepnews.agents.settle import settle
from deepnews.agents.verify import verify_claims, verify_text
from deepnews.agents.word_counts import count_sentence, counted_facts
from deepnews.retrieval.embed import HashingEmbedder
from deepnews.retrieval.index import build_index
from deepnews.schemas.assignment import Assignment
from deepnews.schemas.base import Language
from deepnews.schemas.corpus import Corpus, SourceDocument
from deepnews.schemas.draft import Draft, DraftBlock, Paragraph, Sentence
from deepnews.schemas.evidence import Patch
from deepnews.schemas.facts import Fact
from deepnews.schemas.narrative import NarrativeSchema
from deepnews.schemas.plan import AtomicBlock, Beat, Plan

Source = Callable[..., SourceDocument]
MakeFact = Callable[..., Fact]

TOPICS: dict[Language, str] = {
    "en": "How did the harbour reports turn from fearing droughts to counting visitors? Give the days.",
    "zh": "港务月报如何从“干旱”写到游客？请写明日期。",
}
HAS = {
    "en": "The pilots of the upper basin told the board of a drought that held {n} barges at the lock.",
    "zh": "上游的领航员向港务局报告，干旱使第{n}号闸口的驳船无法通过。",
}
LACKS = {
    "en": "The pilots of the upper basin told the board that {n} barges went through the lock on time.",
    "zh": "上游的领航员向港务局报告，第{n}号闸口的驳船全部按时通过。",
}
TITLES: dict[Language, str] = {
    "en": "Harbour summary, {d:%B} {d.day}, {d.year}",
    "zh": "港务月报 {d.year}年{d.month}月",
}
TRUE: dict[Language, str] = {
    "en": "The word “drought” appears nine times in the summary of January 5, 2031, and once in that of April 5, 2031.",
    "zh": "“干旱”一词在2031年1月5日的《港务月报》中出现9次，在2031年4月5日的那一份中出现1次。",
}


def body(n: int, language: Language, n_sentences: int = 14) -> str:
    """A text of `n_sentences` sentences, `n` of which have the word."""
    return "\n\n".join((HAS if i < n else LACKS)[language].format(n=i + 2) for i in range(n_sentences))


@pytest.fixture
def series(source: Source) -> Callable[..., dict[str, SourceDocument]]:
    """Maker of monthly documents in which the word stands so often."""

    def make(*counts: int, language: Language = "en", n_sentences: Sequence[int] = ()) -> dict[str, SourceDocument]:
        documents = []
        for i, n in enumerate(counts):
            day = dt.date(2031, i + 1, 5)
            text = body(n, language, n_sentences[i] if n_sentences else 14)
            title = TITLES[language].format(d=day)
            documents.append(source(text, f"{i}.txt", language, title=title, date=day, publisher="Harbour"))
        return {d.doc_id: d for d in documents}

    return make


def counted(
    documents: Mapping[str, SourceDocument],
    make: MakeFact,
    language: Language = "en",
    topic: str = "",
    patches: Sequence[Patch] = (),
) -> tuple[Fact, ...]:
    first = next(iter(documents.values()))
    told = make("F001", first, first.text.split("\n")[0], relevance=0.7)
    assignment = Assignment(topic=topic or TOPICS[language], language=language)
    return counted_facts((told,), assignment, documents, patches)


@pytest.mark.parametrize("language", ["en", "zh"])
def test_a_word_that_fades_is_counted_and_told(
    series: Callable[..., dict[str, SourceDocument]], fact: MakeFact, language: Language
) -> None:
    documents = series(9, 8, 6, 1, 0, language=language)
    (found,) = counted(documents, fact, language)
    assert found.count is not None and [t.n for t in found.count.tallies] == [9, 1]
    assert found.fact_id == "F002" and found.relevance == 0.7
    later = documents[found.doc_id]
    assert later.date == found.doc_date == dt.date(2031, 4, 5)
    assert all(documents[s.doc_id].text[s.start : s.end] == s.text for s in found.spans)
    assert count_sentence(found, documents, language) == TRUE[language]


def test_singular_and_plural_are_counted_together_and_named(
    series: Callable[..., dict[str, SourceDocument]], fact: MakeFact
) -> None:
    documents = series(6, 6, 5, 0)
    changed = {
        i: d.model_copy(update={"text": d.text.replace("a drought that", "droughts that", 2)})
        for i, d in documents.items()
    }
    (found,) = counted(changed, fact)
    text = count_sentence(found, changed, "en")
    assert text == (
        "The word “drought” or “droughts” appears six times in the summary of January 5, 2031, "
        "and not once in that of April 5, 2031."
    )
    assert settle(text, (found,), changed, "en").code == "count.exact"


def test_a_rise_is_told_of_what_the_story_turns_to(
    series: Callable[..., dict[str, SourceDocument]], fact: MakeFact
) -> None:
    topic = "How did the reports move from fearing floods to counting droughts?"
    (found,) = counted(series(0, 0, 5, 7), fact, topic=topic)
    assert count_sentence(found, series(0, 0, 5, 7), "en") == (
        "The word “drought” appears seven times in the summary of April 5, 2031, "
        "and not once in that of February 5, 2031."
    )
    assert counted(series(7, 5, 0, 0), fact, topic=topic) == ()


@pytest.mark.parametrize("pole", ["5 drought days", "three 5-drought rises", "droughting", "five reports"])
def test_units_verbs_and_general_nouns_are_no_words_to_count(
    series: Callable[..., dict[str, SourceDocument]], fact: MakeFact, pole: str
) -> None:
    topic = f"How did the board go from counting visitors to {pole} in a row?"
    assert counted(series(0, 0, 7, 9), fact, topic=topic) == ()
    assert len(counted(series(0, 0, 7, 9), fact, topic=topic.replace(pole, "drought"))) == 1


@pytest.mark.parametrize(
    ("counts", "why"),
    [
        ((9, 8, 0), "three documents are no series"),
        ((4, 4, 0, 0), "it never stood often"),
        ((9, 8, 4, 4), "it is not a third of what it was"),
        ((9, 8, 0, 9), "it comes back"),
        ((0, 9, 0, 0), "one document alone had it"),
        ((6, 6, 2, 2), "four fewer may be chance"),
    ],
)
def test_what_tells_no_lasting_change_is_not_counted(
    series: Callable[..., dict[str, SourceDocument]], fact: MakeFact, counts: tuple[int, ...], why: str
) -> None:
    assert counted(series(*counts), fact) == (), why


def test_documents_of_unlike_length_are_not_compared(
    series: Callable[..., dict[str, SourceDocument]], fact: MakeFact
) -> None:
    assert counted(series(9, 8, 1, 1, n_sentences=(14, 14, 5, 5)), fact) == ()


def test_a_word_the_assignment_does_not_point_at_is_not_counted(
    series: Callable[..., dict[str, SourceDocument]], fact: MakeFact
) -> None:
    assert counted(series(9, 8, 1, 0), fact, topic="How the harbour board met the drought, month by month.") == ()


def test_documents_off_the_topic_or_of_another_title_are_left_out(
    series: Callable[..., dict[str, SourceDocument]], fact: MakeFact
) -> None:
    documents = series(9, 8, 1, 0)
    aside = [Patch(doc_id=i, scent=0.1, n_chars_taken=0, is_on_topic=False) for i in list(documents)[3:]]
    assert counted(documents, fact, patches=aside) == ()
    last = list(documents)[3]
    documents[last] = documents[last].model_copy(update={"title": "Letter on the locks, April 5, 2031"})
    assert counted(documents, fact) == ()


def test_two_versions_of_a_law_are_compared(source: Source, fact: MakeFact) -> None:
    texts = [body(n, "zh") for n in (3, 12)]
    dates = (dt.date(2016, 11, 7), dt.date(2021, 6, 10))
    pair = [source(t, f"{d.year}.txt", "zh", title="渡口水法", date=d) for t, d in zip(texts, dates, strict=True)]
    documents = {d.doc_id: d for d in pair}
    (found,) = counted(documents, fact, "zh")
    text = count_sentence(found, documents, "zh")
    assert text == "“干旱”一词在2016年11月7日的《渡口水法》中出现3次，在2021年6月10日的版本中出现12次。"
    assert settle(text, (found,), documents, "zh").verdict == "supported"
    minutes = {d.doc_id: d.model_copy(update={"title": "会议纪要"}) for d in pair}
    assert counted(minutes, fact, "zh") == ()


HOSTILE: tuple[tuple[Language, str, str], ...] = (
    ("en", "nine times", "eight times"),
    ("en", "nine times", "90 times"),
    ("en", "and once", "and not once"),
    ("en", "and once", "and twice"),
    ("en", "“drought”", "“barges”"),
    ("en", "“drought”", "“droughts”"),
    ("en", "January 5", "February 5"),
    ("en", "January 5", "January 6"),
    ("en", "April 5, 2031", "April 5, 2030"),
    ("en", "April 5, 2031", "March 5, 2031"),
    ("en", "the summary", "the letter"),
    ("en", "the summary", "the summary, which blamed the board,"),
    ("zh", "出现9次", "出现8次"),
    ("zh", "出现9次", "一次也没有出现"),
    ("zh", "出现1次", "出现两次"),
    ("zh", "“干旱”", "“驳船”"),
    ("zh", "1月5日", "2月5日"),
    ("zh", "2031年4月5日", "2030年4月5日"),
    ("zh", "《港务月报》", "《渔业月报》"),
)


@pytest.mark.parametrize(("language", "old", "new"), HOSTILE)
def test_every_change_of_a_count_is_refuted(
    series: Callable[..., dict[str, SourceDocument]], fact: MakeFact, language: Language, old: str, new: str
) -> None:
    documents = series(9, 8, 6, 1, 0, language=language)
    (found,) = counted(documents, fact, language)
    assert settle(TRUE[language], (found,), documents, language).verdict == "supported"
    assert old in TRUE[language]
    changed = TRUE[language].replace(old, new, 1)
    assert settle(changed, (found,), documents, language).verdict == "refuted"
    assert settle(changed, (), documents, language).verdict == "refuted"


@pytest.mark.parametrize(
    "text",
    [
        "The words “drought” and “droughts” appear 9 times in the Harbour summary of 5 January 2031 "
        "and only once in that of April 5.",
        "“Drought” is used nine times in the summary of January 5, 2031.",
        'The term "drought" appears nine times in the summary of January 5, 2031, '
        "but only once in the summary of April 5, 2031.",
    ],
)
def test_what_others_count_in_their_words_is_counted_too(
    series: Callable[..., dict[str, SourceDocument]], text: str
) -> None:
    documents = series(9, 8, 6, 1, 0)
    assert settle(text, (), documents, "en").code == "count.exact"
    assert settle(text.replace("9 ", "7 ").replace("nine", "seven"), (), documents, "en").code == "count.differs"


def test_where_two_documents_may_be_meant_both_must_bear_it_out(
    series: Callable[..., dict[str, SourceDocument]], source: Source
) -> None:
    documents = series(9, 8, 6, 1, 0)
    twin = source(body(3, "en"), "twin.txt", title="Lock summary", date=dt.date(2031, 1, 5))
    both = {**documents, twin.doc_id: twin}
    text = "The word “drought” appears nine times in the summary of January 5, 2031."
    assert settle(text, (), both, "en").code == "count.unclear"
    assert settle(text.replace("the summary", "the Harbour summary"), (), both, "en").code == "count.exact"


@pytest.mark.parametrize("language", ["en", "zh"])
def test_an_article_checked_from_its_text_alone_is_counted_again(
    series: Callable[..., dict[str, SourceDocument]], language: Language
) -> None:
    documents = series(9, 8, 6, 1, 0, language=language)
    corpus = Corpus(documents=tuple(documents.values()))
    index = build_index(corpus, HashingEmbedder(), cache_dir=None)
    wrong = TRUE[language].replace("nine", "ten").replace("9次", "10次")
    checked = verify_text(f"# A\n\n{TRUE[language]}\n\n{wrong}\n", corpus, index, None, language).claims
    assert [(c.verdict, c.reason_code) for c in checked] == [("supported", "count.exact"), ("refuted", "count.differs")]
    assert {s.doc_id for s in checked[0].evidence} <= set(documents) and checked[0].evidence
    assert checked[0].support_prob > 0.9
    edited = recheck(wrong, (), (), EvidenceSearch(corpus, index, language))
    assert [c.verdict for c in edited.claims] == ["refuted"]


@pytest.mark.parametrize("language", ["en", "zh"])
def test_pacing_keeps_the_count_and_its_verdict(
    series: Callable[..., dict[str, SourceDocument]], fact: MakeFact, language: Language
) -> None:
    documents = series(9, 8, 6, 1, 0, language=language)
    (found,) = counted(documents, fact, language)
    later = documents[found.doc_id]
    others = [fact(f"F01{n}", later, line) for n, line in enumerate(later.text.split("\n\n")[1:4])]
    facts = {f.fact_id: f for f in (*others, found)}
    texts = [*(f.text for f in others), count_sentence(found, documents, language)]
    sentences = tuple(
        Sentence(sentence_id=f"B1.{n}", text=t, fact_ids=(i,))
        for n, (t, i) in enumerate(zip(texts, facts, strict=True))
    )
    blocks = (DraftBlock(block_id="B1", paragraphs=(Paragraph(sentences=sentences),)),)
    draft = Draft(language=language, headline=Sentence(sentence_id="headline", text="A"), blocks=blocks)
    plan = Plan(schema_code="own", schema_version=1, blocks=(block(found, others, "answer"),))
    ground = Ground(facts, documents, language)
    paced = pace_draft(draft, plan, ground, None, seed=7, n_calls_most=0, held=()).draft
    corpus = Corpus(documents=tuple(documents.values()))
    index = build_index(corpus, HashingEmbedder(), cache_dir=None)
    claims = verify_claims(paced, tuple(facts.values()), corpus, index, None, language)
    assert "count.exact" in [c.reason_code for c in claims]
    assert {c.verdict for c in claims} <= {"supported", "not_checkable"}


def block(found: Fact, others: Sequence[Fact], role: str, block_id: str = "B1") -> AtomicBlock:
    beats = tuple(Beat(beat_id=f"{block_id}.{n}", fact_ids=(f.fact_id,)) for n, f in enumerate(others, 1))
    ids = tuple(f.fact_id for f in others)
    return AtomicBlock(block_id=block_id, role=role, point="It rained.", fact_ids=ids, n_chars_target=300, beats=beats)


def test_the_count_stands_behind_what_its_later_document_says(
    series: Callable[..., dict[str, SourceDocument]], fact: MakeFact, narrative: Callable[..., NarrativeSchema]
) -> None:
    documents = series(9, 8, 6, 1, 0)
    (found,) = counted(documents, fact)
    own = [fact(f"F1{n}", d, d.text.split("\n\n")[-1]) for n, d in enumerate(documents.values())]
    rows = (
        block(found, own[:2], "lede"),
        block(found, own[2:], "answer", "B2"),
        block(found, own[3:4], "kicker", "B3"),
    )
    plan = Plan(schema_code="own", schema_version=3, blocks=rows)
    placed = with_counts(plan, (*own, found), narrative())
    assert [b.fact_ids[0] for b in placed.blocks[1].beats] == ["F12", "F13", "F002", "F14"]
    assert [placed.blocks[n] for n in (0, 2)] == [plan.blocks[n] for n in (0, 2)]


@pytest.mark.parametrize("language", ["en", "zh"])
def test_footnotes_say_how_often_and_where(
    series: Callable[..., dict[str, SourceDocument]], fact: MakeFact, language: Language
) -> None:
    documents = series(9, 8, 6, 0, 0, language=language)
    (found,) = counted(documents, fact, language)
    sentence = Sentence(sentence_id="B1.1", text=count_sentence(found, documents, language), fact_ids=("F002",))
    blocks = (DraftBlock(block_id="B1", paragraphs=(Paragraph(sentences=(sentence,)),)),)
    draft = Draft(language=language, headline=Sentence(sentence_id="headline", text="A"), blocks=blocks)
    notes = collect_notes(draft, (found,), Corpus(documents=tuple(documents.values())))
    assert notes.numbers["B1.1"] == (1, 2)
    shown = ["".join(text for text, _ in note_words(n, language)) for n in notes.notes]
    expected = {
        "en": ("Counted in its text: nine times. “The pilots", "April 5, 2031. Counted in its text: not once."),
        "zh": ("，正文中出现9次：“上游的领航员", "，正文中一次也没有出现。"),
    }
    assert expected[language][0] in shown[0] and shown[1].endswith(expected[language][1])
    assert notes.notes[0].quoted and not notes.notes[1].quoted
