"""What pacing makes of drafts that were written before: no model is used. Use: python tests/bench/pace_runs.py RUN...

For each finished run: the spread of sentence length of its draft and of the paced draft, the claims that differ, the
copied share, altered quotations, sentences whose verdict by the rules got worse, and processor seconds.
"""

from __future__ import annotations

import sys
import time
from pathlib import Path
from typing import NamedTuple

from deepnews.agents.checkpoints import checkpointer
from deepnews.agents.decompose import statements
from deepnews.agents.pace.attribution import framed
from deepnews.agents.pace.claims import differences
from deepnews.agents.pace.measure import measure
from deepnews.agents.pace.stage import pace_draft
from deepnews.agents.pace.units import Ground
from deepnews.agents.run_folder import RunFolder
from deepnews.agents.settle import settle
from deepnews.agents.state import RunState
from deepnews.eval.companions import companions
from deepnews.retrieval.load import load_corpus
from deepnews.schemas.draft import Draft
from deepnews.settings import Settings

_FAULTS = ("refuted", "not_enough_info")


class Row(NamedTuple):
    """One run, drafted and paced."""

    name: str
    n_sentences: int
    spread: tuple[float, float]
    n_differences: int
    copied_share: tuple[float, float]
    n_altered: int
    n_faults: tuple[int, int]
    cpu_s: float
    rewrites: dict[str, int]


def drafted(folder: RunFolder) -> RunState | None:
    """The state of a run after pacing, which holds its draft as it was before; None when it never came so far."""
    with checkpointer(folder, None, lambda: None) as saver:
        values = (t.checkpoint["channel_values"] for t in list(saver.list(None)))
        found: RunState | None = next((v for v in values if "plain" in v), None)
    return found


def row(path: Path) -> Row | None:
    """The figures of one run folder; None without a draft."""
    folder = RunFolder.open(path)
    state = drafted(folder)
    if state is None:
        return None
    plain, corpus = (
        state["plain"],
        load_corpus(folder.read_assignment().sources, cache_dir=Settings().cache_dir / "sources"),
    )
    ground = Ground({f.fact_id: f for f in state["facts"]}, corpus.by_id, plain.language)
    begin = time.process_time()
    paced = pace_draft(plain, state["plan"], ground, None, seed=7, n_calls_most=0, held=())
    cpu_s = time.process_time() - begin
    both = (plain, paced.draft)
    found = [companions(d, (), state["facts"], corpus) for d in both]
    return Row(
        name=path.name,
        n_sentences=len(paced.draft.sentences),
        spread=(
            measure(plain, plain.language).sentence_length_cv,
            measure(paced.draft, plain.language).sentence_length_cv,
        ),
        n_differences=_n_differences(plain, paced.draft),
        copied_share=(found[0].copied_share, found[1].copied_share),
        n_altered=found[1].n_altered_quotations,
        n_faults=(_n_faults(plain, ground), _n_faults(paced.draft, ground)),
        cpu_s=cpu_s,
        rewrites=dict(paced.account.rewrites),
    )


def _n_differences(plain: Draft, paced: Draft) -> int:
    """Claims that differ, block by block."""
    pairs = zip(plain.blocks, paced.blocks, strict=True)
    texts = ([[s.text for p in b.paragraphs for s in p.sentences] for b in pair] for pair in pairs)
    return sum(len(differences(one, other, plain.language)) for one, other in texts)


def _n_faults(draft: Draft, ground: Ground) -> int:
    told = [s for s in draft.sentences if not framed(s.text, draft.language).is_frame_only]
    verdicts = (
        settle(text, [ground.facts[i] for i in s.fact_ids], ground.documents, draft.language).verdict
        for s in told
        for text, _ in statements(s.text, draft.language)
    )
    return sum(v in _FAULTS for v in verdicts)


def _shown(found: Row) -> str:
    return (
        f"{found.name[:44]:44s} {found.n_sentences:3d} sentences  "
        f"spread {found.spread[0]:.2f} -> {found.spread[1]:.2f}  "
        f"differences {found.n_differences}  copied {found.copied_share[0]:.3f} -> {found.copied_share[1]:.3f}  "
        f"altered {found.n_altered}  faults {found.n_faults[0]} -> {found.n_faults[1]}  "
        f"{found.cpu_s:.2f} s  {found.rewrites}"
    )


if __name__ == "__main__":
    for argument in sys.argv[1:]:
        if (found := row(Path(argument))) is not None:
            sys.stdout.write(_shown(found) + "\n")
