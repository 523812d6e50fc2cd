"""Verdicts on a translated article: a sentence stands on the English one it tells, which was checked by its sources."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import Final

from deepnews.agents.decompose import placed_sentences
from deepnews.agents.reasons import reason
from deepnews.agents.sentence_marks import WORST_FIRST
from deepnews.agents.translation.article import Translation
from deepnews.agents.translation.check import rule_fault
from deepnews.agents.translation.framing import plain
from deepnews.schemas.draft import Draft, Sentence
from deepnews.schemas.verification import CheckedClaim, Claim, Verdict

CHECKER: Final = "translation@1"
"""What is added to the name of the checker of the English draft."""


def translated_claims(translation: Translation, checked: Sequence[CheckedClaim]) -> tuple[CheckedClaim, ...]:
    """One claim a sentence, with the worst verdict of the English sentence's claims, in reading order.

    A sentence is only told once its English one is not red and the translation has passed its own checks.
    """
    english: defaultdict[str, list[CheckedClaim]] = defaultdict(list)
    for claim in checked:
        english[claim.claim.sentence_id].append(claim)
    return tuple(
        _checked(claim, english[claim.sentence_id], translation.sure.get(sentence.original), sentence)
        for claim, sentence in _sentence_claims(translation.draft)
    )


def edited_claims(draft: Draft) -> tuple[CheckedClaim, ...]:
    """The claims of sentences that somebody has edited: not in the sources where a rule finds them unlike the English
    sentence they tell, else unscored, since nothing has read both; a person may sign for them."""
    return tuple(_edited(claim, sentence) for claim, sentence in _sentence_claims(draft))


def _edited(claim: Claim, sentence: Sentence) -> CheckedClaim:
    fault = rule_fault(plain(sentence.original), sentence.text) if sentence.original else None
    code = "translation.changed" if fault else "translation.unread"
    what = reason(f"translation.fault.{fault}", "zh", "") if fault else ""
    return CheckedClaim(
        claim=claim,
        verdict="not_enough_info" if fault else "unscored",
        support_prob=0.0,
        reason_code=code,
        reason=reason(code, "zh", sentence.original, detail=what),
        decided_by="rules" if fault else "none",
    )


def _sentence_claims(draft: Draft) -> list[tuple[Claim, Sentence]]:
    """Each body sentence as one claim."""
    return [
        (
            Claim(
                claim_id=f"{placed.sentence.sentence_id}.1",
                sentence_id=placed.sentence.sentence_id,
                text=placed.sentence.text,
                start=placed.start,
                end=placed.start + len(placed.sentence.text),
                fact_ids=placed.sentence.fact_ids,
            ),
            placed.sentence,
        )
        for placed in placed_sentences(draft)
    ]


def _checked(claim: Claim, english: Sequence[CheckedClaim], sure: float | None, sentence: Sentence) -> CheckedClaim:
    """The verdict of the English claims; by how much the model is surer than not, it weighs on their probability."""
    verdict: Verdict = min((c.verdict for c in english), key=WORST_FIRST.index, default="unscored")
    prob = min((c.support_prob for c in english if c.verdict == verdict), default=0.0)
    code = "translation.quoted" if sure is None else "translation.told"
    words = reason(code, "zh", sentence.original, detail=f"{sure or 0.0:.2f}")
    return CheckedClaim(
        claim=claim,
        verdict=verdict,
        support_prob=round(prob * (1.0 if sure is None else sure), 4),
        reason_code=code,
        reason=words,
        decided_by="rules" if sure is None else "model",
        evidence=tuple(dict.fromkeys(span for c in english for span in c.evidence)),
        findings=tuple(f for c in english for f in c.findings if f.is_caution),
    )
