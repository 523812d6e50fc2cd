"""E-mail files."""

from __future__ import annotations

import email
import email.policy
from email.utils import parsedate_to_datetime

from deepnews.errors import SourceError
from deepnews.retrieval.load.html import parse_html
from deepnews.retrieval.load.parsed import Parsed
from deepnews.retrieval.load.text import cleaned, unwrapped


def parse_mail(content: bytes) -> Parsed:
    """Body and headers of an ``.eml`` file; attachments are not read."""
    message = email.message_from_bytes(content, policy=email.policy.default)
    body = message.get_body(preferencelist=("plain", "html"))
    if body is None or not message.keys():
        raise SourceError("it is no e-mail with a text; save the message again")
    try:
        raw = body.get_content()
        headers = {name: str(message.get(name, "")) for name in ("from", "subject", "date")}
    except (LookupError, ValueError, AttributeError, TypeError) as error:  # what the standard parser lets through
        raise SourceError("its text cannot be decoded; save the message again") from error
    is_html = body.get_content_type() == "text/html"
    text = parse_html(str(raw).encode("utf-8")).text if is_html else unwrapped(cleaned(str(raw)))
    sender = headers["from"].split("<")[0].strip().strip('"')
    return Parsed(
        text=text, title=headers["subject"], author=sender, author_is_stated=True, date=_date(headers["date"])
    )


def _date(header: str) -> str:
    try:
        return parsedate_to_datetime(header).date().isoformat()
    except (ValueError, TypeError):
        return ""
