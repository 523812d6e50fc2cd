"""Which Fact speaks to which of the questions that an assignment lists.

Fit is likeness in meaning of the Fact and of its document's title, and rare words in common, each on one scale over
all Facts; a question that asks for a figure or a date wants one.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from deepnews.retrieval.index import HybridIndex
from deepnews.schemas.assignment import Assignment
from deepnews.schemas.base import Language
from deepnews.schemas.corpus import SourceDocument
from deepnews.schemas.facts import Fact
from deepnews.schemas.narrative import Slot
from deepnews.text import HAN, content_units, units

_TITLE = 0.5
_WANTED = 1.0
_N_RARE = 3
"""Texts that have the rarest of terms."""
_WANTS_FIGURE = re.compile(r"\b(?:how (?:much|many|large|big|high)|cost|paid|price)\b|多少|几(?:成|倍)|代价|罚", re.I)
_WANTS_DATE = re.compile(r"\bwhen\b|何时|什么时候", re.I)
_HAN_CHARACTER = re.compile(f"[{HAN}]")
_CLAUSE = re.compile(r"[,;:.?!]\s+|[，；：。？！]|[.?!]$")

Fit = Mapping[str, Mapping[str, float]]
"""For each role of a per-question slot, how well each Fact (by id) speaks to it; around 0, higher is better."""


def question_fit(
    facts: Sequence[Fact],
    slots: Sequence[Slot],
    assignment: Assignment,
    documents: Mapping[str, SourceDocument],
    index: HybridIndex,
) -> dict[str, dict[str, float]]:
    """How well each Fact speaks to the question of each per-question slot; only the question it fits best has it."""
    asked = [s for s in slots if s.per_question]
    if not asked or not facts:
        return {}
    questions = [_widened(s.question, assignment) for s in asked]
    texts = [f.text for f in facts]
    titles = [documents[f.doc_id].title for f in facts]
    by_text, by_title = (_scaled(index.similarity(side, questions)) for side in (texts, titles))
    fit = by_text + _TITLE * by_title
    words = [f"{title} {text}" for title, text in zip(titles, texts, strict=True)]
    fit += _scaled(_common(words, questions, assignment.language))
    fit += np.array([[_WANTED * _holds_wanted(f, q) for q in questions] for f in facts])
    best = fit.argmax(axis=1)
    return {
        slot.role: {f.fact_id: float(fit[row, column]) for row, f in enumerate(facts) if best[row] == column}
        for column, slot in enumerate(asked)
    }


def _widened(question: str, assignment: Assignment) -> str:
    """The question with the clauses of the angle that share a word of two characters or more with it."""
    own = {u for u in _terms(question, assignment.language) if len(u) > 1}
    clauses = (c for c in _CLAUSE.split(assignment.angle) if c)
    return " ".join([question, *(c for c in clauses if own & _terms(c, assignment.language))])


def _terms(text: str, language: Language) -> set[str]:
    """Content words of `text`; in Chinese pairs of characters, and the characters alone."""
    return {*content_units(text, language), *(u for u in units(text, language) if _HAN_CHARACTER.match(u))}


def _common(texts: Sequence[str], questions: Sequence[str], language: Language) -> NDArray[np.float64]:
    """Weight of the terms that each text shares with each question; a term weighs more the fewer texts have it, but one
    used once or twice is no rarer than one used thrice: it may be there by chance."""
    terms = [_terms(t, language) for t in texts]
    spread = Counter(term for own in terms for term in own)
    weight = {term: min(len(term), 2) ** 2 * math.log(1 + len(texts) / max(n, _N_RARE)) for term, n in spread.items()}
    asked = [_terms(q, language) for q in questions]
    return np.array([[sum(weight[t] for t in own & wanted) for wanted in asked] for own in terms])


def _scaled(matrix: NDArray[np.floating[Any]]) -> NDArray[np.float64]:
    """Each column with mean 0 and spread 1."""
    spread = matrix.std(axis=0)
    scaled: NDArray[np.float64] = ((matrix - matrix.mean(axis=0)) / np.where(spread > 0, spread, 1.0)).astype(
        np.float64
    )
    return scaled


def _holds_wanted(fact: Fact, question: str) -> bool:
    figure = _WANTS_FIGURE.search(question) is not None and bool(fact.quantities)
    date = _WANTS_DATE.search(question) is not None and bool(fact.dates)
    return figure or date
