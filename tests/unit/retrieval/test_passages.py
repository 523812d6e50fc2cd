"""Passages: exact spans, no furniture."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from deepnews.retrieval.furniture import is_surely_furniture
from deepnews.retrieval.passages import split_passages
from deepnews.schemas.corpus import DocumentLanguage, PageSpan, SourceDocument

SENTENCE = "The committee met in the old town hall and heard three reports on the state of the river. "


def document(text: str, *, language: DocumentLanguage = "en", media_type: str = "text/plain") -> SourceDocument:
    return SourceDocument(
        doc_id="d" * 12,
        path="a.txt",
        title="A",
        text=text,
        content_sha256="0" * 64,
        language=language,
        media_type=media_type,
    )


def texts(text: str, n_chars: int = 900, media_type: str = "text/plain") -> list[str]:
    return [p.text for p in split_passages(document(text, media_type=media_type), n_chars=n_chars)]


@given(
    st.lists(
        st.sampled_from(
            ["# Head", SENTENCE * 3, SENTENCE * 30, "Q: Why?", "A: Because it fell.", "Share", "", "短句。"]
        )
    ),
    st.integers(min_value=50, max_value=1200),
)
def test_every_passage_is_an_exact_ordered_span(parts: list[str], n_chars: int) -> None:
    source = document("\n\n".join(parts))
    previous_end = 0
    for passage in split_passages(source, n_chars=n_chars):
        assert source.text[passage.start : passage.end] == passage.text == passage.text.strip()
        assert passage.passage_id == f"{source.doc_id}:{passage.start}-{passage.end}"
        assert passage.start >= previous_end
        previous_end = passage.end


def test_furniture_is_left_out() -> None:
    menu = "Home\nNews\nSport\nWeather\nContact us"
    links = "[Facebook](https://facebook.com/x) [X](https://x.com/y)\nhttps://example.org/a/very/long/address.html"
    furniture = [
        menu,
        "# The flood",
        "Share this article",
        links,
        "Page 3 of 29",
        "© 2024 The Gazette. All rights reserved.",
    ]
    found = texts("\n\n".join([*furniture, SENTENCE * 4, "Related stories", SENTENCE * 5]))
    assert found == [(SENTENCE * 4).strip(), (SENTENCE * 5).strip()]


@pytest.mark.parametrize(
    "paragraph",
    [
        "Subscribers to the night service fell by a tenth in the year, the company said.",
        "Related to this, the design of the register raises questions about who may read it, and for how long.",
        "Terms of the settlement were not told.",
        "Download speeds on the island doubled within two years of the cable being laid, the regulator found.",
        "上一篇文章发布后，读者来信超过三百封，多数人不同意需求可以创造的说法。",
        "分享经济在当地的规模去年达到三十亿元。",
        "打印设备的出口在三月下降了两成。",
    ],
)
def test_matter_that_opens_like_a_link_is_kept(paragraph: str) -> None:
    found = texts(f"{SENTENCE * 3}\n\n{paragraph}\n\n{SENTENCE * 3}")
    assert any(paragraph in text for text in found)


@pytest.mark.parametrize(
    "label",
    [
        "Subscribe to our newsletter for the news of the day.",
        "Related stories on the ferry",
        "Terms and conditions",
        "Share this article",
        "上一篇：渡轮停航始末",
        "分享到朋友圈",
        "打印本页",
        "相关阅读 渡轮停航始末",
        "下一页",
    ],
)
def test_links_and_buttons_are_furniture(label: str) -> None:
    assert is_surely_furniture(label, frozenset())


def test_contents_and_address_lists_are_left_out() -> None:
    contents = "Introduction ........ 1\nThe river ........ 12\nThe town ........ 30"
    addresses = "ann@example.org, bob@example.org, carol@example.org"
    assert texts(f"{contents}\n\n{SENTENCE * 3}\n\n{addresses}") == [(SENTENCE * 3).strip()]


def test_running_heads_of_pages_are_left_out() -> None:
    pages = [f"River Report 2024 Final\n\nPage {n} of 4\n\n{SENTENCE * 6}" for n in range(1, 5)]
    assert all("Final" not in t and "Page" not in t for t in texts("\n\n".join(pages)))


def test_rows_of_a_table_are_kept() -> None:
    rows = "\n".join(f"Month: {n}; Shipments: {n * 137}; Price: {n * 11}.50" for n in range(1, 9))
    assert "Shipments: 137" in "\n".join(texts(rows, media_type="text/csv"))


def test_long_paragraphs_are_cut_between_sentences() -> None:
    found = texts(SENTENCE * 40)
    assert len(found) >= 3
    assert all(t.endswith("river.") and 600 <= len(t) <= 1200 for t in found)


def test_short_turns_are_merged_and_a_question_stays_with_its_answer() -> None:
    turns = [f"Q: What did you do in week {n}?\n\nA: {SENTENCE}" for n in range(12)]
    found = texts("\n\n".join(turns), n_chars=400)
    assert all(t.startswith("Q:") and not t.endswith("?") for t in found)


def test_text_without_full_stops_is_cut_at_spaces() -> None:
    found = texts("word " * 2000, n_chars=500)
    assert max(map(len, found)) <= 1000
    assert "".join(found).replace(" ", "") == "word" * 2000


def test_broken_off_speech_and_adoption_dates_are_not_headings() -> None:
    speech = "Mr Wood: And we had to build that ourselves --\n\nMr Gove: Yes, that is what I was told at the time."
    assert texts(speech)[0].startswith("Mr Wood")
    law = "某某管理条例\n\n2021年6月29日 某市人民代表大会常务委员会第二次会议通过\n\n"
    law += "第一条 为了规范数据处理活动，保障数据安全，制定本条例。"
    assert split_passages(document(law, language="zh"))[0].text.startswith("2021年6月29日")


def test_pages_are_set() -> None:
    first, second = SENTENCE * 6, SENTENCE * 6
    source = document(f"{first}\f{second}").model_copy(
        update={
            "pages": (
                PageSpan(number=1, start=0, end=len(first) + 1),
                PageSpan(number=2, start=len(first) + 1, end=len(first + second) + 1),
            )
        }
    )
    assert [p.page for p in split_passages(source, n_chars=500)] == [1, 2]
