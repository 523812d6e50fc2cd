"""Definite nouns that name nobody, and the quotations they keep under their frame."""

from __future__ import annotations

import pytest

from deepnews.agents.short_quotes import is_short_quotation
from deepnews.agents.unnamed import names_nobody
from deepnews.schemas.base import Language
from deepnews.schemas.facts import Fact, Span


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "In 2031 the company had revenue of £4 million."),
        ("en", "The bank refused a second loan in May."),
        ("en", "Nobody at the agency read the letter."),
        ("en", "The former minister asked for a list of names."),
        ("en", "Costs of the scheme doubled within a year."),
        ("en", "The mill's owners paid nothing."),
        ("zh", "2031年公司收入为四百万元。"),
        ("zh", "该公司五月没有交货。"),
        ("zh", "本公司不对外担保。"),
        ("zh", "五月，银行拒绝了第二笔贷款。"),
        ("zh", "部长要求提交名单。"),
        ("zh", "由于项目停工，工人返乡。"),
    ],
)
def test_a_definite_noun_without_a_name(language: Language, text: str) -> None:
    assert names_nobody(text, language)
    span = Span(doc_id="D1", start=0, end=len(text), text=text)
    assert not is_short_quotation(Fact(fact_id="F1", spans=(span,)), language)


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "Thornlode Storage gives no target for deliveries."),
        ("en", "The Marle Company refused a second loan."),
        ("en", "The company that built Corran pier paid nothing."),
        ("en", "The minister for mines asked for a list."),
        ("en", "The Committee raised its target in May."),
        ("en", "Banks refused loans to every company."),
        ("en", "The economy shrank and the public paid."),
        ("zh", "松岭储能公司没有给出交货目标。"),
        ("zh", "林屯银行拒绝了第二笔贷款。"),
        ("zh", "任何公司都不得拒绝检查。"),
        ("zh", "松岭（集团）股份有限公司五月停工。"),
        ("zh", "经济收缩，居民减少了消费。"),
    ],
)
def test_a_name_or_what_is_said_of_all(language: Language, text: str) -> None:
    assert not names_nobody(text, language)


@pytest.mark.parametrize(
    ("language", "before", "text"),
    [
        ("en", "Ruiz said that Linton Bank, the bank of the mill, had lent £2 million.", "The bank refused more."),
        ("zh", "鲁伊斯说，林屯银行已借出两百万元。", "银行不肯再借。"),
    ],
)
def test_what_the_sentence_before_names_is_known(language: Language, before: str, text: str) -> None:
    assert names_nobody(text, language)
    assert not names_nobody(text, language, before)
