"""What the ledger says of each sentence of a draft."""

from __future__ import annotations

from collections import defaultdict
from typing import Final

from deepnews.schemas.base import Record
from deepnews.schemas.draft import Draft
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

    @property
    def is_red(self) -> bool:
        """True when the sentence must not look clean."""
        return self.verdict in RED

    def reasons(self, when_unknown: str) -> tuple[str, ...]:
        """Why it is red, each reason once; `when_unknown` where the ledger has no claim of it."""
        reasons = dict.fromkeys(c.reason.strip() or c.reason_code for c in self.claims if c.verdict in RED)
        return tuple(reasons) or ((when_unknown,) if self.is_red else ())


def sentence_marks(draft: Draft, ledger: ClaimLedger) -> dict[str, SentenceMark]:
    """The mark of every body sentence, and of headline and standfirst where the ledger has a claim of them."""
    claims: defaultdict[str, list[CheckedClaim]] = defaultdict(list)
    for checked in ledger.claims:
        claims[checked.claim.sentence_id].append(checked)
    furniture = [s for s in (draft.headline, draft.standfirst) if s and s.sentence_id in claims]
    ids = [s.sentence_id for s in (*furniture, *draft.sentences)]
    return {i: SentenceMark(sentence_id=i, verdict=_worst(claims[i]), claims=tuple(claims[i])) for i in ids}


def _worst(claims: list[CheckedClaim]) -> Verdict:
    return min((c.verdict for c in claims), key=WORST_FIRST.index, default="unscored")
