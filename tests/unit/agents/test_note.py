"""Notes: passages packed into calls, sentences that may become Facts, and picks that are cut, never retyped."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from deepnews.agents.note import (
    GROUP_CHARS,
    N_PICKS,
    NoteGroup,
    is_first_person,
    note,
    note_groups,
    note_request,
    standing,
)
from deepnews.llm import ChatReply
from deepnews.schemas.assignment import Assignment
from deepnews.schemas.base import Language
from deepnews.schemas.corpus import Passage, SourceDocument
from deepnews.scripted_model import ScriptedModel, ScriptLine

Ask = Callable[..., Assignment]

WELL = (
    "However, the parish of Corran closed its well on 9 May 2031 after three goats fell ill. "
    "They had drunk from it every morning since the winter. Too short. "
    "The clerk Ada Finch measured the water and found it 4 feet lower than in March. "
    "We asked the county for a new pump, but nobody came before the summer was over."
)
WELL_ZH = (
    "第三条 柯兰村自2031年5月9日起关闭村口水井，禁止取水饮用。这口井此前一直由村里的文书负责看管。太短。"
    "然而，文书冯若兰量得水位比三月低了四尺，随即上报县里。我们向县里要过一台新水泵，但直到夏末都没有回音。"
)
TEXTS: dict[Language, str] = {"en": WELL, "zh": WELL_ZH}
CUT = {
    "en": (
        "the parish of Corran closed its well on 9 May 2031 after three goats fell ill.",
        "The clerk Ada Finch measured the water and found it 4 feet lower than in March.",
        "We asked the county for a new pump, but nobody came before the summer was over.",
    ),
    "zh": (
        "柯兰村自2031年5月9日起关闭村口水井，禁止取水饮用。",
        "文书冯若兰量得水位比三月低了四尺，随即上报县里。",
        "我们向县里要过一台新水泵，但直到夏末都没有回音。",
    ),
}
both = pytest.mark.parametrize("language", ["en", "zh"])


def passage(text: str, start: int = 0, doc_id: str = "d1") -> Passage:
    end = start + len(text)
    return Passage(passage_id=f"{doc_id}:{start}-{end}", doc_id=doc_id, start=start, end=end, text=text)


def group_of(text: str, language: Language = "en") -> NoteGroup:
    (group,) = note_groups([passage(text)], language)
    return group


@pytest.mark.parametrize(
    ("language", "text", "is_told"),
    [
        ("en", "- Total revenue was 347 crowns, an increase of 18% over the year before", True),
        ("en", "- Total revenue: 347 crowns, against 295 crowns in the year before, all told", False),
        ("en", "- Opened a new well at the northern end of the parish with 12 pumps", False),
        ("en", "Total revenue was 347 crowns, an increase of 18% over the year before", False),
        ("zh", "- 营业收入347亿元，同比增长18%，其中渡轮业务157亿元", True),
        ("zh", "- 宣布新建三条渡线并开通夜航班次服务两岸居民", False),
    ],
)
def test_an_item_of_a_list_with_a_figure_needs_no_stop(language: Language, text: str, is_told: bool) -> None:
    assert (standing(text, 0, len(text), language, opens=True) is not None) is is_told


@pytest.mark.parametrize(
    "opening",
    [
        "As I have said before, ",
        "For reasons I will detail in a moment, ",
        "As I’ll discuss, ",
        "Suffice it to say that ",
    ],
)
def test_talk_about_the_talk_is_left_out(opening: str) -> None:
    said = "I am highly doubtful that the parish of Corran needs a second well."
    start, end = standing(opening + said, 0, len(opening + said), "en", opens=True) or (0, 0)
    assert (opening + said)[start:end] == said


def test_what_is_part_of_something_told_before_stands_in_no_article_alone() -> None:
    told = "As part of this research, the parish of Corran dug a second well."
    assert standing(told, 0, len(told), "en", opens=True) is None
    told = "As part of this year's budget, the parish of Corran dug a second well."
    assert standing(told, 0, len(told), "en", opens=True) == (0, len(told))


# --- what may become a Fact ------------------------------------------------------------------------------------------


@both
def test_spans_are_cut_from_the_source(source: Callable[..., SourceDocument], language: Language) -> None:
    document = source(f"Heading\n\n{TEXTS[language]}", language=language)
    (group,) = note_groups([passage(TEXTS[language], 9, document.doc_id)], language)
    assert tuple(s.text for s in group.spans) == CUT[language]
    for span in group.spans:
        assert document.text[span.start : span.end] == span.text
    assert len(group.lines) == 5


@both
def test_lines_show_the_whole_text(language: Language) -> None:
    group = group_of(TEXTS[language], language)
    joined = (" " if language == "en" else "").join(line.text for line in group.lines)
    assert joined == TEXTS[language]
    assert group.n_chars == sum(len(line.text) for line in group.lines)


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "This was the lowest level that anybody in Corran could remember that year."),
        ("en", "The latter had been promised by the county for three years in a row."),
        ("en", "Table 4 shows the level of the well in every month of the year 2031."),
        ("en", "The county promised the following to the parish of Corran in its letter:"),
        ("en", "The county had promised a pump to the parish of Corran, however."),
        ("en", "A heading that runs on and on and never comes to any end of its own"),
        ("en", "The parish closed the well. " + "and closed it again " * 30),
        ("zh", "该井由村里的文书看管，每天早晨开锁，傍晚上锁。"),
        ("zh", "依照本法第九条的规定，水井关闭后应当张贴告示。"),
        ("zh", "村里关闭水井应当具备下列情形之一："),
        ("zh", "水井关闭" * 60 + "。"),
        ("en", "Concern over such shortages was voiced by every mill of the valley in May."),
        ("zh", "有关上述短缺的担忧在五月被谷中每家工厂提及，至今没有消退。"),
        ("en", "Where the first ended on wells, this module will pick up the topic of pumps in Corran."),
        ("en", "The county noted that a pump of wood in the well would not meet this standard."),
        ("en", "Three months later the parish of Corran closed the well that the goats had used."),
        ("zh", "文书汇报了关闭水井的三项依据：一是水位下降四尺，连续两月不足，村里有权关闭。"),
        ("en", "The clerk of Corran gave three reasons for closing it: first, the water of the well was low."),
        (
            "en",
            "-the overwhelming dependence of goats and sheep on the well of Corran.",
        ),
        ("en", "And it’s—in other words, it’s not in addition to what stands in the letter of May."),
        ("en", "But they had heard of it from the clerk of Corran in the spring of that year."),
        ("zh", "其中，十二口水井由村里的文书看管，每天早晨开锁。"),
        ("zh", "文书查阅以往的记录发现，同样的裂缝在去年五月已经出现过。"),
        ("zh", "村里直到七月三十日收到县里来信时才第一次得知，相隔七十天。"),
        ("zh", "同样的水泵在邻村已经用了三年，至今没有出过故障。"),
        ("zh", "第三种是提前关闭水井，由村里接管已建成的水渠。"),
        ("en", "Because I wouldn't have known whether the parish had other wells in the spring of that year."),
        ("en", "Because the pump of Corran had failed in the spring of that year for the third time."),
        ("en", "I think, yes, and no, the goats of the parish were there when the well was closed."),
        ("en", "I think it's a bit hard to say it was akin to the well that they had in Linton."),
        ("en", "I do believe that would have been wrong for the parish of Corran and for its goats."),
        ("en", "It is fair to say that they had known of the goats of Corran since the spring of that year."),
        ("en", "month: 2031-11; wells: 3; goats: 210; late: 17; remark: Closed on nine days; no goat was lost."),
        ("zh", "月份：2031-11；水井：3；山羊：210；晚点：17；备注：村里的水井停了九天。"),
        ("en", "Still others, such as the wells of Linton, remain as deep as they ever were in the spring."),
        ("en", "Probably not, the parish of Corran lives off the good will of those who dig its wells."),
        ("en", "including rivals of Corran such as Linton, have said that they will dig wells of their own."),
        ("en", "[Old Song] because the parish of Corran has no stake in the wells that Linton has dug."),
        ("en", "For the first few years of the Corran ferry, he got to have the best of both worlds."),
        ("zh", "对于渡口夜间停航的安排，他表示这完全是为了船工的安全着想。"),
        ("en", "The clerks of Corran have come across this short but fascinating interview of the miller."),
        ("en", "Which is completely fine under the rules of the parish and of its neighbours."),
        ("en", "Nobody doubts that this hypothetical foreign well would have run dry in the same summer."),
        ("en", "I think, when I got word of it, that we had to use whatever pump the parish of Corran had."),
        ("en", "I don't believe that to be the case, and the wells of Corran have been full since the spring."),
        ("zh", "因为我并不知道村里在春天关闭了那一口水井。"),
        ("zh", "我认为这不合适，村里的水井本来就应当关闭。"),
        ("zh", "三个月后，村里关闭了山羊饮水的那口井，并贴出了告示。"),
        ("en", "Before long, the two parishes agreed to pay for a second well in Corran."),
        ("en", "The summer also teaches, however, that no parish can count on its well."),
        ("zh", "此后，村里又关闭了山羊饮水的第二口井。"),
        ("en", "Rents in the parish of Corran fell by 40 per cent on the day, from 212 crowns to 127."),
        ("en", "Closed wells, lost herds and, in some cases, the ruin of farms of the parish have resulted."),
        ("en", "Like the old pump, it would stand at the mouth of the well, and it could be moved from well to well."),
    ],
)
def test_what_cannot_stand_alone_is_never_picked(language: Language, text: str) -> None:
    group = group_of(text, language)
    assert group.lines
    assert not group.spans


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "I think that the goats of the parish were there when the well was closed in May."),
        ("en", "I think it is important that the parish of Corran keeps its second well in the summer."),
        ("en", "I believe it will take time for the wells of Corran to fill again after the summer."),
        ("en", "Because the pump had failed, the parish of Corran closed its well in the spring of that year."),
        ("zh", "因为水泵坏了，村里在五月关闭了村口的水井。"),
        ("zh", "我认为水井应当在夏天结束之前全部重新开放。"),
    ],
)
def test_an_answer_that_is_whole_may_be_picked(language: Language, text: str) -> None:
    assert [s.text for s in group_of(text, language).spans] == [text]


def test_what_only_points_back_is_left_out_before_a_date() -> None:
    (span,) = group_of("Three months later, on 2 September 2031, the parish of Corran closed its well.").spans
    assert span.text == "on 2 September 2031, the parish of Corran closed its well."


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        (
            "You know, the parish of Corran closed its well for the summer.",
            "the parish of Corran closed its well for the summer.",
        ),
        (
            "But, frankly, I mean, the well of the old parish of Corran was never safe.",
            "the well of the old parish of Corran was never safe.",
        ),
        (
            "You know the well of the old parish of Corran in summer.",
            "You know the well of the old parish of Corran in summer.",
        ),
    ],
)
def test_fillers_before_a_statement_are_left_out(said: str, kept: str | None) -> None:
    assert [s.text for s in group_of(said).spans] == ([kept] if kept else [])


@pytest.mark.parametrize(
    "text",
    [
        "The county set a standard for wells, and the pump of Corran did not meet this standard.",
        "There were no goats left in the parish of Corran by the end of the summer.",
        "It is unlikely that the well of Corran will be opened again before the winter.",
        "It is still maintained by both the county and the parish that the well of Corran was never closed.",
    ],
)
def test_an_it_that_points_at_nothing_is_no_hindrance(text: str) -> None:
    assert [s.text for s in group_of(text).spans] == [text]


def test_what_somebody_learnt_stands_where_it_is_told() -> None:
    text = "文书冯若兰从县里来信得知，村口水井的水位在三月以后低了四尺。"
    assert [s.text for s in group_of(text, "zh").spans] == [text]


@pytest.mark.parametrize(
    ("language", "text", "is_first"),
    [
        ("en", "We asked for a pump.", True),
        ("en", "The clerk lost my key.", True),
        ("en", "The clerk owes her ink to the US.", False),
        ("en", "Ink and wells were ours no more.", False),
        ("zh", "我们要过水泵。", True),
        ("zh", "本公司未收到来信。", True),
        ("zh", "我国水井众多，自我管理。", False),
    ],
)
def test_the_first_person(language: Language, text: str, is_first: bool) -> None:
    assert is_first_person(text, language) is is_first


# --- packing ---------------------------------------------------------------------------------------------------------


@both
@given(lengths=st.lists(st.integers(1, 4000), max_size=12))
@settings(deadline=None, max_examples=40)
def test_groups_keep_every_passage_in_order(language: Language, lengths: list[int]) -> None:
    passages = [passage("x" * n, start=10_000 * i) for i, n in enumerate(lengths)]
    groups = note_groups(passages, language)
    assert [i for g in groups for i in g.passage_ids] == [p.passage_id for p in passages]
    assert [g.group_id for g in groups] == [f"N{n:03d}" for n in range(1, len(groups) + 1)]
    for group in groups:
        assert group.n_chars <= GROUP_CHARS[language] or len(group.passage_ids) == 1
    for group, after in pairwise(groups):
        assert group.n_chars + len(after.lines[0].text) > GROUP_CHARS[language]  # none that fits is left out


# --- the call --------------------------------------------------------------------------------------------------------


@both
def test_the_request_numbers_what_may_be_picked(ask: Ask, language: Language) -> None:
    group = group_of(TEXTS[language], language)
    request = note_request(group, ask("Why did the well close?", language=language, seed=5), seed=11)
    user = request.messages[1].content
    assert all(f"[{n}] " in user for n in (1, 2, 3)) and "[4]" not in user
    assert "Why did the well close?" in request.messages[0].content
    assert (request.stage, request.seed, request.temperature) == ("note", 11, 0.0)
    picks = request.json_schema["properties"]["picks"]
    assert picks["items"] == {"type": "integer", "minimum": 1, "maximum": 3}
    assert (picks["minItems"], picks["maxItems"]) == (1, N_PICKS)


def picked(group: NoteGroup, assignment: Assignment, reply: object) -> list[str]:
    model = ScriptedModel(lines=(ScriptLine(stage="note", reply=reply),))
    return [s.text for s in note(group, assignment, model, 7)]


@both
def test_picks_come_back_as_spans_best_first(ask: Ask, language: Language) -> None:
    group, assignment = group_of(TEXTS[language], language), ask("水井与水位", language=language)
    first, second, third = CUT[language]
    assert picked(group, assignment, {"picks": [3, 1]}) == [third, first]
    assert picked(group, assignment, {"picks": [2, 2, 2]}) == [second]
    assert picked(group, assignment, {"picks": [0, -1, 4, 99, 2]}) == [second]
    assert [s.text for s in note(group, assignment, ScriptedModel(), 7)] == [first, second, third]


@pytest.mark.parametrize("reply", [{"picks": []}, {}, {"other": 1}, {"picks": ["1", None, 1.5]}, "no object at all"])
def test_a_reply_without_numbers_picks_nothing(ask: Ask, reply: object) -> None:
    assert picked(group_of(WELL), ask("The well of Corran"), reply) == []


def test_words_of_the_model_never_come_in(ask: Ask) -> None:
    class Writer(ScriptedModel):
        """Answers with text beside its numbers."""

        def complete(self, request: object) -> ChatReply:
            return ChatReply(text="It was poison.", data={"picks": [1], "text": "It was poison."})

    (span,) = note(group_of(WELL), ask("The well of Corran"), Writer(), 7)
    assert span.text in WELL


def test_nothing_to_pick_costs_no_call(ask: Ask) -> None:
    model = ScriptedModel()
    assert note(group_of("Too short. It was. Table 3."), ask("The well of Corran"), model, 7) == ()
    assert model.requests == []


def test_what_stands_behind_a_semicolon_is_the_word_of_who_opens_the_sentence() -> None:
    group = group_of("据柯兰村介绍，新井的水量是旧井的两倍以上；新井的水位比三月高了四尺二寸半左右。", "zh")
    assert not any("四尺" in s.text and "介绍" not in s.text for s in group.spans)
    plain = group_of("新井的水量是旧井的两倍以上，足够全村使用；新井的水位比三月高了四尺二寸半左右。", "zh")
    assert any("四尺" in s.text for s in plain.spans)
