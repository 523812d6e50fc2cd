"""Paragraphs of a finished article changed: checked again, kept, published, nothing lost between two readers."""

from __future__ import annotations

import errno
import json
import os
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from deepnews.agents.article_edit import SeenSentence
from deepnews.agents.run_folder import RunFolder
from deepnews.agents.run_lock import locked
from deepnews.app.desk.editing import restore, save
from deepnews.app.desk.proposals import propose
from deepnews.app.desk.versions import read_notes
from deepnews.app.export.exporting import export
from deepnews.app.export.gate import UnsignedClaimsError
from deepnews.app.export.signing import sign
from deepnews.app.views import changes
from deepnews.errors import RunError, UsageError

OpenPage = Callable[..., AppTest]
FALSE = "The chairman flew to the moon with 900 million dollars on 3 May 1802."


def seen(run: Path, number: int = 0) -> tuple[SeenSentence, ...]:
    """The paragraph of that number as a reader sees it now."""
    paragraphs = [p for b in RunFolder(run).read_draft().blocks for p in b.paragraphs]
    return tuple(SeenSentence(s.sentence_id, s.text) for s in paragraphs[number].sentences)


def text(paragraph: tuple[SeenSentence, ...]) -> str:
    return " ".join(s.text for s in paragraph)


def test_a_false_sentence_turns_red_and_only_its_paragraph_is_checked(run: Path) -> None:
    before = RunFolder(run).read_record()
    old = {c.claim.sentence_id: c for c in RunFolder(run).read_claims()}
    paragraph = seen(run)
    note = save(run, paragraph, f"{text(paragraph)} {FALSE}", "Ada")
    folder = RunFolder(run)
    record, claims = folder.read_record(), folder.read_claims()
    assert before.hfr is not None and before.hfr.value is not None
    assert record.hfr is not None and record.hfr.value is not None and record.hfr.value < before.hfr.value
    assert record.state == "red" and note.hfr == record.hfr
    red = [c for c in claims if c.claim.text == FALSE]
    assert [c.verdict in ("refuted", "not_enough_info") for c in red] == [True]
    kept = [c for c in claims if c.claim.sentence_id in old]
    assert all(c.verdict == old[c.claim.sentence_id].verdict for c in kept) and len(kept) == len(claims) - 1
    body = folder.read_draft().body
    assert all(body[c.claim.start : c.claim.end] in c.claim.text for c in claims)
    assert FALSE in folder.read_text("article.md") and "900 million" in folder.read_text("report.html")


def test_the_way_back_and_who_went_it(run: Path) -> None:
    body = RunFolder(run).read_draft().body
    save(run, seen(run), FALSE, "Ada")
    save(run, seen(run, 1), "", "Bo", "cut")
    restore(run, 0, "Cy")
    assert RunFolder(run).read_draft().body == body
    assert [(n.number, n.author, n.deed) for n in read_notes(run)] == [
        (0, RunFolder(run).read_record().model, "written"),
        (1, "Ada", "edited"),
        (2, "Bo", "cut"),
        (3, "Cy", "restored"),
    ]


def test_a_version_is_compared_when_it_is_chosen(open_page: OpenPage, run: Path) -> None:
    before = RunFolder(run).read_draft()
    save(run, seen(run), FALSE, "Ada")
    page = open_page("read", run.name, author="Bo")
    assert page.radio[0].value is None and not any(b.label == "Take this version back" for b in page.button)
    page.radio[0].set_value(0).run()
    next(b for b in page.button if b.label == "Take this version back").click().run()
    assert not page.error and RunFolder(run).read_draft() == before
    assert read_notes(run)[-1].author == "Bo"


def test_two_readers_of_one_paragraph_lose_nothing(run: Path) -> None:
    paragraph, other = seen(run), seen(run, 1)
    save(run, paragraph, FALSE, "Ada")
    with pytest.raises(UsageError, match="Ada has changed this paragraph"):
        save(run, paragraph, "Mine.", "Bo")
    save(run, other, f"{text(other)} {FALSE}", "Bo")  # another paragraph is nobody's loss
    body = RunFolder(run).read_draft().body
    assert body.count(FALSE) == 2


def test_changes_at_the_same_moment_come_one_after_the_other(run: Path) -> None:
    propose(run, seen(run), "cut")  # reads the sources
    paragraphs = [seen(run, 0), seen(run, 1)]
    threads = [threading.Thread(target=save, args=(run, p, f"{text(p)} {FALSE}", "Ada")) for p in paragraphs]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert RunFolder(run).read_draft().body.count(FALSE) == 2
    assert len(read_notes(run)) == 3


def test_a_signature_opens_the_gate_and_goes_with_the_words(run: Path) -> None:
    save(run, seen(run), FALSE, "Ada")
    with pytest.raises(UnsignedClaimsError):
        export(run, "md")
    for claim in RunFolder(run).read_claims():
        if claim.verdict in ("refuted", "not_enough_info", "unscored"):
            sign(run, claim.claim.claim_id, "Ada", "I was there.")
    assert b"I was there." in export(run, "md")
    save(run, seen(run), FALSE.replace("900", "901"), "Ada")
    with pytest.raises(UnsignedClaimsError):
        export(run, "md")


def test_proposals_change_nothing_until_they_are_accepted(run: Path) -> None:
    before = RunFolder(run).read_draft()
    paragraph = next(seen(run, n) for n in range(9) if len(seen(run, n)) > 2)
    for deed in ("rewritten", "shortened", "cut"):
        proposal = propose(run, paragraph, deed)
        assert proposal.before == text(paragraph)
        assert len(proposal.after) < len(proposal.before) or deed == "rewritten"
        assert RunFolder(run).read_draft() == before
    proposal = propose(run, paragraph, "rewritten")
    save(run, proposal.seen, proposal.after, "Ada", proposal.deed, proposal.sentences)
    written = [s for s in RunFolder(run).read_draft().sentences if s in proposal.sentences]
    assert len(written) == len(proposal.sentences) and all(s.fact_ids for s in written)


def test_what_stands_in_the_way_is_a_sentence(run: Path) -> None:
    paragraph = seen(run)
    with pytest.raises(UsageError, match="name of its author"):
        save(run, paragraph, "x", " ")
    with pytest.raises(UsageError, match="20,000"):
        save(run, paragraph, "x" * 20_001, "Ada")
    with locked(run), pytest.raises(RunError, match="is running"):
        save(run, paragraph, "x", "Ada")
    record = RunFolder(run).read_record().model_copy(update={"corpus_sha256": "0"})
    RunFolder(run).write_record(record)
    with pytest.raises(RunError, match="sources have changed"):
        save(run, paragraph, "x", "Ada")


def test_a_warm_paragraph_is_checked_and_published_quickly(run: Path) -> None:
    propose(run, seen(run), "cut")  # reads the sources
    paragraph = seen(run)
    save(run, paragraph, FALSE, "Ada")
    started = time.process_time()
    save(run, seen(run), f"{FALSE} {FALSE.replace('May', 'June')}", "Ada")
    assert time.process_time() - started < 1.0  # of one core; the wall says nothing on a busy machine


def test_the_page_shows_what_came_of_a_wish(open_page: OpenPage, run: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    wishes = [{"kind": "save", "seen": [list(s) for s in seen(run)], "text": FALSE}]
    monkeypatch.setattr("deepnews.app.views.read.wish_now", lambda: wishes.pop() if wishes else None)
    page = open_page("read", run.name)
    assert "needs the name of its author" in page.error[0].value
    assert page.text_area[0].value == FALSE
    page.text_input(key="author").set_value("Ada").run()
    wishes.append({"kind": "save", "seen": [list(s) for s in seen(run)], "text": FALSE})
    page.run()
    assert not page.error and RunFolder(run).read_draft().body.count(FALSE) == 1
    wishes.append({"kind": "propose", "deed": "cut", "seen": [list(s) for s in seen(run)]})
    page.run()
    next(b for b in page.button if b.label == "Accept").click().run()
    assert FALSE not in RunFolder(run).read_draft().body and changes.PROPOSAL not in page.session_state
    assert [r.options[0].split(" ")[0] for r in page.radio] == ["2"]


def test_a_paragraph_is_paced_towards_what_is_asked_and_keeps_its_claims(drafted: Path) -> None:
    run = drafted
    before, hfr = RunFolder(run).read_draft(), RunFolder(run).read_record().hfr
    proposals = []
    for n in range(sum(len(b.paragraphs) for b in before.blocks)):
        with suppress(UsageError):
            proposals += [propose(run, seen(run, n), "paced", m) for m in ("quick", "slow")]
    assert proposals and RunFolder(run).read_draft() == before
    proposal = proposals[0]
    assert proposal.after != proposal.before
    save(run, proposal.seen, proposal.after, "Ada", proposal.deed, proposal.sentences)
    after = RunFolder(run).read_record().hfr
    assert hfr and after and (after.n_refuted, after.n_not_enough_info) == (hfr.n_refuted, hfr.n_not_enough_info)
    assert read_notes(run)[-1].deed == "paced"


def test_a_full_disk_loses_neither_the_article_nor_the_words(
    open_page: OpenPage, run: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    save(run, seen(run, 1), "", "Bo", "cut")
    before = {p.name: p.read_bytes() for p in run.iterdir() if p.is_file() and not p.name.startswith(".")}
    wishes = [{"kind": "save", "seen": [list(s) for s in seen(run)], "text": FALSE}]
    monkeypatch.setattr("deepnews.app.views.read.wish_now", lambda: wishes.pop() if wishes else None)

    def fill_up(handle: int) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    with monkeypatch.context() as full:
        full.setattr(os, "fsync", fill_up)
        page = open_page("read", run.name, author="Ada")
    assert "No space left on device" in page.error[0].value and page.text_area[0].value == FALSE
    assert {p.name: p.read_bytes() for p in run.iterdir() if p.name in before} == before
    assert len(read_notes(run)) == 2


def test_a_model_that_is_down_is_a_sentence_and_the_paragraph_stays(
    open_page: OpenPage, run: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    body = RunFolder(run).read_draft().body
    (run / "model.json").write_text('{"model": "openai:down", "base_url": "http://127.0.0.1:9/v1"}', encoding="utf-8")
    monkeypatch.setenv("DEEPNEWS_MAX_RETRIES", "0")
    wishes = [{"kind": "propose", "deed": "rewrite", "seen": [list(s) for s in seen(run)]}]
    monkeypatch.setattr("deepnews.app.views.read.wish_now", lambda: wishes.pop() if wishes else None)
    page = open_page("read", run.name)
    assert "127" in page.error[0].value and RunFolder(run).read_draft().body == body


def test_versions_that_an_older_program_kept_are_shown(open_page: OpenPage, run: Path) -> None:
    save(run, seen(run), FALSE, "Ada")
    index = run / "versions" / "index.jsonl"
    rows = [json.loads(line) for line in index.read_text(encoding="utf-8").splitlines()]
    old = [{k: v for k, v in row.items() if k != "copied_share"} for row in rows]
    index.write_text("".join(f"{json.dumps(row)}\n" for row in old), encoding="utf-8")
    assert len(open_page("read", run.name).radio[0].options) == 2


def test_a_run_that_went_while_it_was_edited_is_a_sentence(run: Path) -> None:
    paragraph = seen(run)
    run.rename(run.with_name("gone"))
    with pytest.raises(RunError, match="not here any more"):
        save(run, paragraph, "x", "Ada")
