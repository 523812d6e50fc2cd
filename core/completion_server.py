"""The server of llama.cpp asked for what its chat interface does not tell: tokens and their probabilities."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any, Final, Protocol

from deepnews.errors import ModelReplyError, ModelUnavailableError

N_TOP: Final = 256
"""Likeliest tokens of which the server tells the probability; the rest counts as if each were like the last of them."""


class Client(Protocol):
    """What posts to the server."""

    def post(self, path: str, /, *, json: Any) -> Any:
        """The reply of the server."""


@contextmanager
def completions(address: str, *, timeout_s: float, hint: str) -> Iterator[Client]:
    """A client of the server at `address` for a block.

    Raises ModelUnavailableError when the server cannot be reached, ModelReplyError, with `hint`, when the block finds
    that a reply lacks what it should tell.
    """
    import httpx

    with httpx.Client(base_url=address, timeout=timeout_s, trust_env=False) as client:
        try:
            yield client
        except httpx.HTTPError as error:
            raise ModelUnavailableError(f"The local model does not answer: {error}", hint="Try again.") from error
        except (KeyError, IndexError, TypeError, ValueError) as error:
            raise ModelReplyError("The local model told no token probabilities.", hint=hint) from error


def posted(client: Client, path: str, body: Mapping[str, Any]) -> Any:
    """The JSON of the reply; raises httpx.HTTPError for a refusal, ValueError for a reply that is none."""
    response = client.post(path, json=body)
    response.raise_for_status()
    return response.json()
