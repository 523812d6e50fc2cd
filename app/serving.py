"""The server of the desk, which answers only when all that its first page needs is loaded; `deepnews app` starts it."""

from __future__ import annotations

import gc
from contextlib import suppress


def main() -> None:
    """Load the pages, then let Streamlit serve them with the options of the command line."""
    from streamlit.web.cli import main as streamlit

    warm()
    streamlit()


def warm() -> None:
    """Load what the first reader would wait for: modules, words, style sheets and the records of the runs."""
    from deepnews.app.desk.runs import run_rows
    from deepnews.app.desk.words import LANGUAGES, words
    from deepnews.app.views import component, frame
    from deepnews.app.views.common import runs_folder

    for language in LANGUAGES:
        words(language)
    frame.css()
    for name in ("reading.css", "reading.js"):
        component.asset(name)
    with suppress(OSError):  # the page tells what is wrong with the folder
        run_rows(runs_folder())
    gc.collect()
    gc.freeze()  # what is here for good is not looked through again while a reader waits


if __name__ == "__main__":
    main()
