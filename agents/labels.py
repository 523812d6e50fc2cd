"""What running text calls a document: by its title, or by its kind where the title is no name."""

from __future__ import annotations

import re
from functools import lru_cache
from pathlib import PurePath
from typing import Any

from deepnews.packaged import packaged_yaml
from deepnews.retrieval.load.metadata import readable_name
from deepnews.retrieval.versions import OLD_VERSION, VERSION_MARK
from deepnews.schemas.base import Language
from deepnews.schemas.corpus import SourceDocument

_TITLE_DATES = re.compile(
    r"[,，]?\s*(?:meeting ended\s*)?(?:\d{4}-\d{2}-\d{2}|"
    r"(?:\d{1,2} )?(?:January|February|March|April|May|June|July|August|September|October|"
    r"November|December)(?: \d{1,2})?,? \d{4}|\d{4}年\d{1,2}月(?:\d{1,2}日)?)"
)
_LOOSE_END = re.compile(r"\s+(?:of|on|for|from|dated|in)$", re.I)
"""What a title ends with once its date is gone ("Depot log of 3 April 2024")."""
_ISSUER = re.compile(
    r"^[^关于]{4,40}(?=关于.{6,}(?:解释|规定|办法|意见|决定|通知|批复)(?:（[一二三四五六七八九十]+）)?$)"
)
"""Who issued a Chinese rule, where its title goes on with what it is about."""
_LAST_VOICE = re.compile(r"^(.{6,}?)[！？!?][^！？!?]{2,6}$")
"""A Chinese headline cut before what somebody says in it, whose name still stands at its end."""
_MAX_LABEL = {"en": 64, "zh": 40}
"""Characters; a Chinese interpretation of the law is named by all that it is about, or not at all."""
_MAX_PUBLISHER = 30
_PAST = re.compile(
    r"(?!united|limited|revised|amended|proposed|combined|consolidated|related|based|unaudited)[a-z]{3,}ed"
)
_PAST_WITHIN = 4
"""Words of a title among which "launched" is what somebody did."""
_LONG_NAME = 5
"""Words of the name of a file that are the beginning of a text, or a headline, rather than a name."""
_LEAST_HEADLINE = 3
"""Words of a title that can be a sentence."""


@lru_cache(maxsize=2)
def frame_words(language: Language) -> dict[str, Any]:
    """The section of ``frames.yaml`` for a language."""
    section: dict[str, Any] = packaged_yaml("deepnews.agents", "frames.yaml")[language]
    return section


def kind_of(document: SourceDocument, language: Language) -> dict[str, Any]:
    """The kind of document that its title names, with noun and openings; a report where the title is a headline."""
    if language == "en" and is_headline(document):
        return {"pattern": "", "noun": frame_words("en")["headline_noun"], "opening": ""}
    return _named_kind(document.title, language)


@lru_cache(maxsize=512)
def _named_kind(title: str, language: Language) -> dict[str, Any]:
    """The first kind whose pattern the title holds; the last one holds for every title."""
    kinds: list[dict[str, Any]] = frame_words(language)["kinds"]
    return next(k for k in kinds if re.search(k["pattern"], title, re.I))


def label_of(document: SourceDocument, language: Language) -> str:
    """The document's title without its date, short enough for a sentence, in Chinese in title marks; else its noun."""
    if is_unnamed(document, language):
        return " ".join(filter(None, (_short_publisher(document), noun_of(document, "en"))))
    title = undated_title(document)
    if language == "zh":
        title = VERSION_MARK.sub("", re.sub(r"^中华人民共和国|[《》]", "", title))
        title = _ISSUER.sub("", _LAST_VOICE.sub(r"\1", re.split("[:：]|——", title)[0]))
    else:
        title = re.sub(r"\s*[(（][^)）]*[)）]", "", title)
        title = title.split(" - ")[0].split(" | ")[0].strip()
        title = re.sub(r"^(?:The|A|An)\s+", "", title)
    fits = 0 < len(title) <= _MAX_LABEL[language] and not re.search("[:：;；]", title)
    if not fits:
        return noun_of(document, language)
    if language == "zh":
        return f"《{title}》"
    plain = _is_named_by_file(document) and _says_no_kind(title)
    return f"{noun_of(document, 'en')} {title}" if plain else _with_small_noun(title)


def is_title(name: str) -> bool:
    """True for a Chinese title in its marks, also that of an older version."""
    return name.removeprefix(OLD_VERSION).startswith("《")


def undated_title(document: SourceDocument) -> str:
    """The document's title without its date."""
    return _LOOSE_END.sub("", _TITLE_DATES.sub("", document.title).strip(" ,，—–-"))


def is_unnamed(document: SourceDocument, language: Language) -> bool:
    """True in English for an English document whose title cannot name it: a headline, or the long name of a file."""
    long = len(document.title.split()) >= _LONG_NAME and _is_named_by_file(document) and _says_no_kind(document.title)
    return language == document.language == "en" and (long or is_headline(document))


def _is_named_by_file(document: SourceDocument) -> bool:
    return document.title == readable_name(PurePath(document.path).stem)


def is_headline(document: SourceDocument) -> bool:
    """True for an English title that says what happened, as that of a news report ("Bank cuts 300 jobs"): no name that
    a sentence could call the document by."""
    return document.language == "en" and _states(document.title)


@lru_cache(maxsize=512)
def _states(title: str) -> bool:
    words = title.casefold().split()
    says = any(w in _headline_verbs() for w in words[1:]) or any(map(_PAST.fullmatch, words[1:_PAST_WITHIN]))
    is_sentence = len(words) >= _LEAST_HEADLINE and says
    pattern = _named_kind(title, "en")["pattern"]
    return is_sentence and not (pattern and re.search(rf"\b(?:{pattern})s?\b", title, re.I))


@lru_cache(maxsize=1)
def _headline_verbs() -> frozenset[str]:
    return frozenset(str(frame_words("en")["headline_verbs"]).split())


def _short_publisher(document: SourceDocument) -> str:
    """The publisher where its name is short enough to stand before a noun, without its article; else nothing."""
    name = re.sub("^the ", "", document.publisher, flags=re.I)
    return name if 0 < len(name) <= _MAX_PUBLISHER else ""


def _says_no_kind(title: str) -> bool:
    """True for an English title that does not say what kind of document it names."""
    return not _named_kind(title, "en")["pattern"]


def _with_small_noun(title: str) -> str:
    """The title with a small letter where it begins with a common noun ("minutes of the Thornlode board")."""
    first, space, rest = title.partition(" ")
    small = frame_words("en")["small_nouns"]
    return f"{first.lower()}{space}{rest}" if {first.lower(), first.lower().removesuffix("s")} & set(small) else title


def noun_of(document: SourceDocument, language: Language) -> str:
    """What kind of document it is, in one or two words."""
    return str(kind_of(document, language)["noun"])
