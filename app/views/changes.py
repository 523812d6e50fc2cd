"""Changes to the article: what the reader wishes is done, and a proposal is shown until it is accepted or refused."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, Final, cast

import streamlit as st

from deepnews.agents.article_edit import SeenSentence
from deepnews.app.desk.diff import changes, changes_html
from deepnews.app.desk.editing import save
from deepnews.app.desk.gauges import hfr_words
from deepnews.app.desk.markup import as_markdown
from deepnews.app.desk.proposals import Proposal, Proposing, propose
from deepnews.app.desk.runs import read_record
from deepnews.app.desk.words import Words
from deepnews.app.export.signing import sign
from deepnews.app.views.common import author_now
from deepnews.errors import DeepNewsError, UsageError
from deepnews.schemas.plan import PacingMode

SAID: Final = "said"
PROPOSAL: Final = "proposal"
_DEEDS: Final[dict[str, Proposing]] = {
    "rewrite": "rewritten",
    "pace": "paced",
    "shorten": "shortened",
    "cut": "cut",
}


def fulfil(wish: dict[str, Any], folder: Path, w: Words) -> None:
    """Do what the reader wished in the article; `draw_changes` tells what came of it."""
    st.session_state.pop(PROPOSAL, None)
    if wish["kind"] == "save":
        _say(lambda: _saved(folder, _seen(wish), str(wish["text"]), w), kept=str(wish["text"]))
    elif wish["kind"] == "sign":
        _say(lambda: _signed(folder, wish))
    elif wish["kind"] == "propose":
        with st.spinner(w("edit.working")):
            _say(lambda: _proposed(folder, wish))


def draw_changes(folder: Path, w: Words) -> None:
    """Draw what came of the last wish, and the proposal that waits."""
    if said := st.session_state.pop(SAID, None):
        error, kept = said
        if isinstance(error, DeepNewsError):
            st.error(as_markdown(w.error(error)))
            if kept:
                st.text_area(w("edit.kept"), kept)
        elif error:
            st.toast(as_markdown(error))
    proposal = st.session_state.get(PROPOSAL)
    if proposal and proposal[0] == folder:
        _draw_proposal(proposal[1], folder, w)


def _draw_proposal(proposal: Proposal, folder: Path, w: Words) -> None:
    with st.container(border=True, key="proposal"):
        st.markdown(f"**{w(f'edit.proposal.{proposal.deed}')}**")
        st.html(changes_html(changes(proposal.before, proposal.after)))
        with st.container(horizontal=True):
            if st.button(w("edit.accept"), type="primary"):
                _say(lambda: _accepted(folder, proposal, w))
                _forget()
            if st.button(w("edit.refuse")):
                _forget()


def _forget() -> None:
    st.session_state.pop(PROPOSAL, None)
    st.rerun()


def _say(deed: Callable[[], str], kept: str = "") -> None:
    """Keep what `deed` says, or the error it ends in with the text that was not saved, for the next drawing."""
    try:
        st.session_state[SAID] = (deed(), "")
    except DeepNewsError as error:
        st.session_state[SAID] = (error, kept)


def _seen(wish: dict[str, Any]) -> tuple[SeenSentence, ...]:
    return tuple(SeenSentence(str(sentence_id), str(text)) for sentence_id, text in wish["seen"])


def _saved(folder: Path, seen: tuple[SeenSentence, ...], text: str, w: Words) -> str:
    before = _hfr(folder, w)
    save(folder, seen, text, author_now())
    return w("edit.saved", before=before, after=_hfr(folder, w))


def _accepted(folder: Path, proposal: Proposal, w: Words) -> str:
    before = _hfr(folder, w)
    save(folder, proposal.seen, proposal.after, author_now(), proposal.deed, proposal.sentences)
    return w("edit.saved", before=before, after=_hfr(folder, w))


def _hfr(folder: Path, w: Words) -> str:
    record = read_record(folder)
    if record is None or record.hfr is None:
        return w("gauges.none")
    return hfr_words(record.hfr, record.companions.copied_share if record.companions else None, w)


def _signed(folder: Path, wish: dict[str, Any]) -> str:
    if not author_now():
        raise UsageError("A signature needs a name.", hint="Give your name at the top right.")
    sign(folder, str(wish["claim_id"]), author_now(), str(wish["reason"]))
    return ""


def _proposed(folder: Path, wish: dict[str, Any]) -> str:
    pacing = cast("PacingMode", wish.get("pacing") or "steady")
    st.session_state[PROPOSAL] = (folder, propose(folder, _seen(wish), _DEEDS[wish["deed"]], pacing))
    return ""
