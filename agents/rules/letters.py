"""Letters of a thread: the header above an offset says who writes, and when."""

from __future__ import annotations

import datetime as dt
import re

from deepnews.agents.rules.dates import find_dates
from deepnews.schemas.corpus import SourceDocument

_DATE = re.compile(r"(?:^|\s)(?:Date|Sent|日期|发送时间)[:：]\s*(?P<date>[^\n]{6,48})", re.M)
_SENDER = re.compile(
    r"^(?:From:\s*(?P<who>[A-Z][\w.'’-]+(?: [A-Z][\w.'’-]+){1,3})|发件人[:：]\s*(?P<han>[\u4e00-\u9fff·]{2,6}))", re.M
)


def letter_date(document: SourceDocument, offset: int) -> dt.date | None:
    """Date of the letter that holds `offset`; None where no header stands above it."""
    headers = list(_DATE.finditer(document.text, 0, offset))
    dates = find_dates(headers[-1]["date"], document.language, document.date) if headers else ()
    return dates[0].first if dates else None


def letter_sender(document: SourceDocument, offset: int) -> str:
    """Who wrote the letter that holds `offset`; empty where no header stands above it."""
    headers = list(_SENDER.finditer(document.text, 0, offset))
    return (headers[-1]["who"] or headers[-1]["han"]) if headers else ""
