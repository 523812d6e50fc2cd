"""Whose a forecast is, where only the sentences before it say so: a survey's, some analysts', another body's.

"The median forecast of the dealers' survey rose. Forecasts for 2033 did not." The second sentence, told alone, is read
as the forecast of whoever wrote the document.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from deepnews.agents.rules.names import find_names
from deepnews.agents.rules.speakers import find_speaker
from deepnews.schemas.base import Language
from deepnews.schemas.corpus import SourceDocument
from deepnews.text import content_units

_FORECAST = r"(?:forecasts?|projections?|estimates?|predictions?)"
_ASKED = (
    r"(?:respondents|dealers|analysts|economists|forecasters|traders|investors|brokers|bankers|market participants|"
    r"contacts|consultants|firms surveyed|those (?:asked|surveyed|polled))"
)
_OPEN = {
    "en": re.compile(
        rf"(?:(?:The|These|Those|Such|Other|All|Most|Both) )?(?:[a-z-]+ ){{0,4}}?{_FORECAST}"
        rf"(?! (?:of|from|by|in|made|prepared|published) )\b|"
        rf"(?P<asked>(?:The |Most |Many |Some |A majority of |Several |All )?(?:[a-z-]+ )?{_ASKED}\b)"
        r"(?! (?:to|in|of|at|for) (?:the )?[A-Z])|"
        r"[^,;:]{3,80}? (?:is|are|was|were) (?:also |still |now |generally |widely )?"
        r"(?:expected|projected|forecast|predicted|anticipated|estimated) to\b"
        r"(?!.{0,80}\bby (?:the|its|their|an?) (?!end|middle|start|spring|summer|autumn|winter))",
        re.I,
    ),
    "zh": re.compile(
        "(?:其中|同时|此外|总体上|总的来看)?[，,]?(?:[^，。；：]{0,12}?(?:预测值?|预期值?|估计值?|中值|中位数)(?!由)|"
        "(?P<asked>(?:多数|大多数|部分|一些)?受访者)|预计|预测|估计|(?:[^，。；：]{2,16}?)(?:预计|料)将)"
    ),
}
"""How a forecast begins that does not say whose it is, and those asked for one."""
_FORESEE = r"(?:expect|forecast|project|predict|estimat|anticipat)\w*"
_HOLDER = {
    "en": re.compile(
        rf"\b(?i:surveys?|polls?|questionnaires?)\b|(?i:{_ASKED})\b[^.;]{{0,60}}? (?:{_FORESEE}|see|saw)\b|"
        rf"(?i:{_FORECAST}) (?:from|by|of|published by|prepared by) (?:the )?[A-Z]|"
        rf"[A-Z][\w.’'-]*(?:['’]s?|s['’]) (?:[a-z-]+ ){{0,3}}{_FORECAST}\b|"
        r"[A-Z][\w.’'-]+ (?:expects?|expected|forecasts?|predicts?|predicted|projects?|projected|estimates?|estimated) "
        r"(?:that|the|an?|[a-z]+ )"
    ),
    "zh": re.compile(
        "(?:调查|问卷|民调)(?!组|局|处|人员)[^。；]{0,20}?(?:显示|表明|预计|预测|中值|中位数|受访)|受访者|"
        "(?:分析师|经济学家|交易商|券商|投资者|市场人士|业内人士)[^。；]{0,10}?(?:预计|预测|估计|预期|认为)|"
        "[^，。；：]{2,16}?(?:的|对[^，。；：]{1,10}的)(?:预测|预期|估计)(?:值|中值|中位数)?|"
        "(?:据|根据)[^，。；]{2,20}?(?:预测|估计|测算)"
    ),
}
"""A sentence that says whose forecast it tells."""
_OWN = {
    "en": re.compile(r"\b(?:I|we|my|our|us|members|participants|staff|officials)\b", re.I),
    "zh": re.compile("我|我们|本(?:公司|行|局|委|会|机构)|委员"),
}
"""The writer's own, or of those for whom the document speaks."""


def is_of_another(before: Sequence[str], own: str, document: SourceDocument, language: Language) -> bool:
    """True for a forecast that names nobody, after a sentence of its paragraph that tells another's; the last sentence
    that says whose it is decides."""
    opening = _OPEN[language].match(_bare(own, language))
    if opening is None or _OWN[language].search(own) or (find_speaker(own, language) and not opening["asked"]):
        return False
    for sentence in reversed(before):
        if _OWN[language].search(sentence):
            return False
        if _HOLDER[language].search(sentence):
            return not _is_author(sentence, document, language)
    return False


def _bare(text: str, language: Language) -> str:
    """The sentence without a word or two that lead over to it."""
    if language == "zh":
        return re.sub("^(?:但是?|然而|不过|而)[，,]?", "", text)
    return re.sub(
        r"^(?:However|But|And|Meanwhile|By contrast|In contrast|Moreover|All told|Overall|Still|Yet),? ", "", text
    )


def _is_author(sentence: str, document: SourceDocument, language: Language) -> bool:
    """True where the sentence names who wrote or published the document."""
    author = set(content_units(f"{document.author} {document.publisher}", language))
    return any(author & set(content_units(name, language)) for name in find_names(sentence, language))
