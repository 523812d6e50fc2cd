"""Names and speakers in a wrong place, where several Facts are read together or a name is a character off."""

import pytest

from deepnews.agents.rules import check_sentence
from deepnews.schemas.base import Language
from deepnews.schemas.corpus import SourceDocument
from deepnews.schemas.facts import Fact, Span

TEXTS: dict[Language, str] = {
    "en": "Tessa Alder, head of the yard, said: “The boats are sound.”\n"
    "Bram Oake said that the yard would shut in May.\n"
    "The harbour office's notice refers to a letter of 4 May 2021, nine days before the fire.\n"
    "Ida Pell teaches naval design at the Selby Institute of Technology.\n",
    "zh": "北川市的合同覆盖青岚、松塘、柳湾三个区的道路。\n"
    "董事陈立明当场获知停工的决定。\n工作组由周闻笛牵头成立，共五人。\n"
    "周闻笛在会上表示，北川市轮渡管理中心现有九个窗口。\n陈立明说，合同应当先查清责任再签字。\n",
}
WRONG: list[tuple[Language, str, str]] = [
    ("en", "“The boats are sound,” said Bram Oake.", "speaker.wrong"),
    ("en", "Bram Oake refers to a letter of 4 May 2021, nine days before the fire.", "speaker.wrong"),
    ("en", "Ida Pell teaches naval design at the Selby Institute of Technologi.", "name.near_miss"),
    ("zh", "合同覆盖青岚、松塘、北川三个区的道路。", "name.swapped"),
    ("zh", "周闻笛当场获知停工的决定。", "name.swapped"),
    ("zh", "陈立明牵头成立工作组，共五人。", "name.swapped"),
    ("zh", "周闻笛表示，北川市轮渡管理人心现有九个窗口。", "name.near_miss"),
    ("zh", "合同应当先查怀责任再签字。", "name.near_miss"),
    ("zh", "陈立明表示，北川市轮渡管理中心现有九个窗口。", "speaker.wrong"),
]
TRUE: list[tuple[Language, str]] = [
    ("en", "“The boats are sound,” said Tessa Alder."),
    ("en", "The notice refers to a letter of 4 May 2021, nine days before the fire."),
    ("en", "Ida Pell teaches at the Selby Institute of Technology."),
    ("zh", "合同覆盖柳湾、青岚、松塘三个区的道路。"),
    ("zh", "陈立明当场获知停工的决定。"),
    ("zh", "周闻笛牵头成立工作组，共五人。"),
    ("zh", "周闻笛表示，北川市轮渡管理中心现有九个窗口。"),
]


def codes(language: Language, text: str) -> set[str]:
    source = TEXTS[language]
    document = SourceDocument(
        doc_id="d1", path="d1.txt", title="Yard", text=source, language=language, content_sha256="0" * 64
    )
    facts = []
    for line in source.splitlines():
        start = source.index(line)
        span = Span(doc_id="d1", start=start, end=start + len(line), text=line)
        facts.append(Fact(fact_id=f"F{len(facts) + 1:03d}", spans=(span,), doc_title="Yard"))
    return {f.code for f in check_sentence(text, facts, {"d1": document}, language) if f.verdict != "supported"}


@pytest.mark.parametrize(("language", "text", "code"), WRONG)
def test_a_name_in_a_wrong_place_is_found(language: Language, text: str, code: str) -> None:
    assert code in codes(language, text)


@pytest.mark.parametrize(("language", "text"), TRUE)
def test_a_name_in_its_place_is_left_alone(language: Language, text: str) -> None:
    assert not codes(language, text)


def test_who_wrote_a_letter_tells_what_it_says_of_others() -> None:
    text = "Thornby argued in its letter of 23 August 2031 that the duty begins only with a release of 200 litres."
    letter = SourceDocument(
        doc_id="l", path="l.txt", title="Letter", author="Hannah Corrigall", language="en", text=text,
        content_sha256="0" * 64,
    )  # fmt: skip
    fact = Fact(fact_id="F", spans=(Span(doc_id="l", start=0, end=len(text), text=text),))
    told = "wrote that Thornby argued in its letter that the duty begins only with a release of 200 litres."
    found = {
        who: {f.code for f in check_sentence(f"{who} {told}", (fact,), {"l": letter}, "en")}
        for who in ("Hannah Corrigall", "Pia Ketteridge")
    }
    assert "speaker.wrong" not in found["Hannah Corrigall"]
    assert found["Pia Ketteridge"] & {"speaker.wrong", "name.new"}
