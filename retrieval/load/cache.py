"""Extracted text on disk, by content: a file that has not changed is not parsed again."""

from __future__ import annotations

import hashlib
import os
import tempfile
from collections.abc import Callable
from pathlib import Path

from pydantic import ValidationError

from deepnews.retrieval.load.parsed import Parsed

_VERSION = "7"
"""Changed whenever a parser changes what it extracts."""


def cached(content: bytes, suffix: str, cache_dir: Path | None, parse: Callable[[], Parsed]) -> Parsed:
    """What `parse` extracts, from the cache where it is known; one that cannot be read or written is passed over."""
    if cache_dir is None:
        return parse()
    key = hashlib.sha256(content + f"\0{suffix}\0{_VERSION}".encode()).hexdigest()
    path = cache_dir / f"{key}.json"
    try:
        return Parsed.model_validate_json(path.read_bytes())
    except (OSError, ValidationError):
        parsed = parse()
    _store(path, parsed)
    return parsed


def _store(path: Path, parsed: Parsed) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=".part-")
        with os.fdopen(handle, "w", encoding="utf-8", errors="replace") as stream:
            stream.write(parsed.model_dump_json())
        Path(name).replace(path)
    except OSError:
        return  # a cache is a convenience: the text itself is in hand
