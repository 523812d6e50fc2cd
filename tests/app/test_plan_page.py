"""The plan desk: what lies on it, every change to a card, and the approval; the start of the process is replaced."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from deepnews.agents.run_folder import DRAFT, RECORD, RunFolder
from deepnews.app.views import plan as view
from deepnews.schemas.plan import AtomicBlock, PlanReview

OpenPage = Callable[..., AppTest]


@pytest.fixture
def waiting(run: Path) -> RunFolder:
    """The run as it lies after its plan."""
    folder = RunFolder(run)
    (run / DRAFT).unlink()
    folder.write_record(folder.read_record().model_copy(update={"state": "waiting"}))
    folder.write_review(PlanReview(wanted=True))
    return folder


@pytest.fixture
def started(monkeypatch: pytest.MonkeyPatch) -> list[Path]:
    """The folders in which a process would have been started."""
    found: list[Path] = []
    monkeypatch.setattr(view, "start", found.append)
    return found


def button(page: AppTest, prefix: str) -> list[object]:
    return [b for b in page.button if str(b.key).startswith(prefix)]


def press(page: AppTest, prefix: str) -> AppTest:
    found = next(b for b in page.button if str(b.key).startswith(prefix) and not b.disabled)
    found.click().run()
    assert not page.exception
    return page


def told(block: AtomicBlock) -> list[str]:
    return [b.fact_ids[0] for b in block.beats]


def test_cards_show_role_point_facts_quota_and_what_is_missing(open_page: OpenPage, waiting: RunFolder) -> None:
    page = open_page("plan", waiting.path.name)
    plan = waiting.read_plan()
    assert [t.value for t in page.text_area] == [b.point for b in plan.blocks]
    shown = " ".join(h.value for h in page.get("html"))
    facts = {f.fact_id: f for f in waiting.read_facts()}
    first = facts[told(plan.blocks[0])[0]]
    assert first.doc_title in shown.replace("&#x27;", "'").replace("&amp;", "&")
    assert sum("wanted" in c.value for c in page.caption) == len(plan.blocks)
    assert {"To be reported", "Sources that differ"} <= {s.value for s in page.subheader}


def test_blocks_move_lock_and_go(open_page: OpenPage, waiting: RunFolder) -> None:
    ids = [b.block_id for b in waiting.read_plan().blocks]
    page = press(open_page("plan", waiting.path.name), f"down-{ids[0]}-")
    assert [b.block_id for b in waiting.read_plan().blocks][:2] == [ids[1], ids[0]]
    press(page, f"lock-{ids[0]}-")
    assert waiting.read_plan().blocks[1].locked
    assert all(b.disabled for b in page.button if str(b.key).startswith(f"remove-{ids[0]}-"))
    press(page, f"remove-{ids[1]}-")
    assert ids[1] not in [b.block_id for b in waiting.read_plan().blocks]


def test_point_pacing_and_facts_of_a_block_change(open_page: OpenPage, waiting: RunFolder) -> None:
    before = waiting.read_plan().blocks[0]
    page = open_page("plan", waiting.path.name)
    page.text_area[0].set_value("What <b>went</b> wrong.").run()
    next(s for s in page.selectbox if s.key and s.key.startswith("pacing-")).set_value("slow").run()
    after = waiting.read_plan().blocks[0]
    assert (after.point, after.pacing) == ("What <b>went</b> wrong.", "slow")
    press(page, f"drop-{told(before)[0]}-")
    assert told(waiting.read_plan().blocks[0]) == told(before)[1:]
    adding = next(s for s in page.selectbox if s.key and s.key.startswith("add-"))
    adding.set_value(told(before)[0]).run()
    assert set(told(waiting.read_plan().blocks[0])) == set(told(before))


def test_what_another_tab_has_changed_is_not_overwritten(open_page: OpenPage, waiting: RunFolder) -> None:
    mine, other = open_page("plan", waiting.path.name), open_page("plan", waiting.path.name)
    other.text_area[0].set_value("Theirs.").run()
    mine.text_area[0].set_value("Mine.").run()
    assert waiting.read_plan().blocks[0].point == "Theirs."


def test_approval_needs_a_name_and_starts_the_run(open_page: OpenPage, waiting: RunFolder, started: list[Path]) -> None:
    page = open_page("plan", waiting.path.name)
    approve = next(b for b in page.button if b.label == "Approve and write")
    assert approve.disabled
    page.text_input(key="author").set_value("Ada").run()
    next(b for b in page.button if b.label == "Approve and write").click().run()
    assert started == [waiting.path]
    assert waiting.read_review().approved_by == "Ada"
    again = open_page("plan", waiting.path.name)
    assert all(t.disabled for t in again.text_area) and "Ada" in again.info[0].value


def test_another_form_is_asked_for(open_page: OpenPage, waiting: RunFolder, started: list[Path]) -> None:
    page = open_page("plan", waiting.path.name)
    page.selectbox[-1].set_value("company-in-crisis").run()
    next(b for b in page.button if b.label == "Make the plan anew").click().run()
    assert (started, waiting.read_review().schema_code) == ([waiting.path], "company-in-crisis")


def test_a_run_without_a_plan_and_one_that_did_not_wait(open_page: OpenPage, run: Path) -> None:
    assert "did not wait" in open_page("plan", run.name).info[0].value
    (run / "plan.json").unlink()
    (run / RECORD).unlink()
    assert open_page("plan", run.name).info[0].value == "This run has no plan yet."
