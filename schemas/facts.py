"""Facts: statements taken verbatim from sources, with what can be compared normalised."""

from __future__ import annotations

import datetime as dt
from typing import Literal

from pydantic import Field

from deepnews.schemas.base import Record


class Span(Record):
    """Verbatim text of a document: ``document.text[start:end] == text``."""

    doc_id: str
    start: int = Field(ge=0)
    end: int = Field(ge=0)
    text: str


class Quantity(Record):
    """A number as it stands in a text, and what it means."""

    text: str
    """As written, unit included, e.g. ``$1.2 million`` or ``百分之五``."""
    start: int = Field(ge=0)
    """Offset in the text it was found in."""
    end: int = Field(ge=0)
    value: float
    """Scale applied: ``$1.2 million`` is 1200000.0; ``5%`` is 5.0 with unit ``percent``."""
    unit: str = ""
    """``percent``, ``percentage_point``, ``basis_point``, currency code (``USD``, ``CNY``), a counted noun
    (``jobs``), or empty."""
    approximate: bool = False
    """True with words such as about, nearly, 约."""


class DateMention(Record):
    """A date or period in a text."""

    text: str
    start: int = Field(ge=0)
    end: int = Field(ge=0)
    first: dt.date
    """First day of the period; a day names itself."""
    last: dt.date
    """Last day of the period."""


Modality = Literal["fact", "forecast", "target", "opinion", "allegation"]


class Tally(Record):
    """How often something stands in the body of one document."""

    doc_id: str
    n: int = Field(ge=0)


class WordCount(Record):
    """How often a word stands in two documents of one series."""

    forms: tuple[str, ...] = Field(min_length=1)
    """The forms that were counted together, as they stand: ``shortage``, ``shortages``."""
    tallies: tuple[Tally, Tally]
    """In the order of the documents' days."""


class Fact(Record):
    """One checkable statement of a source, never retyped; or what code has counted in two of them."""

    fact_id: str
    """``F001`` and up, in source order."""
    spans: tuple[Span, ...] = Field(min_length=1)
    """The statement itself, verbatim; one span unless it stands in pieces."""
    speaker: str = ""
    """Who says it: person, body or district named in the source; empty when the document itself states it."""
    doc_title: str = ""
    doc_date: dt.date | None = None
    quantities: tuple[Quantity, ...] = ()
    """Offsets are into `text`."""
    dates: tuple[DateMention, ...] = ()
    names: tuple[str, ...] = ()
    """Persons, bodies and places named in it."""
    modality: Modality = "fact"
    relevance: float = Field(default=0.0)
    """Score against the assignment; comparable within one run only."""
    slots: tuple[str, ...] = ()
    """Schema slots it can fill, best first."""
    corroboration: tuple[Span, ...] = ()
    """Independent statements of the same, one of each other publisher, likest first."""
    count: WordCount | None = None
    """For a counted Fact what was counted; its spans are then the first sentences with the word, of each document."""

    @property
    def text(self) -> str:
        """The verbatim words, spans joined by an ellipsis."""
        return self.spans[0].text if len(self.spans) == 1 else " … ".join(s.text for s in self.spans)

    @property
    def doc_id(self) -> str:
        """Document of the first span; of a counted Fact the later one, in which the word may not stand at all."""
        return self.count.tallies[-1].doc_id if self.count else self.spans[0].doc_id


class Disagreement(Record):
    """Two sources that give different values for what seems the same quantity."""

    about: str
    fact_ids: tuple[str, str]
    values: tuple[str, str]
    """As written in each source."""
    superseded: str = ""
    """Id of the Fact whose value the same publisher replaced later; empty when neither did."""
    note: str = ""
    """For the editor, in the language of the run: which document is the later one."""
