"""Readers' remarks below an article are no source; an article about comments is one."""

from __future__ import annotations

import pytest
from trafilatura import load_html

from deepnews.retrieval.load.html import parse_html
from deepnews.retrieval.load.remarks import drop_remarks

ARTICLE = "".join(
    f"<p>渡口管理处在第{n}份公告里写明，夜间渡船自六月一日起停航，船工的补贴由县财政按月发放，直到新桥通车。</p>"
    for n in range(1, 9)
)
REMARKS = "".join(
    f"<div class='item'>过河人{n} 早就该停了，我看这补贴也发不到船工手里。 3小时前 举报 分享 回复 踩0 赞{n}</div>"
    for n in range(1, 7)
)


def text_of(body: str) -> str:
    return parse_html(
        f"<html><head><meta charset='utf-8'><title>停航</title></head><body>{body}</body></html>".encode()
    ).text


@pytest.mark.parametrize(
    "name", ["class='gc-comment'", "id='comments-container'", "class='wide comment-list'", "id='post_comment_area'"]
)
def test_remarks_are_left_out(name: str) -> None:
    text = text_of(f"<div class='news'><h1>夜间渡船停航</h1>{ARTICLE}</div><div {name}>{REMARKS}</div>")
    assert "第8份公告" in text and "过河人" not in text


@pytest.mark.parametrize("name", ["class='commentary'", "class='comments-open news'", "id='content'"])
def test_an_article_stays_whatever_it_is_called(name: str) -> None:
    text = text_of(f"<div {name}><h1>夜间渡船停航</h1>{ARTICLE}</div>")
    assert "第8份公告" in text


def test_a_page_of_remarks_alone_stays() -> None:
    tree = load_html(f"<html><body><div class='comment-list'>{REMARKS * 3}</div></body></html>")
    drop_remarks(tree)
    assert "过河人6" in tree.text_content()
