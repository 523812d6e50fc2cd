"""The time between two sources, told in a short sentence: worded, placed and checked by their days."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from itertools import pairwise

import pytest

from deepnews.agents.frame_only import is_frame_of_a_source, is_frame_only
from deepnews.agents.pace.attribution import framed
from deepnews.agents.pace.gaps import elapsed, gap
from deepnews.agents.pace.places import Place, reads_well
from deepnews.agents.pace.units import Ground, PacedBlock, Unit, with_texts
from deepnews.agents.pace.wording import is_gap
from deepnews.schemas.base import Language
from deepnews.schemas.draft import DraftBlock

Grounded = Callable[..., tuple[list[Unit], Ground]]


@pytest.mark.parametrize(
    ("first", "last", "en", "zh"),
    [
        ("2024-03-13", "2024-05-14", "Two months passed.", "两个月过去了。"),
        ("2024-05-14", "2024-07-09", "Eight weeks passed.", "八周过去了。"),
        ("2023-05-10", "2024-05-14", "A year passed.", "一年过去了。"),
        ("2024-05-10", "2024-05-14", "Four days passed.", "四天过去了。"),
        ("2024-05-12", "2024-05-14", "", ""),
        ("2024-01-25", "2024-05-14", "", ""),
        ("2024-05-14", "2024-05-14", "", ""),
        ("2024-05-14", "2024-03-13", "", ""),
        ("1990-05-14", "2024-05-14", "", ""),
    ],
)
def test_only_a_round_time_is_told(first: str, last: str, en: str, zh: str) -> None:
    days = dt.date.fromisoformat(first), dt.date.fromisoformat(last)
    assert (gap(*days, "en"), gap(*days, "zh")) == (en, zh)
    for text, language in ((en, "en"), (zh, "zh")):
        if text:
            assert is_gap(text, language) and framed(text, language).is_frame_only


@pytest.mark.parametrize("text", ["Two bills passed.", "The act passed.", "The months passed."])
def test_what_passed_otherwise_is_no_frame(text: str) -> None:
    assert not is_gap(text, "en")


def test_the_maker_knows_only_the_days_of_documents(grounded: Grounded) -> None:
    (one, two), ground = _dated(grounded, "2024-03-13", "2024-05-14")
    assert list(elapsed(two.texts[0], two, ground)) == [("Two months passed.", two.texts[0])]
    assert not list(elapsed(one.texts[0], one, ground)), "nothing is older"
    assert not list(elapsed("The minutes said that the looms went.", two, ground)), "the sentence names no day"


def _dated(grounded: Grounded, *days: str) -> tuple[list[Unit], Ground]:
    """A sentence of a document of each day, with the days in their frames."""
    dates = [dt.date.fromisoformat(day) for day in days]
    texts = [f"The minutes of {d:%B} {d.day}, {d.year} said that {n} looms went." for n, d in enumerate(dates, 3)]
    units, ground = grounded(texts, "en", one_document=False)
    ids = [ground.facts[u.fact_ids[0]].doc_id for u in units]
    documents = {i: ground.documents[i].model_copy(update={"date": d}) for i, d in zip(ids, dates, strict=True)}
    return units, ground._replace(documents=documents)


def _arranged(units: list[Unit]) -> list[PacedBlock]:
    """Each unit a paragraph of one block."""
    return [PacedBlock(block=DraftBlock(block_id="B1", paragraphs=()), paragraphs=tuple((u,) for u in units))]


@pytest.mark.parametrize(
    ("days", "stands"),
    [
        (("2024-03-13", "2024-03-13", "2024-03-13", "2024-05-14"), True),
        (("2024-03-13", "2024-04-20", "2024-04-20", "2024-05-14"), False),
        (("2024-05-14", "2024-05-14", "2024-05-14", "2024-05-14"), False),
    ],
)
def test_it_counts_from_the_day_named_last(grounded: Grounded, days: tuple[str, ...], *, stands: bool) -> None:
    units, _ = _dated(grounded, *days)
    told = with_texts(units[-1], ("Two months passed.", units[-1].texts[0]), "elapsed")
    blocks = _arranged([*units[:-1], told])
    assert reads_well(blocks, Place(0, len(days) - 1, 0), "elapsed", "en") is stands


def test_the_checker_recounts_it(grounded: Grounded) -> None:
    _, ground = _dated(grounded, "2024-03-13", "2024-05-14")
    older, newer = sorted(ground.documents.values(), key=lambda d: str(d.date))
    assert is_frame_only("Two months passed.", [newer], ground.documents, "en")
    assert not is_frame_only("Three months passed.", [newer], ground.documents, "en")
    assert not is_frame_only("Two months passed.", [older], ground.documents, "en"), "nothing lies before it"
    assert is_frame_of_a_source("Two months passed.", ground.documents, "en")
    assert not is_frame_of_a_source("Six weeks passed.", ground.documents, "en")


def test_every_language_can_word_as_many_as_the_other() -> None:
    start = dt.date(2024, 1, 1)
    languages: tuple[Language, ...] = ("en", "zh")
    for language in languages:
        told = [gap(start, start + dt.timedelta(days=7 * n), language) for n in range(1, 13)]
        assert all(told) and all(a != b for a, b in pairwise(told))
