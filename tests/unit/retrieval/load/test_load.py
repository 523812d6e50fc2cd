"""A corpus from folders and files: what is read, what is skipped with its reason, and what the cache spares."""

from __future__ import annotations

import datetime as dt
import os
import time
from pathlib import Path

import pytest
from fpdf import FPDF

from deepnews.retrieval.load import LoadLimits, load_corpus
from deepnews.schemas.corpus import Corpus

STORY = "The mill closed in May. The foreman told the night shift at the gate, and nobody went home. "
GOOD = STORY * 3


def load(*sources: Path, limits: LoadLimits | None = None, cache_dir: Path | None = None) -> Corpus:
    return load_corpus([str(s) for s in sources], cache_dir=cache_dir, limits=limits or LoadLimits())


def pdf_bytes(text: str = GOOD, password: str = "") -> bytes:
    pdf = FPDF()
    pdf.set_font("Helvetica", size=11)
    pdf.add_page()
    if text:
        pdf.multi_cell(0, 6, text)
    else:
        pdf.rect(20, 20, 100, 100, style="F")
    if password:
        pdf.set_encryption(owner_password=password, user_password=password)
    return bytes(pdf.output())


def test_documents_come_by_name_with_their_metadata(tmp_path: Path) -> None:
    (tmp_path / "b.txt").write_text(STORY * 2, encoding="utf-8")
    (tmp_path / "a.md").write_text(
        f"---\ntitle: A mill closes\ndate: 2024-05-14\nauthor: Ann Lee\n---\n{GOOD}", encoding="utf-8"
    )
    corpus = load(tmp_path)
    assert [d.path for d in corpus.documents] == ["a.md", "b.txt"]
    first = corpus.documents[0]
    assert (first.title, first.author, first.date) == ("A mill closes", "Ann Lee", dt.date(2024, 5, 14))
    assert (first.language, first.media_type) == ("en", "md")
    assert "---" not in first.text
    assert len(first.doc_id) == 12
    assert corpus == load(tmp_path)


def test_sidecar_beats_front_matter_field_by_field(tmp_path: Path) -> None:
    text = f"---\ntitle: Inner title\nauthor: Ann Lee\npublisher: The Inner Press\ndate: 2020-01-01\n---\n{GOOD}"
    (tmp_path / "a.md").write_text(text, encoding="utf-8")
    sidecar = "title: Outer title\ndate: 2024-05-14\naddress: https://example.org/a\n"
    (tmp_path / "a.md.meta.yaml").write_text(sidecar, encoding="utf-8")
    document = load(tmp_path).documents[0]
    assert document.title == "Outer title"
    assert document.date == dt.date(2024, 5, 14)
    assert document.address == "https://example.org/a"
    assert (document.author, document.publisher) == ("Ann Lee", "The Inner Press")


@pytest.mark.parametrize("sidecar", [b"title: [", b"date: 2024-13-45", b"\xff\xfe\x00", b"- a\n- b", b""])
def test_a_broken_sidecar_is_passed_over(tmp_path: Path, sidecar: bytes) -> None:
    (tmp_path / "a.txt").write_text(GOOD, encoding="utf-8")
    (tmp_path / "a.txt.meta.yaml").write_bytes(sidecar)
    assert load(tmp_path).documents[0].text.startswith("The mill closed")


def test_front_matter_with_an_impossible_date_loses_nothing(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text(f"---\ndate: 2024-13-45\n---\n{GOOD}", encoding="utf-8")
    assert "The foreman told" in load(tmp_path).documents[0].text


@pytest.mark.parametrize(
    ("head", "date"),
    [
        ("Minutes of 14 May 2024, revised on May 20, 2024.", dt.date(2024, 5, 14)),
        ("Held on the 3rd March 1974.", dt.date(1974, 3, 3)),
        ("MAY 14, 2024", dt.date(2024, 5, 14)),
        ("Sent 2024-05-14T10:00:00Z.", dt.date(2024, 5, 14)),
        ("会议于2024 年 5 月 14 日召开。", dt.date(2024, 5, 14)),
        ("发布日期2024-05-14来源", dt.date(2024, 5, 14)),
        ("On 30 February 2024 and 1 March 2024.", dt.date(2024, 3, 1)),
        ("Call 12024-05-141.", None),
        ("No date at all.", None),
    ],
)
def test_the_first_date_of_the_text_stands_in(tmp_path: Path, head: str, date: dt.date | None) -> None:
    (tmp_path / "a.txt").write_text(f"{head}\n\n{GOOD}", encoding="utf-8")
    assert load(tmp_path).documents[0].date == date


@pytest.mark.parametrize(
    ("text", "language"),
    [
        (GOOD, "en"),
        ("磨坊在五月关门，工头在门口通知夜班工人。" * 5, "zh"),
        ("工場は五月に閉まりました。これは夜勤の人たちの話です。" * 5, "other"),
    ],
)
def test_language(tmp_path: Path, text: str, language: str) -> None:
    (tmp_path / "a.txt").write_text(text, encoding="utf-8")
    assert load(tmp_path).documents[0].language == language


@pytest.mark.parametrize(
    "name", ["two words.txt", "磨坊 关闭.txt", "line\nbreak.txt", "-dash.txt", "ünï.TXT", "a.b.c.txt"]
)
def test_unusual_names(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_text(GOOD, encoding="utf-8")
    shown = [name.replace("\n", " ")]  # on one line
    assert [d.path for d in load(tmp_path).documents] == shown
    assert [d.path for d in load(tmp_path / name).documents] == shown


def test_a_name_that_is_no_utf8(tmp_path: Path) -> None:
    Path(os.fsdecode(os.fsencode(tmp_path) + b"/\xc4\xa5\xb7\xbb.txt")).write_text(GOOD, encoding="utf-8")
    corpus = load(tmp_path)
    assert corpus.documents[0].path.endswith(".txt")
    assert Corpus.model_validate_json(corpus.model_dump_json()) == corpus


def test_hidden_files_metadata_and_hidden_folders_are_passed_over(tmp_path: Path) -> None:
    (tmp_path / ".git").mkdir()
    (tmp_path / "deep" / "er").mkdir(parents=True)
    for name in (".git/a.txt", ".hidden.txt", "~$draft.docx", "plan.yaml", "deep/er/a.txt"):
        (tmp_path / name).write_text(GOOD, encoding="utf-8")
    corpus = load(tmp_path)
    assert [d.path for d in corpus.documents] == ["deep/er/a.txt"]
    assert not corpus.skipped


def test_exact_copies_count_once(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(GOOD, encoding="utf-8")
    (tmp_path / "b.txt").write_text(GOOD.replace(" ", "  "), encoding="utf-8")
    (tmp_path / "c.txt").write_text(f"{GOOD} And more.", encoding="utf-8")
    corpus = load(tmp_path)
    assert [d.path for d in corpus.documents] == ["a.txt", "c.txt"]
    assert [(s.path, "a.txt" in s.reason) for s in corpus.duplicates] == [("b.txt", True)]


def test_copies_under_one_name_count_once(tmp_path: Path) -> None:
    for folder in ("one", "two"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "a.txt").write_text(GOOD, encoding="utf-8")
    corpus = load(tmp_path / "one", tmp_path / "two")
    assert len(corpus.documents) == 1
    assert len(corpus.duplicates) == 1


def test_progress_counts_every_file(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(GOOD, encoding="utf-8")
    (tmp_path / "b.txt").write_bytes(b"")
    seen: list[tuple[str, int, int]] = []
    load_corpus([str(tmp_path)], cache_dir=None, progress=lambda *told: seen.append(told))
    assert seen == [("read", 1, 2), ("read", 2, 2)]


def test_cache_holds_the_text_and_the_second_load_parses_nothing(tmp_path: Path) -> None:
    sources, cache = tmp_path / "sources", tmp_path / "cache"
    sources.mkdir()
    (sources / "a.pdf").write_bytes(pdf_bytes(STORY * 20))
    first = load(sources, cache_dir=cache)
    entry = next(cache.glob("*.json"))
    entry.write_text(entry.read_text(encoding="utf-8").replace("foreman", "FOREMAN"), encoding="utf-8")
    second = load(sources, cache_dir=cache)
    assert second.documents[0].text == first.documents[0].text.replace("foreman", "FOREMAN")
    assert len(list(cache.iterdir())) == 1


def test_cache_is_quick(tmp_path: Path) -> None:
    sources, cache = tmp_path / "sources", tmp_path / "cache"
    sources.mkdir()
    (sources / "a.pdf").write_bytes(pdf_bytes("\n".join(STORY.replace("mill", f"mill of {n:x}") for n in range(700))))
    cold = timed_load(sources, cache)
    warm = min(timed_load(sources, cache) for _ in range(3))
    assert warm < cold / 2


def timed_load(sources: Path, cache: Path) -> float:
    start = time.perf_counter()
    load(sources, cache_dir=cache)
    return time.perf_counter() - start


def test_a_changed_file_is_parsed_again(tmp_path: Path) -> None:
    sources, cache = tmp_path / "sources", tmp_path / "cache"
    sources.mkdir()
    (sources / "a.txt").write_text(GOOD, encoding="utf-8")
    load(sources, cache_dir=cache)
    (sources / "a.txt").write_text(GOOD.replace("mill", "mine"), encoding="utf-8")
    assert "The mine closed" in load(sources, cache_dir=cache).documents[0].text


@pytest.mark.parametrize("rubbish", [b"", b"{", b"\xff\xfe\0", b'{"text": 5}', b'{"text": "a", "colour": "red"}'])
def test_corrupt_cache_entry_is_made_anew(tmp_path: Path, rubbish: bytes) -> None:
    sources, cache = tmp_path / "sources", tmp_path / "cache"
    sources.mkdir()
    (sources / "a.txt").write_text(GOOD, encoding="utf-8")
    first = load(sources, cache_dir=cache)
    entry = next(cache.glob("*.json"))
    whole = entry.read_bytes()
    entry.write_bytes(rubbish)
    assert load(sources, cache_dir=cache) == first
    assert entry.read_bytes() == whole


def test_a_cache_that_cannot_be_written_stops_nothing(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(GOOD, encoding="utf-8")
    in_the_way = tmp_path / "cache.bin"
    in_the_way.write_bytes(b"a file where the folder should be")
    corpus = load(tmp_path / "a.txt", cache_dir=in_the_way / "sources")
    assert [d.path for d in corpus.documents] == ["a.txt"]
