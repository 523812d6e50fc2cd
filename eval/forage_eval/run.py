"""Each way to gather evidence measured on one pack: the share of key facts held, at four budgets."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import Any, Final

from deepnews.agents.brief import information_needs, with_questions
from deepnews.agents.choose_schema import choose_schema
from deepnews.agents.mark import Marker
from deepnews.agents.materials import Tell, open_embedder
from deepnews.eval.forage_eval.keys import Key, check_files, found_in
from deepnews.eval.forage_eval.systems import SYSTEMS, Gatherer, System
from deepnews.llm import ChatModel
from deepnews.retrieval.forage import candidates
from deepnews.retrieval.index import HybridIndex, build_index
from deepnews.retrieval.load import load_corpus
from deepnews.retrieval.vectors import cache_file, cached_vectors
from deepnews.schemas.assignment import Assignment
from deepnews.schemas.base import Record
from deepnews.schemas.corpus import Corpus
from deepnews.schemas.evidence import InformationNeed, Mark
from deepnews.schemas.narrative import NarrativeSchema
from deepnews.settings import Settings

BUDGETS: Final = (6_000, 15_000, 30_000, 60_000)
MARKED_FOR: Final = 30_000
"""A model reads what it would read for so many characters of evidence."""


class Holding(Record):
    """What the evidence of one system at one budget holds."""

    system: System
    n_chars_budget: int
    n_chars: int
    n_documents: int
    facts: float
    """Share of the key facts that it holds, 0 to 1."""
    traps_avoided: float | None
    """Share of the traps that it leaves out; None without traps, and where the budget has room for every passage."""
    missed: tuple[str, ...]
    trapped: tuple[str, ...]


class ForageResult(Record):
    """All holdings of one pack, and what made them."""

    pack: str
    schema_code: str
    embedding: str
    marked_by: str = ""
    """The model that marked what the article needs before ours chose; empty without one."""
    n_documents: int
    n_passages: int
    n_chars: int
    n_facts: int
    n_traps: int
    out_of_reach: tuple[str, ...]
    """Facts that no passage of the index tells; no system can hold them."""
    holdings: tuple[Holding, ...]

    def flat(self) -> dict[str, Any]:
        """The figures as one JSON object, by system and budget."""
        systems: dict[str, dict[str, Any]] = {}
        for held in self.holdings:
            figures = held.model_dump(mode="json", exclude={"system", "n_chars_budget"})
            systems.setdefault(held.system, {})[str(held.n_chars_budget)] = figures
        return {**self.model_dump(mode="json", exclude={"holdings"}), "systems": systems}


def measure(
    pack: str,
    assignment: Assignment,
    key: Key,
    key_path: Path,
    settings: Settings,
    tell: Tell,
    systems: Sequence[System] = SYSTEMS,
    model: ChatModel | None = None,
) -> ForageResult:
    """What `systems` hold of `key` for `assignment`, ours with what `model` marks where there is one.

    Raises UsageError when the key does not fit the sources, and what a call of `model` raises.
    """
    corpus = load_corpus(assignment.sources, cache_dir=settings.cache_dir / "sources", progress=tell)
    check_files(key, corpus, key_path)
    ready = prepared(assignment, corpus, settings, tell)
    index, gatherer = ready.index, ready.gatherer
    marks = _marks(assignment, corpus, ready, model, tell) if model else ()
    reachable = found_in(key.facts, index.passages, corpus)
    return ForageResult(
        pack=pack,
        schema_code=ready.schema.code,
        embedding=index.embedding_id,
        marked_by=model.model_id if model else "",
        n_documents=len(corpus.documents),
        n_passages=len(index.passages),
        n_chars=index.n_chars,
        n_facts=len(key.facts),
        n_traps=len(key.traps),
        out_of_reach=tuple(f.id for f in key.facts if f.id not in reachable),
        holdings=tuple(_holding(gatherer, s, b, key, index, corpus, marks) for s in systems for b in BUDGETS),
    )


@dataclass(frozen=True)
class Prepared:
    """A pack made ready for every system."""

    index: HybridIndex
    gatherer: Gatherer
    schema: NarrativeSchema
    """The one whose slots are asked for, with the assignment's questions."""
    needs: tuple[InformationNeed, ...]

    @property
    def questions(self) -> tuple[str, ...]:
        """What the article has to tell."""
        return tuple(slot.question for slot in self.schema.slots)


def prepared(assignment: Assignment, corpus: Corpus, settings: Settings, tell: Tell) -> Prepared:
    """The sources of `assignment` indexed as a run does it."""
    embedder = open_embedder(settings, corpus, assignment.language)
    vectors_dir = settings.cache_dir / "vectors"
    index = build_index(corpus, embedder, cache_dir=vectors_dir, progress=tell)
    texts = [p.text for p in index.passages]
    rows = cached_vectors(texts, embedder, cache_file(vectors_dir, embedder, corpus.sha256), lambda done, total: None)
    schema = with_questions(choose_schema(assignment, settings.schemas_dir).narrative, assignment)
    needs = information_needs(assignment, schema)
    gatherer = Gatherer(index, corpus, rows, needs, f"{assignment.topic}\n{assignment.angle}")
    return Prepared(index, gatherer, schema, needs)


def _marks(assignment: Assignment, corpus: Corpus, ready: Prepared, model: ChatModel, tell: Tell) -> tuple[Mark, ...]:
    expected: list[int] = []
    n_read = count(1)

    @contextmanager
    def step(group_id: str) -> Iterator[None]:
        yield
        tell("mark", next(n_read), sum(expected))

    marker = Marker(
        assignment=assignment,
        questions=ready.questions,
        documents=corpus.by_id,
        model=model,
        expect=expected.append,
        step=step,
    )
    return marker.marks(candidates(ready.needs, ready.index, corpus, MARKED_FOR), MARKED_FOR)


def _holding(
    gatherer: Gatherer,
    system: System,
    n_chars_budget: int,
    key: Key,
    index: HybridIndex,
    corpus: Corpus,
    marks: Sequence[Mark],
) -> Holding:
    passages = gatherer.gather(system, n_chars_budget, marks)
    facts, traps = found_in(key.facts, passages, corpus), found_in(key.traps, passages, corpus)
    can_avoid = bool(key.traps) and n_chars_budget < index.n_chars
    return Holding(
        system=system,
        n_chars_budget=n_chars_budget,
        n_chars=sum(len(p.text) for p in passages),
        n_documents=len({p.doc_id for p in passages}),
        facts=round(len(facts) / len(key.facts), 4),
        traps_avoided=round(1 - len(traps) / len(key.traps), 4) if can_avoid else None,
        missed=tuple(f.id for f in key.facts if f.id not in facts),
        trapped=tuple(t.id for t in key.traps if t.id in traps),
    )
