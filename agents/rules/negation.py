"""Polarity: negations that appear or vanish, and words turned into their opposites."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import NamedTuple

from deepnews.agents.rules.complements import keeps
from deepnews.agents.rules.grounds import Grounds
from deepnews.agents.rules.lexicon import Axis, axes, is_held, kin, pattern, stem_set, word_set
from deepnews.agents.rules.numerals import NUMBER_WORDS
from deepnews.agents.rules.tokens import Token, clauses, has_cue
from deepnews.schemas.base import Language
from deepnews.schemas.verification import Finding

_SCOPE = 5
_REACH = 7
_HAN_NEGATOR = re.compile(r"[不未无没]")
_NUMERIC = re.compile(r"\d")
_NOT_UNTIL = re.compile(r"\b(?:not|never|\w+n['’]t|fail\w*\s+to)\s(?=(?:\w+\s+){0,4}(?:until|before)\b)", re.I)
_DENYING_PREFIXES = ("un", "non", "im", "ir", "il", "dis")


class Word(NamedTuple):
    """A content word of a clause and whether the clause denies it."""

    token: Token
    stem: str
    negated: bool
    position: int


@lru_cache(maxsize=8192)
def polar_clauses(text: str, language: Language) -> tuple[tuple[Word, ...], ...]:
    """For each clause its words, stop words left out, each with its polarity."""
    spared = [m.span() for m in pattern("not_negation", language).finditer(text)] if language == "en" else []
    spared += [m.span() for m in _NOT_UNTIL.finditer(text)]
    idioms = [m.span() for m in pattern("idioms", language).finditer(text)]
    words = (tuple(_words(c, spared, language)) for c in clauses(text, language))
    return tuple(tuple(_literal(w, idioms) for w in clause) for clause in words)


def _literal(word: Word, idioms: list[tuple[int, int]]) -> Word:
    """The word, its stem marked where an idiom takes its usual meaning away."""
    in_idiom = any(low <= word.token.start < high for low, high in idioms)
    return word._replace(stem=f"{word.stem}~") if in_idiom else word


def _words(clause: tuple[Token, ...], spared: list[tuple[int, int]], language: Language) -> Iterator[Word]:
    denied, left, is_adverbial = False, 0, False
    for position, token in enumerate(clause):
        if token.text == "的" and is_adverbial:
            denied, left = False, 0
        root, is_negator = _negator(token, spared, language)
        if token.text.lower() == "little" and (position == 0 or clause[position - 1].text.lower() != "a"):
            root, is_negator = "", True
        if is_negator:
            denied, left = (not denied if left else True), _SCOPE
            is_adverbial = token.text[0] in "不未"
        if not root or (token.is_stop and not is_negator and not _has_pole(root, language)):
            continue
        yield Word(token, root, denied and left > 0, position)
        left = max(0, left - (0 if token.is_stop else 1))
        denied = denied and left > 0


def _negator(token: Token, spared: list[tuple[int, int]], language: Language) -> tuple[str, bool]:
    """The content a token leaves behind (empty for a pure negator) and whether it negates what follows."""
    text = token.text.casefold().replace("’", "'")
    if any(low <= token.start < high for low, high in spared) or text in word_set("not_negation", language):
        return token.stem, False
    if (text in word_set("negators", language) and text != "little") or token.stem in stem_set("denying", language):
        return "", True
    if language == "en":
        return ("", True) if text.endswith("n't") else (token.stem, False)
    if len(text) > 1 and _HAN_NEGATOR.match(text) and token.tag[:1] not in ("n", "m", "t"):
        return text[1:], True
    return token.stem, False


@lru_cache(maxsize=65536)
def _has_pole(root: str, language: Language) -> bool:
    return any(axis.pole(root) for axis in axes(language))


def polarity_findings(text: str, grounds: Grounds) -> list[Finding]:
    """Findings for claims that deny what the evidence says, affirm what it denies, or say the opposite."""
    evidence = [(c, s) for s in grounds.sentences for c in polar_clauses(s, grounds.language)]
    findings: list[Finding] = []
    is_penal = grounds.language == "zh" and all(has_cue("penalty", t, "zh") for t in (text, grounds.text))
    for clause in polar_clauses(text, grounds.language):
        flipped = None if is_penal else _negation_flip(clause, evidence, grounds.language)
        findings += [flipped] if flipped else _antonyms(clause, text, evidence, grounds.language)
    return findings or _prefixed(text, grounds)


def _prefixed(text: str, grounds: Grounds) -> list[Finding]:
    """A finding for a word that differs from the evidence's by a denying prefix only, such as sound and unsound."""
    if grounds.language == "zh":
        return []
    claimed = {w.stem: w for c in polar_clauses(text, "en") for w in c if w.token.has_content}
    known = {w.stem: w for s in grounds.sentences for c in polar_clauses(s, "en") for w in c if w.token.has_content}
    for root, word in claimed.items():
        rival = None if root in known else _without_prefix(root, known, claimed)
        if rival is not None and rival.negated == word.negated:
            reason = f"The claim says “{word.token.text}” where the evidence says “{rival.token.text}”."
            return [Finding(code="polarity.opposite", verdict="refuted", claim_text=word.token.text, reason=reason)]
    return []


def _without_prefix(root: str, known: Mapping[str, Word], claimed: Mapping[str, Word]) -> Word | None:
    """The evidence word that differs from `root` by a denying prefix and is not in the claim itself."""
    for prefix in _DENYING_PREFIXES:
        for other in (root.removeprefix(prefix), f"{prefix}{root}"):
            if other != root and len(min(other, root, key=len)) > 3 and other in known and other not in claimed:
                return known[other]
    return None


_Evidence = list[tuple[tuple[Word, ...], str]]


def _negation_flip(clause: tuple[Word, ...], evidence: _Evidence, language: Language) -> Finding | None:
    roots = {w.stem for w in clause}
    best = max(evidence, key=lambda e: len(roots & {w.stem for w in e[0]}), default=None)
    if any(_bears_out(e, clause) for e, _ in evidence):
        return None
    if best is None or len(roots & {w.stem for w in best[0]}) < min(2, len(roots)):
        return None
    other = best[0]
    if _flips(other, clause, language) or _wholly_denied(clause, evidence, language):
        return _flip_finding("negation.dropped", clause, "The evidence denies what the claim affirms", best[1])
    if _flips(clause, other, language) and _affirms(other, _first_denied(clause, language), language):
        return _flip_finding("negation.added", clause, "The claim denies what the evidence affirms", best[1])
    return None


def _bears_out(evidence: tuple[Word, ...], clause: tuple[Word, ...]) -> bool:
    """True when the evidence clause has nearly all words of the other with the same polarity."""
    known = {(w.stem, w.negated) for w in evidence}
    kept = [(w.stem, w.negated) in known for w in clause]
    return sum(kept) >= 0.8 * len(clause) and all((w.stem, True) in known for w in clause if w.negated)


def _wholly_denied(clause: tuple[Word, ...], evidence: _Evidence, language: Language) -> bool:
    """True when an evidence clause denies nothing but what the claim states."""
    return any(_flips(e, clause, language, n_needed=1.0) for e, _ in evidence)


def _flips(denying: tuple[Word, ...], plain: tuple[Word, ...], language: Language, n_needed: float = 0.5) -> bool:
    """True when one clause denies most of what the other states without denying it."""
    light = stem_set("light_words", language) | stem_set("reporting_verbs", language)
    denied = {w.stem for w in denying if w.negated and w.stem not in light and not _is_number(w.stem)}
    if not denied or any(w.negated and (n_needed < 1.0 or w.stem in denied) for w in plain):
        return False
    stated = {w.stem for w in plain}
    shared = {d for d in denied if is_held(d, stated, language)}
    opposite = any(axis.pole(a) * axis.pole(b) < 0 for axis in axes(language) for a in denied for b in stated)
    n_needed = max(n_needed, 0.75) if opposite or _is_lexically_negative(plain, language) else n_needed
    return len(shared) / len(denied) > n_needed or (
        len(shared) / len(denied) == n_needed and len(shared) >= (2 if n_needed < 1.0 else 1)
    )


def _first_denied(clause: tuple[Word, ...], language: Language) -> str:
    """Stem of the first word that the clause denies, mostly its verb; empty when it denies only figures."""
    light = stem_set("light_words", language)
    return next((w.stem for w in clause if w.negated and w.stem not in light and not _is_number(w.stem)), "")


def _affirms(clause: tuple[Word, ...], root: str, language: Language) -> bool:
    """True when the clause has the word, another form of it, or one of its family."""
    return not root or keeps(root, [w.stem for w in clause], language)


def _is_number(root: str) -> bool:
    return bool(_NUMERIC.match(root)) or root in NUMBER_WORDS


def _is_lexically_negative(words: tuple[Word, ...], language: Language) -> bool:
    lacking = next(a for a in axes(language) if a.name == "supply").a
    return any(w.stem in lacking for w in words)


def _flip_finding(code: str, clause: tuple[Word, ...], says: str, sentence: str) -> Finding:
    return Finding(code=code, verdict="refuted", claim_text=_shown(clause), reason=f"{says}: “{sentence}”")


def _shown(clause: tuple[Word, ...]) -> str:
    return " ".join(w.token.text for w in clause)


def _antonyms(clause: tuple[Word, ...], text: str, evidence: _Evidence, language: Language) -> list[Finding]:
    findings = []
    two_sided = _two_sided(text, language)
    for axis in axes(language):
        for word in clause:
            pole = _pole(axis, word, clause)
            margin = 2.0 if axis.name in two_sided else 1.3
            rival = _rival(axis, word, pole, clause, evidence, language, margin) if pole else None
            if rival is not None:
                findings.append(
                    Finding(
                        code="polarity.opposite",
                        verdict="refuted",
                        claim_text=word.token.text,
                        reason=f"The claim says “{word.token.text}” where the evidence says “{rival.token.text}”.",
                    )
                )
    return findings[:1]


@lru_cache(maxsize=1024)
def _two_sided(text: str, language: Language) -> frozenset[str]:
    """Names of the axes of which a text has words of both poles."""
    words = [(w, c) for c in polar_clauses(text, language) for w in c]
    poles = {(axis.name, p) for axis in axes(language) for w, c in words if (p := _pole(axis, w, c))}
    return frozenset(name for name, p in poles if (name, -p) in poles)


def _pole(axis: Axis, word: Word, clause: tuple[Word, ...]) -> int:
    pole = axis.pole(word.stem)
    if not pole:
        return 0
    if word.token.text.isascii() and (axis.name == "amount" or word.token.text.lower() in ("up", "down")):
        after = [w for w in clause if 0 < w.position - word.position <= (3 if axis.name == "amount" else 2)]
        pole = pole if any(_NUMERIC.search(w.token.text) for w in after) or _is_predicate(word, clause) else 0
    return -pole if word.negated and axis.name != "time" else pole


def _is_predicate(word: Word, clause: tuple[Word, ...]) -> bool:
    """True for an "up" or "down" with nothing but a place or time after it, as in "sales were up in Linton"."""
    if word.token.text.lower() not in ("up", "down"):
        return False
    before = [w for w in clause if w.position == word.position - 1]
    return not before or word is clause[0]


def _rival(
    axis: Axis, word: Word, pole: int, clause: tuple[Word, ...], evidence: _Evidence, language: Language, margin: float
) -> Word | None:
    """The evidence word of the other pole with the same neighbours; None when the same pole fits as well."""
    best: dict[int, tuple[float, Word]] = {}
    for other_clause, _ in evidence:
        for other in other_clause:
            other_pole = _pole(axis, other, other_clause)
            is_same = other.stem == word.stem and _denies(clause) == _denies(other_clause)
            if other_pole and not (is_same and other_pole == -pole):
                score = _closeness(axis, word, clause, other, other_clause, language)
                if score > best.get(other_pole, (0.0, other))[0]:
                    best[other_pole] = (score, other)
    opposite, same = best.get(-pole), best.get(pole)
    if (
        opposite is None
        or (margin > 1.5 and opposite[0] < 1.0)
        or (same is not None and same[0] * margin >= opposite[0])
    ):
        return None
    return opposite[1] if opposite[0] >= 0.2 else None


def _denies(clause: tuple[Word, ...]) -> bool:
    """True when a word of the clause is denied: how far a "not" reaches is uncertain, that there is one is not."""
    return any(w.negated for w in clause)


def _closeness(
    axis: Axis, one: Word, clause: tuple[Word, ...], other: Word, other_clause: tuple[Word, ...], language: Language
) -> float:
    """How alike the neighbours of two words are; nearer neighbours weigh more."""
    near, far = _neighbours(axis, one, clause, language), _neighbours(axis, other, other_clause, language)
    return sum(min(near[s], far[s]) for s in near.keys() & far.keys())


def _neighbours(axis: Axis, word: Word, clause: tuple[Word, ...], language: Language) -> dict[str, float]:
    families = kin(language)
    weights: dict[str, float] = {}
    for i, other in enumerate(clause):
        distance = abs(i - clause.index(word))
        behind = axis.name != "time" or other.position > word.position
        if 0 < distance <= _REACH and behind and not axis.pole(other.stem):
            for key in (other.stem, *(f"#{n}" for n in families.get(other.stem, ()))):
                weights[key] = max(weights.get(key, 0.0), 1.0 / distance)
    return weights
