"""Everything a finished article is published from."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Self

from deepnews.agents.state import RunState
from deepnews.schemas.corpus import Corpus
from deepnews.schemas.draft import Draft
from deepnews.schemas.evidence import ForagingAccount, SaturationAccount
from deepnews.schemas.facts import Disagreement, Fact
from deepnews.schemas.plan import Plan
from deepnews.schemas.run import RunRecord
from deepnews.schemas.verification import ClaimLedger


@dataclass(frozen=True)
class Publication:
    """A draft with its sources, its ledger and the record of the run; what a scored article lacks may be left out."""

    draft: Draft
    corpus: Corpus
    facts: tuple[Fact, ...]
    ledger: ClaimLedger
    record: RunRecord
    plan: Plan | None = None
    saturation: SaturationAccount | None = None
    foraging: ForagingAccount | None = None
    disagreements: tuple[Disagreement, ...] = ()

    @classmethod
    def of_run(cls, state: RunState, corpus: Corpus, ledger: ClaimLedger, record: RunRecord) -> Self:
        """What a run comes to at its end."""
        return cls(
            draft=state["draft"],
            corpus=corpus,
            facts=state["facts"],
            ledger=ledger,
            record=record,
            plan=state["plan"],
            saturation=state["evidence"].saturation,
            foraging=state["evidence"].foraging,
            disagreements=state["disagreements"],
        )
