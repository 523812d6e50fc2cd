"""The reading desk as a component of its own: what is clicked is shown without a way to the server and back."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any, Final, cast

import streamlit as st

from deepnews.agents.sentence_marks import SIGNS
from deepnews.app.desk.reading import Reading
from deepnews.app.desk.words import Words

_KEY: Final = "reading"
_TEXTS: Final = ("all", "next", "previous", "hint", "keys", "in_source", "no_evidence", "no_claim", "furniture")
_TEXTS_OF_EDITING: Final = ("edit", "save", "cancel", "rewrite", "shorten", "cut", "pace", "signed", "unsaved")
_TEXTS_OF_SIGNING: Final = ("sign", "why")
_TEXTS_OF_EXCERPTS: Final = ("misplaced", "no_document", "page")


def wish_now() -> dict[str, Any] | None:
    """What the reader wants done with the article as it was drawn last; None when nothing."""
    return cast("dict[str, Any] | None", st.session_state.get(_KEY, {}).get("wish"))


def draw_reading(reading: Reading, key: str, w: Words, *, editing: str = "") -> None:
    """Draw the article beside its evidence.

    `key` says which article in which state it is, and `editing`, where it may be changed, which one it is in any state.
    """
    texts: dict[str, Any] = {name: w(f"read.{name}") for name in (*_TEXTS, *_TEXTS_OF_EXCERPTS)}
    texts |= {name: w(f"edit.{name}") for name in (*_TEXTS_OF_EDITING, *_TEXTS_OF_SIGNING)}
    texts |= {"signs": SIGNS, "verdicts": w.under("read.verdicts"), "decided": w.under("read.decided")}
    texts["pacings"] = w.under("plan.pacings")
    data = reading.model_dump(mode="json") | {"texts": texts, "key": f"{key}-{w.language}", "editing": editing}
    component = st.components.v2.component(
        "deepnews_reading", html='<div class="desk"></div>', css=asset("reading.css"), js=asset("reading.js")
    )
    # in a list: of a dict Streamlit looks through each value for a data frame, and loads pandas to do so
    component(data=[data], key=_KEY, on_wish_change=lambda: None)


@cache
def asset(name: str) -> str:
    """A style sheet or script of the pages."""
    return Path(__file__).with_name("assets").joinpath(name).read_text(encoding="utf-8")
