"""How likely the tokens of a given text are under a model of llama.cpp: its server is made to write them, one by one.

The server tells the probabilities of what it generates and not of what it reads. So each token is generated, forced by
a bias that does not enter the probabilities it tells (they are those of the bare logits); what was read before is kept.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

from pydantic import Field

from deepnews.completion_server import N_TOP, completions, posted
from deepnews.frozen import Frozen

_BIAS = 1e5
_LEAST_LOGPROB = -100.0
"""Under it the server means "never"."""


class TokenStep(Frozen):
    """One token of a text, and what the model expected in its place; in nats."""

    surprisal: float = Field(ge=0.0)
    """-log of the token's probability."""
    entropy: float = Field(ge=0.0)
    """Expected surprisal."""
    variance: float = Field(ge=0.0)
    """Variance of the surprisal that was to be expected."""


def token_steps(address: str, text: str, *, n_tokens_most: int, timeout_s: float) -> tuple[TokenStep, ...]:
    """A step for each token of `text` after its first, up to `n_tokens_most`, from the server at `address`.

    Raises ModelUnavailableError when the server cannot be reached, ModelReplyError when it tells no probabilities.
    """
    with completions(address, timeout_s=timeout_s, hint="Use the default model.") as client:
        tokens = posted(client, "/tokenize", {"content": text, "add_special": False})["tokens"]
        ids = [int(t) for t in tokens[: n_tokens_most + 1]]
        return tuple(_step(posted(client, "/completion", _body(ids, i)), ids[i]) for i in range(1, len(ids)))


def step_of(logprob: float, top: Sequence[float]) -> TokenStep:
    """The step of a token with that log-probability, where the likeliest tokens had those of `top`."""
    known = [v for v in top if v > _LEAST_LOGPROB]
    last = min(known)
    rest = max(0.0, 1.0 - sum(map(math.exp, known)))
    expected = sum(-v * math.exp(v) for v in known) - rest * last
    square = sum(v * v * math.exp(v) for v in known) + rest * last * last
    variance = max(0.0, square - expected * expected)
    return TokenStep(surprisal=max(0.0, -max(logprob, _LEAST_LOGPROB)), entropy=max(0.0, expected), variance=variance)


def _body(ids: Sequence[int], i: int) -> dict[str, Any]:
    return {
        "prompt": list(ids[:i]),
        "n_predict": 1,
        "n_probs": N_TOP,
        "logit_bias": [[ids[i], _BIAS]],
        "temperature": 0.0,
        "cache_prompt": True,
    }


def _step(reply: Any, token: int) -> TokenStep:
    told = reply["completion_probabilities"][0]
    if int(told["id"]) != token:
        raise ValueError(f"the server wrote token {told['id']} for {token}")
    return step_of(float(told["logprob"]), [float(t["logprob"]) for t in told["top_logprobs"]])
