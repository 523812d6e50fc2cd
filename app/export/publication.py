"""A finished run, read back as what its article is published from."""

from __future__ import annotations

from pathlib import Path

from deepnews.agents.publication import Publication
from deepnews.agents.run_folder import RunFolder
from deepnews.app.desk.kept_sources import kept_documents
from deepnews.errors import RunError
from deepnews.eval.hfr import hfr
from deepnews.schemas.corpus import Corpus
from deepnews.schemas.verification import ClaimLedger


def read_publication(folder: Path) -> Publication:
    """The article of a run with its sources, claims and record; HFR is counted from the claims as they are now.

    Raises RunError when the run has not come to its end, and when its folder is missing or damaged.
    """
    run = RunFolder.open(folder)
    record = run.read_record()
    if record.state not in ("done", "red") or record.hfr is None or record.companions is None:
        raise RunError(f"{folder} holds no finished article.", hint=f"Go on with: deepnews resume {folder}")
    claims = run.read_claims()
    return Publication(
        draft=run.read_draft(),
        corpus=Corpus(documents=tuple(kept_documents(run).values())),
        facts=run.read_facts(),
        ledger=ClaimLedger(claims=claims, hfr=hfr(claims, record.hfr.checker), companions=record.companions),
        record=record,
    )
