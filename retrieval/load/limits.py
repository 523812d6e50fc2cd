"""How much of a source is read, and how one is refused."""

from __future__ import annotations

import struct
import zipfile
from io import BytesIO

from pydantic import Field

from deepnews.errors import SourceError
from deepnews.schemas.base import Record


class LoadLimits(Record):
    """Ceilings that keep one hostile or mistaken file from stopping a run."""

    max_file_bytes: int = Field(default=50_000_000, ge=1)
    max_unpacked_bytes: int = Field(default=300_000_000, ge=1)
    """Sum of an archive's members (docx, pptx, xlsx, epub)."""
    max_unpack_ratio: float = Field(default=200.0, gt=1)
    max_members: int = Field(default=10_000, ge=1)
    url_timeout_s: float = Field(default=20.0, gt=0)
    """Longest silence of a server."""
    url_total_s: float = Field(default=120.0, gt=0)
    """Longest time one page may take to arrive."""
    allow_private_urls: bool = False
    """Let URLs reach private, loopback and link-local addresses."""


def checked_archive(content: bytes, limits: LoadLimits) -> zipfile.ZipFile:
    """The archive, after its directory was looked at; raises SourceError for a damaged one or a bomb."""
    try:
        archive = zipfile.ZipFile(BytesIO(content))
        members = archive.infolist()
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError, EOFError, struct.error) as error:
        raise SourceError("it is damaged (not a whole ZIP container); ask for the file again") from error
    size = sum(m.file_size for m in members)
    if (
        len(members) > limits.max_members
        or size > limits.max_unpacked_bytes
        or size > limits.max_unpack_ratio * max(len(content), 20_000)
    ):
        raise SourceError(
            f"it unpacks to {size:,} bytes in {len(members)} parts, which looks like a zip bomb; it was not opened"
        )
    return archive
