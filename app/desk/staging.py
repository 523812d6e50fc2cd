"""Files of a run that change together: all of them, or none where the disk refuses one."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from deepnews.agents.run_folder import RunFolder
from deepnews.errors import RunError

_PREFIX: Final = ".new-"


@contextmanager
def staged(folder: Path) -> Iterator[RunFolder]:
    """A run folder to write to; at the end of the block its files take the place of those in `folder`.

    Whatever the block raises, `folder` stays as it was. Raises RunError when the disk refuses a file. To be used by who
    holds the run: what a killed process left is cleared away.
    """
    for left in folder.glob(f"{_PREFIX}*"):
        shutil.rmtree(left, ignore_errors=True)
    try:
        place = Path(tempfile.mkdtemp(prefix=_PREFIX, dir=folder))
    except OSError as error:
        raise _refused(error) from error
    try:
        yield RunFolder(place)
        for path in place.iterdir():  # a move within one disk needs no room on it
            path.replace(folder / path.name)
    except OSError as error:
        raise _refused(error) from error
    except RunError as error:
        raise (_refused(error.__cause__) if isinstance(error.__cause__, OSError) else error) from error
    finally:
        shutil.rmtree(place, ignore_errors=True)


def _refused(error: OSError) -> RunError:
    return RunError(
        f"The change was not saved: {error.strerror or error}.",
        hint="The article is as it was. Make room on the disk, then save again.",
    )
