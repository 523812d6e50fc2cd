"""Errors planted into the ten true articles over the sample dossiers, and how many the checker of articles found.

Use: python tests/bench/corrupt_articles.py [N], N errors of each kind an article, 3 by default. Each article goes
through `deepnews eval corrupt` with seed 7; the table adds them up.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections import Counter
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]
ARTICLES = ROOT / "tests" / "integration" / "cases" / "articles"
COMMAND = (sys.executable, "-c", "from deepnews.app.cli import main; main()", "eval", "corrupt")


def measured(article: Path, n_errors: int) -> dict[str, Any]:
    """What the command prints of one article."""
    sources = ROOT / "examples" / "dossiers" / article.name[:2] / "sources"
    options = ["--sources", str(sources), "-k", str(n_errors), "--seed", "7", "--json", "--quiet"]
    done = subprocess.run([*COMMAND, str(article), *options], stdout=subprocess.PIPE, check=True, encoding="utf-8")
    return dict(json.loads(done.stdout.splitlines()[-1]))


def table(n_errors: int) -> str:
    """Lines of a Markdown table over all articles."""
    planted: Counter[str] = Counter()
    caught: Counter[str] = Counter()
    reds: Counter[str] = Counter()
    for article in sorted(ARTICLES.glob("*.md")):
        sys.stderr.write(f"{article.name}\n")
        result = measured(article, n_errors)
        planted.update(result["planted"])
        caught.update(result["caught"])
        reds.update(result["false_reds"])
    lines = [f"| {kind} | {caught[kind]} of {n} |" for kind, n in planted.items()]
    lines.append(f"| true sentences red | {reds['n_red_before']} of {reds['n_sentences']} |")
    lines.append(f"| untouched ones that turned red | {reds['n_turned_red']} of {reds['n_untouched']} |")
    return "\n".join(["| planted | caught |", "|---|--:|", *lines])


if __name__ == "__main__":
    sys.stdout.write(table(int(sys.argv[1]) if sys.argv[1:] else 3) + "\n")
