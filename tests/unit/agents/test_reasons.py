"""Every reason code has its sentence, in both languages, with and without a finding."""

from __future__ import annotations

import pytest

from deepnews.agents.reasons import reason, reason_words
from deepnews.schemas.base import Language
from deepnews.schemas.verification import Finding

LANGUAGES: tuple[Language, ...] = ("en", "zh")


@pytest.mark.parametrize(
    ("language", "code"), [(language, code) for language in LANGUAGES for code in reason_words(language)]
)
def test_every_sentence_can_be_filled(language: Language, code: str) -> None:
    fault = Finding(code=code, verdict="refuted", reason="why", claim_text="40 mills")
    for found in (None, fault):
        said = reason(code, language, "the letter", found, "detail")
        assert said and "{" not in said


def test_a_rule_of_a_kind_is_not_a_sentence_without_claims() -> None:
    fault = Finding(code="frame.head", verdict="not_enough_info", reason="It says it of the fear.", claim_text="fear")
    assert reason("frame.head", "en", "the letter", fault) == "It says it of the fear."
    assert reason("frame", "en", "the letter").startswith("It only names a source")
    assert reason("frame", "zh", "来信").startswith("这句话只写明来源")
    assert "fear" in reason("frame.head", "zh", "来信", fault)


def test_a_figure_that_was_found_is_not_told_as_missing_in_chinese() -> None:
    found = Finding(code="number.found", verdict="supported", reason="Every quantity stands.", claim_text="40")
    assert reason("number.found", "zh", "来信", found) == "数字“40”都见于材料。"
    assert "没有" in reason("number.new", "zh", "来信", found.model_copy(update={"code": "number.new"}))
