"""The assignment: what is wanted, from which sources, and whether they suffice."""

from __future__ import annotations

from typing import Any, Final, cast, get_args

import streamlit as st

from deepnews.app import service
from deepnews.app.desk.check import SourcesRead, check_gate, form_assignment, read_sources
from deepnews.app.desk.intake import keep_uploads, named_sources
from deepnews.app.desk.markup import as_markdown
from deepnews.app.desk.models import lacks_weights, model_choices
from deepnews.app.desk.process import start
from deepnews.app.desk.runs import find_run, read_assignment
from deepnews.app.desk.words import LANGUAGES, Words
from deepnews.app.views.checked import draw_check
from deepnews.app.views.common import RUN, go, runs_folder, sentences, words_now
from deepnews.app.views.uploads import as_uploads, draw_uploads
from deepnews.errors import UsageError
from deepnews.schemas.assignment import Assignment, OnScarcity
from deepnews.schemas.library import load_schemas
from deepnews.settings import Settings

CHECKED: Final = "checked"
_POLICIES: Final = get_args(OnScarcity)


def draw() -> None:
    """Draw the form."""
    w = words_now()
    st.title(w("new.title"), anchor=False)
    with sentences():
        settings = service.make_settings()
        like = _like(w)
        left, right = st.columns([3, 2], gap="large")
        with left:
            values, named, uploads = _draw_story(like, w)
        with right:
            values |= _draw_form(like, settings, w)
            model = _draw_model(settings, w)
        kept = like.sources if like and st.toggle(w("new.keep", n=len(like.sources)), value=True) else ()
        stamp = (tuple(u.file_id for u in uploads), named, kept)
        checked = _checked(stamp)
        if st.button(w("new.check"), type="secondary" if checked else "primary"):
            _check(uploads, named, kept, stamp, settings, w)
            st.rerun()
        if checked:
            _draw_start(values, checked, settings.model_copy(update={"model": model}), w)


def _like(w: Words) -> Assignment | None:
    """The assignment of the run to begin from, where the address names one."""
    name = st.query_params.get(RUN)
    if not name:
        return None
    st.caption(as_markdown(w("new.copied_from", name=name)))
    return read_assignment(find_run(runs_folder(), name))


def _draw_story(like: Assignment | None, w: Words) -> tuple[dict[str, Any], str, list[Any]]:
    values: dict[str, Any] = {
        "topic": st.text_area(
            w("new.topic"), like.topic if like else "", help=w("new.topic_help"), max_chars=4000, height=110
        ),
        "angle": st.text_area(
            w("new.angle"), like.angle if like else "", help=w("new.angle_help"), max_chars=4000, height=80
        ),
    }
    uploads = draw_uploads("uploads", w)
    named = st.text_area(w("new.named"), help=w("new.named_help"), height=80)
    return values, named, uploads


def _draw_form(like: Assignment | None, settings: Settings, w: Words) -> dict[str, Any]:
    before = like or Assignment(topic="...", language=w.language)
    language = st.segmented_control(
        w("new.language"), list(LANGUAGES), default=before.language, format_func=lambda c: LANGUAGES[c], required=True
    )
    length = st.number_input(w("new.length"), 600, 100_000, before.n_chars_target, step=500, help=w("new.length_help"))
    schemas = {s.code: s for s in load_schemas(language or before.language, settings.schemas_dir)}
    codes = ["auto", *schemas]
    schema = st.selectbox(
        w("new.schema"),
        codes,
        index=codes.index(before.schema_code) if before.schema_code in codes else 0,
        format_func=lambda c: schemas[c].title if c in schemas else w("new.auto"),
    )
    if schema in schemas:
        st.caption(as_markdown(schemas[schema].fits))
    policy = st.selectbox(
        w("new.scarcity"),
        _POLICIES,
        index=_POLICIES.index(before.on_scarcity),
        format_func=lambda p: w(f"new.{p}"),
    )
    style = st.text_input(w("new.style"), before.style_notes, max_chars=4000)
    return {
        "language": language,
        "n_chars_target": length,
        "schema_code": schema,
        "on_scarcity": policy,
        "style_notes": style,
        "seed": before.seed,
    }


def _draw_model(settings: Settings, w: Words) -> str:
    model = st.selectbox(w("new.model"), model_choices(settings), help=w("new.model_help"))
    if lacks_weights(model, settings):
        st.warning(as_markdown(w("new.weights")))
    return model


def _checked(stamp: object) -> tuple[tuple[str, ...], SourcesRead] | None:
    """What the last check found, as long as it is about the sources now named."""
    found = st.session_state.get(CHECKED)
    return cast("tuple[tuple[str, ...], SourcesRead]", found[1:]) if found and found[0] == stamp else None


def _check(uploads: list[Any], named: str, kept: tuple[str, ...], stamp: object, settings: Settings, w: Words) -> None:
    """Read the sources and keep what they hold for the next drawing."""
    sources = [*kept, *named_sources(named)]
    if uploads:
        sources.append(str(keep_uploads(as_uploads(uploads), runs_folder())))
    if not sources:
        raise UsageError(w("new.need_sources"))
    bar = st.progress(0.0, w("new.reading"))

    def tell(step: str, done: int, total: int) -> None:
        bar.progress(done / max(total, 1), w("new.reading"))

    read = read_sources(sources, settings, tell)
    bar.empty()
    st.session_state[CHECKED] = (stamp, tuple(sources), read)


def _draw_start(
    values: dict[str, Any], checked: tuple[tuple[str, ...], SourcesRead], settings: Settings, w: Words
) -> None:
    sources, read = checked
    gate = check_gate(values["n_chars_target"], read.n_chars_usable, values["on_scarcity"])
    draw_check(read, gate, values["language"], w)
    if len(values["topic"].strip()) < 3:
        st.info(w("new.need_topic"))
    ready = len(values["topic"].strip()) >= 3 and gate.outcome != "refused"
    review = st.toggle(w("new.review"), value=True, help=w("new.review_help"))
    if st.button(w("new.start"), type="primary", disabled=not ready):
        folder = service.begin(form_assignment(values, sources), settings, runs_folder(), review=review)
        start(folder)
        st.session_state.pop(CHECKED)
        go("live", folder.name)
