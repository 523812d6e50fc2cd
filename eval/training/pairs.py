"""Labelled pairs made by rule: true claims from a window of a source, and the same with one thing wrong."""

from __future__ import annotations

import random
import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from itertools import islice
from typing import NamedTuple

from deepnews.eval.training.faults import Offsets, changed_words
from deepnews.eval.training.positives import POSITIVES, Maker, attribution, speaker_of
from deepnews.eval.training.rows import Row
from deepnews.eval.training.swaps import SWAPS, Swap, unfounded
from deepnews.eval.training.windows import Source, Window, sources_of, windows_of
from deepnews.schemas.corpus import Corpus

_MIN_DISTANCE = 12
"""Sentences between a window and a claim that it is said not to hold."""
_MIN_UNFOUNDED = 0.5
_SUBJECT = re.compile(
    r"^(?P<subject>(?:[A-Z“]\w*[\w'’-]*)(?:\s[\w'’-]+){0,7}?)\s(?P<verb>is|are|was|were|has|have|had|will|would|can|could|"
    r"may|must|should)\s(?P<rest>[^;]{20,}\.)$"
)
_NO_SUBJECT = re.compile(
    r"\b(?:I|we|you|there|what|if|when|while|as|that|which|who|because|although|since|and|but|after|before|in|on|by|at|"
    r"so|to|for|with|from|how|where)\b",
    re.I,
)
_SINGULAR = ("is", "was", "has")
_PLURAL = ("are", "were", "have")


class Made(NamedTuple):
    """A claim, and where it is known, the words of it that are wrong."""

    claim: str
    faults: Offsets | None = None


MarkedMaker = Callable[[str, Window, random.Random], "Made | None"]


class Others:
    """What a claim can be wrongly ascribed to: speakers and titles of the corpus."""

    def __init__(self, sources: Sequence[Source]) -> None:
        self.speakers = tuple(dict.fromkeys(s.document.author for s in sources if s.document.author))
        self.titles = tuple(dict.fromkeys(s.document.title for s in sources))

    def apart_from(self, window: Window) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """Speakers whose surname, and titles whose words, the window does not hold."""
        speakers = tuple(s for s in self.speakers if s.split()[-1] not in window.full_text)
        return speakers, tuple(t for t in self.titles if t != window.source.document.title)


def make_pairs(corpus: Corpus, *, seed: int, n_max: int) -> list[Row]:
    """At most `n_max` rows, as many true as false, kinds in equal shares as far as the texts allow."""
    sources = sources_of(corpus)
    windows = [w for source in sources for w in windows_of(source)]
    random.Random(seed).shuffle(windows)
    made = _pairs(windows, Others(sources), seed, n_max)
    return list(islice(made, n_max))


def _pairs(windows: Sequence[Window], others: Others, seed: int, n_max: int) -> Iterator[Row]:
    """Rows, each window used at most eight times; the same claim never twice."""
    counts: Counter[str] = Counter()
    seen: set[str] = set()
    for turn in range(8):
        for number, window in enumerate(windows):
            rng = random.Random(f"{seed}:{turn}:{number}")
            found = [row for row in (_true(window, counts, rng), _false(window, others, counts, rng)) if row]
            fresh = [row for row in found if row.claim not in seen]
            if len(found) == len(fresh) == 2:
                seen.update(row.claim for row in fresh)
                counts.update(row.kind for row in fresh)
                yield from fresh


def _row(window: Window, made: Made, kind: str, label: int, rng: random.Random) -> Row:
    claim = made.claim
    needs_head = "According to" in claim or " said" in claim or kind == "attribution"
    document = window.full_text if needs_head or rng.random() < 0.5 else window.text
    return Row(document=document, claim=claim, label=1 if label else 0, kind=kind, faults=made.faults)


def _true(window: Window, counts: Counter[str], rng: random.Random) -> Row | None:
    """A supported claim of the rarest kind that the window allows."""
    made = _made(window, {kind: _unmarked(maker) for kind, maker in POSITIVES.items()}, counts, rng)
    return _row(window, made[1], made[0], 1, rng) if made else None


def _made(
    window: Window, makers: dict[str, MarkedMaker], counts: Counter[str], rng: random.Random
) -> tuple[str, Made] | None:
    sentences = list(window.claimable)
    rng.shuffle(sentences)
    for kind in _rarest(makers, counts, rng):
        for sentence in sentences:
            claim = makers[kind](sentence, window, rng)
            if claim:
                return kind, claim
    return None


def _rarest(kinds: dict[str, MarkedMaker], counts: Counter[str], rng: random.Random) -> list[str]:
    return sorted(kinds, key=lambda kind: (counts[kind], rng.random()))


def _false(window: Window, others: Others, counts: Counter[str], rng: random.Random) -> Row | None:
    """An unsupported claim of the rarest kind that the window allows."""
    frames: dict[str, Maker] = {
        "attribution": lambda sentence, w, r: _misattributed(sentence, w, others, r),
        "merged": _merged,
        "elsewhere": lambda sentence, w, r: _from_elsewhere(w, r),
    }
    makers = {kind: _swapped(swap) for kind, swap in SWAPS.items()}
    makers |= {kind: _unmarked(maker) for kind, maker in frames.items()}
    made = _made(window, makers, counts, rng)
    return _row(window, made[1], made[0], 0, rng) if made else None


def _unmarked(maker: Maker) -> MarkedMaker:
    def make(sentence: str, window: Window, rng: random.Random) -> Made | None:
        claim = maker(sentence, window, rng)
        return Made(claim) if claim else None

    return make


def _swapped(swap: Swap) -> MarkedMaker:
    """The maker that changes a supported claim of any kind, so that only the change tells false from true."""

    def make(sentence: str, window: Window, rng: random.Random) -> Made | None:
        true_kinds = list(POSITIVES)
        rng.shuffle(true_kinds)
        claims = (POSITIVES[kind](sentence, window, rng) for kind in true_kinds)
        base = next((claim for claim in claims if claim), sentence)
        changed = swap(base, window, rng)
        return Made(changed, changed_words(changed, base)) if changed else None

    return make


def _misattributed(sentence: str, window: Window, others: Others, rng: random.Random) -> str | None:
    speakers, titles = others.apart_from(window)
    by_speaker = bool(speakers and speaker_of(window))
    if not (by_speaker or titles):
        return None
    speaker = rng.choice(speakers) if by_speaker else ""
    title = rng.choice(titles) if titles else ""
    if not title or (not by_speaker and title.split()[:4] == window.source.document.title.split()[:4]):
        return None
    claim = attribution(sentence, speaker, title, window, rng)
    named = claim is not None and (title[1:] in claim or (bool(speaker) and speaker in claim))
    return claim if named else None


def _merged(sentence: str, window: Window, rng: random.Random) -> str | None:
    """The subject of the sentence with what another sentence says of its own subject."""
    one = _parted(sentence)
    for other in (s for s in window.claimable if one and s != sentence):
        two = _parted(other)
        if one and two and _agree(one["verb"], two["verb"]) and _are_apart(one["subject"], two["subject"]):
            claim = f"{one['subject']} {two['verb']} {two['rest']}"
            return claim if claim not in window.text else None
    return None


def _agree(verb: str, other: str) -> bool:
    """True when the two verbs may have subjects of one number."""
    return not any(verb in one and other in two for one, two in ((_SINGULAR, _PLURAL), (_PLURAL, _SINGULAR)))


def _parted(sentence: str) -> re.Match[str] | None:
    found = _SUBJECT.match(sentence)
    if not found or _NO_SUBJECT.search(found["subject"]) or "“" in sentence:
        return None
    return found


def _are_apart(one: str, other: str) -> bool:
    words, others = ({w.lower().rstrip("s") for w in text.split()} - {"the", "a", "an"} for text in (one, other))
    return bool(words and others) and not words & others


def _from_elsewhere(window: Window, rng: random.Random) -> str | None:
    """A sentence from another place of the document that shares words with the window but says something else."""
    last = window.first + len(window.sentences) + _MIN_DISTANCE
    first = window.first - _MIN_DISTANCE
    far = [sentence for i, sentence in window.source.statements if i < first or i >= last]
    rng.shuffle(far)
    near = (s for s in far[:60] if _MIN_UNFOUNDED <= unfounded(s, window) < 0.85)
    return next(near, None)
