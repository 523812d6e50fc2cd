"""What the ledger says of each sentence of a draft."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import Final

from deepnews.schemas.base import Record
from deepnews.schemas.draft import Draft
from deepnews.schemas.signature import Signature, by_words, text_sha256
from deepnews.schemas.verification import CheckedClaim, ClaimLedger, Verdict

WORST_FIRST: Final[tuple[Verdict, ...]] = ("refuted", "not_enough_info", "unscored", "supported", "not_checkable")
RED: Final[tuple[Verdict, ...]] = ("refuted", "not_enough_info", "unscored")
SIGNS: Final[dict[Verdict, str]] = {
    "supported": "✓",
    "refuted": "✗",
    "not_enough_info": "?",
    "not_checkable": "–",
    "unscored": "!",
}
"""A mark beside the colour, for those who do not see it."""


class SentenceMark(Record):
    """A sentence's verdict: the worst of its claims; ``unscored`` for one the ledger does not know."""

    sentence_id: str
    verdict: Verdict
    claims: tuple[CheckedClaim, ...] = ()
    open_claims: tuple[CheckedClaim, ...] = ()
    """Red claims nobody has signed for."""
    is_unknown: bool = False
    """True when the ledger has no claim of it and nobody has signed for it."""

    @property
    def is_red(self) -> bool:
        """True when the sentence must not look clean."""
        return bool(self.open_claims) or self.is_unknown

    def reasons(self, when_unknown: str) -> tuple[str, ...]:
        """Why it is red, each reason once; `when_unknown` where the ledger has no claim of it."""
        reasons = dict.fromkeys(c.reason.strip() or c.reason_code for c in self.open_claims)
        return tuple(reasons) or ((when_unknown,) if self.is_red else ())


def sentence_marks(draft: Draft, ledger: ClaimLedger, signatures: Sequence[Signature] = ()) -> dict[str, SentenceMark]:
    """The mark of every body sentence, and of headline and standfirst where the ledger has a claim of them."""
    claims: defaultdict[str, list[CheckedClaim]] = defaultdict(list)
    for checked in ledger.claims:
        claims[checked.claim.sentence_id].append(checked)
    furniture = [s for s in (draft.headline, draft.standfirst) if s and s.sentence_id in claims]
    signed = by_words(signatures)
    return {
        s.sentence_id: SentenceMark(
            sentence_id=s.sentence_id,
            verdict=_worst(claims[s.sentence_id]),
            claims=tuple(claims[s.sentence_id]),
            open_claims=tuple(c for c in claims[s.sentence_id] if c.verdict in RED and _words(c) not in signed),
            is_unknown=not claims[s.sentence_id] and text_sha256(s.text) not in signed,
        )
        for s in (*furniture, *draft.sentences)
    }


def _words(checked: CheckedClaim) -> str:
    return text_sha256(checked.claim.text)


def _worst(claims: list[CheckedClaim]) -> Verdict:
    return min((c.verdict for c in claims), key=WORST_FIRST.index, default="unscored")
