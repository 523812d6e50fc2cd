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
        ("It was also reported by approximately 40 mills.", "en", "It was reported by about 40 mills."),
        ("Prior to May it could, “prior to May”, buy.", "en", "before May it could, “prior to May”, buy."),
        ("必须对于企业作检查，“必须检查”。", "zh", "须对企业作检查，“必须检查”。"),
        # what is denied keeps its word, and a title its own
        (
            "It is not as a result of the flood that they met.",
            "en",
            "It is not as a result of the flood that they met.",
        ),
        ("It wasn't crucial, the crucial lid was.", "en", "It wasn't crucial, the vital lid was."),
        ("渡口不能够停航，但是《渡口以及码头办法》已经公布。", "zh", "渡口不能够停航，但《渡口以及码头办法》已公布。"),
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


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("The letter adds this in addition to the rope.", "en"),
        ("The rope is of particular interest to the clerk.", "en"),
        ("The ferry is due to sail, the fog therefore required a lamp.", "en"),
        ("Legal persons are concerned; the market is a difficult one.", "en"),
        ("The fact that it remained, despite the fact that it leaked, indicates a fault.", "en"),
        ("Prior approval is required of various owners, more than willing to pay.", "en"),
        ("渡口应当点灯，目前正在进行中，来自20个村。", "zh"),
        ("没有根据的收费及其他费用低于20元，有需要的可退。", "zh"),
    ],
)
def test_a_word_with_a_second_sense_stays(text: str, language: Language) -> None:
    assert in_plain_words(text, language) == text


@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_list_holds_words_only(language: Language) -> None:
    table = yaml.safe_load(files("deepnews.agents").joinpath("plain_words.yaml").read_text(encoding="utf-8"))[language]
    assert all(isinstance(side, str) for pair in table.items() for side in pair), "a bare on or no is no word in YAML"
