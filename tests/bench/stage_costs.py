"""Where a run spent its time: a table of stages from its record. Use: python tests/bench/stage_costs.py RUN_FOLDER"""

from __future__ import annotations

import sys
from pathlib import Path

from deepnews.agents.run_folder import RunFolder
from deepnews.schemas.run import RunRecord


def table(record: RunRecord) -> str:
    """Lines of a Markdown table, the share of the model in the wall time last."""
    lines = [
        "| stage | wall s | model s | calls | prompt tokens | of them cached | output tokens |",
        "|---|--:|--:|--:|--:|--:|--:|",
    ]
    for name, cost in record.stages.items():
        figures = (cost.n_model_calls, cost.n_prompt_tokens, cost.n_cached_tokens, cost.n_output_tokens)
        lines.append(f"| {name} | {cost.wall_s:.1f} | {cost.model_s:.1f} | " + " | ".join(map(str, figures)) + " |")
    wall_s = sum(c.wall_s for c in record.stages.values())
    model_s = sum(c.model_s for c in record.stages.values())
    lines.append(f"\nModel share of wall time: {model_s / wall_s:.0%}; peak memory {record.peak_rss_mib:.0f} MiB.")
    return "\n".join(lines)


if __name__ == "__main__":
    sys.stdout.write(table(RunFolder.open(Path(sys.argv[1])).read_record()) + "\n")
