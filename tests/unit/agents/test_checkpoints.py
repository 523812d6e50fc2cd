"""The checkpoint's file outlives whoever is writing to it."""

from __future__ import annotations

import threading
from pathlib import Path

from deepnews.agents.checkpoints import checkpointer
from deepnews.agents.run_folder import RunFolder


def test_the_file_is_not_closed_under_a_thread_that_writes(tmp_path: Path) -> None:
    """LangGraph's threads write on after a stop; closing the file then would crash the process."""
    inside, closing = threading.Event(), threading.Event()
    fault: list[Exception] = []

    def write() -> None:
        try:
            with saver.cursor() as cursor:  # type: ignore[attr-defined]
                inside.set()
                closing.wait(5)
                cursor.execute("CREATE TABLE written (word TEXT)")
        except Exception as error:
            fault.append(error)

    writer = threading.Thread(target=write)
    with checkpointer(RunFolder(tmp_path), None, lambda: None) as saver:
        writer.start()
        assert inside.wait(5)
        threading.Timer(0.2, closing.set).start()
    assert closing.is_set(), "the file was closed while a thread held it"
    writer.join()
    assert not fault
