"""What an editor should mind about a claim that its sources bear out: no fault, and no verdict depends on it."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from typing import NamedTuple

from deepnews.agents.pace.phrases import find_phrases
from deepnews.agents.reasons import reason_words
from deepnews.agents.rules import find_dates, find_quantities, find_speaker
from deepnews.retrieval.sentences import sentence_spans
from deepnews.schemas.base import Language
from deepnews.schemas.corpus import SourceDocument
from deepnews.schemas.facts import Fact, Quantity
from deepnews.schemas.verification import CAUTION, Finding
from deepnews.text import content_units, fold, outside_quotes

_MIN_DOCUMENTS = 3
"""Documents of a corpus under which it means nothing that only one of them has a figure."""
_MIN_SHARED = 2
"""Content units that a claim must share with a sentence that replaces its figure, the figure's own left out."""
_REPLACES = {
    "en": re.compile(
        r"\b(?:replac(?:es|ed|ing)|supersed\w+|correct(?:s|ed)|in place of|instead of)\s(?=[^.;]{0,80}\d)", re.I
    ),
    "zh": re.compile(r"(?:取代|替代|更正|代替)了?(?=[^。；]{0,30}\d)"),
}
_REPLACED = {
    "en": re.compile(r"\b(?:no longer (?:holds?|applies|used|valid)|withdrawn|was (?:wrong|corrected))\b", re.I),
    "zh": re.compile(r"不再使用|作废|有误|没有作为[^。]{0,8}依据|原估算"),
}
_PROVISIONAL = {
    "en": re.compile(
        r"\b(?:estimat\w+|first|initial\w*|internal\w*|original\w*|earlier|then|at the time|had|put)\b", re.I
    ),
    "zh": re.compile(r"估算|测算|最初|当时|起初|原先|初步|原"),
}
_FISCAL = {
    "en": re.compile(r"\b(?:fiscal|financial) (?:year|\d{4})|\byears? (?:ended|ending)\b|\bFY ?\d\d", re.I),
    "zh": re.compile(r"财年|会计年度|财政年度"),
}
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d{2}(?!\d)")


class _Superseded(NamedTuple):
    """A figure that a document says another one has replaced."""

    quantity: Quantity
    content: frozenset[str]


def cautions(
    text: str, facts: Sequence[Fact], documents: Mapping[str, SourceDocument], language: Language
) -> tuple[Finding, ...]:
    """What to mind about a supported claim: an undated "now", a figure replaced since, a figure that one source alone
    has and nobody is named for, a fiscal year told as a calendar year."""
    own = outside_quotes(text)
    evidence = " ".join(f.text for f in facts)
    found = [
        ("now", _undated(own, language)),
        ("superseded", _superseded(text, documents, language)),
        ("single", _single(own, facts, documents, language)),
        ("fiscal", _fiscal(own, evidence, language)),
    ]
    words = reason_words(language)
    return tuple(
        Finding(
            code=f"{CAUTION}{name}",
            verdict="supported",
            claim_text=shown,
            reason=words[f"{CAUTION}{name}"].format(claim=shown),
        )
        for name, shown in found
        if shown
    )


def _undated(own: str, language: Language) -> str:
    """The word for a time that only the writer knows; empty where there is none or a date stands beside it."""
    plain = fold(own).lower()
    hit = next(iter(find_phrases(plain, "undated", language)), None)
    return plain[hit.start : hit.end] if hit and not find_dates(own, language, None) else ""


def _superseded(text: str, documents: Mapping[str, SourceDocument], language: Language) -> str:
    """The figure that a source says is replaced; empty where there is none or the claim calls it an estimate."""
    if _PROVISIONAL[language].search(text):
        return ""
    told = frozenset(content_units(text, language))
    for quantity in find_quantities(text, language):
        rest = told - frozenset(content_units(quantity.text, language))
        for document in documents.values():
            if any(
                _same(quantity, s.quantity) and len(rest & s.content) >= _MIN_SHARED
                for s in _replaced(document.text, language)
            ):
                return quantity.text
    return ""


@lru_cache(maxsize=256)
def _replaced(text: str, language: Language) -> tuple[_Superseded, ...]:
    """Figures that a document calls replaced, each with the content of its sentence."""
    return tuple(_replaced_in(text, language))


def _replaced_in(text: str, language: Language) -> Iterator[_Superseded]:
    if not (_REPLACES[language].search(text) or _REPLACED[language].search(text)):
        return
    for span in sentence_spans(text, language):
        sentence = text[span.start : span.end]
        cue, gone = _REPLACES[language].search(sentence), _REPLACED[language].search(sentence)
        if not cue and not gone:
            continue
        content = frozenset(content_units(text[max(0, span.start - 160) : span.end], language))
        for quantity in find_quantities(sentence, language):
            if gone or (cue and quantity.start >= cue.end()):
                yield _Superseded(quantity, content)


def _same(one: Quantity, other: Quantity) -> bool:
    return one.unit == other.unit and one.unit != "ordinal" and one.value > 12 and math.isclose(one.value, other.value)


def _single(own: str, facts: Sequence[Fact], documents: Mapping[str, SourceDocument], language: Language) -> str:
    """The figure that stands in one document only, where the claim names nobody who says so."""
    sources = {f.doc_id for f in facts}
    if len(documents) < _MIN_DOCUMENTS or len(sources) != 1 or find_speaker(own, language):
        return ""
    if "according to" in own.lower() or "据" in own:
        return ""
    figures = [q.text for q in find_quantities(own, language) if q.unit != "ordinal" and re.search(r"\d{2}", q.text)]
    elsewhere = [d.text for i, d in documents.items() if i not in sources]
    return next((f for f in figures if not any(f in text for text in elsewhere)), "")


def _fiscal(own: str, evidence: str, language: Language) -> str:
    """The year that the evidence calls a fiscal one and the claim does not."""
    if not _FISCAL[language].search(evidence) or _FISCAL[language].search(own):
        return ""
    near = {
        y
        for m in _FISCAL[language].finditer(evidence)
        for y in _YEAR.findall(evidence[max(0, m.start() - 12) : m.end() + 24])
    }
    return next((y for y in _YEAR.findall(own) if y in near), "")
