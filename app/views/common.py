"""What every page uses: where the runs are, the words, the way to another page, and errors as sentences."""

from __future__ import annotations

import logging
import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

import streamlit as st

from deepnews.app.desk.gauges import Gauge
from deepnews.app.desk.markup import as_markdown, beside_html
from deepnews.app.desk.runs import find_run
from deepnews.app.desk.words import Words, first_language, words
from deepnews.errors import DeepNewsError

AUTHOR: Final = "author"
LANGUAGE: Final = "language"
PAGES: Final = "pages"
RUN: Final = "run"


def runs_folder() -> Path:
    """The folder of runs that DEEPNEWS_RUNS names."""
    return Path(os.environ.get("DEEPNEWS_RUNS", "runs")).absolute()


def words_now() -> Words:
    """The words of the language this reader has chosen."""
    chosen = st.session_state.get(LANGUAGE)
    return words("zh" if chosen == "zh" else "en") if chosen else words(first_language(st.context.locale))


def author_now() -> str:
    """The name under which this reader's changes stand; empty as long as they have given none."""
    if st.user.get("is_logged_in"):
        return str(st.user.get("name") or st.user.get("email") or "").strip()
    return str(st.session_state.get(AUTHOR) or "").strip()


def go(page: str, run: str = "") -> None:
    """Leave for another page, with `run` in its address."""
    st.switch_page(st.session_state[PAGES][page], query_params={RUN: run} if run else None)


def chosen_run() -> Path | None:
    """The run that the address names; None, with the way back drawn, when it names none."""
    w = words_now()
    try:
        return find_run(runs_folder(), st.query_params.get(RUN, ""))
    except DeepNewsError as error:
        st.error(as_markdown(w.error(error)))
        if st.button(w("desk.back")):
            go("desk")
        return None


@contextmanager
def sentences() -> Iterator[None]:
    """Draw an error the reader can mend as a sentence; any other goes to the log and is raised."""
    w = words_now()
    try:
        yield
    except DeepNewsError as error:
        st.error(as_markdown(w.sentence(error.message)))
        if error.hint:
            st.caption(as_markdown(w.sentence(error.hint)))
    except OSError:
        logging.getLogger(__name__).exception("The page failed.")
        raise


def draw_gauges(gauges: Iterable[Gauge]) -> None:
    """Figures side by side."""
    shown = tuple(gauges)
    for column, gauge in zip(st.columns(len(shown)), shown, strict=True) if shown else ():
        column.metric(
            gauge.label,
            f"{gauge.value} ✗" if gauge.is_bad else gauge.value,
            gauge.note or None,
            delta_color="off",
            delta_arrow="off",
            help=gauge.help,
        )


def draw_beside(companions: Iterable[Gauge], w: Words) -> None:
    """What HFR must not be read without, on one line."""
    st.html(beside_html(w("read.companions"), companions))
