"""Places of runs: folders of this machine, and addresses that fsspec can write to."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

from deepnews.errors import DeepNewsError, RunError, UsageError, first_line

MIRRORS: Final = "mirrors"
_ADDRESS: Final = re.compile(r"([a-z][a-z0-9+.-]+)://(.*)", re.S)
_READ_ONLY: Final = frozenset({"http", "https", "data", "github", "git"})


def is_address(place: str) -> bool:
    """True for an address such as ``s3://bucket/runs``, false for a path."""
    return _ADDRESS.fullmatch(place) is not None


def local_folder(address: str, cache_dir: Path) -> Path:
    """Where on this machine the folder of an address is worked on; folders inside it lie inside there as well.

    Raises UsageError for an address that cannot be one of runs.
    """
    found = _ADDRESS.fullmatch(address)
    kind, rest = found.groups() if found else ("", "")
    parts = [part for part in rest.split("/") if part]
    if kind in _READ_ONLY or not parts or ".." in parts or "." in parts:
        raise UsageError(f"Runs cannot be kept at '{address}'.", hint="Give an address like s3://BUCKET/runs.")
    if "@" in parts[0] and ":" in parts[0].partition("@")[0]:
        hint = "Put it into the configuration of fsspec or of the store's own programs."
        raise UsageError("The address of runs must not hold a password.", hint=hint)
    return cache_dir.absolute() / MIRRORS / kind / Path(*parts)


@contextmanager
def reached(address: str) -> Iterator[tuple[Any, str]]:
    """The file system of an address and the path in it; raises RunError where anything in the block fails there."""
    import fsspec

    try:
        fs, root = fsspec.core.url_to_fs(address)
        yield fs, root.rstrip("/")
    except DeepNewsError:
        raise
    except ImportError as error:
        hint = "pip install 'deepnews[s3]', or the package that the message names."
        raise RunError(f"{address} cannot be used: {error}.", hint=hint) from error
    except Exception as error:  # every store's library raises kinds of its own; whatever it is, the place is not usable
        hint = "Check the address, your rights there and the network; then the same command goes on."
        raise RunError(f"{address} cannot be used: {first_line(error)}.", hint=hint) from error
