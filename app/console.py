"""How the command line meets people: errors as sentences, interruptions, and what goes to which stream."""

from __future__ import annotations

import signal
import sys
import traceback
from types import FrameType
from typing import Any, NoReturn

import typer
from typer.core import TyperGroup

from deepnews.app import exit_codes
from deepnews.app.system_errors import system_error
from deepnews.errors import DeepNewsError


class SentenceGroup(TyperGroup):
    """The root of all commands: an error the user can mend ends in two lines, any other keeps its traceback."""

    def invoke(self, ctx: Any) -> Any:
        """What the command returns; errors are turned into exit codes here, once."""
        try:
            return super().invoke(ctx)
        except KeyboardInterrupt:
            say("Interrupted.")
            raise typer.Exit(exit_codes.INTERRUPTED) from None
        except BrokenPipeError:
            raise
        except (DeepNewsError, OSError) as error:
            known = error if isinstance(error, DeepNewsError) else system_error(error)
            if known is None:
                raise
            if ctx.params.get("debug"):
                sys.stderr.write("".join(traceback.format_exception(error)))
            say(f"Error: {known.message}")
            if known.hint:
                say(f"Hint: {known.hint}")
            raise typer.Exit(known.exit_code) from error


def say(text: str) -> None:
    """Write a line for people to stderr."""
    sys.stderr.write(text + "\n")
    sys.stderr.flush()


def put(text: str) -> None:
    """Write a result to stdout, whatever the terminal's encoding can hold."""
    encoding = sys.stdout.encoding or "utf-8"
    sys.stdout.write(text.encode(encoding, "replace").decode(encoding) + "\n")
    sys.stdout.flush()


def stop_on_sigterm() -> None:
    """Treat SIGTERM as Ctrl-C, so that a run folder is left in order by both."""
    signal.signal(signal.SIGTERM, _interrupt)


def _interrupt(signum: int, frame: FrameType | None) -> NoReturn:
    raise KeyboardInterrupt
