"""The Hallucination-Free Rate and the ledger that carries it with its companions."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from deepnews.eval.companions import companions
from deepnews.eval.stats import wilson
from deepnews.schemas.corpus import Corpus
from deepnews.schemas.draft import Draft
from deepnews.schemas.facts import Fact
from deepnews.schemas.verification import CheckedClaim, ClaimLedger, Hfr, Verdict


def hfr(claims: Sequence[CheckedClaim], checker: str) -> Hfr:
    """Supported claims over claims sent to the checker, with all counts and the 95% Wilson interval.

    An unscored claim stays below the line; what is not checkable was never sent. Nothing checkable: no value.
    """
    counts: Counter[Verdict] = Counter(c.verdict for c in claims)
    n_supported, n_sent = counts["supported"], len(claims) - counts["not_checkable"]
    interval = wilson(n_supported, n_sent)
    return Hfr(
        value=n_supported / n_sent if n_sent else None,
        low=interval.low if interval else None,
        high=interval.high if interval else None,
        n_supported=n_supported,
        n_refuted=counts["refuted"],
        n_not_enough_info=counts["not_enough_info"],
        n_not_checkable=counts["not_checkable"],
        n_unscored=counts["unscored"],
        checker=checker,
    )


def measure(
    draft: Draft, claims: Sequence[CheckedClaim], facts: Sequence[Fact], corpus: Corpus, checker: str
) -> ClaimLedger:
    """The ledger of an article: its checked claims, their HFR, and the companions of HFR."""
    return ClaimLedger(
        claims=tuple(claims), hfr=hfr(claims, checker), companions=companions(draft, claims, facts, corpus)
    )
