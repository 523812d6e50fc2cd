"""Which schema an assignment gets: the one it names, else the one its wording calls for, and why."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
import yaml

from deepnews.agents.choose_schema import choose_schema
from deepnews.errors import UsageError
from deepnews.schemas.assignment import Assignment
from deepnews.schemas.base import Language
from deepnews.schemas.library import load_schemas
from deepnews.schemas.narrative import NarrativeSchema

Ask = Callable[..., Assignment]


@pytest.fixture
def own(tmp_path: Path, narrative: Callable[..., NarrativeSchema]) -> Callable[..., Path]:
    """Saves a schema with these cues in a folder of one's own."""

    def save(code: str, *cues: str, language: Language = "en", **fields: object) -> Path:
        schema = narrative(code=code, cues=cues, language=language, **fields)
        (tmp_path / f"{code}.yaml").write_text(yaml.safe_dump(schema.model_dump(mode="json")), encoding="utf-8")
        return tmp_path

    return save


@pytest.mark.parametrize("language", ["en", "zh"])
def test_a_named_schema_is_taken_whatever_the_words(ask: Ask, language: Language) -> None:
    topic = "收购与并购的谈判" if language == "zh" else "The takeover and the merger"
    choice = choose_schema(ask(topic, language=language, schema_code="two-camps"))
    assert (choice.narrative.code, choice.narrative.language) == ("two-camps", language)
    assert choice.reason == "named in the assignment"


def test_an_unknown_code_is_a_wrong_use(ask: Ask) -> None:
    with pytest.raises(UsageError, match="no narrative schema 'ballad' in zh") as caught:
        choose_schema(ask("水井为何关闭？", language="zh", schema_code="ballad"))
    assert "auto" in caught.value.hint


def test_the_reason_holds_every_score_best_first(ask: Ask) -> None:
    choice = choose_schema(ask("The takeover of the mill and its merger with a brewer."))
    score, _, ranking = choice.reason.removesuffix(")").partition(" points by cues in the assignment's wording (")
    ranked = [entry.rsplit(" ", 1) for entry in ranking.split(", ")]
    scores = [float(value) for _, value in ranked]
    assert scores == sorted(scores, reverse=True)
    assert (ranked[0][0], scores[0]) == (choice.narrative.code, float(score))
    assert {code for code, _ in ranked} == {s.code for s in load_schemas("en")}


@pytest.mark.parametrize("language", ["en", "zh"])
def test_without_any_cue_a_general_form_is_taken(ask: Ask, language: Language) -> None:
    choice = choose_schema(ask("柯兰村" if language == "zh" else "Corran, a parish.", language=language))
    assert choice.narrative.general
    assert choice.reason.startswith("0 points")


def test_the_cues_of_a_form_count_each_once_at_the_start_of_a_word(ask: Ask, own: Callable[..., Path]) -> None:
    folder = own("fountain", "zither", "bucket")
    assert choose_schema(ask("The BUCKETS of Corran and a zither."), folder).reason.startswith("4 points")
    assert choose_schema(ask("A bucket, a bucket."), folder).reason.startswith("2 points")
    assert "fountain 0" in choose_schema(ask("A rainbucket."), folder).reason


def test_chinese_cues_stand_anywhere(ask: Ask, own: Callable[..., Path]) -> None:
    folder = own("jing", "辘轳", language="zh")
    choice = choose_schema(ask("村口那辘轳声停了", language="zh"), folder)
    assert (choice.narrative.code, choice.reason.split()[0]) == ("jing", "2")
    assert choose_schema(ask("村口静了下来", "辘轳", "zh"), folder).narrative.code == "jing"


def test_a_cue_is_no_pattern(ask: Ask, own: Callable[..., Path]) -> None:
    folder = own("fountain", "q.a", "(zq")
    assert "fountain 0" in choose_schema(ask("A qza of Corran."), folder).reason
    assert "fountain 2" in choose_schema(ask("The q.a of Corran."), folder).reason


def test_a_named_dispute_speaks_for_a_form_by_camps(ask: Ask, own: Callable[..., Path]) -> None:
    folder = own("pair", order="by-camp", language="en")
    assert "pair 2" in choose_schema(ask("Millers versus anglers."), folder).reason
    assert "pair 0" in choose_schema(ask("Millers, anglers."), folder).reason


def test_words_of_dispute_count_half_where_no_sides_are_named(ask: Ask, own: Callable[..., Path]) -> None:
    folder = own("pair", "critics", order="by-camp", general=True)
    assert "pair 0.5" in choose_schema(ask("The critics of the well."), folder).reason
    assert "pair 3" in choose_schema(ask("The critics of the well: millers against anglers."), folder).reason


def test_a_named_shift_speaks_for_a_chronology(ask: Ask, own: Callable[..., Path]) -> None:
    folder = own("line", order="chronological")
    assert "line 1.5" in choose_schema(ask("Talk moved from praise to fear."), folder).reason
    assert "line 0" in choose_schema(ask("Talk of praise, fear."), folder).reason
