"""Web addresses: fetched with limits, never from inside the own network."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Any
from urllib.parse import urljoin, urlsplit

from deepnews.errors import SourceError
from deepnews.retrieval.load.address import Target, target_of
from deepnews.retrieval.load.limits import LoadLimits
from deepnews.schemas.base import Record

if TYPE_CHECKING:
    import httpx

_MAX_REDIRECTS = 5
_UNTYPED = ("", "application/octet-stream", "binary/octet-stream")
_N_ADDRESSES = 3
"""Addresses of one host that are tried, in the order the system names them."""
_SUFFIXES = {
    "text/html": ".html",
    "application/xhtml+xml": ".html",
    "text/plain": ".txt",
    "text/markdown": ".md",
    "application/pdf": ".pdf",
    "text/csv": ".csv",
    "application/json": ".json",
    "application/epub+zip": ".epub",
    "message/rfc822": ".eml",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": ".docx",
    "application/vnd.openxmlformats-officedocument.presentationml.presentation": ".pptx",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": ".xlsx",
}


class Fetched(Record):
    """A page as it came."""

    content: bytes
    suffix: str
    """File ending that stands for its type."""


def is_url(source: str) -> bool:
    """True for http and https addresses."""
    return source.lower().startswith(("http://", "https://"))


def fetch(url: str, limits: LoadLimits) -> Fetched:
    """The content of `url`; raises SourceError when it cannot or must not be fetched.

    Every address on the way, redirects included, is looked up once and checked, and the connection is made to the
    address that was checked.
    """
    import httpx

    watch = _Watch(limits.url_total_s)
    try:
        with watch, httpx.Client(timeout=limits.url_timeout_s, follow_redirects=False) as client:
            for _ in range(_MAX_REDIRECTS + 1):
                with _answer(client, url, limits, watch) as response:
                    if response.has_redirect_location:
                        url = urljoin(url, response.headers["location"])
                        continue
                    return Fetched(content=_content(response, limits, watch), suffix=_suffix(response, url))
    except httpx.TimeoutException as error:
        raise SourceError("it did not answer in time; try later or save the page as a file") from error
    except (httpx.HTTPError, httpx.InvalidURL, ValueError) as error:  # urllib refuses a bad port with a ValueError
        watch.check()
        raise SourceError(f"it cannot be fetched ({type(error).__name__}); check the address") from error
    raise SourceError("it redirects too often; give the final address")


@contextmanager
def _answer(client: httpx.Client, url: str, limits: LoadLimits, watch: _Watch) -> Iterator[httpx.Response]:
    """The answer of the first address of `url` that takes a connection."""
    import httpx

    target = target_of(url, allow_private=limits.allow_private_urls)
    addresses = target.addresses[:_N_ADDRESSES]
    for address in addresses:
        request = _request(client, url, target, address, watch)
        try:
            response = client.send(request, stream=True)
        except (httpx.ConnectError, httpx.ConnectTimeout):
            if address == addresses[-1]:
                raise
            continue
        try:
            yield response
        finally:
            response.close()
        return


def _request(client: httpx.Client, url: str, target: Target, address: str, watch: _Watch) -> httpx.Request:
    """A request that goes to `address` and asks, in its header and its certificate check, for the host of the URL."""
    import httpx

    whole = httpx.URL(url)
    request = client.build_request("GET", whole.copy_with(host=address))
    request.headers["Host"] = whole.netloc.decode("ascii")
    request.extensions = {**request.extensions, "sni_hostname": target.host, "trace": watch.saw}
    return request


class _Watch:
    """Ends a fetch at its deadline, whatever a server that sends a byte at a time is doing."""

    def __init__(self, total_s: float) -> None:
        self._deadline = time.monotonic() + total_s
        self._timer = threading.Timer(total_s, self._cut)
        self._timer.daemon = True
        self._socket: socket.socket | None = None

    def __enter__(self) -> None:
        self._timer.start()

    def __exit__(self, *_: object) -> None:
        self._timer.cancel()

    def saw(self, event: str, info: Mapping[str, Any]) -> None:
        """Remember the connection in use; the hook of the HTTP library."""
        if event.endswith(("connect_tcp.complete", "start_tls.complete")):
            self._socket = info["return_value"].get_extra_info("socket")
            self.check()

    def check(self) -> None:
        """Raise SourceError once the time is up."""
        if time.monotonic() > self._deadline:
            raise SourceError("it did not arrive in time; try later or save the page as a file")

    def _cut(self) -> None:
        if self._socket is not None:
            with suppress(OSError):  # already closed: the fetch has ended by itself
                self._socket.shutdown(socket.SHUT_RDWR)


def _content(response: httpx.Response, limits: LoadLimits, watch: _Watch) -> bytes:
    if response.status_code != 200:
        raise SourceError(f"its server answers HTTP {response.status_code}; check the address")
    content = bytearray()
    for block in response.iter_bytes():
        content += block
        if len(content) > limits.max_file_bytes:
            raise SourceError(f"it is larger than {limits.max_file_bytes:,} bytes; save the part you need as a file")
        watch.check()
    watch.check()
    return bytes(content)


def _suffix(response: httpx.Response, url: str) -> str:
    """The ending for the type the server names; the address's own where the server names none."""
    kind = response.headers.get("content-type", "").split(";")[0].strip().lower()
    if kind in _SUFFIXES:
        return _SUFFIXES[kind]
    own = PurePosixPath(urlsplit(url).path).suffix.lower()
    if kind in _UNTYPED and own in _SUFFIXES.values():
        return own
    raise SourceError(f"its type '{kind[:60]}' is not supported; save it as a document")
