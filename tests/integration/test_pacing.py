"""Pacing inside whole runs on the scripted model: the same plan with and without, in both languages."""

from __future__ import annotations

from pathlib import Path

import pytest

from deepnews.agents.graph import run_pipeline
from deepnews.agents.pace.claims import differences
from deepnews.agents.run_folder import RunFolder
from deepnews.agents.state import Toolbox
from deepnews.app.assignment_file import read_assignment_file
from deepnews.eval.hfr import measure
from deepnews.schemas.assignment import Assignment
from deepnews.schemas.base import Language
from deepnews.schemas.draft import Draft
from deepnews.schemas.pacing import Pacing
from deepnews.schemas.run import RunRecord
from deepnews.settings import Settings

DOSSIERS = Path(__file__).parents[2] / "examples" / "dossiers"


def run(language: Language, pacing: Pacing, tmp_path: Path) -> tuple[Draft, RunRecord]:
    """A short article of the sample dossier; both runs share the cache of replies, hence the draft."""
    values = read_assignment_file(DOSSIERS / language / "assignment.yaml").values
    assignment = Assignment(**{**values, "n_chars_target": 1800 if language == "en" else 800})
    settings = Settings(
        model="scripted", embedder="hashing", data_dir=tmp_path / "data", cache_dir=tmp_path / "cache", pacing=pacing
    )
    folder = RunFolder(tmp_path / pacing)
    folder.path.mkdir()
    folder.write_assignment(assignment)
    record = run_pipeline(assignment, folder, Toolbox(settings=settings, measure=measure), lambda event: None)
    return folder.read_draft(), record


@pytest.mark.parametrize("language", ["en", "zh"])
def test_a_paced_article_says_what_the_unpaced_says(language: Language, tmp_path: Path) -> None:
    plain, measured = run(language, "measure", tmp_path)
    paced, rewritten = run(language, "rewrite", tmp_path)
    assert measured.pacing is not None and rewritten.pacing is not None
    assert measured.hfr is not None and rewritten.hfr is not None
    assert measured.pacing_account is None and rewritten.pacing_account is not None
    assert rewritten.pacing_account.before == measured.pacing
    assert rewritten.pacing.sentence_length_cv > 1.3 * measured.pacing.sentence_length_cv
    assert (rewritten.hfr.value or 0.0) >= (measured.hfr.value or 0.0)
    assert rewritten.companions is not None and rewritten.companions.n_altered_quotations == 0
    texts = [[s.text for s in d.sentences] for d in (plain, paced)]
    assert not differences(texts[0], texts[1], language)


def test_pacing_can_be_off(tmp_path: Path) -> None:
    _, record = run("en", "off", tmp_path)
    assert record.pacing is None and record.pacing_account is None and record.hfr is not None
