"""Sentences that count words: read, and counted again in the documents they name.

"The word “shortages” appears nine times in the summary of March 13, 1974, and once in that of December 11." The verdict
rests on the sources alone: which documents the sentence means is found by their names and days, and what it says of
them by counting. What a Fact says was counted is not asked.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Collection, Mapping, Sequence
from functools import lru_cache
from itertools import product
from typing import Any, NamedTuple

from deepnews.agents.labels import label_of, noun_of
from deepnews.agents.rules.dates import find_dates
from deepnews.agents.rules.numerals import chinese_value, digits_value, words_value
from deepnews.packaged import packaged_yaml
from deepnews.quote_marks import with_curly_quotes
from deepnews.retrieval.passages import split_passages
from deepnews.schemas.base import Language
from deepnews.schemas.corpus import SourceDocument
from deepnews.schemas.verification import Finding
from deepnews.text import TextRange

EXACT, DIFFERS, NO_DOCUMENT, UNCLEAR = "count.exact", "count.differs", "count.document", "count.unclear"
"""Reason codes: the numbers agree, or do not; no document has the name and the day; several have."""
_FEW = {"once": 1, "twice": 2, "never": 0, "not once": 0}
_YEAR = re.compile(r"\d{4}")
_QUOTED = re.compile(r"“([^“”]+)”")
_DATED = re.compile(
    r"(?:meeting ended )?\d{4}[-/.]\d{1,2}(?:[-/.]\d{1,2})?|(?:\d{1,2} )?(?:January|February|March|April|May|June|July|"
    r"August|September|October|November|December)\b(?: \d{1,2}\b)?|"
    r"(?:第?[一二三四五六七八九十百\d]+(?:年度?|季度|[月日期号]))+|\d+",
    re.I,
)
"""What tells the documents of a series apart: days, months, numbers."""


class _Stated(NamedTuple):
    """One of the numbers a sentence gives, and of which document."""

    n: int
    name: str
    """What the document is called; empty for "that"."""
    first: dt.date
    last: dt.date


class _CountClaim(NamedTuple):
    forms: tuple[str, ...]
    stated: tuple[_Stated, ...]


@lru_cache(maxsize=2)
def count_words(language: Language) -> Mapping[str, Any]:
    """The section of ``word_counts.yaml`` for a language."""
    section: dict[str, Any] = packaged_yaml("deepnews.agents", "word_counts.yaml")[language]
    return section


def series_of(document: SourceDocument) -> tuple[str, str, str]:
    """What the documents of a series share: their title but for days and numbers, publisher, author."""
    title = " ".join(re.sub(r"[\W_]+", " ", _DATED.sub(" ", document.title)).split())
    return title.casefold(), document.publisher, document.author


def occurrences(document: SourceDocument, forms: Sequence[str], language: Language) -> tuple[TextRange, ...]:
    """Where one of `forms` stands in the passages of the document, whose titles, heads and navigation are not among
    these: English forms as whole words in any case, Chinese ones as they are."""
    found = _pattern(tuple(forms), language)
    places = ((p.start, m) for p in _passages(document) for m in found.finditer(p.text))
    return tuple(TextRange(start + m.start(), start + m.end()) for start, m in places)


@lru_cache(maxsize=256)
def _passages(document: SourceDocument) -> tuple[Any, ...]:
    return split_passages(document)


def n_body_chars(document: SourceDocument) -> int:
    """Characters of the passages in which `occurrences` looks."""
    return sum(len(p.text) for p in _passages(document))


@lru_cache(maxsize=512)
def _pattern(forms: tuple[str, ...], language: Language) -> re.Pattern[str]:
    longest_first = sorted(forms, key=len, reverse=True)
    if language == "zh":
        return re.compile("|".join(r"\s*".join(map(re.escape, form)) for form in longest_first))
    either = "|".join(r"\s+".join(re.escape(word) for word in form.split()) for form in longest_first)
    return re.compile(rf"(?<!\w)(?:{either.replace('’', '[’' + chr(39) + ']')})(?!\w)", re.I)


def times(n: int, language: Language) -> str:
    """How a sentence says that something stands `n` times."""
    words = count_words(language)
    few: list[str] = words["times"]
    return few[n] if n < len(few) else str(words["many"]).format(n=n)


def terms(forms: Sequence[str], language: Language) -> str:
    """The forms that were counted, each in quotation marks."""
    words = count_words(language)
    return str(words["or"]).join(str(words["term"]).format(form=form) for form in forms)


def counted_documents(text: str, documents: Mapping[str, SourceDocument], language: Language) -> tuple[str, ...]:
    """Ids of the documents in which `text` counts words, in its order; none where it counts none or names no one."""
    claim = _read(text, language)
    options = _options(claim, documents, (), language) if claim else ()
    return tuple(d.doc_id for d in options[0]) if options else ()


def counted_forms(text: str, language: Language) -> tuple[str, ...]:
    """The words that `text` counts; none where it counts none."""
    claim = _read(text, language)
    return claim.forms if claim else ()


def count_finding(
    text: str, documents: Mapping[str, SourceDocument], language: Language, cited: Collection[str] = ()
) -> Finding | None:
    """What counting again says of a sentence that counts words; None for any other sentence.

    Where several documents have the name and the day, those `cited` by their ids are meant; without one, all of them
    must bear the sentence out.
    """
    claim = _read(text, language)
    if claim is None:
        return None
    options = _options(claim, documents, cited, language)
    if not options:
        return Finding(
            code=NO_DOCUMENT, verdict="refuted", claim_text=text, reason="No document has this name and this day."
        )
    right = [all(_agrees(s, d, claim.forms, language) for s, d in zip(claim.stated, o, strict=True)) for o in options]
    if not any(right):
        return Finding(
            code=DIFFERS, verdict="refuted", claim_text=text, reason=_counted(claim.forms, options[0], language)
        )
    if not all(right):
        return Finding(
            code=UNCLEAR,
            verdict="not_enough_info",
            claim_text=text,
            reason="Several documents have this name and this day, and their numbers differ.",
        )
    return Finding(code=EXACT, verdict="supported", claim_text=text, reason=_counted(claim.forms, options[0], language))


def _agrees(stated: _Stated, document: SourceDocument, forms: Sequence[str], language: Language) -> bool:
    return len(occurrences(document, forms, language)) == stated.n


def _counted(forms: Sequence[str], documents: Sequence[SourceDocument], language: Language) -> str:
    """The numbers as they are."""
    form, gap = str(count_words(language)["finding"]), "；" if language == "zh" else "; "
    values = ((d, times(len(occurrences(d, forms, language)), language)) for d in documents)
    parts = (form.format(terms=terms(forms, language), title=d.title, day=d.date, times=n) for d, n in values)
    return f"{gap.join(parts)}{'。' if language == 'zh' else '.'}"


# --- reading ---------------------------------------------------------------------------------------------------------


@lru_cache(maxsize=2)
def _claim_pattern(language: Language) -> re.Pattern[str]:
    words = count_words(language)
    form = "".join(words["claim"])
    return re.compile(form.replace("{times}", f"(?:{words['times_pattern']})"), re.I)


@lru_cache(maxsize=4096)
def _read(text: str, language: Language) -> _CountClaim | None:
    """What a sentence counts and where; None for one that counts no words, or whose numbers or days cannot be read."""
    found = _claim_pattern(language).fullmatch(with_curly_quotes(text.strip()))
    if found is None:
        return None
    stated: list[_Stated] = []
    for part in ("first", "second"):
        if found[f"{part}_times"] is None:
            continue
        year = str(stated[0].first.year) if stated else ""
        n, days = _number(found[f"{part}_times"], language), _days(found[f"{part}_day"], year, language)
        if n is None or days is None:
            return None
        stated.append(_Stated(n, found[part] or "", *days))
    return _CountClaim(tuple(_QUOTED.findall(found["terms"])), tuple(stated))


def _number(words: str, language: Language) -> int | None:
    """How many times; None where that is no number."""
    if language == "zh":
        digits = re.search(r"[\d一二两三四五六七八九十百]+(?=次$)", words)
        if digits is None:
            return 0
        return int(digits[0]) if digits[0].isdecimal() else int(chinese_value(digits[0]))
    plain = words.casefold().removeprefix("only ")
    if plain in _FEW:
        return _FEW[plain]
    number = plain.removesuffix(" times")
    try:
        return int(digits_value(number) if number[0].isdecimal() else words_value(re.split(r"[\s-]", number)))
    except ValueError:
        return None


def _days(words: str, year: str, language: Language) -> tuple[dt.date, dt.date] | None:
    """First and last day of what `words` name, in `year` where they name none; None unless they are one date."""
    if not _YEAR.search(words) and year:
        words = f"{year}年{words.removeprefix('同年')}" if language == "zh" else f"{words}, {year}"
    found = find_dates(words, language)
    is_whole = len(found) == 1 and found[0].text.strip() == words.strip()
    return (found[0].first, found[0].last) if is_whole else None


# --- which documents -------------------------------------------------------------------------------------------------


def _options(
    claim: _CountClaim, documents: Mapping[str, SourceDocument], cited: Collection[str], language: Language
) -> tuple[tuple[SourceDocument, ...], ...]:
    """The documents that the sentence may mean, one for each number; "that" is of the series of the one before."""
    groups = [[d for d in documents.values() if _is_meant(s, d, language)] for s in claim.stated]
    found = [o for o in product(*groups) if _is_one_series(o, claim) and len({d.doc_id for d in o}) == len(o)]
    by_citation = [o for o in found if all(d.doc_id in cited for d in o)]
    return tuple(by_citation or found)


def _is_meant(stated: _Stated, document: SourceDocument, language: Language) -> bool:
    if document.date is None or not stated.first <= document.date <= stated.last:
        return False
    return not stated.name or _bare(stated.name) in _names(document, language)


def _is_one_series(documents: Sequence[SourceDocument], claim: _CountClaim) -> bool:
    return all(stated.name for stated in claim.stated) or len({series_of(d) for d in documents}) == 1


@lru_cache(maxsize=1024)
def _names(document: SourceDocument, language: Language) -> frozenset[str]:
    """What a sentence may call the document: by its label, its kind or its title, with or without its publisher."""
    names = {label_of(document, language), noun_of(document, language), document.title}
    names |= {_DATED.sub("", document.title).strip(" ,，")}
    names |= {f"{document.publisher} {name}" for name in names}
    return frozenset(map(_bare, names))


def _bare(name: str) -> str:
    return re.sub(r"[《》\s,，.]|^the (?=\S)|['’]", "", name.casefold())
