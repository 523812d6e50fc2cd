"""Reading a run: its report, its article, and its record."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from deepnews.app import service
from deepnews.app.summary import STATE_WORDS, companions_line, hfr_line
from deepnews.schemas.run import RunRecord

REPORT_HEIGHT_PX: Final = 1000


def show_runs(parent: Path) -> None:
    """Draw the choice of runs under `parent`, numbered since headlines repeat, and the one chosen."""
    import streamlit as st

    st.title("DeepNews")
    runs = service.list_runs(parent)
    if not runs:
        st.info(f"There is no run in {parent.absolute()} yet. Write one with: deepnews write --help")
        return
    with st.sidebar:
        labels = {f"{len(runs) - n}. {_label(run)}": run for n, run in enumerate(runs)}
        chosen = labels[st.radio("Runs, newest first", list(labels))]
    if chosen.record is None:
        st.error(f"{chosen.folder.name} cannot be shown: {chosen.problem}")
    else:
        _show_run(chosen.folder, chosen.record)


def _label(run: service.FoundRun) -> str:
    if run.record is None:
        return f"{run.folder.name} (cannot be read)"
    return f"{run.record.headline or run.folder.name} ({STATE_WORDS[run.record.state]})"


def _show_run(folder: Path, record: RunRecord) -> None:
    import streamlit as st

    st.header(record.headline or folder.name)
    st.caption(f"{STATE_WORDS[record.state]} · {record.model} · {folder}")
    if record.error:
        st.error(record.error)
    if record.hfr:
        st.text(hfr_line(record.hfr))
    if record.companions:
        st.text(companions_line(record.companions))
    for warning in record.warnings:
        st.warning(warning)
    report, article, kept = st.tabs(["Report", "Article", "Record"])
    with report:
        _show_report(folder / "report.html")
    with article:
        _show_article(folder / "article.md")
    with kept:
        st.json(record.model_dump_json())


def _show_report(path: Path) -> None:
    import streamlit as st

    if path.is_file():
        st.iframe(path, height=REPORT_HEIGHT_PX)
    else:
        st.info(f"This run has no report yet. Go on with: deepnews resume {path.parent}")


def _show_article(path: Path) -> None:
    import streamlit as st

    if path.is_file():
        text = service.read_article(path.parent)
        st.download_button("Download article.md", text, file_name="article.md", mime="text/markdown")
        st.markdown(text)
    else:
        st.info(f"This run has no article yet. Go on with: deepnews resume {path.parent}")
