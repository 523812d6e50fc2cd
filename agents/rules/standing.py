"""How the evidence puts a thing: asked, held by others, on a condition, at its own time; a claim must keep that."""

from __future__ import annotations

import re

from deepnews.agents.rules.grounds import Grounds, best_sentence
from deepnews.agents.rules.intervals import judged
from deepnews.schemas.base import Language
from deepnews.schemas.verification import Finding
from deepnews.text import content_units

_ASKED = {
    "en": re.compile(r"\b(?:whether|(?:asks?|asked|wonder(?:s|ed)?|unclear|see|know|decide) if)\b", re.I),
    "zh": re.compile(r"是否|能否|可否|会不会|是不是|有没有"),
}
_STAYS_OPEN = {
    "en": re.compile(
        r"\b(?:whether|if|question\w*|ask(?:s|ed|ing)?|unclear|unknown|undecided|uncertain\w*|explor\w+|stud(?:y|ied|ies)|"
        r"examin\w+|consider\w*|assess\w*|wonder\w*|doubt\w*|debat\w+|determin\w+|no decision|not decided)\b|\?",
        re.I,
    ),
    "zh": re.compile(r"是否|能否|可否|会不会|是不是|有没有|问题|研究|探讨|讨论|考虑|评估|不清楚|未知|？"),
}
_OTHERS = {
    "en": re.compile(
        r"\b(?:proponents?|advocates?|supporters?|opponents?|critics?|commentators?|skeptics|some|others|observers)\b"
        r"[^.;]{0,60}?\b(?:argued?|sa(?:y|id)|claim(?:ed)?|believed?|suggest(?:ed)?|assert(?:ed)?|think|contend(?:ed)?)\b|"
        r"\b(?:argument|claim|view) is that\b|^In th(?:is|at) view\b|\bone could argue\b",
        re.I,
    ),
    "zh": re.compile(r"(?:有人|一些人|部分人士|支持者|反对者|批评者|有观点)[^。；]{0,12}(?:认为|称|说|主张)"),
}
_TELLS_OTHERS = {
    "en": re.compile(
        r"\b(?:proponents?|advocates?|supporters?|opponents?|critics?|commentators?|skeptics|some|others|observers|"
        r"argu\w+|claims?|claimed|views?|believ\w+|suggest\w*|contend\w*|assert\w*)\b",
        re.I,
    ),
    "zh": re.compile(r"有人|一些人|部分人士|支持者|反对者|批评者|观点|主张"),
}
_CONDITION = {
    "en": re.compile(r"\b(?:(?:only )?if|unless|provided that|as long as|assuming(?: that)?|in the event)\b", re.I),
    "zh": re.compile(r"如果|倘若|假如|除非|只要|只有"),
}
_KEEPS_CONDITION = {
    "en": re.compile(
        r"\b(?:if|unless|provided|as long as|assuming|in the event|should|were to|would|until|without|depend\w*|"
        r"condition\w*|whether|when|once)\b",
        re.I,
    ),
    "zh": re.compile(r"如果|倘若|假如|除非|只要|只有|若|时|的话|前提|条件|情形"),
}
_SAME_TIME = {
    "en": re.compile(r"\bsame (?:period|time|year|quarter|month|week|day|date)\b", re.I),
    "zh": re.compile(r"(?<!合)同一?(?:时期|期|年|季度|月|周|日|天)"),
}
_IS_DONE = re.compile(r"(?<!^)\b(?:was|were|is|are|has|have|had)\b", re.I)
"""A verb of what is or was; at the beginning ("Were the embargo lifted, ...") it makes a condition."""
_MIN_SHARED = 3


_ANSWERED = re.compile(r"\band (?:\w+ ){0,2}?(?:told|received|answered|replied|heard|learned|learnt)\b", re.I)
"""Where a sentence that reports a question goes on with its answer."""


def standing_findings(text: str, grounds: Grounds) -> list[Finding]:
    """Findings for a question, a view of others or a conditional statement that is told as plain fact."""
    body = text.removeprefix(grounds.lead_in)
    sentence = best_sentence(body, grounds)
    if not _is_about(body, sentence, grounds):
        return [f for f in [_same_time(body, grounds)] if f is not None]
    found = [
        _asked(body, sentence, grounds.language),
        _others_view(body, sentence, grounds.language),
        _unconditional(body, sentence, grounds.language),
        _same_time(body, grounds),
    ]
    return [f for f in found if f is not None]


def _is_about(body: str, sentence: str, grounds: Grounds) -> bool:
    """True when the sentence has half of the body's content, and no other sentence has nearly as much of it."""
    told = set(content_units(body, grounds.language))
    shares = {s: len(told & set(content_units(s, grounds.language))) for s in grounds.sentences}
    most = shares.pop(sentence, 0)
    others = (s for s, n in shares.items() if n >= 0.8 * most)
    plain = any(not (_ASKED[grounds.language].search(s) or _OTHERS[grounds.language].search(s)) for s in others)
    return most >= max(2, 0.5 * len(told)) and not plain


def _finding(code: str, text: str, sentence: str, what: str) -> Finding:
    reason = f"Told as a fact; the evidence {what}: “{sentence}”"
    return Finding(code=code, verdict="not_enough_info", claim_text=text.strip(), is_frame=True, reason=reason)


def _asked(body: str, sentence: str, language: Language) -> Finding | None:
    """A finding when the body tells mostly what the sentence only asks ("whether ..."), without leaving it open."""
    found = _ASKED[language].search(sentence)
    if not found or _STAYS_OPEN[language].search(body):
        return None
    answered = _ANSWERED.search(sentence, found.end())
    asked = sentence[found.end() : answered.start() if answered else len(sentence)]
    told_plainly = sentence[: found.start()] + (sentence[answered.start() :] if answered else "")
    before, after = (set(content_units(part, language)) for part in (told_plainly, asked))
    told = set(content_units(body, language))
    n_after = len(told & (after - before))
    if n_after < max(_MIN_SHARED, len(told & before)):
        return None
    return _finding("modality.asked", body, sentence, "only asks it")


def _others_view(body: str, sentence: str, language: Language) -> Finding | None:
    if not _OTHERS[language].search(sentence) or _TELLS_OTHERS[language].search(body):
        return None
    return _finding("attribution.others", body, sentence, "reports it as a view of others")


def _unconditional(body: str, sentence: str, language: Language) -> Finding | None:
    condition, kept = _CONDITION[language].search(sentence), _KEEPS_CONDITION[language].search(body)
    if condition is None or _ASKED[language].search(sentence):
        return None
    if kept and not _has_come_true(body[: kept.start()], sentence[condition.end() :], language):
        return None
    return _finding("modality.condition", body, sentence, "says it on a condition")


def _has_come_true(told: str, condition: str, language: Language) -> bool:
    """True when the English words before a "would" tell as done what the source makes a condition ("The embargo was
    lifted, which would ease the crisis")."""
    wanted = set(content_units(condition.split(",")[0], "en"))
    is_told = language == "en" and len(wanted) > 1 and wanted <= set(content_units(told, "en"))
    return is_told and _IS_DONE.search(told) is not None


def _same_time(body: str, grounds: Grounds) -> Finding | None:
    """A finding when the claim puts two things into the same period and the evidence does not say so."""
    found = _SAME_TIME[grounds.language].search(body)
    if not found or _SAME_TIME[grounds.language].search(grounds.text) or judged(body, grounds):
        return None
    reason = f"The evidence does not put them at the “{found.group()}”."
    return Finding(code="date.same", verdict="not_enough_info", claim_text=found.group(), is_frame=True, reason=reason)
