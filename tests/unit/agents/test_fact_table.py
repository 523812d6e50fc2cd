"""The table of Facts: cut from the sources, ordered, near copies folded, every document heard; and disagreements."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from itertools import product

import pytest

from deepnews.agents.fact_table import MAX_FACTS, MIN_PER_DOCUMENT, build_facts, usable
from deepnews.agents.note import note_groups
from deepnews.agents.relevance import beside_the_point
from deepnews.retrieval.index import HybridIndex
from deepnews.schemas.assignment import Assignment
from deepnews.schemas.base import Language
from deepnews.schemas.corpus import Passage, SourceDocument
from deepnews.schemas.evidence import InformationNeed
from deepnews.schemas.facts import Fact, Span

Source = Callable[..., SourceDocument]
Ask = Callable[..., Assignment]
Index = Callable[..., HybridIndex]
Dossier = Callable[..., tuple[SourceDocument, ...]]

MINUTES = (
    "The parish of Corran closed its well on 9 May 2031 after three goats fell ill. "
    "The clerk Ada Finch measured the water and found it 4 feet lower than in March. "
    "You should ask the county for a new pump as soon as the summer is over."
)
LETTER = (
    "According to Tom Hale, the county promised Corran a new pump worth 900 crowns in June. "
    "The clerk Ada Finch measured the water and found it 4 feet lower than in March. "
    "The harvest fair of Corran will be held in the yard of the old brewery."
)
MINUTES_ZH = (
    "柯兰村自2031年5月9日起关闭村口水井，禁止取水饮用。文书冯若兰量得水位比三月低了四尺，随即上报县里。"
    "您应当在夏天结束后向县里再要一台新的水泵。"
)
LETTER_ZH = "据县水利局通报，县里六月拨给柯兰村水泵款九百元整。柯兰村的秋收集市照旧在老酒坊的院子里举办三天。"

TEXTS: dict[Language, tuple[str, str]] = {"en": (MINUTES, LETTER), "zh": (MINUTES_ZH, LETTER_ZH)}
QUESTIONS = {"en": "Why did the parish of Corran close its well?", "zh": "柯兰村为何关闭村口水井？"}
SLOTS = {
    "en": ("What did the county promise?", "When is the harvest fair?"),
    "zh": ("县里拨了什么水泵款？", "秋收集市在哪举办？"),
}
both = pytest.mark.parametrize("language", ["en", "zh"])


def needs_of(language: Language) -> tuple[InformationNeed, ...]:
    promise, fair = SLOTS[language]
    return (
        InformationNeed(need_id="Q1", question=QUESTIONS[language]),
        InformationNeed(need_id="S-promise", question=promise, slot="promise"),
        InformationNeed(need_id="S-fair", question=fair, slot="fair"),
    )


def table(
    documents: Sequence[SourceDocument],
    indexed: Index,
    assignment: Assignment,
    picks: Mapping[str, Sequence[Span]] | None = None,
) -> tuple[Fact, ...]:
    """Facts of whole documents, a passage each."""
    language = assignment.language
    passages = [Passage(passage_id=d.path, doc_id=d.doc_id, start=0, end=d.n_chars, text=d.text) for d in documents]
    groups = note_groups(passages, language)
    by_id = {d.doc_id: d for d in documents}
    return build_facts(groups, picks or {}, assignment, needs_of(language), by_id, indexed(*documents))


@pytest.fixture
def dossier(source: Source) -> Dossier:
    """The letter (older, later by path) and the minutes."""

    def make(language: Language) -> tuple[SourceDocument, ...]:
        minutes, letter = TEXTS[language]
        return (
            source(minutes, "a.txt", language, title="Minutes", date=dt.date(2031, 5, 10)),
            source(letter, "b.txt", language, title="Letter", date=dt.date(2031, 4, 2)),
        )

    return make


# --- the table -------------------------------------------------------------------------------------------------------


@both
def test_facts_are_cut_from_the_sources_in_their_order(
    dossier: Dossier, indexed: Index, ask: Ask, language: Language
) -> None:
    documents = dossier(language)
    by_id = {d.doc_id: d for d in documents}
    facts = table(documents, indexed, ask(QUESTIONS[language], language=language))
    assert [f.fact_id for f in facts] == [f"F{n:03d}" for n in range(1, len(facts) + 1)]
    order = [(f.doc_date, by_id[f.doc_id].path, f.spans[0].start) for f in facts]
    assert order == sorted(order) and order[0][0] == dt.date(2031, 4, 2)
    for fact in facts:
        (span,) = fact.spans
        assert by_id[fact.doc_id].text[span.start : span.end] == span.text
        assert (fact.doc_title, fact.doc_date) == (by_id[fact.doc_id].title, by_id[fact.doc_id].date)
        assert sorted(fact.slots) == ["fair", "promise"]
        for quantity in fact.quantities:
            assert fact.text[quantity.start : quantity.end] == quantity.text


@both
def test_talk_to_somebody_is_left_out(dossier: Dossier, indexed: Index, ask: Ask, language: Language) -> None:
    facts = table(dossier(language), indexed, ask(QUESTIONS[language], language=language))
    assert not any("You should" in f.text or "您" in f.text for f in facts)


def test_a_near_copy_is_told_once(dossier: Dossier, indexed: Index, ask: Ask) -> None:
    facts = table(dossier("en"), indexed, ask(QUESTIONS["en"]))
    assert sum("4 feet lower" in f.text for f in facts) == 1
    assert len(facts) == 4


@both
def test_what_can_be_compared_is_marked(dossier: Dossier, indexed: Index, ask: Ask, language: Language) -> None:
    facts = table(dossier(language), indexed, ask(QUESTIONS[language], language=language))
    closed = next(f for f in facts if "2031" in f.text)
    assert (closed.dates[0].first, closed.modality) == (dt.date(2031, 5, 9), "fact")
    promise = next(f for f in facts if "900" in f.text or "九百" in f.text)
    assert any(q.value == 900.0 for q in promise.quantities)
    assert promise.slots[0] == "promise"
    assert promise.speaker == ("县水利局" if language == "zh" else "Tom Hale")
    fair = next(f for f in facts if "brewery" in f.text or "酒坊" in f.text)
    assert fair.slots[0] == "fair"


@both
def test_what_the_assignment_asks_is_worth_more(dossier: Dossier, indexed: Index, ask: Ask, language: Language) -> None:
    facts = table(dossier(language), indexed, ask(QUESTIONS[language], language=language))
    assert "2031" in max(facts, key=lambda f: f.relevance).text


def test_a_pick_of_the_model_weighs_more_and_is_not_needed(dossier: Dossier, indexed: Index, ask: Ask) -> None:
    documents, assignment = dossier("en"), ask(QUESTIONS["en"])
    alone = {f.text: f.relevance for f in table(documents, indexed, assignment)}
    fair = next(f for f in table(documents, indexed, assignment) if "brewery" in f.text)
    picked = {f.text: f.relevance for f in table(documents, indexed, assignment, {"N001": fair.spans})}
    assert picked[fair.text] > alone[fair.text]
    assert {t: r for t, r in picked.items() if t != fair.text} == {t: r for t, r in alone.items() if t != fair.text}


def test_a_quoted_phrase_weighs_more(dossier: Dossier, indexed: Index, ask: Ask) -> None:
    question = "Why was the fair held “in the yard of the old brewery”?"
    plain = {
        f.text: f.relevance for f in table(dossier("en"), indexed, ask(question.replace("“", "").replace("”", "")))
    }
    quoted = {f.text: f.relevance for f in table(dossier("en"), indexed, ask(question))}
    gains = {t: quoted[t] - plain[t] for t in plain}
    assert "brewery" in max(gains, key=lambda t: gains[t])


def test_a_figure_that_the_assignment_names_weighs_more(source: Source, indexed: Index, ask: Ask) -> None:
    document = source("The county sent a pump of 75 pounds to Corran. The county sent a pump of 90 pounds to Corran.")
    plain, named = (
        {f.text: f.relevance for f in table((document,), indexed, ask(f"Why did Corran get its pump{words}?"))}
        for words in ("", " of 75 pounds")
    )
    first, second = sorted(plain)
    assert named[first] - named[second] > plain[first] - plain[second] + 0.1


def test_every_document_is_heard_in_a_full_table(source: Source, indexed: Index, ask: Ask) -> None:
    words = [
        "".join(parts) for parts in product("bdfgklmnprst", "aeiou", ("ck", "lm", "nd", "rsk", "st", "v", "zz"), "aeo")
    ]
    lines = [f"Corran closed its well: {' '.join(words[7 * n : 7 * n + 7])}." for n in range(MAX_FACTS + 10)]
    near = source(" ".join(lines), "a.txt", date=dt.date(2031, 5, 1))
    trees = ("alder birch cedar", "dogwood elder fir", "gorse hazel ivy", "juniper kapok larch", "maple nutmeg oak")
    far = source(" ".join(f"Snow bent {t} trees close by as well as poles and wires." for t in trees), "b.txt")
    facts = table((near, far), indexed, ask("Why did the parish of Corran close its well?"))
    assert [sum(f.doc_id == d.doc_id for f in facts) for d in (near, far)] == [MAX_FACTS, MIN_PER_DOCUMENT]


def test_long_sentences_are_cut_to_their_main_clause(source: Source, indexed: Index, ask: Ask) -> None:
    head = "The parish of Corran closed its old well on the ninth of May and put a guard beside it"
    document = source(f"{head}, which the clerk had asked for in three letters to the county over the whole winter.")
    (fact,) = table((document,), indexed, ask("Why did the parish of Corran close its well?"))
    assert fact.text == head


def test_nothing_usable_makes_an_empty_table(source: Source, indexed: Index, ask: Ask) -> None:
    document = source("You should ask the county for a new pump as soon as the summer is over. Short.")
    assert table((document,), indexed, ask("Why did Corran close its well?")) == ()


# --- transcripts -----------------------------------------------------------------------------------------------------

HEARING = "\n\n".join(
    f"{who}: {said}"
    for who, said in (
        ("Counsel", "The parish of Corran closed its well in May, did it not, after three goats fell ill."),
        ("Ada Finch", "The parish closed the well of Corran when three goats had fallen ill in a week."),
        ("Counsel", "The water was then 4 feet lower than it had been in March of that year."),
        ("Ada Finch", "The county promised a new pump to Corran in June and never sent a single bolt."),
        ("Counsel", "The fair was held in the yard of the old brewery in spite of all of it."),
        ("Ada Finch", "The harvest fair paid for the rope and for the lid that covers the well today."),
    )
)


def test_in_a_transcript_the_label_speaks_and_is_cut_off(source: Source, indexed: Index, ask: Ask) -> None:
    document = source(HEARING, title="Hearing")
    facts = table((document,), indexed, ask("Why did the parish of Corran close its well?"))
    assert len(facts) == 3
    assert {f.speaker for f in facts} == {"Ada Finch"}
    assert all(f.text.startswith("The ") and document.text[f.spans[0].start :].startswith(f.text) for f in facts)


def test_after_the_label_a_sentence_stands_alone_as_everywhere(source: Source, indexed: Index, ask: Ask) -> None:
    said = (
        "Ada Finch: So the well of Corran was shut in May for good by the clerk.\n\n"
        "Ada Finch: They never told the parish of Corran why."
    )
    document = source(f"{HEARING}\n\n{said}", title="Hearing")
    texts = [f.text for f in table((document,), indexed, ask("Why did the parish of Corran close its well?"))]
    assert "the well of Corran was shut in May for good by the clerk." in texts
    assert not any("They never told" in text for text in texts)


@pytest.mark.parametrize(
    ("text", "speaker", "is_usable"),
    [
        ("The well was closed.", "Ada Finch", True),
        ("The well was closed.", "Counsel", False),
        ("The well was closed.", "主持人", False),
        ("Your well was closed.", "Ada Finch", False),
        ("你们的井关了。", "冯若兰", False),
    ],
)
def test_whose_words_can_be_used(source: Source, text: str, speaker: str, is_usable: bool) -> None:
    span = Span(doc_id="d1", start=0, end=len(text), text=text)
    assert usable(span, speaker, source(HEARING)) is is_usable
    assert usable(span, "Counsel", source("The well was closed.")) is not text.startswith(("Your", "你们"))


# --- disagreements ---------------------------------------------------------------------------------------------------


def test_where_one_answers_the_others_ask(source: Source) -> None:
    text = "The well was closed."
    span = Span(doc_id="d1", start=0, end=len(text), text=text)
    interview = source(HEARING.replace("Counsel", "Tom Hale"), title="Interview with Ada Finch")
    assert usable(span, "Ada Finch", interview) and not usable(span, "Tom Hale", interview)
    assert usable(span, "Tom Hale", source(HEARING.replace("Counsel", "Tom Hale"), title="Meeting of the parish"))
    assert usable(span, "", interview)  # what stands before the first turn


@pytest.mark.parametrize(
    ("title", "asking", "answering"),
    [
        ("Evidence of Ada Finch, clerk of Corran", "Mr Hale", "Ada Finch"),
        ("Testimony of Ada Finch and Nell Moor", "Mr Hale", "Nell Moor"),
        ("Cross-examination of Ada Finch", "Lady Hale", "The Witness"),
        ("冯若兰出席水井听证会实录", "何律师", "冯若兰"),
        ("冯若兰、莫小萍答记者问", "记者", "莫小萍"),
        ("专访冯若兰", "主持人", "冯若兰"),
    ],
)
def test_whoever_is_heard_answers_and_all_others_ask(source: Source, title: str, asking: str, answering: str) -> None:
    language: Language = "zh" if asking in ("何律师", "记者", "主持人") else "en"
    heard = "冯若兰" if language == "zh" else "Ada Finch"
    turns = (f"{who}: The well of Corran was closed in May." for who in (asking, heard, answering) * 3)
    document = source("\n\n".join(turns), language=language, title=title)
    span = Span(doc_id="d1", start=0, end=20, text="The well was closed.")
    assert usable(span, answering, document) and usable(span, heard, document)
    assert not usable(span, asking, document)


@pytest.mark.parametrize(
    "title", ["Opening statement on the evidence of Ada Finch", "Submissions of Ada Finch", "Meeting"]
)
def test_where_nobody_is_heard_all_may_speak(source: Source, title: str) -> None:
    span = Span(doc_id="d1", start=0, end=20, text="The well was closed.")
    assert usable(span, "Tom Hale", source(HEARING.replace("Counsel", "Tom Hale"), title=title))


def test_what_the_next_sentence_turns_is_worth_less_and_what_it_takes_back_nothing(
    source: Source, indexed: Index, ask: Ask
) -> None:
    promise = "The county promised a new pump to the parish of Corran in the month of June."
    after = ("The clerk wrote it down.", "But the pump of the county was for Linton.", "That has not happened yet.")
    worth = []
    for sentence in after:
        document = source(f"The parish closed its well in May of that year. {promise} {sentence}")
        facts = table((document,), indexed, ask("Why did the parish of Corran close its well?"))
        worth.append(next((f.relevance for f in facts if f.text == promise), None))
    plain, doubted, undone = worth
    assert plain is not None and doubted is not None and doubted < plain - 0.1 and undone is None


def test_a_chair_who_answers_is_no_questioner(source: Source) -> None:
    text = "The well was closed."
    span = Span(doc_id="d1", start=0, end=len(text), text=text)
    assert usable(span, "CHAIR FINCH", source(HEARING, title="Press conference of Chair Finch"))
    assert not usable(span, "CHAIR FINCH", source(HEARING, title="Hearing on the well"))


def test_whom_an_author_quotes_has_to_be_named(source: Source) -> None:
    words = '"A well is not good because it is deep," {} said.'
    speech, report = source("The well was closed.", author="Ada Finch"), source("The well was closed.")

    def span(who: str) -> Span:
        return Span(doc_id="d", start=0, end=9, text=words.format(who))

    assert not usable(span("the President"), "the President", speech)
    assert usable(span("Tom Hale"), "Tom Hale", speech) and usable(span("the President"), "the President", report)


def test_a_penalty_for_grave_cases_holds_its_conduct(source: Source, indexed: Index, ask: Ask) -> None:
    conduct = "违反本办法规定载运旅客，或者夜间未按规定点灯载运货物的"
    grave = "情节严重的，由县水利局责令停航，并处五千元以下或者上一年度票款百分之五以下罚款；"
    text = f"第九条 {conduct}，由渡口管理处责令改正，给予警告。\n\n有前款规定的违法行为，{grave}对船主处五百元罚款。"
    documents = (source(text, "办法.txt", "zh"), source(LETTER_ZH, "信.txt", "zh"))
    facts = table(documents, indexed, ask("渡口夜间载运旅客怎么罚？", language="zh"))
    (fact,) = [f for f in facts if grave in f.text]
    assert [s.text for s in fact.spans] == [conduct, grave]
    assert all(documents[0].text[s.start : s.end] == s.text for s in fact.spans)
    assert all(fact.text[q.start : q.end] == q.text for q in fact.quantities)
    assert any(q.value == 5000 for q in fact.quantities)


@pytest.mark.parametrize("language", ["en", "zh"])
def test_what_says_no_word_of_the_assignment_and_is_far_less_relevant_is_beside_the_point(
    ask: Ask, language: Language
) -> None:
    said = {"en": "The ferry office sold 40 lamps.", "zh": "渡口管理处去年卖出40盏夜航灯。"}[language]
    other = {"en": "A mill sold 40 sacks of flour.", "zh": "磨坊前年磨了40袋面粉。"}[language]
    topic = {"en": "The lamps of the ferry office.", "zh": "渡口管理处的夜航灯"}[language]
    spans = [Span(doc_id="d", start=0, end=len(t), text=t) for t in (*[said] * 10, said, other)]
    assignment, best = ask(topic, language=language), [1.0] * 10
    assert beside_the_point(spans, (*best, 0.5, 0.6), assignment) == {11}
    assert beside_the_point(spans, (*best, 0.5, 0.7), assignment) == set()
    assert beside_the_point(spans, (*best, 0.5, 0.4), ask("Die Lampen.", language=language)) == set()


@pytest.mark.parametrize("language", ["en", "zh"])
def test_what_says_no_word_of_the_assignment_in_a_document_that_hardly_does_is_beside_the_point(
    ask: Ask, language: Language
) -> None:
    said = {"en": "The ferry office sold 40 lamps.", "zh": "渡口管理处去年卖出40盏夜航灯。"}[language]
    other = {"en": "A mill sold 40 sacks of flour.", "zh": "磨坊前年磨了40袋面粉。"}[language]
    assignment = ask({"en": "The lamps of the ferry office.", "zh": "渡口管理处的夜航灯"}[language], language=language)

    def beside(*more: tuple[str, str]) -> set[int]:
        told = (*[("d", said)] * 10, *more)
        spans = [Span(doc_id=d, start=0, end=len(t), text=t) for d, t in told]
        return beside_the_point(spans, [1.0] * len(spans), assignment)

    assert beside(("mill", other)) == set()
    assert beside(("mill", other), ("mill", other)) == {10, 11}
    assert beside(("mill", other), ("mill", said)) == set()
    assert beside(("mill", other), ("mill", said), ("mill", other)) == {10, 12}
    assert beside(("mill", other), ("mill", said), ("mill", said)) == set()
