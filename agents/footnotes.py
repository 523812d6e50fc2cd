"""Footnotes: where the words a sentence rests on stand, each quoted part verbatim."""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final
from urllib.parse import quote, urlsplit

from deepnews.agents.frames import date_text
from deepnews.agents.rules.word_counts import count_words, times
from deepnews.agents.titles import cased
from deepnews.schemas.base import Language, Record
from deepnews.schemas.corpus import Corpus, SourceDocument
from deepnews.schemas.draft import Draft
from deepnews.schemas.facts import Fact, Span

MAX_QUOTED_CHARS: Final[Mapping[Language, int]] = {"en": 340, "zh": 130}
"""A longer span is shown by its beginning and its end; an article quotes no longer one whole but a Chinese penalty."""
_DIRECTIONS: Final = ("LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI")
_BREAKS: Final = re.compile(r"[\s，。；：、！？;:!?）)】]|[,.](?!\d)")
_MAX_STEP_BACK: Final = 24


class Note(Record):
    """One footnote: a document and the verbatim parts of it that are shown."""

    number: int
    title: str
    publisher: str = ""
    date: dt.date | None = None
    pages: tuple[int, ...] = ()
    quoted: tuple[str, ...]
    """Verbatim parts in order; an ellipsis belongs between them."""
    link: str = ""
    """Public http(s) address, safe to link; empty when there is none."""
    path: str = ""
    """Where the document lies, shown when there is no link."""
    remark: str = ""
    """How often a counted word stands in the document; empty otherwise."""


class Notes(Record):
    """All footnotes of an article and which sentence refers to which."""

    notes: tuple[Note, ...]
    numbers: dict[str, tuple[int, ...]]
    """Numbers by sentence id, ascending."""


def collect_notes(draft: Draft, facts: Sequence[Fact], corpus: Corpus) -> Notes:
    """Footnotes numbered in order of first use; the same place in a source keeps its number.

    A Fact that is not in `facts`, or whose document is not in `corpus`, gets no footnote; a counted one has
    one for each of its documents.
    """
    known = {f.fact_id: f for f in facts if all(s.doc_id in corpus.by_id for s in f.spans)}
    places: dict[tuple[tuple[str, int, int], ...], Note] = {}
    numbers: dict[str, tuple[int, ...]] = {}
    for sentence in draft.sentences:
        cited = []
        for fact in (known[i] for i in sentence.fact_ids if i in known):
            for doc_id, spans, remark in _parts(fact, draft.language):
                place = tuple((s.doc_id, s.start, s.end) for s in spans) or ((doc_id, 0, 0),)
                if place not in places:
                    note = _note(len(places) + 1, spans, corpus.by_id[doc_id], draft.language)
                    places[place] = note.model_copy(update={"remark": remark})
                cited.append(places[place].number)
        numbers[sentence.sentence_id] = tuple(sorted(set(cited)))
    return Notes(notes=tuple(places.values()), numbers=numbers)


def _parts(fact: Fact, language: Language) -> list[tuple[str, tuple[Span, ...], str]]:
    """Document, spans and remark of each footnote of the Fact: one, or one for each document that was counted in."""
    if fact.count is None:
        return [(fact.doc_id, fact.spans, "")]
    form = str(count_words(language)["remark"])
    return [
        (t.doc_id, tuple(s for s in fact.spans if s.doc_id == t.doc_id), form.format(times=times(t.n, language)))
        for t in fact.count.tallies
    ]


def _note(number: int, spans: Sequence[Span], document: SourceDocument, language: Language) -> Note:
    link = safe_link(document.address)
    return Note(
        number=number,
        title=plain(cased(document)),
        publisher=plain(document.publisher),
        date=document.date,
        pages=page_numbers(spans, document),
        quoted=tuple(p for s in spans for p in shortened(plain(s.text), MAX_QUOTED_CHARS[language])),
        link=link,
        path="" if link else plain(document.path),
    )


def source_notes(documents: Iterable[SourceDocument], language: Language) -> tuple[Note, ...]:
    """A list of sources: for each document a numbered note without quotation."""
    return tuple(_note(n, (), document, language) for n, document in enumerate(documents, start=1))


def page_numbers(spans: Iterable[Span], document: SourceDocument) -> tuple[int, ...]:
    """Pages the spans of `document` begin and end on, ascending; empty for formats without pages."""
    offsets = [o for s in spans if s.doc_id == document.doc_id for o in (s.start, max(s.start, s.end - 1))]
    return tuple(sorted({p for o in offsets if (p := document.page_at(o)) is not None}))


def plain(text: str) -> str:
    """`text` on one line without control characters and marks that turn the direction of what follows."""
    return " ".join(_plain_only(" ".join(text.split())).split())


def plain_lines(text: str) -> str:
    """`text` without those characters, its spaces and line ends kept."""
    return "\n".join(map(_plain_only, text.replace("\t", " ").split("\n")))


def _plain_only(line: str) -> str:
    """The line without those characters; none of them is printable, so that most lines are seen to be plain at once."""
    return line if line.isprintable() else "".join(filter(_is_plain, line))


def _is_plain(c: str) -> bool:
    return unicodedata.category(c) not in ("Cc", "Cs") and unicodedata.bidirectional(c) not in _DIRECTIONS


def shortened(text: str, n_chars: int) -> tuple[str, ...]:
    """`text` whole, or its beginning and its end of about `n_chars` together, each verbatim, cut between words."""
    if len(text) <= n_chars:
        return (text,)
    head = _cut_back(text, n_chars * 3 // 5)
    tail = _cut_back(text[::-1], n_chars - len(head))[::-1]
    return (head.rstrip(), tail.lstrip())


def _cut_back(text: str, n_chars: int) -> str:
    """At most `n_chars` from the start, ended at a break between words when one is near."""
    for end in range(n_chars, max(1, n_chars - _MAX_STEP_BACK), -1):
        if _BREAKS.match(text[end]):
            return text[:end]
    return text[:n_chars]


def safe_link(address: str) -> str:
    """The address when it is plain http or https, percent-encoded so that it can end neither tag nor link; else ''."""
    address = plain(address)
    try:
        parts = urlsplit(address)
    except ValueError:
        return ""
    if parts.scheme.lower() not in ("http", "https") or not parts.hostname:
        return ""
    return quote(address, safe="/:?#@!$&*+,;=%~-._")


def note_words(note: Note, language: Language) -> Iterator[tuple[str, bool]]:
    """The pieces of a footnote up to the address, in order, each with whether it comes from a source."""
    if language == "zh":
        yield from _zh_words(note)
    else:
        yield from _en_words(note)


def _en_words(note: Note) -> Iterator[tuple[str, bool]]:
    yield note.title, True
    if note.publisher:
        yield ", ", False
        yield note.publisher, True
    if note.date:
        yield f", {date_text(note.date, 'en')}", False
    if note.pages:
        yield f", {'p.' if len(note.pages) == 1 else 'pp.'} {_span_of(note.pages)}", False
    yield f". {note.remark}" if note.remark else ".", False
    yield " " if note.quoted else "", False
    yield from _quoted(note.quoted, " … ")


def _zh_words(note: Note) -> Iterator[tuple[str, bool]]:
    yield "《", False
    yield note.title.removeprefix("《").removesuffix("》") if _is_one_title(note.title) else note.title, True
    yield "》", False
    if note.publisher:
        yield "，", False
        yield note.publisher, True
    if note.date:
        yield f"，{date_text(note.date, 'zh')}", False
    if note.pages:
        yield f"，第{_span_of(note.pages)}页", False
    yield f"，{note.remark.rstrip('。')}" if note.remark else "", False
    yield "：" if note.quoted else "。", False
    yield from _quoted(note.quoted, "……")


def _quoted(parts: Sequence[str], gap: str) -> Iterator[tuple[str, bool]]:
    for i, part in enumerate(parts):
        yield f"{gap if i else ''}“", False
        yield part, True
        yield "”", False


def _is_one_title(title: str) -> bool:
    return title.startswith("《") and title.endswith("》") and title.count("《") == 1


def _span_of(pages: Sequence[int]) -> str:
    return str(pages[0]) if len(pages) == 1 else f"{pages[0]}–{pages[-1]}"
