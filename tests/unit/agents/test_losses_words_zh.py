"""Small words that a shortened Chinese sentence may not lose or add."""

from __future__ import annotations

import pytest

from deepnews.agents.losses_words_zh import changes_a_role, loses_a_character
from deepnews.agents.losses_zh import losses_zh

LAMPS = "渡口应当遵循公开、公平、必要的原则，建立用于记录夜间航行的灯号簿，完善灯号标准、规则和程序。"
OWNERS = "重要渡船的船主应当明确夜航负责人，遵守县里的强制性要求。"
CARE = "渡口实行船岸协同管理，推进灯号改造，提升治理能力和服务水平。"


@pytest.mark.parametrize(
    ("source", "told", "code"),
    [
        (LAMPS, "渡口应当遵循公开和公平的原则，建立用于记录夜间航行的灯号簿，完善灯号标准、规则和程序。", "list.cut"),
        (LAMPS, "渡口应当遵循公开、公平、必要的原则，建立用于记录夜间航行的灯号簿，完善灯号标准和程序。", "list.cut"),
        (LAMPS, LAMPS.replace("航行的灯", "航行灯"), "link.lost"),
        (LAMPS, LAMPS.replace("公开、公平、必要", "公开和公平和必要"), "word.doubled"),
        (OWNERS, "渡船的船主应当明确夜航负责人，遵守县里的强制性要求。", "qualifier.lost"),
        (OWNERS, "重要渡船的船主应当明确夜航负责人，遵守县里的要求。", "qualifier.lost"),
        ("渡口应当加强航行安全管理，公布票价。", "渡口应当加强对航行安全管理，公布票价。", "word.doubled"),
        (CARE, CARE.replace("改造", "改造升级"), "word.new"),
        (CARE, CARE.replace("治理能力", "治理体系能力"), "word.new"),
        (
            "渡口的L9 3K航标灯首个投入使用，照亮两岸的码头。",
            "渡口的L9 3代航标灯首个投入使用，照亮两岸的码头。",
            "sign.cut",
        ),
    ],
)
def test_a_small_word_lost_or_added_is_found(source: str, told: str, code: str) -> None:
    assert code in losses_zh(told, source)


@pytest.mark.parametrize(
    ("source", "told"),
    [
        (LAMPS, "渡口须遵循公开、公平和必要的原则，建立用于记录夜间航行的灯号簿，完善灯号标准、规则及程序。"),
        (
            "渡口应当公布票价、班次、停航日期等事项，并接受船工和乘客的监督。",
            "渡口应当公布票价、班次等事项，并接受船工和乘客的监督。",
        ),
        (
            "渡口公司的船工由二百人减为二十四人，仍在两岸轮流值班。",
            "渡口公司船工由二百人减为二十四人，仍在两岸轮流值班。",
        ),
        ("渡口的L9 3K航标灯有3盏投入使用，照亮两岸码头。", "渡口有3盏L9 3K航标灯投入使用，照亮了两岸码头。"),
        ("渡口应当自收到申请之日起九日内审查完毕并答复船主。", "渡口应当自收到申请之日起九日内完成审查并答复船主。"),
        (OWNERS, OWNERS.replace("应当", "须")),
    ],
)
def test_what_keeps_them_may_stand(source: str, told: str) -> None:
    found = set(losses_zh(told, source))
    assert not found & {"list.cut", "link.lost", "word.doubled", "qualifier.lost", "word.new"}


@pytest.mark.parametrize(
    ("told", "is_lost"),
    [
        ("东岸码头是澜渡市内渡轮项目的一部分。", True),
        ("东岸码头是澜渡市河内渡轮项目的一部分。", False),
        ("东岸码头属于澜渡市河内渡轮项目。", False),
        ("东岸码头是渡轮项目的部分。", False),
    ],
)
def test_a_character_missing_within_a_name_is_a_loss(told: str, is_lost: bool) -> None:
    assert bool(loses_a_character(told, "东岸码头是澜渡市河内渡轮项目的一部分。")) is is_lost


DUTY = "有关部门应当通过监测系统，对渡口码头经营者以及夜航违法行为实施检查。"


@pytest.mark.parametrize(
    ("told", "changed"),
    [
        ("有关部门应当通过监测系统，对夜航船只经营者以及夜航违法行为进行检查。", "船只经营者"),
        ("渡口管理部门应当通过监测系统，对渡口码头经营者以及夜航违法行为进行检查。", "管理部门"),
        ("有关部门应当通过监测系统，检查渡口码头经营者以及夜航违法行为。", ""),
        ("按照《船只经营者守则》，“船只经营者”应当接受有关部门的检查。", ""),
        ("有关部门应当检查各经营者。", ""),
        ("有关部门应当检查各企业。", "检查各企业"),
    ],
)
def test_who_bears_a_duty_keeps_the_name(told: str, changed: str) -> None:
    assert bool(changes_a_role(told, DUTY)) is bool(changed)
    assert ("role.changed" in losses_zh(told, DUTY)) is bool(changed)


@pytest.mark.parametrize(
    ("told", "is_lost"),
    [
        ("渡口公司为方便乘客而设的售票处已经关闭。", True),
        ("渡口公司据称为方便乘客而设的售票处已经关闭。", False),
        ("售票处已经关闭。", False),
    ],
)
def test_what_a_source_only_calls_so_is_not_told_as_a_fact(told: str, is_lost: bool) -> None:
    source = "渡口公司据称为方便乘客而设的售票处已经关闭。"
    assert ("hedge.lost" in losses_zh(told, source)) is is_lost
