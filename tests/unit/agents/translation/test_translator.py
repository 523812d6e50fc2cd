"""Sentences asked of a model, a few times each, and kept only when rules and the model itself bear them out."""

from __future__ import annotations

import re
from collections.abc import Sequence

import pytest

from deepnews.agents.translation.framing import spoken
from deepnews.agents.translation.sentence import Translator
from deepnews.llm import PROFILES, ChatReply, ChatRequest

_ENGLISH = "On May 26, 2021, inflation fell to 2 percent, but Quarles was not sure."
_TRUE = "2021年5月26日，通胀降到2%，但《Quarles》没有把握。"
_TOLD = "2021年5月26日，通胀降到2%，但Quarles没有把握。"


class _Model:
    """Answers the tries in order, then the last of them again; says how sure it is by what it reads."""

    model_id = "test:translator"

    def __init__(
        self, tries: Sequence[str], sure: Sequence[tuple[str, float]] = (), *, tells_probs: bool = True
    ) -> None:
        self._tries = list(tries)
        self._sure = sure
        self.profile = PROFILES["small"].model_copy(update={"tells_probs": tells_probs})
        self.requests: list[ChatRequest] = []

    def complete(self, request: ChatRequest) -> ChatReply:
        self.requests.append(request)
        if request.stage == "translate":
            text = self._tries.pop(0) if len(self._tries) > 1 else self._tries[0]
            return ChatReply(text=text, data={"text": text})
        shown = request.messages[-1].content
        yes = next((sure for pattern, sure in self._sure if re.search(pattern, shown)), 0.9)
        answer = "yes" if yes > 0.5 else "no"
        return ChatReply(text=answer, data={"verdict": answer}, answer_probs=(yes, 1 - yes))

    def close(self) -> None:
        pass


def _n_asked(model: _Model) -> int:
    return sum(r.stage == "translate" for r in model.requests)


def test_a_true_translation_is_asked_for_once_and_remembered() -> None:
    model = _Model([_TRUE])
    translator = Translator(model, seed=1)
    assert translator.told([_ENGLISH])[_ENGLISH].text == _TOLD
    assert translator.told([_ENGLISH, _ENGLISH])[_ENGLISH].sure == pytest.approx(0.9)
    assert _n_asked(model) == 1


@pytest.mark.parametrize(
    "hostile",
    [
        "2021年5月26日，通胀降到3%，但《Quarles》没有把握。",
        "2021年5月26日，通胀降到2%，但《Quarles》有把握。",
        "2021年5月26日，通胀降到2%，但《Powell》没有把握。",
        "2021年6月26日，通胀降到2%，但《Quarles》没有把握。",
        "2021年5月26日，由于加息，通胀降到2%，但《Quarles》没有把握。",
        "On May 26, 2021, inflation fell to 2 percent, but Quarles was not sure.",
        "2021年5月26日，通胀降到2%，通胀降到2%，但《Quarles》没有把握。",
        "",
    ],
)
def test_a_hostile_translator_gets_nothing_through(hostile: str) -> None:
    model = _Model([hostile])
    assert Translator(model, seed=1).told([_ENGLISH]) == {}
    assert _n_asked(model) == 4


def test_another_try_takes_the_place_of_a_hostile_one() -> None:
    model = _Model(["2021年5月26日，通胀降到3%，但《Quarles》没有把握。", _TRUE])
    assert Translator(model, seed=1).told([_ENGLISH])[_ENGLISH].text == _TOLD


@pytest.mark.parametrize("tells_probs", [True, False])
def test_what_the_model_does_not_take_for_the_same_is_not_told(tells_probs: bool) -> None:
    model = _Model([_TRUE], [("Quarles", 0.2)], tells_probs=tells_probs)
    assert Translator(model, seed=1).told([_ENGLISH]) == {}


def test_either_sentence_must_follow_from_the_other() -> None:
    model = _Model([_TRUE], [(r"(?s)<hypothesis>\s*On May", 0.3)])
    assert Translator(model, seed=1).told([_ENGLISH]) == {}


def test_the_surest_of_several_tries_is_kept() -> None:
    other = "2021年5月26日，通胀降到2%，《Quarles》却没有把握。"
    model = _Model([other, _TRUE, other], [("却没有", 0.81), ("但Quarles", 0.85)])
    assert Translator(model, seed=1).told([_ENGLISH])[_ENGLISH].text == _TOLD


@pytest.mark.parametrize(
    ("english", "chinese"),
    [
        ("June 28, 2021.", "2021年6月28日。"),
        ("It was June 28, 2021.", "那是2021年6月28日。"),
        ("Chair Powell spoke on June 28, 2021.", "2021年6月28日，说话的是主席Powell。"),
    ],
)
def test_what_only_names_a_source_or_a_day_needs_no_model(english: str, chinese: str) -> None:
    model = _Model([""])
    assert Translator(model, seed=1).told([english])[english].text == chinese
    assert model.requests == []


def test_the_reply_is_held_to_chinese_and_the_names_and_figures_of_the_sentence() -> None:
    model = _Model([_TRUE])
    Translator(model, seed=1).told([_ENGLISH])
    schema = model.requests[0].json_schema
    assert schema is not None
    pattern = str(schema["properties"]["text"]["pattern"])  # type: ignore[index,call-overload]
    assert re.fullmatch(pattern.strip("^$"), _TRUE)
    assert not re.fullmatch(pattern.strip("^$"), _TRUE.replace("2%", "3%"))
    assert not re.fullmatch(pattern.strip("^$"), _TRUE.replace("Quarles", "Powell"))
    assert not re.fullmatch(pattern.strip("^$"), "Inflation could fall.")


def test_who_says_it_and_when_is_told_by_code() -> None:
    model = _Model(["通胀会在2022年回落。"])
    english = "At a press conference on June 15, 2022, Chair Powell said: “Inflation will subside in 2022.”"
    assert Translator(model, seed=1).told([english])[english].text == (
        "2022年6月15日，主席Powell在记者会上说：通胀会在2022年回落。"
    )
    asked = model.requests[0].messages[-1].content
    assert "Powell" not in asked and "Inflation will subside in 2022." in asked


@pytest.mark.parametrize(
    ("english", "frame"),
    [
        ("The minutes of December 15, 2021 said that prices rose.", "2021年12月15日，会议纪要说："),
        (
            "In a letter of August 30, 2024, Hannah Corrigall wrote that it was late.",
            "2024年8月30日，Hannah Corrigall在信中写道：",
        ),
        ("“Prices rose”, Powell said.", "Powell说："),
        ("Some participants said that prices rose.", ""),
        ("Prices rose.", ""),
    ],
)
def test_a_frame_is_taken_apart_where_all_of_it_has_a_chinese_form(english: str, frame: str) -> None:
    assert spoken(english).frame == frame
