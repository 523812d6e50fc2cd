"""What is fuzzed: readers of foreign bytes, each with the law that its result obeys, and pieces to build inputs from.

A reader may refuse an input with an error of ours; it may not fail otherwise, nor break its law, nor take long.
"""

from __future__ import annotations

import atexit
import io
import json
import shutil
import tempfile
import time
import zipfile
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Final, Literal

import yaml

from deepnews.agents.plan_file import read_plan_file
from deepnews.agents.read_article import read_article
from deepnews.agents.rules.dates import find_dates
from deepnews.agents.rules.numbers import find_quantities
from deepnews.agents.rules.quotes import find_quotations, find_verbatim
from deepnews.agents.run_folder import RunFolder
from deepnews.app.assignment_file import make_assignment, read_assignment_file
from deepnews.app.batch.rows import read_rows
from deepnews.errors import DeepNewsError
from deepnews.eval.grounding import read_grounding
from deepnews.eval.retrieval_eval.beir import read_collection
from deepnews.json_reply import first_object
from deepnews.quote_marks import outside_quotes, quoted_ranges
from deepnews.retrieval.load import LoadLimits
from deepnews.retrieval.load.formats import SUPPORTED, parse
from deepnews.schemas.base import Language
from deepnews.schemas.facts import Quantity

LIMIT_CPU_S: Final = 5.0
"""Longest time one input may take; inputs have a few hundred bytes."""
DOSSIER: Final = Path(__file__).parents[2] / "examples" / "dossiers"
_LANGUAGES: Final[tuple[Language, Language]] = ("en", "zh")


@dataclass(frozen=True)
class Target:
    """One reader."""

    law: Callable[[bytes], None]
    """Raises AssertionError where the law is broken, and whatever the reader raises."""
    pieces: tuple[bytes, ...]
    """Inputs are joined from these and from random bytes."""
    shape: Literal["joined", "mutated"] = "joined"
    """``mutated``: an input is one of the pieces with bytes changed."""

    def check(self, data: bytes) -> None:
        """Put `data` before the reader; raises what is a finding."""
        started = time.process_time()
        with suppress(DeepNewsError):
            self.law(data)
        used_s = time.process_time() - started
        assert used_s < LIMIT_CPU_S, f"{used_s:.1f} s of CPU for {len(data)} bytes"


def _text(data: bytes) -> str:
    return data.decode("utf-8", "replace")


def _numbers(data: bytes) -> None:
    text = _text(data)
    for language in _LANGUAGES:
        for q in find_quantities(text, language):
            assert 0 <= q.start < q.end <= len(text) and text[q.start : q.end] == q.text
            assert Quantity.model_validate_json(q.model_dump_json()) == q


def _dates(data: bytes) -> None:
    text = _text(data)
    for language in _LANGUAGES:
        for d in find_dates(text, language):
            assert 0 <= d.start < d.end <= len(text) and text[d.start : d.end] == d.text
            assert d.first <= d.last


def _quotations(data: bytes) -> None:
    text = _text(data)
    end = 0
    for start, stop in quoted_ranges(text):
        assert end <= start < stop <= len(text)
        end = stop
    assert len(outside_quotes(text)) == len(text)
    for language in _LANGUAGES:
        for quotation in find_quotations(text, language):
            assert text[quotation.start : quotation.end] == quotation.text
            found = find_verbatim(quotation.text, text)
            assert found is None or 0 <= found[0] < found[1] <= len(text)


def _json_reply(data: bytes) -> None:
    found = first_object(_text(data))
    assert found is None or isinstance(found, dict)
    json.dumps(found, ensure_ascii=False, allow_nan=False).encode("utf-8")


def _article(data: bytes) -> None:
    text = _text(data)
    for language in _LANGUAGES:
        article = read_article(text, language)
        for sentence in article.draft.sentences:
            place = article.place(sentence.sentence_id, 0, len(sentence.text))
            assert 0 <= place.start < place.end <= len(text)


def _plan(data: bytes) -> None:
    folder = RunFolder(_scratch())
    (folder.path / "plan.json").write_bytes(data)
    folder.read_plan().model_dump_json()


def _outline(data: bytes) -> None:
    """The plan as an outline in Markdown, and what of it is left as a plan."""
    found = read_plan_file(_file("plan.md", data))
    assert found.line(("blocks", 0, "beats", 0)) >= 1
    json.dumps(found.values)


def _jobs(data: bytes) -> None:
    for ending in (".jsonl", ".csv", ".yaml"):
        _each(lambda ending=ending: read_rows(_file(f"jobs{ending}", data)))  # type: ignore[misc]


def _assignment(data: bytes) -> None:
    make_assignment(read_assignment_file(_file("assignment.yaml", data)), {}).model_dump_json()


def _beir(data: bytes) -> None:
    """The three files stand in the input one after the other, each begun by a line of its own."""
    corpus, _, rest = data.partition(b"%queries\n")
    queries, _, judged = rest.partition(b"%qrels\n")
    folder = _scratch() / "beir"
    (folder / "qrels").mkdir(parents=True, exist_ok=True)
    for name, content in (("corpus.jsonl", corpus), ("queries.jsonl", queries), ("qrels/test.tsv", judged)):
        (folder / name).write_bytes(content)
    found = read_collection(folder)
    assert all(grade > 0 and doc in found.texts for docs in found.relevant.values() for doc, grade in docs.items())


def _grounding(data: bytes) -> None:
    found = read_grounding(_file("pairs.jsonl", data))
    assert found.rows


def _loaders(data: bytes) -> None:
    suffix = SUPPORTED[data[0] % len(SUPPORTED)] if data else ".txt"
    _parsed(data[1:], suffix)


def _office(data: bytes) -> None:
    """One part of a document is put in the place of the whole one; the first byte says which."""
    suffix, part = _PARTS[data[0] % len(_PARTS)] if data else _PARTS[0]
    whole, made = zipfile.ZipFile(io.BytesIO(_office_seed(suffix))), io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        for name in whole.namelist():
            archive.writestr(name, data[1:] if name == part else whole.read(name))
    _parsed(made.getvalue(), suffix)


def _parsed(content: bytes, suffix: str) -> None:
    found = parse(content, suffix, LoadLimits())
    found.model_dump_json()
    found.text.encode("utf-8")
    assert all(0 <= p.start <= p.end <= len(found.text) for p in found.pages)


def _each(read: Callable[[], Any]) -> None:
    with suppress(DeepNewsError):
        read()


@cache
def _scratch() -> Path:
    """A folder that is gone when the process ends."""
    path = tempfile.mkdtemp(prefix="deepnews-fuzz-")
    atexit.register(shutil.rmtree, path, ignore_errors=True)
    return Path(path)


def _file(name: str, data: bytes) -> Path:
    path = _scratch() / name
    path.write_bytes(data)
    return path


_PARTS: Final = (
    (".docx", "word/document.xml"),
    (".docx", "word/styles.xml"),
    (".docx", "docProps/core.xml"),
    (".xlsx", "xl/worksheets/sheet1.xml"),
    (".xlsx", "xl/workbook.xml"),
    (".pptx", "ppt/slides/slide1.xml"),
    (".pptx", "ppt/presentation.xml"),
    (".epub", "META-INF/container.xml"),
    (".epub", "book.opf"),
    (".epub", "one.xhtml"),
)


@cache
def _office_seed(suffix: str) -> bytes:
    """A small whole document of that kind."""
    made = io.BytesIO()
    if suffix == ".docx":
        return (DOSSIER / "en" / "sources" / "05-engineering-memo-em-0517.docx").read_bytes()
    if suffix == ".xlsx":
        from openpyxl import Workbook

        book = Workbook()
        book.active.append(["Depot", "Crates", 11, 3.5, None])
        book.save(made)
    elif suffix == ".pptx":
        from pptx import Presentation

        show = Presentation()
        show.slides.add_slide(show.slide_layouts[1]).shapes.title.text = "Eleven crates"
        show.save(made)
    else:
        with zipfile.ZipFile(made, "w") as archive:
            for name, text in _EPUB.items():
                archive.writestr(name, text)
    return made.getvalue()


_EPUB: Final = {
    "META-INF/container.xml": '<container><rootfiles><rootfile full-path="book.opf"/></rootfiles></container>',
    "book.opf": '<package><metadata><title>T</title></metadata><manifest><item id="a" href="one.xhtml" '
    'media-type="application/xhtml+xml"/></manifest><spine><itemref idref="a"/></spine></package>',
    "one.xhtml": "<html><body><p>Eleven crates of frames stood on the quay.</p></body></html>",
}


def _pieces(name: str) -> tuple[bytes, ...]:
    stored = yaml.safe_load(Path(__file__).with_name("fuzz_pieces.yaml").read_text(encoding="utf-8"))
    return tuple(piece.encode("utf-8") for piece in stored[name])


def _whole_files(*endings: str) -> tuple[bytes, ...]:
    """The sample documents of those kinds, cut to 4,000 bytes, each with the number of its kind before it."""
    files = sorted(p for p in DOSSIER.glob("*/sources/*") if p.suffix in endings)
    return tuple(bytes([SUPPORTED.index(p.suffix)]) + p.read_bytes()[:4000] for p in files)


def _office_parts() -> tuple[bytes, ...]:
    parts = []
    for number, (suffix, part) in enumerate(_PARTS):
        with zipfile.ZipFile(io.BytesIO(_office_seed(suffix))) as archive:
            parts.append(bytes([number]) + archive.read(part)[:6000])
    return tuple(parts)


def targets() -> dict[str, Target]:
    """All targets by name."""
    plan = {"schema_code": "x", "schema_reason": "", "blocks": [], "todos": [], "answer_fact_ids": []}
    return {
        "numbers": Target(_numbers, _pieces("numbers")),
        "dates": Target(_dates, _pieces("dates")),
        "quotations": Target(_quotations, _pieces("quotations")),
        "json-reply": Target(_json_reply, _pieces("json-reply")),
        "article": Target(_article, _pieces("article")),
        "plan": Target(_plan, (json.dumps(plan).encode(), *_pieces("json-reply"))),
        "plan-outline": Target(_outline, _pieces("plan-outline")),
        "jobs": Target(_jobs, _pieces("jobs")),
        "assignment": Target(_assignment, _pieces("jobs")),
        "beir": Target(_beir, _pieces("beir")),
        "grounding": Target(_grounding, _pieces("grounding")),
        "loaders": Target(_loaders, _whole_files(".txt", ".md", ".html", ".csv", ".pdf"), "mutated"),
        "office": Target(_office, _office_parts(), "mutated"),
    }
