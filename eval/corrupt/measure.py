"""Errors planted a few at a time into supported sentences, the article checked again, and the catch counted."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from typing import Final

from pydantic import Field

from deepnews.eval.corrupt.planting import KINDS, Kind, Planter, Surroundings
from deepnews.eval.corrupt.sense import negated, over_inferred, wrong_frame, wrong_modality
from deepnews.eval.corrupt.speech import altered_quotation, wrong_speaker
from deepnews.eval.corrupt.values import wrong_date, wrong_name, wrong_number
from deepnews.eval.verifier_eval import versions
from deepnews.schemas.base import Record
from deepnews.schemas.draft import Draft
from deepnews.schemas.verification import CheckedClaim

PLANTERS: Final[Mapping[Kind, Planter]] = {
    "number": wrong_number,
    "date": wrong_date,
    "name": wrong_name,
    "quotation": altered_quotation,
    "speaker": wrong_speaker,
    "frame": wrong_frame,
    "negation": negated,
    "modality": wrong_modality,
    "over_inference": over_inferred,
}
_TOUCHED_SHARE: Final = 3
"""At most one sentence in so many is changed at a time, so that the others show what stays as it was."""

Check = Callable[[Draft], Sequence[CheckedClaim]]
"""The checker: all claims of a draft with their verdicts."""


class Planted(Record):
    """One error, and whether it was found."""

    kind: Kind
    sentence_id: str
    before: str
    after: str
    caught: bool
    reason_codes: tuple[str, ...] = ()
    """Why the changed sentence was called red; empty when it was not."""


class FalseReds(Record):
    """Sentences that nobody changed."""

    n_untouched: int = Field(ge=0)
    """Supported sentences left as they were, counted in every round."""
    n_turned_red: int = Field(ge=0)
    """Those of them that turned red because another sentence was changed."""
    n_sentences: int = Field(ge=0)
    """Checkable sentences of the article as it was given."""
    n_red_before: int = Field(ge=0)
    """Those of them that were red before anything was planted; false reds when the article is true."""


class CorruptResult(Record):
    """What ``deepnews eval corrupt`` prints and saves."""

    checker: str
    planted: dict[str, int]
    caught: dict[str, int]
    false_reds: FalseReds
    k: int
    seed: int
    corpus_sha256: str
    errors: tuple[Planted, ...]
    versions: dict[str, str]


def measure_corruption(
    draft: Draft, check: Check, checker: str, *, k: int, seed: int, corpus_sha256: str, kinds: Sequence[Kind] = KINDS
) -> CorruptResult:
    """`k` errors of each kind (fewer where the article has no place for more) planted, and what the checker found."""
    before = verdicts(check(draft))
    supported = {i for i, is_red in before.items() if not is_red}
    todo = plant(draft, supported, k=k, seed=seed, kinds=kinds)
    done: list[Planted] = []
    n_untouched = n_turned = 0
    for batch in rounds(todo, max(1, len(before) // _TOUCHED_SHARE)):
        claims = check(with_sentences(draft, {e.sentence_id: e.after for e in batch}))
        after = verdicts(claims)
        untouched = supported - {e.sentence_id for e in batch}
        n_untouched += len(untouched)
        n_turned += sum(after.get(i, False) for i in untouched)
        done += [_judged(e, claims) for e in batch]
    return CorruptResult(
        checker=checker,
        planted=_counts(kinds, done),
        caught=_counts(kinds, [e for e in done if e.caught]),
        false_reds=FalseReds(
            n_untouched=n_untouched,
            n_turned_red=n_turned,
            n_sentences=len(before),
            n_red_before=sum(before.values()),
        ),
        k=k,
        seed=seed,
        corpus_sha256=corpus_sha256,
        errors=tuple(done),
        versions=versions(),
    )


def plant(draft: Draft, supported: set[str], *, k: int, seed: int, kinds: Sequence[Kind] = KINDS) -> list[Planted]:
    """Up to `k` errors of each kind, each in a supported sentence of its own kind's choosing; the seed decides."""
    texts = {s.sentence_id: s.text for s in draft.sentences if s.sentence_id in supported}
    around = Surroundings(language=draft.language, sentences=tuple(texts.values()))
    found: list[Planted] = []
    for kind in kinds:
        draw = random.Random(f"{seed}:{kind}")
        order = list(texts)
        draw.shuffle(order)
        changed = ((i, PLANTERS[kind](texts[i], around, draw)) for i in order)
        hits = ((i, after) for i, after in changed if after and after.strip() != texts[i].strip())
        for (i, after), _ in zip(hits, range(k), strict=False):
            found.append(Planted(kind=kind, sentence_id=i, before=texts[i], after=after, caught=False))
    return found


def rounds(todo: Sequence[Planted], n_max: int) -> list[list[Planted]]:
    """The errors in batches of at most `n_max`, never two in one sentence."""
    batches: list[list[Planted]] = []
    for error in todo:
        fitting = (b for b in batches if len(b) < n_max and all(e.sentence_id != error.sentence_id for e in b))
        batch = next(fitting, None)
        if batch is None:
            batches.append([error])
        else:
            batch.append(error)
    return batches


def with_sentences(draft: Draft, changed: Mapping[str, str]) -> Draft:
    """The draft with the sentences of these ids replaced."""
    content = draft.model_dump()
    for block in content["blocks"]:
        for paragraph in block["paragraphs"]:
            for sentence in paragraph["sentences"]:
                sentence["text"] = changed.get(sentence["sentence_id"], sentence["text"])
    return Draft.model_validate(content)


def verdicts(claims: Sequence[CheckedClaim]) -> dict[str, bool]:
    """For each sentence with something to check: whether it is red, that is any claim of it is not supported."""
    found: dict[str, bool] = {}
    for claim in claims:
        if claim.verdict != "not_checkable":
            key = claim.claim.sentence_id
            found[key] = found.get(key, False) or claim.verdict != "supported"
    return found


def _judged(error: Planted, claims: Sequence[CheckedClaim]) -> Planted:
    mine = [c for c in claims if c.claim.sentence_id == error.sentence_id]
    red = [c for c in mine if c.verdict not in ("supported", "not_checkable")]
    return error.model_copy(update={"caught": bool(red), "reason_codes": tuple(c.reason_code for c in red)})


def _counts(kinds: Sequence[Kind], errors: Sequence[Planted]) -> dict[str, int]:
    counts = Counter(e.kind for e in errors)
    return {kind: counts[kind] for kind in kinds}
