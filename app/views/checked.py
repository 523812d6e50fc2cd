"""What the check of the sources found."""

from __future__ import annotations

import streamlit as st

from deepnews.agents.source_list import SourceEntry
from deepnews.app.desk.check import FLOOR, GateCheck, SourcesRead
from deepnews.app.desk.words import Words


def draw_check(read: SourcesRead, gate: GateCheck, language: str, w: Words) -> None:
    """Draw the figures, what the gate will say, and the documents read and not read."""
    st.subheader(w("check.title"), anchor=False)
    shown = {
        "read": f"{len(read.with_status('read')):,}",
        "skipped": f"{len(read.with_status('skipped')):,}",
        "duplicate": f"{len(read.with_status('duplicate')):,}",
        "usable": f"{read.n_chars_usable:,}",
        "required": f"{gate.n_chars_required:,}",
        "language": w(f"check.languages.{read.language}"),
    }
    for column, (key, value) in zip(st.columns(len(shown)), shown.items(), strict=True):
        column.metric(w(f"check.{key}"), value)
    draw = {"enough": st.success, "shortened": st.warning, "allowed": st.warning, "refused": st.error}[gate.outcome]
    draw(w(f"check.{gate.outcome}", n=f"{gate.n_chars_target:,}", floor=f"{FLOOR:,}"))
    if read.language != language:
        st.warning(w("check.mixed"))
    _draw_table([_read_row(e, w) for e in read.with_status("read")])
    for status in ("skipped", "duplicate"):
        if left_out := read.with_status(status):
            st.caption(w(f"check.{status}"))
            _draw_table([{w("check.path"): e.path, w("check.reason"): e.reason} for e in left_out])


def _read_row(entry: SourceEntry, w: Words) -> dict[str, object]:
    return {
        w("check.path"): entry.path,
        w("check.heading"): entry.title,
        w("check.date"): str(entry.date or ""),
        w("check.chars"): entry.n_chars,
    }


def _draw_table(rows: list[dict[str, object]]) -> None:
    st.dataframe(rows, hide_index=True, height=min(35 * len(rows) + 38, 320))
