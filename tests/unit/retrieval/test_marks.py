"""Marks of a reader: which units they touch, and that foraging counts them above all else."""

from __future__ import annotations

import random

import pytest

from deepnews.retrieval.embed import HashingEmbedder
from deepnews.retrieval.forage import candidates, forage
from deepnews.retrieval.index import HybridIndex, build_index
from deepnews.retrieval.marks import grades
from deepnews.retrieval.saturation import budget_account
from deepnews.retrieval.units import Unit
from deepnews.schemas.corpus import Corpus, SourceDocument
from deepnews.schemas.evidence import Evidence, InformationNeed, Mark

NEEDS = (InformationNeed(need_id="Q1", question="Why was the night ferry of Corran recalled by its yard?"),)
NEAR = (
    "the night ferry of Corran was recalled by its yard and said why harbour engine rudder letter captain sailing "
    "winter repair inspector hull"
)
FAR = (
    "linnets finches heather Marle owls slept rain moor grass fox badger burrow nest egg feather moss stone brook trout"
)
DULL = "Linnets and finches were seen upon heather beside Marle, and 412 owls slept through summer rain there."


def document(path: str, text: str) -> SourceDocument:
    return SourceDocument(doc_id=path[0] * 12, path=path, title=path, text=text, content_sha256=path[0] * 64)


@pytest.fixture(scope="module")
def corpus() -> Corpus:
    rng = random.Random(1)

    def paragraphs(words: str, n: int) -> str:
        lines = [
            f"{' '.join(rng.choices(words.split(), k=14)).capitalize()} {rng.randint(100, 999)}." for _ in range(n)
        ]
        return "\n\n".join(" ".join(lines[i : i + 6]) for i in range(0, n, 6))

    near = (document(path, paragraphs(NEAR, 200)) for path in ("a.txt", "c.txt"))
    return Corpus(documents=(*near, document("b.txt", f"{paragraphs(NEAR, 100)}\n\n{DULL}\n\n{paragraphs(FAR, 100)}")))


@pytest.fixture(scope="module")
def index(corpus: Corpus) -> HybridIndex:
    return build_index(corpus, HashingEmbedder(), cache_dir=None)


def gathered(corpus: Corpus, index: HybridIndex, n_required: int, marks: tuple[Mark, ...] = ()) -> Evidence:
    account = budget_account(n_required, 10**6)
    return forage(NEEDS, index, corpus, account, marks=marks)


def test_a_unit_has_the_best_grade_of_the_marks_that_touch_it() -> None:
    units = [Unit(0, "d1", 0, 10, "w" * 10), Unit(0, "d1", 10, 20, "w" * 10), Unit(0, "d2", 0, 10, "w" * 10)]
    marks = [Mark(doc_id="d1", start=5, end=12, grade=1), Mark(doc_id="d1", start=12, end=13, grade=3)]
    assert grades(units, marks).tolist() == [1, 3, 0]
    assert grades(units, []).tolist() == [0, 0, 0]


def test_what_is_marked_is_gathered_though_nothing_else_speaks_for_it(corpus: Corpus, index: HybridIndex) -> None:
    dull = corpus.documents[2]
    start = dull.text.index(DULL)
    mark = Mark(doc_id=dull.doc_id, start=start, end=start + 60, grade=2)
    plain, marked = gathered(corpus, index, 3000), gathered(corpus, index, 3000, (mark,))
    held = [
        any(p.passage.doc_id == dull.doc_id and p.passage.start <= start < p.passage.end for p in e.passages)
        for e in (plain, marked)
    ]
    assert held == [False, True]
    assert plain.foraging is not None and plain.foraging.n_chars_marked == 0
    assert marked.foraging is not None and marked.foraging.n_chars_marked >= 60


def test_a_reader_is_shown_more_than_is_required_in_the_order_of_the_index(corpus: Corpus, index: HybridIndex) -> None:
    units = candidates(NEEDS, index, corpus, 1000)
    assert sum(len(u.text) for u in units) >= 15_000
    assert [u.position for u in units] == sorted(u.position for u in units)
    with pytest.raises(ValueError, match="at least one"):
        candidates((), index, corpus, 1000)
