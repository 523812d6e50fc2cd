"""What models cost and how fast they are, from a table in YAML."""

from __future__ import annotations

import datetime as dt
from importlib.resources import files
from pathlib import Path
from typing import Final

import yaml
from pydantic import Field

from deepnews.errors import UsageError
from deepnews.frozen import Frozen
from deepnews.yaml_faults import YAML_FAULTS

_MTOK: Final = 1_000_000


class Usage(Frozen):
    """Tokens of model calls; cached ones are among the prompt tokens."""

    n_prompt_tokens: int = Field(default=0, ge=0)
    n_cached_tokens: int = Field(default=0, ge=0)
    n_output_tokens: int = Field(default=0, ge=0)

    @property
    def n_tokens(self) -> int:
        """Prompt and output tokens."""
        return self.n_prompt_tokens + self.n_output_tokens


class Price(Frozen):
    """US dollars for a million tokens."""

    input_usd: float = Field(ge=0.0, allow_inf_nan=False)
    cached_input_usd: float | None = Field(default=None, ge=0.0, allow_inf_nan=False)
    """Prompt tokens the server still knew; None: as `input_usd`."""
    output_usd: float = Field(ge=0.0, allow_inf_nan=False)
    as_of: dt.date | None = None
    """Day on which the price was looked up."""

    def cost_usd(self, usage: Usage) -> float:
        """US dollars that `usage` costs."""
        cached_usd = self.input_usd if self.cached_input_usd is None else self.cached_input_usd
        n_cached = min(usage.n_cached_tokens, usage.n_prompt_tokens)
        fresh = (usage.n_prompt_tokens - n_cached) * self.input_usd
        return (fresh + n_cached * cached_usd + usage.n_output_tokens * self.output_usd) / _MTOK


class Speed(Frozen):
    """Tokens a second of one article's calls."""

    input_tokens_per_s: float = Field(gt=0.0)
    output_tokens_per_s: float = Field(gt=0.0)


class PriceTable(Frozen):
    """Prices and speeds by model, as in ``openai:NAME``, or by kind of model, as in ``local``."""

    prices: dict[str, Price] = Field(default_factory=dict)
    speeds: dict[str, Speed] = Field(default_factory=dict)

    def price(self, model: str) -> Price | None:
        """The price of `model`; None when it is not known."""
        return self.prices.get(model) or self.prices.get(_kind(model))

    def speed(self, model: str) -> Speed | None:
        """The speed of `model`; None when it is not known."""
        return self.speeds.get(model) or self.speeds.get(_kind(model))

    def cost_usd(self, model: str, usage: Usage) -> float | None:
        """US dollars that `usage` costs; None when the price is not known."""
        price = self.price(model)
        return price.cost_usd(usage) if price else None


def load_prices(own: Path | None) -> PriceTable:
    """The table that ships, with what the file `own` says put over it; raises UsageError when that cannot be read."""
    shipped = _table(files("deepnews").joinpath("prices.yaml").read_text(encoding="utf-8"))
    if own is None:
        return shipped
    try:
        mine = _table(own.read_text(encoding="utf-8-sig"))
    except (OSError, *YAML_FAULTS) as error:
        what = " ".join(str(error).split())[:300]
        hint = "It looks like 'prices: {openai:NAME: {input_usd: 1.0, output_usd: 2.0}}'."
        raise UsageError(f"The price table {own} cannot be read: {what}.", hint=hint) from error
    return PriceTable(prices={**shipped.prices, **mine.prices}, speeds={**shipped.speeds, **mine.speeds})


def _table(text: str) -> PriceTable:
    return PriceTable.model_validate(yaml.safe_load(text) or {})


def _kind(model: str) -> str:
    return model.partition(":")[0]
