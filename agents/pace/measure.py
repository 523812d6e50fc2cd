"""Rhythm Break and Logic Fog measured: how even the sentences run, and how much is spelled out for the reader."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from importlib.resources import files
from itertools import pairwise
from statistics import fmean, pstdev
from typing import cast

import yaml

from deepnews.agents.read_article import read_article
from deepnews.quote_marks import MASK
from deepnews.schemas.base import Language
from deepnews.schemas.draft import Draft
from deepnews.schemas.verification import PacingReport
from deepnews.text import fold, n_units, outside_quotes, units

_FLAT_SPREAD = 0.20
_GAP = "…"
_WITHIN_SENTENCE = r"[^.!?。！？\n]{1,40}?"
_N_OPENING_UNITS = {"en": 2, "zh": 2}


def measure(draft_or_text: Draft | str, language: Language) -> PacingReport:
    """Pacing of a draft, or of a plain text or Markdown article; an article without sentences measures zero.

    Words in quotation marks count for rhythm, but not as connectives or formulas: they are not the writer's.
    """
    draft = read_article(draft_or_text, language).draft if isinstance(draft_or_text, str) else draft_or_text
    sentences = [s.text for s in draft.sentences if s.text.strip()]
    lengths = [n for n in (n_units(s, language) for s in sentences) if n]
    own_words = [_own_words(s) for s in sentences]
    text = "\n".join(own_words)
    formulas = found_phrases(text, "formulas", language)
    n_chars = sum(map(len, sentences))
    n_connectives = len(found_phrases(text, "connectives", language))
    return PacingReport(
        sentence_length_cv=round(_spread(lengths), 4),
        n_flat_triples=n_flat_triples(lengths),
        connectives_per_1000_chars=round(1000 * n_connectives / n_chars, 3) if n_chars else 0.0,
        n_formulas=len(formulas),
        formulas=tuple(dict.fromkeys(formulas)),
        ends_with_summary=bool(own_words and found_phrases(own_words[-1], "summary", language)),
        n_opening_repeats=_n_opening_repeats(sentences, language),
    )


def n_flat_triples(lengths: Sequence[int]) -> int:
    """Places where three neighbours lie within 20% of their mean."""
    triples = zip(lengths, lengths[1:], lengths[2:], strict=False)
    return sum(max(t) - min(t) < _FLAT_SPREAD * fmean(t) for t in triples)


def found_phrases(text: str, key: str, language: Language) -> tuple[str, ...]:
    """Entries of a list of ``formulas.yaml`` that occur in folded lower-case `text`, one for each occurrence.

    An entry that lies inside a longer one at the same place does not count again.
    """
    hits = sorted(
        (m.start(), -m.end(), phrase)
        for phrase, pattern in _patterns(key, language)
        for m in pattern.finditer(text)
        if language == "zh" or not text[m.start() - 1 : m.start()].isalnum()
    )
    found: list[str] = []
    end = 0
    for start, negative_end, phrase in hits:
        if start >= end:
            found.append(phrase)
            end = -negative_end
    return tuple(found)


def _spread(lengths: Sequence[int]) -> float:
    return pstdev(lengths) / fmean(lengths) if len(lengths) > 1 else 0.0


def _own_words(sentence: str) -> str:
    return fold(outside_quotes(sentence).replace(MASK, " ")).casefold().strip()


def _n_opening_repeats(sentences: Sequence[str], language: Language) -> int:
    openings = [_opening(s, language) for s in sentences]
    return sum(bool(a) and a == b for a, b in pairwise(openings))


def _opening(sentence: str, language: Language) -> tuple[str, ...]:
    return tuple(units(sentence[:80], language)[: _N_OPENING_UNITS[language]])


@lru_cache(maxsize=8)
def _patterns(key: str, language: Language) -> tuple[tuple[str, re.Pattern[str]], ...]:
    text = files("deepnews.agents.pace").joinpath("formulas.yaml").read_text(encoding="utf-8")
    phrases = cast(dict[str, dict[str, list[str]]], yaml.safe_load(text))[language][key]
    return tuple((phrase, _pattern(phrase, language)) for phrase in phrases)


def _pattern(phrase: str, language: Language) -> re.Pattern[str]:
    """Pattern on folded text; it opens with plain letters, which the engine finds quickly."""
    body = _WITHIN_SENTENCE.join(re.escape(fold(part)) for part in phrase.split(_GAP))
    return re.compile(body if language == "zh" or not phrase[-1].isalnum() else rf"{body}(?!\w)")
