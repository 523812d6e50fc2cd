"""The laboratory: results of experiments as plots."""

from __future__ import annotations

import streamlit as st

from deepnews.app.desk.lab import Plot, plot_of, result_files
from deepnews.app.desk.markup import as_markdown
from deepnews.app.desk.words import Words
from deepnews.app.views.common import runs_folder, sentences, words_now


def draw() -> None:
    """Draw the plot of the chosen result."""
    w = words_now()
    st.title(w("lab.title"), anchor=False)
    st.caption(w("lab.intro"))
    found = result_files(runs_folder())
    left, right = st.columns(2, gap="large")
    chosen = left.selectbox(w("lab.file"), found, format_func=lambda p: str(p.relative_to(runs_folder())))
    uploaded = right.file_uploader(w("lab.upload"), type="json")
    with sentences():
        if uploaded:
            _draw_plot(plot_of(uploaded.getvalue(), w), w)
        elif chosen:
            _draw_plot(plot_of(chosen.read_bytes(), w), w)
        else:
            st.info(w("lab.none"))


def _draw_plot(plot: Plot, w: Words) -> None:
    st.subheader(plot.title, anchor=False)
    st.vega_lite_chart(plot.rows, plot.spec, width="stretch")
    st.caption(as_markdown(plot.note))
    with st.expander(w("lab.table")):
        st.dataframe(plot.rows, hide_index=True)
