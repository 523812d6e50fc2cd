"""Plain words for stiff ones, outside quotation marks."""

from __future__ import annotations

from importlib.resources import files

import pytest
import yaml

from deepnews.agents.plain_words import in_plain_words
from deepnews.agents.tense import in_past
from deepnews.schemas.base import Language


@pytest.mark.parametrize(
    ("text", "language", "plain"),
    [
        ("It was also reported by more than 40 mills.", "en", "It was reported by over 40 mills."),
        ("Prior to May it could, “prior to May”, buy.", "en", "before May it could, “prior to May”, buy."),
        ("应当对于企业进行检查，“应当检查”。", "zh", "须对企业检查，“应当检查”。"),
    ],
)
def test_stiff_words_are_put_plainly(text: str, language: Language, plain: str) -> None:
    assert in_plain_words(text, language) == plain


@pytest.mark.parametrize(
    ("text", "past"),
    [
        ("all Districts report shortages", "all Districts reported shortages"),
        ("Chicago and Richmond note a decline", "Chicago and Richmond noted a decline"),
        ("Cleveland reports “fewer looms”", "Cleveland reported “fewer looms”"),
        (
            "Boston calls attention to looms and reports that all stand",
            "Boston called attention to looms and reported that all stand",
        ),
        ("the Chicago reports were late", "the Chicago reports were late"),
        ("the sales report was late", "the sales report was late"),
        ("“Districts report shortages” it said", "“Districts report shortages” it said"),
    ],
)
def test_a_plural_that_tells_told(text: str, past: str) -> None:
    assert in_past(text) == past


@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_list_holds_words_only(language: Language) -> None:
    table = yaml.safe_load(files("deepnews.agents").joinpath("plain_words.yaml").read_text(encoding="utf-8"))[language]
    assert all(isinstance(side, str) for pair in table.items() for side in pair), "a bare on or no is no word in YAML"
