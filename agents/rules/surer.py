"""What a retelling makes stronger than its source: a possibility told as certain, a loaded word, a place of nobody."""

from __future__ import annotations

import re

from deepnews.agents.rules.complements import UNREAL, is_operator, keeps
from deepnews.agents.rules.grounds import Grounds, best_sentence, stems_of
from deepnews.agents.rules.lexicon import is_held, pattern
from deepnews.agents.rules.tokens import tokens
from deepnews.schemas.base import Language
from deepnews.schemas.verification import Finding
from deepnews.text import content_units, outside_quotes, stem

_POSSIBLE = {
    "en": re.compile(
        r"\b(?:may|might|could|can|possibl[ey]|perhaps|potential(?:ly)?)\s+(?:also\s+|not\s+)?"
        r"(?:(?:choose|decide|have|need|begin|seek|want)\s+to\s+)?(\w+)",
        re.I,
    ),
    "zh": re.compile(r"(?:可能|或许|也许|有望|或将)(?:会|要)?(?:被)?([\u4e00-\u9fff]{1,2})"),
}
_CERTAIN = {
    "en": re.compile(
        r"\b(?:will|is certain to|are certain to|is bound to|are bound to|is sure to|must)\s+(?:be\s+)?(\w+)", re.I
    ),
    "zh": re.compile(r"(?:将|必将|必定|一定|必然)(?:会|要)?([\u4e00-\u9fff]{1,2})"),
}
_MAY_PUNISH = re.compile(r"可以?(?:并)?处|可以?(?:责令|吊销|没收|给予)")
_PUNISHES = re.compile(r"(?:并)?处[^，。；]{0,16}(?:罚款|拘留)|责令|吊销|没收|给予警告")
_MAY_ZH = re.compile(r"可以?|有权|最高|至多|或")
_DECIDED = {
    "en": re.compile(r"\b(?:has|have|had)?\s*decided\b(?!\s+(?:not|against))", re.I),
    "zh": re.compile(r"(?<!不)(?:已经?|正式)决定"),
}
_DECIDES = {
    "en": re.compile(
        r"\b(?:deci[ds]\w+|vot\w+|approv\w+|adopt\w+|agree\w*|cho[os]\w+|choice|resolv\w+|order\w*|determin\w+|opt\w*|"
        r"rul(?:ed|ing)\w*|judg\w+|plan\w*|will|announc\w+|elect\w*|set|made|took|settled)\b",
        re.I,
    ),
    "zh": re.compile(r"决|批准|同意|通过|确定|拟|将|判|裁|宣布|作出|做出"),
}
"""What in the evidence may be told as a decision."""
_OWN_PLACE = re.compile(r"(?:本|我)(?:市|省|县|区|州|局|院|厅|公司|集团|单位|行政区域)")
_MIN_SHARED = 0.5


def surer_findings(text: str, grounds: Grounds) -> list[Finding]:
    """Findings for what the claim says more strongly than its evidence."""
    body = text.removeprefix(grounds.lead_in)
    own = outside_quotes(body)
    found = [_certain(body, grounds), _loaded(own, grounds), _head_lost(own, grounds), _decided(own, grounds)]
    if grounds.language == "zh":
        found += [_penalty_sure(body, grounds), _of_nobody(own, grounds)]
    return [f for f in found if f is not None]


def _finding(code: str, words: str, reason: str) -> Finding:
    return Finding(code=code, verdict="not_enough_info", claim_text=words, reason=reason, is_frame=True)


def _certain(body: str, grounds: Grounds) -> Finding | None:
    """A finding when "will" is said of what the evidence says "may" of, with the same verb."""
    language = grounds.language
    if _POSSIBLE[language].search(body):
        return None
    sentence = best_sentence(body, grounds)
    possible = {_root(m.group(1), language) for m in _POSSIBLE[language].finditer(sentence)}
    for found in _CERTAIN[language].finditer(body):
        if _root(found.group(1), language) in possible:
            reason = f"The claim says “{found.group()}”; the evidence holds it possible only: “{sentence}”"
            return _finding("modality.surer", found.group(), reason)
    return None


def _root(word: str, language: Language) -> str:
    return stem(word) if language == "en" else word[0]


def _loaded(own: str, grounds: Grounds) -> Finding | None:
    """A finding for a word that judges, hurries or enlarges and has no like in the evidence."""
    language = grounds.language
    known = f"{grounds.window}\n{grounds.frame}"
    for found in pattern("loaded_words", language).finditer(own):
        root = stem(found.group())
        if found.group() not in known and not is_held(root, stems_of(known, language), language):
            return _finding("word.loaded", found.group(), f"No source says “{found.group()}”.")
    return None


def _penalty_sure(body: str, grounds: Grounds) -> Finding | None:
    """A finding when a penalty that may be imposed is told as one that is."""
    sentence = best_sentence(body, grounds)
    shares = len(set(content_units(body, "zh")) & set(content_units(sentence, "zh")))
    told = _PUNISHES.search(body)
    if not told or not _MAY_PUNISH.search(sentence) or _MAY_ZH.search(body):
        return None
    if shares < _MIN_SHARED * len(set(content_units(body, "zh"))):
        return None
    return _finding(
        "modality.duty", told.group(), f"The evidence says that it may be done (可以), not that it is: “{sentence}”"
    )


def _of_nobody(own: str, grounds: Grounds) -> Finding | None:
    """A finding for "this city" in the writer's own words: whose city it is, only the source's readers knew."""
    found = _OWN_PLACE.search(own)
    if not found or grounds.lead_in or re.search(r"[说称示]，", own[: found.start()]):
        return None
    return _finding("frame.deixis", found.group(), f"“{found.group()}”是材料自己的口吻，文章里不知所指。")


_SUBJECT_OF = re.compile(
    r"^(?:(?:The|A|An|Its|Their|Our|This)\s+)?(?:\w+ly\s+|[a-z]+\s+)?(?P<head>[A-Za-z]{4,})\s+of\s+"
    r"(?P<of>(?:[\w’'-]+ ?){1,4})"
)
_COUNTING = frozenset(
    (
        "number", "majority", "section", "range", "variety", "series", "most", "many", "some", "each", "none", "pair",
        "group",
        "half", "part", "rest", "share", "amount", "level", "rate", "lack", "state", "city", "town", "bank", "board",
        "house",
        "member", "members", "president", "director", "chair", "head", "bulk", "all", "both", "total", "cost", "price",
        "value",
    )
)  # fmt: skip
"""Heads that a retelling may drop: they count or measure what follows "of"."""


def _head_lost(own: str, grounds: Grounds) -> Finding | None:
    """A finding when the claim tells of a thing what its source tells of the news, fear or pace "of" that thing."""
    if grounds.language == "zh":
        return None
    sentence = best_sentence(own, grounds)
    match = _SUBJECT_OF.match(sentence)
    if match is None or match["head"].lower() in _COUNTING or (match["head"][0].isupper() and " " not in sentence[:4]):
        return None
    told = [t.stem for t in tokens(own, "en") if t.has_content]
    complement = list(content_units(match["of"], "en"))[:2]
    if is_operator(match["head"]) and UNREAL["en"].search(own):
        return None
    keeps_head = keeps(stem(match["head"]), told, "en")
    opens_with = complement and set(complement) <= set(told[: len(complement) + 1])
    shared = len(set(told) & set(content_units(sentence, "en")))
    if keeps_head or not opens_with or shared < 0.6 * len(set(told)):
        return None
    return _finding("frame.head", " ".join(told[:2]), f"The evidence says it of “{match.group().strip()}”.")


def _decided(own: str, grounds: Grounds) -> Finding | None:
    """A finding for "has decided" where the evidence has no word of a decision."""
    found = _DECIDED[grounds.language].search(own)
    if found is None or _DECIDES[grounds.language].search(grounds.text):
        return None
    return _finding("modality.decided", found.group().strip(), "The evidence tells of no decision.")
