"""What a careful reader marked, and how much that counts beside what foraging finds by itself."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Final

from deepnews.retrieval.units import Unit
from deepnews.schemas.evidence import Mark

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Vector = NDArray[np.float64]

MARK_WEIGHT: Final = 4.0
"""What each grade of a mark counts: more than all else that speaks for a unit, which has a spread of about one."""


def grades(units: Sequence[Unit], marks: Iterable[Mark]) -> Vector:
    """The best grade of the marks that touch each unit; 0 where none does."""
    import numpy as np

    of_document: defaultdict[str, list[Mark]] = defaultdict(list)
    for mark in marks:
        of_document[mark.doc_id].append(mark)
    return np.array([_grade(unit, of_document[unit.doc_id]) for unit in units], dtype=np.float64)


def _grade(unit: Unit, marks: Sequence[Mark]) -> int:
    return max((m.grade for m in marks if m.start < unit.end and unit.start < m.end), default=0)
