"""The process of one job: goes on with its run, tells of its progress on stdout, and dies with the batch.

Forked from the nursery, or started as ``python -m deepnews.app.batch.worker RUN MODEL BASE_URL``. The batch holds the
other end of its stdin; when that closes, the batch was killed, and this process ends at once: what is finished is on
disk.
"""

from __future__ import annotations

import faulthandler
import json
import os
import sys
import threading
import traceback
from functools import partial
from pathlib import Path

from pydantic import BaseModel

from deepnews.app import exit_codes
from deepnews.app.console import stop_on_signals
from deepnews.errors import DeepNewsError


def main(run_dir: str, model: str, base_url: str) -> int:
    """Exit code of the job's run; where a library in machine code crashes, its log says in which line."""
    faulthandler.enable()
    stop_on_signals()
    threading.Thread(target=_die_with_the_batch, daemon=True).start()
    try:
        return _written(Path(run_dir), model, base_url or None)
    except KeyboardInterrupt:
        return exit_codes.INTERRUPTED


def _written(run_dir: Path, model: str, base_url: str | None) -> int:
    from deepnews.app import service

    try:
        outcome = service.resume(run_dir, partial(_tell_model, "event"), model=model, base_url=base_url)
    except DeepNewsError as error:
        _tell("failure", json.dumps(str(error)))
        return error.exit_code
    _tell_model("record", outcome.record)
    _show_unknown(outcome.error)
    return exit_codes.exit_code_of(outcome.record.state)


def _tell_model(kind: str, content: BaseModel) -> None:
    _tell(kind, content.model_dump_json())


def _tell(kind: str, content_json: str) -> None:
    try:
        sys.stdout.buffer.write(f'{{"{kind}": {content_json}}}\n'.encode())
        sys.stdout.buffer.flush()
    except OSError:  # nobody listens any more
        os._exit(exit_codes.INTERRUPTED)


def _show_unknown(error: BaseException | None) -> None:
    """The traceback on stderr of an error that no sentence explains; the batch keeps it in a file."""
    if error is not None and not isinstance(error, DeepNewsError | KeyboardInterrupt):
        traceback.print_exception(error)


def _die_with_the_batch() -> None:
    while os.read(0, 1024):
        pass
    os._exit(exit_codes.INTERRUPTED)


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:4]))
