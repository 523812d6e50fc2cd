"""Web addresses: fetched with limits, never from inside the own network."""

from __future__ import annotations

import ipaddress
import socket
import time
from pathlib import PurePosixPath
from typing import TYPE_CHECKING
from urllib.parse import urljoin, urlsplit
from urllib.request import getproxies

from deepnews.errors import SourceError
from deepnews.retrieval.load.limits import LoadLimits
from deepnews.schemas.base import Record

if TYPE_CHECKING:
    import httpx

_MAX_REDIRECTS = 5
_UNTYPED = ("", "application/octet-stream", "binary/octet-stream")
_PRIVATE = "it leads into a private network and is not fetched; save the page as a file"
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
    """The content of `url`; raises SourceError when it cannot or must not be fetched."""
    import httpx

    try:
        with httpx.Client(timeout=limits.url_timeout_s, follow_redirects=False) as client:
            for _ in range(_MAX_REDIRECTS + 1):
                _refuse_private(url, limits)
                with client.stream("GET", url) as response:
                    if response.has_redirect_location:
                        url = urljoin(url, response.headers["location"])
                        continue
                    _refuse_private_peer(response, limits)
                    return Fetched(content=_content(response, limits), suffix=_suffix(response, url))
    except httpx.TimeoutException as error:
        raise SourceError("it did not answer in time; try later or save the page as a file") from error
    except (httpx.HTTPError, httpx.InvalidURL, ValueError) as error:  # urllib refuses a bad port with a ValueError
        raise SourceError(f"it cannot be fetched ({type(error).__name__}); check the address") from error
    raise SourceError("it redirects too often; give the final address")


def _content(response: httpx.Response, limits: LoadLimits) -> bytes:
    if response.status_code != 200:
        raise SourceError(f"its server answers HTTP {response.status_code}; check the address")
    content = bytearray()
    deadline = time.monotonic() + limits.url_total_s
    for block in response.iter_bytes():
        content += block
        if len(content) > limits.max_file_bytes:
            raise SourceError(f"it is larger than {limits.max_file_bytes:,} bytes; save the part you need as a file")
        if time.monotonic() > deadline:
            raise SourceError("it did not arrive in time; try later or save the page as a file")
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


def _refuse_private_peer(response: httpx.Response, limits: LoadLimits) -> None:
    """Nothing; raises SourceError when a host name that looked public was answered from inside the own network."""
    stream = response.extensions.get("network_stream")
    peer = stream.get_extra_info("server_addr") if stream is not None else None
    if peer and not limits.allow_private_urls and not getproxies() and not _is_public(peer[0]):
        raise SourceError(_PRIVATE)


def _is_public(host: str) -> bool:
    address = ipaddress.ip_address(host.split("%")[0])
    return (getattr(address, "ipv4_mapped", None) or address).is_global


def _refuse_private(url: str, limits: LoadLimits) -> None:
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise SourceError("it leads to an address that is not http or https")
    if limits.allow_private_urls:
        return
    try:
        found = socket.getaddrinfo(parts.hostname, parts.port or 443, proto=socket.IPPROTO_TCP)
    except (OSError, UnicodeError) as error:
        raise SourceError("its host is not known; check the address") from error
    if not all(_is_public(str(entry[4][0])) for entry in found):
        raise SourceError(_PRIVATE)
