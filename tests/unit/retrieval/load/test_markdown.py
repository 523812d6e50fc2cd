"""Markdown as clean prose: markup, block quotations, lists, labels and headings."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from deepnews.errors import SourceError
from deepnews.retrieval.load.markdown import markdown_prose
from deepnews.retrieval.load.text import cleaned, parse_markdown

MARKUP = st.lists(st.sampled_from([*list("*_[]()<>!#`-|\\^~: \n\r\tab"), "<sup>", "<!--", "-->", "```", "中", "é"]))


@given(MARKUP)
def test_markdown_never_fails(parts: list[str]) -> None:
    prose = markdown_prose("".join(parts))
    assert len(cleaned(prose)) <= len("".join(parts)) + 2 * len(parts)


@given(st.text(max_size=300))
def test_any_text_is_a_markdown_file_or_a_source_error(text: str) -> None:
    try:
        parse_markdown(text.encode("utf-8")).model_dump_json()
    except SourceError as error:
        assert error.message


@pytest.mark.parametrize(
    "unit",
    [
        "[",
        "![",
        "<!--",
        "<a",
        "**a ",
        "# ",
        "|",
        "-",
        "```",
        "[^",
        "<sup>",
        "*",
        "<style>",
        "\\",
        ">",
        "~~~a\n",
        "<blockquote>",
        "> “a. ",
    ],
)
def test_hostile_markdown_takes_no_time(unit: str) -> None:
    text = unit * (40_000 // len(unit))
    start = time.perf_counter()
    markdown_prose(text + "x")
    assert time.perf_counter() - start < 30


def test_markup_goes_and_words_stay() -> None:
    source = """# The *mill*

> **Ann Lee:** We [closed](https://example.org/a) it.[^1] ![photo](x.png)

<!-- secret --><style>p {color: red}</style>5 * 3 < 20, snake_case_name, \\$40

- Share

[^1]: A note.
"""
    prose = cleaned(markdown_prose(source))
    assert prose == "The mill\n\nAnn Lee: We closed it.\n\n5 * 3 < 20, snake_case_name, $40"


FILLER = "\n\n" + "The harbour board met on Tuesday and heard the report of the engineer on the lock. " * 6 + "\n\n"


def prose_of(source: str) -> str:
    return parse_markdown(source.encode()).text


@pytest.mark.parametrize(
    ("source", "lines"),
    [
        (
            '> The lock is safe. It is "sound".\n>\n> ...\n>\n> We never doubted it.',
            ["“The lock is safe.” “It is ‘sound’.”", "“We never doubted it.”"],
        ),
        (
            "The engineer, Ada Finch, wrote:\n\n> The lock is safe.\n> It will hold.\n\nAfter that she left.",
            ["The engineer, Ada Finch, wrote: “The lock is safe.” “It will hold.”", "After that she left."],
        ),
        ("> “The lock is safe,” she said.", ["“‘The lock is safe,’ she said.”"]),
        ("> “The lock is safe. It will hold.”", ["“The lock is safe.” “It will hold.”"]),
        ("> **Ada Finch:** The lock is safe.", ["Ada Finch: “The lock is safe.”"]),
        ("<blockquote>\n<p>The lock is safe.</p>\n</blockquote>", ["“The lock is safe.”"]),
        ("> - The lock is safe.\n> - It holds.\n> — Ada Finch", ["“The lock is safe.”", "“It holds.”", "— Ada Finch"]),
        ("> [!NOTE]\n> This page was changed in May.", ["This page was changed in May."]),
        ("> 船闸是安全的。“它很坚固。”", ["“船闸是安全的。”“它很坚固。”"]),
        ("总工程师周海写道：\n\n> 船闸是安全的。", ["总工程师周海写道：“船闸是安全的。”"]),
    ],
)
def test_a_block_quotation_is_in_quotation_marks(source: str, lines: list[str]) -> None:
    text = prose_of(f"{FILLER}{source}{FILLER}").split("\n\n")
    assert text[1:-1] == lines


def test_a_document_that_is_one_block_quotation_is_no_quotation() -> None:
    hearing = "\n>\n".join(f"> **{who}:** The lock was shut on day {day}." for day in range(6) for who in ("A", "Q"))
    assert "“" not in prose_of(f"A hearing.\n\n{hearing}")


@pytest.mark.parametrize(
    ("source", "lines"),
    [
        (
            "- The lock was shut in May by the board.\n- Open gates",
            ["The lock was shut in May by the board.", "- Open gates"],
        ),
        (
            "The board pleads:\n\n1. **Delay:** The claim was brought too late by the town.",
            ["The board pleads:", "1. The claim was brought too late by the town."],
        ),
        ("1. [Locks](#locks)\n2. [Gates and quays](#gates)", []),
        (
            "## 船闸\n\n* 船闸在五月由港务局关闭，此后再没有开放过，附近的居民都不知道原因。",
            ["船闸", "船闸在五月由港务局关闭，此后再没有开放过，附近的居民都不知道原因。"],
        ),
        ("_[High Water]_ I think the lock will hold.", ["[High Water]", "I think the lock will hold."]),
        ("_[High Water]_ is what we call it.", ["[High Water] is what we call it."]),
        ("**Risk.** The lock may fail.", ["Risk", "The lock may fail."]),
        ("The locks\n=========\n\nThey hold.", ["The locks", "They hold."]),
        (
            "## Our decision to close the lock may harm the town and its trade.\n\nIt may.",
            ["Our decision to close the lock may harm the town and its trade", "It may."],
        ),
        ("They hold &mdash; &ldquo;so far&rdquo;.{: .lead }", ["They hold — “so far”."]),
        ("As [one report][1] said, they hold.\n\n[1]: https://example.org/a", ["As one report said, they hold."]),
        ("~~~\nlock.close()\n~~~\nThey hold.", ["They hold."]),
    ],
)
def test_lists_labels_and_headings_are_no_part_of_a_sentence(source: str, lines: list[str]) -> None:
    text = prose_of(f"{FILLER}{source}{FILLER}").split("\n\n")
    assert text[1:-1] == lines


def test_a_section_that_points_elsewhere_goes() -> None:
    text = prose_of(
        f"{FILLER}## Related articles\n\n* The lock of Hexcombe fails again, in the Herald.\n\n## Costs\n\nForty."
    )
    assert text.split("\n\n")[1:] == ["Costs", "Forty."]
