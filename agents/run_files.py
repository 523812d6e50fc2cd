"""Files of a run: written whole or not at all, appended a line at a time, read line by line."""

from __future__ import annotations

import errno
import json
import os
import threading
from contextlib import suppress
from pathlib import Path
from typing import Final

from deepnews.errors import RunError

_CURES: Final = {
    errno.ENOSPC: "Free some space on that disk, then go on with: deepnews resume {folder}",
    errno.EDQUOT: "Free some space in your quota, then go on with: deepnews resume {folder}",
    errno.EACCES: "Make the folder writable for you, or choose another one with --out.",
    errno.EPERM: "Make the folder writable for you, or choose another one with --out.",
    errno.EROFS: "That disk is read-only; choose another folder with --out.",
    errno.ENOENT: "The folder has gone; start again, or put it back.",
    errno.ENAMETOOLONG: "Choose a shorter path with --out.",
}
_CURE: Final = "Check the disk, then go on with: deepnews resume {folder}"


def write_error(path: Path, error: OSError) -> RunError:
    """The error to raise when `path` could not be written: it names the file, the cause and the cure."""
    cure = _CURES.get(error.errno or 0, _CURE).format(folder=path.parent)
    return RunError(f"{path} could not be written: {error.strerror or error}.", hint=cure)


def write_whole(path: Path, content: bytes) -> None:
    """Put `content` at `path` in one step: whoever reads it finds the old file or the new one, never a half.

    Raises RunError when the disk refuses; what was there before stays.
    """
    temporary = path.with_name(f".{path.name}.{os.getpid()}-{threading.get_ident()}.part")
    try:
        with temporary.open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(path)
    except OSError as error:
        with suppress(OSError):
            temporary.unlink(missing_ok=True)
        raise write_error(path, error) from error


def append_line(path: Path, line: str) -> None:
    """Add one line to `path` with a single write; raises RunError when the disk refuses or takes only a part."""
    content = line.encode("utf-8") + b"\n"
    try:
        handle = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o644)
        try:
            n_written = os.write(handle, content)
        finally:
            os.close(handle)
        if n_written < len(content):
            mend_tail(path)
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
    except OSError as error:
        raise write_error(path, error) from error


def mend_tail(path: Path) -> None:
    """Take a half last line off `path`, as a killed process leaves it; a whole one gets its line end."""
    if not path.exists():
        return
    with path.open("r+b") as file:
        content = file.read()
        tail = content.rpartition(b"\n")[2]
        if not tail:
            return
        if _is_json(tail):
            file.write(b"\n")
        else:
            file.truncate(len(content) - len(tail))


def read_text(path: Path) -> str:
    """The UTF-8 text of `path`; raises RunError when it is missing, unreadable or not UTF-8."""
    try:
        return path.read_text(encoding="utf-8")
    except FileNotFoundError as error:
        raise RunError(
            f"{path.parent} holds no {path.name}: the run has not come that far.",
            hint=f"Go on with: deepnews resume {path.parent}",
        ) from error
    except UnicodeDecodeError as error:
        raise damaged(path, "it is not UTF-8 text") from error
    except OSError as error:
        raise RunError(f"{path} cannot be read: {error.strerror}.", hint="Check the disk and your rights.") from error


def read_lines(path: Path) -> list[str]:
    """The lines of `path` that hold something, a half last line left out."""
    lines = read_text(path).split("\n")
    if lines[-1] and not _is_json(lines[-1].encode("utf-8")):
        lines.pop()
    return [line for line in lines if line.strip()]


def damaged(path: Path, what: str) -> RunError:
    """The error to raise when `path` does not hold what it should."""
    return RunError(
        f"{path} is damaged: {what}.",
        hint="Put it back as it was, or write the article again into a new folder.",
    )


def _is_json(line: bytes) -> bool:
    try:
        json.loads(line)
    except ValueError:
        return False
    return True
