"""The desk; `deepnews app` lets Streamlit run this file."""

from __future__ import annotations


def page() -> None:
    """Draw the desk for the folder of runs that DEEPNEWS_RUNS names."""
    from deepnews.app.views.frame import draw

    draw()


if __name__ == "__main__":
    page()
