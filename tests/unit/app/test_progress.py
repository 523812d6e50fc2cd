"""Progress: plain lines, bars, silence, and the time that is left."""

from __future__ import annotations

import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from deepnews.agents.state import ProgressEvent
from deepnews.app.progress import PlainProgress, StageClock, duration, open_progress


class Clock:
    """A clock that is set by hand."""

    def __init__(self) -> None:
        self.now_s = 100.0

    def __call__(self) -> float:
        return self.now_s


class Terminal(io.StringIO):
    """A stream that says it is a terminal."""

    def isatty(self) -> bool:
        return True


def note(done: int, total: int = 10, detail: str = "", tokens_per_s: float | None = None) -> ProgressEvent:
    return ProgressEvent(stage="note", done=done, total=total, detail=detail, tokens_per_s=tokens_per_s)


@pytest.mark.parametrize(
    ("seconds", "words"),
    [(0, "0 s"), (-3, "0 s"), (59.4, "59 s"), (59.6, "1 min 00 s"), (200, "3 min 20 s"), (3900, "1 h 05 min")],
)
def test_durations_are_said_as_people_say_them(seconds: float, words: str) -> None:
    assert duration(seconds) == words


@given(st.floats(0, 1e7), st.floats(0, 1e7))
def test_a_duration_is_never_empty_and_has_a_unit(a: float, b: float) -> None:
    assert all(duration(s)[-1] in "sn" for s in (a, b))


def test_time_left_comes_from_the_speed_of_the_stage_itself() -> None:
    now = Clock()
    clock = StageClock(now)
    assert clock.left_s(note(2)) is None
    now.now_s += 30
    assert clock.left_s(note(5)) == pytest.approx(50)
    assert clock.left_s(ProgressEvent(stage="draft", done=0, total=5)) is None
    assert clock.left_s(note(10)) is None


def test_plain_lines_hold_stage_counts_speed_and_time_left() -> None:
    out, now = io.StringIO(), Clock()
    tell = PlainProgress(out, now)
    tell(note(0))
    now.now_s += 20
    tell(note(2, detail="g2", tokens_per_s=9.25))
    assert out.getvalue().splitlines() == ["note: 0/10", "note: 2/10 (g2, 9.2 tokens/s, 1 min 20 s left)"]


def test_plain_lines_are_few_but_the_last_step_is_told() -> None:
    out, now = io.StringIO(), Clock()
    tell = PlainProgress(out, now)
    for done in range(1, 1001):
        now.now_s += 0.01
        tell(note(done, total=1000))
    tell(note(1000, total=1000))
    lines = out.getvalue().splitlines()
    assert len(lines) <= 4
    assert lines[-1] == "note: 1000/1000"


def test_each_kind_of_source_work_has_its_own_line() -> None:
    out = io.StringIO()
    tell = PlainProgress(out, Clock())
    tell(ProgressEvent(stage="sources", done=1, total=9, detail="load"))
    tell(ProgressEvent(stage="sources", done=1, total=5, detail="embed"))
    assert out.getvalue().splitlines() == ["load: 1/9", "embed: 1/5"]


def test_no_terminal_gets_lines_without_escape_codes() -> None:
    out = io.StringIO()
    with open_progress(out, quiet=False) as tell:
        tell(note(1))
    assert out.getvalue() == "note: 1/10\n"


def test_quiet_says_nothing() -> None:
    out = Terminal()
    with open_progress(out, quiet=True) as tell:
        tell(note(1))
    assert out.getvalue() == ""


def test_a_terminal_gets_a_bar_with_counts_and_speed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setenv("COLUMNS", "140")
    out = Terminal()
    with open_progress(out, quiet=False) as tell:
        tell(note(3, detail="[bold]g3", tokens_per_s=11.0))
        tell(note(10))
    shown = out.getvalue()
    assert "note" in shown
    assert "10/10" in shown
    assert "[bold]" not in shown or "g3" in shown
