"""Errors planted into true articles over the sample dossiers, and how many the checker of articles found.

Use: python tests/bench/corrupt_articles.py [N [SEED [FOLDER]]], N errors of each kind an article, 3 by default, seed 7,
FOLDER `articles` (ten, on which the rules were mended), `articles_second` (four) or `articles_third` (two); these two
were written before any look at what the checker says of them. Each article goes through `deepnews eval corrupt`; the
table adds them up.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections import Counter
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]
CASES = ROOT / "tests" / "integration" / "cases"
COMMAND = (sys.executable, "-c", "from deepnews.app.cli import main; main()", "eval", "corrupt")


def measured(article: Path, n_errors: int, seed: int) -> dict[str, Any]:
    """What the command prints of one article."""
    sources = ROOT / "examples" / "dossiers" / article.name[:2] / "sources"
    options = ["--sources", str(sources), "-k", str(n_errors), "--seed", str(seed), "--json", "--quiet"]
    done = subprocess.run([*COMMAND, str(article), *options], stdout=subprocess.PIPE, check=True, encoding="utf-8")
    return dict(json.loads(done.stdout.splitlines()[-1]))


def table(n_errors: int, seed: int, folder: str) -> str:
    """Lines of a Markdown table over all articles."""
    planted: Counter[str] = Counter()
    caught: Counter[str] = Counter()
    reds: Counter[str] = Counter()
    for article in sorted((CASES / folder).glob("*.md")):
        sys.stderr.write(f"{article.name}\n")
        result = measured(article, n_errors, seed)
        planted.update(result["planted"])
        caught.update(result["caught"])
        reds.update(result["false_reds"])
    lines = [f"| {kind} | {caught[kind]} of {n} |" for kind, n in planted.items()]
    lines.append(f"| true sentences red | {reds['n_red_before']} of {reds['n_sentences']} |")
    lines.append(f"| untouched ones that turned red | {reds['n_turned_red']} of {reds['n_untouched']} |")
    return "\n".join(["| planted | caught |", "|---|--:|", *lines])


if __name__ == "__main__":
    given = (*sys.argv[1:], *("3", "7", "articles")[len(sys.argv) - 1 :])
    sys.stdout.write(table(int(given[0]), int(given[1]), given[2]) + "\n")
