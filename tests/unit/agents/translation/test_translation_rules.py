"""What a translation is held to by rule: figures, dates, names, and the words that bend a statement."""

from __future__ import annotations

import pytest

from deepnews.agents.translation.check import rule_fault
from deepnews.agents.translation.figures import chinese_tokens, figures_differ, moved, with_chinese_figures
from deepnews.agents.translation.framing import named
from deepnews.agents.translation.prepare import prepared
from deepnews.agents.translation.terms import mended, own_letters


@pytest.mark.parametrize(
    ("english", "chinese"),
    [
        ("It was worth $3.4 billion.", "It was worth 34亿美元."),
        ("It cost £108m and €1.5 trillion.", "It cost 1.08亿英镑 and 1.5万亿欧元."),
        ("12 million masks and 1,234 gowns", "1200万 masks and 1234 gowns"),
        ("from 5.25 per cent to 5.5%", "from 5.25% to 5.5%"),
        ("up 0.6 percentage point, or 75 basis points", "up 0.6个百分点, or 75个基点"),
        ("On June 15, 2022, and 9 March", "On 2022年6月15日, and 3月9日"),
        ("in October 2021 and by late September 2021", "in 2021年10月 and by 2021年9月下旬"),
        ("in May it may fall; May 4", "in 5月 it may fall; 5月4日"),
        ("a 10-year yield", "a 10-year yield"),
        ("in the 1950s, or the late 1960s", "in 1950年代, or the late 1960年代"),
    ],
)
def test_figures_and_dates_are_written_by_code(english: str, chinese: str) -> None:
    assert with_chinese_figures(english) == chinese


def test_tokens_are_whole_and_the_longest_first() -> None:
    assert chinese_tokens("34亿美元, 0.6个百分点 in 2021年10月, 2") == ("2021年10月", "0.6个百分点", "34亿美元", "2")


_RISE = "Inflation was 2.6 percent in October 2021, up 0.6 percentage point from two months earlier."


@pytest.mark.parametrize(
    ("english", "chinese"),
    [
        (_RISE, "2021年10月通胀率为2.6%，比两个月前高0.6个百分点。"),
        ("It went from 25 basis points in late September 2021 to 75.", "2021年9月下旬为25个基点，后来升到75。"),
        ("The contract was worth $3.4 billion.", "合同价值34亿美元。"),
        ("He left in March 2023.", "他于2023年3月离开。"),
        ("One of the banks failed.", "其中一家银行倒闭。"),
        ("The policy of the 1950s failed.", "1950年代的政策失败了。"),
    ],
)
def test_the_same_figures_in_other_words_are_the_same(english: str, chinese: str) -> None:
    assert not figures_differ(english, chinese)


@pytest.mark.parametrize(
    ("english", "chinese"),
    [
        (_RISE, "2021年10月通胀率为2.8%，比两个月前高0.6个百分点。"),
        (_RISE, "2021年10月通胀率为2.6%，比两个月前高0.6%。"),
        (_RISE, "2021年通胀率为2.6%，比两个月前高0.6个百分点。"),
        (_RISE, "2021年10月通胀率为2.6%，比三个月前高0.6个百分点。"),
        ("The contract was worth $3.4 billion.", "合同价值3.4亿美元。"),
        ("The contract was worth $3.4 billion.", "合同价值34亿英镑。"),
        ("He left in March 2023.", "他于2023年5月离开。"),
        ("He left on March 9, 2023.", "他于2023年3月8日离开。"),
        ("He left in spring.", "他于4月离开。"),
    ],
)
def test_another_figure_date_or_month_is_told(english: str, chinese: str) -> None:
    assert figures_differ(english, chinese)


_TRUE = [
    ("The Fed was not alone, Waller said.", "Waller说，美联储不是唯一的一家。"),
    ("A CBDC could reduce deposits at banks.", "央行数字货币可能减少银行存款。"),
    (
        "The department did not publish the names of the companies until November 16, 2021.",
        "该部门直到2021年11月16日才公布这些公司的名称。",
    ),
    ("The bill would bar the Federal Reserve from issuing it.", "该法案将禁止美联储发行它。"),
    ("Lord Bethell referred PestFix in May 2020.", "Bethell勋爵在2020年5月推荐了PestFix。"),
    ("Inflation again surprised to the upside.", "通胀再次高于预期。"),
    ("Only five of the members objected.", "只有五名成员反对。"),
    ("Either of these models needs a law.", "这两种模型都需要法律。"),
    ("I had expected it to run above 2 percent in 2021 and 2022.", "我曾预计2021年和2022年它会高于2%。"),
    ("The early days of the 1950s taught them a lesson.", "1950年代初给了他们教训。"),
    ("Today’s 75 basis point increase is an unusually large one.", "今天的75个基点增加是异常大的一次。"),
    ("Supply-demand imbalances grew considerably.", "供求失衡显著加剧，而且在扩大。"),
    ("Orders surprised to the downside.", "订单不及预期。"),
    ("The mill had hoped to reopen the line.", "工厂原先希望重开生产线。"),
    ("We are raising the toll to 9 percent.", "我们正在把通行费提高到9%。"),
    ("Prices are falling in the north.", "北方物价下跌。"),
    ("The harbour is moving its cranes.", "港口在搬迁吊机。"),
    ("It would be appropriate to close the mine.", "关闭这座矿是合适的，将来会这样。"),
    ("Rents are well above their level of 2019.", "租金远高于2019年的水平。"),
    ("Over the next few months the mill will close.", "工厂将在未来几个月里关闭。"),
    ("Officials conceded that the dam leaked.", "官员们承认大坝漏水。"),
    ("The toll went from 25 pence to 75 pence.", "通行费从25便士上升到75便士。"),
    ("About 25 of the mills closed, and 40 stayed.", "约25家工厂关闭，40家留下。"),
    ("The lock cost about $3.4 billion.", "船闸造价约34亿美元。"),
    ("Vice Chair for Supervision Krall said that rents rose.", "监管副主席Krall说，租金上涨了。"),
    ("Chair Pro Tempore Krall said that rents rose.", "临时主席Krall说，租金上涨了。"),
]


@pytest.mark.parametrize(("english", "chinese"), _TRUE)
def test_a_true_translation_passes(english: str, chinese: str) -> None:
    assert rule_fault(english, chinese) is None


@pytest.mark.parametrize(
    ("english", "chinese", "code"),
    [
        ("The Fed was not alone, Waller said.", "Waller说，美联储是唯一的一家。", "word.lost"),
        ("The Fed was not alone, Waller said.", "沃勒说，美联储不是唯一的一家。", "name"),
        ("The Fed was not alone, Waller said.", "Powell说，美联储不是唯一的一家。", "form"),
        ("A CBDC could reduce deposits at banks.", "央行数字货币减少了银行存款。", "word.lost"),
        ("Inflation rose after the war began.", "由于战争爆发，通胀随后上升。", "word.added"),
        ("Officials expected prices to fall.", "官员们说价格在下跌。", "word.lost"),
        ("It could be right, members noted at the meeting.", "委员们在会议上建议这样做。", "word.lost"),
        ("I do not expect moves of this size.", "我不希望出现这种规模的变动。", "word.lost"),
        ("A less accommodating stance was warranted.", "更加宽松的立场是合适的。", "word.lost"),
        ("Only five of the members objected.", "有五名成员反对。", "word.lost"),
        ("Only five of the members objected.", "只有六名成员反对。", "figure"),
        ("Officials spoke in the hall.", "官员们在大厅里说必须行动。", "word.added"),
        ("Inflation rose more than expected.", "通胀比预期高得多。", "word.added"),
        ("The economy does not work for anyone.", "经济就无法为任何人工作。", "word.added"),
        ("We are moving our stance on.", "我们故意调整政策立场。", "word.added"),
        ("We have raised rates by 3 points.", "我们将利率提高3个百分点。", "word.lost"),
        ("Inflation again surprised to the upside.", "Inflation again surprised.", "form"),
        ("Inflation again surprised to the upside.", "通胀再次高于预期，通胀再次高于预期，通胀再次高于预期。", "form"),
        ("Inflation again surprised to the upside.", "通胀。", "form"),
        ("The yield went from 25 basis points to 75 basis points.", "收益率从25个基点下降到75个基点。", "word.added"),
        ("The yield went from 75 basis points to 25 basis points.", "收益率从75个基点上升到25个基点。", "word.added"),
        ("A rise of 50 basis points seems most likely.", "我们预计最有可能上调50个基点。", "word.added"),
        ("Inflation would come down to 2 percent.", "通胀将降至2%左右。", "figure"),
        ("Officials commented on cuts by utilities.", "官员们对公用事业的削减表示担忧。", "word.added"),
        ("Problems arose in business and banking.", "问题出现了，特别是在商业和银行业。", "word.added"),
        ("It could be right to begin to reduce it.", "可以开始逐步减少它。", "word.added"),
        ("It will be close to 2 percent in 2022.", "2022年很可能接近2%。", "word.added"),
        ("Shortages had eased considerably.", "短缺有所缓解。", "word.lost"),
        ("Inflation again surprised to the upside.", "通胀再次出乎意料。", "word.lost"),
        ("Orders surprised to the downside.", "订单出人意料。", "word.lost"),
        ("Orders surprised to the upside.", "订单出人意料地上升了。", "word.lost"),
        ("The mill had hoped to reopen the line.", "工厂希望重开生产线。", "word.lost"),
        ("I had expected it to run above 2 percent.", "我预计它会高于2%。", "word.lost"),
        ("We are moving the gate to a level that holds.", "我们把闸门调整到了稳固的水平。", "word.lost"),
        ("It could be appropriate to close the mine.", "可以考虑关闭这座矿。", "word.lost"),
        ("It could be appropriate to cut the budget.", "可能会适当削减预算。", "word.lost"),
        ("Rents are well above their level of 2019.", "租金高于2019年的水平。", "word.lost"),
        ("Over the next few months the mill will close.", "过去几个月工厂将关闭。", "word.lost"),
        ("Officials conceded that the dam leaked.", "官员们说大坝漏水。", "word.lost"),
        ("The union denied the claim of a strike.", "工会说到了罢工的主张。", "word.lost"),
        ("They believe the dam is safe.", "大坝是安全的。", "word.lost"),
        ("The dam seems to be safe.", "大坝是安全的。", "word.lost"),
        ("The mill closed in those months.", "工厂在过去几个月关闭。", "word.added"),
        ("The toll went from 25 pence to 75 pence.", "通行费从25便士降至75便士。", "word.added"),
        ("The toll went from 75 pence to 25 pence.", "通行费从75便士升至25便士。", "word.added"),
        ("About 25 of the mills closed, and 40 stayed.", "约25家工厂关闭，约40家留下。", "figure"),
        ("The toll is 9 percent.", "通行费为9%左右。", "figure"),
        ("It was seen as largely temporary.", "它被看作是暂时的。", "word.lost"),
        ("I am highly skeptical of the plan.", "我对该计划持怀疑态度。", "word.lost"),
        ("There is no compelling need for it.", "并不需要它。", "word.lost"),
        ("They listed the potential benefits.", "他们列出了各种好处。", "word.lost"),
        ("The Committee spoke of addressing high inflation.", "委员会谈到了高通胀。", "word.lost"),
        ("The High Priority Lane was set up in April.", "4月设立了优先级通道。", "name"),
        ("This is critical for the recovery of 2022.", "这对2022年的复苏至关重要。", "formula"),
    ],
)
def test_a_hostile_translation_is_caught(english: str, chinese: str, code: str) -> None:
    assert rule_fault(english, chinese) == code


def test_what_has_a_settled_form_is_put_in_before_the_model_reads() -> None:
    ready = prepared(
        "On May 26, 2021, Vice Chair for Supervision Quarles said the Federal Reserve’s goal was 2 percent."
    )
    assert ready.text == "On 2021年5月26日, 监管副主席 《Quarles》 said 美联储’s goal was 2%."
    assert ready.names == ("Quarles",)
    assert ready.told("2021年5月26日，监管副主席《Quarles》说，美联储的目标是2%。") == (
        "2021年5月26日，监管副主席Quarles说，美联储的目标是2%。"
    )


def test_an_office_with_several_chinese_names_is_left_out() -> None:
    assert prepared("Governor Waller said so.").text == "《Waller》 said so."


def test_a_name_that_only_looks_like_markup_stays_text() -> None:
    ready = prepared("Ms Ignore ]}|\\ Krall said 《so》.")
    assert "\\" not in ready.names and all("》" not in n for n in ready.names)


@pytest.mark.parametrize(
    ("clumsy", "better"),
    [
        ("经验教育了货币政策官，不要试图消除波动。", "经验让货币政策官明白，不要试图消除波动。"),
        ("联邦公开市场委员会的（联邦公开市场委员会）目标是2%。", "联邦公开市场委员会的目标是2%。"),
        ("今天的变动是一个非常大的一个。", "今天的变动是非常大的一次。"),
        ("2021和2022年会超过2%。", "2021年和2022年会超过2%。"),
        ("我不期望这种规模的变动会很常见。", "我预计这种规模的变动不会很常见。"),
        ("我不期待有人会来，也不怪谁。", "我不期待有人会来，也不怪谁。"),
        ("我不期待这些人都会来。", "我不期待这些人都会来。"),
        ("这对复苏至关重要。", "这对复苏极为重要。"),
        ("他教育了孩子，不多也不少。", "他教育了孩子，不多也不少。"),
    ],
)
def test_known_clumsy_forms_are_mended(clumsy: str, better: str) -> None:
    assert mended(clumsy) == better


def test_a_term_of_years_is_written_before_what_it_is_a_term_of() -> None:
    assert prepared("The 10-year Treasury yield was a problem.").text == "10年期国债收益率 was a problem."


@pytest.mark.parametrize(
    ("english", "ready"),
    [
        (
            "We’ve said that we’d be ready and it doesn’t leak.",
            "We have said that we would be ready and it does not leak.",
        ),
        ("I’m sure they’ll come, as you're here.", "I am sure they will come, as you are here."),
        ("The mill’s gate can't close, he’d better know.", "The mill’s gate cannot close, he had better know."),
        ("It’s late, and he’d left.", "It’s late, and he’d left."),
    ],
)
def test_what_is_drawn_together_is_written_out_where_it_can_mean_one_thing(english: str, ready: str) -> None:
    assert prepared(english) == (ready, ())


@pytest.mark.parametrize("english", ["We’ve said so.", "I’m here.", "They’re here.", "It’s late."])
def test_a_pronoun_with_its_verb_is_no_name(english: str) -> None:
    assert not own_letters(english)


@pytest.mark.parametrize(
    ("english", "way"),
    [
        ("It went from 25 basis points to 75 basis points.", "rose"),
        ("It fell from 5.3 percent this year to 2.6 percent next year.", "fell"),
        ("It went from 25 boats to 9 percent.", ""),
        ("It went from Marle to Corran.", ""),
        ("It stayed at 9 percent.", ""),
    ],
)
def test_figures_tell_which_way_they_go(english: str, way: str) -> None:
    assert moved(english) == way


def test_who_has_spoken_is_told_by_code() -> None:
    assert named("The speaker was Chair Krall, on September 21, 2031.") == "这是主席Krall在2031年9月21日的说法。"
    assert named("Seven weeks passed.") == "七周过去了。" and named("Two months passed.") == "两个月过去了。"
    assert named("So said Chair Krall on September 21, 2031.") == "这是主席Krall在2031年9月21日的说法。"
