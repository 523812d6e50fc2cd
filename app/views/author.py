"""The name of a reader on a desk without accounts, kept in their browser from one visit to the next."""

from __future__ import annotations

from typing import Final
from urllib.parse import unquote

import streamlit as st

from deepnews.agents.footnotes import plain
from deepnews.app.desk.words import Words
from deepnews.app.views.common import AUTHOR, author_now
from deepnews.app.views.component import asset

COOKIE: Final = "deepnews_author"
MAX_CHARS: Final = 60


def draw_author(w: Words) -> None:
    """Draw the field for the name, at first with that of the last visit."""
    st.text_input(
        w("app.author"),
        _of_last_visit(),  # as its default: put into the state, it would hide what the browser has on the next page
        key=AUTHOR,
        placeholder=w("app.author"),
        max_chars=MAX_CHARS,
        label_visibility="collapsed",
        width=150,
    )


def keep_author() -> None:
    """Let the browser keep the name where it is another than that of the last visit."""
    if author_now() != _of_last_visit():
        keeper = st.components.v2.component("deepnews_author", js=asset("author.js"))
        keeper(data=[COOKIE, author_now()], key="author-keeper")


def _of_last_visit() -> str:
    """The name that came with the page's request; empty where none did."""
    return plain(unquote(st.context.cookies.get(COOKIE, "")))[:MAX_CHARS]
