"""Signatures: a person answers for a red claim with name and reason."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Final

from pydantic import ValidationError

from deepnews.agents.footnotes import plain
from deepnews.agents.run_files import damaged, read_lines, write_whole
from deepnews.agents.run_folder import RunFolder
from deepnews.app.export.gate import red_claims
from deepnews.app.export.publication import read_publication
from deepnews.errors import UsageError
from deepnews.schemas.signature import Signature, text_sha256

SIGNATURES: Final = "signatures.jsonl"
"""File of a run folder, one signature a line, in the order they were given; nothing is ever taken out."""
MAX_AUTHOR_CHARS: Final = 200
MAX_REASON_CHARS: Final = 2000


def sign(folder: Path, claim_id: str, author: str, reason: str) -> Signature:
    """The new signature of `author` for the claim, added to those of the run.

    Raises UsageError for a claim that is not red and for an empty or too long author or reason; RunError while
    another process works in the folder, and when the disk refuses.
    """
    who = _words(author, MAX_AUTHOR_CHARS, "author")
    why = _words(reason, MAX_REASON_CHARS, "reason")
    run = RunFolder.open(folder)
    with run.locked():
        signature = Signature(
            claim_id=claim_id,
            text_sha256=text_sha256(_red_text(folder, claim_id)),
            author=who,
            reason=why,
            signed_at=dt.datetime.now(dt.UTC).replace(microsecond=0),
        )
        lines = [s.model_dump_json() for s in (*read_signatures(folder), signature)]
        write_whole(folder / SIGNATURES, "".join(f"{line}\n" for line in lines).encode("utf-8"))
    return signature


def read_signatures(folder: Path) -> tuple[Signature, ...]:
    """All signatures of a run in the order they were given, none when nobody has signed; raises RunError."""
    path = folder / SIGNATURES
    if not path.exists():
        return ()
    signatures = []
    for n, line in enumerate(read_lines(path), start=1):
        try:
            signatures.append(Signature.model_validate_json(line))
        except ValidationError as error:
            raise damaged(path, f"line {n} is no signature") from error
    return tuple(signatures)


def _red_text(folder: Path, claim_id: str) -> str:
    """The words to sign for; a red claim may be signed for again, by another person."""
    publication = read_publication(folder)
    found = {c.claim_id: c for c in red_claims(publication.draft, publication.ledger)}
    if claim_id not in found:
        raise UsageError(
            f"{claim_id!r} is no red claim of this article.",
            hint=f"Red: {', '.join(found)}." if found else "No claim is red; nothing needs a signature.",
        )
    return found[claim_id].text


def _words(text: str, n_most: int, name: str) -> str:
    """`text` on one line; raises UsageError when nothing is left of it, or too much."""
    words = plain(text)
    if not words or len(words) > n_most:
        raise UsageError(f"The {name} must have 1 to {n_most} characters.", hint="A signature names who and why.")
    return words
