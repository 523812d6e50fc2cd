"""How the command line meets people: errors as sentences, interruptions, and what goes to which stream."""

from __future__ import annotations

import logging
import os
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
from deepnews.stopping import request_stop, stop_is_requested


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
            if isinstance(error, OSError):
                _give_up_stdout()
            if ctx.params.get("debug"):
                sys.stderr.write("".join(traceback.format_exception(error)))
            say(f"Error: {known.message}")
            if known.hint:
                say(f"Hint: {known.hint}")
            raise typer.Exit(known.exit_code) from error


def _give_up_stdout() -> None:
    """Throw away what stdout still holds when it cannot be written, or Python would fail anew at its end."""
    try:
        sys.stdout.flush()
    except OSError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def say(text: str) -> None:
    """Write a line for people to stderr."""
    sys.stderr.write(text + "\n")
    sys.stderr.flush()


def put(text: str) -> None:
    """Write a result to stdout, whatever the terminal's encoding can hold."""
    encoding = sys.stdout.encoding or "utf-8"
    sys.stdout.write(text.encode(encoding, "replace").decode(encoding) + "\n")
    sys.stdout.flush()


def stop_on_signals() -> None:
    """Treat Ctrl-C and SIGTERM alike: stop after the model call in hand, and at once when asked a second time."""
    signal.signal(signal.SIGTERM, _interrupt)
    signal.signal(signal.SIGINT, _interrupt)
    logging.getLogger("concurrent.futures").addFilter(_is_news)


def _is_news(record: logging.LogRecord) -> bool:
    """Whether a fault of a callback is told: after a stop, threads end in a graph that takes no more results."""
    return not stop_is_requested()


def leave() -> NoReturn:
    """End an interrupted process without taking the interpreter apart.

    Libraries in machine code that were broken off in the middle of their work may crash then, and the caller would see
    a crash in place of an interruption.
    """
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(exit_codes.INTERRUPTED)


def _interrupt(signum: int, frame: FrameType | None) -> NoReturn:
    if stop_is_requested():
        os._exit(exit_codes.INTERRUPTED)  # what is finished is on disk; a run goes on from there
    request_stop()
    if sys.stderr.isatty():
        say("\nStopping after the model call in hand; press Ctrl-C again to stop at once.")
    raise KeyboardInterrupt
