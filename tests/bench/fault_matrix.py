"""Every fault of a model's server against every stage that calls a model: a Markdown table of what came of it.

Use: python tests/bench/fault_matrix.py [FOLDER] [STAGE ...]. Ends with 1 when a cell is not what was promised.
"""

from __future__ import annotations

import os
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

sys.path.append(str(Path(__file__).parents[1] / "integration" / "faults"))

from fault_catalogue import FAULTS
from fault_cells import ENVIRONMENT, STAGES, Matrix

N_AT_ONCE = 4


def table(root: Path, stages: tuple[str, ...]) -> tuple[list[str], int]:
    """Lines of the table, and how many cells broke a promise."""
    matrix = Matrix(root)
    cells = [(fault, stage) for fault in FAULTS for stage in stages]

    def text(cell: tuple[str, str]) -> str:
        try:
            return matrix.cell(*cell).text
        except AssertionError as error:
            return f"**broken: {error}**"

    with ThreadPoolExecutor(N_AT_ONCE) as pool:
        texts = dict(zip(cells, pool.map(text, cells), strict=True))
    lines = [f"| fault | {' | '.join(stages)} |", f"|---{'|---' * len(stages)}|"]
    lines += [f"| {fault} | {' | '.join(texts[fault, stage] for stage in stages)} |" for fault in FAULTS]
    return lines, sum(text.startswith("**") for text in texts.values())


def main() -> int:
    """Exit code of the whole matrix."""
    root = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(tempfile.mkdtemp(prefix="deepnews-faults-"))
    os.environ |= {**ENVIRONMENT, "DEEPNEWS_DATA_DIR": str(root / "data"), "DEEPNEWS_CACHE_DIR": str(root / "cache")}
    started = time.monotonic()
    lines, n_broken = table(root, tuple(sys.argv[2:]) or STAGES)
    n_cells = len(FAULTS) * (len(lines[0].split("|")) - 3)
    lines.append(f"\n{n_cells} cells, {n_broken} broken, {time.monotonic() - started:.0f} s, {N_AT_ONCE} at once.")
    sys.stdout.write("\n".join(lines) + "\n")
    return 1 if n_broken else 0


if __name__ == "__main__":
    sys.exit(main())
