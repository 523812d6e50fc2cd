"""What an article has told before a claim: dates that "four days later" counts from, names that "it" stands for."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping, Sequence

from deepnews.agents.rules import find_dates, find_names
from deepnews.agents.rules.grounds import Told
from deepnews.agents.rules.intervals import told_periods
from deepnews.schemas.base import Language, Record
from deepnews.schemas.draft import Draft
from deepnews.schemas.verification import Claim

_N_SENTENCES = 12
"""Sentences back that a date is counted from."""
_N_NAMED = 3
"""Sentences back that a pronoun may refer to."""
_REFERS = {
    "en": re.compile(
        r"\b(?:it|he|she|they|its|his|her|their|both|this|that|these|those|the (?:company|firm|bank|union|board|agency|"
        r"utility|regulator|committee|government|ministry|council|party|group|fund|court|office))\b",
        re.I,
    ),
    "zh": re.compile(r"[他她它其]|该[\u4e00-\u9fff]|这家|这个|双方|公司|企业|单位"),
}


class Setting(Record):
    """What was told before a claim."""

    told: Told = ()
    meant: tuple[str, ...] = ()
    """Names that a pronoun or a description of the claim may stand for, the nearest first; none without one."""


NOWHERE = Setting()


def settings_of(draft: Draft, preceding: Sequence[str] = ()) -> Mapping[str, Setting]:
    """By sentence id what the article tells before each sentence; `preceding` are sentences before the draft's."""
    found: dict[str, Setting] = {}
    before = list(preceding)
    texts = (*preceding, *(s.text for s in draft.sentences))
    start: dt.date | None = next((d.first for text in texts for d in find_dates(text, draft.language)), None)
    for sentence in draft.sentences:
        told = told_periods(tuple(before[-_N_SENTENCES:]), draft.language, start)
        found[sentence.sentence_id] = Setting(told=told, meant=_named(before[-_N_NAMED:], draft.language))
        before.append(sentence.text)
    return found


def setting_of(claim: Claim, settings: Mapping[str, Setting], language: Language) -> Setting:
    """The setting of a claim; without names where it refers to nothing before it."""
    setting = settings.get(claim.sentence_id, NOWHERE)
    return setting if _REFERS[language].search(claim.text) else setting.model_copy(update={"meant": ()})


def _named(before: list[str], language: Language) -> tuple[str, ...]:
    return tuple(dict.fromkeys(n for sentence in reversed(before) for n in find_names(sentence, language)))
