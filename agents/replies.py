"""Sentences that only the question before them makes whole."""

from __future__ import annotations

import re

from deepnews.schemas.base import Language

_FRAME = re.compile(
    r"(?:I|We|He|She)(?:['’]d| do| did| would| must| can| also| still| just| really| certainly){0,2} "
    r"(?:think|thought|believe|believed|suppose|guess|feel|felt|mean|say|said|know|knew|agree|accept|remember|recall|"
    r"understand|understood|suspect|imagine|find|found),? (?:that )?|"
    r"(?:it|It)(?: is|['’]s| was| would be| may be| might be) (?:[\w’'-]+ ){1,4}"
    r"(?:to (?:say|suggest|call|claim|think)|that) (?:that )?"
)
"""Who thinks so, or how it is judged, before what is thought: "I think", "it is fair to say"."""
_MEANS_BACK = {
    "en": re.compile(
        r"(?:it|they|them|he|she)\b|th(?:at|is|ese|ose)(?:['’]s| (?:are|were|is|was|were|has|had|would|will|could|can|"
        r"may|might|must|should|did|does)\b)|(?:is|was|were|has|had|would|will|could)\b|yes\b|no\b[,.]|not\b|so[.,]",
        re.I,
    ),
    "zh": re.compile("(?:我|我们)(?:个人)?(?:认为|觉得|想|猜|相信)[，,]?(?:是的|不是|不会|对|没有|[这那它他她此该])"),
}
"""After such a frame: what only the question or the sentence before it names."""
_EXPLETIVE = re.compile(
    r"it(?:['’]s|['’]ll be| is| was| will be| would be| may be| might be| has been) (?:[\w’'-]+ ){0,4}"
    r"(?!akin|similar|close|due|equal|identical|comparable|related|linked|tied|opposed|up)[\w’'-]+ "
    r"(?:to (?!(?:the|an?|this|that|these|those|his|her|its|our|their)\b|(?-i:[A-Z]))|that |for (?:[\w’'-]+ ){1,5}to )|"
    r"it(?:['’]s| is| was) up to |it(?: \w+){0,2} (?:takes?|took|seems|appears)\b",
    re.I,
)
"""An "it" that stands for what comes after it."""
_ANSWERS_WHY = {
    "en": re.compile(r"Because (?:(?:I|we|it|they|he|she|you|that|this|these|there|if|of (?:that|this|it))\b|[^,]*$)"),
    "zh": re.compile("(?:是)?因为(?:[这那它他她此该我]|[^，]*$)"),
}
"""A reason alone, whose question is not there."""
_REPLIES = {
    "en": re.compile(
        r"(?:(?:most )?(?:probably|possibly|perhaps|certainly|definitely|of course|surely) not|maybe|absolutely|"
        r"exactly|not (?:really|quite|yet|at all|necessarily|exactly)|quite the (?:opposite|contrary)),(?! \w+ly\b)",
        re.I,
    ),
    "zh": re.compile(
        "(?:大概|可能|恐怕|应该|当然|也许|或许)(?:不会?|不是|没有)[，,]|(?:未必|没错|对|不[会是行对]?)[，,]"
    ),
}
"""How an answer opens whose question stands before it."""


def is_reply(text: str, language: Language) -> bool:
    """True for words that only the question before them makes whole: a reason alone, "I think it was", "maybe"."""
    if _ANSWERS_WHY[language].match(text) or _REPLIES[language].match(text):
        return True
    if language == "zh":
        return bool(_MEANS_BACK["zh"].match(text))
    rest = text
    while frame := _FRAME.match(rest):
        rest = rest[frame.end() :]
        if _MEANS_BACK["en"].match(rest) and not _EXPLETIVE.match(rest):
            return True
    return False
