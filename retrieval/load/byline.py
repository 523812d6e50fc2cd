"""Names as pages and files state them, made fit to be cited: authors, publishers, titles."""

from __future__ import annotations

import re
from typing import Final

_BY: Final = re.compile(r"^(?:by|written by|author|作者|记者|文|撰文)\s*(?:[:：/／丨｜|]\s*|\s+)(?=\S)", re.I)
_NOBODY: Final = re.compile(
    r"责任?编辑|责编|版权|整理$|综合$|[@/\\]|^\d+$|"
    r"^(?:\w+ )?(?:admin(?:istrator)?|webmaster|editors?|staff|guest|unknown|anonymous|user|name|e-?mail)(?: \w+)?$",
    re.I,
)
"""Functions and fields of forms where a name should stand."""
_SLUG: Final = re.compile(r"[a-z][a-z0-9._-]*$")
_PARTS: Final = re.compile(r"\s*[;；,]\s*")
_RIGHTS: Final = re.compile(r"\s*(?:版权所有|all rights reserved|copyright|©)\s*", re.I)
_BYLINE: Final = (
    re.compile(r"^By (?P<name>[A-Z][\w.'’-]+(?: (?:[A-Z][\w.'’-]*|de|van|von|and|,))+)$"),
    re.compile(r"^[（(【\[]?(?:作者|撰文|文)\s*[:：/／丨｜|]\s*(?P<name>[\u4e00-\u9fff·]{2,12})[）)】\]]?$"),
    re.compile(
        r"^[（(【\[]?(?:本[报刊网])?记者\s+(?P<name>[\u4e00-\u9fff·]{2,4}(?:[、 ][\u4e00-\u9fff·]{2,4})*)[）)】\]]?$"
    ),
)
_N_LINES: Final = 5
_BANNER: Final = re.compile(
    r"^\W*(?:united states(?: of america)?|(?:.* )?securities and exchange commission|washington, d\.? ?c\.?.*|"
    r"table of contents|page \d.*|commission file (?:number|no).*|(?:for immediate|press) release|news release|"
    r"目\s*录|新闻稿|第\s*\d+\s*页.*)\W*$",
    re.I,
)
_FORM: Final = re.compile(r"^\W*form (?:10-?[KQ]|8-?K|20-?F|40-?F|6-?K|S-?[134]|DEF ?14A)(?:/A)?\b", re.I | re.M)
_REGISTRANT: Final = re.compile(r"^(?P<name>[^\n]{2,80})\s+\(?Exact name of registrant", re.I | re.M)


def cited_author(stated: str) -> str:
    """The names of `stated`; empty for an account name, an office or what else names nobody."""
    names = [_name(part) for part in _PARTS.split(_BY.sub("", stated.strip()))]
    return ", ".join(dict.fromkeys(filter(None, names)))


def _name(part: str) -> str:
    if _NOBODY.search(part) or _SLUG.match(part):
        return ""
    is_loud = part.isupper() and " " in part.strip()
    return part.title() if is_loud else part


def is_signed(name: str, page: str) -> bool:
    """True when the page says of `name` that it wrote: users who comment on Chinese pages are named there as well."""
    words = r"(?:作者|记者|撰文|文|编译|author\W{1,12}content)[^\w\u4e00-\u9fff]{0,12}"
    if _BY.match(name) or not re.search("[\u4e00-\u9fff]", name):
        return True
    return re.search(words + re.escape(name), page, re.I) is not None


def cited_publisher(stated: str) -> str:
    """The publisher without a claim of rights."""
    return _RIGHTS.sub("", stated).strip()


def cited_title(stated: str, publisher: str) -> str:
    """The title without the name of the site before or after it."""
    if not publisher:
        return stated
    name = re.escape(publisher)
    bare = re.sub(rf"\s*[-_|–—·]+\s*{name}\s*$|^\s*{name}\s*[-_|–—·]+\s*", "", stated, flags=re.I).strip()
    return bare or stated


def byline(text: str) -> str:
    """Who signs the text in one of its first lines; empty when nobody does."""
    lines = [line.strip() for line in text.split("\n") if line.strip()][:_N_LINES]
    found = next((m for line in lines for form in _BYLINE if (m := form.match(line))), None)
    return found["name"].strip() if found else ""


def heading_of(text: str) -> str:
    """The line that a text is known by: its first that is no banner; of a company's report who files which form."""
    form, registrant = _FORM.search(text, 0, 2000), _REGISTRANT.search(text, 0, 4000)
    if form and registrant:
        return f"{registrant['name'].strip()}, {form.group().strip().title().replace('10-k', '10-K')}"
    line = next((line.strip() for line in text[:2000].split("\n") if line.strip() and not _BANNER.match(line)), "")
    return line if 3 <= len(line) <= 160 else ""
