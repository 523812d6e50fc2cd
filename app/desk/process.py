"""A run in a process of its own: it goes on when the page is closed, and when the server of the desk ends."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import Final

from deepnews.agents.run_lock import holder
from deepnews.errors import RunError

LOG: Final = "desk.log"
"""File of the run folder that holds what the process wrote to stderr."""
_COMMAND: Final = (sys.executable, "-P", "-c", "from deepnews.app.cli import main; main()", "resume", "--quiet")
_OWN_GROUP: Final[int] = getattr(subprocess, "CREATE_NEW_PROCESS_GROUP", 0)
_children: Final[dict[Path, subprocess.Popen[bytes]]] = {}
"""Processes this server has started, so that they are known before they hold their folder, and reaped when they end."""


def is_running(folder: Path) -> bool:
    """True while a process works on the run, or has been started to."""
    child = _children.get(folder)
    if child is not None and child.poll() is not None:
        del _children[folder]
        child = None
    return child is not None or holder(folder) is not None


def start(folder: Path) -> None:
    """Let a new process go on with the run; raises RunError while another one does, or when none can be started."""
    if is_running(folder):
        raise RunError(f"{folder.name} is running already.", hint="Wait until it has finished, or stop it first.")
    try:
        with (folder / LOG).open("ab") as log:
            _children[folder] = subprocess.Popen(
                [*_COMMAND, str(folder)],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=log,
                start_new_session=True,
                creationflags=_OWN_GROUP,
            )
    except OSError as error:
        raise RunError(f"{folder.name} could not be started: {error.strerror}.", hint="Check the disk.") from error


def stop(folder: Path) -> None:
    """Ask the run to stop after the model call in hand; raises RunError when nothing of it runs."""
    child = _children.get(folder)
    process_id = holder(folder) or (child.pid if child and child.poll() is None else None)
    if not process_id:
        raise RunError(f"{folder.name} is not running.", hint="It may have finished a moment ago.")
    try:
        os.kill(process_id, signal.SIGTERM)
    except ProcessLookupError as error:
        raise RunError(f"{folder.name} has just ended.", hint="Look at it again.") from error
    except PermissionError as error:
        raise RunError(f"{folder.name} was started by another user.", hint="Ask them to stop it.") from error
