"""Title, publisher, author and date of a document: sidecar, then the file's own metadata, then its text."""

from __future__ import annotations

import datetime as dt
import re
from pathlib import Path
from typing import Any

import yaml

from deepnews.retrieval.instructions import speaks_to_machine
from deepnews.retrieval.load.byline import byline, cited_author, cited_publisher, cited_title, heading_of
from deepnews.retrieval.load.parsed import Parsed, one_line
from deepnews.retrieval.load.text import field_of
from deepnews.schemas.base import Record
from deepnews.schemas.corpus import DocumentLanguage
from deepnews.yaml_faults import YAML_FAULTS

SIDECAR = ".meta.yaml"
_UNTITLED = "—"
_FIELDS = ("title", "publisher", "author", "date", "address")
_NAME = r"(?P<name>(?:the |The )?[A-Z][\w.'’\-]*(?: (?:of|and|for|the|de|von|van|[A-Z][\w.'’\-]*))*)"
_AUTHOR_FORMS = (
    re.compile(
        r"^(?:Speech|(?:(?:Closing|Opening|Introductory|Welcoming) )?[Rr]emarks|Statement|Testimony|Address|Letter|"
        rf"Memo(?:randum)?|E-?mail) (?:by|of|from) {_NAME}"
    ),
    re.compile(rf"^(?:Evidence|Submissions?|Witness statement|Affidavit) of {_NAME}"),
    re.compile(rf"^(?:Interview) (?:with|of) {_NAME}"),
    re.compile(r"^Transcript of (?P<name>[A-Z][\w.]*(?: [A-Z][\w.'\-]*)*)[’']s? (?:Press Conference|Speech|Remarks)"),
    re.compile(r"^(?P<name>[\u4e00-\u9fff·]{2,10}?)(?:的讲话|在.{2,20}的讲话|答记者问|专访)"),
)
_MONTHS = tuple(
    "january february march april may june july august september october november december".split()  # noqa: SIM905
)
_MONTH = f"(?P<month>{'|'.join(m.title() for m in _MONTHS)})"
_TEXT_DATES = (
    re.compile(rf"\b{_MONTH} (?P<day>\d{{1,2}})(?:st|nd|rd|th)?, (?P<year>\d{{4}})\b", re.I),
    re.compile(rf"\b(?P<day>\d{{1,2}})(?:st|nd|rd|th)? {_MONTH} (?P<year>\d{{4}})\b", re.I),
    re.compile(r"(?<!\d)(?P<year>\d{4})\s*年\s*(?P<month>\d{1,2})\s*月\s*(?P<day>\d{1,2})\s*日"),
    re.compile(r"(?<![\d-])(?P<year>\d{4})-(?P<month>\d{2})-(?P<day>\d{2})(?![\d-])"),
)
_OF_A_PERIOD = re.compile(r"(?:\b(?:ended|ending|as of|as at|until|effective)|截至|截止|自|施行于)\s*$", re.I)
"""What stands before the day that a report is about, not that on which it was written."""
_DAY = re.compile(
    r"(?<!\d)(?P<year>(?:19|20)\d{2})(?P<gap>[-_.]?)(?P<month>0[1-9]|1[0-2])(?P=gap)(?P<day>0[1-9]|[12]\d|3[01])(?!\d)"
)
"""A day in the name of a file."""
_HEAD_CHARS = 400


class Metadata(Record):
    """What is known of a document besides its text."""

    title: str
    publisher: str = ""
    author: str = ""
    date: dt.date | None = None
    address: str = ""


def sidecar_of(path: Path) -> Path:
    """Where the metadata of `path` would lie."""
    return path.with_name(path.name + SIDECAR)


def read_sidecar(path: Path) -> dict[str, str]:
    """The fields of the sidecar of `path`; empty when there is none that can be read."""
    try:
        values = yaml.safe_load(sidecar_of(path).read_text(encoding="utf-8"))
    except (OSError, *YAML_FAULTS):
        return {}
    return {k: found for k in _FIELDS if (found := field_of(values.get(k)))} if isinstance(values, dict) else {}


def metadata_of(parsed: Parsed, sidecar: dict[str, str], name: str) -> Metadata:
    """The best value of each field; `name`, that of the file without its ending, gives the title and the day when
    nothing else does."""
    values: dict[str, Any] = {k: _stated(sidecar.get(k) or "") or _own(parsed, k) for k in _FIELDS}
    values["title"] = values["title"] or _stated(heading_of(parsed.text)) or _stated(readable_name(name)) or _UNTITLED
    is_trusted = "author" in sidecar or not sidecar or parsed.author_is_stated
    author = (values["author"] if is_trusted else "") or ("" if sidecar else _stated(byline(parsed.text)))
    values["author"] = _author(author, values["title"])
    values["date"] = parse_date(values["date"]) or parse_date(parsed.text[:_HEAD_CHARS]) or parse_date(_day_in(name))
    return Metadata(**values)


def _own(parsed: Parsed, field: str) -> str:
    """What the file itself states, fit to be cited."""
    value, publisher = getattr(parsed, field), cited_publisher(parsed.publisher)
    fit = {"author": cited_author(value), "publisher": publisher, "title": cited_title(value, publisher)}
    return _stated(fit.get(field, value))


def readable_name(name: str) -> str:
    """The name of a file, without its ending and its day, as words: "annual-report_2019" is "Annual Report 2019"."""
    words = re.split(r"[_.\s]+|-(?=\w)", _DAY.sub(" ", name))
    is_plain = " " in name.strip()
    return " ".join(w if is_plain or not w.islower() else w.capitalize() for w in words if w.strip("-")) or name


def _day_in(name: str) -> str:
    """The day in the name of a file ("minutes_20210512", "2021.05.12 call") as ISO writes it; empty for none."""
    found = _DAY.search(name)
    return "-".join(found.group("year", "month", "day")) if found else ""


def _stated(value: str) -> str:
    """A field on one line; empty when it gives orders to the machine instead of naming anything."""
    line = one_line(value)[:300]
    return "" if speaks_to_machine(line) else line


def _author(given: str, title: str) -> str:
    if given:
        return given
    found = next((m for form in _AUTHOR_FORMS if (m := form.match(title))), None)
    return found["name"].strip() if found else ""


def parse_date(text: str) -> dt.date | None:
    """The first calendar date in `text`; None when there is none."""
    found = sorted((m for form in _TEXT_DATES for m in form.finditer(text)), key=lambda m: m.start())
    found = [m for m in found if not _OF_A_PERIOD.search(text[: m.start()])]
    return next((date for m in found if (date := _calendar_date(m))), None)


def _calendar_date(found: re.Match[str]) -> dt.date | None:
    month = found["month"].lower()
    number = _MONTHS.index(month) + 1 if month in _MONTHS else int(month)
    try:
        return dt.date(int(found["year"]), number, int(found["day"]))
    except ValueError:
        return None  # the 30th of February


def language_of(text: str) -> DocumentLanguage:
    """Language of `text`: Chinese by its script, otherwise as py3langid says."""
    sample = text[:20_000]
    letters = sum(c.isalpha() for c in sample)
    han = sum("\u4e00" <= c <= "\u9fff" for c in sample)
    kana = sum("\u3040" <= c <= "\u30ff" for c in sample)
    if letters and kana / letters > 0.1:
        return "other"
    if letters and han / letters > 0.3:
        return "zh"
    import py3langid

    return "en" if letters < 40 or py3langid.classify(sample[:5000])[0] == "en" else "other"
