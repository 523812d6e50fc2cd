"""Top-H decoding: a word is drawn from the likeliest ones whose entropy stays under a share of the whole's.

After "Top-H Decoding: Adapting the Creativity and Coherence with Bounded Entropy in Text Generation" (arXiv
2509.02510): words are taken from the likeliest on, as long as the entropy of those taken, made to add up to 1, is at
most `alpha` times the entropy of all. llama.cpp has no such sampler, so each word is asked of its server by itself: it
tells what its own samplers (repetition, temperature) leave of the probabilities, and the word is drawn here.
"""

from __future__ import annotations

import math
import random
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from pydantic import JsonValue

from deepnews.completion_server import N_TOP, Client, completions, posted
from deepnews.llm import ChatReply, ChatRequest

ALPHA = 0.4
"""The share of the paper's experiments."""
_SAMPLERS: list[JsonValue] = ["penalties", "dry", "temperature"]


class Word(NamedTuple):
    """A token that may come next."""

    token: int
    text: bytes
    prob: float


class Drawn(NamedTuple):
    """What was drawn: text, and how many tokens it took."""

    text: str
    n_tokens: int
    is_whole: bool
    """False when it broke off at the most tokens."""


def n_kept(probs: Sequence[float], alpha: float = ALPHA) -> int:
    """How many of `probs`, likeliest first, Top-H keeps; at least one. What they lack of 1 counts for the entropy."""
    bound = alpha * entropy(probs)
    mass = weighted = 0.0
    for number, p in enumerate(probs):
        if p <= 0.0:
            return max(1, number)
        mass, weighted = mass + p, weighted + p * math.log(p)
        if number and math.log(mass) - weighted / mass > bound:
            return number
    return len(probs)


def entropy(probs: Sequence[float]) -> float:
    """Entropy of a distribution in nats, of which the likeliest `probs` are known."""
    known = [p for p in probs if p > 0.0]
    rest = max(0.0, 1.0 - sum(known))
    return -sum(p * math.log(p) for p in known) - (rest * math.log(known[-1]) if known else 0.0)


def draw(words: Sequence[Word], alpha: float, chance: random.Random) -> Word:
    """One of the words that Top-H keeps, by its probability; `words` stand likeliest first."""
    kept = words[: n_kept([w.prob for w in words], alpha)]
    return chance.choices(kept, weights=[w.prob for w in kept])[0]


def draw_text(
    client: Client,
    prompt: Sequence[int],
    options: Mapping[str, JsonValue],
    *,
    seed: int,
    n_tokens_most: int,
    end: bytes,
) -> Drawn:
    """Text after the tokens `prompt` up to the byte string `end`, word by word; `options` go to the server.

    Raises KeyError, IndexError or ValueError for a reply without probabilities, and what the client raises.
    """
    chance, tokens, text = random.Random(seed), list(prompt), b""
    for n_tokens in range(n_tokens_most):
        word = draw(_next_words(client, tokens, options), ALPHA, chance)
        before, found, _ = (text + word.text).partition(end)
        if found or not word.text:
            return Drawn((before if found else text).decode("utf-8", "ignore"), n_tokens + 1, True)
        tokens.append(word.token)
        text += word.text
    return Drawn(text.decode("utf-8", "ignore"), n_tokens_most, False)


def drawn_reply(
    address: str,
    messages: Sequence[JsonValue],
    body: Mapping[str, JsonValue],
    request: ChatRequest,
    *,
    timeout_s: float,
) -> ChatReply:
    """The rest of the JSON string that the last of `messages` begins, from the server at `address`.

    Raises ModelUnavailableError when the server cannot be reached, ModelReplyError when it tells no probabilities.
    """
    with completions(address, timeout_s=timeout_s, hint="Use another decoder: DEEPNEWS_DECODER=plain.") as client:
        prompt = posted(client, "/apply-template", {"messages": messages})["prompt"]
        tokens = posted(client, "/tokenize", {"content": prompt, "add_special": True, "parse_special": True})["tokens"]
        seed, most = request.seed, request.max_tokens
        drawn = draw_text(client, tokens, body, seed=seed, n_tokens_most=most, end=b'"')
    return ChatReply(
        text=drawn.text + '"}',
        n_prompt_tokens=len(tokens),
        n_output_tokens=drawn.n_tokens,
        finish_reason="stop" if drawn.is_whole else "length",
    )


def _next_words(client: Client, tokens: Sequence[int], options: Mapping[str, JsonValue]) -> list[Word]:
    """What the server would go on with, likeliest first; a token that shows nothing ends the text."""
    body = {**options, "prompt": list(tokens), "n_predict": 1, "n_probs": N_TOP, "post_sampling_probs": True}
    reply = posted(client, "/completion", {**body, "samplers": _SAMPLERS, "cache_prompt": True})
    told = reply["completion_probabilities"][0]["top_probs"]
    words = [Word(int(w["id"]), _shown(w), float(w["prob"])) for w in told]
    return sorted((w for w in words if w.prob > 0.0), key=lambda w: -w.prob)


def _shown(word: Mapping[str, Any]) -> bytes:
    return b"" if str(word["token"]).startswith("<|") else bytes(word["bytes"])
