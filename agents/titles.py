"""What a title is: the name of a kind of document ("Minutes of the harbour board"), or a headline, which names none."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from pathlib import PurePath
from typing import Any

from deepnews.packaged import packaged_yaml
from deepnews.retrieval.load.metadata import readable_name
from deepnews.schemas.base import Language
from deepnews.schemas.corpus import SourceDocument
from deepnews.text import HAN

_PAST = re.compile(
    r"(?!united|limited|revised|amended|proposed|combined|consolidated|related|based|unaudited)[a-z]{3,}ed"
)
_PAST_WITHIN = 4
"""Words of a title among which "launched" is what somebody did."""
_LEAST_HEADLINE = 3
"""Words of a title that can be a sentence."""
_LEAST_PHRASE = 5
"""Words in capitals that are rather the headline of a feature than the name of a document."""
_IS_VERB = re.compile(
    r"(?:(?:reports|notes|releases|remarks|addresses|complaints|petitions|states)"
    r"(?= (?!(?:of|on|for|by|from|to|and|in|at|about|with)\b)[a-z])|announce[sd]?\b)"
)
"""Nouns of kinds that are verbs by what follows them: "Norland Ferries Reports Record Year"."""
_SAYS = re.compile(r"(?:says|shows|is|are|was|were|has|reveals|finds|warns|claims|suggests)\b")
_BRACKETED = re.compile(r"\s*(?:[(（][^)）]*[)）]|\[[^\]]*\]|【[^】]*】)\s*")
_DOING = re.compile(r"[a-z]+ing (?:the|a|an|our|its|your|their|his|her|with|without|forward|back|up|out|away|beyond)\b")
"""What opens a title that says what is being done ("Carrying forward the lock")."""
_ASKS = re.compile(r"[?？]|^(?:why|how|what|who|when|where) ", re.I)
_HEADLINE_ZH = re.compile(rf"[，！？!?：|｜“”]|【|(?<=[{HAN}])\s+(?=[{HAN}])|——|[^》]…")
"""Marks that the name of a Chinese document has none of."""
_CLAUSES_ZH = re.compile("[，！？!?|｜]|^【")
_ISSUER_CHARS = 24
"""How far into the title of a Chinese rule it says what it is about, behind who issued it."""
_ENDS_A_NAME_ZH = re.compile(r"(?:（[^）]*）|\([^)]*\)|[》\s\d年月日版])*$")
_SMALL = frozenset("a an and as at but by for from in nor of on or the to with".split())  # noqa: SIM905
_MOST_OF_ACRONYM = 5
_LEAST_SHOUTED = 8
"""Letters of a title in capitals; fewer may be initials."""


@lru_cache(maxsize=2)
def frame_words(language: Language) -> dict[str, Any]:
    """The section of ``frames.yaml`` for a language."""
    section: dict[str, Any] = packaged_yaml("deepnews.agents", "frames.yaml")[language]
    return section


@lru_cache(maxsize=512)
def named_kind(title: str, language: Language) -> dict[str, Any]:
    """The first kind whose pattern the title holds; the last one holds for every title."""
    kinds: list[dict[str, Any]] = frame_words(language)["kinds"]
    return next(k for k in kinds if re.search(k["pattern"], title, re.I))


def is_headline(document: SourceDocument) -> bool:
    """True for a title that says or asks something, as that of a news report ("Bank cuts 300 jobs"): no name that a
    sentence could call the document by."""
    if document.language == "zh":
        return _says_zh(document.title)
    is_file = is_named_by_file(document)
    return document.language == "en" and (_says(document.title) or (_is_feature(document.title) and not is_file))


def is_named_by_file(document: SourceDocument) -> bool:
    """True for a title that is only the name of the file, as words."""
    return document.title == readable_name(PurePath(document.path).stem)


@lru_cache(maxsize=512)
def _says(title: str) -> bool:
    """True for an English headline."""
    plain = _BRACKETED.sub(" ", title).strip().casefold().replace("’", "'")
    words = re.findall(r"[\w'&.-]+", plain)
    if _names_kind(plain) or _names_record(words):
        return False
    acts = any(w in _headline_verbs() for w in words[1:]) or any(map(_PAST.fullmatch, words[1:_PAST_WITHIN]))
    is_sentence = len(words) >= _LEAST_HEADLINE and acts
    opens_with_remark = title.lstrip().startswith("[") and len(words) >= _LEAST_HEADLINE
    return bool(is_sentence or opens_with_remark or _ASKS.search(plain) or _DOING.match(plain))


def is_of_doing(document: SourceDocument) -> bool:
    """True for an English title in which somebody says what they are doing ("Carrying forward the lock")."""
    return _DOING.match(document.title.casefold()) is not None


def _is_feature(title: str) -> bool:
    """True for several words in capitals among which is no noun of a record ("Five Lessons for Small Harbours")."""
    words = re.findall(r"[^\W\d_][\w'’&-]*", title)
    capital = all(w[0].isupper() or w.casefold() in _SMALL for w in words)
    is_record = any(_is_record(w.casefold()) for w in words)
    names = _names_kind(title.casefold())
    return not names and len(words) >= _LEAST_PHRASE and capital and not title.isupper() and not is_record


def _is_record(word: str) -> bool:
    """True for a noun of something kept or agreed ("log", "terms"), not of a text that tells."""
    return bool({word, word.removesuffix("s")} & set(str(frame_words("en")["record_nouns"]).split()))


def _names_record(words: Sequence[str]) -> bool:
    """True when a title opens with a record of something: "List of cuts and losses"."""
    at = words.index("of") if "of" in words[1:4] else 0
    return at > 0 and _is_record(words[at - 1])


def _names_kind(plain: str) -> bool:
    """True when the title, in small letters, says what kind of document it is, and no verb stands before or right
    behind that noun."""
    patterns = [str(k["pattern"]) for k in frame_words("en")["kinds"] if k["pattern"]]
    found = [m for p in patterns for m in re.finditer(rf"\b(?:{p})s?\b", plain) if not _IS_VERB.match(plain, m.start())]
    if not found:
        return False
    noun = min(found, key=lambda m: m.start())
    before = plain[: noun.start()].split()
    acts = any(w in _headline_verbs() for w in before[1:-1]) or any(_IS_VERB.match(f"{w} x") for w in before[1:])
    return not acts and not _SAYS.match(plain[noun.end() :].lstrip())


@lru_cache(maxsize=512)
def _says_zh(title: str) -> bool:
    """True for a Chinese headline: it has marks that no name has, or a verb, and does not end in a noun of a kind."""
    name = _ENDS_A_NAME_ZH.sub("", title)
    if re.match("《|关于|中华人民共和国", title) or "关于" in title[:_ISSUER_CHARS]:
        return False
    if not _CLAUSES_ZH.search(name) and re.search(rf"(?:{frame_words('zh')['name_endings']})$", name):
        return False
    return bool(_HEADLINE_ZH.search(title) or re.search(rf".(?:{frame_words('zh')['headline_verbs']}).", name))


@lru_cache(maxsize=1)
def _headline_verbs() -> frozenset[str]:
    return frozenset(str(frame_words("en")["headline_verbs"]).split())


def is_banner(document: SourceDocument) -> bool:
    """True for a title in capitals that says no kind: the head of a page or a form, not the name of the document."""
    return is_shouted(document.title) and not _names_kind(document.title.casefold())


def is_shouted(title: str) -> bool:
    """True for several words, all in capitals."""
    return title.isupper() and sum(c.isupper() for c in title) >= _LEAST_SHOUTED and " " in title


def cased(document: SourceDocument) -> str:
    """The title; one in capitals as the text writes its words, else with capitals at their heads."""
    if not is_shouted(document.title):
        return document.title
    return " ".join(_cased(w, n, document.text) for n, w in enumerate(document.title.split()))


def _cased(word: str, number: int, text: str) -> str:
    small = word.casefold()
    if number and small in _SMALL:
        return small
    is_word = len(word) > _MOST_OF_ACRONYM or re.search(rf"\b(?i:{re.escape(word[0])}){re.escape(small[1:])}\b", text)
    return word.capitalize() if is_word or "'" in word else word


def bare_title(document: SourceDocument) -> str:
    """The title as it stands in quotation marks: without brackets, inner marks and a full stop."""
    title = _BRACKETED.sub(" ", cased(document)).strip(" ,，—–-")
    return re.sub(r"[“”\"‘«»]|(?<![^\W_])['’]|['’](?![^\W_])", "", title).replace("'", "’").rstrip(".。 ")
