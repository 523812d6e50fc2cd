"""Plots of results as SVG: the figures of the result, nothing smoothed, the same bytes for the same result."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

from deepnews.eval.cliff import CliffResult
from deepnews.eval.compare import CompareResult

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

_SUPPORTED, _COPIED = "#1b6e8c", "#c47f17"
"""Colours that colour-blind readers tell apart."""


def cliff_svg(result: CliffResult) -> bytes:
    """HFR with its interval and the copied share, by characters of context."""
    figure, axes = _figure()
    shown = [b for b in result.budgets if b.hfr is not None]
    rates = [b.hfr or 0.0 for b in shown]
    errors = [[r - (b.low or 0.0) for r, b in zip(rates, shown, strict=True)]]
    errors.append([(b.high or 0.0) - r for r, b in zip(rates, shown, strict=True)])
    places = [b.n_chars_context / 1000 for b in shown]
    axes.errorbar(places, rates, yerr=errors, color=_SUPPORTED, marker="o", capsize=4, label="HFR, 95% interval")
    axes.plot(places, [b.copied_share for b in shown], color=_COPIED, marker="s", linestyle="--", label="copied share")
    axes.set_xlabel("thousand characters of context")
    return _finished(figure, axes, f"{len(result.points)} articles, model {result.model}")


def compare_svg(result: CompareResult) -> bytes:
    """HFR with its interval and the copied share, by system."""
    figure, axes = _figure()
    for place, row in enumerate(result.systems):
        hfr = row.score.hfr
        if hfr.value is not None and hfr.low is not None and hfr.high is not None:
            error = [[hfr.value - hfr.low], [hfr.high - hfr.value]]
            axes.bar(place - 0.2, hfr.value, 0.38, yerr=error, capsize=4, color=_SUPPORTED, label=_once("HFR", place))
        copied = row.score.companions.copied_share
        axes.bar(place + 0.2, copied, 0.38, color=_COPIED, label=_once("copied share", place))
    axes.set_xticks(range(len(result.systems)), [r.system for r in result.systems])
    return _finished(figure, axes, f"Model {result.model}")


def _once(label: str, place: int) -> str:
    """The label for the first bar only; a leading underscore keeps a bar out of the legend."""
    return label if place == 0 else f"_{label}"


def _figure() -> tuple[Figure, Axes]:
    from matplotlib.figure import Figure

    figure = Figure(figsize=(7, 4), layout="constrained")
    return figure, figure.subplots()


def _finished(figure: Figure, axes: Axes, title: str) -> bytes:
    from matplotlib import rc_context

    axes.set_ylim(0, 1.05)
    axes.set_title(title, fontsize=9)
    axes.grid(axis="y", alpha=0.3)
    axes.legend()
    buffer = io.BytesIO()
    with rc_context({"svg.hashsalt": "deepnews"}):
        figure.savefig(buffer, format="svg", metadata={"Date": None})
    return buffer.getvalue()
