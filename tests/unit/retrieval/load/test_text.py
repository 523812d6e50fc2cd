"""Plain text, Markdown, tables, JSON: encodings, cleaning, front matter, and laws that hold for any input."""

from __future__ import annotations

import json
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from deepnews.errors import SourceError
from deepnews.retrieval.load.table import parse_csv, parse_json, rows_as_text
from deepnews.retrieval.load.text import (
    cleaned,
    decoded,
    front_matter,
    parse_text,
    unwrapped,
)

CHINESE = "磨坊在五月关门，工头在门口通知了夜班的工人，没有人回家。他们说的是同一件事。" * 4
FRENCH = "Le café fermé à Besançon a été rouvert par l'élève du maître, déjà fâché. " * 6


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "gbk", "utf-16", "utf-32"])
def test_chinese_in_every_encoding(encoding: str) -> None:
    assert decoded(CHINESE.encode(encoding)) == CHINESE


@pytest.mark.parametrize("encoding", ["utf-8", "latin-1", "cp1252", "utf-16"])
def test_french_in_every_encoding(encoding: str) -> None:
    assert decoded(FRENCH.encode(encoding)) == FRENCH


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        ("He said “it’s over” – for £40 at the gate.", "cp1252"),
        ("Die Mühle schloß im Mai, und die Männer hörten es über Nacht.", "latin-1"),
        ("Мельница закрылась в мае, и никто не пошёл домой. " * 4, "cp1251"),
        ("磨坊在五月關門，工頭在門口通知了夜班的工人。" * 4, "big5"),
    ],
)
def test_other_old_encodings(text: str, encoding: str) -> None:
    assert decoded(text.encode(encoding)) == text


def test_a_short_chinese_note_in_gb18030() -> None:
    note = "这是我们在工厂里的事。"
    assert decoded(note.encode("gb18030")) == note


@pytest.mark.parametrize("text", [CHINESE, FRENCH])
def test_one_broken_byte_does_not_change_the_encoding(text: str) -> None:
    content = text.encode() + b"\xff" + text.encode()
    assert decoded(content) == text + text


@pytest.mark.parametrize("content", [b"abc\0def", bytes(range(1, 32)) * 9, "\ue000\ue001\ue002\ue003".encode() * 50])
def test_binary_is_refused(content: bytes) -> None:
    with pytest.raises(SourceError, match="binary"):
        decoded(content)


@given(st.binary(max_size=600))
def test_decoding_gives_text_or_a_source_error(content: bytes) -> None:
    try:
        text = decoded(content)
    except SourceError as error:
        assert error.message
    else:
        cleaned(text).encode("utf-8")


@given(st.text(max_size=400))
def test_utf8_survives_decoding_unless_refused(text: str) -> None:
    try:
        assert decoded(text.encode("utf-8")) == text.removeprefix("\ufeff")
    except SourceError:
        assert any(unicodedata.category(c) in ("Cc", "Cn", "Co") or c == "\ufffd" for c in text)


@given(st.text(alphabet=st.characters(), max_size=400))
def test_cleaning_is_idempotent_and_leaves_writable_text(text: str) -> None:
    once = cleaned(text)
    assert cleaned(once) == once
    assert unicodedata.is_normalized("NFC", once)
    assert once == once.strip()
    assert "\r" not in once
    assert "\n\n\n" not in once
    once.encode("utf-8")


@given(st.text(max_size=300))
def test_unwrapping_loses_no_visible_character(text: str) -> None:
    body = cleaned(text)
    assert "".join(unwrapped(body).split()) == "".join(body.split())


def test_invisible_characters_go_and_breaks_stay_breaks() -> None:
    assert cleaned("zero\u200bwidth\u00ad \u202eevil\u202c tag\U000e0041") == "zerowidth evil tag"
    assert cleaned("one\x0btwo\u2028three\r\nfour\rfive") == "one\ntwo\nthree\nfour\nfive"
    assert cleaned("page one.\x0cpage two.") == "page one.\n\npage two."
    assert cleaned("a\u00a0\u2003b \n c\n \n\n\nd") == "a b\nc\n\nd"


def test_front_matter_fields() -> None:
    head = "---\ntitle: The mill\nauthor: [Ann Lee, Tom Fox]\ndate: 2024-05-14\npublisher: {a: b}\n---\nText."
    parsed = parse_text(head.encode())
    assert (parsed.title, parsed.author, parsed.date, parsed.publisher) == (
        "The mill",
        "Ann Lee, Tom Fox",
        "2024-05-14",
        "",
    )
    assert parsed.text == "Text."


@pytest.mark.parametrize(
    "head",
    [
        '+++\ntitle = "The mill"\nauthors = ["Ann Lee"]\ndate = 2024-05-14\n+++\nText.',
        "---\nheadline: The mill\nbyline: Ann Lee\npublishDate: 2024-05-14\n---\nText.",
    ],
)
def test_front_matter_of_other_programs(head: str) -> None:
    parsed = parse_text(head.encode())
    assert (parsed.title, parsed.author, parsed.date, parsed.text) == ("The mill", "Ann Lee", "2024-05-14", "Text.")


@pytest.mark.parametrize(
    "head", ["---\na: [\n---\nText.", "---\n- a\n---\nText.", "---\nno end", "text\n---\na: b\n---\n"]
)
def test_what_is_no_front_matter_stays_text(head: str) -> None:
    assert front_matter(head) == ({}, head)


def test_yaml_aliases_do_not_explode() -> None:
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{i}: &a{i} [{', '.join([f'*a{i - 1}'] * 9)}]" for i in range(1, 9)]
    parsed = parse_text(("---\n" + "\n".join(lines) + "\ntitle: *a8\n---\nText.").encode())
    assert (parsed.title, parsed.text) == ("", "Text.")


def test_hard_wrapped_lines_are_joined() -> None:
    wrapped = (
        "The committee met in the old town hall in the evening and\nheard three reports on the state of the river"
        " before it\nrose."
    )
    assert unwrapped(wrapped) == wrapped.replace("\n", " ")
    chinese = (
        "委员会当晚在旧市政厅开会，听取了三份关于河流状况的报告，会议一直开到\n"
        "深夜，最后没有作出任何决定，委员们说下个月还要再开一次会议讨论这件事\n情。"
    )
    assert unwrapped(chinese) == chinese.replace("\n", "")


def test_lines_that_are_whole_sentences_or_lists_stay_apart() -> None:
    sentences = "\n".join(["The committee met in the old town hall and heard them all."] * 3)
    assert unwrapped(sentences) == sentences.replace("\n", "\n\n")
    assert unwrapped("- one of the reports that was read to the committee\n- two") == (
        "- one of the reports that was read to the committee\n\n- two"
    )
    assert unwrapped("Date: 14 May\nTo: all") == "Date: 14 May\n\nTo: all"


def test_rows_name_their_columns() -> None:
    rows = [["month", "units"], ["May", "40"], ["", ""], ["June", ""]]
    assert rows_as_text(rows) == "month: May; units: 40.\n\nmonth: June."
    assert rows_as_text([]) == ""
    assert rows_as_text([["a", "", "b"]]) == "a; b"


def test_chinese_rows_end_with_a_chinese_full_stop() -> None:
    assert rows_as_text([["月份", "数量"], ["五月", "40"]]) == "月份: 五月; 数量: 40。"
    assert rows_as_text([["月份", "备注"], ["五月", "已缴。"]]) == "月份: 五月; 备注: 已缴。"


@pytest.mark.parametrize(
    ("rows", "text"),
    [
        ([["Date", "14 May 2024"], ["Place", "Hexcombe"]], "Date: 14 May 2024\n\nPlace: Hexcombe"),
        (
            [["From", "Ann Lee"], ["To", "All staff"], ["Subject", "Hours"]],
            "From: Ann Lee\n\nTo: All staff\n\nSubject: Hours",
        ),
        ([["Signed:", "Ann Lee"], ["Witness:", "Tom Fox"]], "Signed: Ann Lee\n\nWitness: Tom Fox"),
        ([["日期", "2024年5月14日"], ["地点", "西堰区"]], "日期: 2024年5月14日\n\n地点: 西堰区"),
        ([["Date", "14 May 2024"]], "Date: 14 May 2024"),
    ],
)
def test_two_columns_without_a_header_are_labels(rows: list[list[str]], text: str) -> None:
    assert rows_as_text(rows) == text


@pytest.mark.parametrize(
    "rows",
    [
        [["Name", "Role"], ["Ann Lee", "Chair"], ["Tom Fox", "Clerk"]],
        [["Date", "Event"], ["14 May", "Strike"], ["15 May", "Talks"]],
        [["Month", "2024"], ["May", "40"], ["June", "41"]],
        [["date", "units"], ["2024-05-01", "3"], ["2024-06-01", "4"]],
    ],
)
def test_two_columns_with_a_header_keep_it(rows: list[list[str]]) -> None:
    (a, b), (c, d) = rows[0], rows[1]
    assert rows_as_text(rows).startswith(f"{a}: {c}; {b}: {d}.")


@pytest.mark.parametrize("mark", [",", ";", "\t", "|"])
def test_csv_with_each_delimiter(mark: str) -> None:
    table = "\n".join(
        mark.join(row) for row in (["month", "units", "town"], ["May", "40", "Hex"], ["June", "41", "Hex"])
    )
    assert parse_csv(table.encode()).text == "month: May; units: 40; town: Hex.\n\nmonth: June; units: 41; town: Hex."


def test_csv_in_gb18030() -> None:
    rows = ["月份,数量,备注"] + [f"{i}月,{i}0,这是我们在工厂的数" for i in range(1, 9)]
    assert parse_csv("\n".join(rows).encode("gb18030")).text.startswith(
        "月份: 1月; 数量: 10; 备注: 这是我们在工厂的数。"
    )


@given(st.text(max_size=200))
def test_any_text_is_a_table_or_a_source_error(text: str) -> None:
    try:
        parse_csv(text.encode()).model_dump_json()
    except SourceError as error:
        assert error.message


def test_json_texts_and_fields() -> None:
    value = {
        "title": "The mill",
        "date": "2024-05-14",
        "author": "Ann Lee",
        "body": ["A long sentence " * 4, {"units": 40}],
    }
    parsed = parse_json(json.dumps(value).encode())
    assert (parsed.title, parsed.author, parsed.date) == ("The mill", "Ann Lee", "2024-05-14")
    assert "A long sentence" in parsed.text
    assert parsed.text.endswith("units: 40.")


@pytest.mark.parametrize("content", [b"{", b"[" * 100_000, b"1" * 5000, b"{'a': 1}", "磨坊".encode()])
def test_broken_json_is_refused(content: bytes) -> None:
    with pytest.raises(SourceError, match="not valid JSON"):
        parse_json(content)


def test_half_a_surrogate_pair_is_survived() -> None:
    parsed = parse_json(b'{"title": "a\\ud800b", "body": "c\\udfffd and a good deal more than forty characters"}')
    assert (parsed.title, parsed.text.splitlines()[-1][:2]) == ("a b", "cd")
    parsed.model_dump_json()


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=12,
)


@given(json_values)
def test_any_json_is_read(value: object) -> None:
    parse_json(b" " + json.dumps(value).encode()).model_dump_json()
