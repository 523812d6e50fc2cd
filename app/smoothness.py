"""The smoothness of an article, and of the human sources beside it, under the local model."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Final

from deepnews.errors import UsageError

if TYPE_CHECKING:
    from deepnews.schemas.pacing import Smoothness
    from deepnews.settings import Settings

N_TOKENS: Final = 512
"""Tokens measured of the article, and of all its sources together."""
LEAST_SHARE: Final = 64
"""Tokens measured of one source at least."""


def measure_smoothness(
    article: str, sources: Sequence[str], settings: Settings
) -> tuple[Smoothness | None, Smoothness | None]:
    """Figures of the article, and of the documents in `sources` (None without any); None where a text is too short.

    The first tokens of each text are measured. Raises UsageError unless the settings name a local model, ModelError
    when it cannot be asked, NoSourcesError when no source can be read.
    """
    from deepnews.agents.pace.smoothness import smoothness_of
    from deepnews.local_model import LocalModel

    weights = local_weights(settings)
    texts = _texts(sources, settings) if sources else ()
    with closing(LocalModel(weights, settings)) as model:
        own = smoothness_of(model.token_steps(article, N_TOKENS))
        share = max(LEAST_SHARE, N_TOKENS // max(1, len(texts)))
        steps = [s for text in texts[: N_TOKENS // LEAST_SHARE] for s in model.token_steps(text, share)]
    return own, smoothness_of(steps)


def local_weights(settings: Settings) -> Path | None:
    """The file of the local model that the settings name, None for the default one; UsageError for another model."""
    kind, _, name = settings.model.partition(":")
    if kind != "local":
        raise UsageError(f"The model '{settings.model}' tells no token probabilities.", hint="Use --model local.")
    return Path(name) if name else None


def _texts(sources: Sequence[str], settings: Settings) -> tuple[str, ...]:
    from deepnews.retrieval.load import load_corpus

    corpus = load_corpus(tuple(sources), cache_dir=settings.cache_dir / "sources")
    return tuple(d.text for d in corpus.documents)
