"""Decisions of courts and the validity of what they judge: one kind of outcome told where the source has another."""

from __future__ import annotations

from collections.abc import Sequence

from deepnews.agents.rules.grounds import Grounds
from deepnews.agents.rules.lexicon import outcome_sets
from deepnews.agents.rules.tokens import tokens
from deepnews.schemas.verification import Finding


def ruling_findings(text: str, grounds: Grounds) -> list[Finding]:
    """A finding for an outcome ("dismissed", 维持) that the evidence has not, though it has another of its set."""
    claimed, known = _words(text, grounds), _words(grounds.text, grounds)
    for families in outcome_sets(grounds.language):
        told = [(w, n) for n, family in enumerate(families) for w in claimed if w in family]
        held = [(w, n) for n, family in enumerate(families) for w in known if w in family]
        for word, number in told:
            if held and all(number != n for _, n in held):
                reason = f"The claim says “{word}”; the evidence has “{held[0][0]}”."
                return [Finding(code="polarity.ruling", verdict="refuted", claim_text=word, reason=reason)]
    return []


def _words(text: str, grounds: Grounds) -> Sequence[str]:
    """Stems in English, and in Chinese the listed outcomes that stand in the text, the longest first."""
    if grounds.language == "en":
        return [t.stem for t in tokens(text, "en")]
    listed = {w for families in outcome_sets("zh") for family in families for w in family}
    found = []
    for word in sorted(listed, key=len, reverse=True):
        if word in text:
            found.append(word)
            text = text.replace(word, " ")
    return found
