"""What can be compared in a statement: numbers, dates, names, and what kind of statement it is."""

from __future__ import annotations

import datetime as dt

from deepnews.agents.rules.dates import find_dates
from deepnews.agents.rules.modality import find_modality
from deepnews.agents.rules.names import find_names
from deepnews.agents.rules.numbers import find_quantities
from deepnews.schemas.base import Language, Record
from deepnews.schemas.facts import DateMention, Modality, Quantity


class Annotation(Record):
    """The comparable parts of a text; offsets are into that text."""

    quantities: tuple[Quantity, ...] = ()
    dates: tuple[DateMention, ...] = ()
    names: tuple[str, ...] = ()
    modality: Modality = "fact"


def annotate(text: str, language: Language, anchor: dt.date | None) -> Annotation:
    """Quantities, dates (placed by `anchor` where they lack a year), names and modality of a text."""
    return Annotation(
        quantities=find_quantities(text, language),
        dates=find_dates(text, language, anchor),
        names=find_names(text, language),
        modality=find_modality(text, language),
    )
