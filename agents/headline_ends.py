"""Where the words of a sentence may end as a headline."""

from __future__ import annotations

import re
from collections.abc import Iterator

from deepnews.schemas.base import Language

_CUT = {"en": re.compile(r"[,;]| which | because "), "zh": re.compile(r"[，；]")}
"""Where a headline may end; not before a colon, behind which stands what is meant."""
_TURNS = {
    "en": re.compile(
        r"[,;:]? ?(?:(?:and )?(?:whilst|while|although|though)|but|however|yet|unless|if|except|provided|albeit)\b",
        re.I,
    ),
    "zh": re.compile("[，；：]?(?:但|然而|不过|除非|如果|虽|尽管|或者)"),
}
"""How a sentence goes on that turns or limits what stands before: no headline ends there."""
_BOUND_BY_RELATIVE = re.compile(
    r"\b(?:there (?:is|are|was|were)|few|no|none|any|all|every|each|only)\b[^,;]*$| which [^,;]*$", re.I
)
"""A statement that the words behind " which " bind ("few subjects which ..."): without them it says something else."""
_MERE_ATTITUDE = re.compile(r"(?:I|[Ww]e) (?:think|believe|suppose|feel|hope|mean|would say),? [a-z]+ing\b[^,;]*$")
"""Somebody's view before it is told: "I think, looking back at the spring"."""
_AWAITS = re.compile(r" the (?:impression|idea|notion|sense|feeling|view|belief|fact|claim|point)(?:, [^,]*)?$")
"""What only the words behind an aside tell: "it gave the impression, and I still think so, that ..."."""
_ASIDE = re.compile(
    r", [^,;:]{3,100}, (?:is|are|was|were|has|have|had|will|would|can|could|may|might|must|should|[a-z]{2,}ed)\b"
)
"""What stands between a subject and its verb: no headline ends before it."""


def ends(text: str, language: Language) -> Iterator[int]:
    """The breaks of a sentence at which its opening may stand as a headline, the last first."""
    for cut in reversed(list(_CUT[language].finditer(text))):
        words = text[: cut.start()]
        turns = _TURNS[language].match(text, cut.start()) or _ASIDE.match(text, cut.start())
        is_bound = cut.group() == " which " and _BOUND_BY_RELATIVE.search(words)
        if not (turns or is_bound or _AWAITS.search(words) or _MERE_ATTITUDE.match(words)):
            yield cut.start()
