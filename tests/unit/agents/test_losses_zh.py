"""What a shortened Chinese sentence may not lose or add."""

from __future__ import annotations

import pytest

from deepnews.agents.losses_zh import losses_zh

DUTY = "渡船船工夜间航行应当点灯，并且可以在码头停靠过夜。"
BAN = "渡口不得拒绝乘客上船，不得在船上加收任何费用。"
FINE = "船工拒不点灯的，由渡口给予处分，可以处五十元以下的罚款。"


@pytest.mark.parametrize(
    ("source", "body", "code"),
    [
        (DUTY, "渡船船工夜间航行应当点灯 and可以在码头停靠过夜。", "script.mixed"),
        (DUTY, "《渡船船工夜间航行应当点灯，并可以在码头停靠过夜。", "marks.odd"),
        (DUTY, "渡船船工夜间航行应当点灯，并且在码头停靠过夜。", "modality.count"),
        (BAN, "渡口不得拒绝乘客上船，在船上加收任何费用。", "modality.count"),
        (DUTY, "渡船船工夜间航行应当严格点灯，并且可以在码头停靠过夜。", "word.strong"),
        ("船工应当立即点灯并报告渡口。", "船工应当及时点灯并报告渡口。", "word.strong"),
        (
            "禾渡渡口去年采用新的灯号，夜间全部点灯航行。",
            "禾渡渡口去年的新灯号成功部署，夜间全部点灯航行。",
            "word.strong",
        ),
        ("接收船只的渡口应当继续履行安全义务。", "接收船只的渡口应当继续依法履行安全义务。", "word.strong"),
        (FINE, "船工拒不点灯的，由渡口给予处罚，可以处五十元以下的罚款。", "sequel.new"),
        (
            "渡口应当通过合同明确船工的点灯义务，督促船工加强夜间航行管理。",
            "渡口应当通过合同明确船工的点灯义务，加强夜间航行管理。",
            "causative.lost",
        ),
        (DUTY, "渡船船工应当遵守安全规章，并可以采取措施保障旅客权益。", "words.new"),
        (FINE, "船工可以处五十元以下的罚款。", "words.lost"),
        ("船主或者船工作出不开航的决定的，乘客可以退票。", "船主或者船工作出决定的，乘客可以退票。", "modality.count"),
        ("船主拒绝或者妨碍检查的，处五十元罚款。", "船主拒绝并妨碍检查的，处五十元罚款。", "or.and"),
        ("渡口应当把票款分开存放并处理。", "渡口应当把票款分开存放并处明。", "character.new"),
        ("渡轮公司6月8日公告渡轮可能停航，距事故三天。", "渡轮公司6月8日可能停航，距事故三天。", "speech.lost"),
        ("渡口负责人冯若兰对工期并不担心。", "渡口负责人冯若兰表示，对工期并不担心。", "speech.new"),
        ("渡口在开航仪式上公布票价。", "渡口在晚上的开航仪式上公布票价。", "time.new"),
        ("渡口每卖出3张票就有2张是夜航票。", "渡口每卖出3张票就2张是夜航票。", "verb.lost"),
        (
            "渡口拒不改正的，处五万元以下罚款；情节严重的，依法追究法律责任。",
            "渡口拒不改正且情节严重的，依法追究法律责任。",
            "joined.new",
        ),
        (
            "渡口拒不改正的，处五万元以下罚款；情节严重的，依法追究法律责任。",
            "渡口情节严重的，依法追究法律责任。",
            "fine.lost",
        ),
        ("2015年面临停航，这是渡口未来走向的决定性时刻。", "渡口面临停航，这是未来走向的决定性时刻。", "time.lost"),
        ("县反垄断执法机构应当公布票价。", "县反托勒执法机构应当公布票价。", "character.new"),
        ("渡口应当明确夜间渡船安全负责人。", "渡口应当明确夜间安全负责人。", "term.cut"),
        ("渡口可以按照防止再次出事的需要，停止开航。", "渡口可按照防止再次出事的要，停止开航。", "term.cut"),
        ("渡口应当公布停航或者改道的决定，及时通知乘客。", "渡口应公布停航和改道的决定，通知乘客。", "or.and"),
        (
            "渡口说：“决定今天就作了，晚一天公布，错账就多一天。”",
            "渡口说，决定当天就作了，晚一天公布。",
            "consequence.lost",
        ),
    ],
)
def test_what_is_lost_or_added_is_named(source: str, body: str, code: str) -> None:
    assert code in losses_zh(body, source)


@pytest.mark.parametrize(
    ("source", "body"),
    [
        (DUTY, DUTY),
        ("全县共有40家渡口安装了新的夜航灯。", "全县共40家渡口安装了新的夜航灯。"),
        (DUTY, "渡船船工夜航应当点灯，也可以在码头停靠过夜。"),
        (FINE, "船工拒不点灯的，“由渡口给予处分，可以处五十元以下的罚款”。"),
        ("ABC渡船公司应当点灯。", "ABC渡船公司须点灯。"),
        ("渡口应当督促船工加强夜间航行管理。", "渡口须督促船工加强夜间航行管理。"),
    ],
)
def test_a_faithful_sentence_passes(source: str, body: str) -> None:
    assert losses_zh(body, source) == []


def test_a_rule_keeps_its_condition_and_an_open_list_stays_open() -> None:
    rule = "港务局决定重新测量船坞的，应当自决定之日起九十日内测量完毕。"
    assert "condition.lost" in losses_zh("港务局应当自决定之日起九十日内测量完毕。", rule)
    assert "condition.lost" not in losses_zh(rule, rule)
    row = "船东不得利用泊位优势、价格和航线规则等，阻碍渡船停靠。"
    assert "list.open" in losses_zh("船东不得利用泊位优势、价格和航线规则，阻碍渡船停靠。", row)
    assert "list.open" not in losses_zh(row, row)
