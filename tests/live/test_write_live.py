"""The default model, for real: one sentence from one Fact, framed by code and true to it."""

from __future__ import annotations

import datetime as dt

import pytest

from deepnews.agents.candidates import Bench, judged_variants, write_candidate
from deepnews.models import open_model
from deepnews.retrieval.embed import load_embedder
from deepnews.retrieval.index import build_index
from deepnews.schemas.corpus import Corpus, SourceDocument
from deepnews.schemas.facts import Fact, Span
from deepnews.settings import load_settings
from deepnews.text import RunIndex

TEXT = "The Brackwater mill closed its second furnace on 4 March 2024 and laid off 120 of its 300 workers."
LEAD_IN = "The report of April 2, 2024 said that"


@pytest.mark.live
def test_default_model_retells_a_fact() -> None:
    settings = load_settings(use_cache=False)
    span = Span(doc_id="d", start=0, end=len(TEXT), text=TEXT)
    document = SourceDocument(
        doc_id="d", path="mill.txt", title="Mill report", text=TEXT, content_sha256="0", date=dt.date(2024, 4, 2)
    )
    index = build_index(Corpus(documents=(document,)), load_embedder("en", data_dir=settings.data_dir), cache_dir=None)
    model = open_model(settings)
    try:
        bench = Bench(
            model=model,
            index=index,
            runs=RunIndex([TEXT], "en"),
            documents={"d": document},
            facts={},
            language="en",
            seed=7,
        )
        fact = Fact(fact_id="F001", spans=(span,), doc_title="Mill report")
        texts = [write_candidate((fact,), LEAD_IN, "", bench, attempt) for attempt in range(3)]
        passed = [v for t in texts for v in judged_variants(t, (fact,), LEAD_IN, (), bench) if not v.faults]
    finally:
        model.close()
    assert all(text.startswith(LEAD_IN) for text in texts if text)
    assert passed, texts
    assert model.usage["draft"].n_model_calls == 3
    assert model.usage["draft"].n_output_tokens > 0
