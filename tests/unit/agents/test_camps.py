"""Who stands where in a dispute, and who stands behind a Fact."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from deepnews.agents.brief import Poles
from deepnews.agents.camps import Camps, find_camps, voice_of
from deepnews.retrieval.index import HybridIndex
from deepnews.schemas.base import Language
from deepnews.schemas.corpus import SourceDocument
from deepnews.schemas.facts import Fact

Source = Callable[..., SourceDocument]
MakeFact = Callable[..., Fact]

POLES = {
    "en": Poles(a="striking the bell all night", b="a silent bell until dawn"),
    "zh": Poles(a="半夜照常敲钟", b="天亮之前大钟静音"),
}
WORDS: dict[Language, tuple[tuple[str, str], ...]] = {
    "en": (
        ("Ada Finch", "Striking the bell all night is what the shops of Corran need."),
        ("Tom Hale", "The nurses want a silent bell until dawn comes."),
        ("Rosa Quill", "A jar of pickled herring costs ninepence."),
    ),
    "zh": (
        ("冯若兰", "店家都要半夜照常敲钟。"),
        ("何大壮", "护士们要天亮之前大钟静音。"),
        ("阮青", "一坛腌鱼九文钱。"),
    ),
}


@pytest.fixture
def camps_of(source: Source, fact: MakeFact, indexed: Callable[..., HybridIndex]) -> Callable[..., dict[str, str]]:
    """Camps of authors, each of a letter of one sentence."""

    def find(words: tuple[tuple[str, str], ...], poles: Poles, language: Language = "en") -> dict[str, str]:
        documents = [source(t, f"{n}.txt", language, author=who) for n, (who, t) in enumerate(words)]
        facts = [fact(f"F{n}", d) for n, d in enumerate(documents)]
        return dict(find_camps(facts, poles, {d.doc_id: d for d in documents}, indexed(*documents)).by_speaker)

    return find


# --- whose words -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("speaker", "author", "publisher", "voice"),
    [
        ("Tom Hale", "Ada Finch", "County", "Tom Hale"),
        ("the clerk", "Ada Finch", "County", "Ada Finch"),  # named in the sentence itself: who wrote it tells of her
        ("the clerk", "", "County", "the clerk"),
        ("", "Ada Finch", "County", "Ada Finch"),
        ("", "", "County", "County"),
        ("", "", "", ""),
    ],
)
def test_who_stands_behind_a_fact(
    source: Source, fact: MakeFact, speaker: str, author: str, publisher: str, voice: str
) -> None:
    document = source("The bell, said the clerk, was cracked.", author=author, publisher=publisher)
    assert voice_of(fact("F1", document, speaker=speaker), document) == voice


def test_the_camp_of_a_fact_is_that_of_its_voice(source: Source, fact: MakeFact) -> None:
    camps = Camps(by_speaker={"Ada Finch": "a", "Tom Hale": ""})
    for author, camp in (("Ada Finch", "a"), ("Tom Hale", ""), ("Rosa Quill", ""), ("", "")):
        document = source("The bell was cracked.", author=author)
        assert camps.of(fact("F1", document), document) == camp


# --- placing ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", ["en", "zh"])
def test_speakers_lean_to_the_pole_their_words_are_near(
    camps_of: Callable[..., dict[str, str]], language: Language
) -> None:
    (first, _), (second, _), (neither, _) = WORDS[language]
    found = camps_of(WORDS[language], POLES[language], language)
    assert (found[first], found[second], found[neither]) == ("a", "b", "")


def test_who_is_named_at_a_pole_belongs_to_it(camps_of: Callable[..., dict[str, str]]) -> None:
    """The name decides, also against the words."""
    words = (("Tom Hale", "Striking the bell all night is a crime."), *WORDS["en"][:1], *WORDS["en"][2:])
    poles = Poles(a="Finch, who wants striking the bell all night", b="Tom Hale and his nurses")
    found = camps_of(words, poles)
    assert (found["Ada Finch"], found["Tom Hale"]) == ("a", "b")
    chinese = camps_of((("县公所", "半夜照常敲钟。"), *WORDS["zh"]), Poles(a="店家", b="县公所"), "zh")
    assert chinese["县公所"] == "b"


def test_a_name_is_a_whole_word(camps_of: Callable[..., dict[str, str]]) -> None:
    alone = (("Ed", "A jar of herring costs ninepence."),)
    assert camps_of(alone, Poles(a="the nursEd bell", b="silence"))["Ed"] == ""
    assert camps_of(alone, Poles(a="Ed and his shops", b="silence"))["Ed"] == "a"


def test_who_is_named_at_both_poles_is_placed_by_words(camps_of: Callable[..., dict[str, str]]) -> None:
    poles = Poles(a="Hale on striking the bell all night", b="Hale on a silent bell until dawn")
    found = camps_of(WORDS["en"], poles)
    assert found["Tom Hale"] == "b"


def test_without_poles_nobody_has_a_camp(camps_of: Callable[..., dict[str, str]]) -> None:
    assert camps_of(WORDS["en"], Poles()) == {}


def test_only_those_who_speak_are_placed(camps_of: Callable[..., dict[str, str]]) -> None:
    found = camps_of((*WORDS["en"], ("", "Nobody wrote that the bell was cracked.")), POLES["en"])
    assert set(found) == {"Ada Finch", "Tom Hale", "Rosa Quill"}


# --- who is for it ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("language", "poles", "words"),
    [
        (
            "en",
            Poles(a="the bell was a nuisance", b="the bell kept time"),
            (
                ("Ada Finch", "The bell was a nuisance, a danger to sleep and a burden on the nurses."),
                ("Tom Hale", "The bell kept time, and it was essential for the shifts of the mill."),
            ),
        ),
        (
            "zh",
            Poles(a="大钟扰民", b="大钟报时"),
            (("冯若兰", "大钟扰民，损害睡眠，是护士的负担。"), ("何大壮", "大钟报时，有利于工厂换班，值得保留。")),
        ),
    ],
)
def test_the_first_camp_is_for_it_whichever_pole_is_named_first(
    camps_of: Callable[..., dict[str, str]], language: Language, poles: Poles, words: tuple[tuple[str, str], ...]
) -> None:
    found = camps_of((*words, WORDS[language][2]), poles, language)
    assert (found[words[0][0]], found[words[1][0]]) == ("b", "a")


def test_who_is_placed_by_likeness_and_speaks_for_the_other_side_has_no_camp(
    camps_of: Callable[..., dict[str, str]],
) -> None:
    poles = Poles(a="Finch, who wants striking the bell all night", b="Hale and a silent bell until dawn")
    words = (
        ("Ada Finch", "Striking the bell all night is essential for the shops."),
        ("Tom Hale", "A silent bell until dawn is safer; the strokes are a danger to sleep."),
        ("Rosa Quill", "Striking the bell all night would be a danger and a burden."),
    )
    found = camps_of(words, poles)
    assert (found["Ada Finch"], found["Tom Hale"], found["Rosa Quill"]) == ("a", "b", "")
