"""Text primitives for English and Chinese: folding, units, copied runs, overlap. Pure functions, no files."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import accumulate
from typing import Literal, NamedTuple, Protocol, cast

from deepnews.quote_marks import HAN, MASK, TextRange, outside_quotes, quoted_ranges

__all__ = [
    "HAN",
    "MONTHS_EN",
    "RUN_UNITS",
    "Folded",
    "RunIndex",
    "TextLanguage",
    "TextRange",
    "content_overlap",
    "content_units",
    "copied_spans",
    "fold",
    "folded",
    "is_near_repeat",
    "is_stop_word",
    "n_units",
    "outside_quotes",
    "quoted_ranges",
    "stem",
    "units",
]

TextLanguage = Literal["en", "zh"]

RUN_UNITS: dict[TextLanguage, int] = {"en": 8, "zh": 16}
"""Units in a row that count as copied: words in English, characters in Chinese."""

MONTHS_EN = "January|February|March|April|May|June|July|August|September|October|November|December"
"""Names of months, as alternatives of a pattern."""
_SEPARATOR = "\x1f"
_UNIT = re.compile(rf"[{HAN}]|{MASK}+|\d+(?:[.,]\d+)*|[^\W_{HAN}]+(?:['’][^\W\d_{HAN}]+)*")
_HAN = re.compile(rf"[{HAN}]")
_TITLE = re.compile("《[^《》]*》")
_TO_FOLD = re.compile(r"[A-Za-z][\u0300-\u036f]+|[^!-~\u4e00-\u9fff]+|[`´]")
_PLAIN = {
    **dict.fromkeys("‘’‚‛′`´", "'"),
    **dict.fromkeys("“”„‟″«»「」『』〝〞", '"'),
    **dict.fromkeys("‐‑‒–—―−﹣－", "-"),
    "\u00ad": "",
    "\u200b": "",
    "\ufeff": "",
}
_STOP_EN: frozenset[str] = frozenset(
    """a about above after again against all also although am an and any are as at be became because been before being
    below between both but by can could did do does doing down during each either even ever every few for from further
    had has have having he her here hers herself him himself his how however i if in into is it its itself just may me
    might more most much must my myself neither no nor not of off on once one only or other our ours out over own per
    rather same shall she should since so some still such than that the their theirs them themselves then there these
    they this those though through thus to too toward towards under until up upon us very was we were what when where
    whether which while who whom whose why will with within without would yet you your yours s t""".split()  # noqa: SIM905
)
_STOP_ZH = frozenset(
    "的了在是和与及或也就都而着之其这那此该对于从以为被把将向由中上下等并且但又所有个们一不者时后前内到"
)


class Folded(NamedTuple):
    """Folded text and the way back: character `i` of it begins at ``offsets[i]`` of the original."""

    text: str
    offsets: Sequence[int]

    def original(self, start: int, end: int) -> TextRange:
        """Range of the original text that `start` to `end` of the folded text stands for."""
        return TextRange(self.offsets[start], self.offsets[end] if end > start else self.offsets[start])


class _Stemming(Protocol):
    def stemWord(self, word: str) -> str: ...  # noqa: N802


@lru_cache(maxsize=8192)
def fold(text: str) -> str:
    """The text in compatibility form: straight quotes, plain hyphens, every run of white space one space."""
    return folded(text).text


def folded(text: str) -> Folded:
    """Folded text with its offsets, so that a place found in it can be shown in the original."""
    pieces: list[str] = []
    offsets: list[int] = []
    position = 0
    for found in _TO_FOLD.finditer(text):
        _keep(text[position : found.start()], position, pieces, offsets)
        for start, cluster in _clusters(found.group(), found.start()):
            plain = _plain(cluster)
            if plain == " " and (not pieces or pieces[-1].endswith(" ")):
                continue
            pieces.append(plain)
            offsets.extend([start] * len(plain))
        position = found.end()
    _keep(text[position:], position, pieces, offsets)
    offsets.append(len(text))
    return Folded("".join(pieces), offsets)


def _keep(piece: str, start: int, pieces: list[str], offsets: list[int]) -> None:
    if piece:
        pieces.append(piece)
        offsets.extend(range(start, start + len(piece)))


def _clusters(text: str, start: int) -> Iterator[tuple[int, str]]:
    """Characters with the combining marks that follow them, each with its offset."""
    begin = 0
    for i in range(1, len(text) + 1):
        if i == len(text) or not unicodedata.combining(text[i]):
            yield start + begin, text[begin:i]
            begin = i


def _plain(cluster: str) -> str:
    if cluster in _PLAIN:
        return _PLAIN[cluster]
    if cluster.isspace():
        return " "
    normal = unicodedata.normalize("NFKC", cluster)
    if "\u2044" in normal:
        return cluster
    return "".join(_PLAIN.get(c, " " if c.isspace() else c) for c in normal)


@lru_cache(maxsize=65536)
def _normal_unit(unit: str) -> str:
    if unit.isascii():
        return unit.lower()
    return unicodedata.normalize("NFKC", unit).replace("’", "'").casefold()


def units(text: str, language: TextLanguage) -> list[str]:
    """Words (case folded, punctuation dropped); in Chinese text every Han character is a unit of its own.

    The two languages are cut alike, so that a Chinese name in an English text counts by its characters;
    `language` only says what the caller is counting.
    """
    return [_normal_unit(u) for u in _UNIT.findall(text) if not u.startswith(MASK)]


def n_units(text: str, language: TextLanguage) -> int:
    """Count of units: words in English, characters (and Latin words or numbers) in Chinese."""
    return sum(not u.startswith(MASK) for u in _UNIT.findall(text))


def _placed(text: str) -> tuple[list[str], list[TextRange]]:
    found = list(_UNIT.finditer(text))
    return [_normal_unit(m.group()) for m in found], [TextRange(m.start(), m.end()) for m in found]


# --- copied runs -----------------------------------------------------------------------------------------------------


class RunIndex:
    """Answers which parts of a text stand word for word in the sources; case and punctuation do not count."""

    def __init__(self, sources: Iterable[str], language: TextLanguage) -> None:
        self.language = language
        self.n_run = RUN_UNITS[language]
        self._grams: set[int] = set()
        joined = []
        for source in sources:
            found = units(source, language)
            self._grams.update(_gram_hashes(found, self.n_run))
            joined.append(_joined(found))
        self._joined = "\n".join(joined)

    def copied_spans(self, text: str) -> tuple[TextRange, ...]:
        """Ranges of the text that lie in runs of at least `n_run` units of a source, merged, in order.

        A Chinese title in its marks 《》 is a name, as a quotation is somebody's words: it is no run.
        """
        found, places = _placed(_without_titles(text))
        hits = [i for i, h in enumerate(_gram_hashes(found, self.n_run)) if h in self._grams]
        spans: list[TextRange] = []
        for i in hits:
            start, end = places[i].start, places[i + self.n_run - 1].end
            if spans and start <= spans[-1].end:
                spans[-1] = TextRange(spans[-1].start, end)
            else:
                spans.append(TextRange(start, end))
        return tuple(spans)

    def copied_chars(self, text: str) -> int:
        """Count of characters in copied spans; give it `outside_quotes(text)` to leave quotations out."""
        return sum(end - start for start, end in self.copied_spans(text))

    def copied_share(self, text: str) -> float:
        """Characters in copied spans over all characters, both outside quotation marks; 0 when there are none."""
        own = _without_titles(outside_quotes(text))
        n_own = len(own) - own.count(MASK)
        return min(1.0, self.copied_chars(own) / n_own) if n_own else 0.0

    def longest_run(self, text: str) -> int:
        """Units of the longest run shared with a source."""
        found, _ = _placed(text)
        best = 0
        for i in range(len(found)):
            while i + best < len(found) and _joined(found[i : i + best + 1]) in self._joined:
                best += 1
        return best


def _without_titles(text: str) -> str:
    """The text, as long as before, with the titles in 《》 masked."""
    return _TITLE.sub(lambda m: MASK * len(m.group()), text)


def _joined(found: Sequence[str]) -> str:
    return f"{_SEPARATOR}{_SEPARATOR.join(found)}{_SEPARATOR}"


def _gram_hashes(found: Sequence[str], n: int) -> Iterator[int]:
    """Hash of every `n` units in a row."""
    joined = _SEPARATOR.join(found)
    begins = list(accumulate((len(u) + 1 for u in found), initial=0))
    return (hash(joined[begin : end - 1]) for begin, end in zip(begins, begins[n:], strict=False))


def copied_spans(text: str, sources: Sequence[str], language: TextLanguage) -> tuple[TextRange, ...]:
    """Ranges of the text in runs of 8 words (16 Chinese characters) or more of a source; see `RunIndex`."""
    return RunIndex(sources, language).copied_spans(text)


# --- overlap ---------------------------------------------------------------------------------------------------------


@lru_cache(maxsize=1)
def _stemmer() -> _Stemming:
    import Stemmer

    return cast(_Stemming, Stemmer.Stemmer("english"))


@lru_cache(maxsize=65536)
def stem(word: str) -> str:
    """The word without its English ending or possessive, case folded; other scripts come back as they are."""
    plain = _normal_unit(word)
    plain = plain[:-2] if plain.endswith("'s") else plain
    return _stemmer().stemWord(plain) if plain.isascii() and plain.isalpha() else plain


@lru_cache(maxsize=65536)
def is_stop_word(word: str) -> bool:
    """True for English words and Chinese characters that carry no content of their own."""
    return word.casefold() in _STOP_EN or word in _STOP_ZH


@lru_cache(maxsize=16384)
def content_units(text: str, language: TextLanguage) -> tuple[str, ...]:
    """What carries the content: stems of non-stop words, and pairs of neighbouring Han characters."""
    found = units(text, language)
    content = []
    for i, unit in enumerate(found):
        if not _HAN.match(unit):
            content += [stem(unit)] if unit not in _STOP_EN else []
        elif i + 1 < len(found) and _HAN.match(found[i + 1]) and not {unit, found[i + 1]} & _STOP_ZH:
            content.append(unit + found[i + 1])
    return tuple(content)


def content_overlap(a: str, b: str, language: TextLanguage) -> float:
    """Share (0 to 1) of the content units of `a` that occur in `b`; 0 when `a` has none."""
    wanted = set(content_units(a, language))
    return len(wanted & set(content_units(b, language))) / len(wanted) if wanted else 0.0


def is_near_repeat(a: str, b: str) -> bool:
    """True when two sentences say the same: nearly the same content, and no number that differs."""
    language: TextLanguage = "zh" if _HAN.search(a) else "en"
    one, other = set(content_units(a, language)), set(content_units(b, language))
    if not one or not other:
        return fold(a).casefold() == fold(b).casefold()
    if _numerals(a) != _numerals(b):
        return False
    if language == "zh":
        one |= set(units(a, "zh")) - _STOP_ZH
        other |= set(units(b, "zh")) - _STOP_ZH
    return len(one & other) / len(one | other) >= 0.7 or len(one & other) / min(len(one), len(other)) >= 0.9


@lru_cache(maxsize=16384)
def _numerals(text: str) -> frozenset[str]:
    return frozenset(u for u in units(text, "en") if u[0].isdigit() or u in "〇一二三四五六七八九十百千万亿")
