"""One paragraph of a finished article paced anew: the same search and the same gate as for a whole draft."""

from __future__ import annotations

from deepnews.agents.article_edit import Place, with_own_ids
from deepnews.agents.pace.gate import Gate
from deepnews.agents.pace.model_rewrites import ModelRewrites, run_search
from deepnews.agents.pace.search import PaceSearch
from deepnews.agents.pace.units import Ground, as_units
from deepnews.errors import UsageError
from deepnews.llm import ChatModel
from deepnews.schemas.draft import Draft, Sentence
from deepnews.schemas.plan import PacingMode

_N_CALLS_MOST = 2
"""Requests for one paragraph."""


def paced_paragraph(
    draft: Draft, place: Place, mode: PacingMode, ground: Ground, model: ChatModel | None, *, seed: int
) -> tuple[Sentence, ...]:
    """The sentences of one paragraph rewritten towards the targets of `mode`, each claim the same.

    Its rhythm is that of its block; no other paragraph is touched. Raises UsageError when no rewrite that passes the
    gate brings the block nearer to its targets; ModelError from the model.
    """
    search = _search(draft, place, mode, ground)
    before = search.blocks[place.block].paragraphs[place.paragraph]
    asker = ModelRewrites(model, search, seed, _N_CALLS_MOST) if model else None
    run_search(search, asker, asks_rhythm=True)
    after = search.blocks[place.block].paragraphs[place.paragraph]
    if after == before:
        raise UsageError(
            "No rewrite that keeps every claim brings this paragraph nearer to that pacing.",
            hint="Choose another pacing, or edit it by hand.",
        )
    return with_own_ids([s for unit in after for s in unit.sentences], (), "p")


def _search(draft: Draft, place: Place, mode: PacingMode, ground: Ground) -> PaceSearch:
    search = PaceSearch([as_units(b) for b in draft.blocks], [mode] * len(draft.blocks), ground, Gate(ground))
    search.only = place.block, place.paragraph
    return search
