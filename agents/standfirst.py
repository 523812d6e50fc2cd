"""The standfirst: what the story turns from and to, and what the account rests on."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from deepnews.agents.brief import shift_poles
from deepnews.agents.frames import date_text
from deepnews.agents.rules.numerals import NUMBER_WORDS
from deepnews.schemas.assignment import Assignment
from deepnews.schemas.base import Language
from deepnews.schemas.corpus import SourceDocument
from deepnews.schemas.draft import DraftBlock, Sentence
from deepnews.schemas.facts import Fact

_MOST_OF_COURSE = {"en": 140, "zh": 50}
"""Characters of what a story turns from and to in a standfirst."""
_NUMBERS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")


def write_standfirst(
    assignment: Assignment,
    blocks: Sequence[DraftBlock],
    facts: Mapping[str, Fact],
    documents: Mapping[str, SourceDocument],
) -> Sentence | None:
    """What the story turns from and to and what the account rests on, by code; None when nothing was written."""
    sentences = [s for b in blocks for p in b.paragraphs for s in p.sentences]
    cited, body = [facts[i] for s in sentences for i in s.fact_ids], " ".join(s.text for s in sentences)
    if not cited:
        return None
    counted = (t.doc_id for f in cited if f.count for t in f.count.tallies)
    ids = {*(f.doc_id for f in cited), *counted}
    dates = sorted(d for d in (documents[i].date for i in ids) if d is not None)
    account = _account(len(ids), [date_text(d, assignment.language) for d in dates], assignment.language)
    return Sentence(sentence_id="standfirst", text=_with_course(account, assignment, body), kind="furniture")


def _with_course(account: str, assignment: Assignment, body: str) -> str:
    """The account behind what the story turns from and to, where the assignment says so: no question is asked there,
    for an article may answer a part of it only. Nothing is said of numbers or quoted words that the body does not
    hold."""
    poles = shift_poles(assignment)
    if not poles or len(poles.a) + len(poles.b) > _MOST_OF_COURSE[assignment.language]:
        return account
    if not all(part.casefold() in body.casefold() for part in _particulars(f"{poles.a} {poles.b}")):
        return account
    if assignment.language == "zh":
        return f"从{poles.a}到{poles.b}：{account}"
    return f"From {poles.a} to {poles.b}: {account[0].lower()}{account[1:]}"


def _particulars(text: str) -> list[str]:
    """The numbers of the text, in figures and English words, and what it puts in quotation marks."""
    words = (w for w in re.findall(r"[^\W\d_]+", text) if w.casefold() in NUMBER_WORDS)
    return [*words, *re.findall(r"\d[\d.,]*", text), *re.findall('[“"「]([^“”"「」]+)[”"」]', text)]


def _account(n: int, dates: Sequence[str], language: Language) -> str:
    period = (dates[0], dates[-1]) if dates else None
    if language == "zh":
        span = f"，最早{period[0]}，最晚{period[1]}" if period and period[0] != period[1] else ""
        return f"本文依据{n}份材料{span}。"
    count = _NUMBERS[n] if n < len(_NUMBERS) else str(n)
    noun = "document" if n == 1 else "documents"
    span = f", dated {period[0]} to {period[1]}" if period and period[0] != period[1] else ""
    return f"An account from {count} {noun}{span}."
