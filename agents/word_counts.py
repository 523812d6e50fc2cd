"""Counted Facts: how often a word stands in two documents of a series, where the difference tells a change of language.

No model writes or chooses one. A Fact is made only where the assignment itself points at the word: it puts it in
quotation marks, or names it as what the story turns from or to; where the word stood often in a series of documents and
then stays rare to the end of it, or the other way round; and where the documents told are of comparable length.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from typing import Any, NamedTuple

from deepnews.agents.brief import shift_poles
from deepnews.agents.frames import date_text
from deepnews.agents.labels import label_of, noun_of
from deepnews.agents.rules.lexicon import stem_set
from deepnews.agents.rules.numerals import NUMBER_WORDS
from deepnews.agents.rules.tokens import tokens
from deepnews.agents.rules.word_counts import (
    EXACT,
    count_finding,
    count_words,
    counted_documents,
    counted_forms,
    n_body_chars,
    occurrences,
    series_of,
    terms,
    times,
)
from deepnews.agents.sentence_search import document_sentences
from deepnews.agents.speakers import is_transcript
from deepnews.agents.titles import frame_words
from deepnews.schemas.assignment import Assignment
from deepnews.schemas.base import Language
from deepnews.schemas.corpus import SourceDocument
from deepnews.schemas.evidence import Patch
from deepnews.schemas.facts import Fact, Span, Tally, WordCount
from deepnews.text import is_stop_word, stem

_LEAST_SERIES = 4
"""Documents of a series, unless they are two versions of a rule."""
_LEAST_OFTEN = 5
_FOLD = 3
_LEAST_LESS = 5
"""The greatest count; how many times the other one; by how many it is more."""
_LEAST_HIGH = 2
"""Documents of a series in which a word must stand often: one alone may have had it as its subject."""
_MOST_LONGER = 1.6
"""Length of the longer document over that of the shorter, at most."""
_N_SHOWN = 2
"""Sentences with the word that are shown of each document."""
_MOST_FORMS = 3
_TERM_CHARS = {"en": (4, 40), "zh": (2, 8)}
_MOST_WORDS = 3
_QUOTED = re.compile(r"[“\"「]([^“”\"「」\n]{2,40})[”\"」]|(?<!\w)‘([^‘’\n]{2,40})’(?!\w)")
_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")
_NUMBERED = re.compile(r"\d[\d.,%]*(?:[\s-]+[^\W\d_]+){0,2}")
"""A number and what it counts ("75 basis point"): a unit is no subject."""
_NO_NOUN = re.compile(r"(?:ing|ed|ly)$")
_ENDINGS = frozenset(("", "s", "es", "y", "ies"))
_LAW_ZH = frozenset(("法律", "条例", "办法", "规定", "解释"))
_LAW_EN = frozenset(("law", "regulation"))


class _Term(NamedTuple):
    words: str
    falls: bool
    rises: bool


class _Change(NamedTuple):
    """A word in two documents, in the order of their days."""

    term: _Term
    forms: tuple[str, ...]
    documents: tuple[SourceDocument, SourceDocument]
    counts: tuple[int, int]


def counted_facts(
    facts: Sequence[Fact],
    assignment: Assignment,
    documents: Mapping[str, SourceDocument],
    patches: Sequence[Patch] = (),
) -> tuple[Fact, ...]:
    """The one counted Fact that tells most, to stand after `facts`; none where nothing is worth telling.

    It weighs as much as the most relevant of the others.
    """
    aside = {p.doc_id for p in patches if not p.is_on_topic}
    kept = [d for d in documents.values() if d.doc_id not in aside and d.language == assignment.language]
    found = [c for c in _changes(assignment, kept) if _is_borne_out(c, documents, assignment.language)]
    if not found or not facts:
        return ()
    best = max(found, key=lambda c: (c.term.falls and c.term.rises, abs(c.counts[0] - c.counts[1]), c.forms))
    fact = _fact(f"F{len(facts) + 1:03d}", best.forms, best.documents, assignment.language)
    return (fact.model_copy(update={"relevance": max(f.relevance for f in facts)}),)


def is_counted(fact: Fact) -> bool:
    """True for what code has counted, which has no words of its own to quote, to weigh or to build a headline on."""
    return fact.count is not None


def recounted(text: str, documents: Mapping[str, SourceDocument], language: Language) -> tuple[Fact, ...]:
    """The counted Fact that `text` tells, counted anew; none where it tells none, or of documents there are not."""
    ids = counted_documents(text, documents, language)
    if not ids:
        return ()
    chosen = sorted((documents[i] for i in ids), key=lambda d: str(d.date))
    return (_fact("E001", counted_forms(text, language), (chosen[0], chosen[-1]), language),)


def count_sentence(fact: Fact, documents: Mapping[str, SourceDocument], language: Language) -> str:
    """The counted Fact in a sentence: in the order of the days, but never opening with the document that lacks it."""
    if fact.count is None:
        raise ValueError("only a counted Fact is told so")
    told = [(documents[t.doc_id], t.n) for t in fact.count.tallies]
    if language == "en" and not told[0][1]:
        told.reverse()
    (first, n), (second, m) = told
    words = count_words(language)
    noun = noun_of(first, language)
    is_named = language == "zh" or first.author or noun == frame_words("en")["kinds"][-1]["noun"]
    that = words["those" if noun in frame_words(language)["plural_nouns"] else "that"] if language == "en" else ""
    return str(words["sentence"]).format(
        terms=terms(fact.count.forms, language),
        first=label_of(first, language) if is_named else noun,
        first_day=_day(first, language),
        first_times=times(n, language),
        that=that or (words["law"] if _is_rule(second, "zh") else words["that"]),
        second_day=_day(second, language),
        second_times=times(m, language),
    )


def _day(document: SourceDocument, language: Language) -> str:
    return date_text(document.date, language) if document.date else ""


def _fact(fact_id: str, forms: Sequence[str], pair: tuple[SourceDocument, SourceDocument], language: Language) -> Fact:
    """A counted Fact of two documents, in the order of their days, with the first sentences that have the word."""
    found = [occurrences(d, forms, language) for d in pair]
    spans = tuple(s for d, places in zip(pair, found, strict=True) for s in _sentences(d, [p.start for p in places]))
    first, second = (Tally(doc_id=d.doc_id, n=len(places)) for d, places in zip(pair, found, strict=True))
    return Fact(
        fact_id=fact_id,
        spans=spans or (Span(doc_id=pair[0].doc_id, start=0, end=0, text=""),),
        doc_title=pair[1].title,
        doc_date=pair[1].date,
        count=WordCount(forms=tuple(forms), tallies=(first, second)),
    )


def _sentences(document: SourceDocument, places: Sequence[int]) -> Iterator[Span]:
    """The first sentences that hold one of `places`."""
    holding = (
        s for s in document_sentences(document.text, document.language) if any(s.start <= p < s.end for p in places)
    )
    for _, s in zip(range(_N_SHOWN), holding, strict=False):
        yield Span(doc_id=document.doc_id, start=s.start, end=s.end, text=document.text[s.start : s.end])


# --- which words -----------------------------------------------------------------------------------------------------


def _terms(assignment: Assignment) -> tuple[_Term, ...]:
    """What the assignment quotes, and the nouns of what it turns from (which must fall) and to (which must rise)."""
    language = assignment.language
    asked = f"{assignment.topic}\n{assignment.angle}"
    quoted = dict.fromkeys(w.strip(" ,.，。") for pair in _QUOTED.findall(asked) for w in pair if w)
    found = [_Term(w, falls=True, rises=True) for w in quoted if _is_term(w, language)]
    poles = shift_poles(assignment)
    known = {t.words.casefold() for t in found}
    for pole, falls in ((poles.a, True), (poles.b, False)):
        nouns = (n for n in _nouns(pole, language) if n.casefold() not in known)
        found += [_Term(noun, falls=falls, rises=not falls) for noun in nouns]
    return tuple(found)


def _is_term(words: str, language: Language) -> bool:
    low, high = _TERM_CHARS[language]
    if not low <= len(words) <= high or re.search(r"\d", words):
        return False
    if language == "zh":
        return bool(re.fullmatch(r"[\u4e00-\u9fffA-Za-z]+", words)) and words not in _general("zh")
    parts = _WORD.findall(words)
    return 0 < len(parts) <= _MOST_WORDS and not all(is_stop_word(p) or stem(p) in _general("en") for p in parts)


def _nouns(pole: str, language: Language) -> Iterator[str]:
    """The words of a pole that can be what is talked of: no verbs, numbers, parts of a compound or general nouns."""
    if language == "zh":
        yield from (t.text for t in tokens(pole, "zh") if t.tag.startswith(("n", "vn")) and _is_term(t.text, "zh"))
        return
    for word in re.findall(r"(?<![\w-])[^\W\d_]{4,}(?![\w-])", _NUMBERED.sub(" ", pole)):
        is_verb = _NO_NOUN.search(word) or stem(word) in stem_set("reporting_verbs", "en")
        if not is_verb and word.casefold() not in NUMBER_WORDS and _is_term(word, "en"):
            yield word


def _general(language: Language) -> frozenset[str]:
    words = str(count_words(language)["general"]).split()
    return frozenset(map(stem, words) if language == "en" else words)


def _forms(term: str, documents: Sequence[SourceDocument], language: Language) -> tuple[str, ...]:
    """The term and its singular or plural, as far as they stand in the documents, in lower case but for capitals."""
    if language == "zh" or " " in term:
        return (term,)
    wanted = term.casefold()
    words = {w.casefold().removesuffix("'s").removesuffix("’s") for d in documents for w in _WORD.findall(d.text)}
    found = sorted(w for w in words if w == wanted or (stem(w) == stem(wanted) and _differ_by_number(w, wanted)))
    return tuple(term if w == wanted and not term.islower() and term.isupper() else w for w in found)


def _differ_by_number(one: str, other: str) -> bool:
    n_shared = next((i for i, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))
    return {one[n_shared:], other[n_shared:]} <= _ENDINGS


# --- which documents -------------------------------------------------------------------------------------------------


def _changes(assignment: Assignment, documents: Sequence[SourceDocument]) -> Iterator[_Change]:
    """Every change that is great enough and lasts."""
    by_series: dict[Any, list[SourceDocument]] = defaultdict(list)
    for document in documents:
        if document.date is not None and not is_transcript(document):  # others speak in it as well
            by_series[series_of(document)].append(document)
    wanted = _terms(assignment)
    for members in by_series.values():
        series = sorted(members, key=lambda d: str(d.date))
        if wanted and _is_series(series, assignment.language):
            for term in wanted:
                yield from _changes_of(term, series, assignment.language)


def _is_series(series: Sequence[SourceDocument], language: Language) -> bool:
    """True for four documents or more, each of its own day, or for two versions of a rule."""
    if any(one.date == other.date for one, other in pairwise(series)):
        return False
    is_pair = len(series) == 2 and series[0].title == series[1].title and _is_rule(series[0], language)
    return len(series) >= _LEAST_SERIES or is_pair


def _is_rule(document: SourceDocument, language: Language) -> bool:
    return noun_of(document, language) in (_LAW_ZH if language == "zh" else _LAW_EN)


def _changes_of(term: _Term, series: Sequence[SourceDocument], language: Language) -> Iterator[_Change]:
    if term.words.casefold() in " ".join(series_of(series[0])).casefold():
        return  # a word of the title or the publisher stands in every document for its own reasons
    forms = _forms(term.words, series, language)
    counts = [len(occurrences(d, forms, language)) for d in series] if forms else []
    for wanted, order in ((term.falls, 1), (term.rises, -1)):
        pair = _fall(counts[::order], series[::order]) if wanted and counts else None
        if pair is not None:
            places = pair if order == 1 else tuple(len(series) - 1 - i for i in reversed(pair))
            told = (series[places[0]], series[places[1]])
            seen = tuple(f for f in forms if any(occurrences(d, (f,), language) for d in told))
            if len(seen) <= _MOST_FORMS:
                yield _Change(term, seen, told, (counts[places[0]], counts[places[1]]))


def _fall(counts: Sequence[int], series: Sequence[SourceDocument]) -> tuple[int, int] | None:
    """Places of the earliest peak and of the first document of like length from which the word stays rare; None where
    it does not, or did not stand often before."""
    peak = max(counts)
    high = counts.index(peak)
    n_high = sum(n * _FOLD > peak for n in counts)
    if peak < _LEAST_OFTEN or n_high < min(_LEAST_HIGH, len(series) - 1):
        return None
    if any(n > max(before, peak // _FOLD) for before, n in pairwise(counts[high:])):
        return None  # it came back
    last_high = max(i for i, n in enumerate(counts) if n * _FOLD > peak)
    for low in range(last_high + 1, len(counts)):
        if peak - counts[low] >= _LEAST_LESS and _alike_in_length(counts, series, high, low):
            return high, low
    return None


def _alike_in_length(counts: Sequence[int], series: Sequence[SourceDocument], high: int, low: int) -> bool:
    """True when both are of like length and the counts per length differ as much."""
    n_high, n_low = n_body_chars(series[high]), n_body_chars(series[low])
    is_alike = max(n_high, n_low) <= _MOST_LONGER * min(n_high, n_low)
    return is_alike and counts[high] * n_low >= _FOLD * counts[low] * n_high


def _is_borne_out(change: _Change, documents: Mapping[str, SourceDocument], language: Language) -> bool:
    """True when the sentence on the change would pass the check of an article that cites nothing."""
    text = count_sentence(_fact("F001", change.forms, change.documents, language), documents, language)
    found = count_finding(text, documents, language)
    return found is not None and found.code == EXACT
