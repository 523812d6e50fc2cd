"""Folders of runs as people name them: paths, or addresses that stand for a folder of this machine."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from deepnews.agents.mirror import Mirror


def folder_of(place: str | Path) -> Path:
    """The folder in which the runs of `place` are worked on: itself, or this machine's copy of an address.

    Raises UsageError for an address at which no runs can be kept.
    """
    from deepnews.agents.mirror import Mirror
    from deepnews.agents.run_place import is_address, local_folder
    from deepnews.settings import load_settings

    text = str(place)
    if not is_address(text):
        return Path(place)
    return Mirror.at(local_folder(text, load_settings().cache_dir), text).folder


def run_of(place: str | Path) -> Path:
    """The folder of the run at `place`, up to date; raises RunError when its address cannot be reached."""
    from deepnews.agents.mirror import Mirror

    folder = folder_of(place)
    mirror = Mirror.of(folder)
    if mirror is not None:
        mirror.fetch()
    return folder


def child_of(folder: Path, name: str) -> Mirror | None:
    """The mirror of the folder `name` inside `folder`; None when no address stands behind `folder`."""
    from deepnews.agents.mirror import Mirror

    above = Mirror.of(folder)
    return above.child(name) if above is not None else None


def place_of(folder: Path) -> str:
    """What names `folder` on every machine: its address, else its absolute path."""
    from deepnews.agents.mirror import Mirror

    mirror = Mirror.of(folder)
    return mirror.address if mirror is not None else str(folder.absolute())


def keep(folder: Path) -> None:
    """Bring the address of `folder` up to date, where it has one; raises RunError when it cannot be reached."""
    from deepnews.agents.mirror import Mirror

    mirror = Mirror.of(folder)
    if mirror is not None:
        mirror.push()
