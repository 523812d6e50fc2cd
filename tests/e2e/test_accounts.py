"""Signing in by OIDC in Chromium: a provider on loopback says who somebody is, and changes stand under that name."""

from __future__ import annotations

import json
import shutil
import threading
import time
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, quote, urlsplit

import pytest
from joserfc import jwt
from joserfc.jwk import RSAKey
from playwright.sync_api import Browser, expect

from deepnews.app.export.signing import read_signatures

CLIENT = "desk"
PATIENCE_MS = 120_000


class Provider:
    """A provider of identities that lets everybody in as Ann Lee."""

    def __init__(self) -> None:
        self.key = RSAKey.generate_key(2048, {"kid": "k"})
        self.nonce = ""
        self.http = ThreadingHTTPServer(("127.0.0.1", 0), _handler(self))
        self.url = f"http://localhost:{self.http.server_port}"

    def metadata(self) -> dict[str, Any]:
        """Where its parts are."""
        places = {"authorization_endpoint": "authorize", "token_endpoint": "token", "jwks_uri": "jwks"}
        known = {name: f"{self.url}/{path}" for name, path in places.items()}
        return {"issuer": self.url, "id_token_signing_alg_values_supported": ["RS256"], **known}

    def token(self) -> dict[str, Any]:
        """Who signed in, signed."""
        now = int(time.time())
        who = {"sub": "1", "name": "Ann Lee", "email": "ann@example.org", "nonce": self.nonce}
        claims = {"iss": self.url, "aud": CLIENT, "iat": now, "exp": now + 600, **who}
        signed = jwt.encode({"alg": "RS256", "kid": "k"}, claims, self.key)
        return {"access_token": "a", "token_type": "Bearer", "expires_in": 600, "id_token": signed}


def _handler(provider: Provider) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            address = urlsplit(self.path)
            if address.path == "/authorize":
                asked = parse_qs(address.query)
                provider.nonce = asked["nonce"][0]
                self.send_response(302)
                self.send_header("Location", f"{asked['redirect_uri'][0]}?code=1&state={quote(asked['state'][0])}")
                self.end_headers()
            elif address.path == "/jwks":
                self._send({"keys": [provider.key.as_dict(private=False)]})
            else:
                self._send(provider.metadata())

        def do_POST(self) -> None:
            self.rfile.read(int(self.headers["Content-Length"]))
            self._send(provider.token())

        def _send(self, content: dict[str, Any]) -> None:
            body = json.dumps(content).encode()
            self.send_response(200)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: Any) -> None:
            """Nothing: tests do not print."""

    return Handler


@pytest.fixture
def provider() -> Iterator[Provider]:
    """A provider at work until the test ends."""
    made = Provider()
    thread = threading.Thread(target=made.http.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    yield made
    made.http.shutdown()
    made.http.server_close()
    thread.join()


def test_who_signs_in_by_an_account_signs_under_that_name(
    browser: Browser,
    provider: Provider,
    make_desk: Callable[..., Any],
    world: dict[str, str],
    red_run: Callable[[str], Path],
    tmp_path: Path,
) -> None:
    folder = tmp_path / "runs" / "red"
    shutil.copytree(red_run("en"), folder)
    desk = make_desk(tmp_path / "runs", {**world, "HOME": str(tmp_path)})
    secrets = tmp_path / ".streamlit" / "secrets.toml"
    secrets.parent.mkdir()
    values = {
        "redirect_uri": f"{desk.url}/oauth2callback",
        "cookie_secret": "of this test alone",
        "client_id": CLIENT,
        "client_secret": "none",
        "server_metadata_url": f"{provider.url}/.well-known/openid-configuration",
    }
    secrets.write_text("[auth]\n" + "".join(f"{k} = {json.dumps(v)}\n" for k, v in values.items()), encoding="utf-8")
    with desk.served():
        page = browser.new_context(locale="en-US").new_page()
        page.set_default_timeout(PATIENCE_MS)
        page.goto(desk.url)
        page.get_by_role("button", name="Sign in").click()
        expect(page.get_by_role("button", name="Sign out")).to_be_visible()
        page.goto(f"{desk.url}/read?run=red")
        page.locator(".s.v-refuted").first.click()
        assert page.get_by_role("textbox", name="Your name").count() == 0
        page.get_by_role("textbox", name="Why may this claim stand?").fill("Confirmed by phone.")
        page.get_by_role("button", name="Sign", exact=True).click()
        page.locator(".s.v-refuted").first.click()
        expect(page.locator("aside .signed")).to_contain_text("Ann Lee")
        page.context.close()
    assert [s.author for s in read_signatures(folder)] == ["Ann Lee"]
