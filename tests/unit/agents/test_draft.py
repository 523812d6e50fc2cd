"""Sentences from Facts: what the model writes is checked, what fails is quoted or left out."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

import pytest

from deepnews.agents.assemble import assemble, repair, without_red
from deepnews.agents.candidates import Bench, judge, judged_variants, sentence_pattern, write_candidate
from deepnews.agents.draft import BlockDrafter
from deepnews.agents.fit import _strongest
from deepnews.agents.frames import date_text, lead_for, quote_form, short_name
from deepnews.agents.partial_quotes import has_glued_words, quote_copied
from deepnews.agents.quotation import quotation
from deepnews.agents.source_runs import runs_of
from deepnews.retrieval.embed import HashingEmbedder
from deepnews.retrieval.index import build_index
from deepnews.schemas.assignment import Assignment
from deepnews.schemas.base import Language
from deepnews.schemas.corpus import Corpus, SourceDocument
from deepnews.schemas.draft import Draft, DraftBlock, Paragraph, Sentence
from deepnews.schemas.facts import Fact, Span
from deepnews.schemas.plan import AtomicBlock, Beat, Plan
from deepnews.schemas.verification import CheckedClaim, Claim
from deepnews.scripted_model import ScriptedModel, ScriptLine
from deepnews.text import RunIndex

REPORT = (
    "Harlow Mill cut 120 jobs in March after orders for sailcloth fell by 18 percent. "
    "The owners of the mill expect orders to stay low until the summer. "
    "Several customers in Norland moved their contracts to cheaper suppliers."
)
SPEECH = "We waited too long to change the looms. I believe the mill can still be saved."


def document(doc_id: str, text: str, title: str, date: dt.date, author: str = "") -> SourceDocument:
    return SourceDocument(
        doc_id=doc_id,
        path=f"{doc_id}.txt",
        title=title,
        author=author,
        date=date,
        language="en",
        text=text,
        content_sha256="0" * 64,
    )


REPORT_DOC = document("report", REPORT, "Harlow Mill annual report", dt.date(2021, 3, 10))
SPEECH_DOC = document("speech", SPEECH, "Speech at the annual meeting", dt.date(2021, 4, 2), "Director Ruth Vane")


def fact(fact_id: str, doc: SourceDocument, words: str) -> Fact:
    start = doc.text.index(words)
    span = Span(doc_id=doc.doc_id, start=start, end=start + len(words), text=words)
    return Fact(fact_id=fact_id, spans=(span,), doc_title=doc.title, doc_date=doc.date, relevance=0.5)


FACTS = {
    f.fact_id: f
    for f in (
        fact("F1", REPORT_DOC, REPORT.split(". ")[0] + "."),
        fact("F2", REPORT_DOC, "The owners of the mill expect orders to stay low until the summer."),
        fact("F3", REPORT_DOC, "Several customers in Norland moved their contracts to cheaper suppliers."),
        fact("F4", SPEECH_DOC, "We waited too long to change the looms."),
        fact("F5", SPEECH_DOC, "I believe the mill can still be saved."),
    )
}
GOOD = "The Harlow Mill annual report of March 10, 2021 said that Harlow Mill dismissed 120 people in March."


def bench(replies: Sequence[tuple[str, str]] = (), **changes: object) -> Bench:
    """A bench whose model answers `replies` (words of the Fact, sentence), and else with the Fact itself."""
    lines = tuple(ScriptLine(stage="draft", contains=words, reply={"sentence": text}) for words, text in replies)
    corpus = Corpus(documents=(REPORT_DOC, SPEECH_DOC))
    made = Bench(
        model=ScriptedModel(lines=lines),
        index=build_index(corpus, HashingEmbedder(), cache_dir=None),
        runs=RunIndex([d.text for d in corpus.documents], "en"),
        documents=corpus.by_id,
        facts=FACTS,
        language="en",
        seed=7,
    )
    return made if not changes else type(made)(**{**made.__dict__, **changes})  # type: ignore[arg-type]


def beat(number: int, fact_id: str, *, as_quotation: bool = False) -> Beat:
    doc = bench().documents[FACTS[fact_id].doc_id]
    lead = lead_for(FACTS[fact_id], doc, language="en", seen=False, turn=0)
    return Beat(
        beat_id=f"B1.{number}",
        fact_ids=(fact_id,),
        lead_in=lead.opening,
        follow_in=lead.following,
        as_quotation=as_quotation,
    )


def block(beats: Sequence[Beat], spare: Sequence[Beat] = (), n_chars: int = 400) -> AtomicBlock:
    ids = tuple(b.fact_ids[0] for b in (*beats, *spare))
    return AtomicBlock(
        block_id="B1",
        role="lede",
        point=FACTS[ids[0]].text,
        fact_ids=ids,
        n_chars_target=n_chars,
        beats=tuple(beats),
        spare_beats=tuple(spare),
    )


# --- one sentence ----------------------------------------------------------------------------------------------------


def test_a_faithful_sentence_passes() -> None:
    found = judge(GOOD, [FACTS["F1"]], "The Harlow Mill annual report of March 10, 2021 said that", (), bench())
    assert "copy.run" not in found.faults
    assert not any(code.startswith(("number", "date", "name", "negation")) for code in found.faults)


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        (GOOD.replace("120", "210"), "number"),
        (GOOD.replace("in March.", "in May."), "date"),
        (GOOD.replace("Harlow Mill dismissed", "Marlow Mill dismissed"), "name"),
        (GOOD.replace("dismissed", "did not dismiss"), "negation"),
    ],
)
def test_a_sentence_that_changes_its_fact_is_forbidden(wrong: str, code: str) -> None:
    found = judge(wrong, [FACTS["F1"]], "The Harlow Mill annual report of March 10, 2021 said that", (), bench())
    assert any(fault.startswith(code) for fault in found.faults), found.faults


def test_a_repeat_of_what_was_said_is_forbidden() -> None:
    assert "repeat" in judge(GOOD, [FACTS["F1"]], "", (GOOD,), bench()).faults


@pytest.mark.parametrize("noise", ["，，", "、，", "`x", "{", ";;"])
def test_noise_is_forbidden(noise: str) -> None:
    assert "form.noise" in judge(f"{GOOD} {noise}", [FACTS["F1"]], "", (), bench()).faults


def test_first_person_outside_quotation_marks_is_forbidden() -> None:
    own = "Ruth Vane said that we waited too long to change the looms at the mill."
    assert "form.first_person" in judge(own, [FACTS["F4"]], "", (), bench()).faults


def test_copied_words_are_put_in_quotation_marks() -> None:
    lead = "The report said that"
    copied = f"{lead} {FACTS['F3'].text[0].lower()}{FACTS['F3'].text[1:]}"
    plain, quoted = judged_variants(copied, [FACTS["F3"]], lead, (), bench())
    assert plain.faults == ("copy.run",)
    inside = quoted.text.split("“")[1].split("”")[0]
    assert inside in FACTS["F3"].text
    assert len(inside.split()) >= 4


def test_a_day_before_a_quotation_is_written_as_the_article_writes_days() -> None:
    text = "On Friday, 9 April 2021, at about noon, two looms of the upper floor broke within minutes of each other."
    log = document("log", text, "Log of the looms", dt.date(2021, 4, 12))
    made = bench(documents={**bench().documents, "log": log}, runs=RunIndex([text], "en"))
    lead = "The log said that"
    quoted = judged_variants(f"{lead} on {text[3:]}", [fact("F6", log, text)], lead, (), made)[-1]
    assert quoted.text.startswith("The log said that on Friday, April 9, 2021, “at about noon, two looms")


def test_a_run_that_is_not_in_the_fact_is_not_quoted() -> None:
    runs = RunIndex([REPORT], "en")
    assert quote_copied(REPORT.split(". ")[0], "Something else entirely was said here.", runs, "en") is None


def test_a_quotation_does_not_lose_the_verb_it_hangs_on() -> None:
    source = "In May the board decided that the mill can no longer pay its weavers and approved planning for a closure."
    runs = RunIndex([source], "en")
    lost = "Ruth Vane wrote that the mill can no longer pay its weavers and approved planning for a closure."
    assert quote_copied(lost, source, runs, "en") is None
    kept = "Ruth Vane wrote that the board decided that the mill can no longer pay its weavers and approved planning."
    assert quote_copied(kept, source, runs, "en")


def test_words_run_together_are_seen() -> None:
    assert has_glued_words("The millcut jobs.", "The mill cut jobs.")
    assert not has_glued_words("The mill cut jobs.", "The mill cut jobs.")


def test_the_reply_must_begin_as_code_decided() -> None:
    out_of_frame = bench([("Harlow", "In other news Harlow Mill dismissed 120 people.")])
    assert write_candidate([FACTS["F1"]], "The report said that", "", out_of_frame, 0) == ""


def test_the_pattern_admits_only_verbatim_quotations() -> None:
    import re

    source = fact(
        "F9",
        document("q", 'He called it "a bad year" for all.', "Q", dt.date(2021, 1, 1)),
        'He called it "a bad year" for all.',
    )
    pattern = re.compile(sentence_pattern("He said that", [source], "en"))
    assert pattern.search("He said that it was “a bad year” for all.")
    assert not pattern.search("He said that it was “a good year” for all.")
    assert not pattern.search("He said that. It was bad.")


# --- quotations and frames -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("turn", range(4))
@pytest.mark.parametrize("opens", [True, False])
def test_a_quotation_is_verbatim_and_attributed(turn: int, opens: bool) -> None:
    text = quotation(FACTS["F4"], SPEECH_DOC, language="en", opens=opens, turn=turn)
    assert text is not None
    inside = text.split("“")[1].split("”")[0]
    assert inside in SPEECH
    assert "Vane" in text
    assert ("April 2, 2021" in text) == opens
    assert text[-1] in ".”"


def test_a_clause_gets_its_capital_in_brackets() -> None:
    clause = fact("F8", SPEECH_DOC, "the mill can still be saved.")
    text = quotation(clause, SPEECH_DOC, language="en", opens=True, turn=0)
    assert text is not None and "“[T]he mill can still be saved.”" in text


def test_braces_in_a_source_do_no_harm() -> None:
    odd = document("odd", SPEECH, "Speech {quote} {0}", dt.date(2021, 4, 2), "Director {name}")
    form = quote_form(
        fact("F7", odd, "We waited too long to change the looms."), odd, language="en", opens=True, turn=0
    )
    assert form.count("{quote}") == 1


def test_what_a_document_announces_is_told_as_said() -> None:
    words = "All of it will be built at Harlow."
    plans = Fact(fact_id="F7", spans=(Span(doc_id="d", start=0, end=len(words), text=words),), speaker="Harlow")
    leads = (lead_for(plans, REPORT_DOC, language="en", seen=True, turn=t).opening for t in range(6))
    assert all(lead.endswith(" that") for lead in leads)


def test_where_a_speaker_said_it_is_told_in_some_of_the_forms() -> None:
    words = "We waited too long to change the looms."
    found = {quote_form(fact("F7", SPEECH_DOC, words), SPEECH_DOC, language="en", opens=True, turn=t) for t in range(9)}
    assert any(form.startswith("In a speech on April 2, 2021, ") for form in found)
    assert all("Vane" in form and "April 2, 2021" in form and form.count("{quote}") == 1 for form in found)
    minutes = SPEECH_DOC.model_copy(update={"title": "Minutes of the board"})
    named = (quote_form(fact("F7", minutes, words), minutes, language="en", opens=True, turn=t) for t in range(9))
    assert all("Vane" in form for form in named)


@pytest.mark.parametrize(
    ("author", "short"),
    [
        ("Director Ruth Vane", "Vane"),
        ("Ruth Vane", "Vane"),
        ("the harbour board", "the harbour board"),
        ("王芳", "王芳"),
    ],
)
def test_second_mention(author: str, short: str) -> None:
    assert short_name(author) == short


def test_dates_are_written_out() -> None:
    texts: dict[Language, str] = {"en": "March 10, 2021", "zh": "2021年3月10日"}
    assert {language: date_text(dt.date(2021, 3, 10), language) for language in texts} == texts


# --- blocks ----------------------------------------------------------------------------------------------------------


def test_every_sentence_of_a_block_names_its_fact() -> None:
    drafted = BlockDrafter(block([beat(1, "F1"), beat(2, "F3"), beat(3, "F4", as_quotation=True)]), bench()).draft()
    sentences = [s for p in drafted.paragraphs for s in p.sentences]
    assert sentences
    assert all(s.fact_ids for s in sentences)
    assert any(s.kind == "quotation" and "“We waited too long to change the looms" in s.text for s in sentences)


def test_a_sentence_that_cannot_be_written_faithfully_is_quoted_or_left_out() -> None:
    liar = bench(
        [("Harlow", "The Harlow Mill annual report of March 10, 2021 said that Harlow Mill hired 900 people.")]
    )
    drafted = BlockDrafter(block([beat(1, "F1")]), liar).draft()
    texts = [s.text for p in drafted.paragraphs for s in p.sentences]
    assert not any("900" in text for text in texts)
    assert all(text.split("“")[1].split("”")[0] in REPORT for text in texts)


def test_planned_quotations_of_lesser_facts_do_not_bar_the_best_fact_from_being_quoted() -> None:
    words = "The relief committee of the weavers in the lower and the upper valley, or WCV, counted 40 broken looms."
    views = (
        "We had thought for some time that the looms of the old hall would outlive every one of the orders.",
        "I told the owners in the spring that our customers in the south would not wait for another summer.",
    )
    audit = document("audit", words, "Audit", dt.date(2021, 3, 1))
    talk = document("talk", " ".join(views), "Talk at the works", dt.date(2021, 4, 9), "Director Ruth Vane")
    made_of = {"F6": (audit, words), "F7": (talk, views[0]), "F8": (talk, views[1])}
    facts = {i: fact(i, *of) for i, of in made_of.items()}
    leads = {i: lead_for(facts[i], made_of[i][0], language="en", seen=False, turn=0) for i in facts}
    beats = [
        Beat(beat_id=f"B1.{i}", fact_ids=(i,), lead_in=x.opening, follow_in=x.following, as_quotation=i != "F6")
        for i, x in leads.items()
    ]
    beats[0] = beats[0].model_copy(update={"lead_in": "In the audit of March 1, 2021,"})

    def told(relevance: float) -> set[str]:
        found = {**FACTS, **facts, "F6": facts["F6"].model_copy(update={"relevance": relevance})}
        documents = {**bench().documents, "audit": audit, "talk": talk}
        made = bench(facts=found, documents=documents, runs=RunIndex([d.text for d in documents.values()], "en"))
        planned = block([beat(1, "F1")]).model_copy(update={"beats": tuple(beats), "n_chars_target": 600})
        return {s.fact_ids[0] for p in BlockDrafter(planned, made).draft().paragraphs for s in p.sentences}

    assert told(0.9) == {"F6", "F7", "F8"}
    assert told(0.1) == {"F7", "F8"}


def test_spare_facts_fill_a_short_block() -> None:
    alone = BlockDrafter(block([beat(1, "F1")], n_chars=60), bench()).draft()
    filled = BlockDrafter(block([beat(1, "F1")], [beat(2, "F3")], n_chars=400), bench()).draft()
    assert len(alone.paragraphs[0].sentences) < sum(len(p.sentences) for p in filled.paragraphs)


@pytest.mark.parametrize(("relevance", "first", "last"), [(0.5, "F4", "F3"), (0.1, "F3", "F4")])
def test_a_spare_fact_of_another_document_comes_first_where_it_is_to_the_point(
    relevance: float, first: str, last: str
) -> None:
    facts = {**FACTS, "F4": FACTS["F4"].model_copy(update={"relevance": relevance})}
    drafter = BlockDrafter(block([beat(1, "F1")], [beat(2, "F3"), beat(3, "F4")], n_chars=60), bench(facts=facts))
    drafter.draft()
    drafter.extend(1)
    told = [s.fact_ids[0] for p in drafter.result().paragraphs for s in p.sentences]
    assert first in told and last not in told


def test_a_short_quotation_after_its_source_stands_alone() -> None:
    drafted = BlockDrafter(block([beat(5, "F5"), beat(4, "F4", as_quotation=True)]), bench())
    texts = {s.sentence_id: s.text for p in drafted.draft().paragraphs for s in p.sentences}
    assert "April 2, 2021" in texts["B1.4"] or texts["B1.4"] == f"“{FACTS['F4'].text}”"
    short = quotation(FACTS["F5"], SPEECH_DOC, language="en", opens=False, turn=0, is_bare=True)
    assert short == "“I believe the mill can still be saved.”"
    named = quotation(FACTS["F5"], SPEECH_DOC, language="en", opens=True, turn=0, is_bare=True)
    assert named is not None and "Vane" in named


@pytest.mark.parametrize(("speaker", "bare"), [("", True), ("Ida Stroud", False)])
def test_bare_words_of_a_document_do_not_follow_whom_it_quotes(speaker: str, *, bare: bool) -> None:
    letter = document(
        "letter",
        "The looms were sold, Ida Stroud said. Harlow Mill never closed the gates.",
        "Letter",
        dt.date(2021, 5, 7),
    )
    facts = {
        "F6": fact("F6", letter, "The looms were sold, Ida Stroud said.").model_copy(update={"speaker": speaker}),
        "F7": fact("F7", letter, "Harlow Mill never closed the gates."),
    }
    lead = "The letter of May 7, 2021 said that"
    beats = [
        Beat(beat_id=f"B1.{i}", fact_ids=(i,), lead_in=lead, follow_in="The letter said that", as_quotation=True)
        for i in facts
    ]
    planned = block([beat(1, "F1")]).model_copy(update={"beats": tuple(beats), "spare_beats": ()})
    made = bench(facts={**FACTS, **facts}, documents={**bench().documents, "letter": letter})
    last = BlockDrafter(planned, made).draft().paragraphs[-1].sentences[-1].text
    assert "Harlow Mill never closed the gates" in last
    assert (last == "“Harlow Mill never closed the gates.”") is bare


def test_an_article_tells_of_documents_that_only_spare_facts_are_of() -> None:
    planned = block([beat(1, "F1"), beat(2, "F2")], [beat(4, "F4")], n_chars=150)
    plan = Plan(schema_code="s", schema_version=1, blocks=(planned,))
    made = bench(n_chars_most=2000)
    drafted = BlockDrafter(planned, made).draft()
    told = {made.facts[i].doc_id for p in drafted.paragraphs for s in p.sentences for i in s.fact_ids}
    assert told == {"report"}
    n_chars = sum(len(s.text) + 1 for p in drafted.paragraphs for s in p.sentences)
    whole = assemble([drafted], plan, ASSIGNMENT, n_chars + 60, made)
    assert {made.facts[s.fact_ids[0]].doc_id for s in whole.sentences} == {"report", "speech"}


def test_a_document_is_not_told_of_by_a_fact_that_is_beside_the_point() -> None:
    planned = block([beat(1, "F1"), beat(2, "F2")], [beat(4, "F4")], n_chars=150)
    plan = Plan(schema_code="s", schema_version=1, blocks=(planned,))
    made = bench(n_chars_most=2000, facts={**FACTS, "F4": FACTS["F4"].model_copy(update={"relevance": 0.2})})
    drafted = BlockDrafter(planned, made).draft()
    n_chars = sum(len(s.text) + 1 for p in drafted.paragraphs for s in p.sentences)
    whole = assemble([drafted], plan, ASSIGNMENT, n_chars, made)
    assert {made.facts[s.fact_ids[0]].doc_id for s in whole.sentences} == {"report"}


def test_runs_keep_sentences_of_a_document_together() -> None:
    drafted = BlockDrafter(block([beat(1, "F1"), beat(2, "F3"), beat(3, "F4", as_quotation=True)]), bench()).draft()
    sentences = [s for p in drafted.paragraphs for s in p.sentences]
    runs = runs_of(sentences, bench())
    assert [FACTS[r[0].fact_ids[0]].doc_id for r in runs] == ["report", "speech"]


def begun(*sentences: tuple[Beat, str]) -> DraftBlock:
    """A block with these sentences, as an earlier round left it."""
    found = tuple(Sentence(sentence_id=b.beat_id, text=t, fact_ids=b.fact_ids, kind="written") for b, t in sentences)
    return DraftBlock(block_id="B1", heading="", paragraphs=(Paragraph(sentences=found),))


def test_only_the_first_sentence_on_a_document_gives_its_date() -> None:
    one, two = beat(1, "F4"), beat(2, "F5")
    both = begun((one, f"{one.lead_in} the looms were old."), (two, f"{two.lead_in} the mill could be saved."))
    drafter = BlockDrafter(block([one, two]), bench(), begun=both)
    first, second = (s.text for p in drafter.result().paragraphs for s in p.sentences)
    assert first.startswith(one.lead_in) and "April 2, 2021" in first
    assert second == f"{two.follow_in} the mill could be saved."


def test_a_sentence_that_comes_to_stand_first_gives_the_date() -> None:
    one, two = beat(1, "F4"), beat(2, "F5")
    both = begun((one, f"{one.lead_in} the looms were old."), (two, f"{two.follow_in} the mill could be saved."))
    drafter = BlockDrafter(block([one, two]), bench(), begun=both)
    drafter.cut("B1.1", to_quotation=False)
    (text,) = (s.text for p in drafter.result().paragraphs for s in p.sentences)
    assert text == f"{two.lead_in} the mill could be saved."


def test_a_quotation_that_comes_to_stand_first_is_framed_anew() -> None:
    lone = beat(2, "F4", as_quotation=True)
    follows = begun((lone, "Vane said: “We waited too long to change the looms.”"))
    (text,) = (
        s.text for p in BlockDrafter(block([lone]), bench(), begun=follows).result().paragraphs for s in p.sentences
    )
    assert "April 2, 2021" in text and "“We waited too long to change the looms" in text


def test_a_view_is_told_of_who_holds_it() -> None:
    drafted = BlockDrafter(block([beat(1, "F5", as_quotation=True)], n_chars=60), bench()).draft()
    (sentence,) = (s for p in drafted.paragraphs for s in p.sentences)
    assert sentence.kind == "written"
    assert sentence.text.endswith("Director Ruth Vane believed that the mill can still be saved.")


# --- the whole -------------------------------------------------------------------------------------------------------

ASSIGNMENT = Assignment(topic="Why did Harlow Mill cut jobs?", sources=("docs",), n_chars_target=600)


def whole() -> tuple[Draft, Plan, Bench]:
    desk = bench(answers=("F1",))
    plan = Plan(
        schema_code="how-it-happened",
        schema_version=1,
        blocks=(block([beat(1, "F1"), beat(2, "F3"), beat(3, "F4", as_quotation=True)]),),
        answer_fact_ids=("F1",),
    )
    blocks: list[DraftBlock] = [BlockDrafter(plan.blocks[0], desk).draft()]
    return assemble(blocks, plan, ASSIGNMENT, 600, desk), plan, desk


def red(draft: Draft, position: int) -> CheckedClaim:
    sentence = draft.sentences[position]
    claim = Claim(claim_id="C1", text=sentence.text, sentence_id=sentence.sentence_id, start=0, end=len(sentence.text))
    return CheckedClaim(
        claim=claim,
        verdict="refuted",
        support_prob=0.0,
        reason_code="number.differs",
        reason="It differs.",
        decided_by="rules",
    )


def test_a_draft_has_headline_and_standfirst() -> None:
    draft, _, _ = whole()
    assert draft.headline.text and draft.headline.fact_ids == ("F1",)
    assert draft.standfirst is not None and "two documents" in draft.standfirst.text


def test_an_article_that_copies_too_much_quotes_it() -> None:
    _, plan, desk = whole()
    copied = Sentence(sentence_id="B1.1", text=f"The report said that {FACTS['F1'].text}", fact_ids=("F1",))
    begun = DraftBlock(block_id="B1", paragraphs=(Paragraph(sentences=(copied,)),))
    draft = assemble([begun], plan, ASSIGNMENT, 600, desk)
    (told,) = (s for s in draft.sentences if s.fact_ids == ("F1",))
    assert told.kind == "quotation" and f"“{FACTS['F1'].text.rstrip('.')}" in told.text


def test_what_alone_tells_of_a_document_is_cut_last() -> None:
    faint = {**FACTS, "F4": FACTS["F4"].model_copy(update={"relevance": 0.1})}
    desk, beats = bench(facts=faint), [beat(1, "F2"), beat(2, "F3"), beat(3, "F4")]
    plan = Plan(schema_code="how-it-happened", schema_version=1, blocks=(block(beats),), answer_fact_ids=())
    texts = ("Orders stayed low.", "Several customers went to cheaper suppliers.", "Vane said: “We waited too long.”")
    whole = begun(*((b, f"{b.lead_in} {t}") for b, t in zip(beats, texts, strict=True)))
    draft = assemble([whole], plan, ASSIGNMENT, 220, desk)
    assert "F4" in {i for s in draft.sentences for i in s.fact_ids}
    assert len(draft.sentences) < 3


def test_what_was_cut_comes_back_where_there_is_room_after_all() -> None:
    values = {"F1": 0.3, "F2": 0.2, "F4": 0.9}
    told = {i: f.model_copy(update={"relevance": values.get(i, 0.1)}) for i, f in FACTS.items()}
    beats = [beat(1, "F1"), beat(2, "F2"), beat(3, "F4")]
    plan = Plan(schema_code="how-it-happened", schema_version=1, blocks=(block(beats),), answer_fact_ids=())
    texts = ("Harlow Mill lost 120 jobs as orders for sailcloth fell in the spring.", "Low.", "Vane was late.")
    whole = begun(*((b, f"{b.lead_in} {t}") for b, t in zip(beats, texts, strict=True)))
    lengths = [len(s.text) for p in whole.paragraphs for s in p.sentences]
    desk = bench(facts=told, n_chars_most=sum(lengths) + 3 - lengths[0] + 5)
    draft = assemble([whole], plan, ASSIGNMENT, 1000, desk)
    assert {i for s in draft.sentences for i in s.fact_ids} == {"F2", "F4"}


def test_one_of_the_few_strongest_is_not_cut_for_length() -> None:
    beats = [beat(1, "F2"), beat(2, "F3"), beat(3, "F4")]
    values = {"F2": 0.3, "F3": 0.9, "F4": 0.2}
    told = {i: f.model_copy(update={"relevance": values.get(i, 0.1)}) for i, f in FACTS.items()}
    others = {f"X{n}": FACTS["F4"].model_copy(update={"fact_id": f"X{n}", "relevance": 0.1}) for n in range(4)}
    desk = bench(facts={**told, **others})
    assert _strongest(desk) == ["F3"]
    plan = Plan(schema_code="how-it-happened", schema_version=1, blocks=(block(beats),), answer_fact_ids=())
    texts = ("Orders stayed low.", "Several customers went to cheaper suppliers.", "Vane said: “We waited too long.”")
    whole = begun(*((b, f"{b.lead_in} {t}") for b, t in zip(beats, texts, strict=True)))
    draft = assemble([whole], plan, ASSIGNMENT, 150, desk)
    assert "F3" in {i for s in draft.sentences for i in s.fact_ids} and len(draft.sentences) < 3


def test_of_the_next_strongest_one_goes_before_the_only_sentence_of_a_document() -> None:
    beats = [beat(1, "F1"), beat(2, "F4"), beat(3, "F2"), beat(4, "F3")]
    values = {"F1": 0.9, "F2": 0.89, "F3": 0.88, "F4": 0.2}
    told = {i: f.model_copy(update={"relevance": values.get(i, 0.1)}) for i, f in FACTS.items()}
    others = {f"X{n}": FACTS["F4"].model_copy(update={"fact_id": f"X{n}", "relevance": 0.1}) for n in range(12)}
    desk = bench(facts={**told, **others})
    assert _strongest(desk) == ["F1", "F2", "F3"]
    plan = Plan(schema_code="how-it-happened", schema_version=1, blocks=(block(beats),), answer_fact_ids=())
    texts = ("Harlow Mill lost 120 jobs.", "Vane said: “We waited too long.”", "Orders stayed low.", "Customers left.")
    whole = begun(*((b, f"{b.lead_in} {t}") for b, t in zip(beats, texts, strict=True)))
    draft = assemble([whole], plan, ASSIGNMENT, 260, desk)
    left = {i for s in draft.sentences for i in s.fact_ids}
    assert {"F1", "F4"} <= left and len(left) < 4


def test_a_red_sentence_leaves_or_becomes_a_quotation() -> None:
    draft, plan, desk = whole()
    position = (
        next(i for i, s in enumerate(draft.sentences) if s.kind == "written")
        if any(s.kind == "written" for s in draft.sentences)
        else 0
    )
    bad = draft.sentences[position]
    repaired = repair(draft, [red(draft, position)], plan, ASSIGNMENT, 600, desk)
    assert bad.text not in [s.text for s in repaired.sentences if s.kind == "written"]


def test_what_stays_red_is_taken_out() -> None:
    draft, _, desk = whole()
    kept = without_red(draft, [red(draft, 0)], ASSIGNMENT, desk)
    assert draft.sentences[0].text not in [s.text for s in kept.sentences]
    assert len(kept.sentences) < len(draft.sentences)


def test_a_headline_goes_with_the_sentence_it_tells() -> None:
    draft, _, desk = whole()
    position = next(i for i, s in enumerate(draft.sentences) if s.fact_ids == draft.headline.fact_ids)
    kept = without_red(draft, [red(draft, position)], ASSIGNMENT, desk)
    told = {i for s in kept.sentences for i in s.fact_ids}
    assert told and told.issuperset(kept.headline.fact_ids)


def test_the_example_of_the_instruction_does_not_reach_an_article() -> None:
    lead = "The report said that"
    leaked = judge(f"{lead} Harlow Mill lacked time to clean the ferry cabins.", [FACTS["F1"]], lead, (), bench())
    assert "prompt.leak" in leaked.faults
