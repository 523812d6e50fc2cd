"""Words and figures of the disclosure and the report, in the article's language."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

from deepnews.agents.footnotes import plain
from deepnews.packaged import packaged_yaml
from deepnews.schemas.base import Language
from deepnews.schemas.run import RunRecord
from deepnews.schemas.signature import Signature
from deepnews.schemas.verification import ClaimLedger, Hfr


@lru_cache(maxsize=2)
def report_texts(language: Language) -> dict[str, Any]:
    """The fixed words of `language` (``report_texts.yaml``)."""
    section: dict[str, Any] = packaged_yaml("deepnews.agents", "report_texts.yaml")[language]
    return section


def percent(share: float | None, language: Language) -> str:
    """A share of 0 to 1 as people read it, e.g. ``94.4%``; the words for "n/a" when there is none."""
    if share is None:
        return str(report_texts(language)["not_applicable"])
    return f"{share:.1%}".replace(".0%", "%")


def interval(hfr: Hfr, language: Language) -> str:
    """The interval of HFR as people read it, e.g. ``81.9–98.5%``."""
    if hfr.low is None or hfr.high is None:
        return percent(None, language)
    return f"{percent(hfr.low, language).removesuffix('%')}–{percent(hfr.high, language)}"


def n_sent(hfr: Hfr) -> int:
    """Claims that were sent to the checker."""
    return hfr.n_supported + hfr.n_refuted + hfr.n_not_enough_info + hfr.n_unscored


def disclosure(ledger: ClaimLedger, record: RunRecord, language: Language, signatures: Sequence[Signature] = ()) -> str:
    """What made the article, how it was checked, HFR with interval, counts and companions, who signed; on one line."""
    hfr, beside = ledger.hfr, ledger.companions
    template: str = report_texts(language)["disclosure"]
    made = template.format(
        version=record.deepnews_version,
        model=record.model,
        value=percent(hfr.value, language),
        interval=interval(hfr, language),
        n_sent=n_sent(hfr),
        n_supported=hfr.n_supported,
        n_refuted=hfr.n_refuted,
        n_not_enough_info=hfr.n_not_enough_info,
        n_unscored=hfr.n_unscored,
        n_not_checkable=hfr.n_not_checkable,
        checker=hfr.checker,
        copied=percent(beside.copied_share, language),
        n_repeated=beside.n_repeated_sentences,
        cited=percent(beside.cited_share, language),
        specific=percent(beside.specific_share, language),
        n_sources=beside.n_sources_used,
        n_frame=beside.n_frame_errors,
        n_altered=beside.n_altered_quotations,
        n_quotations=beside.n_quotations,
        n_red=len(ledger.red),
    )
    return made + _signed(signatures, language)


def _signed(signatures: Sequence[Signature], language: Language) -> str:
    """Who signed for what, as a last sentence; empty when nobody did."""
    texts = report_texts(language)
    who = texts["comma"].join(
        texts["signed_item"].format(claim=plain(s.claim_id), author=plain(s.author)) for s in signatures
    )
    return str(texts["signed"].format(who=who)) if who else ""
