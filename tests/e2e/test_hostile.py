"""Nothing a source, a title or a file name says becomes markup or runs: `new_page` asserts it of every page it made."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from playwright.sync_api import Page, expect

from deepnews.agents.run_folder import RunFolder
from deepnews.schemas.draft import DraftBlock, Paragraph
from deepnews.schemas.facts import Span

NewPage = Callable[..., Page]
ATTACK = "</script><script>window.__pwned=1</script><img src=x onerror=window.__pwned=2> [a](javascript:alert(3))"
FILE_NAME = "<img src=x onerror=window.__pwned=4>.md"


def poisoned(folder: Path) -> None:
    """Put hostile words wherever words of others reach a page."""
    run = RunFolder.open(folder)
    draft, record = run.read_draft(), run.read_record()
    paragraph = draft.blocks[0].paragraphs[0]
    sentences = (
        _with(paragraph.sentences[0], text=f"{paragraph.sentences[0].text} {ATTACK}"),
        *paragraph.sentences[1:],
    )
    block = DraftBlock(block_id="B0", heading=ATTACK, paragraphs=(Paragraph(sentences=sentences),))
    headline = _with(draft.headline, text=f"Poison {ATTACK}")
    run.write_draft(_with(draft, headline=headline, blocks=(block, *draft.blocks[1:])))
    run.write_record(_with(record, headline=headline.text, warnings=(ATTACK,)))
    run.write_assignment(_with(run.read_assignment(), topic=f"Topic {ATTACK}"))
    claims = run.read_claims()
    bad = Span(doc_id=claims[0].evidence[0].doc_id, start=0, end=len(ATTACK), text=ATTACK)
    run.write_claims([_with(c, reason=f"{c.reason} {ATTACK}", evidence=(*c.evidence, bad)) for c in claims])
    sources = [
        _with(s, title=f"{s.title} {ATTACK}", path=FILE_NAME, address="javascript:alert(5)") for s in run.read_sources()
    ]
    run.write_text("sources.jsonl", "".join(f"{s.model_dump_json(exclude_none=True)}\n" for s in sources))


def _with(record: Any, **values: object) -> Any:
    return record.model_copy(update=values)


@pytest.fixture
def hostile(placed: Callable[[Path, str], Path], red_run: Callable[[str], Path]) -> Path:
    """A poisoned run in a folder whose name is hostile too."""
    folder = placed(red_run("en"), "<img src=x onerror=window.__pwned=6>")
    poisoned(folder)
    return folder


def test_the_list_shows_a_hostile_headline_as_words(new_page: NewPage, hostile: Path) -> None:
    page = new_page()
    expect(page.get_by_text("Poison </script><script>window.__pwned=1</script>").first).to_be_visible()
    assert page.locator("img[src=x]").count() == 0


def test_the_reading_desk_shows_hostile_text_as_words(new_page: NewPage, hostile: Path) -> None:
    page = new_page(f"/read?run={quote(hostile.name)}")
    expect(page.locator("article h1")).to_contain_text("Poison </script><script>window.__pwned=1</script>")
    for n in range(min(3, page.locator(".s").count())):
        page.locator(".s").nth(n).click()
        expect(page.locator("aside .evidence")).to_be_visible()
    expect(page.locator("aside")).to_contain_text("<img src=x onerror=window.__pwned=2>")
    assert page.locator("img[src=x]").count() == 0
    assert page.locator("a[href^='javascript']").count() == 0


@pytest.mark.parametrize("page_name", ["live", "read", "new"])
def test_no_address_leads_out_of_the_runs(new_page: NewPage, desk: Any, page_name: str) -> None:
    page = new_page()
    for run in ("../../etc", "..", "<script>window.__pwned=7</script>"):
        page.goto(f"{desk.url}/{page_name}?run={quote(run, safe='')}")
        expect(page.get_by_text(f"There is no run named {run!r}").first).to_be_visible()


def test_hostile_uploads_are_kept_under_plain_names(new_page: NewPage, desk: Any) -> None:
    page = new_page("/new")
    text = f"# Title {ATTACK}\n\nThe mill closed on 3 May 2024. {ATTACK} " * 40
    page.locator("input[type=file]").first.set_input_files(
        [
            {"name": FILE_NAME, "mimeType": "text/markdown", "buffer": text.encode()},
            {"name": "../../../evil.txt", "mimeType": "text/plain", "buffer": text.replace("mill", "dam").encode()},
            {"name": "empty.txt", "mimeType": "text/plain", "buffer": b""},
            {"name": "odd.exe", "mimeType": "application/octet-stream", "buffer": b"MZ\x00\x01"},
        ]
    )
    uploader = page.get_by_test_id("stFileUploader")
    expect(uploader.get_by_role("button", name="Remove")).to_have_count(4)
    expect(uploader.get_by_role("progressbar")).to_have_count(0)
    page.get_by_role("button", name="Check the sources").click()
    expect(page.get_by_text("Usable characters").first).to_be_visible()
    kept = {p.name for p in (desk.runs / "_sources").rglob("*") if p.is_file()}
    assert "evil.txt" in kept
    assert not [name for name in kept if "<" in name or "/" in name]
    assert not list(desk.runs.parent.glob("evil.txt"))


def test_a_file_of_300_mb_is_refused_before_it_is_read(new_page: NewPage, tmp_path: Path) -> None:
    large = tmp_path / "large.txt"
    with large.open("wb") as file:
        file.truncate(300 << 20)
    page = new_page("/new")
    page.locator("input[type=file]").first.set_input_files(large)
    expect(page.get_by_text("File must be 100.0MB or smaller").first).to_be_visible()
    page.get_by_role("textbox", name="Folders on this machine, or URLs").fill(str(large))
    page.get_by_role("button", name="Check the sources").click()
    expect(page.get_by_text("more than the limit of 50,000,000").first).to_be_visible()
