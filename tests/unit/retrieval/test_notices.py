"""What a publication says of itself is furniture; what it reports is not."""

from __future__ import annotations

import pytest

from deepnews.retrieval.furniture import furniture_flags
from deepnews.retrieval.notices import is_notice


@pytest.mark.parametrize(
    "paragraph",
    [
        "Sign up for our morning letter and never miss a tide.",
        "Photo: Ada Finch for the Hexcombe Herald.",
        "Ada Finch in Hexcombe contributed to this report.",
        "This article first appeared in the Herald.",
        "Indicate by check mark whether the registrant is a shell company.",
        "I have reviewed this annual report on Form 10-K of Mill Co.",
        "This release holds forward-looking statements. Mill Co. undertakes no obligation to renew them. " * 5,
        "责任编辑：张三",
        "（原标题：磨坊关门）",
        "扫描下方二维码，关注西堰日报。",
        "未经西堰日报授权，不得转载。",
        "违法和不良信息举报电话：010-00000000",
        "免责声明：本文内容仅供参考，不构成投资建议。",
        "2024-05-14 09:10 来源：西堰日报 作者：张三",
        "- 磨坊关门，工人在门口等待消息 2024-05-14 09:10",
        "本公告含有前瞻性陈述，实际结果可能与预期存在重大差异。",
    ],
)
def test_notices(paragraph: str) -> None:
    assert is_notice(paragraph)


@pytest.mark.parametrize(
    "paragraph",
    [
        "The company signed up forty mills for the scheme in May.",
        "The board said that its forward-looking statements of May had been wrong.",
        "“Read more books,” she told the workers at the gate.",
        "The views expressed by workers at the gate were bitter.",
        "记者：请问磨坊什么时候重新开门？",
        "未经本人同意，经营者不得采集个人信息。",
        "平台应当建立识别违法和不良信息的特征库。",
        "任何组织不得将违法和不良信息关键词记入用户标签。",
        "经营者未经许可不得将其掌握的消费者信息用于商业宣传",
        "委员会于2024年5月14日发布了报告。",
    ],
)
def test_what_is_reported_is_no_notice(paragraph: str) -> None:
    assert not is_notice(paragraph)


PROSE = "The mill at Hexcombe closed in May, and the foreman told the night shift at the gate."


@pytest.mark.parametrize(
    "heading", ["About Mill Co.", "Forward-Looking Statements", "Media Contact", "关于西堰磨坊公司"]
)
def test_boilerplate_at_the_end_goes_with_its_heading(heading: str) -> None:
    flags = furniture_flags([PROSE, PROSE, PROSE, heading, PROSE], frozenset(), tabular=False)
    assert flags == (False, False, False, True, True)


def test_such_a_heading_at_the_beginning_heads_matter() -> None:
    flags = furniture_flags(["About the Mill", PROSE, PROSE, PROSE], frozenset(), tabular=False)
    assert flags == (True, False, False, False)
