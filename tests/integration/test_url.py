"""Web addresses: what is fetched, what is refused, and nothing from inside the own network."""

from __future__ import annotations

import datetime as dt
import gzip
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from deepnews.errors import NoSourcesError, SourceError
from deepnews.retrieval.load import LoadLimits, load_corpus
from deepnews.retrieval.load.address import is_public
from deepnews.retrieval.load.url import fetch, is_url

SENTENCE = "The mill at Hexcombe closed in May, and the foreman told the night shift at the gate on day {}."
PAGE = (
    '<!DOCTYPE html><html><head><title>The mill closes</title><meta name="author" content="Ann Lee">'
    '<meta property="article:published_time" content="2024-05-14"></head><body><article>'
    + "".join(f"<p>{SENTENCE.format(n)}</p>" for n in range(9))
    + "</article></body></html>"
).encode()
OPEN = LoadLimits(allow_private_urls=True, url_timeout_s=5, max_file_bytes=100_000)
REDIRECTS = {
    "/moved": "/page",
    "/inside": "http://inside.example/page",
    "/loop": "/loop",
    "/file": "file:///etc/passwd",
    "/bad": "http://[",
    "/port": "http://a:99999/",
}
BODIES = {
    "/page": ("text/html; charset=utf-8", PAGE),
    "/note.txt": ("text/plain", SENTENCE.format(1).encode()),
    "/typeless.md": ("application/octet-stream", SENTENCE.format(2).encode()),
    "/film": ("video/mp4", b"\0\1"),
    "/typeless": ("application/octet-stream", b"\0\1"),
    "/long": ("text/plain", b"x" * 100_001),
    "/empty": ("text/html", b""),
}


class Handler(BaseHTTPRequestHandler):
    """A small site with good pages and bad ones."""

    def log_message(self, format: str, *args: object) -> None:
        """Nothing: a test is silent."""

    def do_GET(self) -> None:
        with suppress(BrokenPipeError, ConnectionResetError):
            self.answer()

    def answer(self) -> None:
        if self.path in REDIRECTS:
            self.head(302, Location=REDIRECTS[self.path])
        elif self.path == "/not-modified":
            self.head(304)
        elif self.path == "/silent":
            time.sleep(1.5)
        elif self.path == "/drip":
            self.drip()
        elif self.path == "/drip-head":
            for byte in b"HTTP/1.1 200 OK\r\nX: " + b"y" * 30:
                self.wfile.write(bytes([byte]))
                time.sleep(0.05)
        elif self.path == "/packed":
            packed = gzip.compress(b"x" * 5_000_000)
            self.head(200, **{"Content-Type": "text/plain", "Content-Encoding": "gzip"})
            self.wfile.write(packed)
        elif self.path in BODIES:
            kind, body = BODIES[self.path]
            self.head(200, **{"Content-Type": kind, "Content-Length": str(len(body))})
            self.wfile.write(body)
        else:
            self.head(404)

    def head(self, status: int, **headers: str) -> None:
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()

    def drip(self) -> None:
        self.head(200, **{"Content-Type": "text/plain"})
        for _ in range(20):
            self.wfile.write(b"x")
            self.wfile.flush()
            time.sleep(0.1)


@pytest.fixture(autouse=True)
def no_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("http_proxy", "https_proxy", "all_proxy"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.upper(), raising=False)


@pytest.fixture(scope="module")
def site() -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("https://example.org/a", True),
        ("HTTP://x", True),
        ("http://[::1", True),
        ("ftp://x", False),
        ("folder/http:", False),
    ],
)
def test_what_is_an_address(source: str, expected: bool) -> None:
    assert is_url(source) is expected


@pytest.mark.parametrize("path", ["/page", "/moved"])
def test_a_page_becomes_a_document(site: str, path: str) -> None:
    document = load_corpus([site + path], cache_dir=None, limits=OPEN).documents[0]
    assert document.path == document.address == site + path
    assert (document.title, document.author, document.date) == ("The mill closes", "Ann Lee", dt.date(2024, 5, 14))
    assert document.media_type == "html"
    assert SENTENCE.format(3) in document.text


def test_the_ending_stands_in_for_a_missing_type(site: str) -> None:
    assert fetch(f"{site}/note.txt", OPEN).suffix == ".txt"
    assert fetch(f"{site}/typeless.md", OPEN).suffix == ".md"


@pytest.mark.parametrize(
    ("path", "reason"),
    [
        ("/none", "HTTP 404"),
        ("/not-modified", "HTTP 304"),
        ("/film", "'video/mp4' is not supported"),
        ("/typeless", "is not supported"),
        ("/long", "larger than 100,000 bytes"),
        ("/packed", "larger than 100,000 bytes"),
        ("/loop", "redirects too often"),
        ("/file", "not http or https"),
        ("/bad", "cannot be fetched"),
        ("/port", "cannot be fetched"),
    ],
)
def test_bad_answers_have_their_reason(site: str, path: str, reason: str) -> None:
    with pytest.raises(SourceError, match=reason):
        fetch(site + path, OPEN)


def test_a_bad_address_does_not_stop_the_good_ones(site: str) -> None:
    corpus = load_corpus([f"{site}/page", f"{site}/none", f"{site}/empty", "http://[::1"], cache_dir=None, limits=OPEN)
    assert [d.path for d in corpus.documents] == [f"{site}/page"]
    assert {s.path for s in corpus.skipped} == {f"{site}/none", f"{site}/empty", "http://[::1"}


def test_a_server_that_is_silent_or_slow_is_left(site: str) -> None:
    with pytest.raises(SourceError, match="did not answer in time"):
        fetch(f"{site}/silent", OPEN.model_copy(update={"url_timeout_s": 0.3}))
    with pytest.raises(SourceError, match="did not arrive in time"):
        fetch(f"{site}/drip", OPEN.model_copy(update={"url_total_s": 0.3}))
    with pytest.raises(SourceError, match="did not arrive in time"):
        fetch(f"{site}/drip-head", OPEN.model_copy(update={"url_total_s": 0.3}))


def test_nobody_listens() -> None:
    with pytest.raises(SourceError, match="cannot be fetched"):
        fetch("http://127.0.0.1:1/", OPEN)


PRIVATE = [
    "http://127.0.0.1:{port}/page",
    "http://localhost:{port}/page",
    "http://127.1:{port}/page",
    "http://2130706433:{port}/page",
    "http://0.0.0.0:{port}/page",
    "http://[::1]:{port}/page",
    "http://[::ffff:127.0.0.1]:{port}/page",
    "http://10.0.0.1/",
    "http://192.168.1.1/",
    "http://172.16.0.1/",
    "http://169.254.169.254/latest/meta-data/",
    "http://[fe80::1]/",
    "http://[fd00::1]/",
]


@pytest.mark.parametrize("address", PRIVATE)
def test_private_addresses_are_refused(site: str, address: str) -> None:
    with pytest.raises(SourceError, match=r"private network|host is not known"):
        fetch(address.format(port=site.rsplit(":", 1)[1]), LoadLimits())


def test_the_refusal_reaches_the_user(site: str) -> None:
    with pytest.raises(NoSourcesError, match="private network"):
        load_corpus([f"{site}/page"], cache_dir=None)


PUBLIC = "93.184.215.14"
Names = dict[str, list[str]]


@pytest.fixture
def names(site: str, monkeypatch: pytest.MonkeyPatch) -> Names:
    """Host names that stand, at each look-up in turn, for an address; connections to the public one reach the site."""
    known: Names = {}
    connect = socket.create_connection
    port = int(site.rsplit(":", 1)[1])

    def look_up(host: str, *_: object, **__: object) -> list[tuple[object, ...]]:
        address = known[host].pop(0) if len(known[host]) > 1 else known[host][0]
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, 0))]

    def reach(address: tuple[str, int], *args: Any, **kwargs: Any) -> socket.socket:
        known.setdefault("connected", []).append(address[0])
        with monkeypatch.context() as real:
            real.setattr(socket, "getaddrinfo", resolve)
            return connect(("127.0.0.1", port), *args, **kwargs)

    resolve = socket.getaddrinfo
    monkeypatch.setattr(socket, "getaddrinfo", look_up)
    monkeypatch.setattr(socket, "create_connection", reach)
    return known


def test_a_public_name_is_connected_at_the_address_that_was_checked(names: Names) -> None:
    names["herald.example"] = [PUBLIC]
    assert SENTENCE.format(1).encode() in fetch("http://herald.example/note.txt", LoadLimits()).content
    assert names["connected"] == [PUBLIC]


def test_a_name_that_changes_its_address_after_the_check_gains_nothing(names: Names) -> None:
    """DNS rebinding: the second look-up would lead inside; there is no second look-up."""
    names["rebind.example"] = [PUBLIC, "127.0.0.1"]
    fetch("http://rebind.example/note.txt", LoadLimits())
    assert names["connected"] == [PUBLIC]
    assert names["rebind.example"] == ["127.0.0.1"], "looked up once"


@pytest.mark.parametrize(
    "address", ["127.0.0.1", "10.1.2.3", "100.64.0.7", "169.254.169.254", "::1", "::ffff:10.0.0.1"]
)
def test_a_redirect_into_the_own_network_is_refused(names: Names, address: str) -> None:
    names["herald.example"], names["inside.example"] = [PUBLIC], [address]
    with pytest.raises(SourceError, match="private network"):
        fetch("http://herald.example/inside", LoadLimits())
    assert names["connected"] == [PUBLIC], "nothing was asked inside"


def test_one_private_address_among_several_is_enough_to_refuse(monkeypatch: pytest.MonkeyPatch) -> None:
    found = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (a, 0)) for a in (PUBLIC, "192.168.0.9")]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: found)
    with pytest.raises(SourceError, match="private network"):
        fetch("http://herald.example/", LoadLimits())


def test_an_address_with_a_password_is_refused() -> None:
    with pytest.raises(SourceError, match="user name or password") as caught:
        fetch("https://ann:sk-canary-1@herald.example/", LoadLimits())
    assert "sk-canary-1" not in str(caught.value)


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("8.8.8.8", True),
        ("2606:4700:4700::1111", True),
        ("10.0.0.1", False),
        ("172.31.255.255", False),
        ("100.64.0.1", False),
        ("127.8.8.8", False),
        ("169.254.169.254", False),
        ("224.0.0.1", False),
        ("239.255.255.250", False),
        ("255.255.255.255", False),
        ("0.0.0.0", False),
        ("::", False),
        ("::1", False),
        ("::127.0.0.1", False),
        ("::ffff:127.0.0.1", False),
        ("::ffff:8.8.8.8", True),
        ("64:ff9b::10.0.0.1", False),
        ("64:ff9b::8.8.8.8", True),
        ("2002:a00:1::", False),
        ("fe80::1%eth0", False),
        ("fec0::1", False),
        ("fd12::1", False),
        ("ff02::1", False),
    ],
)
def test_which_addresses_are_public(address: str, expected: bool) -> None:
    assert is_public(address) is expected
