"""Sources on their way in: names made harmless, limits kept, paths only where they are allowed, and the gate."""

from __future__ import annotations

import unicodedata
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from deepnews.app.desk import intake
from deepnews.app.desk.access import PASSWORD, SOURCES_ROOT, is_password, needs_password, server_source
from deepnews.app.desk.check import check_gate, form_assignment, read_sources
from deepnews.app.desk.intake import Upload, keep_uploads, named_sources, safe_name
from deepnews.app.desk.markup import as_html, as_markdown
from deepnews.app.desk.models import MODELS, lacks_weights, model_choices
from deepnews.errors import NoSourcesError, UsageError
from deepnews.settings import Settings

LONG = "The mill in Leeds closed on 3 May 2024 and 40 people lost their work, the owner said on Monday.\n\n"


@given(st.text())
def test_every_name_becomes_a_plain_one(name: str) -> None:
    safe = safe_name(name)
    assert safe and safe == Path(safe).name and not safe.startswith(".") and len(safe.encode()) <= 150
    assert not set(safe) & set("/\\<>:\"'|?*\0") and not any(unicodedata.category(c)[0] == "C" for c in safe)
    assert safe_name(safe) == safe


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("../../etc/passwd", "passwd"),
        ("C:\\docs\\年报 2023.pdf", "年报 2023.pdf"),
        ("<img src=x onerror=alert(1)>.txt", "_img src=x onerror=alert(1)_.txt"),
        (".hidden.md", "hidden.md"),
        ("a\u202egpj.txt", "agpj.txt"),
        ("note.txt.meta.yaml", "note.txt.meta.yaml"),
        ("", "source"),
    ],
)
def test_names_that_would_harm(name: str, safe: str) -> None:
    assert safe_name(name) == safe


def test_uploads_are_kept_apart_even_under_one_name(tmp_path: Path) -> None:
    tray = keep_uploads([Upload("a.txt", b"1"), Upload("../A.txt", b"2")], tmp_path)
    assert {p.name: p.read_bytes() for p in tray.iterdir()} == {"a.txt": b"1", "A-2.txt": b"2"}
    assert tray.is_relative_to(tmp_path / intake.TRAYS)


def test_a_chosen_folder_keeps_its_sub_folders_and_not_what_is_hidden(tmp_path: Path) -> None:
    names = ["box/a/x.txt", "box/a/x.txt.meta.yaml", "box/b/x.txt", "box/.git/config", "box/a/.DS_Store", "../../y.txt"]
    names += ["/etc/passwd", "box/<b>/z.txt", "C:\\d\\w.txt"]
    tray = keep_uploads([Upload(name, name.encode()) for name in names], tmp_path)
    kept = {p.relative_to(tray).as_posix(): p.read_text() for p in tray.rglob("*") if p.is_file()}
    assert {"box/a/x.txt", "box/a/x.txt.meta.yaml", "box/b/x.txt", "y.txt", "etc/passwd", "box/_b_/z.txt"} < set(kept)
    assert len(kept) == 7 and kept["box/b/x.txt"] == "box/b/x.txt" and kept["y.txt"] == "../../y.txt"
    read = read_sources([str(tray)], Settings(cache_dir=tmp_path / "cache", data_dir=tmp_path), lambda *_: None)
    assert {"box/a/x.txt", "box/b/x.txt"} <= {e.path for e in read.entries}


@given(st.text())
def test_no_path_of_a_file_leads_out_of_the_tray(name: str) -> None:
    place = intake._place(intake._parts(name))
    assert not place.is_absolute() and not set(place.parts) & {"..", "."} and 1 <= len(place.parts) <= 8
    assert all(part == safe_name(part) for part in place.parts)


def test_metadata_that_may_be_about_either_of_two_files_is_refused(tmp_path: Path) -> None:
    flat = [Upload("x.txt", b"1"), Upload("X.txt", b"2"), Upload("x.txt.meta.yaml", b"title: T")]
    with pytest.raises(UsageError, match=r"which of them x\.txt\.meta\.yaml is about"):
        keep_uploads(flat, tmp_path)
    assert len(list(keep_uploads([flat[0], flat[2]], tmp_path).iterdir())) == 2


def test_too_much_is_refused_in_a_sentence(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(intake, "MAX_UPLOAD_MB", 1)
    with pytest.raises(UsageError, match="too much for one upload"):
        keep_uploads([Upload("a.txt", b"x" * (2 << 20))], tmp_path)
    assert not (tmp_path / intake.TRAYS).exists()


def test_without_a_password_every_path_is_open(tmp_path: Path) -> None:
    assert not needs_password() and not is_password("")
    assert named_sources(f" {tmp_path} \n\nhttps://example.org/a") == (str(tmp_path), "https://example.org/a")
    with pytest.raises(UsageError, match="no file or folder"):
        server_source(str(tmp_path / "none"))


def test_with_a_password_only_the_named_folder_is(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "open").mkdir()
    monkeypatch.setenv(PASSWORD, "密码 and more")
    assert needs_password() and is_password("密码 and more") and not is_password("密码")
    for path in (tmp_path, tmp_path / "open", tmp_path / "open" / ".."):
        with pytest.raises(UsageError, match="may not read"):
            server_source(str(path))
    monkeypatch.setenv(SOURCES_ROOT, str(tmp_path / "open"))
    assert server_source(str(tmp_path / "open")) == str(tmp_path / "open")
    (tmp_path / "open" / "out").symlink_to(tmp_path)
    for path in (tmp_path, tmp_path / "open" / "..", tmp_path / "open" / "out"):
        with pytest.raises(UsageError, match="may not read"):
            server_source(str(path))


def test_what_is_read_is_told_with_what_is_not(tmp_path: Path) -> None:
    for name in ("a.txt", "b.txt"):
        (tmp_path / name).write_text(LONG * 9, encoding="utf-8")
    (tmp_path / "c.exe").write_bytes(b"MZ")
    (tmp_path / "empty.txt").write_bytes(b"")
    settings = Settings(cache_dir=tmp_path / "cache", data_dir=tmp_path)
    steps: list[tuple[int, int]] = []
    read = read_sources([str(tmp_path)], settings, lambda _, done, total: steps.append((done, total)))
    assert [e.path for e in read.with_status("read")] == ["a.txt"]
    assert [e.path for e in read.with_status("duplicate")] == ["b.txt"]
    assert {e.path for e in read.with_status("skipped")} == {"c.exe", "empty.txt"}
    assert all(e.reason for e in read.with_status("skipped"))
    assert read.language == "en" and 0 < read.n_chars_usable <= len(LONG * 9) and steps[-1] == (4, 4)


def test_a_file_of_300_mb_is_left_out_unread(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(LONG, encoding="utf-8")
    with (tmp_path / "large.txt").open("wb") as file:
        file.truncate(300 << 20)
    settings = Settings(cache_dir=tmp_path / "cache", data_dir=tmp_path)
    (left_out,) = read_sources([str(tmp_path)], settings, lambda *_: None).with_status("skipped")
    assert left_out.path == "large.txt" and "more than the limit" in left_out.reason


def test_sources_that_cannot_be_read_at_all_are_an_error(tmp_path: Path) -> None:
    (tmp_path / "c.exe").write_bytes(b"MZ")
    with pytest.raises(NoSourcesError):
        read_sources([str(tmp_path)], Settings(cache_dir=tmp_path / "cache", data_dir=tmp_path), lambda *_: None)


@pytest.mark.parametrize(
    ("n_usable", "policy", "outcome", "n_target"),
    [
        (30_000, "shorten", "enough", 3000),
        (20_000, "shorten", "shortened", 2000),
        (14_999, "shorten", "refused", 0),
        (29_999, "refuse", "refused", 0),
        (9_000, "allow", "allowed", 3000),
    ],
)
def test_the_gate_is_told_beforehand(n_usable: int, policy: str, outcome: str, n_target: int) -> None:
    gate = check_gate(3000, n_usable, policy)  # type: ignore[arg-type]
    assert (gate.outcome, gate.n_chars_target, gate.n_chars_required) == (outcome, n_target, 30_000)


def test_a_form_is_an_assignment_or_a_sentence(tmp_path: Path) -> None:
    values: dict[str, object] = {"topic": " 桥为何关闭 ", "language": "zh", "n_chars_target": 800}
    assert form_assignment(values, [str(tmp_path)]).topic == "桥为何关闭"
    with pytest.raises(UsageError, match="length"):
        form_assignment({**values, "n_chars_target": 10}, [str(tmp_path)])


def test_a_page_chooses_among_named_models_only(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(MODELS, "openai:big, ,local")
    settings = Settings(model="scripted", data_dir=tmp_path)
    assert model_choices(settings) == ("scripted", "local", "openai:big")
    assert lacks_weights("local", settings) and not lacks_weights("openai:big", settings)


@given(st.text())
def test_text_of_others_brings_no_markup(text: str) -> None:
    assert not set(as_html(text)) & set("<>\"'")
    bare = as_markdown(text).replace("\\\\", "").replace("\\[", "").replace("\\`", "").replace("\\!", "")
    assert not set(bare) & set("[`!")
