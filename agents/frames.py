"""Frames decided by code: how a sentence names its date, its source and its speaker.

Over half of the errors of a small model are true words in a wrong frame, so the model never chooses one: it
continues a lead-in made here. Words and patterns are data (``frames.yaml``), one section a language.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable
from typing import Literal

from deepnews.agents.bylines import is_body, print_name, teller_name
from deepnews.agents.labels import is_unnamed, kind_of, label_of, noun_of
from deepnews.agents.note import is_first_person
from deepnews.agents.rules.dates import find_dates
from deepnews.agents.titles import frame_words, is_headline
from deepnews.agents.told_quotes import is_quoting
from deepnews.schemas.base import Language, Record
from deepnews.schemas.corpus import SourceDocument
from deepnews.schemas.facts import Fact

_PERSON_TITLE = re.compile(
    r"\b(?:Governor|Chair(?:man|woman)?|President|Minister|Secretary|Senator|Judge|Professor|Director|Mr|Mrs|Ms|Dr|Sir|"
    r"Lord|Lady|Dame|Baroness)\b"
)


_VERBS_OF_KIND: dict[Language, tuple[str, ...]] = {"en": ("wrote", "reported"), "zh": ("写道", "报道")}
"""Verbs of the openings that stand in all forms for a document of the kind."""
_PLURAL = re.compile(r"\b(?:their|them|themselves|theirs|they)\b", re.I)
_TO_COME = re.compile(r"\b(?:will|shall)\b")
"""What a document announces: only "said that" keeps it from being told as what is."""


_OF_A_MEETING = frozenset(("minutes",))
"""What is called by the day of a meeting, and written after it."""


class Lead(Record):
    """The two openings of a sentence."""

    opening: str
    """With date and source, for the first sentence of a paragraph."""
    following: str
    """For a sentence after one from the same document."""


def date_text(date: dt.date, language: Language) -> str:
    """`date` as running text writes it."""
    if language == "zh":
        return f"{date.year}年{date.month}月{date.day}日"
    return f"{date:%B} {date.day}, {date.year}"


def with_house_dates(text: str, language: Language) -> str:
    """`text` with its whole days written as the article writes them ("May 14, 2024"), outside quotation marks."""
    pieces = re.split(r"(“[^”]*”)", text)
    return "".join(p if p.startswith("“") else _dates_rewritten(p, language) for p in pieces)


def _dates_rewritten(text: str, language: Language) -> str:
    whole_days = [d for d in find_dates(text, language) if d.first == d.last and str(d.first.year) in d.text]
    for date in sorted(whole_days, key=lambda d: -d.start):
        text = text[: date.start] + date_text(date.first, language) + text[date.end :]
    return text


def short_name(author: str, documents: Iterable[SourceDocument] = ()) -> str:
    """How an author is named at the second mention: the surname of a person, the whole name of a body, and of who
    publishes the `documents`."""
    if is_body(author, documents):
        return author
    words = author.split()
    titled = bool(_PERSON_TITLE.search(author))
    personal = 1 < len(words) <= 4 and words[0] not in ("the", "The") and all(w[0].isupper() for w in words)
    return words[-1] if titled or personal else author


def with_it(text: str, author: str, lead_in: str) -> str:
    """`text` with "it" for a body that speaks of itself by name right after `lead_in` has named it."""
    is_body = bool(author) and short_name(author) == author and author.casefold() in lead_in.casefold()
    name = re.match(rf"(?:the )?{re.escape(re.sub('^the ', '', author, flags=re.I))} (?!and |or )", text, re.I)
    return f"it {text[name.end() :]}" if is_body and name and not _PLURAL.search(text) else text


def speaker_of(fact: Fact, document: SourceDocument) -> str:
    """Who is quoted when the words are quoted; empty when the document itself speaks, as a news report does."""
    if fact.speaker and fact.speaker not in fact.text:
        return fact.speaker
    if is_headline(document):
        return teller_name(document)
    return "" if is_unnamed(document, "en") else print_name(document.author, document)


def own_names(fact: Fact, document: SourceDocument) -> tuple[str, ...]:
    """Who writes, publishes or speaks the source: what these say there is no other's statement."""
    speaker = "" if fact.speaker in fact.text else fact.speaker
    return tuple(filter(None, (document.author, document.publisher, speaker)))


def lead_for(
    fact: Fact, document: SourceDocument, *, language: Language, seen: bool, turn: int, is_only: bool = True
) -> Lead:
    """The openings for a sentence on `fact`; `seen` when the document was named before, `turn` varies the wording.
    The date of one that is not the only one of its name is always told."""
    author = speaker_of(fact, document)
    if author and not is_quoting(fact, language) and not _tells_of_another(fact, author, document):
        return _author_lead(author, document, language, seen, turn)
    return _document_lead(fact, document, language, seen, turn, is_only)


def _tells_of_another(fact: Fact, author: str, document: SourceDocument) -> bool:
    """True where an outlet or a body reports what somebody says, whose words are not its own."""
    return bool(fact.speaker) and fact.speaker != author and is_body(author, [document])


def _author_lead(author: str, document: SourceDocument, language: Language, seen: bool, turn: int) -> Lead:
    words = frame_words(language)
    again = short_name(author, [document]) if language == "en" else author
    name = again if seen else author
    follow_ups: list[str] = words["author_follow_ups"]
    following = _as_told(follow_ups[turn % len(follow_ups)], author, document, language).format(author=again)
    if document.date is None:
        undated = _as_told(words["undated_author_opening"], author, document, language)
        return Lead(opening=_capital(undated.format(author=name)), following=_capital(following))
    plain = seen or _is_guest(author, document)
    opening: str = words["default_author_opening"] if plain else _opening(document, language, turn)
    told = _as_told(opening, author, document, language).format(author=name, date=date_text(document.date, language))
    return Lead(opening=_capital(told), following=_capital(following))


def _capital(text: str) -> str:
    """The words as a sentence begins: an author may be "the Cabinet Office"."""
    return text[:1].upper() + text[1:]


def _is_guest(author: str, document: SourceDocument) -> bool:
    """True for one who speaks in an article that another tells."""
    return is_headline(document) and author != teller_name(document)


def _as_told(form: str, author: str, document: SourceDocument, language: Language) -> str:
    """A form of attribution with the verb of its kind of document: a letter "wrote", an outlet "reported"."""
    opening = kind_of(document, language)["opening"]
    told = next((v for v in _VERBS_OF_KIND[language] if v in opening), "")
    if not told or _is_guest(author, document) or (language == "zh" and not is_headline(document)):
        return form
    form = form.replace("的原话是", "还表示")
    return re.sub(r"\bsaid\b" if language == "en" else "(?<=})(?:表示|说(?!法))|(?<=还)表示|(?<=})称", told, form)


def _opening(document: SourceDocument, language: Language, turn: int) -> str:
    """How the author of a document of this kind is first introduced; `turn` chooses among its forms."""
    kind = kind_of(document, language)
    forms: list[str] = [kind["opening"] or frame_words(language)["default_author_opening"], *kind.get("openings", ())]
    return forms[turn % len(forms)]


def _document_lead(
    fact: Fact, document: SourceDocument, language: Language, seen: bool, turn: int, is_only: bool
) -> Lead:
    words = frame_words(language)
    announces = language == "en" and not is_quoting(fact, language) and _TO_COME.search(fact.text) is not None
    is_voice = fact.speaker or is_first_person(fact.text, language)
    voice = "voice" if is_voice and not announces else "document"
    if language == "zh" and voice == "document" and is_headline(document):
        voice = "headline"
    values = {"label": label_of(document, language), "noun": noun_of(document, language)}
    if document.date is None:
        form = words[f"{voice}_{'unnamed' if is_unnamed(document, language) else 'undated'}"]
        return Lead(opening=form.format(**values), following="")
    values["date"] = date_text(document.date, language)
    forms: list[str] = words[f"{voice}_again"]
    is_report = values["noun"] == "report"  # no report "reported"
    told = (f for f in forms if not (is_report and " reported " in f) and _is_of_its_day(f, values["noun"]))
    fitting = (f for f in told if is_only or "{date}" in f)
    again = [f for f in fitting if not announces or f.endswith(" that")]
    form = again[turn % len(again)] if seen else words[f"{voice}_first"]
    return Lead(opening=form.format(**values), following="")


def _is_of_its_day(form: str, noun: str) -> bool:
    """False where the form would say that minutes noted something on the day of their meeting."""
    return noun not in _OF_A_MEETING or not form.startswith("On {date}, the")


def quote_form(fact: Fact, document: SourceDocument, *, language: Language, opens: bool, turn: int) -> str:
    """The sentence around a quotation, with ``{quote}`` in its place; dated where the sentence opens a run."""
    words = frame_words(language)
    author = speaker_of(fact, document)
    if _tells_of_another(fact, author, document):
        author = ""
    date = date_text(document.date, language) if document.date else ""
    values = {
        "author": author,
        "name": short_name(author, [document]),
        "noun": noun_of(document, language),
        "date": date,
    }
    values["label"] = label_of(document, language)
    kind = ("author" if author else "document") + _place_of_quote(opens, bool(date), bool(author))
    if kind == "document_opens_undated" and is_unnamed(document, language):
        kind = "unnamed_opens_undated"
    forms = [f for f in words["quote_forms"][kind] if _is_of_its_day(f, values["noun"])]
    if kind == "author_opens":
        forms += _placed_forms(document, language, turn // (len(forms) + 1))
    form = forms[turn % len(forms)]
    if author:
        form = _as_told(form, author, document, language)
    return _capital(form.format(quote="{quote}", **{k: v.replace("{", "(") for k, v in values.items()}))


def _place_of_quote(opens: bool, is_dated: bool, is_signed: bool) -> str:
    """Which forms a quotation takes: one that opens a run names where it comes from, by its date where it has one."""
    if opens and is_dated:
        return "_opens"
    return "_follows" if is_signed or not opens else "_opens_undated"


def _placed_forms(document: SourceDocument, language: Language, turn: int) -> list[str]:
    """The form that says where the author's words were said ("In a speech on ..."), where the title tells it."""
    form = _opening(document, language, turn)
    if is_headline(document) or form == frame_words(language)["default_author_opening"] or "{author}" not in form:
        return []
    return [f"{form.removesuffix(' that').removesuffix('，')}{'：' if language == 'zh' else ': '}{{quote}}"]


def revision_form(language: Language, kind: Literal["sentence", "headline"]) -> str:
    """The sentence or headline that sets two versions of a document side by side, with its places in braces."""
    return str(frame_words(language)["revision"][kind])


def disagreement_form(language: Language, kind: Literal["superseded", "later"]) -> str:
    """The note under two values for one thing, with the later document's title in braces."""
    return str(frame_words(language)["disagreement"][kind])
