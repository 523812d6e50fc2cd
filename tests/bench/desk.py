"""Seconds of one core that the desk's pages take. Use: python tests/bench/desk.py RUN, a finished run.

They tell more on a busy machine than the wall does. The way through the browser is not in them.
"""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from deepnews.agents.article_edit import SeenSentence
from deepnews.agents.decompose import decompose
from deepnews.agents.run_folder import RunFolder
from deepnews.app.desk.editing import save
from deepnews.app.desk.proposals import propose
from deepnews.app.desk.reading import read_run
from deepnews.app.desk.runs import run_rows
from deepnews.schemas.draft import Draft, DraftBlock, Paragraph

N_RUNS = 200
N_CHARS = 10_000
N_CLAIMS = 300


def cpu_s(work: Callable[[], object]) -> float:
    """Seconds of one core that `work` takes."""
    started = time.process_time()
    work()
    return time.process_time() - started


def many_runs(run: Path, parent: Path) -> None:
    """`N_RUNS` copies of a run; they share their files on the disk, which are never changed but replaced."""
    first = shutil.copytree(run, parent / f"{run.name}-000", ignore=shutil.ignore_patterns("*.sqlite*"))
    for number in range(1, N_RUNS):
        shutil.copytree(first, parent / f"{run.name}-{number:03d}", copy_function=os.link)


def long_article(run: Path) -> tuple[int, int]:
    """Characters and claims of the run's article after it has been repeated until it has enough of both."""
    folder = RunFolder(run)
    draft, claims = folder.read_draft(), folder.read_claims()
    verdicts = {c.claim.text: c for c in claims}
    blocks: list[DraftBlock] = []
    n_claims = 0
    while n_claims < N_CLAIMS:
        blocks += [_again(b, len(blocks)) for b in draft.blocks]
        n_claims += len(claims)
    longer = Draft(language=draft.language, headline=draft.headline, blocks=tuple(blocks))
    found = [verdicts[i.claim.text].model_copy(update={"claim": i.claim}) for i in decompose(longer)]
    folder.write_draft(longer)
    folder.write_claims(found)
    return longer.n_chars, len(found)


def _again(block: DraftBlock, number: int) -> DraftBlock:
    def renamed(paragraph: Paragraph) -> Paragraph:
        named = (s.model_copy(update={"sentence_id": f"{s.sentence_id}-{number}"}) for s in paragraph.sentences)
        return Paragraph(sentences=tuple(named))

    return block.model_copy(update={"paragraphs": tuple(renamed(p) for p in block.paragraphs)})


def first_paragraph(run: Path) -> tuple[SeenSentence, ...]:
    """The article's first paragraph as a reader sees it."""
    sentences = RunFolder(run).read_draft().blocks[0].paragraphs[0].sentences
    return tuple(SeenSentence(s.sentence_id, s.text) for s in sentences)


def main(run: Path) -> None:
    """Print a line for each thing that is waited for."""
    with tempfile.TemporaryDirectory() as name:
        runs = Path(name)
        many_runs(run, runs)
        print(f"list of {N_RUNS} runs, first time: {cpu_s(lambda: run_rows(runs)):.2f} s")
        print(f"list of {N_RUNS} runs, again: {cpu_s(lambda: run_rows(runs)):.2f} s")
        one = next(runs.iterdir())
        n_chars, n_claims = long_article(one)
        what = f"article of {n_chars:,} characters with {n_claims} claims"
        print(f"{what}, opened: {cpu_s(lambda: read_run(one).model_dump(mode='json')):.2f} s")
        print(f"{what}, again: {cpu_s(lambda: read_run(one).model_dump(mode='json')):.2f} s")
        other = sorted(runs.iterdir())[-1]
        print(f"sources read for editing: {cpu_s(lambda: propose(other, first_paragraph(other), 'cut')):.2f} s")
        for times in ("first", "second"):
            seen = first_paragraph(other)
            text = " ".join(s.text for s in seen) + f" The {times} well closed on 3 May 1802."
            spent = cpu_s(lambda seen=seen, text=text: save(other, seen, text, "Ada"))  # type: ignore[misc]
            print(f"paragraph checked, kept and published, {times} time: {spent:.2f} s")


if __name__ == "__main__":
    os.environ.setdefault("DEEPNEWS_EMBEDDER", "hashing")
    main(Path(sys.argv[1]).absolute())
