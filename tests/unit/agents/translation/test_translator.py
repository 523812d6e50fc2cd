"""Sentences asked of a model, a few times each, and kept only when rules and the model itself bear them out."""

from __future__ import annotations

import re
from collections.abc import Sequence

import pytest

from deepnews.agents.translation.sentence import Translator
from deepnews.llm import PROFILES, ChatReply, ChatRequest

_ENGLISH = "On May 26, 2021, Quarles said that inflation could fall to 2 percent."
_TRUE = "2021年5月26日，《Quarles》说，通胀可能降到2%。"
_TOLD = "2021年5月26日，Quarles说，通胀可能降到2%。"


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
        "2021年5月26日，《Quarles》说，通胀可能降到3%。",
        "2021年5月26日，《Quarles》说，通胀降到2%。",
        "2021年5月26日，《Powell》说，通胀可能降到2%。",
        "2021年6月26日，《Quarles》说，通胀可能降到2%。",
        "由于加息，2021年5月26日《Quarles》说通胀可能降到2%。",
        "On May 26, 2021, Quarles said that inflation could fall to 2 percent.",
        "2021年5月26日，《Quarles》说，通胀可能降到2%，通胀可能降到2%。",
        "",
    ],
)
def test_a_hostile_translator_gets_nothing_through(hostile: str) -> None:
    model = _Model([hostile])
    assert Translator(model, seed=1).told([_ENGLISH]) == {}
    assert _n_asked(model) == 4


def test_another_try_takes_the_place_of_a_hostile_one() -> None:
    model = _Model(["2021年5月26日，《Quarles》说，通胀可能降到3%。", _TRUE])
    assert Translator(model, seed=1).told([_ENGLISH])[_ENGLISH].text == _TOLD


@pytest.mark.parametrize("tells_probs", [True, False])
def test_what_the_model_does_not_take_for_the_same_is_not_told(tells_probs: bool) -> None:
    model = _Model([_TRUE], [("Quarles", 0.2)], tells_probs=tells_probs)
    assert Translator(model, seed=1).told([_ENGLISH]) == {}


def test_either_sentence_must_follow_from_the_other() -> None:
    model = _Model([_TRUE], [(r"(?s)<hypothesis>\s*On May", 0.3)])
    assert Translator(model, seed=1).told([_ENGLISH]) == {}


def test_the_surest_of_several_tries_is_kept() -> None:
    other = "2021年5月26日，《Quarles》说：通胀可能降到2%。"
    model = _Model([other, _TRUE, other], [("说：", 0.6), ("说，", 0.7)])
    assert Translator(model, seed=1).told([_ENGLISH])[_ENGLISH].text == _TOLD


def test_a_date_alone_needs_no_model() -> None:
    model = _Model([""])
    assert Translator(model, seed=1).told(["June 28, 2021."])["June 28, 2021."].text == "2021年6月28日。"
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
