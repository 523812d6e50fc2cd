"""Retellings that rules were too eager about, each beside a false twin that must stay red."""

from collections.abc import Callable

import pytest

from deepnews.agents.near_copy import NearCopy
from deepnews.agents.rules import find_names, find_quantities, find_speaker
from deepnews.schemas.base import Language

OFFERED = "The laboratory does not release Velkor resin for steady use above 38 degrees."
MOVED = "企业来函，请求将96个泊位的建成期限推迟到2032年12月31日，同时将月租由每月42元降为16元。"
COUNTED = "调查组以热线登记的3862件投诉为准。"
ANSWERED = (
    "The clerks asked whether posts in the old archive were at grave risk and were told that the ledger had never been "
    "fuller."
)
MONTHS = "From January to April 2031 each berth earned 5 crowns a day."
MONTHS_ZH = "2031年1月至4月，每个泊位每日平均收入5.3元，为测算值11.8元的44.9%。"
PRICED = "Orvane asked Selby Works for a price and a delivery time for 40 frames on 3 May 2031."
LEAVES = "Odo Farrant will leave on 30 June 2031."
SAYS = "Orvane said on 2 May 2031 that it will recall all 20 kilns."


@pytest.mark.parametrize(
    ("language", "source", "true", "false", "code"),
    [
        (
            "en",
            OFFERED,
            "The laboratory does not release Velkor for steady use above 38 degrees.",
            "The laboratory does not release Velkor resin for steady use below 38 degrees.",
            "polarity.opposite",
        ),
        (
            "zh",
            MOVED,
            "企业请求把建成期限推迟到2032年12月31日，并把月租降为16元。",
            "企业请求把建成期限推迟到2033年12月31日。",
            "date.mismatch",
        ),
        ("zh", COUNTED, "调查组以热线登记的投诉为准。", "调查组以热线登记的2862件投诉为准。", "number.mismatch"),
        (
            "en",
            ANSWERED,
            "The clerks were told that the ledger had never been fuller.",
            "Posts in the old archive were at grave risk.",
            "modality.asked",
        ),
        (
            "en",
            MONTHS,
            "In the first four months of 2031 each berth earned 5 crowns a day.",
            "In the first six months of 2031 each berth earned 5 crowns a day.",
            "number.mismatch",
        ),
        (
            "zh",
            MONTHS_ZH,
            "2031年前四个月，每个泊位每日平均收入5.3元，不到测算值11.8元的一半。",
            "2031年前六个月，每个泊位每日平均收入5.3元。",
            "number.mismatch",
        ),
        (
            "en",
            PRICED,
            "Orvane asked on 3 May for the price of 40 frames.",
            "Orvane asked on 3 May for the price of 60 frames.",
            "number.mismatch",
        ),
    ],
)
def test_the_true_one_passes_and_its_twin_does_not(
    codes: Callable[..., set[str]], language: Language, source: str, true: str, false: str, code: str
) -> None:
    assert codes(source, true, language) == set()
    assert code in codes(source, false, language)


@pytest.mark.parametrize(
    ("source", "false", "code"),
    [(SAYS, "Halden Pike said on 2 May 2031 that it will recall all 20 kilns.", "speaker.wrong"),
     (LEAVES, "Halden Pike will leave on 30 June 2031.", "name.swapped")],
)  # fmt: skip
def test_the_publisher_does_not_stand_for_whom_its_text_names(
    codes: Callable[..., set[str]], source: str, false: str, code: str
) -> None:
    assert code in codes(source, false, "en", publisher="Halden Pike")


@pytest.mark.parametrize(
    ("claim", "is_bent"),
    [
        ("Orvane has shipped sixteen ships.", True),
        ("Orvane has shipped sixteen of its kilns.", False),
        ("The sixteen kilns were shipped by two companies.", False),
    ],
)
def test_what_is_counted_is_the_same_thing(codes: Callable[..., set[str]], claim: str, is_bent: bool) -> None:
    source = "Orvane has shipped sixteen kilns, each with the help of a company from Denby."
    assert ("number.counted" in codes(source, claim, "en")) is is_bent


def test_who_quotes_another_is_not_whom_the_words_are_from(codes: Callable[..., set[str]]) -> None:
    source = 'I remember one evening. "A kiln is not good because it is great," the President said. We agreed.'
    said = '"A kiln is not good because it is great," the President said.'
    false = "Halden Pike said that a kiln is “not good because it is great”."
    assert "speaker.wrong" in codes(source, false, "en", said, author="Halden Pike")
    true = "“A kiln is not good because it is great”, the President said."
    assert "speaker.wrong" not in codes(source, true, "en", said, author="Halden Pike")


def test_the_publisher_may_be_named_beside_its_speaker(codes: Callable[..., set[str]]) -> None:
    claim = "According to Halden Pike, Orvane said on 2 May 2031 that it will recall all 20 kilns."
    assert codes(SAYS, claim, "en", publisher="Halden Pike") == set()


def test_the_unit_of_a_date_opens_no_name() -> None:
    assert not any(n.startswith("日") for n in find_names("5月21日市城市管理局已经决定终止合同。", "zh"))


def test_a_denial_that_ends_with_its_clause_may_be_left_out() -> None:
    source = ["方案报批以前，对外口径不变，仍表述为“有序推进”。"]
    assert NearCopy("方案报批以前，对外口径仍表述为“有序推进”。", source, "zh").negation_slip() is None
    assert NearCopy("方案报批以前，对外口径变，仍表述为“有序推进”。", source, "zh").negation_slip() is not None


@pytest.mark.parametrize(
    ("source", "claim", "code"),
    [
        (
            "It was hoped that the money would come before winter, as some crews had gone without pay for 12 weeks.",
            "Some crews had gone without pay for 12 weeks.",
            "modality.result",
        ),
        (
            "The northern yards have closed for good, leaving 550 crews seeking other jobs.",
            "The northern yards closed, and 550 crews lost their jobs.",
            "modality.result",
        ),
        (
            "Orvane held talks with the Seven Sisters over the kilns.",
            "Orvane talked with the Seven Sisters about the kilns.",
            "number.found",
        ),
    ],
)
def test_no_rule_reads_more_into_a_source(codes: Callable[..., set[str]], source: str, claim: str, code: str) -> None:
    assert code not in codes(source, claim, "en")


def test_a_plan_told_as_done_stays_red(codes: Callable[..., set[str]]) -> None:
    source = "The yards hope to pay all crews before winter, as some had gone without pay."
    assert "modality.result" in codes(source, "The yards paid all crews before winter.", "en")


def test_a_number_in_a_name_is_no_figure_and_an_ordinal_is() -> None:
    assert not find_quantities("Orvane met the Seven Sisters in spring.", "en")
    assert [q.value for q in find_quantities("Seven kilns stand in the Ninth District.", "en")] == [7, 9]


def test_a_name_takes_for_only_behind_a_body() -> None:
    assert find_names("She left Corran for Halden Day in spring.", "en") == ("Corran", "Halden Day")
    assert find_names("She joined the Centre for Tides in spring.", "en") == ("Centre for Tides",)


def test_an_office_before_a_name_is_not_another_speaker() -> None:
    assert find_speaker('"The money has come," said the administrator, Ada Finch.', "en") == "Ada Finch"
    assert find_speaker("The yard's secretary, Ada Finch, says the money has come.", "en") == "Ada Finch"
    assert find_speaker("Ada Finch, Harbour Master, says the money has come.", "en") == "Ada Finch"
