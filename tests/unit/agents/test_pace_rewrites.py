"""What code proposes to pace a sentence, and what it leaves alone."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from deepnews.agents.pace.attribution import framed
from deepnews.agents.pace.claims import differences, same_claims
from deepnews.agents.pace.gate import Gate
from deepnews.agents.pace.rewrites import dated_together, joins, rewrites
from deepnews.agents.pace.units import Ground, Unit, with_texts
from deepnews.schemas.base import Language

Grounded = Callable[..., tuple[list[Unit], Ground]]
Made = Callable[..., list[tuple[str, ...]]]


@pytest.fixture(scope="session")
def made(grounded: Grounded) -> Made:
    """What code makes of one or two texts by rewrites of a kind; fields of the Facts by keyword."""

    def make(kind: str, language: Language, *texts: str, **fields: Any) -> list[tuple[str, ...]]:
        units, ground = grounded(texts, language, one_document=kind != "pair", **fields)
        found = joins(units[0], units[1], ground) if len(units) == 2 else rewrites(units[0], ground)
        return [t for k, t in found if k == kind]

    return make


EN_SAID = "The minutes of May 14, 2024 said that the board closed the dye works at Corran."
CASES: list[tuple[str, Language, tuple[str, ...], tuple[str, ...]]] = [
    (
        "dateline",
        "en",
        (EN_SAID,),
        ("May 14, 2024.", "The minutes said that the board closed the dye works at Corran."),
    ),
    (
        "dateline",
        "en",
        ("On May 14, 2024, Dana Ruiz said: “We close.”",),
        ("May 14, 2024.", "Dana Ruiz said: “We close.”"),
    ),
    ("credit", "en", (EN_SAID,), ("The board closed the dye works at Corran.", "The minutes of May 14, 2024 said so.")),
    (
        "so-said",
        "en",
        ("On May 14, 2024, the Dye Board said: “The works closed.”",),
        ("“The works closed.”", "So said the Dye Board on May 14, 2024."),
    ),
    ("so-said", "en", ("“The works closed”, the minutes noted.",), ("“The works closed.”", "So noted the minutes.")),
    ("so-said", "en", ("The minutes said that the works closed.",), ("The works closed.", "The minutes said so.")),
    ("so-said", "zh", ("林若安说：“染坊已经停工。”",), ("“染坊已经停工。”", "这是林若安的原话。")),
    ("so-said", "zh", ("《纺织厂纪要》写道，染坊五月停工。",), ("染坊五月停工。", "这段话出自《纺织厂纪要》。")),
    ("turn", "en", (EN_SAID,), ("The board closed the dye works at Corran, the minutes of May 14, 2024 said.",)),
    (
        "turn",
        "en",
        ("In a letter of May 14, 2024, Dana Ruiz wrote that the works closed.",),
        ("The works closed, Dana Ruiz wrote in a letter of May 14, 2024.",),
    ),
    (
        "split",
        "en",
        ("The board closed the dye works, and the mill kept its 12 looms.",),
        ("The board closed the dye works.", "The mill kept its 12 looms."),
    ),
    (
        "split",
        "en",
        ("The dye works may not open again, but the mill kept its 12 looms.",),
        ("The dye works may not open again.", "The mill kept its 12 looms."),
    ),
    (
        "split-quotation",
        "en",
        ("“The mill has since gone to sell 46 looms, but Ruiz didn't stay for all that”, Dana Ruiz said.",),
        ("“The mill has since gone to sell 46 looms”, Dana Ruiz said.", "“[B]ut Ruiz didn't stay for all that.”"),
    ),
    (
        "fragment",
        "en",
        ("The mill sold 46 looms in the spring, none of which was paid for.",),
        ("The mill sold 46 looms in the spring.", "None of which was paid for."),
    ),
    (
        "pair",
        "en",
        (EN_SAID, "On June 3, 2024, Dana Ruiz said: “We close.”"),
        (
            "The minutes of May 14, 2024 said that the board closed the dye works at Corran; on June 3, 2024, "
            "Dana Ruiz said: “We close.”",
        ),
    ),
    (
        "pair",
        "zh",
        ("2024年5月14日，林若安说，染坊已经停工。", "2024年6月3日，周启明说：“厂子不关。”"),
        ("2024年5月14日，林若安说，染坊已经停工；2024年6月3日，周启明说：“厂子不关。”",),
    ),
    (
        "pair",
        "zh",
        ("2024年5月14日，林若安说，染坊已经停工。", "2024年5月14日，周启明说：“厂子不关。”"),
        ("2024年5月14日，林若安说，染坊已经停工；周启明说：“厂子不关。”",),
    ),
    (
        "split-quotation",
        "en",
        ("Dana Ruiz said: “The works closed in May, and 210 of the 1,140 jobs went.”",),
        ("Dana Ruiz said: “The works closed in May.”", "“[A]nd 210 of the 1,140 jobs went.”"),
    ),
    (
        "split-quotation",
        "en",
        ("Dana Ruiz said: “The works could not stay open, and we may sell the looms.”",),
        ("Dana Ruiz said: “The works could not stay open.”", "“[A]nd we may sell the looms.”"),
    ),
    (
        "split-quotation",
        "en",
        ("Dana Ruiz said: “We have not chosen a mill, and if we take one, we will ask the town.”",),
        ("Dana Ruiz said: “We have not chosen a mill.”", "“[A]nd if we take one, we will ask the town.”"),
    ),
    (
        "split-quotation",
        "en",
        ("Dana Ruiz said: “The works closed in May; the looms went to Marle.”",),
        ("Dana Ruiz said: “The works closed in May.”", "“[T]he looms went to Marle.”"),
    ),
    (
        "join",
        "en",
        (EN_SAID, "The mill kept 12 looms."),
        ("The minutes of May 14, 2024 said that the board closed the dye works at Corran; the mill kept 12 looms.",),
    ),
    (
        "join",
        "en",
        ("On May 14, 2024, Dana Ruiz said: “We close.”", "Ruiz went on: “Nobody was told.”"),
        ("On May 14, 2024, Dana Ruiz said: “We close”, and “Nobody was told.”",),
    ),
    (
        "drop-frame",
        "en",
        ("On May 14, 2024, Dana Ruiz said: “We close.”", "Ruiz went on: “Nobody was told.”"),
        ("On May 14, 2024, Dana Ruiz said: “We close.”", "“Nobody was told.”"),
    ),
    (
        "split-quotation",
        "en",
        ("“The works closed in May, and the looms went to Marle”, Dana Ruiz said on May 14, 2024.",),
        ("“The works closed in May”, Dana Ruiz said on May 14, 2024.", "“[A]nd the looms went to Marle.”"),
    ),
    (
        "told",
        "en",
        ("“The works closed in May”, Dana Ruiz said on May 14, 2024.",),
        ("“The works closed in May.”", "The speaker was Dana Ruiz, on May 14, 2024."),
    ),
    (
        "told",
        "en",
        ("In a letter of May 14, 2024, Dana Ruiz wrote: “Who told the dyers?”",),
        ("“Who told the dyers?”", "The writer was Dana Ruiz, in a letter of May 14, 2024."),
    ),
    (
        "scene",
        "en",
        ("The minutes of May 14, 2024 said: “We close.”",),
        ("Then came the minutes of May 14, 2024.", "“We close.”"),
    ),
    (
        "scene",
        "en",
        ("The minutes of May 14, 2024 said that “[t]he works closed”.",),
        ("Then came the minutes of May 14, 2024.", "“The works closed.”"),
    ),
    (
        "scene",
        "en",
        ("In the minutes of May 14, 2024, Marle noted that the looms came.",),
        ("Then came the minutes of May 14, 2024.", "Marle noted that the looms came."),
    ),
    (
        "scene",
        "zh",
        ("2024年5月14日的《纺织厂纪要》写道：“染坊已经停工。”",),
        ("再看2024年5月14日的《纺织厂纪要》。", "“染坊已经停工。”"),
    ),
    (
        "scene",
        "zh",
        ("2024年5月14日的《纺织厂纪要》写明，染坊已经停工。",),
        ("再看2024年5月14日的《纺织厂纪要》。", "染坊已经停工。"),
    ),
    (
        "day",
        "en",
        ("On May 14, 2024, Dana Ruiz said: “We close.”",),
        ("“We close”, Dana Ruiz said.", "It was May 14, 2024."),
    ),
    (
        "day",
        "en",
        ("“We close”, Dana Ruiz said on May 14, 2024.",),
        ("“We close”, Dana Ruiz said.", "It was May 14, 2024."),
    ),
    (
        "day",
        "zh",
        ("2024年5月14日，林若安说：“染坊已经停工。”",),
        ("林若安说：“染坊已经停工。”", "那是2024年5月14日。"),
    ),
    (
        "turn",
        "en",
        ("On May 14, 2024, Dana Ruiz said that “[t]he works closed”.",),
        ("“The works closed”, Dana Ruiz said on May 14, 2024.",),
    ),
    (
        "split-quotation",
        "en",
        ("Dana Ruiz said that the report of Marle was blunt: “Half of the looms stand still.”",),
        ("Dana Ruiz said that the report of Marle was blunt.", "“Half of the looms stand still.”"),
    ),
    (
        "split-quotation",
        "en",
        ("Dana Ruiz said: “In the yard that was built for carts, a mill was set up, and dyers were made aware.”",),
        (
            "Dana Ruiz said: “In the yard that was built for carts, a mill was set up.”",
            "“[A]nd dyers were made aware.”",
        ),
    ),
    (
        "split-quotation",
        "en",
        ("The minutes noted: “Almost all stated that they had sold looms in May, and many did so in June as well.”",),
        (
            "The minutes noted: “Almost all stated that they had sold looms in May.”",
            "“[A]nd many did so in June as well.”",
        ),
    ),
    (
        "fragment",
        "zh",
        ("《纺织厂纪要》写明：“抽测共取布样1200匹，合格率为91.3%，低于合同约定的98%。”",),
        ("《纺织厂纪要》写明：“抽测共取布样1200匹，合格率为91.3%。”", "“低于合同约定的98%。”"),
    ),
    (
        "series",
        "en",
        ("On May 14, 2024, Dana Ruiz said that the works closed.", "Ruiz added that the looms went to Marle."),
        ("On May 14, 2024, Dana Ruiz said that the works closed; that the looms went to Marle.",),
    ),
    (
        "series",
        "en",
        ("Ruiz noted that the works closed; that the looms went.", "According to Ruiz, the vats stayed in Corran."),
        ("Ruiz noted that the works closed; that the looms went; and that the vats stayed in Corran.",),
    ),
    (
        "pair",
        "en",
        ("On May 14, 2024, Dana Ruiz said: “We close.”", "On May 14, 2024, Owen Pike said: “We stay.”"),
        ("On May 14, 2024, Dana Ruiz said: “We close”; Owen Pike said: “We stay.”",),
    ),
    (
        "told",
        "zh",
        ("2024年5月14日，林若安说：“染坊已经停工。”",),
        ("“染坊已经停工。”", "这是林若安在2024年5月14日的原话。"),
    ),
    (
        "told",
        "zh",
        ("2024年5月14日的《纺织厂纪要》写道：“染坊已经停工。”",),
        ("“染坊已经停工。”", "这段话出自2024年5月14日的《纺织厂纪要》。"),
    ),
    (
        "split-duty",
        "zh",
        ("《染坊条例》载明，染坊须建立排水台账，并制定停工规则，采取有效措施保护水源。",),
        ("《染坊条例》载明，染坊须建立排水台账。", "染坊还须制定停工规则，采取有效措施保护水源。"),
    ),
    (
        "split-duty",
        "zh",
        ("《染坊条例》写道：“染坊应当依照规定，建立健全排水制度，落实水源保护责任。”",),
        ("《染坊条例》写道：“染坊应当依照规定，建立健全排水制度。”", "染坊还应当“落实水源保护责任”。"),
    ),
    (
        "split-duty",
        "zh",
        ("《染坊条例》载明，染坊经营者开展染整活动，“必须遵守排水规则，尊重沿岸居民，承担清淤责任”。",),
        (
            "《染坊条例》载明，染坊经营者开展染整活动，“必须遵守排水规则”。",
            "染坊经营者还必须“尊重沿岸居民，承担清淤责任”。",
        ),
    ),
    (
        "split-duty",
        "zh",
        ("《染坊条例》载明，委托他人漂洗织物的染坊主应当与其订立保管合同，明确双方的看管责任。",),
        ("《染坊条例》载明，委托他人漂洗织物的染坊主应当与其订立保管合同。", "染坊主还应当明确双方的看管责任。"),
    ),
    (
        "dateline",
        "zh",
        ("2024年5月14日，《纺织厂纪要》写明：“会议同意停用三台织机。”",),
        ("2024年5月14日。", "《纺织厂纪要》写明：“会议同意停用三台织机。”"),
    ),
    (
        "credit",
        "zh",
        ("2024年5月14日的《纺织厂纪要》写明，染坊五月已经停工。",),
        ("染坊五月已经停工。", "以上出自2024年5月14日的《纺织厂纪要》。"),
    ),
    (
        "split-quotation",
        "zh",
        ("《纺织厂纪要》写明：“染坊已经停工；合同金额合计438万元。”",),
        ("《纺织厂纪要》写明：“染坊已经停工。”", "“合同金额合计438万元。”"),
    ),
    (
        "join",
        "zh",
        ("《纺织厂纪要》写明，染坊五月已经停工。", "《纺织厂纪要》还写明：“织机运往马尔。”"),
        ("《纺织厂纪要》写明，染坊五月已经停工；“织机运往马尔。”",),
    ),
    (
        "drop-frame",
        "zh",
        ("《纺织厂纪要》写明：“染坊停工。”", "该纪要还写道：“织机运往马尔。”"),
        ("《纺织厂纪要》写明：“染坊停工。”", "“织机运往马尔。”"),
    ),
]


@pytest.mark.parametrize(("kind", "language", "texts", "wanted"), CASES)
def test_what_code_makes_of_it(
    made: Made, kind: str, language: Language, texts: tuple[str, ...], wanted: tuple[str, ...]
) -> None:
    assert wanted in made(kind, language, *texts)
    assert same_claims(texts, wanted, language)


@pytest.mark.parametrize(
    ("kind", "language", "text"),
    [
        # what the first half governs would stand alone as a fact
        (
            "split-quotation",
            "en",
            "Dana Ruiz decided that “no paper goes out before the order is placed, and a cost is certain”.",
        ),
        ("split-quotation", "en", "Dana Ruiz said: “Mills, looms, and 40 jobs make the town a town.”"),
        ("split-quotation", "en", "Dana Ruiz said that “one place where looms, dyes, and the river meet is the town.”"),
        ("split-quotation", "en", "Dana Ruiz said: “If the dye fails, we close, and 40 jobs go.”"),
        ("split-quotation", "en", "Dana Ruiz said: “I do not think the works will open, and we may sell the looms.”"),
        ("split-quotation", "en", "Dana Ruiz said: “The works must not open in May, and close in June.”"),
        ("split", "en", "The board did not close the works, and the mill lost its looms."),
        ("split", "en", "The board closed the works, and dyers."),
        ("split", "en", "The minutes of May 14, 2024 said that the mill sold looms, but they kept the vats."),
        ("split", "en", "If the dye fails, the works close, but the mill keeps its looms."),
        ("fragment", "en", "The minutes noted: “The mill sold 46 looms in the spring, none of which was paid for.”"),
        # the last member of a list is no sentence
        (
            "split-quotation",
            "en",
            "Dana Ruiz said: “The order rests on the depth of the market, the size of the mill, and trust in the law.”",
        ),
        (
            "split-quotation",
            "en",
            "Dana Ruiz said: “We have looms of oak in the yard, but the ability to use them at all.”",
        ),
        ("split", "en", "The board met on Monday, and approved the plan of the mill."),
        ("split", "en", "The board closed the works, and the mill that fed it."),
        ("split-quotation", "zh", "《纺织厂纪要》写明：“如果染料不合格，染坊停工，合同终止。”"),
        ("split-quotation", "zh", "《纺织厂纪要》写明：“截至2023年12月31日，染坊停工。”"),
        ("split-quotation", "zh", "《纺织厂纪要》写明：“会议要求清点织机，封存染缸。”"),
        ("split-duty", "zh", "《染坊条例》载明，染坊不得排水的，须建立台账，并制定停工规则，采取有效措施。"),
        ("split-duty", "zh", "《染坊条例》载明，染坊须建立排水台账，镇政府负责定期检查水源。"),
        ("split-duty", "zh", "《染坊条例》载明，染坊须依照镇政府的规定，建立排水台账。"),
        ("split-duty", "zh", "《染坊条例》载明，染坊可以建立排水台账，并制定停工规则和保护措施。"),
        # nobody is named whose duty the second would be
        ("split-duty", "zh", "《染坊条例》载明，开展染整活动，应当依照排水规则清洗织物，采取有效措施保护水源。"),
        ("split-duty", "zh", "《染坊条例》载明，建设染坊应当依照排水规则开挖沟渠，采取有效措施保护水源。"),
        # a body has no face, and "that day" needs its day before it
        ("told", "en", "On May 14, 2024, the Dye Board said: “The works closed.”"),
        ("told", "en", "On May 14, 2024, Dana Ruiz said that the works closed."),
        ("so-said", "en", "In its words: “The works closed.”"),
        ("so-said", "en", "The minutes said that the works lost hands in recent months."),
        ("so-said", "zh", "该纪要还写道：“染坊已经停工。”"),
        ("so-said", "zh", "2024年5月14日，林若安说：“染坊已经停工。”"),
        ("credit", "en", "The minutes of May 14, 2024 said that the works closed that day."),
        ("credit", "en", "The minutes of May 14, 2024 said that the works lost hands in recent months."),
        ("turn", "en", "The minutes of May 14, 2024 said that the works closed that day."),
        ("turn", "en", "The minutes of May 14, 2024 said that the works closed and that the mill stayed."),
        # a person, whose words these minutes are not, and a day that words of another day would be read with
        ("scene", "en", "On May 14, 2024, Dana Ruiz said: “We close.”"),
        ("scene", "en", "The minutes of May 15, 2024 said: “We close.”"),
        ("scene", "zh", "2024年5月14日，林若安说：“染坊已经停工。”"),
        ("day", "en", "On May 14, 2024, Dana Ruiz said: “We closed on May 2, 2024.”"),
        ("day", "en", "The minutes of May 14, 2024 said that the works closed that day."),
        ("day", "zh", "2024年5月14日，林若安说：“染坊2023年12月已经停工。”"),
        ("day", "zh", "2024年5月14日的《纺织厂纪要》写道：“染坊已经停工。”"),
        ("day", "zh", "2024年5月14日的解释写明，染坊已经停工。"),
        ("credit", "zh", "2024年5月14日的解释写明，染坊已经停工。"),
        ("credit", "zh", "2024年5月14日的解释写明，染坊近年来已经停工。"),
        ("credit", "zh", "2024年5月14日，《染坊条例》写明，违反该条例的染坊已经停工。"),
        # what is said stays with the verb that says it, a view with who holds it
        ("split-quotation", "en", "The Marle report of May 14, 2024 noted: “Half of the looms stand still.”"),
        ("split-quotation", "en", "Dana Ruiz said that the rule of the town is as follows: “No dye in the river.”"),
        ("split-quotation", "en", "Dana Ruiz said: “I believe the works closed in May, and the looms went to Marle.”"),
        ("split-quotation", "en", "Dana Ruiz said: “If the dye fails, all of us close, and many did so in June.”"),
        ("fragment", "zh", "《纺织厂纪要》写明：“如果合格率低，染坊应当停工检查，罚款不到一百万元的一成。”"),
        ("fragment", "zh", "《纺织厂纪要》写明：“染坊已经停工，低于镇里的期望。”"),
        # a forecast needs its source in the same sentence
        ("dateline", "en", "The board closed the works on May 14, 2024."),
    ],
)
def test_what_code_leaves_alone(made: Made, kind: str, language: Language, text: str) -> None:
    assert made(kind, language, text) == []


@pytest.mark.parametrize(
    ("language", "text", "wanted"),
    [
        (
            "en",
            "On May 14, 2024, Dana Ruiz said that the board closed the dye works, and the mill kept its 12 looms.",
            (
                "On May 14, 2024, Dana Ruiz said that the board closed the dye works.",
                "The mill kept its 12 looms, Ruiz said.",
            ),
        ),
        (
            "zh",
            "2024年5月14日，林若安说，染坊五月已经停工；织机已经运往马尔。",
            ("2024年5月14日，林若安说，染坊五月已经停工。", "林若安还说，织机已经运往马尔。"),
        ),
    ],
)
def test_each_half_of_what_somebody_says_names_them(
    made: Made, language: Language, text: str, wanted: tuple[str, ...]
) -> None:
    speaker = "Dana Ruiz" if language == "en" else "林若安"
    assert made("split", language, text, speaker=speaker) == [wanted]
    assert same_claims((text,), wanted, language)
    assert not same_claims(
        (text,), (wanted[0], wanted[1].replace("Ruiz", "Pike").replace("林若安", "周启明")), language
    )


SPEECH = "Speech by Governor Ruiz on the dye works"


@pytest.mark.parametrize(
    ("language", "title", "author", "text", "wanted"),
    [
        (
            "en",
            SPEECH,
            "Governor Ruiz",
            "On May 14, 2024, Governor Ruiz said: “We close.”",
            "Governor Ruiz spoke on {}.",
        ),
        (
            "en",
            "Letter to the town",
            "Dana Ruiz",
            "“We close”, Dana Ruiz wrote on May 14, 2024.",
            "Dana Ruiz wrote on {}.",
        ),
        ("zh", "林若安在纺织厂的讲话", "林若安", "2024年5月14日，林若安说：“染坊停工。”", "{}，说话的是林若安。"),
        # no speech, nobody's own text, another person's words, a body
        ("en", "Witness statement", "Dana Ruiz", "On May 14, 2024, Dana Ruiz said: “We close.”", ""),
        ("en", SPEECH, "Owen Pike", "On May 14, 2024, Dana Ruiz said: “We close.”", ""),
        ("en", SPEECH, "the Dye Board", "On May 14, 2024, the Dye Board said: “We close.”", ""),
        ("zh", "林若安在纺织厂的讲话", "林若安", "2024年5月14日，周启明说：“染坊停工。”", ""),
        # told and not quoted: the name would stand twice
        ("en", SPEECH, "Governor Ruiz", "On May 14, 2024, Governor Ruiz said that the works close.", ""),
    ],
)
def test_who_spoke_that_day_is_told_where_the_source_bears_it_out(
    grounded: Grounded, language: Language, title: str, author: str, text: str, wanted: str
) -> None:
    (unit,), ground = grounded((text,), language)
    documents = {i: d.model_copy(update={"title": title, "author": author}) for i, d in ground.documents.items()}
    found = [t for k, t in rewrites(unit, ground._replace(documents=documents)) if k == "scene"]
    day = "2024年5月14日" if language == "zh" else "May 14, 2024"
    assert [t[0] for t in found] == ([wanted.format(day)] if wanted else [])
    assert all(same_claims((text,), t, language) for t in found)


def test_a_name_told_before_is_held_to_the_quotation_and_a_day_keeps_who_speaks() -> None:
    before = ("On May 14, 2024, Dana Ruiz said: “We close.”", "The looms went to Marle.")
    assert same_claims(before, ("Dana Ruiz spoke on May 14, 2024.", "“We close.”", before[1]), "en")
    assert not same_claims(before, ("Owen Pike spoke on May 14, 2024.", "“We close.”", before[1]), "en")
    assert not same_claims(before, ("Dana Ruiz spoke on May 15, 2024.", "“We close.”", before[1]), "en")
    assert same_claims(before, ("“We close”, Dana Ruiz said.", "It was May 14, 2024.", before[1]), "en")
    two = ("Owen Pike said: “We stay.”", "“We sell.”", *before)
    scene = ("Owen Pike said: “We stay.”", "“We sell.”", "Dana Ruiz spoke on May 14, 2024.", "“We close.”", before[1])
    assert same_claims(two, scene, "en"), "who speaks next has not spoken before"


def test_the_day_of_two_neighbours_is_told_once(grounded: Grounded) -> None:
    texts = ("On May 14, 2024, Dana Ruiz said: “We close.”", "On May 14, 2024, Owen Pike said that the looms stay.")
    (one, two), ground = grounded(texts, "en")
    made = dict(dated_together(one, two, ground))
    assert made["dateline"].texts == (
        "May 14, 2024.",
        "Dana Ruiz said: “We close.”",
        "Owen Pike said that the looms stay.",
    )
    assert same_claims(texts, made["dateline"].texts, "en")
    assert [s.fact_ids for s in made["dateline"].sentences] == [("F0",), ("F0",), ("F1",)]
    other = two.model_copy(
        update={"sentences": (two.sentences[0].model_copy(update={"text": texts[1].replace("14", "15")}),)}
    )
    assert not list(dated_together(one, other, ground))


@pytest.mark.parametrize(
    ("first", "second", "joined"),
    [
        ("The minutes noted: “We close.”", "The looms went to Marle.", False),
        ("The minutes said that the works closed.", "The looms went to Marle.", True),
        ("The minutes noted: “We close.”", "The minutes noted: “Nobody was told.”", True),
        (f"The minutes noted: “We {'all ' * 30}close.”", f"The minutes noted: “Nobody {'ever ' * 30}was told.”", False),
    ],
)
def test_a_quotation_is_run_on_into_a_short_one_only(made: Made, first: str, second: str, *, joined: bool) -> None:
    assert bool(made("join", "en", first, second)) is joined


def test_only_plain_statements_get_their_credit_afterwards(made: Made) -> None:
    assert made("credit", "en", EN_SAID, modality="fact")
    assert not made("credit", "en", EN_SAID, modality="forecast")
    assert not made("credit", "en", EN_SAID, modality="allegation")


@pytest.mark.parametrize("kind", ["join", "drop-frame"])
def test_two_sources_are_never_run_together(grounded: Grounded, kind: str) -> None:
    texts = ("Dana Ruiz said that the works closed.", "Owen Pike said that the looms went to Marle.")
    units, ground = grounded(texts, "en")
    assert not [t for k, t in joins(units[0], units[1], ground) if k == kind]
    units, ground = grounded((EN_SAID, "The mill kept its 12 looms."), "en", one_document=False)
    assert not list(joins(units[0], units[1], ground)), "one of them is not named"


@pytest.mark.parametrize(
    ("language", "first", "named", "unnamed"),
    [
        ("en", "Dana Ruiz said that Pike Brothers ordered two looms.", "Marle", "the firm"),
        ("zh", "鲁伊斯说，派克兄弟订购了两台织机。", "松岭纱厂", "公司"),
    ],
)
def test_a_frame_stays_over_a_noun_that_names_nobody(
    made: Made, language: Language, first: str, named: str, unnamed: str
) -> None:
    said = {"en": "“Last year {} made nothing”, Ruiz said.", "zh": "鲁伊斯说：“去年，{}没有产出。”"}[language]
    assert made("drop-frame", language, first, said.format(named))
    assert not made("drop-frame", language, first, said.format(unnamed))


@pytest.mark.parametrize(("first", "stands"), [("", True), ("Owen Pike", False)])
def test_after_a_documents_own_words_may_come_whom_it_quotes(grounded: Grounded, first: str, stands: bool) -> None:
    (one, two), ground = grounded(("The minutes said that the works closed.", "Marle reported a lack of looms."), "en")
    speakers = {one.fact_ids[0]: first, two.fact_ids[0]: "Marle"}
    facts = {i: f.model_copy(update={"speaker": speakers[i]}) for i, f in ground.facts.items()}
    assert ("join" in [k for k, _ in joins(one, two, ground._replace(facts=facts))]) is stands


def test_a_frame_behind_a_quotation_can_go_where_its_source_has_just_spoken(made: Made) -> None:
    first = "Dana Ruiz said that the works closed."
    assert made("drop-frame", "en", first, "“The looms went to Marle”, Ruiz said.") == [
        (first, "“The looms went to Marle.”")
    ]
    assert not made("drop-frame", "en", first, "“The looms went to Marle”, Owen Pike said.")
    assert not made("drop-frame", "en", first, "“The looms” went to Marle, Ruiz said.")


def test_one_source_is_not_named_twice_in_a_sentence(grounded: Grounded) -> None:
    texts = (
        "According to the minutes of May 14, 2024, the works closed.",
        "The minutes of May 14, 2024 said: “We sell.”",
    )
    units, ground = grounded(texts, "en", one_document=False)
    assert not [t for k, t in joins(units[0], units[1], ground) if k == "pair"]


@pytest.mark.parametrize(
    "after",
    [
        "Dana Ruiz said that the works closed; Owen Pike said that the works closed.",
        "Owen Pike said that the works closed; Dana Ruiz said that the looms went to Marle.",
        "Dana Ruiz said that the works closed; the looms went to Marle.",
    ],
)
def test_two_sources_side_by_side_keep_their_words_apart(after: str) -> None:
    before = ("Dana Ruiz said that the works closed.", "Owen Pike said that the looms went to Marle.")
    together_ = "Dana Ruiz said that the works closed; Owen Pike said that the looms went to Marle."
    assert same_claims(before, (together_,), "en")
    assert not same_claims(before, (after,), "en")


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("染坊须建立排水台账。", "染坊须建立排水台账。还须制定停工规则。"),
        ("染坊建立排水台账，制定停工规则。", "染坊建立排水台账。还须制定停工规则。"),
        ("染坊须建立排水台账，镇政府检查水源。", "染坊须建立排水台账。还须镇政府检查水源。"),
        ("染坊应当建立排水台账，制定停工规则。", "染坊应当建立排水台账。还须制定停工规则。"),
        ("染坊主须向镇政府提交台账，制定停工规则。", "染坊主须向镇政府提交台账。镇政府还须制定停工规则。"),
    ],
)
def test_a_duty_is_carried_over_only_where_the_drafted_sentence_held_it(before: str, after: str) -> None:
    said = tuple(s + "。" for s in after.removesuffix("。").split("。"))
    assert not same_claims((before,), said, "zh")


def test_a_carried_duty_may_name_whose_it_is() -> None:
    before = "《染坊条例》载明，染坊主须向镇政府提交台账，制定停工规则。"
    after = ("《染坊条例》载明，染坊主须向镇政府提交台账。", "染坊主还须制定停工规则。")
    assert same_claims((before,), after, "zh")


CLOSED = "The dye works at Corran closed on 2 May 2024."


@pytest.mark.parametrize(("after", "stands"), [(f"The minutes said: “{CLOSED}”", True), (CLOSED, False)])
def test_the_day_of_a_document_stands_alone_where_the_next_sentence_names_who_tells_of_another_day(
    grounded: Grounded, after: str, stands: bool
) -> None:
    (unit,), ground = grounded((CLOSED,), "en")
    texts = ("May 14, 2024.", after)
    gate = Gate(ground)
    drafted = unit.plain[0].model_copy(update={"text": f"On May 14, 2024, {after.replace('The', 'the', 1)}"})
    gate.passes(with_texts(unit.model_copy(update={"plain": (drafted,)}), texts, "dateline"))
    assert bool(gate.refused) is not stands


def test_a_speaker_named_afterwards_is_held_to_the_quotation() -> None:
    before = ("“The works closed in May”, Dana Ruiz said on May 14, 2024.",)
    after = ("“The works closed in May.”", "The speaker was Owen Pike, on May 14, 2024.")
    assert {d.kind for d in differences(before, after, "en")} == {"speaker"}
    assert {d.kind for d in differences(before, (after[0],), "en")} == {"date", "speaker"}


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("The speaker was not in Corran, on May 14, 2024.", "en"),
        ("这是公司的问题。", "zh"),
        ("这段话出自公司的仓库。", "zh"),
        ("Then came the merger of May 14, 2024.", "en"),
        ("It was not May 14, 2024.", "en"),
        ("He spoke on May 14, 2024 and the mill closed.", "en"),
        ("再看公司的仓库。", "zh"),
        ("那是公司的2024年5月14日。", "zh"),
    ],
)
def test_a_statement_is_not_taken_for_a_frame(text: str, language: Language) -> None:
    assert not framed(text, language).is_frame_only


def test_frames() -> None:
    assert framed("According to Dana Ruiz, the works closed.", "en").source == "Dana Ruiz"
    assert framed("“We close,” Ruiz said on May 14, 2024.", "en").dates == ("May 14, 2024",)
    assert framed("It was widely reported that the works closed.", "en").source == ""
    assert framed("So said the minutes of May 14, 2024.", "en").is_frame_only
    assert framed("据2024年5月14日的《纪要》，染坊停工。", "zh").body == "染坊停工。"
    assert framed("合同约定，染坊停工。", "zh").source == ""


MEETING = "Transcript of the press conference, May 14, 2024"
TITLED = [
    ("Evidence of Dana Ruiz", "Dana Ruiz gave evidence on May 14, 2024."),
    (MEETING, "Dana Ruiz met the press on May 14, 2024."),
    (SPEECH, "Dana Ruiz spoke on May 14, 2024."),
]


def _titled(grounded: Grounded, title: str, text: str) -> tuple[Unit, Ground]:
    (unit,), ground = grounded((text,), "en", speaker="Dana Ruiz")
    documents = {i: d.model_copy(update={"title": title, "author": "Dana Ruiz"}) for i, d in ground.documents.items()}
    return unit, ground._replace(documents=documents)


@pytest.mark.parametrize(("title", "scene"), TITLED)
def test_a_scene_says_no_more_than_the_title_of_its_source(grounded: Grounded, title: str, scene: str) -> None:
    unit, ground = _titled(grounded, title, "On May 14, 2024, Dana Ruiz said: “We close the works.”")
    found = [texts for kind, texts in rewrites(unit, ground) if kind == "scene"]
    assert found == [(scene, "“We close the works.”")]


@pytest.mark.parametrize(
    ("title", "hostile"),
    [
        (SPEECH, "Dana Ruiz met the press on May 14, 2024."),
        (SPEECH, "Dana Ruiz gave evidence on May 14, 2024."),
        (MEETING, "Dana Ruiz gave evidence on May 14, 2024."),
        ("Evidence of Dana Ruiz", "Dana Ruiz met the press on May 14, 2024."),
    ],
)
def test_a_scene_that_no_title_bears_out_is_refused(grounded: Grounded, title: str, hostile: str) -> None:
    unit, ground = _titled(grounded, title, "On May 14, 2024, Dana Ruiz said: “We close the works.”")
    gate = Gate(ground)
    assert not gate.passes(with_texts(unit, (hostile, "“We close the works.”"), "scene"))
    assert [r.code for r in gate.refused] == ["scene.unfounded"]


def test_the_first_half_of_a_quotation_is_not_left_without_its_speaker(grounded: Grounded) -> None:
    unit, ground = _titled(
        grounded, SPEECH, "On May 14, 2024, Dana Ruiz said: “The works closed in May, and the looms went to Marle.”"
    )
    texts = (
        "“The works closed in May.”",
        "“[A]nd the looms went to Marle.”",
        "The speaker was Dana Ruiz, on May 14, 2024.",
    )
    gate = Gate(ground)
    assert not gate.passes(with_texts(unit, texts, "told"))
    assert [r.code for r in gate.refused] == ["frame.unheld"]


GRADED = "“We found that 10% of the looms were sold, compared to 1% of the vats”, Dana Ruiz said on May 14, 2024."


def test_a_figure_held_against_another_follows_as_a_fragment(made: Made) -> None:
    wanted = (
        "“We found that 10% of the looms were sold”, Dana Ruiz said on May 14, 2024.",
        "“[C]ompared to 1% of the vats.”",
    )
    assert made("fragment", "en", GRADED) == [wanted]
    assert same_claims((GRADED,), wanted, "en")
    changed = (("1%", "2%"), ("vats", "works"), ("[C]ompared to", "Not compared to"), ("“[C]ompared", "Compared"))
    for old, new in changed:
        assert differences((GRADED,), (wanted[0], wanted[1].replace(old, new)), "en")


@pytest.mark.parametrize(
    "text",
    [
        "Dana Ruiz said: “We expect 10% of the looms to be sold, compared to 1% of the vats.”",
        "Dana Ruiz said: “If 10% of the looms are sold, compared to 1% of the vats.”",
        "Dana Ruiz said: “The board did not sell 10% of the looms, compared to 1% of the vats.”",
        "Dana Ruiz said: “The looms were sold soon, compared to 1% of the vats.”",
        "Dana Ruiz said: “10% of the looms were sold, compared to 1% of the vats, so we close.”",
    ],
)
def test_a_figure_that_hangs_on_more_is_left_beside_the_other(made: Made, text: str) -> None:
    assert made("fragment", "en", text) == []


@pytest.mark.parametrize("tail", ["that was our primary aim", "that is what we want most of all"])
def test_a_quotation_is_not_cut_before_an_empty_tail(made: Made, tail: str) -> None:
    assert made("split-quotation", "en", f"Dana Ruiz said: “The works closed in May, and {tail}.”") == []


def test_what_a_document_says_and_then_its_words_are_one_sentence(made: Made) -> None:
    said, words = "The minutes of May 14, 2024 said that the works were closed.", "In its words: “No loom is left.”"
    wanted = "The minutes of May 14, 2024 said that the works were closed: “No loom is left.”"
    assert (wanted,) in made("join", "en", said, words)
    assert same_claims((said, words), (wanted,), "en")
    for old, new in (
        ("No loom", "One loom"),
        ("said that", "said in May that"),
        ("“No loom is left.”", "no loom is left."),
    ):
        assert differences((said, words), (wanted.replace(old, new),), "en")
    assert made("join", "en", "The works were closed: 40 jobs went.", words) == []


def test_what_one_document_tells_is_a_row(made: Made) -> None:
    texts = "In the minutes of May 14, 2024, the looms were sold.", "The vats were idle."
    wanted = "In the minutes of May 14, 2024, the looms were sold; the vats were idle."
    assert (wanted,) in made("series", "en", *texts)
    for old, new in (("vats were", "vats were not"), ("sold; the vats were idle", "idle; the vats were sold")):
        assert differences(texts, (wanted.replace(old, new),), "en")
    assert made("series", "en", texts[0], "According to Owen Pike, the vats were idle.") == []


def test_two_quoted_sentences_that_a_transcript_runs_together_are_two(made: Made) -> None:
    text = "Dana Ruiz said: “We asked the yards, we waited 9 weeks for an answer from Marle.”"
    (texts,) = made("split-quotation", "en", text)
    assert texts == ("Dana Ruiz said: “We asked the yards.”", "“[W]e waited 9 weeks for an answer from Marle.”")
    for whole in ("After the yards had closed, we waited for an answer.", "In May, we waited 9 weeks for an answer."):
        assert not made("split-quotation", "en", f"Dana Ruiz said: “{whole}”")
