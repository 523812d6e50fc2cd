"""Rules in grades: told whole or not at all."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from deepnews.agents.fact_table import with_company_penalty
from deepnews.agents.losses_zh import losses_zh
from deepnews.agents.note import note_groups
from deepnews.agents.partial_quotes import quote_copied
from deepnews.agents.provisions import MAX_CHARS, conduct_of, drops_a_grade, hangs_on_a_case, is_graded
from deepnews.agents.quotation import can_quote, clause_quotation
from deepnews.agents.settle import settle
from deepnews.schemas.corpus import Passage, SourceDocument
from deepnews.schemas.facts import Fact, Span
from deepnews.text import RunIndex

FINE = "船工违反本办法第三条规定，夜间不点灯的，由渡口管理处责令改正，可以处五十元以上一百元以下罚款；"
GRAVE = "情节严重的，处一百元以上五百元以下罚款，并可以责令停航。"
BOTH = FINE + GRAVE
RULE, PROVISO = "渡口应当拒绝载运未登记的货物上船过河。", "但是，救灾的货物除外。"


def facts_of(text: str) -> list[str]:
    passage = Passage(passage_id="p", doc_id="d", start=0, end=len(text), text=text)
    return [span.text for group in note_groups([passage], "zh") for span in group.spans]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (f"第九条 {BOTH}", [BOTH]),
        (f"第九条 {FINE}拒不改正的，责令停航三日；{GRAVE}", [f"{FINE}拒不改正的，责令停航三日；{GRAVE}"]),
        (f"第九条 {FINE}对直接负责的船主处十元罚款；{GRAVE}", [f"{FINE}对直接负责的船主处十元罚款；{GRAVE}"]),
        (f"第九条 {FINE}逾期不缴的，每日加处罚款的百分之三。", [f"{FINE}逾期不缴的，每日加处罚款的百分之三。"]),
        (RULE + PROVISO, [RULE + PROVISO]),
        ("渡口去年在两岸共设置了四十八盏夜航灯。但是，船工说灯光仍然太暗，夜里看不清对岸。", None),
        (f"第九条 {FINE}", []),
        (f"第九条 {FINE}构成犯罪的，依法追究刑事责任。", [FINE]),
        (f"第九条 {FINE}\n\n情节严重的船工名单由渡口管理处每年公布一次。", [FINE]),
        (f"第九条 {FINE}{'情节严重的，处一百元以上五百元以下罚款，' * 10}责令停航。", []),
        ("第九条 本办法自2031年6月1日起施行。", ["本办法自2031年6月1日起施行。"]),
        ("渡口自六月起开航载客。", []),
        ("第九条 本办法自公布之日起施行。", []),
        (
            "禾渡县法院于2031年5月9日作出民事判决：1.撤销渡口管理处的处罚决定；2.驳回船工的其他诉讼请求。",
            ["禾渡县法院于2031年5月9日作出民事判决：1.撤销渡口管理处的处罚决定；2.驳回船工的其他诉讼请求。"],
        ),
        (f"第九条 {FINE}有下列情形的，从其规定：", [FINE]),
    ],
)
def test_a_rule_in_grades_is_one_fact(text: str, told: list[str] | None) -> None:
    found = facts_of(text)
    if told is None:
        assert len(found) == 2
    else:
        assert found == told


def test_what_the_grades_hang_on_must_be_there() -> None:
    tail = "其他法律没有规定的，由渡口管理处给予警告；拒不改正的，处一百元以上五百元以下罚款。"
    assert not any(tail == told for told in facts_of(f"第九条 违反前款规定的，依照《船舶法》处理；{tail}"))


def test_a_rule_in_grades_may_be_quoted_whole(source: Callable[..., SourceDocument], fact: Callable[..., Fact]) -> None:
    plain = "渡口管理处应当公布票价、班次和停航的日期" + "以及其他事项" * 20 + "。"
    graded = BOTH[:-1] + "，期间不得载客" * 10 + "。"
    assert 120 < len(graded) < MAX_CHARS
    assert can_quote(fact("F001", source(graded, "a.txt", "zh")), "zh")
    assert not can_quote(fact("F001", source(plain, "b.txt", "zh")), "zh")


@pytest.mark.parametrize(
    ("told", "drops"),
    [
        ("夜间不点灯的船工，可以处五十元以上一百元以下罚款。", True),
        ("夜间不点灯的船工，可以处五十元以上一百元以下罚款；情节严重的，处一百元以上五百元以下罚款。", False),
    ],
)
def test_a_grade_is_not_dropped(told: str, drops: bool) -> None:
    assert drops_a_grade(told, BOTH) is drops
    assert ("grade.lost" in losses_zh(told, BOTH)) is drops


def test_a_proviso_is_not_dropped() -> None:
    assert is_graded(RULE + PROVISO)
    assert drops_a_grade("渡口须拒绝载运未登记的货物。", RULE + PROVISO)
    assert not drops_a_grade("渡口须拒绝载运未登记的货物，但救灾的货物除外。", RULE + PROVISO)
    assert not drops_a_grade("渡口须拒绝载运未登记的货物。", RULE)


CONDUCT = "违反本办法规定载运旅客，或者夜间未按规定点灯载运货物的"
MANY = f"第九条 {CONDUCT}，由渡口管理处责令改正，给予警告；拒不改正的，并处一百元以下罚款。"
GRAVEST = "情节严重的，由县水利局责令停航，并处五千元以下或者上一年度票款百分之五以下罚款；"


def test_the_penalty_for_grave_cases_is_told_with_its_conduct(
    source: Callable[..., SourceDocument], fact: Callable[..., Fact]
) -> None:
    text = f"{MANY}\n\n有前款规定的违法行为，{GRAVEST}对船主处五百元罚款。"
    assert GRAVEST in facts_of(text)
    at = text.index(GRAVEST)
    conduct = conduct_of(text, at)
    assert conduct is not None
    assert text[conduct.start : conduct.end] == CONDUCT
    document = source(text, "a.txt", "zh", title="渡口办法")
    whole = fact("F001", document, GRAVEST)
    spans = (Span(doc_id=document.doc_id, start=conduct.start, end=conduct.end, text=CONDUCT), *whole.spans)
    told = clause_quotation(whole.model_copy(update={"spans": spans}), "《渡口办法》写明，")
    assert told == f"《渡口办法》写明，“{CONDUCT}”，“{GRAVEST[:-1]}”。"
    verdict = settle(told, [whole.model_copy(update={"spans": spans})], {document.doc_id: document}, "zh")
    assert verdict.verdict == "supported", verdict.findings


def test_a_conduct_that_is_not_named_before_leaves_the_penalty_out() -> None:
    assert GRAVEST not in facts_of(
        f"第九条 渡口应当公布票价和班次。\n\n有前款规定的违法行为，{GRAVEST}对船主处五百元罚款。"
    )
    assert GRAVEST not in facts_of(f"有前款规定的违法行为，{GRAVEST}对船主处五百元罚款。")


FOR_PERSONS = "违反本办法第六条规定，偷渡牲畜过河的，由渡口管理处没收船具，可以并处一百元以上三百元以下罚款。"
FOR_COMPANIES = "单位有前款行为的，由渡口管理处处一千元以上三千元以下罚款，并对直接负责的主管人员依照前款规定处罚。"


@pytest.mark.parametrize("more", ["", "没收用于偷渡的船只、绳索。"])
def test_the_penalty_for_companies_is_told_with_that_for_persons(
    source: Callable[..., SourceDocument], fact: Callable[..., Fact], more: str
) -> None:
    document = source(
        f"第十二条 {FOR_PERSONS}\n\n{FOR_COMPANIES}\n\n渡口应当公布票价。", "a.txt", "zh", title="渡口办法"
    )
    both = with_company_penalty(fact("F001", document, FOR_PERSONS), document)
    assert [s.text for s in both.spans] == [FOR_PERSONS, FOR_COMPANIES]
    assert {q.text for q in both.quantities} >= {"一千元", "三百元"}
    told = clause_quotation(both, "《渡口办法》写明，")
    assert told == (
        "《渡口办法》写明，违反该办法第六条规定，“偷渡牲畜过河的，由渡口管理处没收船具，可以并处一百元以上三百元以下罚款”；"
        "单位有上述行为的，“由渡口管理处处一千元以上三千元以下罚款，并对直接负责的主管人员依照前款规定处罚”。"
    )
    verdict = settle(told, [both], {document.doc_id: document}, "zh")
    assert verdict.verdict == "supported", verdict.findings
    assert "grade.lost" in losses_zh("偷渡牲畜过河的，可以并处一百元以上三百元以下罚款。", both.text)
    assert "grade.lost" not in losses_zh(told.removeprefix("《渡口办法》写明，"), both.text)


@pytest.mark.parametrize(
    "text",
    [
        f"{FOR_PERSONS}\n\n渡口应当公布票价。\n\n{FOR_COMPANIES}",
        f"{FOR_PERSONS}船具由县里保管。\n\n{FOR_COMPANIES}",
        f"{FOR_PERSONS}\n\n单位应当教育船工遵守前款规定，由渡口管理处监督。",
        FOR_PERSONS,
    ],
)
def test_no_penalty_for_companies_is_taken_from_elsewhere(
    source: Callable[..., SourceDocument], fact: Callable[..., Fact], text: str
) -> None:
    document = source(text, "a.txt", "zh")
    alone = fact("F001", document, FOR_PERSONS)
    assert with_company_penalty(alone, document) == alone


def test_no_quotation_runs_over_two_pieces(source: Callable[..., SourceDocument], fact: Callable[..., Fact]) -> None:
    document = source(f"{FOR_PERSONS}\n\n{FOR_COMPANIES}", "a.txt", "zh")
    both = with_company_penalty(fact("F001", document, FOR_PERSONS), document)
    runs = RunIndex([document.text], "zh")
    assert quote_copied(both.text.replace(" … ", "，"), both.text, runs, "zh") is None


@pytest.mark.parametrize(
    ("text", "n_facts"),
    [
        ("不得在渡口停泊载有易燃货物的船只过夜。", 0),
        ("关闭用于载运易燃货物的渡口、码头和沿岸仓库。", 0),
        ("未按期清理航道的，与下游的渡口承担连带责任。", 0),
        ("关闭渡口的决定由县政府作出，并提前三十日公布。", 1),
        ("罚款总额达到十二万元，其中一半来自夜间停航令。", 1),
        ("未成年船工不得在夜间独自驾驶载客的渡船过河。", 1),
        ("任何船只不得在渡口停泊载有易燃货物过夜。", 1),
    ],
)
def test_what_does_not_say_who_must_is_no_fact(text: str, n_facts: int) -> None:
    assert len(facts_of(text)) == n_facts


@pytest.mark.parametrize(
    ("text", "hangs"),
    [
        ("第九条 船主拒不停航的，由县政府责令改正。渡口管理处可以向上级提出处理的建议。", True),
        ("第九条 渡口应当公布票价。渡口管理处可以向上级提出处理的建议。", False),
        ("第九条 渡口管理处可以向上级提出处理的建议。", False),
        ("船主拒不停航的，村民说应当报告。渡口管理处可以向上级提出处理的建议。", False),
    ],
)
def test_a_sentence_hangs_on_the_case_its_article_sets(text: str, hangs: bool) -> None:
    assert hangs_on_a_case(text, text.index("渡口管理处可以")) is hangs


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("而在2031年6月1日的会上，县长公布的票价是每人三元。", "在2031年6月1日的会上，县长公布的票价是每人三元。"),
        ("值得一提的是，渡口去年全年的票款比前年多了四成还多。", "渡口去年全年的票款比前年多了四成还多。"),
        ("实际上，渡口去年的票款比前年多了四成还不止。", "渡口去年的票款比前年多了四成还不止。"),
        ("而立之年的船工去年一共有四十二人报名考试。", "而立之年的船工去年一共有四十二人报名考试。"),
        ("也许渡口明年的票款会比今年多出四成还不止。", "也许渡口明年的票款会比今年多出四成还不止。"),
        ("也正是从这一年开始，渡口的票款超过了货运的收入。", ""),
        ("除此之外，渡口去年的票款比前年多了四成。", ""),
        ("对此，渡口管理处的负责人说票款比前年多了四成。", ""),
        ("尽管如此，渡口去年的票款比前年多了四成。", ""),
        ("当然，他承认渡口去年的票款比前年多了四成。", ""),
    ],
)
def test_what_leads_on_goes_and_what_leans_is_no_fact(text: str, told: str) -> None:
    assert facts_of(text) == ([told] if told else [])


GLUED = "县长陈望川强调，新桥通车以后渡口仍将保留两条夜航船。"


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (f"渡口改造全面提速 {GLUED}", GLUED),
        (f"公告已经贴出。\n- {GLUED}", GLUED),
        (f"分享到微博 {GLUED}", GLUED),
        (f"渡口改造全面提速 {GLUED}\n{GLUED}", GLUED),
        ("渡口添置的 A12 型 夜航灯，比旧灯亮了将近三倍，去年十月全部装好。", ""),
        ("渡口添置了 A12 夜航灯，比旧灯亮了将近三倍，去年十月全部装好。", ""),
        ("渡 口 去 年 全 年 的 票 款 比 前 年 多 了 四 成 还 多。", ""),
    ],
)
def test_a_heading_that_stands_before_a_sentence_is_no_part_of_it(text: str, told: str) -> None:
    found = facts_of(text)
    assert found[0] == (told or text)
