"""Web addresses: what is fetched, what is refused, and nothing from inside the own network."""

from __future__ import annotations

import datetime as dt
import gzip
import threading
import time
from collections.abc import Iterator
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from deepnews.errors import NoSourcesError, SourceError
from deepnews.retrieval.load import LoadLimits, load_corpus
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


def test_a_redirect_into_the_own_network_is_refused(site: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """The first address passes the check, as a public one would; the one it leads to does not."""
    from deepnews.retrieval.load import url

    look_up = url._refuse_private
    public = f"{site}/moved"

    def as_if_public(address: str, limits: LoadLimits) -> None:
        if address != public:
            look_up(address, limits)

    monkeypatch.setattr(url, "_refuse_private", as_if_public)
    with pytest.raises(SourceError, match="private network"):
        fetch(public, LoadLimits())


def test_a_name_that_changes_its_address_after_the_check_is_refused(site: str, monkeypatch: pytest.MonkeyPatch) -> None:
    from deepnews.retrieval.load import url

    monkeypatch.setattr(url, "_refuse_private", lambda address, limits: None)
    with pytest.raises(SourceError, match="private network"):
        fetch(f"{site}/page", LoadLimits())
