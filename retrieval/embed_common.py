"""What all embedders need: names, clean texts, and how many cores are free."""

from __future__ import annotations

import os

MINILM = "all-MiniLM-L6-v2"
E5 = "multilingual-e5-small"
E5_FLOOR = 0.80
"""Cosine that texts without anything in common have in multilingual-e5-small."""
_N_CHARS_MAX = 8000
"""No model here reads further; cutting first keeps its tokenizer quick."""


def clean(text: str) -> str:
    """`text` without what the engines choke on (NUL, lone surrogates), cut to what a model can read."""
    kept = text[:_N_CHARS_MAX].replace("\0", " ")
    return kept.encode("utf-8", "replace").decode("utf-8")


def n_free_cores() -> int:
    """Threads to compute with: the cores nobody uses now, unless OMP_NUM_THREADS decides.

    On a busy machine two threads that wait for each other are slower than one.
    """
    set_by_user = os.environ.get("OMP_NUM_THREADS", "")
    if set_by_user.isdigit() and int(set_by_user) > 0:
        return int(set_by_user)
    import psutil

    busy_percent = psutil.cpu_percent(interval=0.2, percpu=True)
    n_free = sum(1 for percent in busy_percent if percent < 50.0)
    return max(1, n_free)
