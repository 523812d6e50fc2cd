"""What an editor should mind about a claim that its sources bear out: no fault, and no verdict depends on it."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from deepnews.agents.pace.phrases import find_phrases
from deepnews.agents.reasons import reason_words
from deepnews.agents.replaced import all_replaced, replaced_figure
from deepnews.agents.rules import find_dates, find_quantities, find_speaker
from deepnews.schemas.base import Language
from deepnews.schemas.corpus import SourceDocument
from deepnews.schemas.facts import Fact
from deepnews.schemas.verification import CAUTION, Finding
from deepnews.text import fold, outside_quotes

_MIN_DOCUMENTS = 3
"""Documents of a corpus under which it means nothing that only one of them has a figure."""
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
    return replaced_figure(text, all_replaced(documents, language), language)


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
