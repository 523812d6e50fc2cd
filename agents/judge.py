"""A language model as judge of claims, shown their evidence."""

from __future__ import annotations

from collections.abc import Sequence

from deepnews.agents.entail import JUDGE_LANGUAGE, Answer, EntailmentAsker
from deepnews.agents.evidence_search import EvidenceSearch
from deepnews.llm import ChatModel
from deepnews.prompts.render import prompt_id
from deepnews.schemas.facts import Fact, Span


class Judge:
    """Asks a model over the documents of a search."""

    def __init__(self, model: ChatModel, search: EvidenceSearch) -> None:
        self.model = model
        self._search = search
        self._asker = EntailmentAsker(model, search.documents, search.language)

    @property
    def judge_id(self) -> str:
        """What weights are fitted for; empty for a model that tells no probabilities."""
        return judge_id_of(self.model) if self.model.profile.tells_probs else ""

    @property
    def may_refute(self) -> bool:
        """False for a small model: its "no" alone does not call a claim wrong."""
        return self.model.profile.name != "small"

    def answer(self, text: str, facts: Sequence[Fact]) -> Answer:
        """Whether the Facts say `text`; raises ModelError when the model cannot tell."""
        return self._asker.ask(text, self._shown(facts))

    def prob(self, text: str, facts: Sequence[Fact]) -> float:
        """Probability, 0 to 1, that they do, by a model that tells probabilities; 0 without Facts.

        Raises ModelError when it cannot tell.
        """
        return self._asker.yes_share(text, self._shown(facts)) if facts else 0.0

    def _shown(self, facts: Sequence[Fact]) -> list[Span]:
        """The spans, each place once; a single one with its neighbouring sentences, which tell who "he" is."""
        spans = [s for f in facts for s in f.spans]
        if len(spans) == 1:
            return [self._search.context(spans[0])]
        return list(dict.fromkeys(spans))


def judge_id_of(model: ChatModel) -> str:
    """Model and question; without the decoder, which plays no part in one word."""
    return f"{model.model_id.partition('+')[0]} {prompt_id('judge', JUDGE_LANGUAGE)}"
