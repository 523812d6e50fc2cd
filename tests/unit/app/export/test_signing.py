"""Signatures and the gate: nothing red leaves without a name, and a name covers only the words it was given for."""

from __future__ import annotations

import errno
import os
from collections.abc import Callable
from pathlib import Path

import pytest
from pydantic import ValidationError

from deepnews.agents.run_folder import RunFolder
from deepnews.app.export.exporting import export
from deepnews.app.export.gate import UnsignedClaimsError
from deepnews.app.export.signing import SIGNATURES, read_signatures, sign
from deepnews.errors import RunError, UsageError

MakeRun = Callable[..., Path]
RED = ("C002", "C003", "C004")


def sign_all(folder: Path) -> None:
    for claim_id in RED:
        sign(folder, claim_id, "Ann Lee", f"I know {claim_id}.")


def reword(folder: Path, claim_id: str, text: str) -> None:
    """Give a claim other words, as an edit does."""
    run = RunFolder.open(folder)
    claims = [
        c.model_copy(update={"claim": c.claim.model_copy(update={"text": text})}) if c.claim.claim_id == claim_id else c
        for c in run.read_claims()
    ]
    run.write_claims(claims)


def test_a_signature_is_read_back_as_it_was_given(make_run: MakeRun) -> None:
    folder = make_run()
    given = sign(folder, "C002", "  Ann\nLee\u202e ", "Phone call,\tMay 3 | *checked*")
    assert (given.author, given.reason) == ("Ann Lee", "Phone call, May 3 | *checked*")
    assert given.signed_at.tzinfo is not None
    assert read_signatures(folder) == (given,)
    with pytest.raises(ValidationError):
        given.author = "Bo"  # type: ignore[misc]


def test_unsigned_red_claims_are_listed_and_nothing_leaves(make_run: MakeRun) -> None:
    folder = make_run()
    sign(folder, "C003", "Ann Lee", "I was there.")
    for kind in ("md", "html", "docx", "pdf", "json"):
        with pytest.raises(UnsignedClaimsError) as caught:
            export(folder, kind)
        assert [c.claim_id for c in caught.value.claims] == ["C002", "C004"]
        assert "C002 [refuted] It lost $3.4 million" in caught.value.message
        assert "Reason 4." in caught.value.message
        assert "deepnews sign" in caught.value.hint
        assert caught.value.exit_code == 3


def test_signed_claims_open_the_gate(make_run: MakeRun) -> None:
    folder = make_run()
    sign_all(folder)
    assert export(folder, "md")


def test_an_edited_claim_loses_its_signature(make_run: MakeRun) -> None:
    folder = make_run()
    sign_all(folder)
    reword(folder, "C002", "It lost $3.5 million in two years.")
    with pytest.raises(UnsignedClaimsError) as caught:
        export(folder, "md")
    assert [c.claim_id for c in caught.value.claims] == ["C002"]


def test_a_signature_follows_its_words_when_claims_are_numbered_anew(make_run: MakeRun) -> None:
    folder = make_run()
    sign_all(folder)
    run = RunFolder.open(folder)
    shifted = [
        c.model_copy(update={"claim": c.claim.model_copy(update={"claim_id": f"C1{n:02d}"})})
        for n, c in enumerate(run.read_claims())
    ]
    run.write_claims(shifted)
    assert export(folder, "md")


def test_a_sentence_nobody_checked_blocks_until_it_is_signed(make_run: MakeRun) -> None:
    folder = make_run(n_claims=4)
    sign_all(folder)
    with pytest.raises(UnsignedClaimsError) as caught:
        export(folder, "md")
    assert [(c.claim_id, c.verdict) for c in caught.value.claims] == [("S5", "unscored")]
    sign(folder, "S5", "Bo Chen", "A question.")
    assert "Signed by Bo Chen" in export(folder, "md").decode()


@pytest.mark.parametrize("claim_id", ["C001", "C005", "C999", "", "../C002"])
def test_only_red_claims_are_signed(make_run: MakeRun, claim_id: str) -> None:
    folder = make_run()
    with pytest.raises(UsageError, match="C002, C003, C004"):
        sign(folder, claim_id, "Ann Lee", "Because.")
    assert read_signatures(folder) == ()


@pytest.mark.parametrize(("author", "reason"), [("", "x"), (" \u200b\n", "x"), ("Ann", " "), ("A" * 201, "x")])
def test_a_signature_names_who_and_why(make_run: MakeRun, author: str, reason: str) -> None:
    with pytest.raises(UsageError, match="characters"):
        sign(make_run(), "C002", author.replace("\u200b", ""), reason)


def test_two_people_may_sign_and_the_last_is_shown(make_run: MakeRun) -> None:
    folder = make_run()
    sign_all(folder)
    sign(folder, "C002", "Bo Chen", "I too.")
    assert len(read_signatures(folder)) == 4
    article = export(folder, "md").decode()
    assert "C002 by Bo Chen, C003 by Ann Lee" in article


def test_nobody_signs_while_another_works_in_the_folder(make_run: MakeRun) -> None:
    folder = make_run()
    with RunFolder.open(folder).locked(), pytest.raises(RunError, match="in use"):
        sign(folder, "C002", "Ann Lee", "Because.")


def test_a_full_disk_keeps_the_signatures_there_were(make_run: MakeRun, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = make_run()
    first = sign(folder, "C002", "Ann Lee", "Because.")

    def full(handle: int) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(RunError, match="No space left"):
        sign(folder, "C003", "Ann Lee", "Because.")
    assert read_signatures(folder) == (first,)
    assert not list(folder.glob(".*.part"))


def test_damaged_signatures_are_told_with_their_line(make_run: MakeRun) -> None:
    folder = make_run()
    sign(folder, "C002", "Ann Lee", "Because.")
    with (folder / SIGNATURES).open("a", encoding="utf-8") as file:
        file.write('{"claim_id": "C003"}\n')
    with pytest.raises(RunError, match="line 2 is no signature"):
        export(folder, "md")


def test_a_run_without_an_article_is_not_exported(make_run: MakeRun) -> None:
    folder = make_run()
    run = RunFolder.open(folder)
    run.write_record(run.read_record().model_copy(update={"state": "interrupted"}))
    with pytest.raises(RunError, match="no finished article"):
        export(folder, "pdf")
    with pytest.raises(RunError, match="is not the folder of a run"):
        export(folder / "nowhere", "pdf")
