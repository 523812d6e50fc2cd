"""Network addresses a source may be fetched from: looked up once, checked, and connected to as they were checked."""

from __future__ import annotations

import ipaddress
import socket
from urllib.parse import urlsplit

from deepnews.errors import SourceError
from deepnews.schemas.base import Record

PRIVATE = "it leads into a private network and is not fetched; save the page as a file"
_TRANSLATED = ipaddress.ip_network("64:ff9b::/96")
"""IPv6 addresses that stand for an IPv4 address behind a translator (RFC 6052)."""

_Address = ipaddress.IPv4Address | ipaddress.IPv6Address


class Target(Record):
    """Where a URL leads."""

    host: str
    """Name or address as the URL has it."""
    addresses: tuple[str, ...]
    """What the name stood for when it was looked up, every one of them allowed."""


def is_public(address: str) -> bool:
    """True for an address anybody may reach: not private, loopback, link-local, shared, reserved or multicast.

    An IPv4 address carried inside an IPv6 one counts as itself.
    """
    return all(_is_open(part) for part in _carried(ipaddress.ip_address(address.split("%")[0])))


def _is_open(address: _Address) -> bool:
    closed = address.is_multicast or address.is_reserved or address.is_unspecified or address.is_link_local
    return address.is_global and not closed and not getattr(address, "is_site_local", False)


def _carried(address: _Address) -> list[_Address]:
    """The address itself, or the IPv4 addresses inside an IPv6 one."""
    if isinstance(address, ipaddress.IPv4Address):
        return [address]
    if address.ipv4_mapped is not None:
        return [address.ipv4_mapped]
    if address.teredo is not None:
        return list(address.teredo)
    if address.sixtofour is not None:
        return [address.sixtofour]
    if address in _TRANSLATED:
        return [ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)]
    return [address]


def target_of(url: str, *, allow_private: bool) -> Target:
    """The target of `url`; raises SourceError when it must not be fetched or its host is not known.

    Every address of the name must be public, since nobody knows which one a connection would take.
    """
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise SourceError("it leads to an address that is not http or https")
    if parts.username is not None or parts.password is not None:
        raise SourceError("its address holds a user name or password, which would be shown; save the page as a file")
    try:
        found = socket.getaddrinfo(parts.hostname, parts.port or 443, proto=socket.IPPROTO_TCP)
    except (OSError, UnicodeError) as error:
        raise SourceError("its host is not known; check the address") from error
    addresses = tuple(dict.fromkeys(str(entry[4][0]) for entry in found))
    if not allow_private and not all(map(is_public, addresses)):
        raise SourceError(PRIVATE)
    return Target(host=parts.hostname, addresses=addresses)
