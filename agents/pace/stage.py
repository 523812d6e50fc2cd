"""A draft paced: rewritten by code, then by the model where that is not enough, each change held to the claims."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence

from deepnews.agents.pace.gate import Gate, Refusal
from deepnews.agents.pace.measure import measure
from deepnews.agents.pace.model_rewrites import ModelRewrites, run_search
from deepnews.agents.pace.objective import spread_miss_of, units_of
from deepnews.agents.pace.search import PaceSearch
from deepnews.agents.pace.units import Ground, PacedBlock, as_units
from deepnews.llm import ChatModel
from deepnews.schemas.base import Record
from deepnews.schemas.draft import Draft
from deepnews.schemas.pacing import PacingAccount
from deepnews.schemas.plan import Plan
from deepnews.schemas.verification import CheckedClaim

SHARE_OF_DRAFTING = 0.4
"""Requests for pacing over those for drafting, at most."""
_BEFORE_TRANSLATION = 1.15
"""How far beyond the target the spread is aimed at where translation may take a tenth of it."""
_RED = ("refuted", "not_enough_info", "unscored")
_MAX_ROLLBACKS = 2
"""Rounds in which single blocks are rolled back; after them every block is."""


class PacedDraft(Record):
    """A paced draft, and what is needed to take it back."""

    draft: Draft
    rewritten: dict[str, str]
    """Block by the id of each sentence that pacing wrote."""
    account: PacingAccount


def pace_draft(
    draft: Draft,
    plan: Plan,
    ground: Ground,
    model: ChatModel | None,
    *,
    seed: int,
    n_calls_most: int,
    held: Sequence[str],
    finish: Callable[[Draft], Draft] = lambda draft: draft,
    is_translated: bool = False,
) -> PacedDraft:
    """`draft` rewritten towards its pacing targets with the same claims; blocks named in `held` stay as they are.

    `finish` is what is done to a draft after pacing; measured are finished drafts. The lengths of one that
    `is_translated` afterwards are aimed further: translation makes them more even.
    """
    gate = Gate(ground)
    modes = {b.block_id: b.pacing for b in plan.blocks}
    search = PaceSearch(
        [as_units(b) for b in draft.blocks], [modes.get(b.block_id, "steady") for b in draft.blocks], ground, gate
    )
    search.beyond = _BEFORE_TRANSLATION if is_translated else 1.0
    search.printed_miss = lambda blocks: _printed_miss(finish(_drafted(draft, blocks)), search.beyond)
    search.held = frozenset(i for i, b in enumerate(draft.blocks) if b.block_id in held)
    asker = ModelRewrites(model, search, seed, n_calls_most) if model else None
    run_search(search, asker, asks_rhythm=model is not None and model.profile.is_asked_to_pace)
    account = _account(finish(draft), search.blocks, gate.refused, asker, held)
    return PacedDraft(
        draft=finish(_drafted(draft, search.blocks)), rewritten=_rewritten(search.blocks), account=account
    )


def _drafted(draft: Draft, blocks: Sequence[PacedBlock]) -> Draft:
    return draft.model_copy(update={"blocks": tuple(b.draft() for b in blocks)})


def _printed_miss(draft: Draft, beyond: float) -> float:
    """How far the sentence lengths of the whole draft are from their target times `beyond`."""
    paragraphs = [[s.text for s in p.sentences] for b in draft.blocks for p in b.paragraphs]
    return spread_miss_of(paragraphs, draft.language, "steady", beyond)


def red_blocks(paced: PacedDraft, checked: Sequence[CheckedClaim]) -> tuple[str, ...]:
    """Ids of the blocks in which a sentence that pacing wrote is red."""
    red = {c.claim.sentence_id for c in checked if c.verdict in _RED}
    return tuple(dict.fromkeys(paced.rewritten[i] for i in paced.rewritten if i in red))


def blocks_to_hold(
    paced: PacedDraft, checked: Sequence[CheckedClaim], held: Sequence[str], n_rounds: int
) -> tuple[str, ...]:
    """Blocks to be left as drafted from now on: those with a red rewrite; after several rounds of it all."""
    found = red_blocks(paced, checked)
    if found and n_rounds >= _MAX_ROLLBACKS:
        return tuple(b.block_id for b in paced.draft.blocks)
    return tuple(dict.fromkeys((*held, *found)))


def _rewritten(blocks: Sequence[PacedBlock]) -> dict[str, str]:
    return {
        s.sentence_id: block.block.block_id
        for block in blocks
        for paragraph in block.paragraphs
        for unit in paragraph
        if unit.kinds
        for s in unit.sentences
    }


def _account(
    draft: Draft,
    blocks: Sequence[PacedBlock],
    refused: Sequence[Refusal],
    asker: ModelRewrites | None,
    held: Sequence[str],
) -> PacingAccount:
    units = units_of(blocks)
    n_rewritten = sum(len(u.plain) for u in units if u.kinds)
    reasons = Counter(r.differences[0].kind if r.differences else r.code for r in refused)
    return PacingAccount(
        before=measure(draft, draft.language),
        rewrites=dict(sorted(Counter(k for u in units for k in u.kinds).items())),
        n_sentences_kept=sum(len(u.plain) for u in units) - n_rewritten,
        n_sentences_rewritten=n_rewritten,
        n_model_rewrites=asker.n_asked if asker else 0,
        n_model_taken=asker.n_taken if asker else 0,
        refused=dict(sorted(reasons.items())),
        blocks_rolled_back=tuple(held),
    )
