"""Web addresses: fetched with limits, never from inside the own network."""

from __future__ import annotations

import ipaddress
import socket
from typing import Any
from urllib.parse import urljoin, urlsplit

from deepnews.errors import SourceError
from deepnews.retrieval.load.limits import LoadLimits
from deepnews.schemas.base import Record

_MAX_REDIRECTS = 5
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
    return urlsplit(source).scheme in ("http", "https")


def fetch(url: str, limits: LoadLimits) -> Fetched:
    """The content of `url`; raises SourceError when it cannot or must not be fetched."""
    import httpx

    try:
        with httpx.Client(timeout=limits.url_timeout_s, follow_redirects=False) as client:
            for _ in range(_MAX_REDIRECTS + 1):
                _refuse_private(url, limits)
                with client.stream("GET", url) as response:
                    if response.is_redirect:
                        url = urljoin(url, response.headers["location"])
                        continue
                    return _read(response, limits)
    except httpx.TimeoutException as error:
        raise SourceError("it did not answer in time; try later or save the page as a file") from error
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        raise SourceError(f"it cannot be fetched ({type(error).__name__}); check the address") from error
    raise SourceError("it redirects too often; give the final address")


def _read(response: Any, limits: LoadLimits) -> Fetched:
    status = response.status_code
    if status != 200:
        raise SourceError(f"its server answers HTTP {status}; check the address")
    content = b""
    for block in response.iter_bytes():
        content += block
        if len(content) > limits.max_file_bytes:
            raise SourceError(f"it is larger than {limits.max_file_bytes:,} bytes; save the part you need as a file")
    kind = response.headers.get("content-type", "").split(";")[0].strip().lower()
    if kind not in _SUFFIXES:
        raise SourceError(f"its type '{kind[:60]}' is not supported; save it as a document")
    return Fetched(content=content, suffix=_SUFFIXES[kind])


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
    for entry in found:
        address = ipaddress.ip_address(str(entry[4][0]).split("%")[0])
        if not address.is_global:
            raise SourceError("it leads into a private network and is not fetched")
