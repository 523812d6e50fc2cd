"""The journal of a run: what it writes, what it tells, and the sums of a run that was killed and resumed."""

from __future__ import annotations

import threading
import time
from pathlib import Path

import pytest

from deepnews.agents.journal import Account, Journal, peak_rss_mib
from deepnews.agents.run_folder import RunFolder
from deepnews.agents.state import ProgressEvent
from deepnews.llm import ChatReply
from deepnews.prices import Price

REPLY = ChatReply(text="ok", n_prompt_tokens=30, n_cached_tokens=10, n_output_tokens=8, wall_s=2.0)
KEPT = REPLY.model_copy(update={"from_cache": True})


@pytest.fixture
def told() -> list[ProgressEvent]:
    """What the journal told while it ran."""
    return []


@pytest.fixture
def journal(tmp_path: Path, told: list[ProgressEvent]) -> Journal:
    return Journal(RunFolder(tmp_path), told.append)


def account(journal: Journal) -> Account:
    return Account(journal.folder.read_events())


# --- what is written and told ----------------------------------------------------------------------------------------


def test_a_stage_is_timed_and_told_of(journal: Journal, told: list[ProgressEvent]) -> None:
    with journal.stage("note", "N001"):
        time.sleep(0.02)
    begun, event = journal.folder.read_events()
    assert (begun["event"], begun["stage"], begun["detail"]) == ("begin", "note", "N001")
    assert (event["event"], event["stage"], event["detail"]) == ("stage", "note", "N001")
    assert 0.02 <= float(str(event["wall_s"])) < 5.0
    assert [(e.stage, e.done, e.total, e.detail) for e in told] == [("note", 0, 1, "N001"), ("note", 1, 1, "N001")]


def test_a_stage_that_fails_is_timed_too(journal: Journal, told: list[ProgressEvent]) -> None:
    with pytest.raises(ValueError, match="no well"), journal.stage("plan"):
        raise ValueError("no well")
    assert [(e["event"], e["stage"]) for e in journal.folder.read_events()] == [("begin", "plan"), ("stage", "plan")]
    assert told[-1].done == 1


def test_progress_counts_up_to_what_is_expected(journal: Journal, told: list[ProgressEvent]) -> None:
    journal.expect("draft", 2)
    for _ in range(3):
        with journal.stage("draft"):
            pass
    assert [(e.done, e.total) for e in told] == [(0, 2), (1, 2), (1, 2), (2, 2), (2, 2), (3, 3)]
    journal.expect("draft", 5)
    with journal.stage("draft"):
        pass
    assert [(e.done, e.total) for e in told[-2:]] == [(0, 5), (1, 5)]


def test_steps_inside_are_all_told_and_written_once_a_second(journal: Journal, told: list[ProgressEvent]) -> None:
    for done in range(1, 6):
        journal.step("embed", done, 5)
    assert [(e.stage, e.detail, e.done, e.total) for e in told] == [("sources", "embed", n, 5) for n in range(1, 6)]
    assert [(e["event"], e["done"]) for e in journal.folder.read_events()] == [("step", 1), ("step", 5)]


def test_a_call_is_written_with_its_cost(journal: Journal, told: list[ProgressEvent]) -> None:
    journal.call("note", "abc", REPLY)
    (event,) = journal.folder.read_events()
    wanted = {"event": "model_call", "stage": "note", "key": "abc", "from_cache": False, "wall_s": 2.0}
    wanted |= {"n_prompt_tokens": 30, "n_cached_tokens": 10, "n_output_tokens": 8, "cost_usd": None}
    assert {k: v for k, v in event.items() if k != "time"} == wanted
    assert told == []


def test_a_call_costs_what_its_tokens_cost(journal: Journal) -> None:
    priced = Journal(journal.folder, lambda event: None, Price(input_usd=2.0, cached_input_usd=1.0, output_usd=10.0))
    priced.call("note", "a", REPLY)
    priced.call("plan", "b", KEPT)
    sums = account(priced)
    assert sums.cost_usd == pytest.approx((20 * 2.0 + 10 * 1.0 + 8 * 10.0) / 1e6)
    assert sums.stages() == {} and account(priced).total("n_output_tokens") == 8
    journal.call("note", "c", REPLY)
    assert account(priced).cost_usd is None, "one call without a price makes the sum unknown"


def test_speed_is_that_of_the_last_real_call(journal: Journal, told: list[ProgressEvent]) -> None:
    with journal.stage("note"):
        journal.call("note", "a", REPLY)
        journal.call("note", "b", KEPT.model_copy(update={"n_output_tokens": 800}))
        journal.call("note", "c", REPLY.model_copy(update={"wall_s": 0.0}))
    assert [e.tokens_per_s for e in told] == [None, 4.0]


def test_threads_do_not_lose_events(journal: Journal, told: list[ProgressEvent]) -> None:
    journal.expect("note", 20)

    def work() -> None:
        with journal.stage("note", "井"):
            journal.call("note", "k", REPLY)

    threads = [threading.Thread(target=work) for _ in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    events = [e["event"] for e in journal.folder.read_events()]
    assert {e: events.count(e) for e in events} == {"expect": 1, "begin": 20, "model_call": 20, "stage": 20}
    assert len(told) == 40
    assert max(e.done for e in told) == 20 and {e.total for e in told} == {20}


# --- the sums --------------------------------------------------------------------------------------------------------


def test_the_account_adds_up_stages_and_calls(journal: Journal) -> None:
    for stage, wall_s in (("plan", 1.5), ("note", 0.25), ("plan", 2.0)):
        journal.folder.append_event("stage", stage=stage, detail="", wall_s=wall_s)
    journal.call("plan", "a", REPLY)
    journal.call("plan", "b", REPLY.model_copy(update={"wall_s": 0.5}))
    journal.call("note", "c", KEPT)
    sums = account(journal)
    assert (sums.n_model_calls, sums.n_cached_replies, sums.wall_s) == (2, 1, 3.75)
    assert [sums.total(f"n_{kind}_tokens") for kind in ("prompt", "cached", "output")] == [60, 20, 16]
    stages = sums.stages()
    assert list(stages) == ["plan", "note"]  # as they first ran
    plan, note = stages["plan"], stages["note"]
    assert (plan.wall_s, plan.model_s, plan.n_model_calls, plan.n_output_tokens) == (3.5, 2.5, 2, 16)
    assert (note.wall_s, note.model_s, note.n_model_calls, note.n_prompt_tokens) == (0.25, 0.0, 0, 0)


def test_a_resumed_run_goes_on_with_the_sums(journal: Journal, tmp_path: Path) -> None:
    journal.folder.append_event("stage", stage="note", detail="", wall_s=4.0)
    journal.call("note", "a", REPLY)
    with (tmp_path / "events.jsonl").open("a", encoding="utf-8") as file:
        file.write('{"event": "stage", "stage": "no')  # killed here
    resumed = Journal(RunFolder(tmp_path), lambda event: None)
    resumed.call("note", "a", KEPT)
    resumed.folder.append_event("run", stage="", detail="resumed")
    resumed.folder.append_event("stage", stage="note", detail="", wall_s=1.0)
    sums = account(resumed)
    assert (sums.wall_s, sums.n_model_calls, sums.n_cached_replies) == (5.0, 1, 1)
    assert sums.stages()["note"].model_s == 2.0


def test_the_account_of_nothing(journal: Journal) -> None:
    sums = account(journal)
    assert (sums.wall_s, sums.n_model_calls, sums.n_cached_replies, sums.stages()) == (0.0, 0, 0, {})
    assert sums.total("n_prompt_tokens") == 0


def test_memory_is_told_in_mebibytes() -> None:
    assert 5.0 < peak_rss_mib() < 100_000.0
