"""Sentences asked of a model, a few times each, and kept only when rules and the model itself bear them out."""

from __future__ import annotations

import re
from collections.abc import Sequence
from threading import Lock
from time import sleep

import pytest

from deepnews.agents.translation.framing import spoken
from deepnews.agents.translation.sentence import Translator
from deepnews.llm import PROFILES, ChatReply, ChatRequest

_ENGLISH = "By May 26, 2021, inflation of 2 percent was not a surprise to Quarles."
_TRUE = "到2021年5月26日，2%的通胀没有让《Quarles》感到意外。"
_TOLD = "到2021年5月26日，2%的通胀没有让Quarles感到意外。"
_TWO = "Prices of milk fell in 2021, but the bank did not cut its rates."


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
        "到2021年5月26日，3%的通胀没有让《Quarles》感到意外。",
        "到2021年5月26日，2%的通胀让《Quarles》感到意外。",
        "到2021年5月26日，2%的通胀没有让《Powell》感到意外。",
        "到2021年6月26日，2%的通胀没有让《Quarles》感到意外。",
        "到2021年5月26日，由于加息，2%的通胀没有让《Quarles》感到意外。",
        "到2021年5月26日，上升到2%的通胀没有让《Quarles》感到意外。",
        "By May 26, 2021, inflation of 2 percent was not a surprise to Quarles.",
        "到2021年5月26日，2%的通胀没有让《Quarles》感到意外，没有让《Quarles》感到意外。",
        "",
    ],
)
def test_a_hostile_translator_gets_nothing_through(hostile: str) -> None:
    model = _Model([hostile])
    assert Translator(model, seed=1).told([_ENGLISH]) == {}
    assert _n_asked(model) == 4


def test_another_try_takes_the_place_of_a_hostile_one() -> None:
    model = _Model([_TRUE.replace("2%", "3%"), _TRUE])
    assert Translator(model, seed=1).told([_ENGLISH])[_ENGLISH].text == _TOLD


@pytest.mark.parametrize("tells_probs", [True, False])
def test_what_the_model_does_not_take_for_the_same_is_not_told(tells_probs: bool) -> None:
    model = _Model([_TRUE], [("Quarles", 0.2)], tells_probs=tells_probs)
    assert Translator(model, seed=1).told([_ENGLISH]) == {}


@pytest.mark.parametrize(
    ("same", "follows", "is_told"), [(0.75, 0.76, True), (0.73, 0.95, False), (0.9, 0.74, False), (0.0, 0.0, False)]
)
def test_the_model_must_take_both_for_the_same_and_the_english_to_follow(
    same: float, follows: float, is_told: bool
) -> None:
    model = _Model([_TRUE], [(r"<chinese>", same), (r"(?s)<hypothesis>\s*By May", follows)])
    assert bool(Translator(model, seed=1).told([_ENGLISH])) == is_told


def test_the_surest_of_several_tries_is_kept() -> None:
    other = _TRUE.replace("没有", "并没有")
    model = _Model([other, _TRUE, other], [("并没有", 0.76), ("通胀没有", 0.78)])
    assert Translator(model, seed=1).told([_ENGLISH])[_ENGLISH].text == _TOLD


@pytest.mark.parametrize(
    ("english", "chinese"),
    [
        ("June 28, 2021.", "2021年6月28日。"),
        ("It was June 28, 2021.", "那是2021年6月28日。"),
        ("Chair Powell spoke on June 28, 2021.", "2021年6月28日，说话的是主席Powell。"),
        ("Chair Powell gave evidence on June 28, 2021.", "2021年6月28日，作证的是主席Powell。"),
        ("Chair Powell met the press on June 28, 2021.", "2021年6月28日，在记者会上说话的是主席Powell。"),
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
        ("The summary of July 10, 1974 said that prices rose.", "1974年7月10日，摘要说："),
        (
            "The minutes of the Federal Open Market Committee of June 16, 2021 said that prices rose.",
            "2021年6月16日，联邦公开市场委员会会议纪要说：",
        ),
        ("According to Powell, prices rose.", "按Powell的说法，"),
        ("In the minutes of June 16, 2021, prices rose.", "按2021年6月16日的会议纪要的说法，"),
        (
            "In the minutes of June 16, 2021, some participants noted that “prices rose”.",
            "按2021年6月16日的会议纪要的说法，",
        ),
        ("On June 16, 2021, the Ghent Weavers of old said that prices rose.", "2021年6月16日，"),
        ("“We will act.”", "大意是："),
        ("And “we will act.”", "又说："),
        ("Some participants said that prices rose.", ""),
        ("Prices rose.", ""),
    ],
)
def test_a_frame_is_taken_apart_where_all_of_it_has_a_chinese_form(english: str, frame: str) -> None:
    assert spoken(english).frame == frame


class _Reader(_Model):
    """Answers by what it is shown."""

    def __init__(self, known: Sequence[tuple[str, str]], sure: Sequence[tuple[str, float]] = ()) -> None:
        super().__init__([""], sure)
        self._words = known

    def complete(self, request: ChatRequest) -> ChatReply:
        reply = super().complete(request)
        if request.stage != "translate":
            return reply
        shown = request.messages[-1].content
        text = next((chinese for english, chinese in self._words if english in shown), "")
        return ChatReply(text=text, data={"text": text})


_FELL, _CUT = ("Prices of milk fell", "2021年奶价下跌。"), ("did not cut", "该行没有降息。")


def test_clauses_are_told_one_by_one_and_joined_by_code() -> None:
    told = Translator(_Reader([_FELL, _CUT]), seed=1).told([_TWO])[_TWO]
    assert told.text == "2021年奶价下跌，但该行没有降息。"


def test_a_sentence_is_as_sure_as_its_least_sure_clause() -> None:
    model = _Reader([_FELL, _CUT], [("奶价下跌", 0.95), ("降息", 0.82)])
    assert Translator(model, seed=1).told([_TWO])[_TWO].sure == pytest.approx(0.82)


@pytest.mark.parametrize("hostile", ["该行已经降息。", "由于该行没有降息。", "该行没有降息3次。", ""])
def test_one_hostile_clause_spoils_the_sentence(hostile: str) -> None:
    model = _Reader([("Prices of milk fell in 2021, but", ""), _FELL, ("did not cut", hostile)])
    assert Translator(model, seed=1).told([_TWO]) == {}


def test_a_sentence_whose_clauses_fail_is_asked_for_whole() -> None:
    whole = "2021年奶价下跌，该行却没有降息。"
    model = _Reader([("Prices of milk fell in 2021, but", whole), _FELL])
    assert Translator(model, seed=1).told([_TWO])[_TWO].text == whole


def test_clauses_that_were_told_are_not_asked_for_again() -> None:
    model = _Reader([_FELL, _CUT])
    translator = Translator(model, seed=1)
    translator.told([_TWO])
    n_asked = _n_asked(model)
    assert translator.told([_TWO, "The bank did not cut its rates."])
    assert _n_asked(model) == n_asked


@pytest.mark.parametrize("n_at_once", [1, 4])
def test_as_many_calls_are_in_hand_as_the_profile_allows(n_at_once: int) -> None:
    model = _Busy([_FELL, _CUT])
    model.profile = model.profile.model_copy(update={"n_at_once": n_at_once})
    names = ("Ada", "Ben", "Cleo", "Dora")
    Translator(model, seed=1).told([f"Prices of milk fell in 2021 for {n}." for n in names])
    assert model.most == n_at_once


class _Busy(_Reader):
    """Counts the calls that are in hand together."""

    def __init__(self, known: Sequence[tuple[str, str]]) -> None:
        super().__init__(known)
        self._lock = Lock()
        self._n_now = 0
        self.most = 0

    def complete(self, request: ChatRequest) -> ChatReply:
        with self._lock:
            self._n_now += 1
            self.most = max(self.most, self._n_now)
        sleep(0.02)
        try:
            return super().complete(request)
        finally:
            with self._lock:
                self._n_now -= 1
