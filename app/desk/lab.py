"""Results of ``deepnews eval`` as plots (Vega-Lite), each with the sentence that must stand beside it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, Final, NamedTuple

from pydantic import ValidationError

from deepnews.app.desk.words import Words
from deepnews.errors import UsageError
from deepnews.eval.cliff import CliffResult
from deepnews.eval.compare import CompareResult
from deepnews.eval.verifier_eval import VerifierResult

NAMES: Final = ("cliff.json", "compare.json", "verifier.json")
_BLUE: Final = "#23897c"
_ORANGE: Final = "#d05a2b"
_PERCENT: Final = {"format": "%"}
_SHARES: Final = ("hfr", "accuracy", "low", "high", "copied", "supported", "unsupported")


class Plot(NamedTuple):
    """A plot and what must be read with it."""

    title: str
    note: str
    rows: list[dict[str, Any]]
    """The data, also shown as a table."""
    spec: dict[str, Any]


def result_files(runs: Path) -> tuple[Path, ...]:
    """Results that lie in `runs` or one folder below it, newest first."""
    found = [p for name in NAMES for pattern in (name, f"*/{name}") for p in runs.glob(pattern)]
    return tuple(sorted(found, key=lambda p: p.stat().st_mtime, reverse=True))


def plot_of(content: bytes, words: Words) -> Plot:
    """The plot of a result file; raises UsageError when it is none of those the laboratory knows."""
    try:
        keys = set(json.loads(content))
        if "budgets" in keys:
            return _cliff(CliffResult.model_validate_json(content), words)
        if "systems" in keys:
            return _compare(CompareResult.model_validate_json(content), words)
        if "macro" in keys:
            return _verifier(VerifierResult.model_validate_json(content), words)
    except (ValueError, TypeError, ValidationError) as error:
        raise UsageError("This file cannot be read as a result.", hint=words("lab.known")) from error
    raise UsageError("This file is not the result of an experiment.", hint=words("lab.known"))


def _cliff(result: CliffResult, words: Words) -> Plot:
    rows = [
        {
            "context": b.n_chars_context,
            "hfr": b.hfr,
            "low": b.low,
            "high": b.high,
            "copied": b.copied_share,
            "articles": b.n_articles,
        }
        for b in result.budgets
    ]
    x = {"field": "context", "type": "quantitative", "title": words("lab.context")}
    layers: list[dict[str, Any]] = [
        {
            "mark": {"type": "area", "opacity": 0.18, "color": _BLUE},
            "encoding": {"x": x, "y": _share("low", "HFR"), "y2": {"field": "high"}, "tooltip": _tips(rows)},
        },
        {"mark": _line(_BLUE), "encoding": {"x": x, "y": _share("hfr", "HFR"), "tooltip": _tips(rows)}},
        {
            "mark": {**_line(_ORANGE), "strokeDash": [5, 4]},
            "encoding": {"x": x, "y": _share("copied", "HFR"), "tooltip": _tips(rows)},
        },
    ]
    least = result.recommended_n_chars
    note = words("lab.cliff_note", model=result.model, checker=result.checker, least=f"{least:,}" if least else "–")
    return Plot(words("lab.cliff"), note, rows, {"layer": layers, "height": 360})


def _compare(result: CompareResult, words: Words) -> Plot:
    rows = [
        {
            "system": s.system,
            "hfr": s.score.hfr.value,
            "low": s.score.hfr.low,
            "high": s.score.hfr.high,
            "copied": s.score.companions.copied_share,
            "characters": s.score.n_chars,
        }
        for s in result.systems
    ]
    note = words("lab.compare_note", model=result.model, checker=result.checker)
    spec = _dots(rows, "system", "hfr", "HFR")
    spec["layer"].append(_copied(rows, spec["layer"][-1]["encoding"]["y"]))
    return Plot(words("lab.compare"), note, rows, spec)


def _verifier(result: VerifierResult, words: Words) -> Plot:
    rows = [
        {
            "data": name,
            "accuracy": d.balanced_accuracy,
            "low": d.ci95[0] if d.ci95 else None,
            "high": d.ci95[1] if d.ci95 else None,
            "supported": d.recall_supported,
            "unsupported": d.recall_unsupported,
            "pairs": d.n,
        }
        for name, d in result.datasets.items()
    ]
    note = words("lab.verifier_note", checker=result.checker, n=f"{result.n_rows:,}")
    return Plot(words("lab.verifier"), note, rows, _dots(rows, "data", "accuracy", words("lab.accuracy")))


def _dots(rows: list[dict[str, Any]], name: str, value: str, title: str) -> dict[str, Any]:
    """A dot with its interval for each row."""
    y = {"field": name, "type": "nominal", "title": None, "sort": None, "axis": {"labelLimit": 260}}
    low, point = _share("low", title), _share(value, title)
    layers = [
        {
            "mark": {"type": "rule", "strokeWidth": 3, "opacity": 0.35, "color": _BLUE},
            "encoding": {"y": y, "x": low, "x2": {"field": "high"}, "tooltip": _tips(rows)},
        },
        {
            "mark": {"type": "point", "filled": True, "size": 120, "color": _BLUE},
            "encoding": {"y": y, "x": point, "tooltip": _tips(rows)},
        },
    ]
    return {"layer": layers, "height": {"step": 42}}


def _copied(rows: list[dict[str, Any]], y: dict[str, Any]) -> dict[str, Any]:
    """What HFR must not be read without: a cross for the share copied."""
    mark = {"type": "point", "shape": "cross", "filled": True, "size": 90, "color": _ORANGE}
    return {"mark": mark, "encoding": {"y": y, "x": _share("copied", "HFR"), "tooltip": _tips(rows)}}


def _share(field: str, title: str) -> dict[str, Any]:
    return {
        "field": field,
        "type": "quantitative",
        "title": title,
        "axis": _PERCENT,
        "scale": {"domain": [0, 1]},
    }


def _line(color: str) -> dict[str, Any]:
    return {"type": "line", "point": {"color": color, "filled": True, "size": 60}, "color": color}


def _tips(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """All that a row holds, shares in per cent; without it, a bar would tell its lower end as the value."""
    shares = {"type": "quantitative", "format": ".1%"}
    return [{"field": key, **(shares if key in _SHARES else {})} for key in (rows[0] if rows else {})]
