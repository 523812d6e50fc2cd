"""Text of others made harmless for where it is shown."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable
from typing import Final

from deepnews.agents.footnotes import plain
from deepnews.app.desk.gauges import Gauge
from deepnews.app.desk.live import StageLine
from deepnews.app.desk.words import Words
from deepnews.app.progress import duration
from deepnews.schemas.run import RunState

_MARKDOWN: Final = re.compile(r"([\\`*_{}\[\]<>()#+\-.!|~:$&])")
SIGNS: Final[dict[RunState, str]] = {
    "running": "●",
    "waiting": "◆",
    "done": "✓",
    "red": "✗",
    "failed": "✗",
    "interrupted": "■",
    "refused": "–",
}
"""A mark beside the colour of a run's state."""
_STAGE_SIGNS: Final = {"waiting": "○", "now": "●", "done": "✓", "skipped": "–"}


def as_markdown(text: str) -> str:
    """`text` so that Markdown shows every character of it and makes nothing of any."""
    return _MARKDOWN.sub(r"\\\1", plain(text))


def as_html(text: str) -> str:
    """`text` so that HTML shows every character of it and makes nothing of any."""
    return html.escape(plain(text))


def state_html(state: RunState, words: Words) -> str:
    """The state of a run with its mark."""
    return f'<span class="dn-state {state}">{SIGNS[state]} {as_html(words(f"states.{state}"))}</span>'


def number_html(text: str) -> str:
    """A figure in a column of figures."""
    return f'<span class="dn-num">{as_html(text)}</span>'


def hfr_html(hfr: str, beside: str) -> str:
    """HFR in a column of figures, under it what it must not be read without."""
    small = f"<small>{as_html(beside)}</small>" if beside else ""
    return f'<span class="dn-num">HFR {as_html(hfr)}{small}</span>'


def figures_html(*cells: str) -> str:
    """Columns of figures that are markup already, in one row."""
    return f'<div class="dn-figures">{"".join(cells)}</div>'


def beside_html(label: str, gauges: Iterable[Gauge]) -> str:
    """Figures on one line after `label`, each with its explanation on hovering; a bad one has a mark."""
    figures = "".join(
        f'<span title="{as_html(g.help)}" class="{"bad" if g.is_bad else "good"}">'
        f"{as_html(g.label)} <b>{as_html(g.value)}{' ✗' if g.is_bad else ''}</b></span>"
        for g in gauges
    )
    return f'<div class="dn-beside"><i>{as_html(label)}</i>{figures}</div>'


def track_html(stages: tuple[StageLine, ...], words: Words) -> str:
    """The stages of a run side by side, each with its mark and how far it is."""
    return f'<div class="dn-track">{"".join(_stage_html(s, words) for s in stages)}</div>'


def facts_html(facts: tuple[tuple[str, str], ...]) -> str:
    """Statements with where each stands."""
    rows = (f'<div class="dn-facts">{as_html(text)}<small>{as_html(where)}</small></div>' for text, where in facts)
    return "".join(rows)


def _stage_html(stage: StageLine, words: Words) -> str:
    name = as_html(words(f"live.stages.{stage.name}"))
    return (
        f'<div class="dn-stage {stage.status}"><b>{_STAGE_SIGNS[stage.status]} {name}</b>'
        f"<span>{as_html(_how_far(stage, words))}</span></div>"
    )


def _how_far(stage: StageLine, words: Words) -> str:
    if stage.status == "now" and stage.total > 1:
        left = f", {words('live.stage_left', t=duration(stage.left_s))}" if stage.left_s is not None else ""
        return f"{stage.done}/{stage.total}{left}"
    if stage.status == "done":
        return duration(stage.wall_s)
    return words(f"live.status.{stage.status}")
