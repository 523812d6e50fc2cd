"""Runs for the tests in Chromium: written by the program itself, with errors planted and found by its own checker."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

from deepnews.agents.layered import checker_name
from deepnews.agents.materials import load_materials
from deepnews.agents.publish import Publication, write_outputs
from deepnews.agents.run_folder import ARTICLE, ARTICLE_DOCX, CLAIMS, DRAFT, REPORT, RunFolder
from deepnews.agents.verify import verify_claims
from deepnews.eval.hfr import measure
from deepnews.schemas.draft import Draft, DraftBlock, Paragraph, Sentence
from deepnews.schemas.facts import Disagreement
from deepnews.schemas.plan import PlanReview, ReportingToDo
from deepnews.scripted_model import ScriptedModel
from deepnews.settings import Settings

DOSSIERS = Path(__file__).parents[2] / "examples" / "dossiers"
N_PLANTED = 2
_FIGURE = re.compile(r"[£$]?\d{1,3}(?:\.\d+)? ?(?:million|万|%)")


def write_run(language: str, parent: Path, environment: dict[str, str]) -> Path:
    """The folder of a run that the command line has written from the sample dossier."""
    command = [sys.executable, "-c", "from deepnews.app.cli import main; main()", "write", "--quiet"]
    command += ["--assignment", str(DOSSIERS / language / "assignment.yaml"), "--out", str(parent / language)]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False, timeout=900)
    assert done.returncode == 0, done.stderr
    return next((parent / language).iterdir())


def falsify(folder: Path) -> None:
    """Change figures of an article and let the checker find it out: claims, record and outputs are those of now."""
    run = RunFolder.open(folder)
    settings = Settings(model="scripted", embedder="hashing", cache_dir=folder.parent / "cache", use_cache=False)
    materials = load_materials(run.read_assignment(), settings, lambda *_: None)
    draft, facts, record = _falsified(run.read_draft()), run.read_facts(), run.read_record()
    model = ScriptedModel()
    claims = verify_claims(draft, facts, materials.corpus, materials.index, model, draft.language)
    ledger = measure(draft, claims, facts, materials.corpus, checker_name(model, draft.language))
    changed = {"run_dir": str(folder), "state": "red", "hfr": ledger.hfr, "companions": ledger.companions}
    record = record.model_copy(update=changed)
    run.write_draft(draft)
    run.write_claims(claims)
    write_outputs(run, Publication(draft, materials.corpus, facts, ledger, record))
    run.write_record(record)
    assert len(ledger.red) == N_PLANTED, f"{N_PLANTED} errors were planted, {len(ledger.red)} found"


def wait_with_plan(folder: Path) -> None:
    """Take a run back to the moment when its plan waits, with a gap to report and two sources that differ."""
    run = RunFolder.open(folder)
    for name in (DRAFT, CLAIMS, ARTICLE, ARTICLE_DOCX, REPORT):
        (folder / name).unlink()
    gap = ReportingToDo(slot="aftermath", question="Who paid for the recall?", reason="no source says it")
    run.write_plan(run.read_plan().model_copy(update={"todos": (gap,)}))
    first, second = run.read_facts()[:2]
    pair = Disagreement(
        about="units sold", fact_ids=(first.fact_id, second.fact_id), values=("400", "412"), note="The later one: 412."
    )
    run.write_disagreements([pair])
    run.write_record(run.read_record().model_copy(update={"state": "waiting", "headline": "", "hfr": None}))
    run.write_review(PlanReview(wanted=True))


def _falsified(draft: Draft) -> Draft:
    """The draft with a wrong figure in `N_PLANTED` paragraphs, those first that have one outside quotation marks."""
    paragraphs = [p.sentences for b in draft.blocks for p in b.paragraphs]
    plain = {n: s for n, p in enumerate(paragraphs) for s in p[::-1] if _FIGURE.search(_outside(s.text))}
    quoted = {n: s for n, p in enumerate(paragraphs) for s in p[::-1] if n not in plain and _FIGURE.search(s.text)}
    ids = {s.sentence_id for s in [*plain.values(), *quoted.values()][:N_PLANTED]}
    return draft.model_copy(update={"blocks": tuple(_wrong_block(b, ids) for b in draft.blocks)})


def _wrong_block(block: DraftBlock, ids: set[str]) -> DraftBlock:
    paragraphs = tuple(
        Paragraph(sentences=tuple(_wrong(s) if s.sentence_id in ids else s for s in p.sentences))
        for p in block.paragraphs
    )
    return block.model_copy(update={"paragraphs": paragraphs})


def _outside(text: str) -> str:
    return re.sub("“[^”]*”", "", text)


def _wrong(sentence: Sentence) -> Sentence:
    found = _FIGURE.search(_outside(sentence.text)) or _FIGURE.search(sentence.text)
    figure = found.group() if found else ""
    wrong = re.sub(r"\d", lambda m: "4" if m.group() == "9" else "9", figure, count=2)
    return sentence.model_copy(update={"text": sentence.text.replace(figure, wrong)})
