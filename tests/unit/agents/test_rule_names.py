"""Which rule, and which version of it, a Chinese sentence speaks of."""

from __future__ import annotations

import datetime as dt
from types import SimpleNamespace

import pytest

from deepnews.agents.labels import label_of
from deepnews.agents.pace.attribution import framed, same_source, source_key
from deepnews.agents.rule_names import comes_out_later, with_rules_named
from deepnews.agents.settle import settle
from deepnews.retrieval.versions import superseded
from deepnews.schemas.corpus import SourceDocument
from deepnews.schemas.draft import DraftBlock, Paragraph, Sentence
from deepnews.schemas.facts import Fact, Span

TITLES = {
    "old": ("中华人民共和国渡船法", 2011),
    "new": ("中华人民共和国渡船法（2024年修订）", 2024),
    "tax": ("中华人民共和国渡口税法", 2019),
    "plan": ("渡口建设规划", 2015),
    "plan2": ("渡口建设规划", 2020),
    "draft": ("渡口税法（征求意见稿）", 2023),
}


def document(doc_id: str) -> SourceDocument:
    title, year = TITLES[doc_id]
    return SourceDocument(
        doc_id=doc_id,
        path=f"{doc_id}.txt",
        title=title,
        publisher="渡口县人民代表大会",
        date=dt.date(year, 5, 1),
        language="zh",
        text="船工应当点灯。",
        content_sha256="0" * 64,
    )


DOCUMENTS = {doc_id: document(doc_id) for doc_id in TITLES}


def named(*sentences: tuple[str, str]) -> list[str]:
    """The texts of one paragraph after the pass, of (documents joined by +, text)."""
    facts = {
        doc_id: Fact(
            fact_id=doc_id,
            spans=(Span(doc_id=doc_id, start=0, end=7, text="船工应当点灯。"),),
            doc_title=d.title,
            doc_date=d.date,
        )
        for doc_id, d in DOCUMENTS.items()
    }
    made = tuple(
        Sentence(sentence_id=f"B1.{n}", text=text, fact_ids=tuple(ids.split("+")), kind="written")
        for n, (ids, text) in enumerate(sentences)
    )
    block = DraftBlock(block_id="B1", paragraphs=(Paragraph(sentences=made),))
    bench = SimpleNamespace(language="zh", facts=facts, documents=DOCUMENTS)
    (told,) = with_rules_named([block], bench)  # type: ignore[arg-type]
    return [s.text for p in told.paragraphs for s in p.sentences]


def test_the_older_version_of_a_rule_is_known_by_its_title_without_the_mark_of_its_version() -> None:
    found = superseded(DOCUMENTS.values())
    assert [label_of(DOCUMENTS[i], "zh") for i in ("old", "new")] == ["《渡船法》"] * 2
    assert found == {"old": "new"}, "no plan, and no draft for comment"


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("2011年5月1日的《渡船法》写明，船工应当点灯。", "2011年5月1日的旧版《渡船法》写明，船工应当点灯。"),
        ("按照《渡船法》，违反该法规定，“处五元罚款”。", "按照旧版《渡船法》，违反该法规定，“处五元罚款”。"),
        ("《渡船法》写道：“依照《渡船法》处理。”", "旧版《渡船法》写道：“依照《渡船法》处理。”"),
        ("违反该法规定，“处五元罚款”。", "违反旧版《渡船法》规定，“处五元罚款”。"),
    ],
)
def test_an_older_version_is_told_as_one(text: str, told: str) -> None:
    assert named(("old", text)) == [told]
    assert named(("old", told)) == [told]


CASE = "船工林某诉渡口管理处案"
RULING = "禾渡县法院于2021年4月9日作出民事判决：撤销停航令。"


@pytest.mark.parametrize(("day", "later"), [((2022, 3, 6), True), ((2021, 4, 9), False)])
def test_a_case_that_came_out_later_is_not_dated_as_its_ruling(day: tuple[int, int, int], later: bool) -> None:
    case = DOCUMENTS["tax"].model_copy(update={"title": CASE, "text": RULING, "date": dt.date(*day)})
    assert comes_out_later(case) is later
    assert not comes_out_later(case.model_copy(update={"text": "法院撤销了停航令。"}))
    assert not comes_out_later(case.model_copy(update={"title": "渡船法"}))


def test_the_day_a_case_came_out_is_told_as_such(monkeypatch: pytest.MonkeyPatch) -> None:
    case = DOCUMENTS["tax"].model_copy(update={"title": CASE, "text": RULING})
    monkeypatch.setitem(DOCUMENTS, "tax", case)
    assert named(("tax", f"2019年5月1日，《{CASE}》写明：“停航令无效。”")) == [
        f"2019年5月1日公布的《{CASE}》写明：“停航令无效。”"
    ]
    (told,) = named(("tax", f"2019年5月1日的《{CASE}》写道：“停航令无效。”"))
    frame = framed(told, "zh")
    assert (frame.source, frame.dates, frame.body) == (f"《{CASE}》", (), "“停航令无效。”")
    assert named(("tax", told)) == [told]


BOTH = "对“夜间不点灯的”，2011年5月1日的《渡船法》写的是“处五元罚款”，2024年5月1日的《渡船法》改为“处九元罚款”。"
FINE = "违反该法规定，“处三倍罚款”。"


def test_a_rule_that_no_sentence_beside_names_alone_is_named() -> None:
    assert named(("old+new", BOTH), ("new", FINE)) == [BOTH, "违反2024年版《渡船法》规定，“处三倍罚款”。"]
    assert named(("new", "《渡船法》写明，船工应当点灯。"), ("tax", FINE))[1] == "违反《渡口税法》规定，“处三倍罚款”。"
    assert named(("tax", "《渡口税法》写明，船工应当纳税。"), ("tax", FINE))[1] == FINE
    assert named(("tax", f"《渡口税法》写明，{FINE}"))[0] == f"《渡口税法》写明，{FINE}"
    assert named(("tax", "该法院“驳回该法规定的请求”。")) == ["该法院“驳回该法规定的请求”。"]


@pytest.mark.parametrize(
    "text",
    [
        "2011年5月1日的旧版《渡船法》写明，船工应当点灯。",
        "按照旧版《渡船法》，船工应当点灯。",
        "再看2011年5月1日的旧版《渡船法》。",
        "以上出自2011年5月1日的旧版《渡船法》。",
    ],
)
def test_the_frame_of_an_older_version_is_recognised(text: str) -> None:
    source = framed(text, "zh").source
    assert source == "旧版《渡船法》"
    assert same_source(source_key(source, "zh"), source_key("《渡船法》", "zh"))


def verdict(text: str, doc_id: str) -> str:
    fact = Fact(
        fact_id=doc_id,
        spans=(Span(doc_id=doc_id, start=0, end=7, text="船工应当点灯。"),),
        doc_title=TITLES[doc_id][0],
        doc_date=DOCUMENTS[doc_id].date,
    )
    return settle(text, [fact], DOCUMENTS, "zh").verdict


def test_the_checker_knows_which_version_is_the_older() -> None:
    assert verdict("旧版《渡船法》还写明：“船工应当点灯。”", "old") == "supported"
    assert verdict("旧版《渡口税法》还写明：“船工应当点灯。”", "tax") == "not_enough_info"
    assert verdict("旧版《渡船法》还写明：“船工应当点灯。”", "new") == "not_enough_info"
