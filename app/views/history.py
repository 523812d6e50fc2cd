"""Below the article: its versions, and the way out behind the gate."""

from __future__ import annotations

from pathlib import Path
from typing import Final, get_args

import streamlit as st

from deepnews.agents.run_folder import RunFolder
from deepnews.app.desk.diff import changed_paragraphs, changes_html
from deepnews.app.desk.editing import restore
from deepnews.app.desk.gauges import hfr_words
from deepnews.app.desk.markup import as_markdown
from deepnews.app.desk.versions import VersionNote, read_notes, read_version
from deepnews.app.desk.words import Words
from deepnews.app.export.exporting import MEDIA_TYPES, Kind, export, export_name
from deepnews.app.export.gate import UnsignedClaimsError
from deepnews.app.views.common import author_now, sentences

KINDS: Final[tuple[Kind, ...]] = get_args(Kind)


def draw_history(folder: Path, w: Words) -> None:
    """Draw the versions, newest first, each with what has changed since and the way back to it."""
    with sentences(), st.expander(w("edit.history")):
        notes = read_notes(folder)
        if not notes:
            st.caption(w("edit.no_history"))
            return
        numbers = {n.number: n for n in reversed(notes)}
        number = st.radio(
            w("edit.history"),
            list(numbers),
            index=None,
            format_func=lambda n: _line(numbers[n], w),
            label_visibility="collapsed",
        )
        if number is not None:
            _draw_version(folder, number, w)


def _line(note: VersionNote, w: Words) -> str:
    hfr = f" · HFR {hfr_words(note.hfr, note.copied_share, w)}" if note.hfr else ""
    where = f": {note.where} …" if note.where else ""
    deed = w(f"edit.deeds.{note.deed}")
    return as_markdown(
        f"{note.number} · {note.made_at.astimezone():%Y-%m-%d %H:%M} · {note.author} · {deed}{where}{hfr}"
    )


def _draw_version(folder: Path, number: int, w: Words) -> None:
    st.caption(w("edit.compare"))
    found = changed_paragraphs(read_version(folder, number).draft, RunFolder.open(folder).read_draft())
    if not found:
        st.caption(w("edit.same"))
        return
    for change in found:
        st.html(changes_html(change))
    if st.button(w("edit.restore"), key=f"restore-{number}"):
        restore(folder, number, author_now())
        st.rerun()


def draw_export(folder: Path, w: Words) -> None:
    """Draw the choice of a kind of file; while red claims are unsigned, their list instead."""
    with sentences(), st.expander(w("edit.export")):
        kind = st.segmented_control(
            w("edit.export_as"), KINDS, format_func=lambda k: k.upper(), label_visibility="collapsed", key="kind"
        )
        if not kind:
            return
        try:
            content = export(folder, kind)
        except UnsignedClaimsError as error:
            st.error(w("edit.unsigned", n=len(error.claims)))
            for claim in error.claims:
                st.markdown(f"- {as_markdown(claim.text)} *{as_markdown(claim.reason)}*")
            return
        name, mime = export_name(folder, kind), MEDIA_TYPES[kind]
        st.download_button(w("edit.download"), content, file_name=name, mime=mime, on_click="ignore", type="primary")
