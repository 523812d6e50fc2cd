"""Who does it and to whom it is done: "Vane ordered the arrest" told as "Vane was arrested". English only."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from deepnews.agents.rules.grounds import Grounds
from deepnews.schemas.verification import Finding
from deepnews.text import outside_quotes, stem

_BE = r"(?:am|is|are|was|were|be|been|being|get|gets|got|getting)"
_IRREGULAR = (
    "shot|hit|held|sent|sold|paid|told|found|made|taken|given|driven|beaten|caught|left|led|put|shut|struck|hurt|lost|"
    "bought|brought|built|chosen|fought|stolen|thrown|overthrown|taught|sued"
)
_PARTICIPLE = rf"(?:[a-z]{{2,}}ed|{_IRREGULAR})"
_PASSIVE = re.compile(
    rf"\b(?P<who>[A-Z][\w-]*)(?:['’]s?)? (?:(?:has|have|had|will|would|could|may|might|must|should|can) )?{_BE} "
    rf"(?:\w+ly )?(?P<verb>{_PARTICIPLE})\b(?! to\b)"
)
_ORDERS = (
    r"(?:order|demand|urg|call|announc|plan|threaten|launch|lead|carr|condemn|den|reject|oppos|approv|support|back|"
    r"authoris|authoriz|promis)\w* (?:for |out )?"
)
_WITHIN = r"(?:(?:also|then|later|already|once|had|has|have|will|would|\w+ly) ){0,2}"
_AFTER_PASSIVE = re.compile(r" (?:by|in|on|at|after|for|over|during|with|from|last|this|yesterday|today)\b|[.,;:]|$")


class _Told(NamedTuple):
    """A passive clause of the claim."""

    who: str
    verb: str
    shown: str


def voice_findings(text: str, grounds: Grounds) -> list[Finding]:
    """A refuting finding where the evidence has the one to whom something is done as the one who does or orders it."""
    if grounds.language == "zh":
        return []
    for told in _passives(text.removeprefix(grounds.lead_in)):
        about = [s for s in grounds.sentences if re.search(rf"\b{re.escape(told.who)}\b", s)]
        turned = next((s for s in about if _acts(told, s)), None)
        if turned is not None and not any(_is_done_to(told, s) for s in about):
            reason = f"The evidence has {told.who} as the one who does it: “{turned}”"
            return [Finding(code="role.turned", verdict="refuted", claim_text=told.shown, is_frame=True, reason=reason)]
    return []


def _passives(text: str) -> Iterator[_Told]:
    for found in _PASSIVE.finditer(outside_quotes(text)):
        if not re.match(" by ", text[found.end() :]):
            yield _Told(found["who"], found["verb"], found.group())


def _forms(told: _Told, sentence: str) -> list[re.Match[str]]:
    """The words of the sentence that are forms of the verb."""
    root = stem(told.verb)
    return [m for m in re.finditer(r"[A-Za-z]+", sentence) if stem(m.group().lower()) == root]


def _acts(told: _Told, sentence: str) -> bool:
    """True where the one named does it to somebody, or orders that it be done."""
    who = re.escape(told.who)
    for form in _forms(told, sentence):
        before, after = sentence[: form.start()], sentence[form.end() :]
        does = re.search(rf"\b{who} {_WITHIN}$", before) and not _AFTER_PASSIVE.match(after)
        orders = re.search(rf"\b{who} {_WITHIN}{_ORDERS}(?:(?:the|an?|his|her|its|their) )?(?:\w+ )?$", before, re.I)
        if does or orders:
            return True
    return False


def _is_done_to(told: _Told, sentence: str) -> bool:
    """True where the sentence has it in the passive, of somebody's, or with the one named behind it."""
    for form in _forms(told, sentence):
        before, after = sentence[: form.start()], sentence[form.end() :]
        passive = re.search(rf"\b{_BE} (?:\w+ )?$", before) and re.fullmatch(_PARTICIPLE, form.group())
        owned = re.search(rf"\b{re.escape(told.who)}['’]s? (?:\w+ ){{0,2}}$", before)
        behind = re.search(rf"\b{re.escape(told.who)}\b", after)
        if passive or owned or behind:
            return True
    return False
