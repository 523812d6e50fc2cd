"""The smoothness of an article, and of the human sources beside it, under the local model."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Final, Protocol

from deepnews.errors import UsageError
from deepnews.llm import ChatModel

if TYPE_CHECKING:
    from deepnews.local_model import LocalModel
    from deepnews.schemas.pacing import Smoothness
    from deepnews.settings import Settings
    from deepnews.token_probs import TokenStep

N_TOKENS: Final = 512
"""Tokens measured of the article, and of all its sources together."""
_LEAST_SHARE: Final = 64
"""Tokens measured of one source at least."""


class MeasuringModel(ChatModel, Protocol):
    """A model that also tells how likely the tokens of a text are."""

    def token_steps(self, text: str, n_tokens_most: int) -> tuple[TokenStep, ...]:
        """A step for each token after the first."""


def measure_smoothness(
    article: str, sources: Sequence[str], settings: Settings
) -> tuple[Smoothness | None, Smoothness | None]:
    """Figures of the article, and of the documents in `sources` (None without any); None where a text is too short.

    The first tokens of each text are measured. Raises UsageError unless the settings name a local model, ModelError
    when it cannot be asked, NoSourcesError when no source can be read.
    """
    _weights_name(settings)  # told before the sources are read
    texts = _texts(sources, settings) if sources else ()
    with closing(open_measuring(settings)) as model:
        return measured(model, [article]), measured(model, texts)


def measured(model: MeasuringModel, texts: Sequence[str]) -> Smoothness | None:
    """The smoothness of the first tokens of each text, `N_TOKENS` together at most; None where there are too few."""
    from deepnews.agents.pace.smoothness import smoothness_of

    share = max(_LEAST_SHARE, N_TOKENS // max(1, len(texts)))
    return smoothness_of([s for text in texts[: N_TOKENS // share] for s in model.token_steps(text, share)])


def open_measuring(settings: Settings) -> LocalModel:
    """The local model that the settings name; raises UsageError when they name another kind."""
    from deepnews.local_model import LocalModel

    name = _weights_name(settings)
    return LocalModel(Path(name) if name else None, settings)


def _weights_name(settings: Settings) -> str:
    kind, _, name = settings.model.partition(":")
    if kind != "local":
        raise UsageError(f"The model '{settings.model}' tells no token probabilities.", hint="Use --model local.")
    return name


def _texts(sources: Sequence[str], settings: Settings) -> tuple[str, ...]:
    from deepnews.retrieval.load import load_corpus

    corpus = load_corpus(tuple(sources), cache_dir=settings.cache_dir / "sources")
    return tuple(d.text for d in corpus.documents)
