"""HTML: main text only."""

from __future__ import annotations

import re
from typing import Any

from deepnews.errors import SourceError
from deepnews.retrieval.load.byline import cited_author, is_signed
from deepnews.retrieval.load.hidden import drop_hidden
from deepnews.retrieval.load.lists import without_markers, without_tail
from deepnews.retrieval.load.page import drop_junk, mend, part_headings
from deepnews.retrieval.load.parsed import Parsed
from deepnews.retrieval.load.quoted import quote_blocks
from deepnews.retrieval.load.remarks import drop_remarks
from deepnews.retrieval.load.text import cleaned, decoded

_META_CHARSET = re.compile(rb"charset=[\"']?\s*([\w-]+)", re.I)
_REALLY = {"gb2312": "gb18030", "gbk": "gb18030", "iso-8859-1": "cp1252", "latin1": "cp1252", "us-ascii": "utf-8"}
"""What pages that name an encoding are written in."""
_BOMS = (b"\xff\xfe", b"\xfe\xff", b"\xef\xbb\xbf")
_NOTES = re.compile(r"\n\n(?:References|Footnotes|Notes|Endnotes|注释|参考文献)\n\n", re.I)
_RETURN = re.compile(r"^.*(?:Return to text|Back to text)\s*$", re.I | re.M)
_HOME = re.compile(r"返回[^，。\n]{1,8}首页[>》\s]*$", re.M)
_SHARE = re.compile(
    r"^(?:[-•]\s*)?(?:Share|Print|Watch Live|PDF|RSS|Back to Top|Last Update:.*|Subscribe.*)$", re.I | re.M
)


def _markup(content: bytes) -> str:
    named = _META_CHARSET.search(content[:4096])
    name = named.group(1).decode("ascii").lower() if named else ""
    name = _REALLY.get(name, name)
    if name and not name.startswith(("utf-16", "utf-32")) and not content.startswith(_BOMS):
        try:
            return content.decode(name)
        except (UnicodeError, LookupError):
            pass
    return decoded(content)


def parse_html(content: bytes) -> Parsed:
    """Main text and metadata of a page; raises SourceError when it holds no text."""
    import trafilatura

    markup = _markup(content)
    tree = trafilatura.load_html(markup)
    if tree is None:
        raise SourceError("it holds no HTML that can be read; save the page again")
    drop_hidden(tree)
    drop_remarks(tree)
    drop_junk(tree)
    mend(tree)
    part_headings(tree)
    quote_blocks(tree)
    plain, is_clean = _plain_body(tree), _is_clean(tree)
    text = (
        trafilatura.extract(tree, include_comments=False, include_tables=True, favor_recall=True, deduplicate=False)
        or ""
    )
    if len(text) < 0.5 * len(plain) and len(plain) < 60_000 and is_clean:
        text = plain
    metadata = trafilatura.extract_metadata(markup, extensive=False)  # no guessed dates
    author = _value(metadata, "author")
    return Parsed(
        text=body_of(text),
        title=_value(metadata, "title"),
        publisher=_value(metadata, "sitename"),
        author=cited_author(author) if is_signed(author, markup) else "",
        date=_value(metadata, "date"),
        address=_value(metadata, "url"),
    )


def body_of(text: str) -> str:
    """Extracted text as paragraphs, without share lists and the notes at its end."""
    text = cleaned(re.sub(r"\n+", "\n\n", _HOME.sub("", _SHARE.sub("", _RETURN.sub("", text)))))
    text = without_tail(without_markers(text))
    found = list(_NOTES.finditer(text))
    return text[: found[-1].start()] if found and found[-1].start() > 0.5 * len(text) else text


def _value(metadata: object, name: str) -> str:
    return str(getattr(metadata, name, None) or "")


def _is_clean(tree: Any) -> bool:
    return not bool(tree.xpath("//nav | //aside | //form"))


_NOT_BODY = "ancestor::nav|ancestor::a|ancestor::footer|ancestor::header|ancestor::li|ancestor::td|ancestor::blockquote"


def _plain_body(tree: Any) -> str:
    blocks = tree.xpath(
        "//body//*[self::p or self::h1 or self::h2 or self::h3 or self::h4 or self::li or self::td or self::blockquote]"
    )
    return "\n".join(" ".join(b.text_content().split()) for b in blocks if not (b.xpath(_NOT_BODY) or _is_linked(b)))


def _is_linked(block: Any) -> bool:
    """True for a block that is for the most part a link: a teaser, an item of a menu."""
    n_linked = sum(len(a.text_content().strip()) for a in block.iter("a"))
    return n_linked > 0.5 * len(block.text_content().strip())
