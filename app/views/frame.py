"""The frame of the desk: who may enter, which language, and the way between the pages."""

from __future__ import annotations

import time
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Final, Literal

import streamlit as st

from deepnews.app.desk.access import is_password, needs_password
from deepnews.app.desk.words import LANGUAGES, Words
from deepnews.app.views import desk, lab, live, new, plan, read, score
from deepnews.app.views.author import draw_author, keep_author
from deepnews.app.views.common import LANGUAGE, PAGES, words_now

ENTERED: Final = "entered"
WRONG_PAUSE_S: Final = 1.0
_HIDDEN: Final = ("live", "plan", "read")
_DRAW: Final = {
    "desk": desk.draw,
    "new": new.draw,
    "live": live.draw,
    "plan": plan.draw,
    "read": read.draw,
    "score": score.draw,
    "lab": lab.draw,
}


def draw() -> None:
    """Draw the frame and, for those who may enter, the page that the address names."""
    st.set_page_config(page_title="DeepNews", page_icon="📰", layout="wide", initial_sidebar_state="collapsed")
    st.html(f"<style>{css()}</style>")
    w = words_now()
    pages = {key: _page(key, w) for key in _DRAW}
    st.session_state[PAGES] = pages
    chosen = st.navigation(list(pages.values()), position="top" if _may_enter() else "hidden")
    _head(w)
    if _may_enter():
        chosen.run()
        if not _uses_accounts():
            keep_author()
    else:
        _door(w)


def _page(key: str, w: Words) -> st.Page:
    title = w(f"pages.{key}")
    visibility: Literal["hidden", "visible"] = "hidden" if key in _HIDDEN else "visible"
    return st.Page(
        _DRAW[key], title=title, url_path="" if key == "desk" else key, default=key == "desk", visibility=visibility
    )


def _head(w: Words) -> None:
    """The reader's name and the choice of language, at the right."""
    with st.container(horizontal=True, horizontal_alignment="right", vertical_alignment="center", key="head"):
        if not _uses_accounts() and _may_enter():
            draw_author(w)
        st.segmented_control(
            w("app.language"),
            list(LANGUAGES),
            default=w.language if LANGUAGE not in st.session_state else None,
            format_func=lambda code: LANGUAGES[code],
            key=LANGUAGE,
            label_visibility="collapsed",
        )
        if _uses_accounts() and st.user.get("is_logged_in"):
            st.button(w("app.sign_out"), on_click=st.logout, type="tertiary")


def _may_enter() -> bool:
    if _uses_accounts():
        return bool(st.user.get("is_logged_in"))
    return not needs_password() or bool(st.session_state.get(ENTERED))


def _uses_accounts() -> bool:
    """True when Streamlit's own sign-in (OIDC) is set up in its secrets."""
    return st.secrets.load_if_toml_exists() and "auth" in st.secrets


def _door(w: Words) -> None:
    st.title(w("app.name"))
    if _uses_accounts():
        if find_spec("authlib") is None:
            st.error(w("app.no_accounts"))
        st.button(w("app.sign_in"), on_click=st.login, type="primary")
        return
    with st.form("door", width=420):
        st.write(w("app.welcome"))
        given = st.text_input(w("app.password"), type="password")
        if not st.form_submit_button(w("app.sign_in"), type="primary"):
            return
    if is_password(given):
        st.session_state[ENTERED] = True
        st.rerun()
    time.sleep(WRONG_PAUSE_S)  # guessing costs time
    st.error(w("app.wrong"))


@cache
def css() -> str:
    """The style sheet of the desk."""
    return Path(__file__).with_name("assets").joinpath("desk.css").read_text(encoding="utf-8")
