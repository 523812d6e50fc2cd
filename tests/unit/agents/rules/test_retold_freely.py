"""What a writer may do with a source (names spelt out, sums, other words), each beside what is no retelling."""

from collections.abc import Callable

import pytest

from deepnews.agents.near_copy import NearCopy
from deepnews.agents.rules import find_speaker
from deepnews.agents.rules.datelines import dateline
from deepnews.agents.rules.other_names import other_names
from deepnews.agents.settle import supported_share
from deepnews.schemas.base import Language
from deepnews.schemas.corpus import SourceDocument
from deepnews.schemas.facts import Fact

DOWN = "Berths let averaged 442 a month from August to October, down from the 641 average for the other seven months."
RAISED = "泊位月租由每月25元上调至30元。"
SUED = "杜蘅起诉要求船厂赔偿损失72000元。法院判令船厂赔偿15000元。"
SIZES = "Our fleet is larger than that of Orvane, about the same as Linton's, and much smaller than that of Halden."
APPEAL = "高院于2031年5月作出判决，撤销一审判决。"
CLAUSE = "合同载明免责条款的，法院应当认定该条款无效。"
UPHELD = "The tribunal upheld the fine on Orvane in May 2031."
CREW = "The crew grew to almost 80 people, including over 50 from the harbour office."
OFFERS = "The desk had 300 offers by 7 April 2031, and 2,500 over the 15 week period of the sale."
TOP = "Rents rose 6.2 percent in April 2031, the highest since 2019."
SPARE = "The yard had an effective capacity of 40 boats a day in May 2031."
CUT = "The port will make another 10 crown and 5 crown cut to the berth fee in June 2031."
JUDGED = "The judgment stated that the use of the side gate breached the berth rules."
MINISTRY = "DHSC said that the stores were empty."
POOR = "A poorly built gate on one pier could create floods on another pier."
LOOSE = "Harbour pumps were rusty in Linton but painted in Halden and Orvane."
FILLED = "In May 2031 the office expected that 90,000 boats might call while the yard had stocks of around 7,000 pumps."
CHOOSE = "The board may choose to speed up the sale of berths."
ABROAD = "The pumps came from a works in Sweden."
RULE = "The note told the ports the ways to let berths quickly; rents fall in May."
LISTED = "Most ports tell of falling trade, softening rents, and increasing unease about the summer of 2031."
TALKS = "The board is active in research on new berths and talks with the crews."


@pytest.mark.parametrize(
    ("language", "source", "true", "false", "code"),
    [
        ("en", DOWN, "Berths let averaged 641 a month in the other seven months.",
         "Berths let averaged 641 a month from August to October.", "number.base"),
        ("zh", RAISED, "泊位月租由25元涨到30元。", "泊位月租由30元降到25元。", "number.turned"),
        ("zh", SUED, "杜蘅索赔72000元，法院判令赔偿15000元。", "法院判令船厂赔偿72000元。", "modality.sought"),
        ("en", SIZES, "Our fleet is larger than Orvane's.", "Our fleet is larger than Halden's.", "polarity.opposite"),
        ("zh", APPEAL, "2031年5月，高院撤销了一审判决。", "2031年5月，高院维持了一审判决。", "polarity.ruling"),
        ("zh", CLAUSE, "合同中的免责条款无效。", "合同中的免责条款有效。", "polarity.ruling"),
        ("en", UPHELD, "The fine on Orvane was upheld in May 2031.", "The fine on Orvane was quashed in May 2031.",
         "polarity.ruling"),
        ("en", CREW, "The crew grew to almost 80 people, over 50 of them from the harbour office.",
         "The crew grew to almost 80 people, all of them from the harbour office.", "scope.quantity"),
        ("en", OFFERS, "Over the whole 15 weeks the desk had 2,500 offers.",
         "Over the whole sale every desk had 2,500 offers.", "scope.quantity"),
        ("en", TOP, "Rents rose 6.2 percent in April 2031, the most since 2019.",
         "Rents rose 6.2 percent in April 2031, the most in every port.", "scope.quantity"),
        ("en", SPARE, "The yard could do 40 boats a day in May 2031.", "The yard could do 60 boats a day in May 2031.",
         "number.mismatch"),
        ("en", CUT, "Another 15 crowns will be cut in June 2031.", "Another 25 crowns will be cut in June 2031.",
         "number.mismatch"),
        ("en", JUDGED, "A court stated that the use of the side gate breached the berth rules.",
         "A fisherman stated that the use of the side gate breached the berth rules.", "speaker.new"),
        ("en", MINISTRY, "The health department said that the stores were empty.",
         "The trade office said that the stores were empty.", "speaker.new"),
        ("en", POOR, "A poorly built gate on one pier could cause floods on another.",
         "A poorly built gate on one pier could cause floods on another because rents rose.", "cause.added"),
        ("en", LISTED, "Most ports told of falling trade, softening rents, and increasing unease about the summer.",
         "Most ports told of falling trade, which softened rents and increased unease about the summer of 2031.",
         "cause.added"),
        ("en", LOOSE, "Harbour pumps were painted in Halden and Orvane.",
         "Harbour pumps were rusty in Halden and Orvane.",
         "name.crossed"),
        ("en", FILLED, "The yard had stocks of around 7,000 pumps.", "The yard had stocks of around 90,000 pumps.",
         "name.crossed"),
        ("en", CHOOSE, "The board may speed up the sale of berths.", "The board will speed up the sale of berths.",
         "modality.surer"),
        ("en", ABROAD, "The pumps came from a Swedish works.", "The pumps came from a Danish works.", "name.new"),
        ("en", RULE, "The note told how ports could let berths quickly.",
         "The note told ports that rents may fall.", "modality.hedged"),
        ("en", TALKS, "The board is active in research on new berths.", "The board has decided on new berths.",
         "modality.decided"),
    ],
)  # fmt: skip
def test_the_true_one_passes_and_its_twin_does_not(
    codes: Callable[..., set[str]], language: Language, source: str, true: str, false: str, code: str
) -> None:
    assert codes(source, true, language) == set()
    assert code in codes(source, false, language)


def test_the_first_name_of_a_byline_belongs_to_the_surname(codes: Callable[..., set[str]]) -> None:
    source = (
        "Governor Odo J. Farrant\n\n"
        + "I fear that rents will last. " * 40
        + "\n\nFarrant spoke of berths in the old harbour."
    )
    fact = "Farrant spoke of berths in the old harbour."
    assert codes(source, "Governor Odo Farrant spoke of berths in the old harbour.", "en", fact) == set()
    assert codes(source, "Governor Ivo Farrant spoke of berths in the old harbour.", "en", fact) != set()


def test_the_place_of_a_speech_is_known_from_above_its_text(codes: Callable[..., set[str]]) -> None:
    source = "Governor Odo Farrant\n\nAt the Harbour Club, Port Linton\n\n" + "I fear that rents last. " * 60
    fact = "I fear that rents last."
    told = "Farrant told the Harbour Club in Port Linton that he feared rents would last."
    assert not {c for c in codes(source, told, "en", fact) if c.startswith("name.")}
    assert "name.new" in codes(source, "Rents last in Port Halden.", "en", fact)


def test_what_opens_a_sentence_or_adds_things_does_not_speak() -> None:
    assert find_speaker("Among the open questions is whether the gate holds.", "en") == ""
    assert find_speaker("Yards added 40 berths a month.", "en") == ""
    assert find_speaker("Yards added that 40 berths were let.", "en") == "Yards"


def test_nobody_may_rely_on_a_ground_that_the_court_does_not_accept() -> None:
    source = ["船厂以泊位免费为由主张不赔的，法院不予支持。"]
    assert NearCopy("船厂不能以泊位免费为由主张不赔。", source, "zh").negation_slip() is None
    assert NearCopy("船厂不能以泊位免费主张不赔。", source, "zh").negation_slip() is not None


def test_names_are_known_by_their_short_and_long_forms(
    read: Callable[..., tuple[Fact, dict[str, SourceDocument]]],
) -> None:
    source = "The Harbour Safety Board (HSB) met in May. The HSB closed two piers."
    fact, documents = read(source, "en", "The HSB closed two piers.")
    assert "Harbour Safety Board" in other_names([fact], documents, "en")
    assert supported_share("The Harbour Safety Board closed two piers.", [fact], documents, "en") == 1.0
    fact, documents = read("海川市港口管理局（以下简称港管局）成立。港管局关闭码头。", "zh", "港管局关闭码头。")
    assert other_names([fact], documents, "zh") == ("海川市港口管理局",)


def test_a_dateline_ends_where_the_text_begins() -> None:
    assert dateline("May 3, 2031\n\nGovernor Odo Farrant\n\nPort Linton\n\nIt rained. He spoke.") == (
        "May 3, 2031\nGovernor Odo Farrant\nPort Linton"
    )
    assert dateline("It rained in Linton.\nHe spoke.") == ""
    assert dateline("one, two\nthree, four") == ""
