"""Who is named for a document whose title is a headline, and what its titles look like in a sentence."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest

from deepnews.agents.bylines import byline
from deepnews.agents.frames import lead_for, quote_form, short_name, speaker_of
from deepnews.agents.labels import label_of, noun_of
from deepnews.agents.pace.attribution import framed
from deepnews.agents.pace.credits import told
from deepnews.agents.pace.scenes import day
from deepnews.agents.pace.units import Ground, Unit
from deepnews.agents.rules.speakers import find_speaker
from deepnews.agents.settle import settle
from deepnews.agents.titles import is_headline
from deepnews.schemas.base import Language
from deepnews.schemas.corpus import SourceDocument
from deepnews.schemas.facts import Fact

Source = Callable[..., SourceDocument]
Facts = Callable[..., Fact]
Grounded = Callable[..., tuple[list[Unit], Ground]]
DAY = dt.date(2031, 5, 4)
SOLD = "The harbour board sold 12 ferries to Norland Lines for 40 million crowns."
SOLD_ZH = "港务局向北岭航运公司出售了12艘渡轮。"
OURS = "We like our ferries. We will keep our ferries as long as we can. The Ferry Trust is ours, says the Ferry Trust."
MINE = "I was there. I saw it with my own eyes, and I say so."


@pytest.mark.parametrize(
    ("title", "is_one"),
    [
        ("The harbour does not belong to the board", True),
        ("Is the harbour for sale?", True),
        ("Why the ferries stopped", True),
        ("Carrying the ferries forward without a harbour", True),
        ("[Slack Water] A thought on harbours", True),
        ("Norland Lines Reports Record Second Quarter", True),
        ("Norland Lines announces new chair", True),
        ("Five Quiet Lessons for Small Harbours", True),
        ("Leaked memo shows harbour is broke", True),
        ("Annual report of Norland Lines", False),
        ("Norland Lines annual report on Form 9-F for the fiscal year ended 30 April 2031", False),
        ("Police reports on harbour thefts", False),
        ("Interim Overview and Second Quarter Results", False),
        ("Staff cuts report", False),
        ("List of cuts and losses", False),
        ("Common Declaration of the Northern Harbours", False),
        ("Statement by the harbour board", False),
        ("Opening statement for the Board", False),
    ],
)
def test_a_title_is_a_headline_or_names_a_kind(title: str, is_one: bool, source: Source) -> None:
    assert is_headline(source("x", title=title)) is is_one


@pytest.mark.parametrize(
    ("title", "is_one"),
    [
        ("港务局甩卖渡轮，市民为何不满", True),
        ("渡轮停航三日 谁来负责", True),
        ("北岭航运将收购港务局", True),
        ("港口整顿，新方案", True),
        ("渡轮日志", False),
        ("北岭市港口管理条例", False),
        ("北岭市人民政府关于加强渡轮、客船管理的通知", False),
        ("港务局2031年年报", False),
    ],
)
def test_a_chinese_title_is_a_headline_or_a_name(title: str, is_one: bool, source: Source) -> None:
    assert is_headline(source("x", language="zh", title=title)) is is_one


@pytest.mark.parametrize(
    ("text", "fields", "name", "kind"),
    [
        (SOLD, {"author": "Jo Lane"}, "Jo Lane", "person"),
        (SOLD, {"author": "Jo Lane", "publisher": "The Sound Courier"}, "The Sound Courier", "outlet"),
        (SOLD, {"author": "Jo Lane", "publisher": "jolane.example"}, "Jo Lane", "person"),
        (SOLD, {"author": "Jo Lane", "publisher": "Personal blog"}, "Jo Lane", "blog"),
        (MINE, {"author": "Jo Lane", "publisher": "The Sound Courier"}, "Jo Lane", "person"),
        (OURS, {"publisher": "Ferry Trust"}, "the Ferry Trust", "body"),
        (SOLD, {"publisher": "Sound Wire (Harbour News)"}, "Sound Wire", "outlet"),
        (SOLD, {"publisher": "Harbour Boats Inc."}, "Harbour Boats", "outlet"),
        (SOLD, {"author": "jlane72"}, "", ""),
        (SOLD, {"publisher": "jolane.example"}, "", ""),
    ],
)
def test_who_tells_what_stands_under_a_headline(
    text: str, fields: dict[str, str], name: str, kind: str, source: Source
) -> None:
    told = byline(source(text, title="Harbour does not belong to the board", **fields))
    assert (told.name, told.kind) == (name, kind) if told else not name


def test_the_name_of_the_site_in_a_title_makes_no_release(source: Source) -> None:
    for title in ("Harbour sells its boats - Sound Courier", "Sound Courier | Harbour sells its boats"):
        told = byline(source(SOLD, title=title, publisher="Sound Courier", author="Jo Lane"))
        assert told is not None and told.kind == "outlet"


@pytest.mark.parametrize(
    ("author", "publisher", "name"),
    [
        ("超级渡轮迷", "", None),
        ("Name; Email Com", "", None),
        ("责任编辑：方舟", "", None),
        ("方舟", "", "方舟"),
        ("欧阳渡", "", "欧阳渡"),
        ("", "北岭网版权所有", "北岭网"),
        ("", "北岭青年报（海湾网转载）", "北岭青年报"),
        ("", "21世纪渡轮报道", "21世纪渡轮报道"),
        ("", "beiling.example", None),
    ],
)
def test_names_that_a_chinese_page_gives(author: str, publisher: str, name: str | None, source: Source) -> None:
    page = source(SOLD_ZH, language="zh", title="港务局甩卖渡轮，市民不满", author=author, publisher=publisher)
    told = byline(page)
    assert (told.name if told else None) == name


def test_a_company_is_the_teller_of_its_release(source: Source, fact: Facts) -> None:
    text = f"(BUSINESS WIRE) Norland Lines, the company behind Norland Lines Night Boats, announced results. {SOLD}"
    bare = source(text, title="Norland Lines Reports Record Results", date=DAY)
    for release in (bare, bare.model_copy(update={"publisher": "Norland Lines Ltd."})):
        lead = lead_for(fact("F1", release, SOLD), release, language="en", seen=False, turn=0)
        assert lead.opening == "In its results of May 4, 2031, Norland Lines said that"
        assert short_name("Norland Lines", [release]) == "Norland Lines"


def test_an_outlet_reports_and_a_person_writes(source: Source, fact: Facts) -> None:
    report = source(SOLD, title="Harbour sells its boats", publisher="Sound Courier", author="Jo Lane", date=DAY)
    signed = source(SOLD, title="Is the harbour for sale?", author="Jo Lane", date=DAY)
    openings = [lead_for(fact("F1", d), d, language="en", seen=False, turn=0) for d in (report, signed)]
    assert openings[0].opening == "On May 4, 2031, Sound Courier reported that"
    assert openings[0].following == "Sound Courier reported that"
    assert openings[1].opening == "On May 4, 2031, Jo Lane wrote that"
    assert openings[1].following == "Lane wrote that"
    assert {quote_form(fact("F1", signed), signed, language="en", opens=False, turn=n) for n in range(3)} == {
        "{quote}, Lane wrote.",
        "Lane wrote: {quote}",
        "Lane also wrote: {quote}",
    }


def test_what_somebody_says_in_a_report_is_not_the_outlets(source: Source, fact: Facts) -> None:
    words = "The analyst Ada Finch said that the price was too low."
    report = source(words, title="Harbour sells its boats", publisher="Sound Courier", date=DAY)
    told = fact("F1", report, speaker="The analyst Ada Finch")
    assert (
        lead_for(told, report, language="en", seen=False, turn=0).opening
        == "In the Sound Courier report of May 4, 2031,"
    )
    assert not any("Courier said" in quote_form(told, report, language="en", opens=True, turn=n) for n in range(4))


@pytest.mark.parametrize("publisher", ["Sound Courier", "Personal blog", ""])
def test_who_speaks_in_an_article_of_another_says_it(publisher: str, source: Source, fact: Facts) -> None:
    report = source(SOLD, title="Harbour sells its boats", publisher=publisher, author="Jo Lane", date=DAY)
    told = fact("F1", report, speaker="Ada Finch")
    lead = lead_for(told, report, language="en", seen=False, turn=0)
    assert (lead.opening, lead.following) == ("On May 4, 2031, Ada Finch said that", "Finch said that")
    assert quote_form(told, report, language="en", opens=True, turn=0) == "On May 4, 2031, Ada Finch said: {quote}"


def test_a_headline_that_nobody_signs_stands_in_quotation_marks(source: Source, fact: Facts) -> None:
    article = source(SOLD, title="[Harbours] “Ours” isn't for sale", date=DAY)
    assert label_of(article, "en") == "article ‘Ours isn’t for sale’"
    assert lead_for(fact("F1", article), article, language="en", seen=False, turn=0).opening == (
        "The article ‘Ours isn’t for sale’ of May 4, 2031 said that"
    )
    assert lead_for(fact("F1", article), article, language="en", seen=True, turn=0).opening == (
        "The article of May 4, 2031 said that"
    )
    long = source(SOLD, title="Harbour watch: does anyone know how many of the boats that were sold are still at sea")
    assert label_of(long, "en") == "article"


def test_capitals_are_not_shouted(source: Source) -> None:
    minutes = source("The board of NHB met. Minutes were read.", title="MINUTES OF THE NHB HARBOUR BOARD")
    assert label_of(minutes, "en") == "minutes of the NHB Harbour Board"
    form = source("FORM 9-F\nANNUAL REPORT\nThe boats were sold.", title="NORLAND SECURITIES COMMISSION")
    assert (label_of(form, "en"), noun_of(form, "en")) == ("annual report", "report")
    assert label_of(source("The boats.", title="NORLAND SECURITIES COMMISSION"), "en") == "document"


def test_the_name_of_an_account_is_not_printed(source: Source, fact: Facts) -> None:
    post = source(SOLD, title="Harbour log", author="jlane72")
    assert speaker_of(fact("F1", post), post) == ""


def test_chinese_tellers(source: Source, fact: Facts) -> None:
    title = "港务局甩卖渡轮，市民为何不满"
    made = {
        "": "2031年5月4日，题为《港务局甩卖渡轮，市民为何不满》的文章写道，",
        "北岭晚报（海湾网转载）": "2031年5月4日，北岭晚报报道，",
    }
    for publisher, opening in made.items():
        report = source(SOLD_ZH, language="zh", title=title, publisher=publisher, date=DAY)
        assert lead_for(fact("F1", report), report, language="zh", seen=False, turn=0).opening == opening
    signed = source(SOLD_ZH, language="zh", title=f"方舟：{title}", author="方舟", publisher="北岭网", date=DAY)
    lead = lead_for(fact("F1", signed), signed, language="zh", seen=False, turn=0)
    assert (lead.opening, lead.following) == ("2031年5月4日，方舟写道，", "方舟写道，")


FRAMES: list[tuple[Language, dict[str, str], str, str]] = [
    (
        "en",
        {"title": "Is the harbour, once ours, for sale?"},
        "The article ‘Is the harbour, once ours, for sale?’ of May 4, 2031 said that the board sold 12 ferries.",
        "The article ‘Is the harbour, once ours, for sale?’ of May 4, 2031",
    ),
    (
        "en",
        {"title": "Harbour sells its boats", "publisher": "Sound Courier"},
        "On May 4, 2031, Sound Courier reported that the board sold 12 ferries to Norland Lines.",
        "Sound Courier",
    ),
    (
        "zh",
        {"title": "港务局甩卖渡轮，市民为何不满"},
        "2031年5月4日，题为《港务局甩卖渡轮，市民为何不满》的文章写道，港务局向北岭航运公司出售了12艘渡轮。",
        "《港务局甩卖渡轮，市民为何不满》",
    ),
    (
        "zh",
        {"title": "港务局甩卖渡轮，市民为何不满", "publisher": "北岭晚报（海湾网转载）"},
        "2031年5月4日，北岭晚报报道，港务局向北岭航运公司出售了12艘渡轮。",
        "北岭晚报",
    ),
]


@pytest.mark.parametrize(("language", "fields", "sentence", "who"), FRAMES)
def test_the_checker_and_the_pacing_know_these_frames(
    language: Language, fields: dict[str, str], sentence: str, who: str, source: Source, fact: Facts
) -> None:
    document = source(SOLD if language == "en" else SOLD_ZH, language=language, date=DAY, **fields)
    frame = framed(sentence, language)
    assert (frame.source, len(frame.dates)) == (who, 1)
    found = settle(sentence, [fact("F1", document)], {document.doc_id: document}, language)
    assert found.verdict not in ("refuted", "not_enough_info")


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        ("en", "On May 4, 2031, Northern Star reported that the board sold 12 ferries to Norland Lines."),
        ("en", "Ada Finch wrote that the board sold 12 ferries to Norland Lines."),
        ("zh", "2031年5月4日，南岸日报报道，港务局向北岭航运公司出售了12艘渡轮。"),
    ],
)
def test_another_outlet_is_a_wrong_attribution(language: Language, sentence: str, source: Source, fact: Facts) -> None:
    fields = {"title": "Harbour sells its boats", "publisher": "Sound Courier"}
    fields = fields if language == "en" else {"title": "港务局甩卖渡轮，市民为何不满", "publisher": "北岭晚报"}
    document = source(SOLD if language == "en" else SOLD_ZH, language=language, date=DAY, **fields)
    assert settle(sentence, [fact("F1", document)], {document.doc_id: document}, language).verdict == "refuted"


@pytest.mark.parametrize("title", ["Harbour sells its boats", "Statement on boats"])
def test_no_outlet_is_a_speaker_and_no_report_a_day(
    title: str, grounded: Callable[..., tuple[list[Unit], Ground]]
) -> None:
    texts = (
        "On May 14, 2024, Nora Lines wrote: “The boats are sold and the harbour is shut for good.”",
        "On May 14, 2024, Nora Lines said that the boats were sold and the harbour was shut.",
    )
    units, ground = grounded(texts, "en", one_document=False)
    named = {i: d.model_copy(update={"title": title, "publisher": "Nora Lines"}) for i, d in ground.documents.items()}
    ground = Ground(ground.facts, named, "en")
    made = [*told(texts[0], units[0], ground), *day(texts[1], units[1], ground)]
    assert bool(made) is (title == "Statement on boats")


def test_the_title_of_a_report_is_no_half_of_a_speaker() -> None:
    assert find_speaker("据2031年5月4日的《午间公告》，北岭航运将收购港务局。", "zh") == ""
    assert find_speaker("据港务局公告，渡轮停航。", "zh") == "港务局"
