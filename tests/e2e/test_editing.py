"""An article is mended, signed for and let out in Chromium; two people at one paragraph lose nothing."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from types import ModuleType
from urllib.parse import quote

import pypdfium2
import pytest
from coming_round import at_rest
from playwright.sync_api import Locator, Page, expect

from deepnews.agents.article_edit import SeenSentence
from deepnews.agents.run_folder import RunFolder
from deepnews.app.desk.proposals import propose
from deepnews.app.export.signing import read_signatures
from deepnews.errors import UsageError
from deepnews.schemas.plan import PacingMode

NewPage = Callable[..., Page]
Runs = Callable[[str], Path]
ODD_NAME = 'Ann "<b>李" Lee; path=/x'


@pytest.fixture
def red(placed: Callable[[Path, str], Path], red_run: Runs) -> Path:
    """A run with two red claims, on the desk."""
    return placed(red_run("en"), "to-mend")


@pytest.fixture
def unpaced(tmp_path: Path, placed: Callable[[Path, str], Path], planted: ModuleType, world: dict[str, str]) -> Path:
    """The same of a draft that was not paced, on the desk: its paragraphs can be."""
    run: Path = planted.write_run("en", tmp_path / "unpaced", {**world, "DEEPNEWS_PACING": "measure"})
    planted.falsify(run)
    return placed(run, "unpaced")


def opened(new_page: NewPage, folder: Path, author: str) -> Page:
    """The reading desk as `author` has it before them."""
    page = new_page(f"/read?run={quote(folder.name)}")
    name = page.get_by_role("textbox", name="Your name")
    name.fill(author)
    name.press("Enter")
    expect(page.locator(".s.v-refuted").first).to_be_visible()
    return page


def editor_of_next_red(page: Page) -> Locator:
    """The text field of the paragraph that holds the next red sentence."""
    page.locator("article h1").click()
    page.keyboard.press("n")
    expect(page.locator(".s.on.v-refuted")).to_be_visible()
    page.keyboard.press("e")
    area = page.locator(".editor textarea")
    expect(area).to_be_focused()
    return area


def right_words(text: str, wrong: Path, right: Path) -> str:
    """`text` with the planted errors taken out again."""
    pairs = zip(RunFolder.open(wrong).read_draft().sentences, RunFolder.open(right).read_draft().sentences, strict=True)
    for false, true in pairs:
        text = text.replace(false.text, true.text)
    return text


def hfr(folder: Path) -> float:
    value = RunFolder.open(folder).read_record().hfr
    assert value is not None and value.value is not None
    return value.value


def choose_kind(page: Page, kind: str) -> None:
    option = page.get_by_test_id("stExpander").get_by_text(kind, exact=True)
    if not option.is_visible():
        page.get_by_text("Export", exact=True).click()
    option.click()


def downloaded(page: Page, path: Path) -> Path:
    """The file that the button hands out, kept at `path`."""
    button = page.get_by_role("button", name="Download")
    expect(button).to_be_visible()
    for _ in range(10):  # until the page has come round, the button hands out the kind chosen before
        with page.expect_download() as caught:
            button.click()
        if caught.value.suggested_filename.endswith(path.suffix):
            break
        page.wait_for_timeout(500)
    assert caught.value.suggested_filename.endswith(path.suffix)
    caught.value.save_as(path)
    return path


def test_a_sentence_is_mended_the_other_signed_for_and_the_article_leaves(
    new_page: NewPage, red: Path, finished: Runs, tmp_path: Path
) -> None:
    page = opened(new_page, red, "Ann Lee")
    before = hfr(red)
    choose_kind(page, "PDF")
    expect(page.get_by_text("Red claims nobody has signed for: 2")).to_be_visible()
    claims = {c.claim.text: c for c in RunFolder.open(red).read_claims()}
    for claim in claims.values():
        if claim.verdict == "refuted":
            expect(page.get_by_test_id("stExpander").get_by_text(claim.claim.text)).to_be_visible()

    area = editor_of_next_red(page)
    area.fill(right_words(area.input_value(), red, finished("en")))
    area.press("Control+Enter")
    expect(page.locator("article .s.v-refuted")).to_have_count(1)
    assert hfr(red) > before
    now = {c.claim.text: c for c in RunFolder.open(red).read_claims()}
    assert len(claims.keys() - now.keys()) == 1, "more was checked again than the sentence that changed"
    assert all(now[t].verdict == claims[t].verdict for t in claims.keys() & now.keys())
    gauge = page.get_by_test_id("stMetric").filter(has_text="HFR")
    expect(gauge).to_contain_text(f"{hfr(red):.1%}".replace(".0%", "%"))

    page.locator(".s.v-refuted").click()
    page.get_by_role("textbox", name="Why may this claim stand?").fill("Confirmed by phone.")
    page.get_by_role("button", name="Sign", exact=True).click()
    pages = pypdfium2.PdfDocument(downloaded(page, tmp_path / "article.pdf"))
    assert [(s.author, s.reason) for s in read_signatures(red)] == [("Ann Lee", "Confirmed by phone.")]
    page.locator(".s.v-refuted").click()
    expect(page.locator("aside .signed")).to_contain_text("Ann Lee")
    for kind, begins in (("HTML", b"<!DOCTYPE html>"), ("MD", b"# "), ("DOCX", b"PK")):
        choose_kind(page, kind)
        path = downloaded(page, tmp_path / f"article.{kind.lower()}")
        assert path.read_bytes().startswith(begins)
    choose_kind(page, "JSON")
    item = json.loads(downloaded(page, tmp_path / "article.json").read_text(encoding="utf-8"))
    assert item["deepnews"]["signatures"][0]["reason"] == "Confirmed by phone."
    assert item["digitalSourceType"]["uri"].endswith("/digitalsourcetype/trainedAlgorithmicMedia")
    text = "".join(pages[i].get_textpage().get_text_range() for i in range(len(pages)))
    assert "Ann Lee" in text
    demand_all_parts((tmp_path / "article.md").read_text(encoding="utf-8"), red)


def demand_all_parts(markdown: str, folder: Path) -> None:
    """Footnotes, the list of sources, the line that says how it was made, and a table of all claims."""
    run = RunFolder.open(folder)
    assert re.search(r"^\[\^1\]: ", markdown, re.M), "no footnote"
    assert "## Sources" in markdown and run.read_record().model in markdown
    rows = [line for line in markdown.splitlines() if line.startswith("| ")]
    assert len(rows) > len(run.read_claims()), "the annex does not hold every claim"


def test_two_people_at_one_paragraph_lose_nothing(new_page: NewPage, red: Path) -> None:
    ann, bo = opened(new_page, red, "Ann Lee"), opened(new_page, red, "Bo Chen")
    hers, his = editor_of_next_red(ann), editor_of_next_red(bo)
    her_words, his_words = "Ann wrote this sentence about the recall.", "Bo wrote another one about the recall."
    hers.fill(her_words)
    his.fill(his_words)
    hers.press("Control+Enter")
    expect(ann.locator("article")).to_contain_text(her_words)
    his.press("Control+Enter")
    kept = bo.get_by_role("textbox", name="Your text, not saved")
    expect(kept).to_have_value(his_words)
    body = RunFolder.open(red).read_draft().body
    assert her_words in body
    assert his_words not in body


def test_two_tabs_of_one_browser_at_one_paragraph_lose_nothing(new_page: NewPage, red: Path) -> None:
    first = opened(new_page, red, "Ann Lee")
    second = first.context.new_page()
    second.goto(first.url)
    name = second.get_by_role("textbox", name="Your name")
    name.fill("Ann Lee")
    name.press("Enter")
    expect(at_rest(second).locator(".s.v-refuted").first).to_be_visible()
    one, other = editor_of_next_red(first), editor_of_next_red(second)
    one.fill("The first tab says this about the recall.")
    other.fill("The second tab says that about the recall.")
    one.press("Control+Enter")
    expect(first.locator("article")).to_contain_text("The first tab says this")
    other.press("Control+Enter")
    expect(second.get_by_role("textbox", name="Your text, not saved")).to_have_value(
        "The second tab says that about the recall."
    )
    assert "The second tab" not in RunFolder.open(red).read_draft().body


def test_a_text_typed_and_not_saved_is_there_after_a_reload(new_page: NewPage, red: Path) -> None:
    page = opened(new_page, red, "Ann Lee")
    editor_of_next_red(page).fill("Half a thought")
    page.reload()
    expect(page.locator(".editor textarea")).to_have_value("Half a thought")


def changeable(folder: Path, world: dict[str, str], patch: pytest.MonkeyPatch) -> tuple[int, PacingMode]:
    """Number of a paragraph that can be shortened, and paced so."""
    for name, value in world.items():
        if name.startswith("DEEPNEWS_"):
            patch.setenv(name, value)
    modes: tuple[PacingMode, ...] = ("quick", "slow")
    paragraphs = [p for b in RunFolder.open(folder).read_draft().blocks for p in b.paragraphs]
    for number, paragraph in enumerate(paragraphs):
        seen = tuple(SeenSentence(s.sentence_id, s.text) for s in paragraph.sentences)
        for mode in modes if len(seen) > 1 else ():
            with suppress(UsageError):
                propose(folder, seen, "paced", mode)
                return number, mode
    raise AssertionError("no paragraph of the sample can be paced")


def test_proposals_are_refused_or_accepted_and_any_version_is_taken_back(
    new_page: NewPage, unpaced: Path, world: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    red = unpaced
    number, mode = changeable(red, world, monkeypatch)
    page = opened(new_page, red, "Ann Lee")
    before = RunFolder.open(red).read_draft()
    proposal = page.locator(".st-key-proposal")
    page.locator("article p.paragraph").nth(number).dblclick()
    for wish in ("Shorten", mode, "Rewrite from evidence"):
        at_rest(page).get_by_role("button", name=wish, exact=True).click()
        expect(proposal.locator("ins, del").first).to_be_visible()
        at_rest(page)
        proposal.get_by_role("button", name="Refuse").click()
        expect(proposal).to_have_count(0)
    assert RunFolder.open(red).read_draft() == before
    page.keyboard.press("Escape")

    at_rest(page).get_by_role("button", name=mode, exact=True).click()
    expect(proposal.locator("ins, del").first).to_be_visible()
    at_rest(page)
    proposal.get_by_role("button", name="Accept").click()
    expect(proposal).to_have_count(0)
    assert RunFolder.open(red).read_draft() != before

    editor_of_next_red(at_rest(page))
    at_rest(page).get_by_role("button", name="Cut", exact=True).click()
    expect(proposal).to_be_visible()
    at_rest(page)
    proposal.get_by_role("button", name="Accept").click()
    expect(page.locator("article .s.v-refuted")).to_have_count(1)
    at_rest(page).get_by_text("History", exact=True).first.click()
    for deed in ("1 · .+ · Ann Lee · paced anew", "2 · .+ · Ann Lee · cut"):
        expect(page.get_by_text(re.compile(deed))).to_be_visible()
    page.get_by_text(re.compile("^0 ·")).click()
    expect(page.locator(".dn-diff del").first).to_be_visible()
    at_rest(page).get_by_role("button", name="Take this version back").click()
    expect(page.locator("article .s.v-refuted")).to_have_count(2)
    assert RunFolder.open(red).read_draft() == before


def test_a_run_that_goes_while_a_paragraph_is_edited_gives_it_back_with_the_words(new_page: NewPage, red: Path) -> None:
    page = opened(new_page, red, ODD_NAME)
    area = editor_of_next_red(page)
    away = red.with_name("_away")
    red.rename(away)
    area.fill("A thought worth keeping")
    area.press("Control+Enter")
    expect(page.get_by_text("There is no run named").first).to_be_visible()
    away.rename(red)
    page.reload()
    expect(page.locator(".editor textarea")).to_have_value("A thought worth keeping")
    expect(page.get_by_role("textbox", name="Your name")).to_have_value(ODD_NAME)
