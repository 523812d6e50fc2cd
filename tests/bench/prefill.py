"""What it saves to read the forced beginning of a reply instead of sampling it. Use: python tests/bench/prefill.py RUN

The first eight draft requests of a finished run go to the local model twice, with the beginning sampled and with it
read (`core/prefill.py`); each way has a model of its own, warmed by one request more.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from unittest.mock import patch

from pydantic import JsonValue

from deepnews import local_model
from deepnews.agents.candidates import Bench, sentence_request
from deepnews.agents.materials import load_materials
from deepnews.agents.run_folder import RunFolder
from deepnews.llm import ChatModel, ChatRequest
from deepnews.models import open_model
from deepnews.prefill import Prefill, prefill_of
from deepnews.settings import Settings, load_settings

N_REQUESTS = 8


def requests(run: RunFolder, settings: Settings, model: ChatModel) -> list[ChatRequest]:
    """Requests for the first beats of the blocks of `run`, two attempts at each."""
    assignment, plan = run.read_assignment(), run.read_plan()
    materials = load_materials(assignment, settings, lambda *_: None)
    bench = Bench(
        model=model,
        index=materials.index,
        runs=materials.runs,
        documents=materials.corpus.by_id,
        facts={f.fact_id: f for f in run.read_facts()},
        language=assignment.language,
        seed=assignment.seed,
        answers=plan.answer_fact_ids,
    )
    beats = [beat for block in plan.blocks for beat in block.beats[:2]]
    made = [sentence_request([bench.facts[b.fact_ids[0]]], b.lead_in, "", bench, n) for b in beats for n in range(2)]
    return made[:N_REQUESTS]


def seconds(settings: Settings, asked: Sequence[ChatRequest]) -> tuple[float, float, int]:
    """Processor and wall seconds of the requests, and the tokens of the replies."""
    model = open_model(settings)
    try:
        model.complete(asked[0].model_copy(update={"seed": 99}))
        cpu_s, wall_s = time.process_time(), time.perf_counter()
        n_tokens = sum(model.complete(request).n_output_tokens for request in asked)
        return time.process_time() - cpu_s, time.perf_counter() - wall_s, n_tokens
    finally:
        model.close()


def main(folder: Path) -> None:
    """Print one line for each way."""
    settings = load_settings(use_cache=False)
    first = open_model(settings)
    asked = requests(RunFolder.open(folder), settings, first)
    first.close()
    ways: dict[str, Callable[[dict[str, JsonValue] | None], Prefill | None]]
    ways = {"sampled": lambda _: None, "read": prefill_of}
    for name, way in ways.items():
        with patch.object(local_model, "prefill_of", way):
            cpu_s, wall_s, n_tokens = seconds(settings, asked)
        sys.stdout.write(f"{name}: {cpu_s:.1f} s of processor time, {wall_s:.1f} s wall, {n_tokens} tokens\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
