"""House style: applied to the writer's own words alone, refused where a rule is broken or could change a claim."""

from __future__ import annotations

from pathlib import Path

import pytest

from deepnews.agents.house_style import HouseStyle, banned_words, in_house_style, load_house_style, restyled_text
from deepnews.errors import UsageError
from deepnews.schemas.base import Language
from deepnews.schemas.draft import Draft, DraftBlock, Paragraph, Sentence

EN = HouseStyle(
    words={"colour": "color", "Mr.": "Mr", "programme": "program"}, percent="percent", banned=("going forward",)
)
ZH = HouseStyle(words={"帐号": "账号"}, banned=("赋能",))


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("The colour of the programme was grey.", "The color of the program was grey."),
        ("Colour sold at 5 per cent, then 7%.", "Color sold at 5 percent, then 7 percent."),
        ("He wrote: “The colour rose 5%.” The colour fell.", "He wrote: “The colour rose 5%.” The color fell."),
        (
            "The board of Marle Colour met; the Colour Office did not.",
            "The board of Marle Colour met; the Colour Office did not.",
        ),
        ("Discolour is another word.", "Discolour is another word."),
        ("It was said by Mr. Hale.", "It was said by Mr Hale."),
    ],
)
def test_english(text: str, wanted: str) -> None:
    assert restyled_text(text, EN, "en") == wanted


def test_names_and_chinese() -> None:
    style = HouseStyle(words={"colour": "color"})
    assert restyled_text("The works of colour house sold colour.", style, "en", ["colour house"]).endswith(
        "colour house sold color."
    )
    assert restyled_text("公司停用帐号，公告说：“帐号不变。”", ZH, "zh") == "公司停用账号，公告说：“帐号不变。”"


def article(*texts: str, language: Language = "en") -> Draft:
    sentences = tuple(Sentence(sentence_id=f"B1.{n}", text=t) for n, t in enumerate(texts, 1))
    block = DraftBlock(block_id="B1", paragraphs=(Paragraph(sentences=sentences),))
    head = Sentence(sentence_id="headline", text=texts[0], kind="furniture")
    return Draft(language=language, headline=head, blocks=(block,))


def test_a_draft_is_restyled_and_its_provenance_stays() -> None:
    draft = article("The colour fell.", "Nothing else.")
    styled = in_house_style(draft, EN, ())
    assert [s.text for s in styled.sentences] == ["The color fell.", "Nothing else."]
    assert styled.headline.text == "The color fell."
    assert [s.sentence_id for s in styled.sentences] == [s.sentence_id for s in draft.sentences]


def test_the_packaged_styles_change_nothing() -> None:
    draft = article("The colour fell 5 per cent, Mr. Hale said.")
    for language in ("en", "zh"):
        assert in_house_style(draft, load_house_style(language), ()) is draft
        assert banned_words(draft, load_house_style(language)) == ()


def test_banned_words_are_found_outside_quotations() -> None:
    draft = article("Going forward, the works sell.", "She said: “going forward”.", "It sells.")
    assert [(b.words, b.sentence_id) for b in banned_words(draft, EN)] == [
        ("Going forward", "headline"),
        ("Going forward", "B1.1"),
    ]
    assert [b.words for b in banned_words(article("平台赋能商户。", language="zh"), ZH)] == ["赋能"] * 2


def test_a_folder_holds_a_file_a_language(tmp_path: Path) -> None:
    (tmp_path / "zh.yaml").write_text("words: {帐号: 账号}\n", encoding="utf-8")
    assert load_house_style("zh", tmp_path).words == {"帐号": "账号"}
    with pytest.raises(UsageError, match="cannot be read"):
        load_house_style("en", tmp_path)


@pytest.mark.parametrize(
    ("text", "line", "message"),
    [
        ("words: {}\nbanned:\n  - fine\n  - 'a(b'\n", 4, "is not a regular expression"),
        ("words:\n  colour: color\n  may: will\n", 3, "'will' for 'may' could change a claim (modality)"),
        ("words:\n  never sold: sold\n", 2, "could change a claim (negation"),
        ("words:\n  a dozen: '13'\n", 2, "could change a claim (number)"),
        ("words:\n  and: because\n", 2, "could change a claim (cause)"),
        ("percent: pct\n", 1, "percent: input should be"),
        ("words: {}\nspelling: {}\n", 2, "spelling: extra inputs are not permitted"),
        ("words: [", 1, "not valid YAML"),
        ("words: !!timestamp x\n", 1, "not valid YAML"),
    ],
)
def test_what_is_broken_or_could_change_a_claim_is_refused_with_its_line(
    tmp_path: Path, text: str, line: int, message: str
) -> None:
    path = tmp_path / "house.yaml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(UsageError) as caught:
        load_house_style("en", path)
    assert message in str(caught.value) and f"house.yaml, line {line}: " in str(caught.value)


def test_a_chinese_rule_that_denies_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "zh.yaml"
    path.write_text("words: {已付: 未付}\n", encoding="utf-8")
    with pytest.raises(UsageError, match="could change a claim"):
        load_house_style("zh", path)
