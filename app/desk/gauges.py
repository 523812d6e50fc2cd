"""The figures of a run in words, each with what it means."""

from __future__ import annotations

from collections.abc import Iterator

from deepnews.app.desk.words import Words
from deepnews.schemas.base import Record
from deepnews.schemas.run import RunRecord
from deepnews.schemas.verification import Companions, Hfr, PacingReport

MAX_COPIED_SHARE = 0.1
MIN_SENTENCE_LENGTH_CV = 0.6


class Gauge(Record):
    """One figure."""

    label: str
    value: str
    note: str = ""
    help: str = ""
    is_bad: bool = False
    """True where an editor should look twice."""


def main_gauges(record: RunRecord, words: Words) -> tuple[Gauge, ...]:
    """The four figures at the head of an article."""
    found = [hfr_gauge(record.hfr, words)] if record.hfr else []
    if record.saturation:
        found.append(_saturation(record, words))
    if record.pacing:
        found.append(_rhythm(record.pacing, words))
    if record.companions:
        found.append(_quotations(record.companions, words))
    return tuple(found)


def hfr_gauge(hfr: Hfr, words: Words) -> Gauge:
    """HFR with its interval."""
    if hfr.value is None or hfr.low is None or hfr.high is None:
        return Gauge(label="HFR", value=words("gauges.none"), help=words("gauges.hfr_help"))
    return Gauge(
        label="HFR",
        value=percent(hfr.value),
        note=words("gauges.interval", low=percent(hfr.low), high=percent(hfr.high)),
        help=words("gauges.hfr_help"),
        is_bad=hfr.n_refuted + hfr.n_not_enough_info + hfr.n_unscored > 0,
    )


def hfr_words(hfr: Hfr | None, copied_share: float | None, words: Words) -> str:
    """HFR in a word or two, with the share copied, which alone can raise it."""
    if hfr is None or hfr.value is None:
        return words("gauges.none")
    if copied_share is None:
        return percent(hfr.value)
    return words("gauges.beside", hfr=percent(hfr.value), copied=percent(copied_share))


def companion_gauges(companions: Companions, words: Words) -> Iterator[Gauge]:
    """What HFR must not be read without."""
    shares = {"copied": companions.copied_share, "cited": companions.cited_share, "specific": companions.specific_share}
    for key, share in shares.items():
        is_bad = key == "copied" and share > MAX_COPIED_SHARE
        yield Gauge(label=words(f"gauges.{key}"), value=percent(share), help=words(f"gauges.{key}_help"), is_bad=is_bad)
    counts = {
        "repeated": companions.n_repeated_sentences,
        "frame": companions.n_frame_errors,
        "sources": companions.n_sources_used,
    }
    for key, n in counts.items():
        yield Gauge(
            label=words(f"gauges.{key}"),
            value=f"{n:,}",
            help=words(f"gauges.{key}_help"),
            is_bad=n > 0 and key != "sources",
        )


def percent(share: float) -> str:
    """A share of 0 to 1 as it is read: ``94%``, ``94.4%``."""
    return f"{share:.1%}".replace(".0%", "%")


def _saturation(record: RunRecord, words: Words) -> Gauge:
    return Gauge(
        label=words("gauges.saturation"),
        value=f"{record.saturation:.1f} : 1",
        note=words("gauges.characters", n=f"{record.n_chars_evidence:,}"),
        help=words("gauges.saturation_help"),
        is_bad=record.saturation < 10,
    )


def _rhythm(pacing: PacingReport, words: Words) -> Gauge:
    return Gauge(
        label=words("gauges.rhythm"),
        value=f"{pacing.sentence_length_cv:.2f}",
        note=words("gauges.formulas", n=pacing.n_formulas),
        help=words("gauges.rhythm_help"),
        is_bad=pacing.sentence_length_cv < MIN_SENTENCE_LENGTH_CV,
    )


def _quotations(companions: Companions, words: Words) -> Gauge:
    return Gauge(
        label=words("gauges.quotations"),
        value=f"{companions.n_quotations:,}",
        note=words("gauges.altered", n=companions.n_altered_quotations),
        help=words("gauges.quotations_help"),
        is_bad=companions.n_altered_quotations > 0,
    )
