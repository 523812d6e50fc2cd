"""The reading desk: article left, evidence right."""

from __future__ import annotations

from hashlib import sha256
from pathlib import Path
from typing import Final

import streamlit as st

from deepnews.agents.run_folder import ARTICLE, ARTICLE_DOCX, DRAFT, RECORD, REPORT
from deepnews.app.desk.gauges import companion_gauges, main_gauges
from deepnews.app.desk.markup import as_markdown
from deepnews.app.desk.reading import read_run
from deepnews.app.desk.runs import read_record
from deepnews.app.desk.words import Words
from deepnews.app.views.changes import draw_changes, fulfil
from deepnews.app.views.common import chosen_run, draw_beside, draw_gauges, go, sentences, words_now
from deepnews.app.views.component import draw_reading, wish_now
from deepnews.app.views.history import draw_export, draw_history
from deepnews.schemas.run import RunRecord

_FILES: Final = (
    ("report", REPORT, "text/html"),
    ("article", ARTICLE, "text/markdown"),
    ("docx", ARTICLE_DOCX, "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
    ("record", RECORD, "application/json"),
)


def draw() -> None:
    """Draw the article of the run that the address names."""
    folder = chosen_run()
    if folder is None:
        return
    w = words_now()
    with sentences():
        if not (folder / DRAFT).is_file():
            st.info(w("read.none"))
            if st.button(w("read.watch")):
                go("live", folder.name)
            return
        _draw_run(folder, w)


def _draw_run(folder: Path, w: Words) -> None:
    wish = wish_now()
    with st.empty():  # so that what stands below keeps its place, whether something is told here or not
        if wish and _is_finished(read_record(folder)):
            fulfil(wish, folder, w)
    record = read_record(folder)
    if record:
        draw_gauges(main_gauges(record, w))
        if record.companions:
            draw_beside(companion_gauges(record.companions, w), w)
    draw_changes(folder, w)
    reading = read_run(folder)
    key = f"{folder.name}-{sha256(reading.model_dump_json().encode()).hexdigest()[:16]}"
    draw_reading(reading, key, w, editing=folder.name if _is_finished(record) else "")
    if record and record.warnings:
        _draw_warnings(record, w)
    if _is_finished(record):
        draw_history(folder, w)
        draw_export(folder, w)
    _draw_files(folder, w)


def _is_finished(record: RunRecord | None) -> bool:
    return record is not None and record.state in ("done", "red")


def _draw_warnings(record: RunRecord, w: Words) -> None:
    with st.expander(f"{w('read.warnings')} ({len(record.warnings)})"):
        for warning in record.warnings:
            st.write(as_markdown(warning))


def _draw_files(folder: Path, w: Words) -> None:
    with st.container(horizontal=True):
        for key, name, mime in _FILES:
            path = folder / name
            if path.is_file():
                st.download_button(
                    w(f"read.{key}"), path.read_bytes, file_name=name, mime=mime, on_click="ignore", key=f"file-{key}"
                )
        if st.button(w("read.watch"), type="tertiary"):
            go("live", folder.name)
