"""How many key facts does the evidence hold when a careful reader has marked the sources first?

Before it gathers, a run with a large model lets it mark what the article needs (`agents/mark.py`). For each pack with
a key the very prompts of that stage were answered by readers who saw nothing else: no key, no other system. Their
marks (marks/PACK.tsv: file, offsets into the loaded text, grade) stand here in the place of a model's, so that what
the stage is worth with a reader as good as they can be measured without one.

Use: python tests/bench/marked.py PACKS. PACKS is a folder of source packs; the dossier of examples/ is read beside
them. Prints the share of the key facts at four budgets, without and with the marks, and what all that is marked holds.
"""

from __future__ import annotations

import csv
import sys
from pathlib import Path
from typing import Final

from graded import each_pack

from deepnews.eval.forage_eval.keys import found_in, read_key
from deepnews.eval.forage_eval.run import BUDGETS
from deepnews.schemas.corpus import Corpus, Passage
from deepnews.schemas.evidence import Mark

ROOT: Final = Path(__file__).parents[2]
MARKS: Final = Path(__file__).parent / "marks"


def read_marks(path: Path, corpus: Corpus) -> tuple[Mark, ...]:
    """The marks of a pack."""
    doc_id_of = {Path(d.path).name: d.doc_id for d in corpus.documents}
    with path.open(encoding="utf-8", newline="") as stream:
        rows = csv.DictReader(stream, delimiter="\t")
        return tuple(
            Mark(doc_id=doc_id_of[r["file"]], start=int(r["start"]), end=int(r["end"]), grade=int(r["grade"]))
            for r in rows
        )


def as_passage(mark: Mark, corpus: Corpus) -> Passage:
    """What is marked, as a passage."""
    text = corpus.by_id[mark.doc_id].text[mark.start : mark.end]
    return Passage(
        passage_id=f"{mark.doc_id}:{mark.start}", doc_id=mark.doc_id, start=mark.start, end=mark.end, text=text
    )


def main(packs: Path) -> None:
    """Print a line a pack and the means."""
    heads = [f"{budget:,}" for budget in BUDGETS]
    sys.stdout.write(f"| pack | {' | '.join(heads)} | all that is marked |\n|---|{'--:|' * (len(heads) + 1)}\n")
    rows: list[list[tuple[float, float]]] = []
    for path, corpus, ready in each_pack(MARKS, packs):
        facts, marks = read_key(ROOT / "eval" / "keys" / f"{path.stem}.yaml").facts, read_marks(path, corpus)
        rows.append([])
        for budget in BUDGETS:
            gathered = (ready.gatherer.gather("ours", budget, used) for used in ((), marks))
            without, with_marks = (len(found_in(facts, found, corpus)) / len(facts) for found in gathered)
            rows[-1].append((without, with_marks))
        n_chars = sum(m.end - m.start for m in marks)
        of_all = len(found_in(facts, [as_passage(m, corpus) for m in marks], corpus))
        cells = " | ".join(f"{a:.0%} to {b:.0%}" for a, b in rows[-1])
        sys.stdout.write(f"| `{path.stem}` | {cells} | {of_all} of {len(facts)} in {n_chars:,} |\n")
        sys.stdout.flush()
    means = [tuple(sum(row[i][k] for row in rows) / len(rows) for k in (0, 1)) for i in range(len(BUDGETS))]
    sys.stdout.write(f"| mean | {' | '.join(f'{a:.1%} to {b:.1%}' for a, b in means)} | |\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
