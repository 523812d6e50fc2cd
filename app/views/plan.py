"""The plan desk: blocks as cards, what is missing beside them, and the word that lets the run go on."""

from __future__ import annotations

from collections.abc import Mapping
from hashlib import sha256
from pathlib import Path
from typing import Final, get_args

import streamlit as st

from deepnews.agents import plan_edit
from deepnews.agents.run_folder import PLAN
from deepnews.app import service
from deepnews.app.desk.markup import as_markdown, facts_html
from deepnews.app.desk.planning import (
    BlockCard,
    Edit,
    FactLine,
    PlanDesk,
    approve,
    ask_for_schema,
    change,
    read_plan_desk,
)
from deepnews.app.desk.process import start
from deepnews.app.desk.runs import headline_of
from deepnews.app.desk.words import Words
from deepnews.app.views.common import author_now, chosen_run, go, sentences, words_now
from deepnews.schemas.plan import AtomicBlock, PacingMode

PACINGS: Final[tuple[PacingMode, ...]] = get_args(PacingMode)
N_FREE: Final = 200
"""Facts offered for adding; the weightiest come first."""


def draw() -> None:
    """Draw the plan of the run that the address names."""
    folder = chosen_run()
    if folder is None:
        return
    w = words_now()
    with sentences():
        st.title(as_markdown(headline_of(folder)), anchor=False)
        if not (folder / PLAN).is_file():
            st.info(w("plan.none"))
            if st.button(w("read.watch")):
                go("live", folder.name)
            return
        _draw_desk(read_plan_desk(folder, service.make_settings()), folder, w)


def _draw_desk(desk: PlanDesk, folder: Path, w: Words) -> None:
    is_open = desk.review.wanted and desk.review.approved_at is None
    left, right = st.columns([5, 3], gap="large")
    with left:
        if not is_open:
            by = as_markdown(desk.review.approved_by)
            st.info(w("plan.approved", name=by) if desk.review.approved_at else w("plan.unasked"))
        for number, card in enumerate(desk.cards, 1):
            _draw_card(number, card, desk, folder, w, is_open=is_open)
    with right:
        _draw_decision(desk, folder, w, is_open=is_open)
        _draw_todos(desk, w)
        _draw_differences(desk, w)


def _draw_card(number: int, card: BlockCard, desk: PlanDesk, folder: Path, w: Words, *, is_open: bool) -> None:
    block = card.block
    key = _key(block, block.model_dump_json())
    with st.container(border=True, key=f"card-{block.block_id}"):
        _draw_head(number, card, desk, folder, key, w, is_open=is_open)
        if card.question:
            st.caption(as_markdown(card.question))
        shut = block.locked or not is_open
        _draw_values(block, folder, w, shut=shut)
        for fact in card.facts:
            _draw_fact(fact, card, folder, key, w, shut=shut)
        if not shut:
            _draw_adding(card, desk, folder, key, w)


def _key(block: AtomicBlock, values: str) -> str:
    """Key of a widget that shows `values` of a block: another one as soon as these are others on the disk."""
    return f"{block.block_id}-{sha256(values.encode()).hexdigest()[:8]}"


def _draw_head(
    number: int, card: BlockCard, desk: PlanDesk, folder: Path, key: str, w: Words, *, is_open: bool
) -> None:
    block = card.block
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        heading = block.heading or w.under("plan.roles").get(block.role, block.role)
        st.markdown(f"**{number}. {as_markdown(heading)}**", width="stretch")
        mark = "✓" if card.is_filled else "✗"
        st.caption(f"{mark} {w('plan.quota', n=len(card.facts), wanted=card.n_wanted)}", width="content")
        if not is_open:
            return
        moves = (("↑", "up", -1, number == 1), ("↓", "down", 1, number == len(desk.cards)))
        for sign, name, by, is_end in moves:
            if st.button(sign, key=f"{name}-{key}", help=w(f"plan.{name}"), type="tertiary", disabled=is_end):
                _save(folder, card, lambda plan, _, by=by: plan_edit.moved(plan, block.block_id, by))  # type: ignore[misc]
        icon = ":material/lock:" if block.locked else ":material/lock_open:"
        if st.button("", icon=icon, key=f"lock-{key}", help=w("plan.lock"), type="tertiary"):
            _save(folder, card, lambda plan, _: plan_edit.with_lock(plan, block.block_id, locked=not block.locked))
        if st.button("✕", key=f"remove-{key}", help=w("plan.remove"), type="tertiary", disabled=block.locked):
            _save(folder, card, lambda plan, _: plan_edit.without_block(plan, block.block_id))


def _draw_values(block: AtomicBlock, folder: Path, w: Words, *, shut: bool) -> None:
    key = _key(block, f"{block.pacing} {block.point}")  # words half typed outlive a change of the block's facts
    point_column, pacing_column = st.columns([4, 1])
    point = point_column.text_area(
        w("plan.point"), block.point, key=f"point-{key}", height=80, disabled=shut, help=w("plan.point_help")
    )
    pacing = pacing_column.selectbox(
        w("plan.pacing"),
        PACINGS,
        index=PACINGS.index(block.pacing),
        key=f"pacing-{key}",
        format_func=lambda p: w(f"plan.pacings.{p}"),
        disabled=shut,
    )
    wanted = {"point": point, "pacing": pacing}
    if not shut and wanted != {"point": block.point, "pacing": block.pacing}:
        _save_seen(folder, block, lambda plan, _: plan_edit.with_values(plan, block.block_id, wanted))


def _draw_fact(fact: FactLine, card: BlockCard, folder: Path, key: str, w: Words, *, shut: bool) -> None:
    told, drop = st.columns([14, 1], gap="small")
    told.html(facts_html(((fact.text, fact.where),)))
    if not shut and drop.button("✕", key=f"drop-{fact.fact_id}-{key}", help=w("plan.drop"), type="tertiary"):
        kept = [f.fact_id for f in card.facts if f != fact]
        _save(folder, card, _telling(card.block, kept))


def _draw_adding(card: BlockCard, desk: PlanDesk, folder: Path, key: str, w: Words) -> None:
    offered: Mapping[str, FactLine] = {f.fact_id: f for f in desk.free[:N_FREE]}
    added = st.selectbox(
        w("plan.add"),
        list(offered),
        index=None,
        key=f"add-{key}",
        format_func=lambda i: f"{offered[i].text} ({offered[i].where})" if i in offered else str(i),
        placeholder=w("plan.add"),
        label_visibility="collapsed",
    )
    if added:
        _save(folder, card, _telling(card.block, [*(f.fact_id for f in card.facts), added]))


def _telling(block: AtomicBlock, fact_ids: list[str]) -> Edit:
    return lambda plan, facts: plan_edit.with_facts(plan, block.block_id, fact_ids, facts)


def _save(folder: Path, card: BlockCard, edit: Edit) -> None:
    _save_seen(folder, card.block, edit)


def _save_seen(folder: Path, block: AtomicBlock, edit: Edit) -> None:
    change(folder, [block], edit)
    st.rerun()


def _draw_decision(desk: PlanDesk, folder: Path, w: Words, *, is_open: bool) -> None:
    codes = list(desk.schemas)
    code = st.selectbox(
        w("new.schema"),
        codes,
        index=codes.index(desk.schema_code) if desk.schema_code in codes else None,
        format_func=lambda c: desk.schemas[c],
        disabled=not is_open,
    )
    st.caption(as_markdown(desk.schema_reason))
    if not is_open:
        return
    if code and code != desk.schema_code:
        st.warning(w("plan.anew_help"))
        if st.button(w("plan.anew")):
            ask_for_schema(folder, code, service.make_settings())
            start(folder)
            go("live", folder.name)
    author = author_now()
    if not author:
        st.info(w("app.need_author"))
    if st.button(w("plan.approve"), type="primary", width="stretch", disabled=not author):
        approve(folder, [c.block for c in desk.cards], author)
        start(folder)
        go("live", folder.name)


def _draw_todos(desk: PlanDesk, w: Words) -> None:
    st.subheader(w("plan.todos"), anchor=False)
    if desk.todos:
        st.html(facts_html(tuple((t.question, f"{t.slot}: {t.reason}") for t in desk.todos)))
    else:
        st.caption(w("plan.no_todos"))


def _draw_differences(desk: PlanDesk, w: Words) -> None:
    st.subheader(w("plan.differences"), anchor=False)
    if not desk.differences:
        st.caption(w("plan.no_differences"))
    for found in desk.differences:
        st.markdown(f"**{as_markdown(found.about)}**")
        st.html(facts_html(found.sides))
        if found.note:
            st.caption(as_markdown(found.note))
