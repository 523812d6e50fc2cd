"""What every job needs whatever its sources: read, compiled and imported once in the nursery instead of in each job."""

from __future__ import annotations

import gc
import importlib
from collections.abc import Iterable, Mapping
from typing import Final

from deepnews.schemas.base import Language

_MODULES: Final = (
    "bm25s",
    "deepnews.agents.graph",
    "deepnews.agents.mirror",
    "deepnews.api_model",
    "deepnews.app.service",
    "deepnews.eval.hfr",
    "deepnews.retrieval.load.formats",
    "docx",
    "faiss",
    "langgraph.checkpoint.sqlite",
    "langgraph.graph",
    "langgraph.types",
    "py3langid",
)
"""What every job imports sooner or later."""
_SENTENCES: Final[Mapping[Language, str]] = {
    "en": '"No more than 3,400 valves failed by 4 May 2024," said Ada Quill, who chairs Marl Works.',
    "zh": "“截至2024年5月4日，只有3400个阀门失效。”马尔厂厂长王女士说。",
}


def warm(languages: Iterable[Language]) -> None:
    """Import all that, read words, templates and the model of languages, and make a client for served models.

    Words and templates are those of `languages`; a job in another one reads its own.
    """
    from deepnews.agents.report import compile_report
    from deepnews.chat_client import ChatClient
    from deepnews.prompts.render import compile_templates

    for name in _MODULES:
        importlib.import_module(name)
    for language in languages:
        _read_words(_SENTENCES[language], language)
        compile_templates(language)
        _check(_SENTENCES[language], language)
    compile_report()
    ChatClient(model="none", base_url="http://127.0.0.1", api_key="none", timeout_s=1, max_retries=0).close()
    gc.collect()
    gc.freeze()  # what is here for good is not looked through again, nor copied by that into each child


def _read_words(sentence: str, language: Language) -> None:
    """Ask each list of words of the language once: they are read, and their patterns built, at first use."""
    from deepnews.agents.pace.constraints import read_all
    from deepnews.agents.pace.prose import prose_of
    from deepnews.agents.pace.wording import forms
    from deepnews.agents.plain_words import in_plain_words
    from deepnews.agents.report_texts import report_texts
    from deepnews.retrieval.instructions import speaks_to_machine
    from deepnews.retrieval.load.metadata import language_of
    from deepnews.retrieval.salience import telling
    from deepnews.retrieval.tokenize import search_tokens
    from deepnews.retrieval.units import Unit
    from deepnews.schemas.library import load_schemas

    load_schemas(language)
    language_of(sentence)
    search_tokens(sentence)
    in_plain_words(sentence, language)
    speaks_to_machine(sentence)
    telling([Unit(position=0, doc_id="d", start=0, end=len(sentence), text=sentence)])
    read_all(prose_of([[sentence]], language))
    forms(language)
    report_texts(language)


def _check(sentence: str, language: Language) -> None:
    """Hold a sentence against itself: the rules build their patterns at first use."""
    from deepnews.agents.rules import annotate, check_sentence
    from deepnews.schemas.corpus import SourceDocument
    from deepnews.schemas.facts import Fact, Span

    document = SourceDocument(doc_id="d", path="d", title="", language=language, text=sentence, content_sha256="")
    span = Span(doc_id="d", start=0, end=len(sentence), text=sentence)
    annotate(sentence, language, None)
    check_sentence(sentence, (Fact(fact_id="f", spans=(span,)),), {"d": document}, language)
