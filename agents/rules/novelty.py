"""Words of a claim that have no anchor in its evidence: the guard against glosses from memory."""

from __future__ import annotations

import re

from deepnews.agents.rules.dates import date_ranges
from deepnews.agents.rules.grounds import Grounds
from deepnews.agents.rules.lexicon import is_held, ranks, stem_set, word_set
from deepnews.agents.rules.names import name_mentions
from deepnews.agents.rules.numbers import find_quantities
from deepnews.agents.rules.tokens import Token, tokens
from deepnews.schemas.base import Language
from deepnews.schemas.verification import Finding
from deepnews.text import quoted_ranges, stem

MAX_NEW_SHARE = 0.45
"""Share of new content words above which a claim says more than its evidence."""
MIN_NEW = 3
"""New content words under which nothing is said."""
MAX_RUN = 2
"""New content words in a row that are let pass."""
_PREFIX = 5
_LETTERS = re.compile(r"[^\W\d_]")


def new_words(text: str, grounds: Grounds) -> tuple[tuple[str, ...], float, int]:
    """Content words without an anchor in the evidence, their share of all, and the most in a row."""
    words = [t for t in _content(text, grounds) if _LETTERS.search(t.text)]
    fresh = [not _anchored(t, grounds) for t in words]
    run = best = 0
    for is_fresh in fresh:
        run = run + 1 if is_fresh else 0
        best = max(best, run)
    found = tuple(t.text for t, is_fresh in zip(words, fresh, strict=True) if is_fresh)
    return found, len(found) / len(words) if words else 0.0, best


def novelty_findings(text: str, grounds: Grounds) -> list[Finding]:
    """A finding that lists the new words when there are too many of them, or too many in a row."""
    found, share, run = new_words(text, grounds)
    if len(found) < MIN_NEW or (share <= MAX_NEW_SHARE and run <= MAX_RUN):
        return []
    return [
        Finding(
            code="novelty.words",
            verdict="not_enough_info",
            claim_text=", ".join(found),
            reason=f"{len(found)} words ({share:.0%}) have no anchor in the evidence: {', '.join(found)}.",
        )
    ]


def _content(text: str, grounds: Grounds) -> list[Token]:
    """Content words that no other rule looks after."""
    language = grounds.language
    taken = [(m.start, m.end) for m in name_mentions(text, language) if not m.is_initial or " " in m.text]
    taken += [(q.start, q.end) for q in find_quantities(text, language)] + list(date_ranges(text, language))
    taken += [(r.start, r.end) for r in quoted_ranges(text)]
    taken.append((0, grounds.n_lead(text)))
    light = _light(language)
    return [
        t
        for t in tokens(text, language)
        if t.has_content and t.stem not in light and not any(low <= t.start < high for low, high in taken)
    ]


def _light(language: Language) -> frozenset[str]:
    if language == "zh":
        return word_set("light_words", "zh") | word_set("reporting_verbs", "zh") | word_set("generic_speakers", "zh")
    keys = ("light_words", "reporting_verbs", "said_nouns", "titles", "forecast", "target", "habit")
    return frozenset(stem(w) for w in ranks("en") if " " not in w).union(*(stem_set(k, "en") for k in keys))


def _anchored(token: Token, grounds: Grounds) -> bool:
    if grounds.language == "zh":
        return _anchored_zh(token, grounds)
    root = token.stem
    return is_held(root, grounds.known_stems, "en") or any(one_family(root, other) for other in grounds.known_stems)


def one_family(one: str, other: str) -> bool:
    """True for two stems of one word family: curtail and curtailment, unhappy and happy."""
    shorter, longer = sorted((one, other), key=len)
    if len(shorter) < 4:
        return False
    if longer.endswith(shorter) and longer[: len(longer) - len(shorter)] in (
        "un",
        "re",
        "non",
        "pre",
        "over",
        "under",
        "mis",
        "dis",
    ):
        return True
    n = next((i for i, (a, b) in enumerate(zip(shorter, longer, strict=False)) if a != b), len(shorter))
    return n >= max(4, min(_PREFIX, len(shorter))) and n >= 0.6 * len(longer)


def _anchored_zh(token: Token, grounds: Grounds) -> bool:
    evidence = f"{grounds.text}\n{grounds.frame}\n{grounds.window}"
    if token.text in evidence or is_held(token.stem, grounds.known_stems, "zh"):
        return True
    n_known = sum(c in evidence for c in token.text)
    return len(token.text) >= 2 and n_known * 2 >= len(token.text)
