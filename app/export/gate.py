"""The gate: an article leaves only when a person has signed for each of its red claims."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from deepnews.agents.annex import unknown_sentences
from deepnews.agents.report_texts import report_texts
from deepnews.app import exit_codes
from deepnews.errors import DeepNewsError
from deepnews.schemas.base import Record
from deepnews.schemas.draft import Draft
from deepnews.schemas.signature import Signature, by_words, text_sha256
from deepnews.schemas.verification import ClaimLedger, Verdict

_N_LISTED: Final = 20


class RedClaim(Record):
    """A claim that blocks publication, or a sentence nobody has checked."""

    claim_id: str
    """The sentence's id where it has no claim."""
    sentence_id: str
    verdict: Verdict
    text: str
    reason: str


class UnsignedClaimsError(DeepNewsError):
    """Red claims that nobody has signed for keep the article in."""

    exit_code = exit_codes.RED_CLAIMS

    def __init__(self, claims: Sequence[RedClaim], *, hint: str) -> None:
        self.claims = tuple(claims)
        lines = [f"  {c.claim_id} [{c.verdict}] {c.text}\n      {c.reason}" for c in self.claims[:_N_LISTED]]
        lines += [f"  ... and {len(self.claims) - _N_LISTED} more"] if len(self.claims) > _N_LISTED else []
        many = "1 red claim is" if len(self.claims) == 1 else f"{len(self.claims)} red claims are"
        super().__init__("\n".join([f"{many} not signed for:", *lines]), hint=hint)


def red_claims(draft: Draft, ledger: ClaimLedger) -> tuple[RedClaim, ...]:
    """All that block publication: red claims of the ledger, then sentences it does not know."""
    claims = [
        RedClaim(
            claim_id=c.claim.claim_id,
            sentence_id=c.claim.sentence_id,
            verdict=c.verdict,
            text=c.claim.text,
            reason=c.reason.strip() or c.reason_code,
        )
        for c in ledger.red
    ]
    why = report_texts(draft.language)["no_claim"]
    claims += [
        RedClaim(claim_id=s.sentence_id, sentence_id=s.sentence_id, verdict="unscored", text=s.text, reason=why)
        for s in unknown_sentences(draft, ledger)
    ]
    return tuple(claims)


def unsigned_claims(draft: Draft, ledger: ClaimLedger, signatures: Sequence[Signature]) -> tuple[RedClaim, ...]:
    """Those of `red_claims` whose words nobody has signed."""
    signed = by_words(signatures)
    return tuple(c for c in red_claims(draft, ledger) if text_sha256(c.text) not in signed)
