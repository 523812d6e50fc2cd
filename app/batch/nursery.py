"""The nursery: a process that has imported what a job needs, and from which the process of each job is forked.

Imports cost a job more than half of its CPU time otherwise, and the children share the memory that they take. Started
as ``python -m deepnews.app.batch.nursery SOCKET``, a batch asks it there for one child after the other and gives it the
ends of their pipes. It runs no thread of Python's, as a process that forks must not, and ends with the batch.
"""

from __future__ import annotations

import gc
import importlib
import json
import os
import select
import signal
import socket
import sys
import traceback
from collections.abc import Mapping
from contextlib import suppress
from typing import Final, NoReturn

from deepnews.app.batch import worker
from deepnews.app.batch.birth import NO_PROCESS
from deepnews.schemas.base import Language

_MODULES: Final = (
    "bm25s",
    "deepnews.agents.graph",
    "deepnews.agents.mirror",
    "deepnews.api_model",
    "deepnews.app.service",
    "deepnews.eval.hfr",
    "deepnews.retrieval.load.formats",
    "docx",
    "faiss",
    "langgraph.checkpoint.sqlite",
    "langgraph.graph",
    "langgraph.types",
    "py3langid",
)
"""What every job imports sooner or later."""
_SENTENCES: Final[Mapping[Language, str]] = {
    "en": '"No more than 3,400 valves failed by 4 May 2024," said Ada Quill, who chairs Marl Works.',
    "zh": "“截至2024年5月4日，只有3400个阀门失效。”马尔厂厂长王女士说。",
}
_N_BYTES_MAX: Final = 65_536
"""Longest wish for a child: three arguments."""


def main() -> None:
    """Serve until the batch has closed its end."""
    _warm()
    with socket.socket(fileno=int(sys.argv[1])) as line:
        _Nursery(line).serve()


def _warm() -> None:
    """Import all that, read words and the model of languages, and make a client for served models."""
    from deepnews.chat_client import ChatClient
    from deepnews.retrieval.load.metadata import language_of
    from deepnews.schemas.library import load_schemas

    for name in _MODULES:
        importlib.import_module(name)
    for language, sentence in _SENTENCES.items():
        load_schemas(language)
        _check(sentence, language)
        language_of(sentence)
    ChatClient(model="none", base_url="http://127.0.0.1", api_key="none", timeout_s=1, max_retries=0).close()
    gc.collect()
    gc.freeze()  # what is here for good is not looked through again, nor copied by that into each child


def _check(sentence: str, language: Language) -> None:
    """Hold a sentence against itself: the rules build their patterns at first use."""
    from deepnews.agents.rules import annotate, check_sentence
    from deepnews.schemas.corpus import SourceDocument
    from deepnews.schemas.facts import Fact, Span

    document = SourceDocument(doc_id="d", path="d", title="", language=language, text=sentence, content_sha256="")
    span = Span(doc_id="d", start=0, end=len(sentence), text=sentence)
    annotate(sentence, language, None)
    check_sentence(sentence, (Fact(fact_id="f", spans=(span,)),), {"d": document}, language)


class _Nursery:
    def __init__(self, line: socket.socket) -> None:
        self._line = line
        self._born: dict[int, int] = {}
        """Where the exit code of each child is written, by its process id."""
        self._woken, self._wakes = os.pipe()
        os.set_blocking(self._wakes, False)
        signal.set_wakeup_fd(self._wakes)
        signal.signal(signal.SIGCHLD, lambda number, frame: None)

    def serve(self) -> None:
        """Fork a child for each wish, and tell how each ended."""
        line = self._line.fileno()
        while True:
            ready, _, _ = select.select([line, self._woken], [], [])
            if self._woken in ready:
                os.read(self._woken, 4096)
                self._tell_ended()
            if line in ready and not self._fork_one():
                return

    def _fork_one(self) -> bool:
        """False when the batch wants no more."""
        message, ends, _, _ = socket.recv_fds(self._line, _N_BYTES_MAX, 4)
        if not message:
            return False
        *own, status = ends
        try:
            pid = os.fork()
        except OSError:  # no memory, or too many processes
            _tell(status, NO_PROCESS)
            own = ends
        else:
            if pid == 0:
                self._leave(status)
                _live(json.loads(message), own)
            self._born[pid] = status
            _tell(status, b"%d\n" % pid)
        for end in own:
            os.close(end)
        return True

    def _leave(self, status: int) -> None:
        """Give up, in the child, what is the nursery's: held here, nobody would see that the nursery is gone."""
        signal.set_wakeup_fd(-1)
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        for end in (self._line.detach(), self._woken, self._wakes, status, *self._born.values()):
            os.close(end)

    def _tell_ended(self) -> None:
        while self._born:
            pid, how = os.waitpid(-1, os.WNOHANG)
            if pid == 0:
                return
            status = self._born.pop(pid)
            _tell(status, b"%d\n" % os.waitstatus_to_exitcode(how))
            os.close(status)


def _tell(status: int, line: bytes) -> None:
    with suppress(BrokenPipeError):  # the batch was killed
        os.write(status, line)


def _live(arguments: list[str], ends: list[int]) -> NoReturn:
    """The life of a job's process: stdin, stdout and stderr are the `ends`, and there is no way back."""
    code = 1
    try:
        os.setsid()
        for number, end in enumerate(ends):
            os.dup2(end, number)
            os.close(end)
        code = worker.main(*arguments)
    except BaseException:  # as the interpreter does it at the end of a process
        traceback.print_exc()
    finally:
        for stream in (sys.stdout, sys.stderr):
            with suppress(OSError):
                stream.flush()
        os._exit(code)


if __name__ == "__main__":
    main()
