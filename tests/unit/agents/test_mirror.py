"""Folders kept alike with an address: what is fetched, what is put, and who is refused."""

from __future__ import annotations

import sqlite3
import threading
import uuid
from contextlib import closing
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from deepnews.agents.mirror import MANIFEST, Mirror
from deepnews.agents.run_lock import locked
from deepnews.agents.run_place import is_address, local_folder
from deepnews.errors import RunError, UsageError


@pytest.fixture(params=["memory", "file"])
def address(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    if request.param == "file":
        return f"file://{tmp_path}/there/run"
    return f"memory://{uuid.uuid4().hex}/run"


def write(mirror: Mirror, name: str, text: str) -> None:
    path = mirror.folder / name
    path.parent.mkdir(exist_ok=True)
    path.write_text(text, encoding="utf-8")


def read(mirror: Mirror, name: str) -> str:
    return (mirror.folder / name).read_text(encoding="utf-8")


def test_what_one_machine_puts_another_fetches(address: str, tmp_path: Path) -> None:
    one, two = Mirror.at(tmp_path / "one", address), Mirror.at(tmp_path / "two", address)
    write(one, "article.md", "Prices rose. 价格上涨。")
    write(one, "versions/0001.json", "{}")
    for name in (".hidden", "replies.sqlite-wal", "article.md.part"):
        write(one, name, "mine")
    one.push()
    two.fetch()
    assert read(two, "article.md") == "Prices rose. 价格上涨。" and read(two, "versions/0001.json") == "{}"
    assert {p.name for p in two.folder.iterdir()} == {"article.md", "versions", ".mirror.json", ".lock"}
    found = Mirror.of(two.folder)
    assert found is not None and found.address == address
    assert Mirror.of(tmp_path) is None


def test_a_machine_that_was_left_behind_overwrites_nothing(address: str, tmp_path: Path) -> None:
    one, two = Mirror.at(tmp_path / "one", address), Mirror.at(tmp_path / "two", address)
    write(one, "draft.json", "first")
    one.push()
    two.fetch()
    write(two, "draft.json", "second")
    two.push()
    write(one, "draft.json", "late")
    write(one, "claims.jsonl", "of the late draft")
    with pytest.raises(RunError, match="Another machine has worked on"):
        one.push()
    one.fetch()
    assert read(one, "draft.json") == "second" and not (one.folder / "claims.jsonl").exists()
    write(one, "draft.json", "third")
    one.push()
    two.fetch()
    assert read(two, "draft.json") == "third"


def test_what_this_machine_has_not_put_yet_is_kept(address: str, tmp_path: Path) -> None:
    one = Mirror.at(tmp_path / "one", address)
    write(one, "draft.json", "first")
    one.push()
    write(one, "draft.json", "second, before the power went")
    one.fetch()
    assert read(one, "draft.json").startswith("second")


def test_a_part_is_fetched_for_telling_and_the_rest_for_going_on(address: str, tmp_path: Path) -> None:
    one, two = Mirror.at(tmp_path / "one", address), Mirror.at(tmp_path / "two", address)
    write(one, "run.json", "done")
    write(one, "draft.json", "long")
    one.push()
    two.fetch(only=["run.json"])
    assert read(two, "run.json") == "done" and not (two.folder / "draft.json").exists()
    two.push_rest()
    with pytest.raises(RunError, match="Only a part"):
        two.push()
    two.fetch()
    assert read(two, "draft.json") == "long"


def test_a_database_in_use_is_put_there_whole(address: str, tmp_path: Path) -> None:
    one, two = Mirror.at(tmp_path / "one", address), Mirror.at(tmp_path / "two", address)
    with closing(sqlite3.connect(one.folder / "replies.sqlite")) as connection:
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("CREATE TABLE replies (key TEXT)")
        connection.execute("INSERT INTO replies VALUES ('k')")
        connection.commit()
        one.push()
        connection.execute("INSERT INTO replies VALUES ('l')")
        connection.commit()
        one.push_results()
        two.fetch()
        assert rows(two) == ["k"], "what only grows waits for its time"
        one.push()
    two.fetch()
    assert rows(two) == ["k", "l"]


def rows(mirror: Mirror) -> list[str]:
    with closing(sqlite3.connect(mirror.folder / "replies.sqlite")) as connection:
        return [key for (key,) in connection.execute("SELECT key FROM replies ORDER BY key")]


def test_a_folder_in_use_is_left_to_its_process(address: str, tmp_path: Path) -> None:
    one, two = Mirror.at(tmp_path / "one", address), Mirror.at(tmp_path / "two", address)
    write(one, "draft.json", "first")
    one.push()
    with locked(two.folder):
        thread = threading.Thread(target=two.fetch)
        thread.start()
        thread.join()
    assert not (two.folder / "draft.json").exists()


def test_a_folder_inside_has_an_address_of_its_own(address: str, tmp_path: Path) -> None:
    batch = Mirror.at(tmp_path / "batch", address)
    job = batch.child("bridge")
    write(batch, "summary.json", "{}")
    write(job, "run.json", "{}")
    job.push()
    batch.push()
    assert batch.children() == {"bridge"} and job.address == f"{address}/bridge"
    two = Mirror.at(tmp_path / "two", address)
    two.fetch()
    assert {p.name for p in two.folder.iterdir()} == {"summary.json", ".mirror.json", ".lock"}
    assert Mirror.at(tmp_path / "none", f"{address}/none").children() == frozenset()


def test_a_damaged_manifest_is_a_sentence(tmp_path: Path) -> None:
    one = Mirror.at(tmp_path / "one", f"file://{tmp_path}/there")
    write(one, "draft.json", "first")
    one.push()
    (tmp_path / "there" / MANIFEST).write_text("{", encoding="utf-8")
    with pytest.raises(RunError, match="is damaged"):
        one.fetch()


@pytest.mark.parametrize("address", ["nostore://a/b", "file:///proc/nowhere/run"])
def test_a_place_out_of_reach_is_a_sentence(address: str, tmp_path: Path) -> None:
    mirror = Mirror.at(tmp_path / "one", address)
    write(mirror, "draft.json", "first")
    with pytest.raises(RunError, match="cannot be used") as caught:
        mirror.push()
    assert caught.value.hint


# --- addresses -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "address", ["https://host/runs", "s3://", "s3:///", "s3://a/../b", "sftp://ann:pw@host/runs", "file:///./x"]
)
def test_addresses_that_cannot_hold_runs(address: str, tmp_path: Path) -> None:
    with pytest.raises(UsageError) as caught:
        local_folder(address, tmp_path)
    assert "pw" not in str(caught.value)


@pytest.mark.parametrize("path", ["runs", "/a/b", "C:/runs", "C:\\runs", "a:b", "./s3:/x", "运行"])
def test_a_path_is_no_address(path: str) -> None:
    assert not is_address(path)


@given(st.lists(st.text(st.characters(exclude_characters="/\0", exclude_categories=["Cs"]), min_size=1), min_size=1))
def test_an_address_lies_inside_the_cache_and_its_children_inside_it(parts: list[str]) -> None:
    cache = Path("/cache")
    address = "s3://" + "/".join(parts)
    if {".", ".."} & set(parts) or ("@" in parts[0] and ":" in parts[0].partition("@")[0]):
        return
    folder = local_folder(address, cache)
    assert folder.is_relative_to(cache / "mirrors" / "s3")
    assert local_folder(f"{address}/run", cache).parent == folder
