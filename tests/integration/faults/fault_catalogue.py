"""Fourteen ways in which a model's server fails, each set up on the loopback server of the tests."""

from __future__ import annotations

import importlib.util
import itertools
import json
import sys
from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import Any

KEY = "sk-canary-7f3a9b2c"
"""The key that must show nowhere; some faults send it back."""
TIMEOUT_S = 2.0
"""Ceiling on one call in these tests; a server that is silent says nothing for longer."""
N_REFUSED = 7
"""Requests that a server refuses while it is down: more than one call has tries."""


def _server_module() -> ModuleType:
    path = Path(__file__).parents[2] / "unit" / "core" / "fault_server.py"
    spec = importlib.util.spec_from_file_location("fault_server", path)
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


f = _server_module()


def _cut(body: dict[str, Any]) -> Any:
    whole = f.healthy(body)
    return f.Fault(body=whole[: len(whole) // 2])


def _cut_content(body: dict[str, Any]) -> Any:
    text = json.loads(f.healthy(body))["choices"][0]["message"]["content"]
    return f.Fault(body=f.completion(text[: len(text) // 2], finish_reason="length"))


def _foreign(body: dict[str, Any]) -> Any:
    values: dict[str, Any] = {"note": {"picks": "第一句"}, "plan": {"number": "drei"}}
    values |= {"verify": {"verdict": "oui, bien sûr"}, "pace": {"sentences": "Die Kisten standen am Kai."}}
    draft = {"sentence": "Die Kisten standen am Kai.", "headline": "Die Kisten am Kai"}
    return f.Fault(body=f.completion(json.dumps(values.get(f.stage_of(body), draft), ensure_ascii=False)))


def _two_minds() -> Callable[[dict[str, Any]], Any]:
    turn = itertools.count()

    def answer(body: dict[str, Any]) -> Any:
        n = next(turn)
        text = ("Eleven crates stood there.", "No crate stood there.")[n % 2]
        says = {"picks": [1 + n % 2], "number": 1 + n % 2, "verdict": ("yes", "no")[n % 2], "sentences": [text]}
        return f.Fault(body=f.completion(json.dumps(says | {"sentence": text, "headline": f"Crates {n}"})))

    return answer


def _always(**fault: Any) -> Callable[[Any], None]:
    return lambda server: setattr(server, "always", f.Fault(**fault))


def _says(text: str, **more: Any) -> Callable[[Any], None]:
    return _always(body=f.completion(text, **more))


FAULTS: dict[str, Callable[[Any], None]] = {
    "slow": _always(delay_s=0.05),
    "silent": _always(delay_s=TIMEOUT_S + 0.5),
    "429 with a wait": lambda s: s.faults.append(f.error(429, "slow down", Retry_After="1")),
    "429 for ever": lambda s: setattr(s, "always", f.error(429, "slow down")),
    "500 for ever": lambda s: setattr(s, "always", f.error(500, f"broken, your key was {KEY}")),
    "dropped mid-stream": _always(n_bytes_sent=60),
    "truncated JSON": lambda s: setattr(s, "always", _cut),
    "truncated content": lambda s: setattr(s, "always", _cut_content),
    "wrong schema": _says('{"picks": 5, "number": "7", "sentence": [], "sentences": 3, "verdict": {"a": [1]}}'),
    "no JSON": _says(f"I cannot. Your key is {KEY}."),
    "endless repetition": _says("very " * 4000, finish_reason="length"),
    "another language": lambda s: setattr(s, "always", _foreign),
    "of two minds": lambda s: setattr(s, "always", _two_minds()),
    "down for a while": lambda s: s.faults.extend([f.Fault(refuses=True)] * N_REFUSED),
}
PASSING = ("slow", "429 with a wait")
"""Faults that one call outlives: the article must be finished at once."""
ANSWERING = (*PASSING, "of two minds", "down for a while")
"""Faults under which a claim may be answered yes, and so turn green by the model."""
