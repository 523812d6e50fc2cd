"""Versions of an article and the differences between them."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from deepnews.app.desk.diff import changed_paragraphs, changes, changes_html
from deepnews.app.desk.versions import Version, VersionNote, keep_version, read_notes, read_version
from deepnews.errors import RunError
from deepnews.schemas.draft import Draft, DraftBlock, Paragraph, Sentence

NOW = dt.datetime(2026, 1, 2, 3, 4, tzinfo=dt.UTC)


def draft(*paragraphs: str) -> Draft:
    made = tuple(Paragraph(sentences=(Sentence(sentence_id=f"s{n}", text=text),)) for n, text in enumerate(paragraphs))
    headline = Sentence(sentence_id="headline", text="The well", kind="furniture")
    return Draft(language="en", headline=headline, blocks=(DraftBlock(block_id="B1", paragraphs=made),))


def note(number: int, author: str = "Ada") -> VersionNote:
    return VersionNote(number=number, made_at=NOW, author=author, deed="edited", where="The well")


@given(st.text(alphabet="ab 井水,.\n", max_size=30), st.text(alphabet="ab 井水,.\n", max_size=30))
def test_changes_hold_both_texts_whole(before: str, after: str) -> None:
    found = changes(before, after)
    assert "".join(c.text for c in found if c.kind != "added") == before
    assert "".join(c.text for c in found if c.kind != "removed") == after


def test_english_changes_by_words_and_chinese_by_characters() -> None:
    assert [(c.kind, c.text) for c in changes("It closed.", "It opened.")] == [
        ("same", "It "),
        ("removed", "closed"),
        ("added", "opened"),
        ("same", "."),
    ]
    assert [c.text for c in changes("矿井关闭", "矿井重开") if c.kind == "added"] == ["重开"]


def test_no_markup_of_a_text_reaches_the_page() -> None:
    assert "<script>" not in changes_html(changes("", "<script>alert(1)</script>"))


def test_only_paragraphs_that_differ_are_told() -> None:
    found = changed_paragraphs(draft("One.", "Two.", "Three."), draft("One.", "Three."))
    assert [[c.text for c in p] for p in found] == [["Two."]]


def test_versions_come_back_whole_and_in_order(tmp_path: Path) -> None:
    for number in range(3):
        keep_version(tmp_path, Version(draft=draft(f"Text {number}."), claims=()), note(number))
    assert [n.number for n in read_notes(tmp_path)] == [0, 1, 2]
    assert read_version(tmp_path, 1).draft.body == "Text 1."


def test_a_version_kept_but_not_noted_before_a_crash_is_kept_again(tmp_path: Path) -> None:
    keep_version(tmp_path, Version(draft=draft("A."), claims=()), note(0))
    (tmp_path / "versions" / "0001.json").write_text("half", encoding="utf-8")
    keep_version(tmp_path, Version(draft=draft("B."), claims=()), note(1))
    assert read_version(tmp_path, 1).draft.body == "B." and len(read_notes(tmp_path)) == 2


def test_a_missing_and_a_damaged_version_are_sentences(tmp_path: Path) -> None:
    assert read_notes(tmp_path) == ()
    with pytest.raises(RunError, match="no version 7"):
        read_version(tmp_path, 7)
    keep_version(tmp_path, Version(draft=draft("A."), claims=()), note(0))
    (tmp_path / "versions" / "0000.json").write_text("{", encoding="utf-8")
    with pytest.raises(RunError):
        read_version(tmp_path, 0)
