"""An article of any origin, checked against sources."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from deepnews.schemas.base import Language, Record
from deepnews.schemas.draft import Draft
from deepnews.schemas.verification import CheckedClaim, ClaimLedger

if TYPE_CHECKING:
    from deepnews.agents.materials import Materials
    from deepnews.app.running import OnEvent
    from deepnews.llm import ChatModel
    from deepnews.schemas.corpus import Corpus
    from deepnews.settings import Settings


class Score(Record):
    """A scored article."""

    language: Language
    model: str
    draft: Draft
    ledger: ClaimLedger

    @property
    def red(self) -> tuple[CheckedClaim, ...]:
        """Claims that the sources do not bear out."""
        return self.ledger.red


def score_article(
    article: Path, sources: tuple[str, ...], settings: Settings, on_event: OnEvent, *, use_model: bool
) -> tuple[Score, Corpus]:
    """The score of `article` and the corpus it was checked against.

    Raises NoSourcesError when article or sources cannot be read, ModelError when the model cannot be opened.
    """
    from deepnews.agents.materials import load_materials
    from deepnews.app.progress import source_steps
    from deepnews.models import open_model
    from deepnews.schemas.assignment import Assignment

    text, language = article_text(article, settings)
    assignment = Assignment(topic=article.name.ljust(3, "."), language=language, sources=sources)
    materials = load_materials(assignment, settings, source_steps(on_event))
    model = open_model(settings) if use_model else None
    try:
        score = _scored(text, language, materials, model, on_event)
    finally:
        if model is not None:
            model.close()
    return score, materials.corpus


def _scored(text: str, language: Language, materials: Materials, model: ChatModel | None, on_event: OnEvent) -> Score:
    from deepnews.agents.state import ProgressEvent
    from deepnews.agents.verify import verify_text
    from deepnews.eval.hfr import measure

    on_event(ProgressEvent(stage="verify", done=0, total=1))
    found = verify_text(text, materials.corpus, materials.index, model, language)
    on_event(ProgressEvent(stage="verify", done=1, total=1))
    ledger = measure(found.draft, found.claims, (), materials.corpus, found.checker)
    return Score(language=language, model=model.model_id if model else "none", draft=found.draft, ledger=ledger)


def article_text(article: Path, settings: Settings) -> tuple[str, Language]:
    """Markdown and plain text as they stand (offsets are theirs), other formats by the loaders."""
    from deepnews.errors import UsageError
    from deepnews.retrieval.load import load_corpus
    from deepnews.retrieval.load.metadata import language_of
    from deepnews.retrieval.load.text import decoded

    if not article.is_file():
        raise UsageError(f"There is no file {str(article)!r}.", hint="Name an article.")
    if article.suffix.lower() in (".md", ".txt"):
        text = decoded(article.read_bytes())
    else:
        text = load_corpus([str(article)], cache_dir=settings.cache_dir / "sources").documents[0].text
    return text, "zh" if language_of(text) == "zh" else "en"
