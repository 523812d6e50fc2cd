"""Questions to the model: asked once each, as many at once as the profile allows, and not for ever."""

from __future__ import annotations

from threading import Barrier

import pytest

from deepnews.agents.entail import N_FAILURES_MAX, EntailmentAsker, yes_no
from deepnews.agents.verify import side_by_side
from deepnews.errors import ModelReplyError, ModelUnavailableError
from deepnews.llm import PROFILES, ChatReply, ChatRequest


class _Model:
    """Says yes, and waits for `n_together` calls to be in hand before it does; or has no answer."""

    model_id = "test:asked"

    def __init__(self, *, n_at_once: int = 1, n_together: int = 1, fails: bool = False) -> None:
        self.profile = PROFILES["frontier"].model_copy(update={"tells_probs": True, "n_at_once": n_at_once})
        self.n_calls = 0
        self._together = Barrier(n_together, timeout=10)
        self._fails = fails

    def complete(self, request: ChatRequest) -> ChatReply:
        self.n_calls += 1
        self._together.wait()
        return ChatReply(text="Perhaps") if self._fails else ChatReply(text="Yes", answer_probs=(0.9, 0.1))

    def close(self) -> None:
        pass


def _asked(n: int) -> ChatRequest:
    return yes_no("same", english=f"Goat {n} fell ill.", chinese=f"第{n}只山羊病了。")


def test_questions_are_in_hand_together_where_the_profile_allows() -> None:
    model = _Model(n_at_once=4, n_together=4)
    asker = EntailmentAsker(model, {}, "en")
    assert side_by_side(lambda n: asker.share_of(_asked(n)), range(4), 4) == pytest.approx([0.9] * 4)


def test_the_same_question_is_asked_once() -> None:
    model = _Model()
    asker = EntailmentAsker(model, {}, "en")
    assert asker.share_of(_asked(1)) == asker.share_of(_asked(1)) == pytest.approx(0.9)
    assert model.n_calls == asker.n_calls == 1


def test_a_model_without_answers_is_left_alone_after_some_failures() -> None:
    model = _Model(fails=True)
    asker = EntailmentAsker(model, {}, "en")
    for n in range(N_FAILURES_MAX):
        with pytest.raises(ModelReplyError, match="Perhaps"):
            asker.share_of(_asked(n))
    with pytest.raises(ModelUnavailableError, match="not asked again"):
        asker.share_of(_asked(9))
    assert model.n_calls == N_FAILURES_MAX
