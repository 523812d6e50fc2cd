"""A run while it goes on; the page only looks at its folder."""

from __future__ import annotations

from pathlib import Path

import streamlit as st

from deepnews.agents.run_folder import ASSIGNMENT
from deepnews.app.desk.estimate import likely_left_s
from deepnews.app.desk.live import Live, read_live
from deepnews.app.desk.markup import as_markdown, facts_html, state_html, track_html
from deepnews.app.desk.process import start, stop
from deepnews.app.desk.runs import headline_of
from deepnews.app.desk.words import Words
from deepnews.app.progress import duration
from deepnews.app.views.common import chosen_run, go, sentences, words_now

WATCH_S = 1.0


def draw() -> None:
    """Draw the run that the address names."""
    folder = chosen_run()
    if folder is None:
        return
    w = words_now()
    with sentences():
        st.title(as_markdown(headline_of(folder)), anchor=False)
        running = read_live(folder).state == "running"
        st.fragment(_watch, run_every=WATCH_S if running else None)(folder, w, was_running=running)


def _watch(folder: Path, w: Words, *, was_running: bool) -> None:
    if not (folder / ASSIGNMENT).is_file():
        st.rerun()
    with sentences():
        live = read_live(folder)
        if was_running and live.state != "running":
            st.rerun()
        _draw_live(live, folder, w)


def _draw_live(live: Live, folder: Path, w: Words) -> None:
    _draw_actions(live, folder, w)
    if live.error:
        st.error(as_markdown(live.error))
    st.progress(live.share_done)
    st.html(track_html(live.stages, w))
    _draw_figures(live, folder, w)
    _draw_evidence(live, w)


def _draw_actions(live: Live, folder: Path, w: Words) -> None:
    with st.container(horizontal=True, vertical_alignment="center"):
        st.html(state_html(live.state, w), width="content")
        if live.state == "running":
            if st.button(w("live.stop")):
                stop(folder)
                st.toast(w("live.stopping"))
            st.caption(w("live.started"))
        elif live.state in ("interrupted", "failed", "refused") and st.button(w("live.resume"), type="primary"):
            start(folder)
            st.rerun()
        if live.state == "waiting" and st.button(w("live.plan"), type="primary"):
            go("plan", folder.name)
        if live.state in ("done", "red") and st.button(w("live.read"), type="primary"):
            go("read", folder.name)


def _draw_figures(live: Live, folder: Path, w: Words) -> None:
    left_s = likely_left_s(live, folder) if live.state == "running" else None
    speed, calls, spent, left = st.columns(4)
    speed.metric(w("live.speed"), w("live.per_s", n=f"{live.tokens_per_s:.1f}") if live.tokens_per_s else "–")
    calls.metric(w("live.calls"), f"{live.n_model_calls:,}")
    spent.metric(w("live.time"), duration(live.wall_s))
    if live.state == "running":
        left.metric(w("live.left"), duration(left_s) if left_s is not None else w("live.unknown"))


def _draw_evidence(live: Live, w: Words) -> None:
    st.subheader(w("live.evidence"), anchor=False)
    if live.account is None:
        st.caption(w("live.no_evidence"))
        return
    n_chars = f"{live.account.n_chars_evidence:,}"
    st.write(w("live.evidence_line", chars=n_chars, passages=live.n_passages, facts=live.n_facts))
    if found := live.facts or live.passages:
        st.caption(w("live.facts" if live.facts else "live.passages"))
        st.html(facts_html(tuple((f.text, " · ".join(filter(None, (f.title, str(f.date or ""))))) for f in found)))
