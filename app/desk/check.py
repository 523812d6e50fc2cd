"""The sources looked at before a run: what can be read, and whether it suffices."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final, Literal

from pydantic import Field

from deepnews.agents.source_list import SourceEntry, source_entries
from deepnews.errors import ScarcityError
from deepnews.retrieval.load import LoadLimits, load_corpus
from deepnews.retrieval.passages import split_passages
from deepnews.retrieval.saturation import N_CHARS_FLOOR, N_CHARS_WANTED, required_chars, saturation_gate
from deepnews.schemas.assignment import Assignment, OnScarcity
from deepnews.schemas.base import Record
from deepnews.schemas.corpus import Corpus
from deepnews.settings import Settings

FLOOR: Final = N_CHARS_FLOOR
WANTED: Final = N_CHARS_WANTED

Outcome = Literal["enough", "shortened", "allowed", "refused"]


class SourcesRead(Record):
    """What the sources hold, whatever article they are for."""

    entries: tuple[SourceEntry, ...]
    language: Literal["en", "zh", "mixed"]
    n_chars_usable: int = Field(ge=0)
    """Characters of passages; menus, running heads and the like are left out."""

    def with_status(self, status: str) -> tuple[SourceEntry, ...]:
        """Entries that were ``read``, ``skipped`` or are a ``duplicate``."""
        return tuple(e for e in self.entries if e.status == status)


class GateCheck(Record):
    """What the saturation gate will say."""

    outcome: Outcome
    n_chars_required: int
    n_chars_target: int
    """Length of the article after the gate; 0 when it is refused."""


def read_sources(sources: Sequence[str], settings: Settings, tell: Callable[[str, int, int], None]) -> SourcesRead:
    """What `sources` hold; raises NoSourcesError when none can be read, UsageError for a path that is not there."""
    limits = LoadLimits(allow_private_urls=settings.allow_private_urls)
    corpus = load_corpus(sources, cache_dir=settings.cache_dir / "sources", limits=limits, progress=tell)
    n_chars = sum(len(p.text) for d in corpus.documents for p in split_passages(d))
    return SourcesRead(entries=source_entries(corpus), language=corpus.language, n_chars_usable=n_chars)


def check_gate(n_chars_target: int, n_chars_usable: int, policy: OnScarcity) -> GateCheck:
    """What the gate will make of an article of that length."""
    required = required_chars(n_chars_target)
    try:
        account = saturation_gate(n_chars_target, n_chars_usable, policy, Corpus(documents=()))
    except ScarcityError:
        return GateCheck(outcome="refused", n_chars_required=required, n_chars_target=0)
    outcome: Outcome = "enough"
    if account.notice:
        outcome = "allowed" if policy == "allow" else "shortened"
    return GateCheck(outcome=outcome, n_chars_required=required, n_chars_target=account.n_chars_target)


def form_assignment(values: dict[str, object], sources: Sequence[str]) -> Assignment:
    """The assignment of a filled-in form; raises UsageError in one sentence for what is missing or out of range."""
    from deepnews.app.assignment_file import make_assignment

    return make_assignment(None, {**values, "sources": list(sources)})
