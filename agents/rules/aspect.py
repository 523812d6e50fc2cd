"""What a thing has cost is not what it costs: a sum that is told as done must not be told as standing."""

from __future__ import annotations

import re

from deepnews.agents.rules.grounds import Grounds
from deepnews.schemas.verification import Finding
from deepnews.text import outside_quotes, stem

_PERFECT = re.compile(r"\b(?:has|have|had)\s+(?:\w+ly\s+|also\s+|already\s+|so far\s+)?(?P<verb>[a-z]{3,})\b")
_PRESENT = re.compile(
    r"\b(?P<verb>[a-z]{2,}s)\s+(?:about\s+|some\s+|nearly\s+|almost\s+|over\s+|more than\s+)?(?=[$£€¥]?\d)"
)
_BASE = {
    "paid": "pay", "risen": "rise", "fallen": "fall", "grown": "grow", "spent": "spend", "lost": "lose", "made": "make",
    "sold": "sell", "bought": "buy", "taken": "take", "given": "give", "won": "win", "lent": "lend", "sent": "send",
    "built": "build", "drawn": "draw", "shed": "shed", "cost": "cost", "cut": "cut",
}  # fmt: skip


def aspect_findings(text: str, grounds: Grounds) -> list[Finding]:
    """A finding for "costs £4" where the evidence says "has cost £4" and nowhere "costs". English only."""
    if grounds.language == "zh":
        return []
    done = {stem(_BASE.get(m["verb"], m["verb"])) for m in _PERFECT.finditer(grounds.text)}
    standing = {stem(m["verb"]) for m in _PRESENT.finditer(grounds.text)}
    for found in _PRESENT.finditer(outside_quotes(text.removeprefix(grounds.lead_in))):
        if stem(found["verb"]) in done - standing:
            reason = f"The evidence tells it as done (“has …”); the claim says “{found['verb']}”."
            code, verb = "modality.aspect", found["verb"]
            return [Finding(code=code, verdict="not_enough_info", claim_text=verb, reason=reason, is_frame=True)]
    return []
