"""How much of what careful readers would use does the evidence hold?

Readers who knew an assignment and its sources, but neither a key nor what any system finds, graded the sentences of
seven packs: 3 an editor would miss it, 2 well told or quoted, 1 useful; what is not listed is none of these. The grades
(grades/PACK.tsv: file, offsets into the loaded text, grade) are many more than the facts of a key, so that a difference
between two ways to gather shows sooner.

Use: python tests/bench/graded.py PACKS [SYSTEM ...]. PACKS is a folder of source packs; the dossiers of examples/ are
read beside them. Prints, at 30,000 characters, the share of the sentences graded 3, and of those graded 2 or 3, that
each system holds whole (all systems of `deepnews eval forage` can be named; ours, topk, mmr and bm25 else).
"""

from __future__ import annotations

import csv
import sys
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Final, NamedTuple, get_args

from deepnews.app.assignment_file import make_assignment, read_assignment_file
from deepnews.eval.forage_eval.run import Prepared, prepared
from deepnews.eval.forage_eval.systems import SYSTEMS, System
from deepnews.retrieval.load import load_corpus
from deepnews.schemas.corpus import Corpus, Passage
from deepnews.settings import load_settings

GRADES: Final = Path(__file__).parent / "grades"
DOSSIERS: Final = Path(__file__).parents[2] / "examples" / "dossiers"
OWN: Final = {"longnight": DOSSIERS / "en" / "assignment.yaml", "zh-dossier": DOSSIERS / "zh" / "assignment.yaml"}
N_CHARS: Final = 30_000


class Graded(NamedTuple):
    """A sentence, or a few, with the grade that a reader gave."""

    file: str
    start: int
    end: int
    grade: int


def read_grades(path: Path) -> list[Graded]:
    """The graded sentences of a pack."""
    with path.open(encoding="utf-8", newline="") as stream:
        rows = csv.DictReader(stream, delimiter="\t")
        return [Graded(r["file"], int(r["start"]), int(r["end"]), int(r["grade"])) for r in rows]


def held(graded: Iterable[Graded], passages: Iterable[Passage], corpus: Corpus) -> list[Graded]:
    """Those that stand whole in one of the passages."""
    spans: dict[str, list[tuple[int, int]]] = defaultdict(list)
    for p in passages:
        spans[Path(corpus.by_id[p.doc_id].path).name].append((p.start, p.end))
    return [g for g in graded if any(start <= g.start and g.end <= end for start, end in spans[g.file])]


def shares(graded: Sequence[Graded], found: Sequence[Graded]) -> tuple[float, float]:
    """The share held of those graded 3, and of those graded 2 or 3."""
    of_three, of_two = (
        sum(g.grade >= least for g in found) / max(1, sum(g.grade >= least for g in graded)) for least in (3, 2)
    )
    return of_three, of_two


def silent(stage: str, done: int, total: int) -> None:
    """Progress that nobody watches."""


def each_pack(tables: Path, packs: Path) -> Iterator[tuple[Path, Corpus, Prepared]]:
    """The table of each pack that has one in the folder `tables`, its sources, and both made ready to be foraged."""
    for path in sorted(tables.glob("*.tsv")):
        file = OWN.get(path.stem, packs / path.stem / "pack.yaml")
        assignment = make_assignment(read_assignment_file(file), {})
        corpus = load_corpus(assignment.sources, cache_dir=None)
        yield path, corpus, prepared(assignment, corpus, load_settings(), silent)


def main(packs: Path, systems: Sequence[System]) -> None:
    """Print a line a pack and the means."""
    sys.stdout.write(f"| pack | {' | '.join(systems)} |\n|---|{'--:|' * len(systems)}\n")
    rows = []
    for path, corpus, ready in each_pack(GRADES, packs):
        graded = read_grades(path)
        reachable = held(graded, ready.index.passages, corpus)
        if len(reachable) < len(graded):
            sys.stderr.write(f"{path.stem}: {len(graded) - len(reachable)} of {len(graded)} are in no passage\n")
        rows.append([shares(graded, held(graded, ready.gatherer.gather(s, N_CHARS), corpus)) for s in systems])
        sys.stdout.write(f"| `{path.stem}` | {' | '.join(f'{a:.0%} / {b:.0%}' for a, b in rows[-1])} |\n")
        sys.stdout.flush()
    means = [tuple(sum(row[i][k] for row in rows) / len(rows) for k in (0, 1)) for i in range(len(systems))]
    sys.stdout.write(f"| mean | {' | '.join(f'{a:.0%} / {b:.0%}' for a, b in means)} |\n")


if __name__ == "__main__":
    named = [s for s in get_args(System) if s in sys.argv[2:]]
    main(Path(sys.argv[1]), named or SYSTEMS)
