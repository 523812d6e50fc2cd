"""Long source sentences cut to their main clause: the words stay verbatim, the Fact becomes small enough to retell."""

from __future__ import annotations

import re

from deepnews.agents.rules.inner_speech import inner_speech
from deepnews.schemas.base import Language
from deepnews.schemas.facts import Span

_LONG = 150
_SHORTEST, _LONGEST = 60, 190
_CUT = re.compile(
    r"(?:, (?:with|which|partly|mainly|reflecting|leading|particularly|especially|thanks to)\b|; | ?[—–] ?| -- )"
)
_TURNS = re.compile(
    r"\b(?:but|although|though|however|yet|while|whilst|whereas|despite|notwithstanding|nevertheless|nonetheless|"
    r"albeit|even if|if|unless|except|other than|provided|subject to|depend\w*|condition\w*|until|without|rather|"
    r"instead|otherwise|elsewhere|others?|the rest|by contrast|on the other hand|not|no|never|none|nothing|"
    r"neither|nor|cannot|hardly|"
    r"only|no longer|failed|fails|wrong(?:ly)?)\b|n['’]t\b",
    re.I,
)
"""What turns, limits or takes back the statement it is joined to: a contrast, a concession, a condition, a denial."""
_DENIES = re.compile(r"\b(?:not|never|no longer|nor)\b|n['’]t\b")
"""Words that deny: what stands after them says what is so instead."""
_SUBORDINATE = re.compile(
    r"^(?:Although|Though|While|Whereas|If|When|As|Despite|Since|Because|Unless|Notwithstanding|Given|With|Until|After|Before)\b",
    re.I,
)
_OPEN = re.compile(
    r"\b(?:not only|either|neither|both|whether|if|unless|not so much|mixed|uneven|unlike|divided|split|"
    r"on the one hand|at first|initially|for a time)\b",
    re.I,
)
"""Words whose sense is whole with their second member: "mixed", "both", "unlike", "at first"."""
_UNFINISHED = re.compile(
    r"\b(?:broadly|only|particularly|especially|mainly|partly|largely|namely|mostly|roughly|even|just|that|which|who|"
    r"whom|whose|whether|because|where|when|why|how|if|as|than|to|of|in|on|at|by|for|from|with|into|about|between|and|"
    r"or|but|nor|the|an?|we|I|he|she|they|my|our|your|its|his|their|next|able|unable|likely|ready|going|is|are|was|were|be|been|has|have|had|will|would|not)$",
    re.I,
)
"""Words that say something of what comes after them, or open what is not there."""
_DASH = re.compile("[—–]|--")
"""A pair of dashes encloses what the sentence goes on after: it is not cut there."""
_RESUMES = re.compile(
    r", (?:(?:\w+ly|also|still|then|later|now|again|both|all) )?(?:is|are|was|were|has|have|had|will|would|"
    r"can|could|may|might|"
    r"must|should|did|does|said|to|[a-z]+ed)\b"
)
"""A verb after a later comma: the main clause goes on there."""
_ASIDE = re.compile(r"(?:although|though|especially|particularly|even if)(?: [\w’'-]+){1,3}, ")
"""A word put in between ("a mild, though fragile, recovery"): what it stands before is not said yet."""
_LISTED = re.compile(r";[^;]*;|; (?:\(?(?:\d|[a-z]|[ivx]+)\)|and\b|or\b)")
"""Members of a list: none is told without the others."""
_COMPARES = re.compile(
    r"; (?:this|that|these|those|it|which|such)\b[^;]*\b(?:higher|lower|more|less|larger|smaller|stronger|weaker|"
    r"faster|slower|up|down|above|below|better|worse)\b",
    re.I,
)
"""What a figure is held against after it: alone it may point the other way."""
_MIN_WORDS = 9
_N_BEFORE, _N_AFTER, _ROOT = 4, 3, 4
"""Words before and after a dash, and the letters of each, that are compared."""


_REASON = re.compile(
    r"^(?:Given|Recogni[sz]ing|In (?:light|view|recognition|keeping) (?:of|with)|In addition to|As we|"
    r"With this in mind|Reflecting|Noting|Building on|Consistent with|Considering|Looking ahead)\b[^,;:—–]{5,160}, "
    r"(?![^,;]{3,120}, and [^,;]{3,120}, )"  # it goes on as a list
    r"(?=(?:it (?:is|was|will be|would be|seems) |there (?:is|are|was|were) |we |I |the |a |an |[A-Z][a-z]+ ))"
)
"""An opening that only gives the occasion of the main clause after it."""
_LONG_REASON = re.compile(
    r"^(?:Given|In (?:light|view|recognition|keeping) (?:of|with)|With (?:these|this|those)|Against this)\b"
    r"[^;:—–]{40,420}, (?=(?:the |[A-Z]\w+ |we |it )(?:\w+ ){0,3}"
    r"(?:is|are|was|were|has|have|had|will|would|must|should|can|could|may|might)\b)"
)
"""The same where the occasion is long and holds a list: it ends at the last comma before a subject and its verb."""


def main_clause(span: Span, language: Language) -> Span:
    """`span` without a clause that only adds to it, before or after; what would change the sense, and who says it, is
    never cut."""
    cut = _head(_without_occasion(span, language), language)
    inner = inner_speech(span.text, language) if cut != span else None
    return span if inner and inner.who not in cut.text else cut


def _without_occasion(span: Span, language: Language) -> Span:
    opening = (_REASON.match(span.text) or _LONG_REASON.match(span.text)) if language == "en" else None
    rest = span.text[opening.end() :] if opening else ""
    if opening is None or len(rest) < _SHORTEST or not _stands(rest):
        return span
    return Span(doc_id=span.doc_id, start=span.start + opening.end(), end=span.end, text=rest)


def _head(span: Span, language: Language) -> Span:
    text = span.text
    if language == "zh" or len(text) <= _LONG or _SUBORDINATE.match(text):
        return span
    cuts = [m for m in _CUT.finditer(text) if not (_DASH.search(m.group()) and len(_DASH.findall(text)) > 1)]
    cuts = [
        m
        for m in cuts
        if m.group() != "; " or not (_LISTED.match(text, m.start()) or _DENIES.search(text, 0, m.start()))
    ]
    cuts = [m for m in cuts if not _RESUMES.search(text, m.end()) and not _ASIDE.match(text, m.start() + len(", "))]
    cuts = [m for m in cuts if not _TURNS.search(text, m.start()) and not _begins_anew(text, m)]
    cuts = [m for m in cuts if not _COMPARES.match(text, m.start())]
    ends = [m.start() for m in cuts if _SHORTEST <= m.start() <= _LONGEST and _stands(text[: m.start()])]
    if not ends:
        return span
    return Span(doc_id=span.doc_id, start=span.start, end=span.start + ends[-1], text=text[: ends[-1]])


def _begins_anew(text: str, cut: re.Match[str]) -> bool:
    """True where a speaker breaks off and says it better: a word before the dash comes again right after it."""
    before, after = text[: cut.start()].split()[-_N_BEFORE:], text[cut.end() :].split()[:_N_AFTER]
    roots = [{w.lower()[:_ROOT] for w in words if len(w) >= _ROOT} for words in (before, after)]
    return bool(_DASH.search(cut.group()) and roots[0] & roots[1])


def _stands(head: str) -> bool:
    balanced = head.count("(") == head.count(")") and head.count('"') % 2 == 0 and head.count("“") == head.count("”")
    return balanced and not _OPEN.search(head) and not _UNFINISHED.search(head) and len(head.split()) >= _MIN_WORDS
