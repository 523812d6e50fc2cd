"""The plan desk in Chromium: what stands on a card and beside it, and every change to a card on the disk."""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from urllib.parse import quote

import pytest
from coming_round import at_rest
from playwright.sync_api import Locator, Page, expect

from deepnews.agents.run_folder import RunFolder
from deepnews.app.desk.planning import BlockCard, read_plan_desk
from deepnews.schemas.plan import AtomicBlock
from deepnews.settings import Settings

PATIENCE_S = 60.0


@pytest.fixture
def waiting(placed: Callable[[Path, str], Path], finished: Callable[[str], Path], planted: ModuleType) -> RunFolder:
    """A run whose plan waits."""
    folder = placed(finished("en"), "plan-waits")
    planted.wait_with_plan(folder)
    return RunFolder.open(folder)


@pytest.fixture
def page(new_page: Callable[..., Page], waiting: RunFolder) -> Page:
    """Its plan desk."""
    return new_page(f"/plan?run={quote(waiting.path.name)}")


def cards_of(run: RunFolder) -> tuple[BlockCard, ...]:
    return read_plan_desk(run.path, Settings()).cards


def card_of(page: Page, block: AtomicBlock) -> Locator:
    return page.locator(f".st-key-card-{block.block_id}")


def press(card: Locator, deed: str) -> None:
    """Click that button of a card when the page has come round; what is clicked before is lost with the old one."""
    at_rest(card.page)
    card.locator(f"[class*=st-key-{deed}-]").first.get_by_role("button").click()


def comes(run: RunFolder, number: int, holds: Callable[[AtomicBlock], bool]) -> None:
    """Wait until the block of that number is so on the disk."""
    deadline = time.monotonic() + PATIENCE_S
    while not holds(run.read_plan().blocks[number]):
        assert time.monotonic() < deadline, "the change never reached the disk"
        time.sleep(0.05)


def test_a_card_tells_role_question_point_facts_with_sources_and_quota(page: Page, waiting: RunFolder) -> None:
    for number, shown in enumerate(cards_of(waiting)[:3], 1):
        card = card_of(page, shown.block)
        heading = shown.block.heading or {"lede": "Opening", "kicker": "Ending"}[shown.block.role]
        quota = f"{'✓' if shown.is_filled else '✗'} {len(shown.facts)} facts, {shown.n_wanted} wanted"
        for words in (f"{number}. {heading}", shown.question, quota):
            expect(card).to_contain_text(words)
        expect(card.get_by_role("textbox", name="Point")).to_have_value(shown.block.point)
        lines = card.locator(".dn-facts")
        expect(lines).to_have_count(len(shown.facts))
        for n, fact in enumerate(shown.facts):
            expect(lines.nth(n)).to_contain_text(fact.text)
            expect(lines.nth(n)).to_contain_text(fact.where)
    beside = page.get_by_test_id("stColumn").filter(has=page.get_by_role("heading", name="To be reported")).last
    for words in ("Who paid for the recall?", "no source says it", "units sold", "400", "412", "The later one: 412."):
        expect(beside).to_contain_text(words)
    sources = [f.doc_title for f in waiting.read_facts()[:2]]
    for title in sources:
        expect(beside).to_contain_text(title)


def test_every_change_of_a_card_reaches_the_disk(page: Page, waiting: RunFolder) -> None:
    ids = [b.block_id for b in waiting.read_plan().blocks]
    shown = cards_of(waiting)[1]
    card = card_of(page, shown.block)
    n_facts = len(shown.facts)
    for n_left in range(n_facts - 1, shown.n_wanted - 2, -1):
        press(card, "drop")
        comes(waiting, 1, lambda block, n=n_left: len(block.beats) == n)  # type: ignore[misc]
    expect(card).to_contain_text(f"✗ {shown.n_wanted - 1} facts, {shown.n_wanted} wanted")
    at_rest(page)
    card.get_by_role("combobox", name="Add a fact").click()
    page.get_by_role("option").first.click()
    comes(waiting, 1, lambda block: len(block.beats) == shown.n_wanted)
    expect(card).to_contain_text(f"✓ {shown.n_wanted} facts, {shown.n_wanted} wanted")

    other = "steady" if shown.block.pacing != "steady" else "quick"
    card.get_by_role("combobox", name="Pacing").click()
    page.get_by_role("option", name=other).click()
    comes(waiting, 1, lambda block: block.pacing == other)
    press(card, "lock")
    comes(waiting, 1, lambda block: block.locked)
    expect(card.get_by_role("textbox", name="Point")).to_be_disabled()
    expect(card.locator("[class*=st-key-remove-]").get_by_role("button")).to_be_disabled()
    expect(card.locator("[class*=st-key-drop-]")).to_have_count(0)
    press(card_of(page, waiting.read_plan().blocks[0]), "remove")
    comes(waiting, 0, lambda block: block.block_id == ids[1])
    expect(page.locator("[class*=st-key-card-]")).to_have_count(len(ids) - 1)
    expect(card).to_contain_text(re.compile(r"^\s*1\. "))
