"""Pictures of the desk. Use: python tests/bench/desk_pictures.py RUN FOLDER [RESULT.json] [--look].

RUN is a finished run of the English sample dossier. In one copy of it a figure is falsified, so that there is a red
sentence; one waits with its plan, and one stands as it was in the middle of drafting. The Chinese article is that of
the small Chinese dossier by the scripted model. RESULT.json is a result of `deepnews eval` for the lab. With --look
every page is taken in the light and in the dark, to be looked at.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path
from typing import Final
from urllib.parse import quote

from desk_browser import HERE, chromium, module
from PIL import Image
from playwright.sync_api import Page

from deepnews.agents.article_edit import SeenSentence
from deepnews.agents.run_folder import (
    ARTICLE,
    ARTICLE_DOCX,
    CLAIMS,
    DRAFT,
    EVENTS,
    RECORD,
    REPORT,
    RunFolder,
)
from deepnews.agents.run_lock import locked
from deepnews.app.desk.editing import save
from deepnews.schemas.plan import PlanReview

N_COLOURS: Final = 256
TOPIC: Final = "When did Thornlode turn from promising delivery on schedule to planning for a recall?"
ELSEWHERE: Final = (
    "# The recall\n\nThe executive committee approved planning for a recall of every block on 14 May 2024. "
    "The recall cost £96.4 million. Hanne Corrigal was the chief engineer of Thornlode Storage.\n"
)
SOURCES: Final = "examples/dossiers/en/sources"
_LATER: Final = (DRAFT, CLAIMS, ARTICLE, ARTICLE_DOCX, REPORT)
_FIGURE: Final = re.compile(r"£\d+(?:\.\d+)? million")


class Runs:
    """The runs of the pictures under one folder."""

    def __init__(self, parent: Path, run: Path, result: Path | None) -> None:
        self.parent = parent
        self.done = self._copy(run, run.name)
        self.red = self._copy(run, f"{run.name}-red")
        falsify(self.red)
        self.waiting = self._copy(run, f"{run.name}-plan")
        wait_with_plan(self.waiting)
        self.live = self._copy(run, f"{run.name}-live")
        stand_in_draft(self.live)
        if result:
            shutil.copy(result, parent / result.name)

    def _copy(self, run: Path, name: str) -> Path:
        return Path(shutil.copytree(run, self.parent / name, ignore=shutil.ignore_patterns("*.sqlite*")))


def falsify(run: Path) -> None:
    """Change a figure outside quotation marks and have its paragraph checked, as an editor would: one of several
    sentences, if there is one, for that can be shortened."""
    paragraphs = [p for block in RunFolder(run).read_draft().blocks for p in block.paragraphs]
    for paragraph in sorted(paragraphs, key=lambda p: len(p.sentences) < 2):
        for sentence in paragraph.sentences:
            if found := _FIGURE.search(re.sub("“[^”]*”", lambda m: " " * len(m.group()), sentence.text)):
                wrong = re.sub(r"\d", "9", found.group(), count=1)
                seen = tuple(SeenSentence(s.sentence_id, s.text) for s in paragraph.sentences)
                text = " ".join(s.text for s in paragraph.sentences)
                save(run, seen, text.replace(found.group(), wrong), "Ann Lee")
                return
    raise SystemExit("No sentence of this run has a figure to falsify.")


def wait_with_plan(run: Path) -> None:
    """Take the run back to the moment when its plan waits."""
    folder = RunFolder(run)
    for name in _LATER:
        (run / name).unlink()
    waiting = {"state": "waiting", "headline": "", "hfr": None, "companions": None, "n_chars_article": 0}
    folder.write_record(folder.read_record().model_copy(update=waiting))
    folder.write_review(PlanReview(wanted=True))


def stand_in_draft(run: Path) -> None:
    """Take the run back to the middle of its draft."""
    for name in (*_LATER, RECORD):
        (run / name).unlink()
    lines = (run / EVENTS).read_text(encoding="utf-8").splitlines()
    ends = [n for n, line in enumerate(lines) if _is_end(json.loads(line))]
    (run / EVENTS).write_text("".join(f"{line}\n" for line in lines[: ends[len(ends) // 2] + 2]), encoding="utf-8")


def _is_end(event: dict[str, object]) -> bool:
    return (event["event"], event["stage"]) == ("stage", "draft")


class Album:
    """Takes pictures of the pages of a desk."""

    def __init__(self, url: str, runs: Runs, folder: Path, new_page: Callable[..., Page], scheme: str) -> None:
        self.url, self.runs, self.folder, self.new_page, self.scheme = url, runs, folder, new_page, scheme

    def take(self, name: str, page: Page, *, close: bool = True) -> None:
        """Keep what the page shows, in few colours, and close it."""
        page.evaluate("document.fonts.ready")
        page.wait_for_function("!document.querySelector('[data-stale=true], [data-testid=stStatusWidget]')")
        page.mouse.move(1, 1)
        page.wait_for_timeout(400)  # until what fades has faded
        image = Image.open(BytesIO(page.screenshot())).convert("RGB")
        image.quantize(N_COLOURS, Image.Quantize.MAXCOVERAGE, dither=Image.Dither.NONE).save(
            self.folder / f"{name}.png", optimize=True
        )
        if close:
            page.context.close()
        print(name, flush=True)

    def page(self, address: str, shown: str, run: Path | None = None, **options: str) -> Page:
        """The page of an address, when what is `shown` is there."""
        page = self.new_page(**{"locale": "en-US", "color_scheme": self.scheme, **options})
        page.goto(f"{self.url}/{address}" + (f"?run={quote(run.name)}" if run else ""))
        page.locator(shown).first.wait_for()
        return page

    def desk(self) -> None:
        """The list of runs."""
        self.take("desk-runs", self.page("", f".st-key-open-{self.runs.done.name}"))

    def new(self) -> None:
        """The assignment, its sources checked."""
        page = self.page("new", "textarea")
        page.get_by_role("textbox", name="What is the article about?").fill(TOPIC)
        page.get_by_role("textbox", name="Folders on this machine, or URLs").fill(SOURCES)
        self.take("desk-new", page, close=False)
        page.get_by_role("button", name="Check the sources").click()
        page.get_by_role("button", name="Start the run").scroll_into_view_if_needed()
        self.take("desk-check", page)

    def live(self) -> None:
        """A run in the middle of its draft."""
        self.take("desk-live", self.page("live", ".dn-track", self.runs.live, color_scheme="dark"))

    def plan(self) -> None:
        """A plan that waits."""
        self.take("desk-plan", self.page("plan", "textarea", self.runs.waiting))

    def read(self) -> None:
        """The red sentence beside its evidence."""
        page = self.page("read", "article .s", self.runs.red)
        page.keyboard.press("n")
        page.locator("aside .evidence").wait_for()
        self.take("desk-read", page)

    def edit(self) -> None:
        """Its paragraph being edited, and a shorter one proposed."""
        page = self.page("read", "article .s", self.runs.red)
        _author(page)
        page.locator("article h1").click()
        page.keyboard.press("n")
        page.keyboard.press("e")
        page.get_by_role("button", name="Shorten", exact=True).click()
        page.locator(".st-key-proposal del").first.wait_for()
        page.locator(".st-key-proposal").evaluate(
            "made => { made.style.scrollMarginTop = '5rem'; made.scrollIntoView(); }"
        )
        self.take("desk-edit", page)

    def export(self) -> None:
        """History and gate."""
        page = self.page("read", "article .s", self.runs.red)
        for title in ("History", "Export"):
            page.get_by_text(title, exact=True).first.click()
        page.get_by_text("PDF", exact=True).click()
        page.get_by_text("nobody has signed for").first.wait_for()
        page.get_by_text(re.compile("^0 ·")).click()
        page.get_by_role("button", name="Take this version back").wait_for()
        page.get_by_text("nobody has signed for").first.scroll_into_view_if_needed()
        self.take("desk-export", page)

    def score(self) -> None:
        """An article from elsewhere, checked."""
        page = self.page("score", "textarea")
        page.get_by_role("textbox", name="Paste the article").fill(ELSEWHERE)
        page.get_by_role("textbox", name="Folders on this machine, or URLs").fill(SOURCES)
        page.get_by_role("button", name="Check it").click()
        page.locator("article .s").first.wait_for()
        page.locator("article .s").nth(2).click()
        page.locator("aside .evidence").wait_for()
        self.take("desk-score", page)

    def lab(self) -> None:
        """A result as a plot."""
        self.take("desk-lab", self.page("lab", "[data-testid=stVegaLiteChart] :is(canvas, svg)"))

    def chinese(self, run: Path) -> None:
        """A Chinese article on the Chinese desk."""
        page = self.page("read", "article .s", run, locale="zh-CN")
        page.locator("article .paragraph .s").nth(1).click()
        page.locator("aside .evidence").wait_for()
        self.take("desk-zh", page)


def _author(page: Page) -> None:
    field = page.get_by_role("textbox", name="Your name")
    field.fill("Ann Lee")
    field.press("Enter")


def take_all(album: Album, chinese: Path, *, with_lab: bool) -> None:
    """Take every picture."""
    for picture in (album.desk, album.new, album.live, album.plan, album.read, album.edit, album.export, album.score):
        picture()
    if with_lab:
        album.lab()
    album.chinese(chinese)


@contextmanager
def served(run: Path, result: Path | None) -> Iterator[tuple[str, Runs, Path]]:
    """Address of a desk with the runs of the pictures, these, and the Chinese one."""
    tests, planted = module(HERE.parent / "e2e" / "conftest.py"), module(HERE.parent / "e2e" / "planted.py")
    with tempfile.TemporaryDirectory() as name:
        home = Path(name)
        own = {"DEEPNEWS_MODEL": "scripted", "DEEPNEWS_EMBEDDER": "hashing", "DEEPNEWS_OFFLINE": "true"}
        environment = {**os.environ, **own, "HOME": name, "DEEPNEWS_CACHE_DIR": str(home / "cache")}
        (home / "runs").mkdir()
        runs = Runs(home / "runs", run, result)
        chinese = planted.write_run("zh", home, environment).rename(home / "runs" / "20261126-050000-bo-heng")
        with locked(runs.live), tests.Desk(home / "runs", environment).served() as desk:
            yield desk.url, runs, chinese


def main(run: Path, folder: Path, result: Path | None, *, look: bool) -> None:
    """Write the pictures into the folder."""
    os.environ["DEEPNEWS_EMBEDDER"] = "hashing"
    schemes = ("light", "dark") if look else ("light",)
    with served(run, result) as (url, runs, chinese), chromium() as new_page:
        for scheme in schemes:
            place = folder / scheme if look else folder
            place.mkdir(parents=True, exist_ok=True)
            take_all(Album(url, runs, place, new_page, scheme), chinese, with_lab=result is not None)


if __name__ == "__main__":
    named = [Path(a).absolute() for a in sys.argv[1:] if not a.startswith("--")]
    main(named[0], named[1], named[2] if len(named) > 2 else None, look="--look" in sys.argv)
