"""Who tells what a document with a headline for its title says: the one who wrote it, the outlet, or the body whose
release it is."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache
from typing import Any, Literal

from deepnews.agents.titles import cased, frame_words, is_headline, is_of_doing
from deepnews.quote_marks import outside_quotes
from deepnews.schemas.base import Language, Record
from deepnews.schemas.corpus import SourceDocument
from deepnews.text import HAN, n_units

Teller = Literal["person", "blog", "outlet", "body", "results"]

_LEGAL_FORM = re.compile(r",? (?:Inc|Ltd|LLC|LLP|PLC|plc|Corp|N\.V|S\.A|GmbH|B\.V)\b\.?(?=\s|$)")
_IN_BRACKETS = re.compile(r"\s*[(（\[][^)）\]]*[)）\]]\s*")
_IS_ADDRESS = re.compile(r"\S+\.[a-z]{2,}(?:/|$)", re.I)
_GENERIC = re.compile(
    r"(?:(?:personal|private|own|my|the|a|an|company|web|unknown|various|n/a)\W*)*"
    r"(?:blogs?|(?:web ?)?sites?|(?:home ?)?pages?|internet|web|news|unknown|various|n/a)?$",
    re.I,
)
"""Publishers that name nobody ("Personal blog")."""
YEAR_IN_NAME = "(?<=[青少童中老])年|(?<=[\u4e00-\u9fff])月(?=刊)"
"""Signs for year and month that are part of a Chinese name (中国青年报); others are part of a date."""
NUMBER_IN_NAME = r"\d{1,3}(?=世纪|氪)"
"""Figures that open the name of a Chinese outlet."""
_IS_NAME = {
    "en": re.compile(r"(?:[^\W\d_]|\d)[^,;:“”\"《》\n]{1,44}$"),
    "zh": re.compile(rf"(?:{NUMBER_IN_NAME})?(?:[^，。：；,;:@“”《》年月\d\n]|{YEAR_IN_NAME}){{2,16}}$"),
}
"""Names that a frame can hold."""
_BLOG = re.compile(r"\bblogs?\b|博客|博文", re.I)
_RESULTS = re.compile(r"\bresults\b|业绩|财报", re.I)
_RELEASE = re.compile(
    r"\b(?:BUSINESS WIRE|PR ?Newswire|GLOBE ?NEWSWIRE|For immediate release|forward-looking statements)\b", re.I
)
_RIGHTS = re.compile(r"版权所有|保留所有权利|©|\b(?:all rights reserved|copyright)\b\.?(?: \d{4})?", re.I)
"""What a page says beside the name of its publisher."""
_PERSON_ZH = re.compile(
    rf"[{HAN}]{{2,3}}|(?:欧阳|司马|上官|诸葛|夏侯|东方|皇甫|尉迟|公孙|慕容|令狐|长孙|宇文|司徒|端木)[{HAN}]{{1,2}}|"
    rf"[{HAN}]+(?:·[{HAN}]+)+|[A-Z][\w.'’-]+(?: [A-Z][\w.'’-]+){{1,3}}|"
    rf"[{HAN}]+(?:组|社|报|局|院|部|委|会|所|公司|银行|大学)"
)
"""Who signs a Chinese article; a longer word is the name of an account."""
_PARTS = re.compile(r"\s[|–—-]\s|[_|｜]")
"""What stands between a headline and the name of the site."""
_OPENING_CHARS = 600
_ISSUES = re.compile(
    r"^(?P<who>(?:[A-Z][\w&’'.-]*\s){1,4})(?:Reports|Announces|Launches|Completes|Unveils|Appoints|Names|Declares)\b"
)
"""The body whose release it is, in its title."""
_I = {
    "en": re.compile(r"\bI(?:['’](?:m|ve|d|ll))?\b(?!\.)|\b[Mm]y\b"),
    "zh": re.compile("笔者|(?<![自本])我(?![国市省县区们])"),
}
_WE = {"en": re.compile(r"\b(?:[Ww]e|[Oo]ur|us)\b"), "zh": re.compile("我们|我司|本公司|我方")}
_LEAST_I, _LEAST_WE = 3, 2
"""Times that a writer says I, or we, outside quotation marks, where reports do not."""
_UNITS_PER_I, _UNITS_PER_WE = {"en": 600, "zh": 1000}, {"en": 150, "zh": 250}
"""Words, in Chinese characters, among which one who speaks as I, or we, does so once at least."""


class Byline(Record):
    """Who tells what the document says."""

    name: str
    kind: Teller


def byline(document: SourceDocument) -> Byline | None:
    """Who is named for a document whose title is a headline; None where the title names it, or nobody is known.

    Its writer where the text speaks as I or we, the title has the name or nothing else is known; else its publisher.
    """
    if not is_headline(document):
        return None
    writer, publisher = _writer(document), publisher_of(document)
    if writer and (not publisher or writer in document.title or _voice(document)):
        return Byline(name=writer, kind="blog" if _is_blog(document) else "person")
    issuer = publisher if publisher and _is_issuer(publisher, document) else _issuer_in_title(document)
    if issuer:
        return Byline(name=issuer, kind="results" if _RESULTS.search(document.title) else "body")
    return Byline(name=publisher, kind="outlet") if publisher else None


def teller_name(document: SourceDocument) -> str:
    """Who is named for the document; empty where its title names it."""
    told = byline(document)
    return told.name if told else ""


def byline_words(document: SourceDocument, language: Language) -> dict[str, Any]:
    """Noun and opening for a document whose title is a headline."""
    told = byline(document)
    kind = told.kind if told else "blog" if _is_blog(document) else "unknown"
    words: dict[str, Any] = frame_words(language)["headline_kinds"][kind]
    return {**words, "opening": words["opening"] if told else ""}


def is_outlet(document: SourceDocument) -> bool:
    """True for a report that its outlet tells."""
    told = byline(document)
    return told is not None and told.kind == "outlet"


def is_signed(document: SourceDocument) -> bool:
    """True for an article that the one who wrote it tells."""
    told = byline(document)
    return told is not None and told.kind in ("person", "blog")


def is_body(name: str, documents: Iterable[SourceDocument]) -> bool:
    """True for the outlet or the body that tells one of the documents: it has no surname."""
    return any((b := byline(d)) is not None and b.name == name and b.kind in ("outlet", "body", "results")
               for d in documents)  # fmt: skip


def _writer(document: SourceDocument) -> str:
    """Who signs the article; empty for none, in Chinese also where it is no name of a person or a body."""
    name = print_name(document.author, document)
    return name if document.language == "en" or _PERSON_ZH.fullmatch(name) else ""


def print_name(author: str, document: SourceDocument) -> str:
    """The author as print names one; empty for the name of an account ("jlane72"), and for none."""
    is_name = any(c.isupper() for c in author) or author.startswith("the ") or re.search(f"[{HAN}]", author)
    fits = _IS_NAME["zh" if document.language == "zh" else "en"].fullmatch(author)
    return author if is_name and fits and not _IS_ADDRESS.fullmatch(author) else ""


def without_legal_form(name: str) -> str:
    """The name of a company without "Inc." and the like."""
    return _LEGAL_FORM.sub("", name)


def publisher_of(document: SourceDocument) -> str:
    """The publisher as print names it, without its legal form; empty for an address, a mere "blog", and for none."""
    name = without_legal_form(_IN_BRACKETS.sub(" ", _RIGHTS.sub(" ", document.publisher)).strip())
    fits = _IS_NAME["zh" if document.language == "zh" else "en"].fullmatch(name)
    if not fits or _IS_ADDRESS.fullmatch(name) or _GENERIC.fullmatch(name):
        return ""
    return _with_article(name, document.text) if document.language == "en" else name


@lru_cache(maxsize=256)
def _with_article(name: str, text: str) -> str:
    """The name with "the" where the text mostly calls it so."""
    n_all = len(re.findall(rf"\b{re.escape(name)}\b(?! [A-Z])", text))
    n_with = len(re.findall(rf"\b[Tt]he {re.escape(name)}\b(?! [A-Z])", text))
    return f"the {name}" if n_with * 2 > n_all and not name.lower().startswith("the ") else name


def _is_issuer(publisher: str, document: SourceDocument) -> bool:
    """True for a body that speaks of itself: named in the title, in a release, or as we where nobody signs."""
    name = publisher.removeprefix("the ")
    is_release = _RELEASE.search(document.text[:_OPENING_CHARS]) and name in document.text[:_OPENING_CHARS]
    speaks = not document.author and _voice(document) == "we" and document.text.count(name) > 1
    headline = " ".join(part for part in _PARTS.split(document.title) if part.strip() != name)
    return bool(name in headline or is_release or speaks)


def _issuer_in_title(document: SourceDocument) -> str:
    """Who reports or announces in the title of a release that also has the name in its first lines; empty for none."""
    found = _ISSUES.match(cased(document))
    opening = document.text[:_OPENING_CHARS]
    who = found["who"].strip() if found else ""
    is_known = bool(who) and opening.count(who) > 1 and _RELEASE.search(document.text) is not None
    return without_legal_form(who) if is_known else ""


def _is_blog(document: SourceDocument) -> bool:
    return any(map(_BLOG.search, (document.publisher, document.address, document.title)))


def _voice(document: SourceDocument) -> Literal["", "I", "we"]:
    """As whom the text speaks outside quotation marks; empty for a report."""
    if document.language == "en" and is_of_doing(document):
        return "we"
    return _speaks_as(document.text, "zh" if document.language == "zh" else "en")


@lru_cache(maxsize=256)
def _speaks_as(text: str, language: Language) -> Literal["", "I", "we"]:
    own = outside_quotes(text)
    n = n_units(text, language)
    if len(_I[language].findall(own)) >= max(_LEAST_I, n / _UNITS_PER_I[language]):
        return "I"
    n_we = len(_WE[language].findall(own))
    return "we" if n_we >= max(_LEAST_WE, n / _UNITS_PER_WE[language]) else ""
