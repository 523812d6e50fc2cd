"""Replies on disk: found again, whole after a kill, and no file so broken that a run cannot start."""

from __future__ import annotations

import errno
import logging
import resource
import signal
import sqlite3
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as trials
from hypothesis import strategies as st

from deepnews.errors import RunError
from deepnews.llm import ChatReply
from deepnews.reply_cache import CachedModel, ReplyCache
from deepnews.scripted_model import ScriptedModel

REPLY = ChatReply(
    text="Prices rose. 价格上涨。", data={"a": [1, None]}, n_prompt_tokens=9, n_output_tokens=3, wall_s=0.5
)
CACHED = REPLY.model_copy(update={"from_cache": True})


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "deep" / "replies.sqlite"


@trials(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=30, deadline=None)
@given(text=st.text(), n_tokens=st.integers(0, 10**9))
def test_round_trip(tmp_path: Path, text: str, n_tokens: int) -> None:
    reply = ChatReply(text=text, n_prompt_tokens=n_tokens)
    with closing(ReplyCache(tmp_path / "r.sqlite")) as cache:
        cache.put("k", reply)
        assert cache.get("k") == reply.model_copy(update={"from_cache": True})


def test_found_after_reopening(path: Path) -> None:
    with closing(ReplyCache(path)) as cache:
        assert cache.get("k") is None
        cache.put("k", REPLY)
    with closing(ReplyCache(path)) as cache:
        assert cache.get("k") == CACHED


def test_the_model_is_asked_once(path: Path, ask: Any) -> None:
    inner = ScriptedModel()
    with closing(CachedModel(inner, ReplyCache(path))) as model:
        first, second = model.complete(ask()), model.complete(ask())
        assert (first.from_cache, second.from_cache) == (False, True)
        assert second.text == first.text
        model.complete(ask(seed=1))
        model.complete(ask(temperature=0.3))
        model.complete(ask(json_schema={"type": "object", "properties": {}}))
    assert len(inner.requests) == 4


def test_another_model_is_asked_anew(path: Path, ask: Any, tmp_path: Path) -> None:
    script = tmp_path / "s.yaml"
    with closing(ReplyCache(path)) as cache:
        texts = []
        for said in ("one", "two"):
            script.write_text(f"- reply: {said}\n", encoding="utf-8")
            texts.append(CachedModel(ScriptedModel(script), cache).complete(ask()).text)
    assert texts == ["one", "two"], "a script that was edited is another model"


def test_write_only(path: Path, ask: Any) -> None:
    inner = ScriptedModel()
    with closing(CachedModel(inner, ReplyCache(path), read=False)) as model:
        model.complete(ask())
        assert not model.complete(ask()).from_cache
    with closing(CachedModel(inner, ReplyCache(path))) as model:
        assert model.complete(ask()).from_cache


@pytest.mark.parametrize(
    "content",
    [b"this is no database", b"SQLite format 3\0" + b"\xff" * 5000, b"\0" * 4096],
    ids=["text", "torn", "zeros"],
)
def test_damaged_file_is_moved_aside(path: Path, content: bytes, caplog: pytest.LogCaptureFixture) -> None:
    path.parent.mkdir()
    path.write_bytes(content)
    with caplog.at_level(logging.WARNING), closing(ReplyCache(path)) as cache:
        cache.put("k", REPLY)
        assert cache.get("k") == CACHED
    assert path.with_suffix(".damaged").read_bytes() == content
    assert "damaged" in caplog.text and str(path) in caplog.text


def test_file_damaged_while_open(path: Path, caplog: pytest.LogCaptureFixture) -> None:
    with closing(ReplyCache(path)) as cache:
        for n in range(200):
            cache.put(f"k{n}", REPLY)
        with closing(sqlite3.connect(path)) as other:
            other.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        size = path.stat().st_size
        with path.open("r+b") as stream:
            stream.seek(4096)
            stream.write(b"\xff" * (size - 4096))
    with closing(ReplyCache(path)) as cache:
        assert cache.get("k7") is None
        cache.put("k7", REPLY)
        assert cache.get("k7") == CACHED
    assert path.with_suffix(".damaged").exists() and "damaged" in caplog.text


def test_table_of_another_shape(path: Path) -> None:
    path.parent.mkdir()
    with closing(sqlite3.connect(path)) as other:
        other.execute("CREATE TABLE replies (colour TEXT)")
    with closing(ReplyCache(path)) as cache:
        assert cache.get("k") is None
        cache.put("k", REPLY)
        assert cache.get("k") == CACHED


def test_row_that_is_no_reply(path: Path) -> None:
    with closing(ReplyCache(path)) as cache:
        cache.put("k", REPLY)
        with closing(sqlite3.connect(path)) as other, other:
            other.execute("UPDATE replies SET reply = '{\"text\": 1'")
        assert cache.get("k") is None
        cache.put("k", REPLY)
        assert cache.get("k") == CACHED


def test_threads(path: Path) -> None:
    with closing(ReplyCache(path)) as cache, ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda n: cache.put(f"k{n % 20}", REPLY), range(100)))
        assert all(pool.map(lambda n: cache.get(f"k{n}") == CACHED, range(20)))


def test_processes(path: Path) -> None:
    code = (
        "import sys; from pathlib import Path; from deepnews.llm import ChatReply;"
        "from deepnews.reply_cache import ReplyCache; cache = ReplyCache(Path(sys.argv[1]));"
        "[cache.put(f'{sys.argv[2]}{n}', ChatReply(text='kept')) for n in range(25)]"
    )
    workers = [subprocess.Popen([sys.executable, "-c", code, str(path), name]) for name in "abc"]
    assert [worker.wait(60) for worker in workers] == [0, 0, 0]
    with closing(ReplyCache(path)) as cache:
        assert all(cache.get(f"{name}{n}") is not None for name in "abc" for n in range(25))


def test_kill_loses_no_finished_reply(path: Path) -> None:
    code = (
        "import os, signal, sys; from pathlib import Path; from deepnews.llm import ChatReply;"
        "from deepnews.reply_cache import ReplyCache; cache = ReplyCache(Path(sys.argv[1]));"
        "cache.put('k', ChatReply(text='kept')); os.kill(os.getpid(), signal.SIGKILL)"
    )
    assert subprocess.run([sys.executable, "-c", code, str(path)], check=False).returncode == -signal.SIGKILL
    with closing(ReplyCache(path)) as cache:
        found = cache.get("k")
    assert found is not None and found.text == "kept"


def test_disk_full(path: Path) -> None:
    """A ceiling on file size stands for the full disk: the system then refuses the write itself."""
    with closing(ReplyCache(path)) as cache:
        before = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        limits = resource.getrlimit(resource.RLIMIT_FSIZE)
        resource.setrlimit(resource.RLIMIT_FSIZE, (60_000, limits[1]))
        try:
            with pytest.raises(RunError) as caught:
                for n in range(50):
                    cache.put(f"k{n}", ChatReply(text="x" * 20_000))
        finally:
            resource.setrlimit(resource.RLIMIT_FSIZE, limits)
            signal.signal(signal.SIGXFSZ, before)
    assert str(path) in caught.value.message and "DEEPNEWS_CACHE_DIR" in caught.value.hint


def test_folder_that_is_a_file(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x", encoding="utf-8")
    with pytest.raises(RunError, match="DEEPNEWS_CACHE_DIR"):
        ReplyCache(tmp_path / "file" / "replies.sqlite")


def test_folder_that_cannot_be_written(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise PermissionError(errno.EACCES, "Permission denied")

    monkeypatch.setattr(Path, "mkdir", refuse)
    with pytest.raises(RunError, match="Permission denied"):
        ReplyCache(path)
