"""Which words of a claim are wrong, by laying it beside the claim it was made from; swaps in labelled claims."""

from __future__ import annotations

import datetime as dt
import random
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from difflib import SequenceMatcher

from deepnews.eval.training.rows import SWAPPED, Row
from deepnews.eval.training.swaps import SWAPS
from deepnews.eval.training.windows import NameUse, Source, Window, source_of
from deepnews.schemas.corpus import SourceDocument

Offsets = tuple[tuple[int, int], ...]
_WORD = re.compile(r"\S+")
_MAX_CHANGED = 0.5
"""Share of the words of a corrected claim from which it counts as another claim."""


def changed_words(claim: str, original: str) -> Offsets:
    """Offsets of the words of the claim that the original has not; where words are only missing, the next one."""
    words, others = list(_WORD.finditer(claim)), _WORD.findall(original)
    matcher = SequenceMatcher(a=others, b=[w.group() for w in words], autojunk=False)
    found = []
    for code, _, _, first, last in matcher.get_opcodes():
        if code != "equal" and words:
            found += [words[i].span() for i in range(first, last)] or [words[min(first, len(words) - 1)].span()]
    return tuple(found)


def with_known_faults(rows: Sequence[Row]) -> list[Row]:
    """The rows; a wrong claim that lies beside a right one on the same document has the words marked that differ."""
    right: dict[str, list[str]] = {}
    for row in rows:
        if row.label:
            right.setdefault(row.document, []).append(row.claim)
    return [r if r.label else _with_faults(r, right.get(r.document, ())) for r in rows]


def _with_faults(row: Row, right: Sequence[str]) -> Row:
    found = min((changed_words(row.claim, r) for r in right), key=len, default=())
    is_edit = 0 < len(found) <= _MAX_CHANGED * len(row.claim.split())
    return row.model_copy(update={"faults": found}) if is_edit else row


def swapped_rows(rows: Sequence[Row], *, seed: int, n_max: int) -> list[Row]:
    """At most `n_max` of the supported claims with one thing changed by rule, the kinds in like shares."""
    right = [r for r in rows if r.label and r.lang == "en"]
    random.Random(seed).shuffle(right)
    names = _names(right)
    counts: Counter[str] = Counter()
    made: list[Row] = []
    for number, row in enumerate(right):
        if len(made) == n_max:
            break
        found = _swapped(row, names, counts, random.Random(f"{seed}:{number}"))
        if found is not None:
            counts[found.kind] += 1
            made.append(found)
    return made


def _names(rows: Sequence[Row]) -> tuple[NameUse, ...]:
    """Names of all documents: one alone has too few to choose another from."""
    documents = dict.fromkeys(r.document for r in rows)
    return tuple(dict.fromkeys(n for text in documents for n in source_of(_document(text)).all_names))


def _document(text: str) -> SourceDocument:
    return SourceDocument(
        doc_id="document", path="document", title="", text=text, content_sha256="", date=dt.date(2020, 1, 1)
    )


def _swapped(row: Row, names: tuple[NameUse, ...], counts: Mapping[str, int], rng: random.Random) -> Row | None:
    source = source_of(_document(row.document))
    window = Window(Source(source.document, source.sentences, names), 0, source.sentences)
    for kind in sorted(SWAPS, key=lambda k: (counts.get(k, 0), rng.random())):
        claim = SWAPS[kind](row.claim, window, rng)
        if claim and claim != row.claim:
            return Row(
                document=row.document, claim=claim, label=0, kind=kind, dataset=SWAPPED,
                faults=changed_words(claim, row.claim),
            )  # fmt: skip
    return None
