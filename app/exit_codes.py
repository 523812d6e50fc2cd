"""Exit codes of the command line; other programs rely on them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from deepnews.schemas.run import RunState

DONE: Final = 0
FAILED: Final = 1
WRONG_USE: Final = 2
RED_CLAIMS: Final = 3
SCARCITY: Final = 4
PLAN_WAITS: Final = 5
INTERRUPTED: Final = 130

_OF_STATE: Final[dict[str, int]] = {
    "done": DONE,
    "red": RED_CLAIMS,
    "refused": SCARCITY,
    "waiting": PLAN_WAITS,
    "interrupted": INTERRUPTED,
}


def exit_code_of(state: RunState) -> int:
    """Exit code of a run that stopped in `state`."""
    return _OF_STATE.get(state, FAILED)
