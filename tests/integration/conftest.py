"""What the tests of the command line stand on."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import pytest


@pytest.fixture
def own_world(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A working folder, data and cache of the test's own; scripted model, hashed embeddings, no outer settings."""
    for name in [n for n in os.environ if n.startswith("DEEPNEWS_") or n == "OPENAI_API_KEY"]:
        monkeypatch.delenv(name)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("DEEPNEWS_DATA_DIR", str(tmp_path / "data"))
    monkeypatch.setenv("DEEPNEWS_CACHE_DIR", str(tmp_path / "cache"))
    monkeypatch.setenv("DEEPNEWS_MODEL", "scripted")
    monkeypatch.setenv("DEEPNEWS_EMBEDDER", "hashing")


_S3_SERVER: Final = """
import sys
from moto.server import ThreadedMotoServer
server = ThreadedMotoServer("127.0.0.1", 0, verbose=False)
server.start()
print("http://%s:%d" % server.get_host_and_port(), flush=True)
sys.stdin.read()
server.stop()
"""


@pytest.fixture(scope="session")
def s3_store() -> Iterator[dict[str, str]]:
    """Environment that leads to an S3 server, which runs for this session."""
    pytest.importorskip("s3fs", reason="needs the extra 's3'")
    pipe = subprocess.PIPE
    command = [sys.executable, "-c", _S3_SERVER]
    with subprocess.Popen(command, stdin=pipe, stdout=pipe, stderr=subprocess.DEVNULL) as server:
        assert server.stdin is not None and server.stdout is not None
        url = next(line for line in server.stdout if line.startswith(b"http")).decode().strip()
        yield {"AWS_ENDPOINT_URL": url, "AWS_ACCESS_KEY_ID": "newsroom", "AWS_SECRET_ACCESS_KEY": "newsroom-secret"}
        server.stdin.close()


@pytest.fixture(scope="session")
def s3_files(s3_store: dict[str, str]) -> Any:
    """The files of that server, with a bucket for runs, ``newsroom``."""
    import fsspec

    key = {"key": s3_store["AWS_ACCESS_KEY_ID"], "secret": s3_store["AWS_SECRET_ACCESS_KEY"]}
    made = fsspec.filesystem("s3", endpoint_url=s3_store["AWS_ENDPOINT_URL"], use_listings_cache=False, **key)
    made.makedirs("newsroom", exist_ok=True)
    return made
