"""How well an arrangement of sentences is paced: the misses of Rhythm Break, for the article and for each block.

The figures are those of ``rhythm``, without their places: a search asks for them thousands of times.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from functools import lru_cache
from itertools import pairwise
from math import comb
from typing import NamedTuple

from deepnews.agents.pace.attribution import framed
from deepnews.agents.pace.constraints import Target, constraints
from deepnews.agents.pace.prose import prose_of
from deepnews.agents.pace.rhythm import dashes, is_flat, spread
from deepnews.agents.pace.units import NAMING, PacedBlock, Unit
from deepnews.schemas.base import Language
from deepnews.schemas.plan import PacingMode

_MARGIN = 1.08
"""The search aims this far beyond the least spread of sentence lengths: repairs afterwards may take some away."""
SPREAD_WEIGHT = 6.0
_WEIGHTS = {"sentence-spread": SPREAD_WEIGHT}
"""Weight of a miss of the article; others count once."""
_BLOCK_WEIGHT = 0.25
"""Weight of the blocks' own rhythm beside that of the article."""
_LEAST_SENTENCES = 3
_EACH_DEVICE = 0.03
"""What a sentence that only names a source or a date costs: it stands where the rhythm gains much by it."""
_EACH_BARE_DATE = 0.005
"""What it costs more when it says no more than a date: a scene that names somebody reads better."""
_EACH_REPEAT = 0.012
"""What each pair of rewrites of one kind costs that leave such sentences: mixed they do not read as a habit."""
_EACH_RUN_ON = 0.05
"""What two quotations in one sentence cost: two sentences read better, where they do as well."""
_EACH_CHANGE = 0.004
"""What every rewrite costs: what reads well enough is left as it was drafted."""


_RUN_ON = re.compile("”(?:, and |；)“")


class _Sentence(NamedTuple):
    n_units: int
    opening: tuple[str, ...]
    n_dashes: int
    n_chars: int
    is_device: bool
    is_bare_date: bool
    is_run_on: bool


def cost(
    blocks: Sequence[PacedBlock],
    modes: Sequence[PacingMode],
    language: Language,
    mode: PacingMode = "steady",
    *,
    beyond: float = 1.0,
) -> float:
    """The misses of the blocks as one text of `mode`, plus what its rewrites cost; lower is better paced. The spread
    aimed at is its target times `beyond`, and a margin."""
    shapes = [_shape(b, language) for b in blocks]
    paragraphs = [p for shape in shapes for p in shape]
    misses = sum(
        _WEIGHTS.get(code, 1.0) * min(1.0, m) for code, m in _article_misses(paragraphs, language, mode, beyond).items()
    )
    own = [_block_miss(tuple(s for p in shape for s in p), m, language) for shape, m in zip(shapes, modes, strict=True)]
    kinds = Counter(k for u in units_of(blocks) for k in u.kinds)
    changes = kinds.total()
    n_devices = sum(s.is_device for p in paragraphs for s in p)
    n_bare = sum(s.is_bare_date for p in paragraphs for s in p)
    n_run_on = sum(s.is_run_on for p in paragraphs for s in p)
    n_alike = sum(comb(n, 2) for k, n in kinds.items() if k in NAMING)
    block_miss = sum(own) / max(1, len(own))
    price = _EACH_CHANGE * changes + _EACH_DEVICE * n_devices + _EACH_REPEAT * n_alike + _EACH_RUN_ON * n_run_on
    price += _EACH_BARE_DATE * n_bare
    return misses + _BLOCK_WEIGHT * block_miss + price


def spread_miss(blocks: Sequence[PacedBlock], language: Language, mode: PacingMode, beyond: float = 1.0) -> float:
    """How far the sentence lengths of the blocks are from their target times `beyond`; 0 when it is reached or there
    are too few."""
    return _spread_miss(_values([p for b in blocks for p in _shape(b, language)]), language, mode, beyond)


def spread_miss_of(
    paragraphs: Sequence[Sequence[str]], language: Language, mode: PacingMode, beyond: float = 1.0
) -> float:
    """The same of sentences as they will be printed."""
    return _spread_miss(rhythm_values(paragraphs, language), language, mode, beyond)


def _spread_miss(values: Mapping[str, float], language: Language, mode: PacingMode, beyond: float) -> float:
    value = values.get("sentence-spread")
    return 0.0 if value is None else _targets(language, mode)["sentence-spread"].miss(value / beyond)


def units_of(blocks: Sequence[PacedBlock]) -> list[Unit]:
    """All units in reading order."""
    return [u for b in blocks for p in b.paragraphs for u in p]


def rhythm_values(paragraphs: Sequence[Sequence[str]], language: Language) -> dict[str, float]:
    """The figures of Rhythm Break by code, those that need more sentences than there are left out."""
    return _values([[s for t in p if (s := _read(t, language))] for p in paragraphs])


def _values(paragraphs: Sequence[Sequence[_Sentence]]) -> dict[str, float]:
    sentences = [s for p in paragraphs for s in p]
    lengths = [s.n_units for s in sentences]
    found: dict[str, float] = {}
    if len(lengths) >= _LEAST_SENTENCES:
        triples = list(zip(lengths, lengths[1:], lengths[2:], strict=False))
        found["sentence-spread"] = spread(lengths)
        found["even-runs"] = sum(map(is_flat, triples)) / len(triples)
        found["length-range"] = max(lengths) / min(lengths)
    by_paragraph = [sum(s.n_units for s in p) for p in paragraphs if p]
    if len(by_paragraph) >= _LEAST_SENTENCES:
        found["paragraph-spread"] = spread(by_paragraph)
    if len(sentences) > 1:
        again = sum(bool(a.opening) and a.opening == b.opening for a, b in pairwise(sentences))
        found["same-openings"] = again / (len(sentences) - 1)
    if n_chars := sum(s.n_chars for s in sentences):
        found["dashes"] = 1000 * sum(s.n_dashes for s in sentences) / n_chars
    return found


def _article_misses(
    paragraphs: Sequence[Sequence[_Sentence]], language: Language, mode: PacingMode, beyond: float
) -> dict[str, float]:
    values, aim = _values(paragraphs), _MARGIN * beyond
    values["sentence-spread"] = values.get("sentence-spread", aim) / aim
    return {code: target.miss(values[code]) for code, target in _targets(language, mode).items() if code in values}


@lru_cache(maxsize=16384)
def _block_miss(sentences: tuple[_Sentence, ...], mode: PacingMode, language: Language) -> float:
    values, targets = _values([sentences]), _targets(language, mode)
    codes = [c for c in ("sentence-spread", "length-range") if c in values]
    return sum(min(1.0, targets[c].miss(values[c])) for c in codes)


@lru_cache(maxsize=8)
def _targets(language: Language, mode: PacingMode) -> dict[str, Target]:
    return {c.code: c.targets[language][mode] for c in constraints() if c.family == "rhythm-break"}


def _shape(block: PacedBlock, language: Language) -> list[list[_Sentence]]:
    return [[s for u in p for t in u.texts if (s := _read(t, language))] for p in block.paragraphs]


@lru_cache(maxsize=16384)
def _read(text: str, language: Language) -> _Sentence | None:
    """What is measured of one sentence; None without a word."""
    prose = prose_of([[text]], language)
    if not prose.sentences:
        return None
    sentence, n_dashes = prose.sentences[0], len(dashes(prose).places)
    frame, is_run_on = framed(text, language), _RUN_ON.search(text) is not None
    is_device = frame.is_frame_only
    is_bare_date = is_device and not frame.source
    return _Sentence(sentence.n_units, sentence.opening, n_dashes, len(text), is_device, is_bare_date, is_run_on)
