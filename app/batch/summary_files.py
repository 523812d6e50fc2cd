"""The summary of a batch as JSON, CSV and HTML, each written whole or not at all."""

from __future__ import annotations

import csv
import io
from html import escape
from pathlib import Path
from typing import Final
from urllib.parse import quote

from deepnews.agents.run_files import write_whole
from deepnews.agents.run_folder import ARTICLE, REPORT
from deepnews.app.batch.ledger import FINISHED, SUMMARY, BatchSummary, JobRow
from deepnews.app.places import keep
from deepnews.app.progress import duration

COLUMNS: Final = (
    *("id", "line", "state", "reason", "folder", "topic", "headline", "language", "model", "n_chars_article", "hfr"),
    *("n_red_claims", "copied_share", "n_prompt_tokens", "n_cached_tokens", "n_output_tokens", "cost_usd", "wall_s"),
)
NO_PRICE: Final = "no price known"
_FORMULA_SIGNS: Final = ("=", "+", "-", "@", "\t", "\r")
_STYLE: Final = """
body { font: 15px/1.5 system-ui, sans-serif; margin: 2rem auto; max-width: 78rem; padding: 0 1rem; color: #222 }
table { border-collapse: collapse; width: 100% } th, td { text-align: left; padding: .3rem .6rem; vertical-align: top }
tr { border-bottom: 1px solid #ddd } .n { text-align: right; white-space: nowrap }
.done { color: #17692f } .red, .failed, .refused { color: #a3161b } .reason { color: #555; font-size: .9em }
"""


def write_summary(summary: BatchSummary, out: Path) -> None:
    """Write the three files into `out`; raises RunError when the disk, or the address of `out`, refuses."""
    write_whole(out / SUMMARY, (summary.model_dump_json(indent=1) + "\n").encode())
    write_whole(out / "summary.csv", summary_csv(summary).encode("utf-8-sig"))
    write_whole(out / "summary.html", summary_html(summary).encode())
    keep(out)


def n_red_claims(row: JobRow) -> int:
    """Claims of the article that block its publication."""
    return row.hfr.n_refuted + row.hfr.n_not_enough_info + row.hfr.n_unscored if row.hfr else 0


def money(cost_usd: float | None) -> str:
    """US dollars for people; says so when no price is known."""
    return NO_PRICE if cost_usd is None else f"{cost_usd:,.4f} USD"


def percent(share: float | None) -> str:
    """A share for people; ``n/a`` where there is none."""
    return "n/a" if share is None else f"{share:.1%}"


# --- CSV -------------------------------------------------------------------------------------------------------------


def summary_csv(summary: BatchSummary) -> str:
    """A line for each job under the names of `COLUMNS`; an unknown price is an empty cell."""
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(COLUMNS)
    writer.writerows([_cell(value) for value in _values(row)] for row in summary.rows)
    return text.getvalue()


def _values(row: JobRow) -> tuple[object, ...]:
    hfr = row.hfr.value if row.hfr else None
    copied = row.companions.copied_share if row.companions else None
    described = (row.id, row.line, row.state, row.reason, row.folder, row.topic, row.headline, row.language, row.model)
    used = (row.usage.n_prompt_tokens, row.usage.n_cached_tokens, row.usage.n_output_tokens)
    return (*described, row.n_chars_article, hfr, n_red_claims(row), copied, *used, row.cost_usd, row.wall_s)


def _cell(value: object) -> object:
    """A text that a spreadsheet does not take for a formula, whoever wrote it."""
    return f"'{value}" if isinstance(value, str) and value.startswith(_FORMULA_SIGNS) else value


# --- HTML ------------------------------------------------------------------------------------------------------------


def summary_html(summary: BatchSummary) -> str:
    """A page without scripts or anything from outside; all that users and sources wrote is escaped."""
    counts = ", ".join(f"{n} {state}" for state, n in summary.counts.items())
    spent = f"{summary.usage.n_tokens:,} tokens, {money(summary.cost_usd)}"
    heads = ("job", "state", "article", "HFR", "red claims", "copied", "sources used", "tokens", "money", "time")
    names = "".join(f"<th>{name}</th>" for name in heads)
    lines = "\n".join(_html_row(row) for row in summary.rows)
    return (
        '<!DOCTYPE html>\n<html lang="en"><head><meta charset="utf-8"><title>DeepNews batch</title>\n'
        f"<style>{_STYLE}</style></head><body>\n<h1>Batch {escape(Path(summary.jobs_file).name)}</h1>\n"
        f"<p>{escape(counts)}. {escape(spent)}. {escape(summary.stopped_because)}</p>\n"
        f"<table><thead><tr>{names}</tr></thead><tbody>\n{lines}\n</tbody></table>\n</body></html>\n"
    )


def _html_row(row: JobRow) -> str:
    title = escape(row.headline or row.topic)
    links = ""
    if row.state in FINISHED:
        folder = quote(row.folder)
        links = f' <a href="{folder}/{ARTICLE}">article</a> <a href="{folder}/{REPORT}">report</a>'
    reason = f'<div class="reason">{escape(row.reason)}</div>' if row.reason else ""
    state = f'<td class="{escape(row.state)}">{escape(row.state)}</td>'
    figures = "".join(f'<td class="n">{escape(text)}</td>' for text in _figures(row))
    return f'<tr><td>{escape(row.id)}</td>{state}<td lang="{row.language}">{title}{links}{reason}</td>{figures}</tr>'


def _figures(row: JobRow) -> tuple[str, ...]:
    copied = percent(row.companions.copied_share) if row.companions else "n/a"
    n_sources = str(row.companions.n_sources_used) if row.companions else "n/a"
    red = str(n_red_claims(row)) if row.hfr else "n/a"
    hfr = percent(row.hfr.value if row.hfr else None)
    return (hfr, red, copied, n_sources, f"{row.usage.n_tokens:,}", money(row.cost_usd), duration(row.wall_s))
