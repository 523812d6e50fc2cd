"""The score desk: any article against its sources."""

from __future__ import annotations

import secrets
from typing import Any, Final

import streamlit as st

from deepnews.agents.state import ProgressEvent
from deepnews.app import service
from deepnews.app.desk.gauges import companion_gauges, hfr_gauge
from deepnews.app.desk.intake import Upload, named_sources
from deepnews.app.desk.scoring import ScoredReading, score_for_reading
from deepnews.app.desk.words import Words
from deepnews.app.views.common import draw_beside, draw_gauges, sentences, words_now
from deepnews.app.views.component import draw_reading
from deepnews.app.views.uploads import as_uploads, draw_uploads
from deepnews.errors import UsageError

SCORED: Final = "scored"
PASTED: Final = "article.md"


def draw() -> None:
    """Draw the form, and under it what the last check found."""
    w = words_now()
    st.title(w("score.title"), anchor=False)
    st.caption(w("score.intro"))
    with sentences():
        with st.expander(w("score.form"), expanded=SCORED not in st.session_state):
            _draw_form(w)
        if SCORED in st.session_state:
            key, scored = st.session_state[SCORED]
            _draw_scored(key, scored, w)


def _draw_form(w: Words) -> None:
    left, right = st.columns(2, gap="large")
    pasted = left.text_area(w("score.article"), height=220)
    file = left.file_uploader(w("score.upload"), type=["md", "txt", "html", "docx"], key="article")
    with right:
        uploads = draw_uploads("against", w)
    named = right.text_area(w("new.named"), help=w("new.named_help"), height=80)
    use_model = right.toggle(w("score.model"))
    if st.button(w("score.run"), type="primary"):
        article = Upload(file.name, file.getvalue()) if file else Upload(PASTED, pasted.encode())
        scored = _score(article, uploads, named, w, use_model=use_model)
        st.session_state[SCORED] = (secrets.token_hex(4), scored)
        st.rerun()


def _score(article: Upload, uploads: list[Any], named: str, w: Words, *, use_model: bool) -> ScoredReading:
    sources, files = named_sources(named), as_uploads(uploads)
    if not article.content.strip() or not (sources or files):
        raise UsageError(w("score.need"))
    bar = st.progress(0.0, w("score.checking"))

    def tell(event: ProgressEvent) -> None:
        bar.progress(min(event.done / max(event.total, 1), 1.0), w("score.checking"))

    return score_for_reading(article, files, sources, service.make_settings(), tell, use_model=use_model)


def _draw_scored(key: str, scored: ScoredReading, w: Words) -> None:
    hfr, beside = st.columns([1, 4], vertical_alignment="center")
    with hfr:
        draw_gauges([hfr_gauge(scored.hfr, w)])
    with beside:
        draw_beside(companion_gauges(scored.companions, w), w)
    draw_reading(scored.reading, key, w)
    st.download_button(w("read.report"), scored.report, file_name="report.html", mime="text/html", on_click="ignore")
