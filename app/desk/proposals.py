"""A paragraph told another way: rewritten from its evidence, paced, shortened or cut, to be accepted or refused."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Literal, NamedTuple

from deepnews.agents.article_edit import Place, SeenSentence, sentences_at
from deepnews.agents.candidates import Bench
from deepnews.agents.pace.paragraph import paced_paragraph
from deepnews.agents.pace.units import Ground
from deepnews.agents.rewrite import rewritten, shortened
from deepnews.agents.run_folder import RunFolder
from deepnews.agents.sentence_marks import RED
from deepnews.app import service
from deepnews.app.desk.article import OpenArticle, find_place, open_article, rechecked
from deepnews.app.desk.versions import read_notes
from deepnews.errors import UsageError
from deepnews.llm import ChatModel
from deepnews.models import open_model
from deepnews.schemas.draft import Sentence
from deepnews.schemas.plan import PacingMode

Proposing = Literal["rewritten", "paced", "shortened", "cut"]


class Proposal(NamedTuple):
    """Another way to tell a paragraph."""

    deed: Proposing
    seen: tuple[SeenSentence, ...]
    before: str
    after: str
    sentences: tuple[Sentence, ...]
    """Of `after`, with the Facts they rest on."""


def propose(folder: Path, seen: Sequence[SeenSentence], deed: Proposing, pacing: PacingMode = "steady") -> Proposal:
    """The paragraph `seen` told another way, nothing changed yet; `pacing` is what ``paced`` aims at.

    Raises UsageError when it reads otherwise by now or cannot be told so, RunError when the sources are not what the
    article was made from, ModelError from the model.
    """
    article = open_article(RunFolder.open(folder))
    if deed in ("rewritten", "paced") and article.draft.language != article.materials.language:
        raise UsageError("A translated paragraph is not told anew.", hint="Edit it by hand, shorten it, or cut it.")
    place = find_place(article, seen)
    before = sentences_at(article.draft, place)
    sentences: tuple[Sentence, ...] = ()
    if deed == "shortened":
        sentences = shortened(before, article.claims, {f.fact_id: f for f in article.run.read_facts()})
    elif deed == "rewritten":
        sentences = _rewritten(article, before)
    elif deed == "paced":
        sentences = _paced(article, place, pacing)
    return Proposal(deed, tuple(seen), _text(article, before), _text(article, sentences), sentences)


def _text(article: OpenArticle, sentences: Sequence[Sentence]) -> str:
    return ("" if article.draft.language == "zh" else " ").join(s.text for s in sentences)


def _rewritten(article: OpenArticle, before: Sequence[Sentence]) -> tuple[Sentence, ...]:
    assignment = article.run.read_assignment()
    with _model(article) as model:
        bench = Bench(
            model=model,
            index=article.materials.index,
            runs=article.materials.runs,
            documents=article.materials.corpus.by_id,
            facts={f.fact_id: f for f in article.run.read_facts()},
            language=assignment.language,
            seed=_seed(article),
            style_notes=assignment.style_notes,
        )
        return rewritten(before, bench)


def _paced(article: OpenArticle, place: Place, pacing: PacingMode) -> tuple[Sentence, ...]:
    """The paragraph paced; raises UsageError also when the checker of edits finds a sentence of it red."""
    facts = {f.fact_id: f for f in article.run.read_facts()}
    ground = Ground(facts, article.materials.corpus.by_id, article.draft.language)
    with _model(article) as model:
        found = paced_paragraph(article.draft, place, pacing, ground, model, seed=_seed(article))
    checked = rechecked(article, _text(article, found), sentences_at(article.draft, place), found)
    if any(c.verdict in RED for c in checked.claims):
        raise UsageError(
            "Paced so, a sentence of this paragraph would not be supported any more.",
            hint="Choose another pacing, or edit it by hand.",
        )
    return found


@contextmanager
def _model(article: OpenArticle) -> Iterator[ChatModel]:
    """The model of the run, closed afterwards."""
    model = open_model(service.run_settings(article.run.path))
    try:
        yield model
    finally:
        model.close()


def _seed(article: OpenArticle) -> int:
    """Another seed after each change, so that asking again may bring another answer."""
    return article.run.read_assignment().seed + 1 + len(read_notes(article.run.path))
