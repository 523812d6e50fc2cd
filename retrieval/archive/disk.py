"""Files of an index: written whole, renamed into place, checked when they are read; one writer at a time."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO, Final

from deepnews.errors import ArchiveError
from deepnews.process_lock import try_lock

_BLOCK: Final = 1 << 20
_LOCK: Final = "writer.lock"
PART: Final = ".part"


class HashingStream:
    """Writes through to a file and keeps the SHA-256 and the number of bytes written."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream
        self._digest = hashlib.sha256()
        self.n_bytes = 0

    def write(self, content: bytes | memoryview) -> None:
        """Append `content`."""
        self._stream.write(content)
        self._digest.update(content)
        self.n_bytes += memoryview(content).nbytes

    def hexdigest(self) -> str:
        """SHA-256 of what was written so far (hex)."""
        return self._digest.hexdigest()


def write_file(path: Path, fill: Callable[[HashingStream], None]) -> tuple[int, str]:
    """Size and SHA-256 of the file that `fill` wrote; it stands at `path` whole, on disk, or not at all.

    Raises ArchiveError when the disk refuses.
    """
    temporary = path.with_name(f"{path.name}{PART}")
    try:
        with temporary.open("wb") as file:
            stream = HashingStream(file)
            fill(stream)
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(path)
        _sync_folder(path.parent)
    except OSError as error:
        with suppress(OSError):
            temporary.unlink(missing_ok=True)
        raise write_error(path, error) from error
    return stream.n_bytes, stream.hexdigest()


def _sync_folder(folder: Path) -> None:
    """Make renames in `folder` last; systems that cannot open a folder keep them in order by themselves."""
    with suppress(PermissionError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def write_error(path: Path, error: OSError) -> ArchiveError:
    """The error to raise when `path` could not be written."""
    hint = "Free some space or make the folder writable, then run the same command again; what is indexed is kept."
    return ArchiveError(f"The index could not be written: {path}: {error.strerror or error}.", hint=hint)


def file_sha256(path: Path) -> str:
    """SHA-256 of a file (hex), read past the program's own memory."""
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while block := file.read(_BLOCK):
            digest.update(block)
    return digest.hexdigest()


@contextmanager
def writer_lock(folder: Path) -> Iterator[None]:
    """Hold the index in `folder` for writing; raises ArchiveError while another process does."""
    path = folder / _LOCK
    try:
        folder.mkdir(parents=True, exist_ok=True)
        handle = os.open(path, os.O_RDWR | os.O_CREAT, 0o644)
    except OSError as error:
        raise write_error(path, error) from error
    try:
        if not try_lock(handle):
            owner = os.read(handle, 20).decode("ascii", errors="replace").strip()
            raise _busy(folder, owner)
        os.ftruncate(handle, 0)
        os.pwrite(handle, str(os.getpid()).encode("ascii"), 0)
        yield
    finally:
        os.close(handle)


def _busy(folder: Path, owner: str) -> ArchiveError:
    who = f"process {owner}" if owner else "another process"
    hint = "Wait until it has finished, or stop it; searching goes on meanwhile."
    return ArchiveError(f"The index in {folder} is being changed by {who}.", hint=hint)


def damaged(path: Path, what: str, *, cure: str = "") -> ArchiveError:
    """The error to raise when a file of an index is not what was written."""
    hint = cure or f"Make it anew from its sources: deepnews index update {path.parent} --rebuild"
    return ArchiveError(f"The index file {path} is damaged: {what}. Nothing was read from it.", hint=hint)
