"""Pages: what is not the article goes, what their markup would lose stays, block quotations are quotations."""

from __future__ import annotations

import pytest

from deepnews.retrieval.load.html import parse_html

SENTENCES = [
    "The mill at Hexcombe closed in May, and the foreman told the night shift at the gate.",
    "Nobody went home before the morning, because nobody believed that the gates would open again.",
    "On Thursday the council met and heard three reports on the state of the river and the bridge.",
    "The owners answered in a letter that the order book had been empty since the end of winter.",
]
STORY = "".join(f"<p>{sentence}</p>" for sentence in SENTENCES * 2)
CHINESE = "".join(
    f"<p>磨坊在五月关门，工头在门口通知了夜班的工人，第{i}天没有人回家，大家都在等消息。</p>" for i in range(8)
)


def page(body: str = STORY, head: str = "", around: str = "") -> str:
    return (
        f"<!DOCTYPE html><html><head><title>The mill closes</title>{head}</head>"
        f"<body>{around}<main><article><h1>The mill closes</h1>{body}</article></main></body></html>"
    )


def text_of(markup: str) -> str:
    return parse_html(markup.encode("utf-8")).text


@pytest.mark.parametrize(
    "junk",
    [
        '<div class="comment-list"><div class="cmt-item"><p>I saw it coming, as did all of us.</p></div></div>',
        '<div class="relatedArticles"><p>Another mill has shut, and nobody knows why it did.</p></div>',
        '<p class="image-caption">The gate of the mill on the day on which it was shut.</p>',
        '<figure><img src="a.png"><figcaption>The gate of the mill on that very day.</figcaption></figure>',
        '<div id="editorBio"><p>Ada Finch has written of mills for the Herald since 1999.</p></div>',
        '<ul><li><a href="/a">Tides</a></li><li><a href="/b">A bridge falls</a></li></ul><p>责任编辑：张三</p>',
    ],
)
def test_what_is_not_the_article_goes(junk: str) -> None:
    text = text_of(page(STORY + junk))
    assert text.split("\n\n")[-8:] == SENTENCES * 2


def test_a_page_whose_body_bears_such_a_name_keeps_its_text() -> None:
    assert SENTENCES[0] in text_of(f"<html><body><div class='page sidebar-left'>{STORY}</div></body></html>")


def test_a_first_paragraph_without_its_tag_is_kept() -> None:
    lead = "The mill of which all of Hexcombe speaks was <a href='/m'>shut</a> on Thursday, the owners said."
    text = text_of(f"<html><body><div class='story'>{lead}</p>{STORY}</div></body></html>")
    assert text.split("\n\n")[0] == "The mill of which all of Hexcombe speaks was shut on Thursday, the owners said."


def test_a_list_that_lays_out_the_page_is_no_list() -> None:
    text = text_of(f"<html><body><ul><li class='main'><h1>磨坊</h1>{CHINESE}</li><li>导航</li></ul></body></html>")
    assert "磨坊在五月关门，工头在门口通知了夜班的工人，第3天没有人回家，大家都在等消息。" in text.split("\n\n")


def test_a_heading_is_no_sentence_and_no_beginning_of_one() -> None:
    headed = (
        "<h2>Our decision to close the mill may harm the town and its trade.</h2><p>It may do so for years to come.</p>"
        "<p><b>Floods.</b> The river may rise.</p><p><b>Ada Finch:</b> The river rose.</p><p><b>Nobody</b> knew it.</p>"
    )
    text = text_of(page(STORY + headed + STORY)).split("\n\n")
    assert text[text.index("It may do so for years to come.") - 1] == (
        "Our decision to close the mill may harm the town and its trade"
    )
    assert text[text.index("The river may rise.") - 1] == "Floods"
    assert {"Ada Finch: The river rose.", "Nobody knew it."} < set(text)


@pytest.mark.parametrize("tag", ["blockquote", "blockquote class='cite'"])
def test_a_block_quotation_is_in_quotation_marks(tag: str) -> None:
    quoted = f"<{tag}><p>We <b>never</b> doubted the lock. It is safe.</p></blockquote><p>船主写道：</p>"
    text = text_of(page(STORY + quoted + f"<blockquote>船闸是安全的，所有人都知道这一点。</blockquote>{STORY}"))
    assert "“We never doubted the lock.” “It is safe.”" in text.split("\n\n")
    assert "“船闸是安全的，所有人都知道这一点。”" in text


def test_a_page_that_is_one_block_quotation_is_no_quotation() -> None:
    assert "“" not in text_of(f"<html><body><blockquote>{STORY}</blockquote></body></html>")


@pytest.mark.parametrize(
    ("around", "author"),
    [
        ('<div class="author">潮水小王</div>', ""),
        ('<div class="author">作者：张三</div>', "张三"),
    ],
)
def test_one_who_comments_is_no_author(around: str, author: str) -> None:
    assert parse_html(page(CHINESE, around=around).encode()).author == author


def test_a_table_at_the_end_is_no_teaser() -> None:
    rows = "".join(f"<tr><td>Year {year}</td><td>{year - 1900} crates</td></tr>" for year in range(1990, 1996))
    text = text_of(page(f"{STORY}<table>{rows}</table>"))
    assert "90 crates" in text
    assert "95 crates" in text


def test_a_chinese_report_ends_with_its_editor() -> None:
    teasers = "<p>渡轮停航了，没有人知道为什么会这样。</p>" * 2
    text = text_of(f"<html><body><article>{CHINESE}<p>（责任编辑：张三）</p>{teasers}</article></body></html>")
    assert "第7天" in text
    assert "渡轮" not in text
    head = text_of(f"<html><body><article><p>责任编辑：张三</p>{CHINESE}</article></body></html>")
    assert "第7天" in head
