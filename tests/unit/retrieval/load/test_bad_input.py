"""Bad input: each file that cannot be read is named with its reason, and stops none of the others."""

from __future__ import annotations

import os
import time
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path

import pytest
from fpdf import FPDF

from deepnews.errors import NoSourcesError, UsageError
from deepnews.retrieval.load import LoadLimits, load_corpus
from deepnews.schemas.corpus import Corpus

STORY = "The mill closed in May. The foreman told the night shift at the gate, and nobody went home. "
GOOD = STORY * 3


def load(*sources: Path, limits: LoadLimits | None = None, cache_dir: Path | None = None) -> Corpus:
    return load_corpus([str(s) for s in sources], cache_dir=cache_dir, limits=limits or LoadLimits())


def reason(folder: Path, name: str, limits: LoadLimits | None = None) -> str:
    """Why `name` is skipped beside a good file that is read all the same."""
    (folder / "good.txt").write_text(GOOD, encoding="utf-8")
    corpus = load(folder, limits=limits)
    assert "good.txt" in [d.path for d in corpus.documents]
    found = {s.path: s.reason for s in corpus.skipped}
    assert list(found) == [name]
    assert found[name][0].isupper()
    assert found[name].endswith(".")
    return found[name]


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


def zip_bytes(members: dict[str, bytes]) -> bytes:
    stream = BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return stream.getvalue()


def test_empty_folder(tmp_path: Path) -> None:
    with pytest.raises(NoSourcesError, match="no documents in") as caught:
        load(tmp_path)
    assert str(tmp_path) in caught.value.message
    assert caught.value.hint


def test_folder_of_unreadable_files_names_each_with_its_reason(tmp_path: Path) -> None:
    (tmp_path / "scan.pdf").write_bytes(pdf_bytes(""))
    (tmp_path / "empty.txt").write_bytes(b"")
    (tmp_path / "film.mp4").write_bytes(b"\0\1\2")
    with pytest.raises(NoSourcesError) as caught:
        load(tmp_path)
    for part in ("3 files", "'scan.pdf'", "OCR", "'empty.txt'", "empty", "'film.mp4'", "'.mp4' are not read"):
        assert part in caught.value.message
    assert caught.value.hint


def test_no_sources_at_all() -> None:
    with pytest.raises(NoSourcesError):
        load_corpus([], cache_dir=None)


@pytest.mark.parametrize("source", ["/no/such/folder", "x" * 5000, "~nobody-of-that-name/a", "a\0b", ""])
def test_a_path_that_does_not_exist_is_wrong_use(source: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(UsageError) as caught:
        load_corpus([source or "missing"], cache_dir=None)
    assert caught.value.hint


def test_corrupt_pdf_among_good_ones(tmp_path: Path) -> None:
    (tmp_path / "one.pdf").write_bytes(pdf_bytes())
    (tmp_path / "two.pdf").write_bytes(pdf_bytes(STORY * 4))
    (tmp_path / "bad.pdf").write_bytes(b"%PDF-1.7\n" + b"rubbish " * 200)
    corpus = load(tmp_path)
    assert [d.path for d in corpus.documents] == ["one.pdf", "two.pdf"]
    assert [s.path for s in corpus.skipped] == ["bad.pdf"]
    assert "damaged" in corpus.skipped[0].reason


def test_truncated_pdf_stops_nobody(tmp_path: Path) -> None:
    whole = pdf_bytes()
    (tmp_path / "good.txt").write_text(GOOD, encoding="utf-8")
    (tmp_path / "cut.pdf").write_bytes(whole[: len(whole) // 2])
    corpus = load(tmp_path)
    assert len(corpus.documents) + len(corpus.skipped) == 2


def test_password_pdf(tmp_path: Path) -> None:
    (tmp_path / "locked.pdf").write_bytes(pdf_bytes(password="secret"))
    assert "locked by a password" in reason(tmp_path, "locked.pdf")


def test_scanned_pdf(tmp_path: Path) -> None:
    (tmp_path / "scan.pdf").write_bytes(pdf_bytes(""))
    assert "OCR" in reason(tmp_path, "scan.pdf")


@pytest.mark.parametrize("name", ["a.txt", "a.pdf", "a.docx", "a.html", "a.json", "a.eml", "a.epub", "a.csv"])
@pytest.mark.parametrize("content", [b"", b" \n\t\r\n "])
def test_nothing_in_it(tmp_path: Path, name: str, content: bytes) -> None:
    (tmp_path / name).write_bytes(content)
    assert "empty" in reason(tmp_path, name)


def test_document_under_another_ending_is_read(tmp_path: Path) -> None:
    (tmp_path / "really-pdf.txt").write_bytes(pdf_bytes(STORY * 2))
    page = f"<!DOCTYPE html><html><body><article><p>{GOOD}</p></article></body></html>"
    (tmp_path / "really-html.txt").write_text(page, encoding="utf-8")
    corpus = load(tmp_path)
    assert [d.media_type for d in corpus.documents] == ["html", "pdf"]
    assert all("The foreman told" in d.text and "<p>" not in d.text for d in corpus.documents)
    assert corpus.documents[1].pages


@pytest.mark.parametrize("name", ["text.pdf", "text.docx", "text.xlsx", "text.epub"])
def test_text_under_a_document_ending_is_refused(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_text(GOOD, encoding="utf-8")
    assert f"not the {Path(name).suffix} file" in reason(tmp_path, name)


def test_locked_office_file(tmp_path: Path) -> None:
    (tmp_path / "locked.docx").write_bytes(bytes.fromhex("d0cf11e0a1b11ae1") + bytes(600))
    assert "password" in reason(tmp_path, "locked.docx")


def test_archive_without_a_document(tmp_path: Path) -> None:
    (tmp_path / "a.docx").write_bytes(zip_bytes({"notes.txt": GOOD.encode()}))
    assert "unpack" in reason(tmp_path, "a.docx")


@pytest.mark.parametrize(
    "content",
    [
        b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + bytes(range(256)) * 4,
        bytes(range(1, 32)) * 40,
        b"\xff\xfe" + bytes(range(256)) * 8,
        bytes((i * 7919 + i * i * 31) % 255 + 1 for i in range(4000)),
    ],
    ids=["png", "control characters", "byte order mark", "noise without zeros"],
)
def test_binary_named_txt(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "a.txt").write_bytes(content)
    assert "binary" in reason(tmp_path, "a.txt")


def test_file_over_the_limit(tmp_path: Path) -> None:
    (tmp_path / "long.txt").write_text("x" * 5001, encoding="utf-8")
    found = reason(tmp_path, "long.txt", LoadLimits(max_file_bytes=5000))
    assert "5,001 bytes" in found
    assert "limit of 5,000" in found


def test_a_file_far_over_the_limit_is_not_read_at_all(tmp_path: Path) -> None:
    with (tmp_path / "huge.txt").open("wb") as stream:
        stream.truncate(300_000_000)  # sparse: takes no space
    start = time.perf_counter()
    assert "300,000,000 bytes" in reason(tmp_path, "huge.txt")
    assert time.perf_counter() - start < 60


def test_zip_bomb(tmp_path: Path) -> None:
    (tmp_path / "bomb.docx").write_bytes(zip_bytes({"word/document.xml": b"0" * 20_000_000}))
    assert "zip bomb" in reason(tmp_path, "bomb.docx")


def test_archive_of_too_many_parts(tmp_path: Path) -> None:
    (tmp_path / "many.docx").write_bytes(zip_bytes({f"p{i}": b"" for i in range(60)}))
    assert "60 parts" in reason(tmp_path, "many.docx", LoadLimits(max_members=50))


def test_links_that_loop_and_links_to_nothing(tmp_path: Path) -> None:
    (tmp_path / "good.txt").write_text(GOOD, encoding="utf-8")
    (tmp_path / "folder").symlink_to(tmp_path, target_is_directory=True)
    (tmp_path / "self.txt").symlink_to(tmp_path / "self.txt")
    (tmp_path / "gone.txt").symlink_to(tmp_path / "nothing.txt")
    corpus = load(tmp_path)
    assert [d.path for d in corpus.documents] == ["good.txt"]
    assert [s.path for s in corpus.skipped] == ["gone.txt", "self.txt"]
    assert all("cannot be opened" in s.reason for s in corpus.skipped)


def test_a_link_to_a_file_named_twice_is_one_document(tmp_path: Path) -> None:
    (tmp_path / "good.txt").write_text(GOOD, encoding="utf-8")
    (tmp_path / "link.txt").symlink_to(tmp_path / "good.txt")
    corpus = load(tmp_path, tmp_path / "good.txt", tmp_path)
    assert [d.path for d in corpus.documents] == ["good.txt"]
    assert not corpus.duplicates


def test_a_pipe_does_not_hang(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.txt")
    assert "no ordinary file" in reason(tmp_path, "pipe.txt")


@contextmanager
def closed_to_us(path: Path) -> Iterator[None]:
    """The path without permissions; root, whom no permission stops, steps down for that long."""
    path.chmod(0)
    user = os.geteuid()
    try:
        if user == 0:
            for folder in path.parents[:4]:  # pytest keeps its folders to the user that started it
                folder.chmod(0o755)
            os.seteuid(65534)
        yield
    finally:
        os.seteuid(user)
        path.chmod(0o700)


def test_no_permission(tmp_path: Path) -> None:
    (tmp_path / "good.txt").write_text(GOOD, encoding="utf-8")
    load(tmp_path)  # everything is imported now, as the user that may read it
    (tmp_path / "secret.txt").write_text(GOOD, encoding="utf-8")
    with closed_to_us(tmp_path / "secret.txt"):
        corpus = load(tmp_path)
    assert [(s.path, "permission" in s.reason) for s in corpus.skipped] == [("secret.txt", True)]


def test_a_folder_without_permission_is_listed(tmp_path: Path) -> None:
    (tmp_path / "good.txt").write_text(GOOD, encoding="utf-8")
    (tmp_path / "closed").mkdir()
    load(tmp_path)
    with closed_to_us(tmp_path / "closed"):
        corpus = load(tmp_path)
    assert [(s.path, "permission" in s.reason) for s in corpus.skipped] == [("closed", True)]
