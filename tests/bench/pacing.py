"""Processor time to measure the pacing of an article. Use: python tests/bench/pacing.py ARTICLE [en|zh]

The text is repeated or cut to 10,000 characters; the aim is under 100 ms.
"""

from __future__ import annotations

import sys
import time
from pathlib import Path
from typing import Literal

from deepnews.agents.pace.constraints import read_all
from deepnews.agents.pace.prose import prose_of_text

N_CHARS = 10_000
N_ROUNDS = 20


def milliseconds(text: str, language: Literal["en", "zh"]) -> list[float]:
    """Processor time of each round, the first (which reads the lists) apart at the front."""
    times = []
    for _ in range(N_ROUNDS + 1):
        begin = time.process_time()
        read_all(prose_of_text(text, language))
        times.append(1000 * (time.process_time() - begin))
    return times


if __name__ == "__main__":
    article = Path(sys.argv[1]).read_text(encoding="utf-8") + "\n\n"
    text = (article * (N_CHARS // len(article) + 1))[:N_CHARS]
    first, *rest = milliseconds(text, "zh" if "zh" in sys.argv[2:] else "en")
    median = sorted(rest)[len(rest) // 2]
    sys.stdout.write(
        f"{N_CHARS:,} characters: first {first:.0f} ms, then {min(rest):.0f} to {max(rest):.0f}, median {median:.0f}\n"
    )
