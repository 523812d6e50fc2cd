"""A rewriter that lies: every change of a claim is caught and none reaches the article."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from typing import Any, NamedTuple

import pytest

from deepnews.agents.pace.claims import differences
from deepnews.agents.pace.stage import pace_draft
from deepnews.agents.pace.units import Ground
from deepnews.llm import PROFILES
from deepnews.schemas.base import Language
from deepnews.schemas.corpus import SourceDocument
from deepnews.schemas.draft import Draft, DraftBlock, Paragraph, Sentence
from deepnews.schemas.facts import Fact, Span
from deepnews.schemas.plan import AtomicBlock, Plan
from deepnews.scripted_model import ScriptedModel, ScriptLine


class Attack(NamedTuple):
    """What a lying rewriter makes of the drafted sentences."""

    name: str
    language: Language
    before: str
    after: tuple[str, ...]


EN = (
    "In a letter of May 14, 2024, Dana Ruiz wrote that the mill at Corran may close 3 of its 12 looms before June, "
    "but the board has not told all 140 workers in Linton."
)
EN_Q = "On May 14, 2024, Dana Ruiz said: “The dye is safe, and nobody was told otherwise before the fair.”"
EN_D = (
    "The minutes of May 14, 2024 said that Corran Mills sued Linton Dyers after sales rose from £3 million "
    "to £5 million."
)
ZH = "2024年5月14日的《柯兰纺织厂纪要》写明，董事会可能在6月前停用12台织机中的3台，但尚未告知林屯全部140名工人。"
ZH_Q = "2024年5月14日，冯若兰表示：“展会之前没有人被告知染料有问题，车间里的工人也没有看到过任何一份安全说明。”"
ZH_D = "2024年5月14日的《柯兰纺织厂纪要》写明，柯兰厂起诉林屯染坊，此前销售额从300万元增至500万元。"


def swapped(name: str, language: Language, base: str, *pairs: tuple[str, str]) -> Attack:
    text = base
    for old, new in pairs:
        assert old in text, (name, old)
        text = text.replace(old, new, 1)
    return Attack(name, language, base, (text,))


ATTACKS = (
    swapped("number", "en", EN, ("3 of", "4 of")),
    swapped("number written out", "en", EN, ("140", "four hundred")),
    swapped("numbers change places", "en", EN, ("3 of its 12", "12 of its 3")),
    swapped(
        "from and to change places", "en", EN_D, ("from £3 million to £5 million", "from £5 million to £3 million")
    ),
    swapped("unit", "en", EN_D, ("£3 million", "£3 billion")),
    swapped("currency", "en", EN_D, ("£5", "$5")),
    swapped("not dropped", "en", EN, ("has not told", "has told")),
    swapped("not added", "en", EN, ("may close", "may not close")),
    swapped("may to will", "en", EN, ("may close", "will close")),
    swapped("may dropped", "en", EN, ("may close", "closes")),
    swapped("all to some", "en", EN, ("all 140", "some 140")),
    swapped("before to after", "en", EN, ("before June", "after June")),
    swapped("date of the letter", "en", EN, ("May 14, 2024", "May 15, 2024")),
    swapped("date of the fact", "en", EN, ("before June", "before July")),
    swapped("date dropped", "en", EN, ("In a letter of May 14, 2024, Dana", "Dana")),
    swapped("speaker", "en", EN, ("Dana Ruiz", "Petra Holm")),
    swapped("attribution dropped", "en", EN, ("In a letter of May 14, 2024, Dana Ruiz wrote that the", "The")),
    swapped("attribution to nobody", "en", EN, ("Dana Ruiz wrote that", "it was said that")),
    swapped("name added", "en", EN, ("but the board", "but the board and Sir Owen Pike")),
    swapped("name changed", "en", EN, ("Linton", "Lindon")),
    swapped("name dropped", "en", EN, (" in Linton", "")),
    swapped("cause added", "en", EN, (", but the board has", " because the board has")),
    swapped("cause by so", "en", EN, (", but the board", ", so the board")),
    swapped("names change places", "en", EN_D, ("Corran Mills sued Linton Dyers", "Linton Dyers sued Corran Mills")),
    swapped("active to passive", "en", EN_D, ("sued Linton", "was sued by Linton")),
    swapped("after to because", "en", EN_D, ("after sales", "because sales")),
    swapped("rose to fell", "en", EN_D, ("rose", "fell")),
    swapped("praise added", "en", EN_D, ("sales rose", "sales impressively rose")),
    swapped("verdict added", "en", EN_D, ("million.", "million, a grave mistake.")),
    swapped("quotation altered", "en", EN_Q, ("safe", "harmless")),
    swapped("quotation shortened", "en", EN_Q, (", and nobody was told otherwise before the fair", "")),
    swapped("quotation moved", "en", EN_Q, ("Dana Ruiz", "Owen Pike")),
    swapped("quotation marks dropped", "en", EN_Q, ("said: “The", "said that the"), ("fair.”", "fair.")),
    swapped("quotation marks put on", "en", EN, ("may close 3", "“may close 3"), ("before June", "before June”")),
    Attack(
        "second speaker", "en", EN_Q, ("Dana Ruiz said: “The dye is safe.”", "And Owen Pike said: “Nobody was told.”")
    ),
    Attack("empty", "en", EN, ("",)),
    Attack("loop", "en", EN, (EN, EN)),
    Attack("other language", "en", EN, (ZH,)),
    Attack("second half dropped", "en", EN, (EN.split(", but")[0] + ".",)),
    Attack("summary added", "en", EN, (EN, "This shows how little the workers mattered.")),
    swapped("数字", "zh", ZH, ("3台", "4台")),
    swapped("数字互换", "zh", ZH, ("12台织机中的3台", "3台织机中的12台")),
    swapped("增减互换", "zh", ZH_D, ("从300万元增至500万元", "从500万元增至300万元")),
    swapped("单位", "zh", ZH_D, ("500万元", "500亿元")),
    swapped("增至变降至", "zh", ZH_D, ("增至", "降至")),
    swapped("去掉否定", "zh", ZH, ("尚未告知", "已告知")),
    swapped("加上否定", "zh", ZH, ("可能在", "不可能在")),
    swapped("可能变将", "zh", ZH, ("可能在", "将在")),
    swapped("全部变部分", "zh", ZH, ("全部", "部分")),
    swapped("前变后", "zh", ZH, ("6月前", "6月后")),
    swapped("日期", "zh", ZH, ("5月14日", "5月15日")),
    swapped("去掉日期", "zh", ZH, ("2024年5月14日的《", "《")),
    swapped("去掉出处", "zh", ZH, ("2024年5月14日的《柯兰纺织厂纪要》写明，", "")),
    swapped("换出处", "zh", ZH, ("柯兰纺织厂纪要", "林屯染坊公告")),
    swapped("换说话人", "zh", ZH_Q, ("冯若兰", "邵允文")),
    swapped("加人名", "zh", ZH, ("董事会", "董事会和邵允文")),
    swapped("换地名", "zh", ZH, ("林屯", "林村")),
    swapped("加原因", "zh", ZH, ("，但尚未", "，因为尚未")),
    swapped("此前变因此", "zh", ZH_D, ("此前", "因此")),
    swapped("原告被告互换", "zh", ZH_D, ("柯兰厂起诉林屯染坊", "林屯染坊起诉柯兰厂")),
    swapped("改引文", "zh", ZH_Q, ("安全", "无害")),
    swapped("删引文", "zh", ZH_Q, ("，车间里的工人也没有看到过任何一份安全说明", "")),
    swapped("去引号", "zh", ZH_Q, ("：“", "，"), ("。”", "。")),
    swapped("加评价", "zh", ZH_D, ("500万元。", "500万元，成绩显著。")),
    Attack("加总结", "zh", ZH, (ZH, "这说明工人无足轻重。")),
    Attack("空", "zh", ZH, ("",)),
    Attack("换语言", "zh", ZH, (EN,)),
)
FILLERS = {
    "en": (
        "The ledger of the weaving hall records eleven bales of grey cloth under the first lot of the year and names "
        "the carter who took them from the yard to the quay at Marle in the rain.",
        "A clerk of the harbour counted twenty-four crates of thread on the northern quay and wrote the marks of each "
        "of them in a green book that lies in the customs house today.",
        "The schoolmaster kept the register of the evening classes in which thirty-seven weavers learned to read the "
        "new patterns by the light of two lamps that the parish paid for.",
    ),
    "zh": (
        "织造车间的账本在第一号下记有十一匹坯布，写明由车夫从院子里运到马尔码头，当天下着小雨，路上走了三个时辰。",
        "港口的书记员在北码头点过二十四箱纱线，把每一箱的记号抄进一本绿皮簿子，这本簿子至今放在海关的柜子里。",
        "教书先生留有夜校的名册，三十七名织工在那里学看新花样，灯油由教区出钱，每晚点两盏，一直点到开春为止。",
    ),
}
named = pytest.mark.parametrize("attack", ATTACKS, ids=lambda a: f"{a.language}-{a.name}")


def whole(fact_id: str, document: SourceDocument) -> Fact:
    """The whole document as one Fact."""
    span = Span(doc_id=document.doc_id, start=0, end=len(document.text), text=document.text)
    return Fact(fact_id=fact_id, spans=(span,), doc_title=document.title, doc_date=document.date)


def article(attack: Attack, source: Callable[..., SourceDocument]) -> tuple[Draft, Plan, Ground]:
    """A draft with the attacked sentence among three of even length, each resting on a Fact of its own words."""
    texts = (attack.before, *FILLERS[attack.language])
    documents = [
        source(t, path=f"{i}.txt", language=attack.language, date=dt.date(2024, 5, 14)) for i, t in enumerate(texts)
    ]
    facts = {f"F{i}": whole(f"F{i}", document) for i, document in enumerate(documents)}
    sentences = tuple(Sentence(sentence_id=f"B1.{i}", text=t, fact_ids=(f"F{i}",)) for i, t in enumerate(texts))
    head = Sentence(sentence_id="headline", text="Corran", kind="furniture")
    blocks = [DraftBlock(block_id=s.sentence_id, paragraphs=(Paragraph(sentences=(s,)),)) for s in sentences]
    planned = [
        AtomicBlock(block_id=b.block_id, role="lede", point="p", fact_ids=("F0",), n_chars_target=60) for b in blocks
    ]
    draft = Draft(language=attack.language, headline=head, blocks=tuple(blocks))
    return (
        draft,
        Plan(schema_code="own", schema_version=1, blocks=tuple(planned)),
        Ground(facts, {d.doc_id: d for d in documents}, attack.language),
    )


def liar(attack: Attack) -> ScriptedModel:
    """Answers every request about the sentence with the attack, and returns other sentences as they are."""
    texts: Any = list(attack.after)
    lines = [ScriptLine(stage="pace", contains=re.escape(attack.before[-24:-6]), reply={"sentences": texts})]
    lines += [
        ScriptLine(stage="pace", contains=re.escape(f), reply={"sentences": [f]}) for f in FILLERS[attack.language]
    ]
    return ScriptedModel(lines=tuple(lines), profile=PROFILES["medium"])


def test_there_are_enough_of_them() -> None:
    assert len(ATTACKS) >= 40 and {a.language for a in ATTACKS} == {"en", "zh"}
    assert len({(a.before, a.after) for a in ATTACKS}) == len(ATTACKS)


@named
def test_every_change_is_seen(attack: Attack) -> None:
    assert differences((attack.before,), attack.after, attack.language)
    assert not differences((attack.before,), (attack.before,), attack.language)


@named
def test_none_reaches_the_article(attack: Attack, source: Callable[..., SourceDocument]) -> None:
    draft, plan, ground = article(attack, source)
    model = liar(attack)
    paced = pace_draft(draft, plan, ground, model, seed=7, n_calls_most=8, held=())
    asked = [r for r in model.requests if attack.before[-24:-6] in r.messages[-1].content]
    assert asked, "the lying rewriter was never asked"
    assert paced.account.n_model_taken == 0
    body = [s.text for s in paced.draft.sentences]
    assert tuple(s.text for s in paced.draft.blocks[0].paragraphs[0].sentences) != attack.after
    assert not differences([s.text for s in draft.sentences], body, attack.language)
