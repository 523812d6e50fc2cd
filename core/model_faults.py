"""What can go wrong with a model server, as errors that say what to do; never with the API key in them."""

from __future__ import annotations

import email.utils
import re
import time
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from deepnews.errors import DeepNewsError, ModelReplyError, ModelTimeoutError, ModelUnavailableError

MAX_WAIT_S = 60.0
_N_CHARS_DETAIL = 200
_N_CHARS_KEY_MIN = 6
"""Shorter keys are stand-ins for servers that want none."""
_WEB_PAGE = re.compile(r"<\s*(?:!doctype\s+html|html|head|body)\b", re.I)
_PASSING_STATUS = frozenset({408, 409, 425, 429})
_NO_CHAT = "sent what is no chat reply"


class PassingFault(Exception):  # noqa: N818 -- wraps the error that is shown; never shown itself
    """A fault that another try may mend."""

    def __init__(self, error: DeepNewsError, *, wait_s: float | None = None, n_tries_max: int | None = None) -> None:
        super().__init__(str(error))
        self.error = error
        self.wait_s = wait_s
        """Seconds the server asks us to wait."""
        self.n_tries_max = n_tries_max
        """Ceiling of this fault's own, for faults that are slow to show."""


class FaultNamer:
    """Turns the exceptions of the client libraries into ours."""

    def __init__(self, *, base_url: str | None, model: str, api_key: str) -> None:
        self.where = host_of(base_url)
        self._model = model
        self._key = api_key

    def named(self, error: Exception) -> Exception:
        """The fault as one of ours; one that may pass is a `PassingFault`; an unknown one comes back as it is."""
        import openai

        if isinstance(error, openai.APITimeoutError):
            return self._timeout()
        if isinstance(error, openai.APIConnectionError):
            return self._connection(error)
        if isinstance(error, openai.APIStatusError):
            return self._status(error)
        known = openai.OpenAIError | ValueError | TypeError | KeyError | AttributeError | IndexError
        return self._malformed(error) if isinstance(error, known) else error

    def broken(self, what: str) -> PassingFault:
        """The fault of a reply that arrived and cannot be used."""
        hint = "Try again; if it stays so, choose another --model."
        return PassingFault(ModelReplyError(f"{self.where} {what}.", hint=hint))

    def masked(self, text: str) -> str:
        """`text` without the API key, shortened."""
        hidden = text.replace(self._key, "***") if len(self._key) >= _N_CHARS_KEY_MIN else text
        return " ".join(hidden.split())[:_N_CHARS_DETAIL]

    def tells_key(self, error: Exception) -> bool:
        """True when the text of `error` holds the API key, so that it must not be shown even as a cause."""
        return len(self._key) >= _N_CHARS_KEY_MIN and self._key in f"{error}{error.__cause__}"

    def _timeout(self) -> PassingFault:
        hint = "Raise DEEPNEWS_TIMEOUT_S, or see whether the server is overloaded."
        return PassingFault(ModelTimeoutError(f"{self.where} did not answer in time.", hint=hint), n_tries_max=2)

    def _connection(self, error: Exception) -> PassingFault:
        # By name: the client may be built on another HTTP library than the one installed here.
        if type(error.__cause__).__name__ in ("RemoteProtocolError", "ReadError"):
            return self.broken("broke off its answer")
        hint = "Check --base-url, that the server runs, and the network."
        return PassingFault(ModelUnavailableError(f"{self.where} cannot be reached.", hint=hint))

    def _status(self, error: Any) -> Exception:
        status = int(error.status_code)
        final = self._final(status, str(getattr(error, "code", None)))
        if final is not None:
            return final
        if status in _PASSING_STATUS or status >= 500:
            return self._overload(status, retry_after_s(error.response.headers))
        hint = "Check --model; the server may not know an option that is sent, or its context may be too small."
        return ModelReplyError(
            f"{self.where} refuses the request (HTTP {status}: {self.masked(str(error))}).", hint=hint
        )

    def _final(self, status: int, code: str) -> ModelUnavailableError | None:
        """The fault that no further try can mend; None when the status says nothing of the kind."""
        if status in (401, 403):
            hint = "Set OPENAI_API_KEY (or DEEPNEWS_API_KEY) to a key that is valid there."
            return ModelUnavailableError(f"{self.where} refuses the API key (HTTP {status}).", hint=hint)
        if status == 402 or code == "insufficient_quota":
            hint = "Top up the account, or choose another --model."
            return ModelUnavailableError(f"{self.where} says that the account is out of credit.", hint=hint)
        if status in (404, 405):
            hint = "Check --model and --base-url (it often ends in /v1)."
            message = f"{self.where} knows no model '{self._model}', or its address is another (HTTP {status})."
            return ModelUnavailableError(message, hint=hint)
        return None

    def _overload(self, status: int, wait_s: float | None) -> Exception:
        what = "asks for fewer requests" if status == 429 else "fails"
        if wait_s is not None and wait_s > MAX_WAIT_S:
            hint = f"It wants {wait_s:.0f} s of rest: run the command again later; what is done is kept."
            return ModelUnavailableError(f"{self.where} {what} (HTTP {status}).", hint=hint)
        fault = ModelUnavailableError(f"{self.where} {what} (HTTP {status}).", hint="Try later, or another --base-url.")
        return PassingFault(fault, wait_s=wait_s)

    def _malformed(self, error: Exception) -> Exception:
        """HTML and the like: a wrong address, which stays wrong; anything else may pass."""
        text = _body(error) or str(error)
        hint = "Check --base-url: it must be an OpenAI-compatible address, often ending in /v1."
        if _WEB_PAGE.search(text) or "text/html" in _content_type(error):
            return ModelReplyError(f"{self.where} answers with a web page, not with a chat reply.", hint=hint)
        return PassingFault(ModelReplyError(f"{self.where} {_NO_CHAT} ({self.masked(text)}).", hint=hint))


def host_of(base_url: str | None) -> str:
    """Host and port of `base_url`, without any user name or password in it."""
    if not base_url:
        return "The model's server"
    parts = urlsplit(base_url)
    return f"{parts.hostname or base_url}{f':{parts.port}' if parts.port else ''}"


def retry_after_s(headers: Mapping[str, str]) -> float | None:
    """Seconds that a ``Retry-After`` header asks for, given as number or as date; None without one."""
    value = headers.get("retry-after", "").strip()
    try:
        return max(0.0, float(value))
    except ValueError:
        pass
    moment = email.utils.parsedate_tz(value) if value else None
    return max(0.0, email.utils.mktime_tz(moment) - time.time()) if moment else None


def _body(error: Exception) -> str:
    response = getattr(error, "response", None)
    return str(getattr(response, "text", "") or "")


def _content_type(error: Exception) -> str:
    headers = getattr(getattr(error, "response", None), "headers", None) or {}
    return str(headers.get("content-type", ""))
