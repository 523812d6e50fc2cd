"""The gate before a server: who waits how long, what processes share, and what the client tells it."""

from __future__ import annotations

import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from deepnews import stopping
from deepnews.api_model import ApiModel
from deepnews.errors import ModelUnavailableError, RunError
from deepnews.provider_gate import FileStore, MemoryStore, ProviderGate, gate_store
from deepnews.rate_limit import N_FAILURES_MAX, REST_S, GateState, RateLimits


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Callable[[], float]:
    """A clock that moves only when somebody sleeps."""
    now = [1000.0]
    monkeypatch.setattr(time, "sleep", lambda seconds: now.__setitem__(0, now[0] + seconds))
    return lambda: now[0]


def test_requests_wait_for_their_bucket(clock: Callable[[], float]) -> None:
    gate = ProviderGate("h", RateLimits(requests_per_min=60), clock=clock)
    for _ in range(15):
        gate.enter(1)
    assert clock() == pytest.approx(1005.0, abs=1.0)


def test_all_wait_for_the_rest_that_one_was_told_of(clock: Callable[[], float]) -> None:
    gate = ProviderGate("h", clock=clock)
    gate.rest(20.0)
    gate.enter(1, has_rested=True)
    assert clock() == 1000.0
    gate.enter(1)
    assert 1020.0 <= clock() <= 1021.0
    gate.enter(1)
    assert clock() <= 1021.0


def test_a_stop_is_heard_while_it_waits(clock: Callable[[], float], monkeypatch: pytest.MonkeyPatch) -> None:
    gate = ProviderGate("h", clock=clock)
    gate.rest(500.0)
    monkeypatch.setattr(stopping._requested, "is_set", lambda: clock() > 1003.0)
    with pytest.raises(KeyboardInterrupt):
        gate.enter(1)
    assert clock() < 1005.0


def test_a_server_that_keeps_failing_is_left_alone(clock: Callable[[], float]) -> None:
    gate = ProviderGate("models.example", clock=clock)
    for _ in range(N_FAILURES_MAX):
        gate.check()
        gate.fail()
    with pytest.raises(ModelUnavailableError, match=r"models\.example failed .* 30 s"):
        gate.check()
    time.sleep(REST_S)
    gate.check()
    gate.settle(0, 0)
    gate.check()


def test_processes_share_what_lies_in_a_file(tmp_path: Path) -> None:
    """Each gate has a handle of its own, as each process has."""
    limits = RateLimits(requests_per_min=6)
    stores = [FileStore(tmp_path / "limits" / "h.json") for _ in range(2)]
    first, second = (ProviderGate("h", limits, store, clock=lambda: 7.0) for store in stores)
    first.enter(1)
    assert stores[1].changed(lambda state: (state, state.n_requests_owed)) == 1.0
    second.rest(9.0)
    assert stores[0].changed(lambda state: (state, state.rests_until_s)) == 16.0


def test_no_change_is_lost(tmp_path: Path) -> None:
    def add(state: GateState) -> tuple[GateState, None]:
        return state.model_copy(update={"n_failures": state.n_failures + 1}), None

    path = tmp_path / "h.json"
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda n: FileStore(path).changed(add), range(80)))
    assert FileStore(path).changed(lambda state: (state, state.n_failures)) == 80


@pytest.mark.parametrize("content", [b"", b"{", b'{"at_s": "NaN"}', b"\xff\xfe", b'{"n_failures": -3}'])
def test_a_damaged_file_counts_as_new(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "h.json"
    path.write_bytes(content)
    ProviderGate("h", RateLimits(tokens_per_min=60), FileStore(path), clock=lambda: 5.0).enter(3)
    assert GateState.model_validate_json(path.read_bytes()).n_tokens_owed == 3


def test_a_folder_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "limits").write_text("a file", encoding="utf-8")
    with pytest.raises(RunError, match="DEEPNEWS_CACHE_DIR"):
        FileStore(tmp_path / "limits" / "h.json").changed(lambda state: (state, None))


def test_only_limits_need_a_file(tmp_path: Path) -> None:
    assert isinstance(gate_store(RateLimits(), tmp_path, "h:80"), MemoryStore)
    store = gate_store(RateLimits(tokens_per_min=5), tmp_path, "../h:80/é")
    store.changed(lambda state: (state, None))
    assert [p.name for p in tmp_path.iterdir()] == [".._h_80_.json"]


# --- what the client tells it, over HTTP -----------------------------------------------------------------------------


def test_the_bucket_knows_what_a_call_used(server: Any, settings: Any, ask: Any, tmp_path: Path) -> None:
    values = settings(base_url=server.base_url, api_key="k", tokens_per_min=1_000_000)
    with closing(ApiModel("m", values)) as model:
        reply = model.complete(ask())
    (path,) = (values.cache_dir / "limits").iterdir()
    used = GateState.model_validate_json(path.read_bytes()).n_tokens_owed
    assert used == pytest.approx(reply.n_prompt_tokens + reply.n_output_tokens, abs=1)


def test_one_who_is_told_to_rest_makes_the_others_wait(
    server: Any, settings: Any, ask: Any, faults: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    waits: list[float] = []
    monkeypatch.setattr(time, "sleep", waits.append)
    server.faults = [faults.error(429, "slow down", Retry_After="7")]
    with closing(ApiModel("m", settings(base_url=server.base_url, api_key="k"))) as model:
        model.complete(ask())
        assert waits == [7.0]
        model.complete(ask("Another."))
    assert 5.0 < sum(waits[1:]) < 8.0, "no time has passed for the clock, so the next call waits as well"


def test_a_dead_server_is_not_asked_for_ever(
    server: Any, settings: Any, ask: Any, faults: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(time, "sleep", lambda seconds: None)
    server.always = faults.error(503, "down")
    with closing(ApiModel("m", settings(base_url=server.base_url, api_key="k", max_retries=0))) as model:
        for _ in range(N_FAILURES_MAX + 3):
            with pytest.raises(ModelUnavailableError):
                model.complete(ask())
    assert len(server.bodies) == N_FAILURES_MAX


def test_a_refused_key_does_not_break_the_circuit(server: Any, settings: Any, ask: Any) -> None:
    server.key = "another"
    with closing(ApiModel("m", settings(base_url=server.base_url, api_key="k"))) as model:
        for _ in range(N_FAILURES_MAX + 1):
            with pytest.raises(ModelUnavailableError, match="refuses the API key"):
                model.complete(ask())
    assert len(server.bodies) == N_FAILURES_MAX + 1
