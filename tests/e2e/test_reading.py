"""The desk and the reading desk in Chromium: find a run, open it, go from red to red, see what each rests on."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from urllib.parse import quote

import pytest
from PIL import Image, ImageStat
from playwright.sync_api import Locator, Page, expect

from deepnews.agents.run_folder import RunFolder
from deepnews.agents.sentence_marks import SIGNS
from deepnews.app.desk.reading import read_run
from deepnews.schemas.verification import CheckedClaim

NewPage = Callable[..., Page]
Runs = Callable[[str], Path]
Placed = Callable[[Path, str], Path]


@pytest.fixture
def red(placed: Placed, red_run: Runs) -> Path:
    """A run with two red claims, on the desk."""
    return placed(red_run("en"), "red-run")


def red_claims(folder: Path) -> list[CheckedClaim]:
    """Its red claims in reading order."""
    run = RunFolder.open(folder)
    order = [s.sentence_id for s in run.read_draft().sentences]
    found = [c for c in run.read_claims() if c.verdict == "refuted"]
    return sorted(found, key=lambda c: order.index(c.claim.sentence_id))


def reading(folder: Path) -> str:
    return f"/read?run={quote(folder.name)}"


def chosen(page: Page) -> Locator:
    return page.locator(".s.on")


def test_a_run_is_found_on_the_desk_and_opened(new_page: NewPage, red: Path) -> None:
    page = new_page()
    headline = RunFolder.open(red).read_draft().headline.text
    row = page.get_by_role("button", name=headline[:40])
    expect(row).to_be_visible()
    expect(page.get_by_text("red claims").first).to_be_visible()
    row.click()
    expect(page.locator("article h1")).to_contain_text(headline)
    assert f"run={red.name}" in page.url
    expect(page.locator("article .s.v-refuted")).to_have_count(2)


def test_a_click_on_a_red_sentence_shows_verdict_reason_and_source(new_page: NewPage, red: Path) -> None:
    page = new_page(reading(red))
    page.locator(".s.v-refuted").first.click()
    claim, evidence = red_claims(red)[0], page.locator("aside")
    expect(evidence.locator(".claim.v-refuted .verdict")).to_contain_text("✗ contradicted")
    expect(evidence.locator(".claim.v-refuted .claim-text")).to_have_text(claim.claim.text)
    expect(evidence.locator(".claim.v-refuted .reason").first).to_have_text(claim.reason)
    expect(evidence.locator(".excerpt mark").first).to_be_visible()
    marked = evidence.locator(".excerpt mark").all_text_contents()
    sources = [d.text for d in RunFolder.open(red).read_evidence().passages for d in [d.passage]]
    assert any(any(words.strip() in text for text in sources) for words in marked)
    n, excerpt = next((n, e) for n, s in enumerate(read_run(red).sentences) for e in s.excerpts if e.pages)
    page.locator(f".s[data-n='{n}']").click()
    shown = evidence.locator(".excerpt").filter(has_text=excerpt.title).first
    for words in (excerpt.title, str(excerpt.date), f"p. {excerpt.pages[0]}"):
        expect(shown.locator(".where")).to_contain_text(words)
    passage = shown.locator(".passage")
    assert len(passage.inner_text()) > len("".join(passage.locator("mark").all_text_contents()))


def test_every_sentence_has_its_verdict_as_mark_and_colour_and_the_gauges_stand_above(
    new_page: NewPage, red: Path
) -> None:
    page = new_page(reading(red))
    record, shown = RunFolder.open(red).read_record(), read_run(red).sentences
    assert record.hfr and record.hfr.low and record.hfr.high and record.pacing and record.companions
    gauges = page.get_by_test_id("stMetric")
    percent = [f"{share:.1%}".replace(".0%", "%") for share in (record.hfr.value, record.hfr.low, record.hfr.high)]
    for name, *told in (
        ("HFR", percent[0], f"95%: {percent[1]} to {percent[2]}"),
        ("Saturation", f"{record.saturation:.1f} : 1"),
        ("Rhythm", f"{record.pacing.sentence_length_cv:.2f}"),
        ("Quotations", f"{record.companions.n_quotations}", "altered"),
    ):
        for words in told:
            expect(gauges.filter(has_text=name)).to_contain_text(words)
    sentences = page.locator("article .s")
    expect(sentences).to_have_count(len(shown))
    marks = sentences.evaluate_all("all => all.map(s => s.querySelector('.sign')?.textContent ?? '')")
    assert marks == [dict(SIGNS).get(s.verdict, "") for s in shown]


def test_keys_go_from_red_to_red_and_back(new_page: NewPage, red: Path) -> None:
    page = new_page(reading(red))
    first, second = (c.claim.text[:40] for c in red_claims(red))
    expect(page.locator(".s.v-refuted").first).to_be_visible()
    for key, words in (("n", first), ("n", second), ("n", first), ("p", second), ("p", first)):
        page.keyboard.press(key)
        expect(chosen(page)).to_contain_text(words)
        expect(chosen(page)).to_be_in_viewport()
    page.keyboard.press("ArrowDown")
    expect(chosen(page)).not_to_contain_text(first)
    page.keyboard.press("Escape")
    expect(chosen(page)).to_have_count(0)


def test_a_filter_leaves_only_its_verdict(new_page: NewPage, red: Path) -> None:
    page = new_page(reading(red))
    page.get_by_role("button", name="contradicted 2").click()
    expect(page.locator(".s:not(.off)")).to_have_count(2)
    page.get_by_role("button", name="all", exact=True).click()
    expect(page.locator(".s.off")).to_have_count(0)


@pytest.mark.parametrize("viewport", [{"width": 1280, "height": 800}, {"width": 820, "height": 1180}])
def test_light_and_dark_are_two_looks_and_fit_the_screen(
    new_page: NewPage, red: Path, viewport: dict[str, int], tmp_path: Path
) -> None:
    brightness = {}
    for scheme in ("light", "dark"):
        page = new_page(reading(red), color_scheme=scheme, viewport=viewport)
        page.locator(".s.v-refuted").first.click()
        expect(page.locator("aside .claim.v-refuted")).to_be_visible()
        assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
        shot = tmp_path / f"reading-{scheme}.png"
        page.screenshot(path=shot)
        brightness[scheme] = ImageStat.Stat(Image.open(shot).convert("L")).mean[0]
    assert brightness["light"] > 180
    assert brightness["dark"] < 80


def test_the_desk_speaks_chinese_to_who_reads_chinese(new_page: NewPage, placed: Placed, red_run: Runs) -> None:
    folder = placed(red_run("zh"), "红色-运行")
    page = new_page(reading(folder), locale="zh-CN")
    expect(page.get_by_role("button", name="与来源矛盾 2")).to_be_visible()
    page.locator(".s.v-refuted").first.click()
    expect(page.locator("aside .claim.v-refuted")).to_contain_text(red_claims(folder)[0].reason)
    assert page.locator("article").get_attribute("lang") == "zh"


def test_a_run_deleted_while_open_is_told_and_not_a_crash(new_page: NewPage, placed: Placed, red_run: Runs) -> None:
    folder = placed(red_run("en"), "soon-gone")
    page = new_page(reading(folder))
    expect(page.locator(".s.v-refuted").first).to_be_visible()
    folder.rename(folder.with_name("_gone"))
    page.reload()
    expect(page.get_by_text("There is no run named").first).to_be_visible()
    folder.with_name("_gone").rename(folder)
