"""Writing from a plan that was edited: what an earlier run gathered is taken over, the plan is followed."""

from __future__ import annotations

from pathlib import Path

import pytest

from deepnews.agents.graph import run_pipeline
from deepnews.agents.plan_text import PLAN_TEXT, rank_line
from deepnews.agents.run_folder import PLAN, RunFolder
from deepnews.agents.state import Toolbox
from deepnews.app.assignment_file import read_assignment_file
from deepnews.app.plan_service import write_from_plan
from deepnews.app.service import Outcome
from deepnews.app.summary import run_summary
from deepnews.errors import UsageError
from deepnews.eval.hfr import measure
from deepnews.schemas.assignment import Assignment
from deepnews.settings import Settings
from deepnews.text import outside_quotes

DOSSIERS = Path(__file__).parents[2] / "examples" / "dossiers"


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("home")


@pytest.fixture(scope="module")
def settings(home: Path) -> Settings:
    return Settings(model="scripted", embedder="hashing", data_dir=home / "data", cache_dir=home / "cache")


@pytest.fixture(scope="module")
def first(home: Path, settings: Settings) -> RunFolder:
    """A finished run on the Chinese dossier, whose sources are the shorter ones."""
    values = read_assignment_file(DOSSIERS / "zh" / "assignment.yaml").values
    assignment = Assignment(**{**values, "n_chars_target": 800, "schema_code": "auto"})
    folder = RunFolder(home / "first")
    folder.path.mkdir()
    folder.write_assignment(assignment)
    run_pipeline(assignment, folder, Toolbox(settings=settings, measure=measure), lambda event: None)
    return folder


def rewritten(plan: Path, home: Path, settings: Settings, **given: object) -> RunFolder:
    outcome: Outcome = write_from_plan(plan, None, given, settings, home / "runs", lambda event: None)
    assert outcome.error is None
    return RunFolder(outcome.folder)


def test_the_form_is_chosen_by_what_the_facts_fill_and_the_ranking_is_shown(first: RunFolder) -> None:
    plan, record = first.read_plan(), first.read_record()
    ranking = plan.schema_ranking
    assert plan.schema_code == record.schema_code == ranking[0].code
    assert len(ranking) == 12 and [r.score for r in ranking] == sorted((r.score for r in ranking), reverse=True)
    line = rank_line(ranking[0])
    assert line in run_summary(record, first.path) and line in first.read_text(PLAN_TEXT)
    assert "写法排序" in first.read_text("report.html") and ranking[-1].title in first.read_text("report.html")


@pytest.mark.parametrize("name", [PLAN_TEXT, PLAN])
def test_an_unchanged_plan_gives_the_same_article(first: RunFolder, home: Path, settings: Settings, name: str) -> None:
    again = rewritten(first.path / name, home, settings)
    assert again.read_draft() == first.read_draft()
    assert again.read_facts() == first.read_facts()
    stages = {str(e["stage"]) for e in again.read_events() if e["event"] == "stage"}
    assert stages.isdisjoint({"brief", "forage", "note"}) and "draft" in stages


def test_the_edited_outline_is_followed(first: RunFolder, home: Path, settings: Settings) -> None:
    plan = first.read_plan()
    last = plan.blocks[-1]
    dropped = plan.blocks[0].beats[0].fact_ids[0]
    text = first.read_text(PLAN_TEXT)
    lines = [row for row in text.splitlines() if not row.startswith(f"1. {dropped}")]
    edited = first.path / "edited.md"
    edited.write_text("\n".join(lines).replace(f"{last.block_id} · {last.role}", "B77 · coda"), encoding="utf-8")
    with pytest.raises(UsageError, match=r"edited\.md, line \d+: the blocks add up to"):
        rewritten(edited, home, settings)  # the slot that is gone would have been part of the length
    edited.write_text("\n".join(lines), encoding="utf-8")
    draft = rewritten(edited, home, settings).read_draft()
    assert dropped not in {i for s in draft.sentences for i in s.fact_ids}


def test_the_house_style_touches_the_writer_s_words_only(first: RunFolder, home: Path, settings: Settings) -> None:
    house = home / "house.yaml"
    house.write_text("words: {写明: 载明}\nbanned: [载明]\n", encoding="utf-8")
    again = rewritten(first.path / PLAN, home, settings.model_copy(update={"house_style": house}))
    before, after = (" ".join(s.text for s in run.read_draft().sentences) for run in (first, again))
    assert "写明" in outside_quotes(before) and "写明" not in outside_quotes(after)
    assert after == before.replace("写明", "载明") or "写明" in after
    assert any("'载明' stands in the article" in w for w in again.read_record().warnings)


def test_what_would_need_other_facts_is_refused(first: RunFolder, home: Path, settings: Settings) -> None:
    with pytest.raises(UsageError, match=r"--topic, --length cannot be given with --plan"):
        rewritten(first.path / PLAN, home, settings, topic="Another", n_chars_target=900)
    alone = home / "alone"
    alone.mkdir()
    (alone / PLAN_TEXT).write_text(first.read_text(PLAN_TEXT), encoding="utf-8")
    with pytest.raises(UsageError, match="holds no Facts of a run"):
        rewritten(alone / PLAN_TEXT, home, settings)
