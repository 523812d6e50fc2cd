"""The claims of a passage before and after it is rewritten: anything gained, lost or altered is a difference.

Strict on purpose. A claim is a row of words: each word with whether it stands in quotation marks and whose it is.
Two passages make the same claims when these rows are equal; only words that join clauses may come and go, and a frame
(who said it, when) may move. So a changed number, a lost "not", a "will" for a "may", two names that change places, a
cause put in, words taken out of their quotation marks or given to another speaker: each shows as a difference.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from typing import Literal, NamedTuple

from deepnews.agents.pace.attribution import Framed, framed, same_source, source_key, told_apart
from deepnews.agents.pace.duties import without_carried
from deepnews.agents.rules.lexicon import pattern, word_set
from deepnews.agents.rules.numerals import NUMBER_WORDS
from deepnews.quote_marks import MASK
from deepnews.schemas.base import Language, Record
from deepnews.text import fold, outside_quotes, units

DifferenceKind = Literal[
    "number", "date", "name", "quotation", "speaker", "negation", "modality", "cause", "word.lost", "word.new", "order"
]
_JOINS_EN = re.compile(
    r"(?:^|(?<=[\s“]))(?:and|but|while|whereas|that|which|who|it did so|they did so)(?=[\s,”]|[.!?]”)", re.I
)
_JOINS_ZH = re.compile(r"(?:^|(?<=[，；。：“”]))(?:而且?|但是?|并且?|同时|此外|另外)")
_SIGN = re.compile(r"[$£€¥￥＄%％‰°+<>=±×]|(?<!\w)[-−–](?=[£$€¥]?\d)")
"""Signs that belong to a figure; each counts as a word."""
_ONE_LETTER = re.compile(r"\[(\w)\](?=\w)")
_MODAL = {
    "en": frozenset(
        [
            "may",
            "might",
            "can",
            "could",
            "will",
            "would",
            "shall",
            "should",
            "must",
            "likely",
            "unlikely",
            "probably",
            "possibly",
        ]
    ),
    "zh": frozenset("可能会将应须必或拟"),
}
_DENIAL_ZH = frozenset("不未无没非否勿莫")


class Difference(Record):
    """One thing in which the claims differ."""

    kind: DifferenceKind
    before: str = ""
    after: str = ""


class _Word(NamedTuple):
    """A word of a claim."""

    text: str
    quoted: bool
    speaker: int
    """Number of the source whose word it is; the same number in both passages for the same source; 0 for nobody."""


class _Passage(NamedTuple):
    words: tuple[_Word, ...]
    dates: frozenset[str]


def differences(
    before: Sequence[str], after: Sequence[str], language: Language, *, dropped: Sequence[str] = ()
) -> tuple[Difference, ...]:
    """What the sentences `after` claim otherwise than those `before`; empty when the claims are the same.

    `dropped` are phrases (stock phrases, connectives) that `after` may lack outside quotation marks.
    """
    sources: list[frozenset[str]] = [frozenset()]
    after = without_carried(before, after) if language == "zh" else after
    old, new = _passage(before, sources, language, dropped), _passage(after, sources, language, ())
    found = [Difference(kind="date", before=d) for d in sorted(old.dates - new.dates)]
    found += [Difference(kind="date", after=d) for d in sorted(new.dates - old.dates)]
    found += [Difference(kind="cause", after=c) for c in _causes_added(before, after, language)]
    return (*found, *_edits(old.words, new.words, " ".join(before), " ".join(after), language))


def same_claims(
    before: Sequence[str], after: Sequence[str], language: Language, *, dropped: Sequence[str] = ()
) -> bool:
    """True when nothing was gained, lost or altered."""
    return not differences(before, after, language, dropped=dropped)


def _passage(
    texts: Sequence[str], sources: list[frozenset[str]], language: Language, dropped: Sequence[str]
) -> _Passage:
    parts = [framed(part, language) for text in texts for part in told_apart(text, language)]
    speakers = _speakers(parts, sources, language)
    words = [w for part, n in zip(parts, speakers, strict=True) for w in _words(part.body, n, language, dropped)]
    return _Passage(tuple(words), frozenset(d for part in parts for d in part.dates))


def _speakers(parts: Sequence[Framed], sources: list[frozenset[str]], language: Language) -> list[int]:
    """The source of each sentence: its own, else that of a credit right after it, else that of the one before it, else
    that of a later credit."""
    own = [_number(source_key(p.source, language), sources) if p.source else 0 for p in parts]
    held: list[int] = []
    for i, part in enumerate(parts):
        before = held[-1] if held else 0
        credits_ = [own[j] if _looks_back(parts[j]) else 0 for j in range(i + 1, len(parts))]
        credited = credits_[0] if credits_ and not part.is_frame_only else 0
        later = next((n for n in credits_ if n), 0)
        is_new = part.is_frame_only and bool(part.source)
        held.append(own[i] or credited or (0 if is_new else before) or (0 if held and before else later))
    return held


def _looks_back(part: Framed) -> bool:
    """True for a sentence that only names who has spoken before it."""
    return part.is_frame_only and not part.leads_on


def _number(key: frozenset[str], sources: list[frozenset[str]]) -> int:
    """The number of a source among those met; a new one is added."""
    if not key:
        return 0
    for number, known in enumerate(sources):
        if same_source(key, known):
            sources[number] = max(key, known, key=len)
            return number
    sources.append(key)
    return len(sources) - 1


def _words(body: str, speaker: int, language: Language, dropped: Sequence[str]) -> Iterator[_Word]:
    text = _ONE_LETTER.sub(r"\1", body)
    own = outside_quotes(text)
    for phrase in dropped:
        own = re.sub(rf"(?i){re.escape(phrase)}", lambda m: " " * len(m.group()), own)
    pieces = re.split(f"({MASK}+)", own)
    position = 0
    for piece in pieces:
        is_quoted = piece.startswith(MASK)
        shown = text[position : position + len(piece)] if is_quoted else piece
        position += len(piece)
        yield from (_Word(u, is_quoted, speaker) for u in _plain_units(shown, language))


def _plain_units(text: str, language: Language) -> list[str]:
    """Units without the words that only join clauses."""
    plain = (_JOINS_ZH if language == "zh" else _JOINS_EN).sub(" ", text)
    return units(_SIGN.sub(lambda m: f" sign{ord(fold(m.group())):x} ", plain), language)


def _causes_added(before: Sequence[str], after: Sequence[str], language: Language) -> list[str]:
    cue = pattern("cause", language)
    known = [m.group().lower() for m in cue.finditer("\n".join(before))]
    said = [m.group().lower() for m in cue.finditer("\n".join(after))]
    return [c for c in dict.fromkeys(said) if said.count(c) > known.count(c)]


def _edits(
    old: Sequence[_Word], new: Sequence[_Word], before: str, after: str, language: Language
) -> Iterator[Difference]:
    """The places where the two rows of words part, each named by what it changes."""
    for tag, i1, i2, j1, j2 in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag != "equal":
            lost, gained = old[i1:i2], new[j1:j2]
            kind = _kind(lost, gained, before + " " + after, language)
            yield Difference(kind=kind, before=_shown(lost), after=_shown(gained))


def _kind(lost: Sequence[_Word], gained: Sequence[_Word], raw: str, language: Language) -> DifferenceKind:
    texts = [w.text for w in lost], [w.text for w in gained]
    if texts[0] == texts[1]:
        return "quotation" if [w.quoted for w in lost] != [w.quoted for w in gained] else "speaker"
    changed = set(texts[0]) ^ set(texts[1])
    tests: tuple[tuple[DifferenceKind, bool], ...] = (
        ("number", any(w[0].isdigit() or w in NUMBER_WORDS or w in "〇一二三四五六七八九十百千万亿" for w in changed)),
        ("negation", any(_denies(w, language) for w in changed)),
        ("modality", bool(changed & _MODAL[language])),
        ("quotation", any(w.quoted for w in (*lost, *gained))),
        (
            "name",
            any(re.search(rf"(?<![.!?] )(?<!^)\b{re.escape(w.capitalize())}\b", raw) for w in changed if w.isascii()),
        ),
        ("order", sorted(texts[0]) == sorted(texts[1])),
        ("word.new", bool(gained)),
    )
    return next((kind for kind, found in tests if found), "word.lost")


def _denies(word: str, language: Language) -> bool:
    return word in _DENIAL_ZH if language == "zh" else word in word_set("negators", "en") or word.endswith("n't")


def _shown(words: Sequence[_Word]) -> str:
    return " ".join(w.text for w in words)
