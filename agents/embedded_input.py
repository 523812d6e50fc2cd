"""What the embedded model reads: a claim and a passage as tokens, each marked by whether the other text has it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from deepnews.errors import WeightsError
from deepnews.text import is_stop_word, stem

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Arrays = dict[str, NDArray[np.int64]]

MAX_TOKENS: Final = 128
"""Of claim and passage together; what is longer is cut."""
CLAIM_CHARS: Final = 2000
"""A longer claim is cut: no window could support it."""
HELD, PASSAGE, NEW, SHARED = range(4)
"""Kinds of token: of the claim, with a word that the passage has, or a stop word; of the passage; of the claim, with a
word that the passage lacks; of the passage, with a word that the claim has. The model cannot count on finding this out
by itself: it is told."""
N_TOKEN_KINDS: Final = 4
_WORD = re.compile(r"\d+(?:[.,]\d+)*|[^\W\d_]+(?:['’][^\W\d_]+)*")


class Encoded(NamedTuple):
    """The tokens of a pair."""

    ids: list[int]
    kinds: list[int]
    places: list[tuple[int, int]]
    """Offsets in the claim of each of its tokens; (-1, -1) for all others."""


class _Word(NamedTuple):
    start: int
    end: int
    stem: str


def open_tokenizer(path: Path) -> Any:
    """The tokenizer of a ``tokenizer.json``, cutting pairs to `MAX_TOKENS`; raises WeightsError without the file."""
    from tokenizers import Tokenizer

    if not path.is_file():
        raise WeightsError(
            f"The tokenizer {path.name} is not in {path.parent}.", hint="Install the package again, or use rules."
        )
    tokenizer = Tokenizer.from_file(str(path))
    tokenizer.enable_truncation(MAX_TOKENS, strategy="longest_first")
    tokenizer.no_padding()
    return tokenizer


def encode(tokenizer: Any, pairs: Sequence[tuple[str, str]]) -> list[Encoded]:
    """The tokens of (document, claim) pairs: the claim first, so that a cut falls on the document."""
    clean = [(_encodable(claim[:CLAIM_CHARS]), _encodable(document)) for document, claim in pairs]
    found = tokenizer.encode_batch(clean) if clean else []
    return [_marked(encoding, claim, document) for encoding, (claim, document) in zip(found, clean, strict=True)]


def _encodable(text: str) -> str:
    return text.encode("utf-8", "replace").decode("utf-8")


def _marked(encoding: Any, claim: str, document: str) -> Encoded:
    words = _words(claim), _words(document)
    held = tuple(frozenset(w.stem for w in found) for found in words)
    kinds: list[int] = []
    places: list[tuple[int, int]] = []
    at = [0, 0]
    for of, (start, end) in zip(encoding.sequence_ids, encoding.offsets, strict=True):
        if of is None:
            kinds.append(PASSAGE if places else HELD)
            places.append((-1, -1))
            continue
        while at[of] < len(words[of]) and words[of][at[of]].end <= start:
            at[of] += 1
        word = words[of][at[of]] if at[of] < len(words[of]) else None
        inside = word is not None and word.start <= start and bool(word.stem)
        in_other = inside and word is not None and word.stem in held[1 - of]
        kinds.append((SHARED if in_other else PASSAGE) if of else (NEW if inside and not in_other else HELD))
        places.append((-1, -1) if of else (start, end))
    return Encoded(list(encoding.ids), kinds, places)


@lru_cache(maxsize=4096)
def _words(text: str) -> tuple[_Word, ...]:
    """The words of a text with their stems, that of a stop word empty."""
    return tuple(_Word(m.start(), m.end(), _stem(m.group().lower())) for m in _WORD.finditer(text))


def _stem(word: str) -> str:
    if word[0].isdigit():
        return word.replace(",", "")
    plain = word.replace("’", "'")
    return "" if is_stop_word(plain) and plain not in _DENIALS else stem(plain.removesuffix("'s"))


_DENIALS: Final = frozenset({"not", "no", "never", "none", "nor", "without", "cannot"})


def padded(encodings: Sequence[Encoded]) -> Arrays:
    """The arrays of a batch, padded with zeros to its longest member."""
    import numpy as np

    n_longest = max(len(e.ids) for e in encodings)
    names = ("input_ids", "attention_mask", "token_type_ids")
    arrays = {name: np.zeros((len(encodings), n_longest), dtype=np.int64) for name in names}
    for row, encoding in enumerate(encodings):
        n = len(encoding.ids)
        arrays["input_ids"][row, :n] = encoding.ids
        arrays["attention_mask"][row, :n] = 1
        arrays["token_type_ids"][row, :n] = encoding.kinds
    return arrays
