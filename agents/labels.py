"""What running text calls a document: by its title, or by its kind where the title is no name."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from deepnews.agents.bylines import byline, byline_words, publisher_of, without_legal_form
from deepnews.agents.titles import bare_title, cased, frame_words, is_banner, is_headline, is_named_by_file, named_kind
from deepnews.retrieval.versions import OLD_VERSION, VERSION_MARK
from deepnews.schemas.base import Language
from deepnews.schemas.corpus import SourceDocument
from deepnews.text import MONTHS_EN, n_units

_TITLE_DATES = re.compile(
    r"[,，]?\s*(?:meeting ended\s*)?(?:\d{4}-\d{2}-\d{2}|"
    rf"(?:\d{{1,2}} )?(?:{MONTHS_EN})(?: \d{{1,2}})?,? \d{{4}}|"
    r"\d{4}年\d{1,2}月(?:\d{1,2}日)?)"
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
_FORM = re.compile(
    r"\b(?:annual report|quarterly report|current report|prospectus|proxy statement|press release|judge?ment|order|"
    r"minutes|transcript|complaint|memorandum|statement)\b",
    re.I,
)
_FORM_CHARS, _FORM_LINE = 2000, 160
"""How far into a document, and on how long a line, its kind is told where the title is the head of a form."""
_YEAR_TO = re.compile(
    r"\s+for the (?:fiscal |financial )?(?:year|quarter|period|(?:\w+ ){1,3}months) (?:ended|ending)\b.*$", re.I
)
"""How a title says what a report is of, once the date is gone."""
_PART_OF = re.compile(r",\s+(?:Module|Part|Volume|Chapter|Session|Panel|Day|Phase|Series|Issue|No\.?) [\dIVX]+$")
"""Which part of a series a title says it is: the footnote tells that."""
_LEAST_PART = 4
"""Words of a part of a headline, in Chinese characters, that say what it is about."""
_LONG_NAME = 5
"""Words of the name of a file that are the beginning of a text, or a headline, rather than a name."""


def kind_of(document: SourceDocument, language: Language) -> dict[str, Any]:
    """The kind of document that its title names, with noun and openings; that of its teller where it is a headline."""
    if is_headline(document):
        return byline_words(document, language)
    return named_kind(_said_kind(document, language), language)


def _said_kind(document: SourceDocument, language: Language) -> str:
    """What names the kind: the title, or the first lines below it where it is only the head of a page."""
    if language == "en" and is_banner(document):
        lines = document.text[:_FORM_CHARS].split("\n")
        found = (m.group() for line in lines if len(line) < _FORM_LINE for m in _FORM.finditer(line))
        return next(found, "")
    return document.title


def label_of(document: SourceDocument, language: Language) -> str:
    """The document's title without its date, short enough for a sentence: a headline in quotation marks behind its
    noun, in Chinese all in title marks; else the noun."""
    if is_unnamed(document, language):
        return " ".join(filter(None, (_short_publisher(document), noun_of(document, "en"))))
    title = _title_zh(document) if language == "zh" else _title_en(document)
    fits = 0 < len(title) <= _MAX_LABEL[language] and not re.search("[:：;；]", title)
    if language == "en" and is_banner(document):
        return _said_kind(document, "en").lower() or noun_of(document, "en")
    if not fits:
        return noun_of(document, language)
    if language == "zh":
        return f"《{title}》"
    if is_headline(document):
        return f"{noun_of(document, 'en')} ‘{title}’"
    plain = is_named_by_file(document) and _says_no_kind(title)
    return f"{noun_of(document, 'en')} {title}" if plain else _with_small_noun(title)


def is_title(name: str) -> bool:
    """True for a Chinese title in its marks, also that of an older version."""
    return name.removeprefix(OLD_VERSION).startswith("《")


def undated_title(document: SourceDocument) -> str:
    """The document's title without its date."""
    return _undated(document.title)


def _title_zh(document: SourceDocument) -> str:
    title = VERSION_MARK.sub("", re.sub(r"^中华人民共和国|[《》]|【[^】]*】", "", undated_title(document)))
    if is_headline(document):
        return _telling(re.split("[:：？！?!|｜]|——", title), "zh", document.author)
    return _ISSUER.sub("", _LAST_VOICE.sub(r"\1", re.split("[:：]|——", title)[0]))


def _title_en(document: SourceDocument) -> str:
    if is_headline(document):
        return _telling(re.split(r":|\s[|–—-]\s", bare_title(document)), "en", document.author)
    title = re.sub(r"\s*[(（][^)）]*[)）]", "", _undated(cased(document)))
    title = _PART_OF.sub("", _YEAR_TO.sub("", title.split(" - ")[0].split(" | ")[0].strip()))
    return re.sub(r"^(?:The|A|An)\s+", "", without_legal_form(title))


def _telling(parts: Sequence[str], language: Language, author: str) -> str:
    """The first part of a headline that says what it is about and has room in a sentence; empty for none."""
    fitting = (p for part in parts if (p := part.strip()) != author and 0 < len(p) <= _MAX_LABEL[language])
    return next((p for p in fitting if n_units(p, language) >= _LEAST_PART), "")


def _undated(title: str) -> str:
    return _LOOSE_END.sub("", _TITLE_DATES.sub("", title).strip(" ,，—–-"))


def is_unnamed(document: SourceDocument, language: Language) -> bool:
    """True in English for an English document whose title cannot name it: the long name of a file, or a headline that
    its outlet tells, or that is the name of a file."""
    is_file = is_named_by_file(document)
    long = len(document.title.split()) >= _LONG_NAME and is_file and _says_no_kind(document.title)
    told = is_headline(document) and (is_file or _is_published(document))
    return language == document.language == "en" and (long or told)


def _is_published(document: SourceDocument) -> bool:
    told = byline(document)
    return told is not None and told.kind not in ("person", "blog")


def _short_publisher(document: SourceDocument) -> str:
    """The publisher where its name is short enough to stand before a noun, without its article; else nothing."""
    name = re.sub("^the ", "", publisher_of(document), flags=re.I)
    return name if 0 < len(name) <= _MAX_PUBLISHER else ""


def _says_no_kind(title: str) -> bool:
    """True for an English title that does not say what kind of document it names."""
    return not named_kind(title, "en")["pattern"]


def _with_small_noun(title: str) -> str:
    """The title with a small letter where it begins with a common noun ("minutes of the Thornlode board")."""
    first, space, rest = title.partition(" ")
    small = frame_words("en")["small_nouns"]
    return f"{first.lower()}{space}{rest}" if {first.lower(), first.lower().removesuffix("s")} & set(small) else title


def noun_of(document: SourceDocument, language: Language) -> str:
    """What kind of document it is, in one or two words."""
    return str(kind_of(document, language)["noun"])
