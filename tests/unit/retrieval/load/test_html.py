"""HTML and e-mail: the main text, what a reader would not see left out, the metadata that is stated."""

from __future__ import annotations

import time
from contextlib import suppress
from email.message import EmailMessage

import pytest
from hypothesis import given
from hypothesis import strategies as st

from deepnews.errors import SourceError
from deepnews.retrieval.load.html import body_of, parse_html
from deepnews.retrieval.load.mail import parse_mail
from deepnews.retrieval.load.markdown import markdown_prose

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


def test_title_date_author_publisher_and_address() -> None:
    head = (
        '<meta property="og:title" content="The mill closes"><meta name="author" content="Ann Lee">'
        '<meta property="article:published_time" content="2024-05-14T10:00:00Z">'
        '<meta property="og:site_name" content="Hexcombe Herald">'
        '<link rel="canonical" href="https://herald.example.org/mill">'
    )
    parsed = parse_html(page(head=head).encode())
    assert parsed.title == "The mill closes"
    assert parsed.date == "2024-05-14"
    assert parsed.author == "Ann Lee"
    assert parsed.publisher == "Hexcombe Herald"
    assert parsed.address == "https://herald.example.org/mill"


def test_every_sentence_of_the_body_is_kept_in_paragraphs() -> None:
    text = text_of(page())
    assert all(sentence in text for sentence in SENTENCES)
    assert SENTENCES[0] in text.split("\n\n")


def test_navigation_is_dropped() -> None:
    around = (
        "<nav><ul><li><a href='/'>Careers</a></li><li><a href='/l'>Log in</a></li></ul></nav>"
        "<header><p>Cookie banner text</p></header><footer><p>Privacy policy</p></footer>"
        "<aside><p>Most read: tides</p></aside>"
    )
    text = text_of(page(around=around))
    assert not [w for w in ("Careers", "Log in", "Cookie banner", "Privacy policy", "Most read") if w in text]
    assert SENTENCES[1] in text


@pytest.mark.parametrize(
    "hidden",
    [
        "<p style='display: none'>SECRET order to the writer.</p>",
        "<p style='Visibility : hidden'>SECRET order to the writer.</p>",
        "<p hidden>SECRET order to the writer.</p>",
        "<div aria-hidden='true'><p>SECRET order to the writer.</p></div>",
        "<script>var a = 'SECRET order to the writer.'</script>",
        "<style>p::after {content: 'SECRET order to the writer.'}</style>",
        "<noscript><p>SECRET order to the writer.</p></noscript>",
        "<template><p>SECRET order to the writer.</p></template>",
        "<!-- SECRET order to the writer. -->",
        "<p style='font-size:0'>SECRET order to the writer.</p>",
        "<p style='opacity: 0.0'>SECRET order to the writer.</p>",
        "<p style='color:white'>SECRET order to the writer.</p>",
        "<font color='#FDFDFD'>SECRET order to the writer.</font>",
        "<div style='background:#123456'><p style='color:rgb(18, 52, 86)'>SECRET order to the writer.</p></div>",
        "<p style='position:absolute;left:-9999px'>SECRET order to the writer.</p>",
        "<p style='text-indent:-5000px'>SECRET order to the writer.</p>",
        "<p style='height:0;overflow:hidden'>SECRET order to the writer.</p>",
        "<p style='clip:rect(0,0,0,0);position:absolute'>SECRET order to the writer.</p>",
        "<p style='dis\\70lay:no/**/ne'>SECRET order to the writer.</p>",
        "<style>.a-b{display:none}</style><p class='x a-b'>SECRET order to the writer.</p>",
        "<style>@media screen{p#s{visibility:hidden}}</style><p id='s'>SECRET order to the writer.</p>",
        "<style>.w{color:#fff}</style><p class='w'>SECRET order to the writer.</p>",
        "<dialog><p>SECRET order to the writer.</p></dialog>",
    ],
)
def test_what_a_reader_cannot_see_is_dropped(hidden: str) -> None:
    text = text_of(page(STORY + hidden + f"<p>{SENTENCES[0].replace('May', 'June')}</p>"))
    assert "SECRET" not in text
    assert "closed in June" in text


@pytest.mark.parametrize(
    "shown",
    [
        "<p style='font-size:0.9em; top:-1px'>{}</p>",
        "<div style='background:#003'><p style='color:white'>{}</p></div>",
        "<div style='background:url(a.png)'><p style='color:#fff'>{}</p></div>",
        "<p style='opacity:0;transition:opacity 1s'>{}</p>",
        "<style>@media print{{.p{{display:none}}}}</style><p class='p'>{}</p>",
        "<style>@media (max-width:600px){{.p{{display:none}}}}</style><p class='p'>{}</p>",
        "<style>.closed .p{{display:none}}</style><p class='p'>{}</p>",
        "<style media='print'>.p{{display:none}}</style><p class='p'>{}</p>",
        "<style>.p{{color:#fff;background:#222}}</style><p class='p'>{}</p>",
    ],
)
def test_what_a_reader_sees_stays(shown: str) -> None:
    line = "The foreman counted eleven crates on the quay, and wrote the number into the book himself."
    assert line in text_of(page(STORY + shown.format(line)))


@pytest.mark.parametrize("markup", ["<sup>", "/*", "{"])
def test_reading_takes_time_in_proportion(markup: str) -> None:
    """Hostile repetition: what is quadratic anywhere would take minutes at this length."""
    for wrapped in (markup * 20_000, f"<style>{markup * 20_000}</style>"):
        started = time.monotonic()
        with suppress(SourceError):
            parse_html(f"<html><body>{wrapped}".encode())
        markdown_prose(wrapped)
        assert time.monotonic() - started < 20


def test_no_date_is_made_up_from_a_copyright_line() -> None:
    assert parse_html(page(around="<footer>© 2019 Mill Company</footer>").encode()).date == ""


def test_notes_marks_and_share_lines_go() -> None:
    assert "closed.1" not in text_of(page(STORY + "<p>So it was closed.<sup>1</sup> All agreed on that much.</p>"))
    assert body_of("Share\nOne long paragraph of the story.\nPrint\nTwo.") == "One long paragraph of the story.\n\nTwo."
    assert body_of("A body of some length here.\nReferences\n1. A note.") == "A body of some length here."


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("named", ["", "<meta charset='gb2312'>", "<meta charset='utf-8'>"])
def test_chinese_pages_in_every_encoding(encoding: str, named: str) -> None:
    parsed = parse_html(page(CHINESE, head=named).encode(encoding))
    assert "工头在门口通知了夜班的工人，第3天" in parsed.text


def test_a_page_that_says_latin_1_and_means_windows() -> None:
    body = STORY + "<p>She said “it is over” – and the café was closed for good.</p>"
    parsed = parse_html(page(body, head='<meta charset="iso-8859-1">').encode("cp1252"))
    assert "“it is over” – and the café" in parsed.text


@pytest.mark.parametrize("name", ["base64", "undefined", "idna", "no-such-code", "utf-16", "rot13", "unicode_escape"])
def test_an_encoding_that_is_no_encoding_is_passed_over(name: str) -> None:
    assert SENTENCES[0] in text_of(page(head=f"<meta charset='{name}'>"))


def test_a_list_item_is_not_told_twice() -> None:
    items = "".join(f"<li><p>{sentence}</p></li>" for sentence in SENTENCES)
    text = text_of(f"<html><body><ul>{items}</ul></body></html>")
    assert [text.count(sentence) for sentence in SENTENCES] == [1] * len(SENTENCES)


@pytest.mark.parametrize("markup", ["<html></html>", "<html><body><script>1</script></body></html>", "<html>"])
def test_a_page_without_text_has_none(markup: str) -> None:
    try:
        assert text_of(markup) == ""
    except SourceError as error:
        assert "HTML" in error.message


@given(
    st.lists(st.sampled_from(["<p>", "</p>", "<div", ">", "<table>", "<td>", "a", "中", "&amp;", "&#0;", "<!--", "\0"]))
)
def test_any_markup_is_read_or_refused(parts: list[str]) -> None:
    try:
        parse_html("".join(["<html>", *parts]).encode()).model_dump_json()
    except SourceError as error:
        assert error.message


def message(**parts: str) -> EmailMessage:
    mail = EmailMessage()
    mail["From"] = "Ann Lee <ann@example.org>"
    mail["To"] = "all@example.org"
    mail["Subject"] = parts.get("subject", "The mill")
    mail["Date"] = "Tue, 14 May 2024 10:00:00 +0200"
    if "plain" in parts:
        mail.set_content(parts["plain"])
    if "html" in parts:
        mail.add_alternative(parts["html"], subtype="html")
    return mail


def test_mail_headers_and_body() -> None:
    parsed = parse_mail(message(plain="\n\n".join(SENTENCES)).as_bytes())
    assert (parsed.title, parsed.author, parsed.date) == ("The mill", "Ann Lee", "2024-05-14")
    assert parsed.author_is_stated
    assert parsed.text == "\n\n".join(SENTENCES)


def test_mail_in_chinese_and_its_attachment_left_out() -> None:
    mail = message(plain="磨坊在五月关门。", subject="关于磨坊的通知")
    mail.add_attachment(b"SECRET", maintype="application", subtype="octet-stream", filename="a.bin")
    parsed = parse_mail(mail.as_bytes())
    assert (parsed.title, parsed.text) == ("关于磨坊的通知", "磨坊在五月关门。")


def test_mail_of_html_alone() -> None:
    mail = message()
    mail.set_content(page(), subtype="html")
    parsed = parse_mail(mail.as_bytes())
    assert SENTENCES[0] in parsed.text
    assert "<p>" not in parsed.text


@pytest.mark.parametrize(
    "content",
    [
        b"no headers at all, only a sentence",
        b"From: a@b\nContent-Type: image/png\n\nabc",
        b"From: a@b\nContent-Type: text/plain; charset=no-such-code\n\nabc",
    ],
)
def test_what_is_no_mail_with_a_text_is_refused(content: bytes) -> None:
    with pytest.raises(SourceError):
        parse_mail(content)


HEADERS = [
    "From: ",
    "Date: ",
    "Subject: ",
    "Content-Type: ",
    "multipart/mixed; boundary=",
    "text/plain",
    "\n",
    "=?utf-8?q?",
]


@given(st.lists(st.sampled_from([*HEADERS, "?=", "<", ">", ",", '"', "a@b", "中", "[", "Tue, 99 May"])))
def test_any_mail_is_read_or_refused(parts: list[str]) -> None:
    try:
        parse_mail("".join(["From: x\n", *parts]).encode()).model_dump_json()
    except SourceError as error:
        assert error.message
