"""Which Fact speaks to which question of the assignment."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from deepnews.agents.questions import question_fit
from deepnews.retrieval.index import HybridIndex
from deepnews.schemas.assignment import Assignment
from deepnews.schemas.base import Language
from deepnews.schemas.corpus import SourceDocument
from deepnews.schemas.facts import Fact
from deepnews.schemas.narrative import Slot

Source = Callable[..., SourceDocument]
MakeFact = Callable[..., Fact]
Fit = dict[str, dict[str, float]]

QUESTIONS: dict[Language, tuple[str, ...]] = {
    "en": ("What did the ferry cost", "How did the court rule", "Where did the northern counties differ"),
    "zh": ("渡船罚款多少", "法院怎么判", "地方有何差异"),
}
TEXTS: dict[Language, tuple[tuple[str, str], ...]] = {
    "en": (
        ("Ledger", "The harbour paid £400 for the ferry in that year."),
        ("Ruling in Finch v. Corran", "The court held that the pier belongs to the county."),
        ("Bylaws of Thurso", "Boats of the northern islands may land without a lamp."),
    ),
    "zh": (
        ("渡船条例", "不点灯的，处四百元罚款。"),
        ("冯若兰诉柯兰村案", "法院认为，码头归村里所有。"),
        ("北屿渡船办法", "北屿的船不点灯也可以靠岸。"),
    ),
}
ANGLES: dict[Language, str] = {
    "en": "Count the money; Thurso and Corran are northern counties.",
    "zh": "以判例说话；北屿、南屿的地方差异。",
}


@pytest.fixture
def fit(source: Source, fact: MakeFact, indexed: Callable[..., HybridIndex], ask: Callable[..., Assignment]) -> object:
    """The fit of the three Facts of a language to its three questions."""

    def make(language: Language, *, per_question: bool = True) -> Fit:
        documents = [source(t, f"{n}.txt", language, title=title) for n, (title, t) in enumerate(TEXTS[language])]
        facts = [fact(f"F{n}", d) for n, d in enumerate(documents, 1)]
        slots = [
            Slot(role=f"question-{n}", question=q, length_share=0.3, per_question=per_question)
            for n, q in enumerate(QUESTIONS[language], 1)
        ]
        assignment = ask("The ferry.", ANGLES[language], language=language)
        index = indexed(source("An index needs a document.", language=language))
        return question_fit(facts, slots, assignment, {d.doc_id: d for d in documents}, index)

    return make


@pytest.mark.parametrize("language", ["en", "zh"])
def test_each_fact_goes_to_the_question_it_speaks_to(fit: Callable[..., Fit], language: Language) -> None:
    found = fit(language)
    assert {role: set(facts) for role, facts in found.items()} == {
        "question-1": {"F1"},
        "question-2": {"F2"},
        "question-3": {"F3"},
    }


def test_a_schema_without_questions_asks_nothing(fit: Callable[..., Fit]) -> None:
    assert fit("en", per_question=False) == {}
