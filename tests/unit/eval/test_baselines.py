"""How others let a model write: what is really sent, and what becomes of the replies."""

from __future__ import annotations

import hashlib

import pytest

from deepnews.eval.baselines import context, n_ctx_needed, n_tokens, plan_and_write, write_plainly
from deepnews.retrieval.embed import HashingEmbedder
from deepnews.retrieval.index import build_index
from deepnews.schemas.assignment import Assignment
from deepnews.schemas.base import Language
from deepnews.schemas.corpus import Corpus, SourceDocument
from deepnews.scripted_model import ScriptedModel, ScriptLine

WELL = "The parish of Corran closed its well on 9 May 2031, after three goats fell ill."
FAIR = "The brewery of Corran lent its yard for the harvest fair."


def document(text: str, path: str) -> SourceDocument:
    doc_id = hashlib.sha256(path.encode()).hexdigest()[:12]
    return SourceDocument(doc_id=doc_id, path=path, title=path, language="en", text=text, content_sha256="0" * 64)


def order(language: Language = "en", n_chars: int = 1200) -> Assignment:
    return Assignment(
        topic="Why did the well of Corran close?", angle="Ask Ada.", language=language, n_chars_target=n_chars
    )


@pytest.fixture
def corpus() -> Corpus:
    return Corpus(documents=(document(WELL, "well.txt"), document(FAIR, "fair.txt")))


@pytest.mark.parametrize(("n_chars", "texts"), [(0, []), (20, [WELL[:20]]), (len(WELL) + 10, [WELL, FAIR[:10]])])
def test_context_is_what_is_most_like_the_assignment_up_to_the_budget(
    corpus: Corpus, n_chars: int, texts: list[str]
) -> None:
    index = build_index(corpus, HashingEmbedder(), cache_dir=None)
    assert [p.text for p in context(order(), index, dict(corpus.by_id), n_chars)] == texts


@pytest.mark.parametrize("language", ["en", "zh"])
def test_zero_shot_sends_no_source_and_rag_sends_them(language: Language, corpus: Corpus) -> None:
    index = build_index(corpus, HashingEmbedder(), cache_dir=None)
    model = ScriptedModel(lines=(ScriptLine(reply=" Well closed.\n\nIt was shut. "),))
    passages = context(order(language), index, dict(corpus.by_id), 5000)
    assert write_plainly(order(language), (), model, 3) == "Well closed.\n\nIt was shut."
    write_plainly(order(language), passages, model, 3)
    alone, with_sources = (r.messages[-1].content for r in model.requests)
    assert WELL not in alone and "<facts>" not in alone and "Ask Ada." in alone
    assert (
        WELL in with_sources
        and FAIR in with_sources
        and "(well.txt)" in with_sources.replace("（", "(").replace("）", ")")
    )
    assert [r.seed for r in model.requests] == [3, 3]


def test_paragraphs_are_written_one_after_another_from_plan_and_text_so_far(corpus: Corpus) -> None:
    lines = (
        ScriptLine(prompt="write_plan", reply={"points": ["The well closed.", "The goats got well."]}),
        ScriptLine(contains="Write paragraph 1", reply="It closed\nin May."),
        ScriptLine(contains="Write paragraph 2", reply="The goats recovered."),
    )
    model = ScriptedModel(lines=lines)
    assert plan_and_write(order(), (), model, 3) == "It closed in May.\n\nThe goats recovered."
    second = model.requests[-1].messages[-1].content
    assert "1. The well closed.\n2. The goats got well." in second and "Written so far: It closed in May." in second


def test_a_model_that_makes_no_plan_still_writes() -> None:
    model = ScriptedModel(lines=(ScriptLine(prompt="write_plan", reply={}), ScriptLine(reply="It closed.")))
    assert plan_and_write(order(), (), model, 3) == "It closed."


@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_window_grows_with_what_must_fit_in_it(language: Language) -> None:
    sizes = [n_ctx_needed(n, 3000, language) for n in (0, 2000, 30_000, 60_000)]
    assert sizes == sorted(sizes) and sizes[0] >= 4096
    assert all(size % 1024 == 0 for size in sizes)
    assert n_tokens(3000, "zh") > n_tokens(3000, "en") > 800
