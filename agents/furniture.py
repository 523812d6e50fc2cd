"""Headline and standfirst."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from pydantic import JsonValue

from deepnews.agents.brief import lead_question
from deepnews.agents.candidates import Bench, drops_subject
from deepnews.agents.frames import date_text, label_of
from deepnews.agents.losses import new_words
from deepnews.agents.rules import check_sentence
from deepnews.llm import ChatRequest, parsed
from deepnews.prompts.render import prompt_id, render
from deepnews.schemas.assignment import Assignment
from deepnews.schemas.base import Language
from deepnews.schemas.corpus import SourceDocument
from deepnews.schemas.draft import DraftBlock, Sentence
from deepnews.schemas.facts import Fact
from deepnews.text import is_stop_word

_PATTERN = {"en": r'^[A-Z][^"“”\\.:?!\n]+[a-z0-9%]$', "zh": r'^[^"“”\\。：？！\n]+$'}
_LENGTH = {"en": (20, 90), "zh": (6, 28)}
_LEAST_CUT = {"en": 10, "zh": 8}
_IS_DATE = re.compile(r"[\d\s年月日,]+|(?:On|In|By) \w+ \d{1,2}, \d{4}").fullmatch
_N_TRIES = 3
_CUT = {"en": re.compile(r"[,;:]| that | which | and "), "zh": re.compile(r"[，；：、]")}


def write_headline(facts: Sequence[Fact], bench: Bench) -> Sentence:
    """A headline on the first of `facts` for which one passes the checks; else words cut from a Fact, in quotation
    marks: of the first that is short enough to stand whole, or of the first."""
    for fact in facts:
        for attempt in range(_N_TRIES):
            text = str(parsed(bench.model.complete(_request(fact, bench, attempt))).get("headline", "")).strip()
            if _passes(text, fact, bench):
                return _furniture("headline", text, fact)
    whole = [f for f in facts if len(f.text) <= _LENGTH[bench.language][1]]
    fact = (*whole, *facts)[0]
    return _furniture("headline", _cut_headline(fact, bench), fact)


def _furniture(sentence_id: str, text: str, fact: Fact) -> Sentence:
    return Sentence(sentence_id=sentence_id, text=text, fact_ids=(fact.fact_id,), kind="furniture")


def _request(fact: Fact, bench: Bench, attempt: int) -> ChatRequest:
    headline: dict[str, JsonValue] = {"type": "string", "pattern": _PATTERN[bench.language]}
    return ChatRequest(
        messages=render("headline", bench.language, fact=fact.text),
        stage="draft",
        prompt_id=prompt_id("headline", bench.language),
        json_schema={"type": "object", "properties": {"headline": headline}, "required": ["headline"]},
        max_tokens=48,
        temperature=(0.2, 0.5, 0.8)[attempt],
        seed=bench.seed + attempt,
    )


def _passes(text: str, fact: Fact, bench: Bench) -> bool:
    low, high = _LENGTH[bench.language]
    if not low <= len(text) <= high:
        return False
    findings = check_sentence(text, (fact,), bench.documents, bench.language)
    if not _names_in_order(text, fact) or drops_subject(text, text, fact, bench.language):
        return False
    if bench.language == "en" and new_words(text, fact.text):
        return False
    return not any(f.verdict in ("refuted", "not_enough_info") for f in findings)


def _names_in_order(text: str, fact: Fact) -> bool:
    """False when the headline's names stand in another order than the Fact's: who did it to whom would be turned."""
    places = [(text.find(name), fact.text.find(name)) for name in fact.names if name in text]
    return [b for _, b in sorted(places)] == sorted(b for _, b in places)


def _cut_headline(fact: Fact, bench: Bench) -> str:
    """The Fact where it is short, else its opening words up to a break, verbatim, and where they stand."""
    _, high = _LENGTH[bench.language]
    words = _opening(fact.text.rstrip(".。"), bench.language)
    label = label_of(bench.documents[fact.doc_id], bench.language)
    is_short = bench.language == "en" and len(words) + len(label) < high + 20
    return f"“{words}”: {label}" if is_short else f"“{words}”"


def _opening(text: str, language: Language) -> str:
    """The words of `text` up to its last break within the length of a headline; without a break whole words, of which
    the last does not point on."""
    _, high = _LENGTH[language]
    if len(text) <= high:
        return text
    ends = [m.start() for m in _CUT[language].finditer(text)]
    ends = [end for end in ends if _LEAST_CUT[language] <= end <= high - 8 and not _IS_DATE(text[:end])]
    if ends:
        return text[: ends[-1]]
    words = text[: high - 20].rsplit(" ", 1)[0]
    while language == "en" and " " in words and is_stop_word(words.rsplit(" ", 1)[1]):
        words = words.rsplit(" ", 1)[0]
    return words


def write_standfirst(
    assignment: Assignment,
    blocks: Sequence[DraftBlock],
    facts: Mapping[str, Fact],
    documents: Mapping[str, SourceDocument],
) -> Sentence | None:
    """The assignment's question and what the account rests on, stated by code; None when nothing was written."""
    cited = [facts[i] for b in blocks for p in b.paragraphs for s in p.sentences for i in s.fact_ids]
    if not cited:
        return None
    ids = {f.doc_id for f in cited}
    dates = sorted(d for d in (documents[i].date for i in ids) if d is not None)
    account = _account(len(ids), [date_text(d, assignment.language) for d in dates], assignment.language)
    question = lead_question(assignment)
    short = question if len(question) <= (220 if assignment.language == "en" else 90) else ""
    gap = " " if assignment.language == "en" and short else ""
    return Sentence(sentence_id="standfirst", text=f"{short}{gap}{account}", kind="furniture")


_NUMBERS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")


def _account(n: int, dates: Sequence[str], language: Language) -> str:
    period = (dates[0], dates[-1]) if dates else None
    if language == "zh":
        span = f"，最早{period[0]}，最晚{period[1]}" if period and period[0] != period[1] else ""
        return f"本文依据{n}份材料{span}。"
    count = _NUMBERS[n] if n < len(_NUMBERS) else str(n)
    noun = "document" if n == 1 else "documents"
    span = f", dated {period[0]} to {period[1]}" if period and period[0] != period[1] else ""
    return f"An account from {count} {noun}{span}."
