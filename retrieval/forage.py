"""Foraging: from needs to evidence, first over documents, then over the sentences of their passages."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Final, NamedTuple

from deepnews.retrieval.basket import Basket
from deepnews.retrieval.gain import NOVELTY_WEIGHT, Coverage, best_first, entropy_bits
from deepnews.retrieval.gathered import reading_order, scored, with_taken
from deepnews.retrieval.index import HybridIndex
from deepnews.retrieval.marks import MARK_WEIGHT, grades
from deepnews.retrieval.patches import scented_patches
from deepnews.retrieval.salience import nearness, quoted_words, standardised, telling
from deepnews.retrieval.search import SearchScores, WordSearch, joined
from deepnews.retrieval.subject import titles_of, without_common_words
from deepnews.retrieval.tokenize import search_tokens
from deepnews.retrieval.units import Unit, joined_passages, sentence_units, whole_units
from deepnews.schemas.base import Language
from deepnews.schemas.corpus import Corpus
from deepnews.schemas.evidence import (
    Evidence,
    ForagingAccount,
    GainPoint,
    InformationNeed,
    Mark,
    SaturationAccount,
)

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Matrix = NDArray[np.float32]
    Vector = NDArray[np.float64]

_CANDIDATES: Final = 12
"""The fine stage reads the nearest passages, up to so many times what is required, and a few of each document."""
N_TIMES_READ: Final = 20
"""A model that marks what is needed reads more of them, up to so many times what is required."""
_N_OF_EACH: Final = 3
_EVEN_SHARES: Final = 2.0
"""A document may give so many even shares before the others are served."""
_FIRST_ROUND: Final = 0.6
"""Share of the evidence gathered before names and terms found in it join the question."""
_GROWN_WEIGHT: Final = 0.3
_N_POINTS: Final = 40


class Ways(NamedTuple):
    """The parts of foraging; each can be left out, to measure what it is worth."""

    coarse: bool = True
    """Off-topic documents come last, and no document takes more than two even shares while others have more."""
    sentences: bool = True
    """Sentences are chosen, not whole passages."""
    gain: bool = True
    """What a unit says and what of it is new counts, not only how near it is to what is asked."""
    growth: bool = True
    """Names and terms found in the first round are asked for in the second."""


ALL_WAYS: Final = Ways()


def forage(
    needs: Sequence[InformationNeed],
    index: HybridIndex,
    corpus: Corpus,
    account: SaturationAccount,
    ways: Ways = ALL_WAYS,
    marks: Sequence[Mark] = (),
) -> Evidence:
    """The evidence for `needs`: passages by document date, path and offset, and the account brought up to date.

    Every on-topic document gives at least its best sentence and at most two even shares, until the characters the
    account requires are there; then the ceilings are lifted, and off-topic documents come last. The best unit left is
    always taken next, so a document is left as soon as another offers more. Near copies are left out. `marks` are what
    a reader of the `candidates` found the article needs; they count more than all else.

    Raises ValueError without needs.
    """
    forager = _Forager(needs, index, corpus, account.n_chars_required, ways, marks)
    for pool in forager.pools():
        if not forager.basket.is_full:
            forager.gather(pool)
    return forager.evidence(account)


def candidates(
    needs: Sequence[InformationNeed], index: HybridIndex, corpus: Corpus, n_chars_required: int
) -> tuple[Unit, ...]:
    """What a model should read to mark what is needed, in the order of the index: the units of the nearest on-topic
    passages, of about twenty times `n_chars_required` characters and at least three passages of each document.

    Raises ValueError without needs.
    """
    return _Forager(needs, index, corpus, n_chars_required).candidates()


class _Pool(NamedTuple):
    """Passages (by position in the index) to choose from."""

    positions: tuple[int, ...]
    is_main: bool
    """The on-topic candidates, which are chosen from in rounds and under ceilings."""


class _Forager:
    """One foraging over one index."""

    def __init__(
        self,
        needs: Sequence[InformationNeed],
        index: HybridIndex,
        corpus: Corpus,
        n_chars_required: int,
        ways: Ways = ALL_WAYS,
        marks: Sequence[Mark] = (),
    ) -> None:
        if not needs:
            raise ValueError("foraging needs at least one information need")
        self.basket = Basket(n_chars_required)
        self._needs, self._index, self._corpus, self._ways, self._marks = needs, index, corpus, ways, marks
        self._questions = [n.question for n in needs]
        asked = "\n".join(n.question for n in needs if not n.slot) or self._questions[0]
        language: Language = "zh" if corpus.language == "zh" else "en"
        asked = without_common_words(asked, language, titles_of(corpus.documents))
        scores = index.passage_scores([asked, *self._questions])
        self._relevance = joined(SearchScores(scores.words[:1], scores.meaning[:1]))[0]
        self._scores = SearchScores(scores.words[1:], scores.meaning[1:])
        self._patches = scented_patches(needs, index, corpus, self._scores)
        self._points: list[GainPoint] = []
        self._grown: tuple[str, ...] = ()

    # --- what there is to choose from ---------------------------------------------------------------------------------

    def pools(self) -> Iterator[_Pool]:
        """The nearest on-topic passages, the other on-topic ones, then the off-topic ones."""
        on_topic, off_topic = self._by_nearness()
        near = self._nearest(on_topic, _CANDIDATES) | self._marked(on_topic)
        yield _Pool(tuple(sorted(near)), is_main=True)
        yield _Pool(tuple(i for i in on_topic if i not in near), is_main=False)
        yield _Pool(off_topic, is_main=False)

    def candidates(self) -> tuple[Unit, ...]:
        """The units that a model should read to mark what is needed."""
        on_topic, _ = self._by_nearness()
        return self._units(sorted(self._nearest(on_topic, N_TIMES_READ)))

    def _by_nearness(self) -> tuple[tuple[int, ...], tuple[int, ...]]:
        """Passages of on-topic documents and of the others, nearest first."""
        import numpy as np

        aside = {p.document.doc_id for p in self._patches if self._ways.coarse and not p.is_on_topic}
        order = [int(i) for i in np.argsort(-self._relevance, kind="stable")]
        is_aside = {i: self._index.passages[i].doc_id in aside for i in order}
        return tuple(i for i in order if not is_aside[i]), tuple(i for i in order if is_aside[i])

    def _marked(self, order: Sequence[int]) -> set[int]:
        """Passages of which something was marked."""
        if not self._marks:
            return set()
        found = grades(whole_units(self._index.passages, order), self._marks)
        return {i for i, grade in zip(order, found, strict=True) if grade}

    def _nearest(self, order: Sequence[int], times_required: int) -> set[int]:
        n_chars, of_each = 0, Counter[str]()
        near: set[int] = set()
        for i in order:
            passage = self._index.passages[i]
            if n_chars < times_required * self.basket.required or of_each[passage.doc_id] < _N_OF_EACH:
                near.add(i)
                n_chars += len(passage.text)
                of_each[passage.doc_id] += 1
        return near

    def _units(self, positions: Sequence[int]) -> tuple[Unit, ...]:
        if self._ways.sentences:
            return sentence_units(self._index.passages, positions, self._corpus.by_id)
        return whole_units(self._index.passages, positions)

    # --- choosing -----------------------------------------------------------------------------------------------------

    def gather(self, pool: _Pool) -> None:
        """Take the best units of the pool until the basket is full or the pool is spent."""
        units = self._units(pool.positions)
        if not units:
            return
        tokens = [search_tokens(u.text) for u in units]
        coverage = Coverage(tokens)
        worth = self._worth(units, tokens)
        ceilings = self._ceilings(units) if pool.is_main and self._ways.coarse else None
        if ceilings:
            self._take_best_of_each(units, worth, coverage)
        if pool.is_main and self._ways.growth:
            self._take(units, worth, coverage, _FIRST_ROUND, ceilings)
            worth = worth + self._grown_worth(coverage)
        self._take(units, worth, coverage, 1.0, ceilings)
        self._take(units, worth, coverage, 1.0, None)

    def _worth(self, units: Sequence[Unit], tokens: Sequence[list[str]]) -> Vector:
        import numpy as np

        around = np.array([self._relevance[u.position] for u in units], dtype=np.float64)
        wanted = [*self._questions, *quoted_words("\n".join(self._questions))]
        found = WordSearch(list(tokens)).scores([search_tokens(q) for q in wanted])
        best = (found / found.max(axis=1, keepdims=True).clip(min=1e-6)).max(axis=0)
        worth = nearness(around, best)
        if self._ways.gain:
            worth = worth + telling(units)
        return worth + MARK_WEIGHT * grades(units, self._marks) if self._marks else worth

    def _grown_worth(self, coverage: Coverage) -> Vector:
        import numpy as np

        asked = frozenset(t for q in self._questions for t in search_tokens(q))
        grown = coverage.grown(asked)
        self._grown = tuple(grown)
        return _GROWN_WEIGHT * standardised(np.array(coverage.likeness(grown)))

    def _ceilings(self, units: Sequence[Unit]) -> dict[str, float]:
        """Most characters of each document."""
        documents = {u.doc_id for u in units}
        return dict.fromkeys(documents, _EVEN_SHARES * self.basket.required / len(documents))

    def _take_best_of_each(self, units: Sequence[Unit], worth: Vector, coverage: Coverage) -> None:
        served: set[str] = set()
        for i in sorted(range(len(units)), key=lambda i: (-worth[i], i)):
            if units[i].doc_id not in served and not self.basket.is_full and self._keep(units[i], i, coverage, None):
                served.add(units[i].doc_id)

    def _take(
        self,
        units: Sequence[Unit],
        worth: Vector,
        coverage: Coverage,
        share: float,
        ceilings: Mapping[str, float] | None,
    ) -> None:
        """Take the best unit left, again and again, until `share` of what is required is there."""

        def gain(i: int) -> float:
            return float(worth[i]) + (NOVELTY_WEIGHT * coverage.novelty(i) if self._ways.gain else 0.0)

        goal = share * self.basket.required
        for i in best_first(range(len(units)), gain):
            if self.basket.n_chars >= goal:
                break
            self._keep(units[i], i, coverage, ceilings)

    def _keep(self, unit: Unit, i: int, coverage: Coverage, ceilings: Mapping[str, float] | None) -> bool:
        before = coverage.n_bits
        if not self.basket.offer(unit, ceilings):
            return False
        coverage.take(i)
        gathered = (self._points[-1].n_bits if self._points else 0.0) + coverage.n_bits - before
        self._points.append(GainPoint(n_chars=self.basket.n_chars, n_bits=round(gathered, 1)))
        return True

    # --- what came of it ----------------------------------------------------------------------------------------------

    def evidence(self, account: SaturationAccount) -> Evidence:
        """What was taken, as passages in reading order."""
        found = joined_passages(self.basket.taken.values(), self._index.passages, self._corpus.by_id)
        placed = sorted(found, key=lambda pair: reading_order(self._corpus, pair[1]))
        n_chars_of: Counter[str] = Counter()
        for _, passage in placed:
            n_chars_of[passage.doc_id] += len(passage.text)
        return Evidence(
            needs=tuple(self._needs),
            patches=tuple(with_taken(p, n_chars_of) for p in self._patches),
            passages=scored(placed, self._needs, self._scores, self._patches),
            saturation=account.model_copy(update={"n_chars_evidence": n_chars_of.total()}),
            foraging=self._account(n_chars_of),
        )

    def _account(self, n_chars_of: Counter[str]) -> ForagingAccount:
        terms = Counter(t for u in self.basket.taken.values() for t in search_tokens(u.text))
        step = -(-len(self._points) // _N_POINTS) or 1
        shown = self._points[step - 1 :: step]
        last = self._points[-1:] if self._points[-1:] != shown[-1:] else []
        return ForagingAccount(
            term_entropy_bits=round(entropy_bits(terms.values()), 3),
            source_entropy_bits=round(entropy_bits(n_chars_of.values()), 3),
            n_copies_folded=self.basket.n_copies,
            n_chars_marked=self._n_chars_marked(),
            grown_terms=self._grown,
            gain_curve=(*shown, *last),
        )

    def _n_chars_marked(self) -> int:
        taken = tuple(self.basket.taken.values())
        return sum(len(u.text) for u, grade in zip(taken, grades(taken, self._marks), strict=True) if grade)
