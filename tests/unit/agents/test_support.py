"""The weights of the checker and the model they were fitted with belong together."""

from __future__ import annotations

import pytest

from deepnews.agents import support
from deepnews.agents.logistic import stored_fit
from deepnews.agents.support import EMBEDDED, stored_support
from deepnews.errors import WeightsError


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
