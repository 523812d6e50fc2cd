"""Lines of a PDF: nothing is lost between them, none is too wide, and marks stay where they belong."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from deepnews.app.export.pdf_text import SONG, Piece, lines, pieces, register_fonts

WIDTH = 200.0


@pytest.fixture(autouse=True, scope="module")
def fonts() -> None:
    register_fonts()


def broken(text: str, *, chinese: bool = False) -> list[str]:
    parts = pieces(text, "DejaVuSerif", 10, chinese=chinese)
    return ["".join(p.text for p in line) for line in lines(parts, WIDTH)]


@settings(max_examples=60)
@given(st.text(st.sampled_from("ab c，。（）“”数据处理 12,.-é—…"), max_size=120), st.booleans())
def test_all_characters_stand_in_the_lines_in_order(text: str, chinese: bool) -> None:
    assert "".join(broken(text, chinese=chinese)).replace(" ", "") == text.replace(" ", "")


@settings(max_examples=40)
@given(st.text(st.sampled_from("ab c，。（）“”数据处理 12,.-é—…"), max_size=120), st.booleans())
def test_no_line_is_wider_than_the_page(text: str, chinese: bool) -> None:
    for line in lines(pieces(text, "DejaVuSerif", 10, chinese=chinese), WIDTH):
        assert sum(p.width for p in line) <= WIDTH + 0.01


def test_chinese_marks_cling_to_their_characters() -> None:
    text = "数据处理者（含受托人）应当“立即”报告，不得迟延。" * 12
    found = broken(text, chinese=True)
    assert len(found) > 5
    assert not [line for line in found if line[0] in "，。）”"]
    assert not [line for line in found if line[-1] in "（“"]


def test_english_breaks_at_spaces_and_cuts_only_what_cannot_fit() -> None:
    found = broken("The owners of the mill " * 6 + "x" * 90)
    assert all(a.split()[-1] in ("The", "owners", "of", "the", "mill") for a in found[:3])
    assert "".join(found).count("x") == 90


def test_a_note_number_stays_with_its_sentence() -> None:
    for n_words in range(1, 30):
        body = list(pieces("word " * n_words + "end.", "DejaVuSerif", 10, chinese=False))
        parts = [*body, Piece("12", "DejaVuSerif", 6.5, rise=3.5), *pieces(" Next.", "DejaVuSerif", 10, chinese=False)]
        found = ["".join(p.text for p in line) for line in lines(parts, WIDTH)]
        assert not [b for _, b in pairwise(found) if b.startswith("12")]


def test_each_character_gets_a_font_that_has_it() -> None:
    found = list(pieces("Łódź 工厂 ✓ 𝔄", "DejaVuSerif", 10, chinese=False))
    assert [(p.text, p.font) for p in found] == [
        ("Łódź ", "DejaVuSerif"), ("工厂", SONG), (" ", "DejaVuSerif"), ("✓", "DejaVuSans"),
        (" [U+1D504]", "DejaVuSerif"),
    ]  # fmt: skip
    assert {p.font for p in pieces("2024年5月，“不。”", "DejaVuSerif", 10, chinese=True)} == {SONG}
