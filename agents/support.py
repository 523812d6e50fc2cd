"""One calibrated probability for a claim: what rules, overlap, the embedded model and a judge say, weighed by a fit."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Final, Literal, NamedTuple, Protocol

from deepnews.agents.embedded import EmbeddedScorer
from deepnews.agents.logistic import LanguageFit, sigmoid, stored_fit
from deepnews.agents.settle import Settled
from deepnews.agents.support_features import Features, support_features
from deepnews.errors import WeightsError
from deepnews.schemas.base import Language
from deepnews.schemas.corpus import SourceDocument
from deepnews.schemas.facts import Fact

FitName = Literal["rules", "fused", "judged"]
EMBEDDED: Final = "embedded"
"""Name of the feature that is the logit of the embedded model."""
JUDGED: Final = "judged"
"""Name of the feature that is the logit of a language model's yes."""
_N_DOCUMENTS: Final = 2
"""Documents whose evidence the embedded model reads."""
_EPSILON: Final = 1e-4


class PairModel(Protocol):
    """Anything that judges a claim by a text alone."""

    @property
    def model_id(self) -> str:
        """Name and hash or place of the weights."""

    def score(self, pairs: Sequence[tuple[str, str]]) -> list[float]:
        """Probability of support, 0 to 1, for each (document, claim); raises ModelError when it cannot tell."""


class EvidenceJudge(Protocol):
    """Anything that reads Facts and says how sure it is that they bear out a text."""

    @property
    def judge_id(self) -> str:
        """What weights are fitted for."""

    def prob(self, text: str, facts: Sequence[Fact]) -> float:
        """Probability of support, 0 to 1; raises ModelError when it cannot tell."""


class Weighed(NamedTuple):
    """What the fit makes of a claim."""

    prob: float
    """Calibrated probability of support."""
    threshold: float
    """Probability from which a claim is called supported."""

    @property
    def is_enough(self) -> bool:
        """True when the claim is called supported."""
        return self.prob >= self.threshold

    def with_answer(self, prob: float) -> Weighed:
        """The same, and a model's answer that by itself means `prob`, as two pieces of evidence."""
        return Weighed(sigmoid(logit(self.prob) + logit(prob)), self.threshold)


class Support:
    """Weighs the evidence of claims against given documents."""

    def __init__(
        self,
        fit: LanguageFit,
        documents: Mapping[str, SourceDocument],
        language: Language,
        embedded: PairModel | None = None,
        judge: EvidenceJudge | None = None,
    ) -> None:
        self.fit = fit
        self._judge = judge
        self._documents = documents
        self._language: Language = language
        self._embedded = embedded

    @property
    def asks_model(self) -> bool:
        """True when the embedded model is weighed."""
        return EMBEDDED in self.fit.features

    @property
    def asks_judge(self) -> bool:
        """True when a judge is weighed."""
        return JUDGED in self.fit.features

    @property
    def model_id(self) -> str:
        """Name and hash of the embedded model; empty when the fit does not weigh it."""
        return (self._embedded or shipped_model()).model_id if self.asks_model else ""

    def weigh(self, text: str, facts: Sequence[Fact], settled: Settled) -> Weighed:
        """The probability that the Facts, and the documents they stand in, bear out `text`; 0 without Facts.

        Raises ModelError when a model is weighed and cannot be run.
        """
        prob = self.fit.prob(self.features(text, facts, settled)) if facts else 0.0
        return Weighed(prob, self.fit.threshold)

    def features(self, text: str, facts: Sequence[Fact], settled: Settled) -> Features:
        """Features of rules and overlap, and of the models that the fit weighs."""
        found = dict(support_features(text, facts, settled, self._documents, self._language))
        if self.asks_model:
            found[EMBEDDED] = self._embedded_logit(text, facts)
        if self.asks_judge:
            if self._judge is None:
                raise ValueError("the fit weighs a judge, and there is none")
            found[JUDGED] = logit(self._judge.prob(text, facts))
        return found

    def _embedded_logit(self, text: str, facts: Sequence[Fact]) -> float:
        """That of the document whose evidence supports the claim best."""
        evidence: dict[str, list[str]] = {}
        for fact in facts:
            evidence.setdefault(fact.doc_id, []).extend(span.text for span in fact.spans)
        joined = [" ".join(dict.fromkeys(spans)) for spans in evidence.values()][:_N_DOCUMENTS]
        model = self._embedded or shipped_model()
        return logit(max(model.score([(passage, text) for passage in joined]), default=0.0))


def logit(prob: float) -> float:
    """Log odds of a probability, which is kept off 0 and 1."""
    prob = min(1 - _EPSILON, max(_EPSILON, prob))
    return math.log(prob / (1 - prob))


@lru_cache(maxsize=1)
def shipped_model() -> PairModel:
    """The embedded model of the package, opened once; its weights are read at the first score."""
    return EmbeddedScorer()


def stored_support(
    name: FitName, documents: Mapping[str, SourceDocument], language: Language, judge: EvidenceJudge | None = None
) -> Support | None:
    """What weighs claims by the fit of that name that ships; None when none does for the language and the judge.

    Raises WeightsError when the embedded model is not the one that the fit was made with.
    """
    fit = stored_fit(name)
    if fit is None or language not in fit.languages or (fit.judge_id and (not judge or judge.judge_id != fit.judge_id)):
        return None
    needs_model = EMBEDDED in fit.languages[language].features
    if needs_model and shipped_model().model_id != fit.embedded_hash:
        raise WeightsError(
            f"The embedded model ({shipped_model().model_id}) is not the one that {name}.json was fitted with "
            f"({fit.embedded_hash}).",
            hint="Install the package again.",
        )
    return Support(fit.languages[language], documents, language, shipped_model() if needs_model else None, judge)
