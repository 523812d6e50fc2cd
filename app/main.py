"""The page; `deepnews app` lets Streamlit run this file."""

from __future__ import annotations

import os
from pathlib import Path


def page() -> None:
    """Draw the page for the folder of runs that DEEPNEWS_RUNS names."""
    import streamlit as st

    from deepnews.app.views.reading import show_runs

    st.set_page_config(page_title="DeepNews", layout="wide")
    show_runs(Path(os.environ.get("DEEPNEWS_RUNS", "runs")))


if __name__ == "__main__":
    page()
