"""The weights of the checker and the model they were fitted with belong together."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from deepnews.agents import support
from deepnews.agents.judge import judge_id_of
from deepnews.agents.logistic import stored_fit
from deepnews.agents.support import EMBEDDED, JUDGED, stored_support
from deepnews.errors import WeightsError
from deepnews.schemas.base import Language
from deepnews.schemas.facts import Fact
from deepnews.scripted_model import ScriptedModel


def test_another_embedded_model_than_the_fitted_one_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    class Other:
        model_id = "grounding-minilm-int8@000000000000"

        def score(self, pairs: list[tuple[str, str]]) -> list[float]:
            return [1.0 for _ in pairs]

    monkeypatch.setattr(support, "shipped_model", Other)
    with pytest.raises(WeightsError, match="not the one"):
        stored_support("fused", {}, "en")
    assert stored_support("fused", {}, "zh") is not None


def test_what_ships_fits_together() -> None:
    fit, weighed = stored_fit("fused"), stored_support("fused", {}, "en")
    assert fit is not None and weighed is not None
    assert EMBEDDED in fit.languages["en"].features
    assert weighed.model_id == fit.embedded_hash


class Told:
    """A judge of that id that is always sure."""

    def __init__(self, judge_id: str) -> None:
        self.judge_id = judge_id

    def prob(self, text: str, facts: Sequence[Fact]) -> float:
        return 1.0


@pytest.mark.parametrize("language", ["en", "zh"])
def test_weights_for_a_judge_are_those_of_its_model_and_its_question(language: Language) -> None:
    fit = stored_fit("judged")
    assert fit is not None and JUDGED in fit.languages[language].features
    assert stored_support("judged", {}, language, Told(fit.judge_id)) is not None
    assert stored_support("judged", {}, language, Told(fit.judge_id + "x")) is None
    assert stored_support("judged", {}, language) is None


def test_the_question_is_the_one_that_the_weights_were_fitted_for() -> None:
    fit, other = stored_fit("judged"), judge_id_of(ScriptedModel())
    assert fit is not None
    assert fit.judge_id.split()[1:] == other.split()[1:], "fit judged.json anew: python tests/bench/left_out.py --judge"
