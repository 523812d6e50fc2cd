"""Kind of statement of a sentence (fact, forecast, target, opinion, allegation), and whether a claim keeps it."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from functools import lru_cache

from deepnews.agents.rules.complements import keeps
from deepnews.agents.rules.grounds import Grounds, best_sentence, stems_of
from deepnews.agents.rules.lexicon import duties, pattern, single_characters, word_set
from deepnews.agents.rules.numbers import find_quantities
from deepnews.agents.rules.speakers import find_speaker
from deepnews.agents.rules.tokens import Token, clauses, has_cue, tokens
from deepnews.schemas.base import Language
from deepnews.schemas.facts import Modality
from deepnews.schemas.verification import Finding
from deepnews.text import outside_quotes

_MONTH_MAY = re.compile(
    r"\b(?:(?:in|since|by|of|last|this|mid-?|early|late|until|from|during|before|after)[\s-]+May\b|(?:for|and|to)\s+May\b(?!\s+[a-z]+\s)"
    r"|(?<=\d )May\b|May(?=\s+\d|[,.;]|\s+[a-z]+s\b))"
)
_LAW_NAME_WILL = re.compile(r"\b(?:at will|free will|goodwill|good will|last will)\b", re.I)
_KINDS = ("mustnot", "must", "may")
_HEDGE = re.compile(
    r"(?P<how>\bhow\s+(?:\w+\s+){0,4})?\b(?:may|might|could|probably|possibly)\b(?:\s+(?:not|also|have|been|be|now))*"
)
_N_HEDGED = 2
_ALLOWS = re.compile(
    r"\b(?:may|might|could|can|would|should|likely|unlikely|expect\w*|probabl\w*|possib\w*|perhaps|potential\w*|if|"
    r"whether|suggest\w*|appear\w*|seem\w*|risk\w*|hop\w+|plan\w*|believ\w*|think\w*|"
    r"able|abilit\w+|capacit\w+|capab\w+)\b",
    re.I,
)
"""What in the evidence allows a claim to be put as a possibility."""
_MUST = re.compile(r"\b(?:must|shall|required to|obliged to)\b", re.I)
_NEED = re.compile(
    r"\b(?:must|shall|should|need\w*|requir\w+|oblig\w+|necessar\w+|ha(?:s|ve|d) to|order\w*|mandat\w+|compulsory)\b",
    re.I,
)
_COMMA = re.compile(r"[,;:](?!\d)|[，；：。]")
_AIMED = {
    "en": re.compile(r"\b(?:forecast\w*|target\w*|guidance|projected|budgeted|planned for|goal|aims?)\b", re.I),
    "zh": re.compile(r"目标|预计|预测|原定|力争|规划"),
}
_COUNTED = re.compile(
    r"[\d万千百]+多?[件起宗次](?:\w{0,4}类)?(?:投诉|举报)|\b\d[\d,.]*\s(?:complaints?|allegations?|claims?)\b", re.I
)
"""Complaints as a figure: nothing is alleged by counting them."""
_NONE_ALLEGED = re.compile(r"\b(?:no|without|any)\s+(?:complaints?|allegations?|claims?)\b|没有(?:投诉|举报)", re.I)
_CUE_REACH = 6
"""Content words after a word for a plan that are what is planned."""
_REASON = re.compile(r"\b(?:as|because|since|while|although|though|which|who|whose|where)\b", re.I)
"""What stands behind these is the reason or the setting of a plan, and no part of it."""
_REACHED = re.compile(r"\b(?:surpass\w*|exceed\w*|beat\w*|met|reached|achiev\w+|fulfil\w*|hit)\b", re.I)
"""What is done to a target that is no longer one."""
_DONE_ZH = re.compile(r"了|已")


@lru_cache(maxsize=8192)
def find_modality(text: str, language: Language) -> Modality:
    """The kind of statement; the strongest reservation of the sentence decides."""
    plain = _COUNTED.sub(" ", _without_months(text))
    if pattern("allegation", language).search(plain):
        return "allegation"
    if language == "zh":
        return _chinese_modality(plain)
    if pattern("target_strong", "en").search(plain):
        return "target"
    if pattern("forecast_strong", "en").search(plain):
        return "forecast"
    return "opinion" if pattern("opinion", "en").search(plain) else "fact"


def _chinese_modality(text: str) -> Modality:
    words = [t for c in clauses(text, "zh") for t in c]
    if _future_words(words, "target_strong"):
        return "target"
    if _future_words(words, "forecast_strong"):
        return "forecast"
    return "opinion" if pattern("opinion", "zh").search(text) else "fact"


def _without_months(text: str) -> str:
    return _LAW_NAME_WILL.sub(" ", _MONTH_MAY.sub(" ", text))


def _future_words(words: list[Token], key: str) -> list[str]:
    """Words of the list among the tokens; 将 before a noun only marks the object."""
    listed = word_set(key, "zh")
    found = []
    for i, word in enumerate(words):
        object_mark = word.text == "将" and not (
            i + 1 < len(words) and words[i + 1].tag.startswith(("v", "d", "t", "m"))
        )
        object_mark = object_mark or (word.text == "将" and i + 1 < len(words) and _marks_object(words[i + 1 :]))
        if word.text in listed and not object_mark:
            found.append(word.text)
    return found


def _marks_object(after: Sequence[Token]) -> bool:
    """True for words that change something into something else, as in 将收费由每年200元降为100元."""
    rest = "".join(w.text for w in after)
    return after[0].tag.startswith("m") and bool(
        re.match(r"[^，。；]{2,30}?(?:推迟|提前|延长|缩短|降|升|增|减|提高|改|调整|移交|退)[到至为给]", rest)
    )


def modality_findings(text: str, grounds: Grounds) -> list[Finding]:
    """Findings for plans and forecasts told as done, duties turned round, opinions and verbs made stronger."""
    body = text.removeprefix(grounds.lead_in)
    found = [
        _told_as_done(body, grounds) or _figure_only_planned(body, grounds),
        _hedged(body, grounds),
        _duty_turned(body, grounds) or _duty_added(body, grounds),
        _attribution_lost(text, grounds),
        _strengthened(text, grounds),
    ]
    return [f for f in found if f is not None]


def _is_open(text: str, language: Language) -> bool:
    """True when the text shows that it does not tell something done."""
    plain = _without_months(text)
    keys = ("forecast", "target", "forecast_strong", "target_strong")
    return bool(_duties_in(plain, language)) or any(has_cue(key, plain, language) for key in keys)


def _told_as_done(text: str, grounds: Grounds) -> Finding | None:
    language = grounds.language
    if _is_open(text, language):
        return None
    clause, sentence = _best_clause(text, grounds)
    if not clause:
        return None
    piece = _without_months(sentence[clause[0].start : clause[-1].end])
    if language == "zh":
        words = list(clause)
        duty = _duties_in(piece, "zh") & {"must", "may"} and _DONE_ZH.search(text) and not _DONE_ZH.search(piece)
        cue = bool(_future_words(words, "target_strong") or _future_words(words, "forecast_strong") or duty)
    else:
        cue = _is_to_come(text, piece)
    if not cue:
        return None
    return Finding(
        code="modality.result",
        verdict="not_enough_info",
        claim_text=text.strip(),
        is_frame=True,
        reason=f"Told as done; the evidence has a plan, a duty or a forecast: “{sentence}”",
    )


def _is_to_come(text: str, piece: str) -> bool:
    """True when the clause puts what the text tells behind a word for a plan or a forecast, not yet reached."""
    if _REACHED.search(piece):
        return False
    told = {t.stem for t in tokens(text, "en") if t.has_content}
    for key in ("target_strong", "forecast_strong"):
        for cue in pattern(key, "en").finditer(piece):
            planned = _REASON.split(piece[cue.end() :], maxsplit=1)[0]
            after = [t.stem for t in tokens(planned, "en") if t.has_content][:_CUE_REACH]
            n_needed = 2 if cue.group().lower() == "seeking" else min(2, len(after))
            if sum(root in told for root in after) >= n_needed and after:
                return True
    return False


def _figure_only_planned(text: str, grounds: Grounds) -> Finding | None:
    """A finding for a figure told as reached that the evidence has as a target or a forecast only."""
    language = grounds.language
    if _is_open(text, language):
        return None
    known = [(q, _piece(s, q.start, q.end)) for s in grounds.sentences for q in find_quantities(s, language)]
    for claimed in find_quantities(text, language):
        same = [p for q, p in known if q.unit == claimed.unit and math.isclose(q.value, claimed.value)]
        if claimed.unit != "ordinal" and same and all(_AIMED[language].search(p) for p in same):
            return Finding(
                code="modality.result",
                verdict="not_enough_info",
                claim_text=claimed.text,
                is_frame=True,
                reason=f"The evidence has {claimed.text} as a target or a forecast only: “{same[0].strip()}”",
            )
    return None


def _piece(sentence: str, start: int, end: int) -> str:
    """The words between the commas around a place."""
    low = max((m.end() for m in _COMMA.finditer(sentence, 0, start)), default=0)
    high = next((m.start() for m in _COMMA.finditer(sentence, end)), len(sentence))
    return sentence[low:high]


def _hedged(text: str, grounds: Grounds) -> Finding | None:
    """A finding when what the evidence tells as done or certain becomes a possibility. English only."""
    if grounds.language == "zh":
        return None
    for found in _HEDGE.finditer(_without_months(outside_quotes(text))):
        rest = [t.stem for t in tokens(text[found.end() :], "en") if t.has_content][:_N_HEDGED]
        told = [s for s in grounds.sentences if rest and keeps(rest[0], stems_of(s, "en"), "en")]
        if told and not found["how"] and not any(_ALLOWS.search(_without_months(s)) for s in told):
            return Finding(
                code="modality.hedged",
                verdict="not_enough_info",
                claim_text=found.group(),
                is_frame=True,
                reason=f"The evidence tells it as a fact; the claim says “{found.group()}”.",
            )
    return None


def _duty_added(text: str, grounds: Grounds) -> Finding | None:
    found = _MUST.search(text) if grounds.language == "en" else None
    if not found or _NEED.search(grounds.text):
        return None
    return Finding(
        code="modality.duty",
        verdict="not_enough_info",
        claim_text=found.group(),
        is_frame=True,
        reason=f"The evidence does not say that it “{found.group()}”.",
    )


def _best_clause(text: str, grounds: Grounds) -> tuple[tuple[Token, ...], str]:
    """The evidence clause that shares most content with the text, and its sentence; empty under two shared words."""
    wanted = {t.stem for t in tokens(text, grounds.language) if t.has_content}
    best: tuple[int, tuple[Token, ...], str] = (1, (), "")
    for sentence in grounds.sentences:
        for clause in clauses(sentence, grounds.language):
            n_shared = len(wanted & {t.stem for t in clause if t.has_content})
            if n_shared > best[0]:
                best = (n_shared, clause, sentence)
    return best[1], best[2]


def _duties_in(text: str, language: Language) -> set[str]:
    plain = _without_months(text)
    found = set()
    for kind in _KINDS:
        plain, n = duties(kind, language).subn(" ", plain)
        single = language == "zh" and any(t.text in single_characters(kind) for t in tokens(text, "zh"))
        if n or single:
            found.add(kind)
    return found


def _duty_turned(text: str, grounds: Grounds) -> Finding | None:
    claimed = _duties_in(text, grounds.language)
    sentence = best_sentence(text, grounds)
    known = _duties_in(sentence, grounds.language)
    if not claimed or not known or claimed & known:
        return None
    if grounds.language == "en" and not (claimed | known) & {"must", "mustnot"}:
        return None
    return Finding(
        code="modality.duty",
        verdict="refuted",
        claim_text=text.strip(),
        is_frame=True,
        reason=f"What must, may and must not be done differs from the evidence: “{sentence}”",
    )


def _attribution_lost(text: str, grounds: Grounds) -> Finding | None:
    """A finding when an allegation is told flatly."""
    sentence = best_sentence(text, grounds)
    if find_modality(_NONE_ALLEGED.sub(" ", sentence), grounds.language) != "allegation" or find_speaker(
        text, grounds.language
    ):
        return None
    keys = ["allegation", "reporting_verbs", *(["said_nouns"] if grounds.language == "en" else [])]
    if any(pattern(key, grounds.language).search(text) for key in keys) or re.search(r"(?i)\baccording to\b|据", text):
        return None
    return Finding(
        code="attribution.dropped",
        verdict="not_enough_info",
        claim_text=text.strip(),
        is_frame=True,
        reason=f"The evidence alleges it; the claim states it: “{sentence}”",
    )


def _strengthened(text: str, grounds: Grounds) -> Finding | None:
    strong = pattern("strong_verbs", grounds.language)
    found = strong.search(outside_quotes(text.removeprefix(grounds.lead_in)))
    known = outside_quotes(grounds.text)
    if not found or strong.search(known) or found.group()[:4].lower() in known.lower():
        return None
    return Finding(
        code="attribution.strength",
        verdict="not_enough_info",
        claim_text=found.group(),
        is_frame=True,
        reason=f"No source says “{found.group()}”.",
    )
