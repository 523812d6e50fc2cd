"""Sources on their way in, in Chromium: a folder with sub-folders, an address, and what the check says of each."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from coming_round import at_rest
from every_format import WRITERS
from playwright.sync_api import Locator, Page, expect

from deepnews.retrieval.load.formats import SUPPORTED
from deepnews.schemas.library import load_schema

NewPage = Callable[..., Page]
ODD_NAME = "<img src=x onerror=window.__pwned=1>.md"
LINE = "The {what} in Leeds closed on 3 May 2024 and {n} people lost their work, its owner said on Monday.\n\n"
WEB_PAGE = """<html><head><title>The dam at Norby</title></head><body><h1>The dam at Norby</h1>{text}
<script>window.__pwned = 1</script><p>&lt;script&gt;window.__pwned = 2&lt;/script&gt;</p></body></html>"""


@pytest.fixture
def address() -> Iterator[str]:
    """The address of a page on the web, here a server on loopback."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            text = "".join(f"<p>{LINE.format(what='dam', n=n)}</p>" for n in range(40))
            body = WEB_PAGE.format(text=text).encode()
            self.send_response(200)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:
            """Nothing: tests do not print."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/dam"
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture
def box(tmp_path: Path) -> Path:
    """A folder with two files of one name, each with its metadata, a copy, and what cannot be read."""
    folder = tmp_path / "box"
    for name, what in (("north", "mill"), ("south", "mine")):
        (folder / name).mkdir(parents=True)
        (folder / name / "report.txt").write_text("".join(LINE.format(what=what, n=n) for n in range(40)), "utf-8")
        (folder / name / "report.txt.meta.yaml").write_text(f"title: On the {what}\ndate: 2024-05-06\n", "utf-8")
    (folder / "south" / "again.txt").write_bytes((folder / "north" / "report.txt").read_bytes())
    (folder / "empty.txt").write_bytes(b"")
    (folder / "odd.exe").write_bytes(b"MZ\x00\x01")
    return folder


def handed_over(page: Page, number: int, n_files: int) -> None:
    """Wait until the place of that number holds so many files."""
    uploader = page.get_by_test_id("stFileUploader").nth(number)
    expect(uploader.get_by_role("button", name="Remove")).to_have_count(n_files)
    expect(uploader.get_by_role("progressbar")).to_have_count(0)


def table(page: Page, number: int) -> Locator:
    """The words of a table; it is painted, and tells them to who cannot see."""
    return page.get_by_test_id("stDataFrame").nth(number).locator("table").first


def metric(page: Page, name: str) -> Locator:
    label = page.get_by_test_id("stMetricLabel").get_by_text(name, exact=True)
    return page.get_by_test_id("stMetric").filter(has=label).get_by_test_id("stMetricValue")


def test_what_is_handed_over_is_checked_document_by_document(new_page: NewPage, box: Path, address: str) -> None:
    page = new_page("/new")
    page.get_by_role("combobox", name="Form of story").click()
    page.get_by_role("option", name="Company in crisis", exact=True).click()
    expect(page.get_by_text(load_schema("company-in-crisis", "en").fits[:60])).to_be_visible()
    page.get_by_test_id("stNumberInput").get_by_test_id("stTooltipHoverTarget").hover()
    expect(page.get_by_text("Ten characters of evidence are needed for each one")).to_be_visible()

    at_rest(page).locator("input[type=file]").nth(1).set_input_files(box)
    handed_over(page, 1, 7)
    page.get_by_role("textbox", name="Folders on this machine, or URLs").fill(address)
    page.get_by_role("button", name="Check the sources").click()
    told = {"Read": "3", "Skipped": "2", "Copies": "1", "Needed": "30,000", "Language": "English"}
    for name, value in told.items():
        expect(metric(page, name)).to_have_text(value)
    n_usable = int(metric(page, "Usable characters").inner_text().replace(",", ""))
    assert 9000 < n_usable < 15_000
    expect(page.get_by_text("The sources are too few: under 15,000 characters")).to_be_visible()
    for words in ("On the mine", "box/south/report.txt", "2024-05-06", address, "The dam at Norby"):
        expect(table(page, 0)).to_contain_text(words)
    for words in ("box/empty.txt", "box/odd.exe"):
        expect(table(page, 1)).to_contain_text(words)
    expect(table(page, 2)).to_contain_text("box/")
    expect(page.get_by_role("button", name="Start the run")).to_be_disabled()


def test_of_a_dropped_folder_no_file_is_lost_and_none_gets_the_date_of_another(
    new_page: NewPage, box: Path, drop: Callable[..., None]
) -> None:
    page = new_page("/new")
    drop(page, box)
    handed_over(page, 0, 7)
    page.get_by_role("button", name="Check the sources").click()
    expect(page.get_by_text("which of them report.txt.meta.yaml is about cannot be told")).to_be_visible()
    for metadata in box.rglob("*.meta.yaml"):
        metadata.unlink()
    page.reload()
    drop(page, box)
    handed_over(page, 0, 5)
    page.get_by_role("button", name="Check the sources").click()
    expect(metric(page, "Read")).to_have_text("2")
    expect(metric(page, "Copies")).to_have_text("1")


def test_a_file_of_every_format_that_falls_onto_the_form_is_read(
    new_page: NewPage, tmp_path: Path, drop: Callable[..., None]
) -> None:
    assert set(WRITERS) == set(SUPPORTED)
    files = [tmp_path / f"paper{suffix}" for suffix in WRITERS]
    for path in files:
        WRITERS[path.suffix](path, [LINE.format(what=f"{path.suffix[1:]} mill", n=n).strip() for n in range(20)])
    refused = [tmp_path / "empty.txt", tmp_path / "odd.exe", tmp_path / ODD_NAME]
    for path, content in zip(refused, (b"", b"MZ\x00\x01", b""), strict=True):
        path.write_bytes(content)
    page = new_page("/new")
    drop(page, *files, *refused)
    handed_over(page, 0, len(files) + len(refused))
    at_rest(page).get_by_role("button", name="Check the sources").click()
    expect(metric(page, "Read")).to_have_text(str(len(files)))
    expect(metric(page, "Skipped")).to_have_text(str(len(refused)))
    for words in ("empty.txt", "odd.exe", "onerror", "It is empty"):  # so it is the others that were read
        expect(table(page, 1)).to_contain_text(words)
