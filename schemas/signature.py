"""A person's word for a claim that the sources do not bear out."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Iterable

from pydantic import Field

from deepnews.schemas.base import Record


class Signature(Record):
    """One signature; it covers the words that were signed, and is lost with them."""

    claim_id: str
    """The claim when it was signed; of a sentence without any claim, the sentence."""
    text_sha256: str
    """SHA-256 of the signed words (hex)."""
    author: str = Field(min_length=1)
    reason: str = Field(min_length=1)
    signed_at: dt.datetime
    """With its time zone."""


def text_sha256(text: str) -> str:
    """SHA-256 of `text` as UTF-8 (hex)."""
    return hashlib.sha256(text.encode("utf-8", errors="surrogatepass")).hexdigest()


def by_words(signatures: Iterable[Signature]) -> dict[str, Signature]:
    """The last signature for each text, by the text's hash."""
    return {s.text_sha256: s for s in signatures}
