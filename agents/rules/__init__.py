"""Deterministic checks: numbers, dates, names, quotations, polarity, frame and novelty, in English and Chinese."""

from deepnews.agents.rules.annotate import Annotation, annotate
from deepnews.agents.rules.checks import check_sentence, faults, objections
from deepnews.agents.rules.dates import find_dates
from deepnews.agents.rules.names import find_names
from deepnews.agents.rules.numbers import find_quantities
from deepnews.agents.rules.quotes import find_quotations, find_verbatim
from deepnews.agents.rules.speakers import find_speaker

__all__ = [
    "Annotation",
    "annotate",
    "check_sentence",
    "faults",
    "find_dates",
    "find_names",
    "find_quantities",
    "find_quotations",
    "find_speaker",
    "find_verbatim",
    "objections",
]
