"""The desk: all runs."""

from __future__ import annotations

from typing import Final

import streamlit as st

from deepnews.app.desk.gauges import percent
from deepnews.app.desk.markup import SIGNS, as_markdown, figures_html, hfr_html, number_html, state_html
from deepnews.app.desk.runs import RunRow, archive, matching, restore, run_rows
from deepnews.app.desk.words import Words
from deepnews.app.views.common import go, runs_folder, sentences, words_now

N_ROWS: Final = 20
_PAGE_OF: Final = {"done": "read", "red": "read", "waiting": "plan"}
_WIDTHS: Final = (1.2, 5.2, 4.4, 0.7)
"""Few columns: each costs the browser time, twenty times over."""


def draw() -> None:
    """Draw the list of runs."""
    w = words_now()
    title, button = st.columns([5, 1], vertical_alignment="center")
    title.title(w("desk.title"))
    if button.button(w("desk.new"), type="primary", width="stretch"):
        go("new")
    search, states, put_away = st.columns([1.7, 6.2, 1.1], vertical_alignment="center")
    typed = search.text_input(w("desk.search"), placeholder=w("desk.search"), label_visibility="collapsed")
    wanted = states.pills(
        w("desk.states"),
        list(SIGNS),
        selection_mode="multi",
        format_func=lambda s: f"{SIGNS[s]} {w(f'states.{s}')}",
        label_visibility="collapsed",
    )
    archived = put_away.toggle(w("desk.archived"))
    rows = run_rows(runs_folder(), archived=archived)
    found = matching(rows, typed, wanted)
    if not rows and not archived:
        st.info(w("desk.none"))
    elif not found:
        st.info(w("desk.nothing"))
    else:
        _draw_rows(found, w, archived=archived)


def _draw_rows(rows: tuple[RunRow, ...], w: Words, *, archived: bool) -> None:
    n_pages = -(-len(rows) // N_ROWS)
    page = 1
    with st.container(key="runs", gap="xsmall"):
        count, pages = st.columns([5, 1])
        count.caption(w("desk.count", n=len(rows)))
        if n_pages > 1:
            page = pages.selectbox(w("desk.page"), range(1, n_pages + 1), label_visibility="collapsed")
        for row in rows[(page - 1) * N_ROWS : page * N_ROWS]:
            _draw_row(row, w, archived=archived)


def _draw_row(row: RunRow, w: Words, *, archived: bool) -> None:
    state, headline, figures, more = st.columns(_WIDTHS, vertical_alignment="center")
    state.html(state_html(row.state, w))
    if headline.button(
        as_markdown(row.headline[:160]),
        key=f"open-{row.name}",
        type="tertiary",
        disabled=archived or bool(row.problem),
        help=as_markdown(row.problem) or None,
    ):
        go(_PAGE_OF.get(row.state, "live"), row.name)
    shown = (w("desk.chars", n=f"{row.n_chars:,}"), row.language, f"{row.updated:%Y-%m-%d %H:%M}")
    figures.html(figures_html(_hfr(row, w), *(number_html(text) for text in shown)))
    with more.popover("⋯", type="tertiary", help=w("desk.more")), sentences():
        _draw_menu(row, w, archived=archived)


def _hfr(row: RunRow, w: Words) -> str:
    value = row.hfr.value if row.hfr else None
    if value is None:
        return hfr_html("–", "")
    beside = w("desk.copied", n=percent(row.copied_share)) if row.copied_share is not None else ""
    return hfr_html(percent(value), beside)


def _draw_menu(row: RunRow, w: Words, *, archived: bool) -> None:
    st.caption(as_markdown(row.name))
    if archived:
        if st.button(w("desk.restore"), key=f"restore-{row.name}"):
            restore(runs_folder(), row.name)
            st.rerun()
        return
    if st.button(w("desk.duplicate"), key=f"duplicate-{row.name}"):
        go("new", row.name)
    if st.button(w("desk.archive"), key=f"archive-{row.name}", disabled=row.state == "running"):
        archive(runs_folder(), row.name)
        st.rerun()
