"""Changes to a finished article, one paragraph at a time: checked, kept as a version, and published anew."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from deepnews.agents.article_edit import (
    Place,
    SeenSentence,
    cited_anew,
    placed_claims,
    sentences_at,
    with_own_ids,
    with_paragraph,
)
from deepnews.agents.pace.measure import measure as measure_pace
from deepnews.agents.publication import Publication
from deepnews.agents.publish import write_outputs
from deepnews.agents.run_folder import DISAGREEMENTS, EVIDENCE, PLAN, RunFolder
from deepnews.app.desk.article import OpenArticle, find_place, open_article, rechecked
from deepnews.app.desk.hold import held
from deepnews.app.desk.staging import staged
from deepnews.app.desk.versions import Deed, Version, VersionNote, keep_first, keep_version, read_notes, read_version
from deepnews.errors import UsageError
from deepnews.eval.hfr import measure
from deepnews.schemas.draft import Draft, Sentence
from deepnews.schemas.run import RunRecord
from deepnews.schemas.verification import CheckedClaim, ClaimLedger

_MAX_CHARS: Final = 20_000
_N_WHERE_CHARS: Final = 60


def save(
    folder: Path,
    seen: Sequence[SeenSentence],
    text: str,
    author: str,
    deed: Deed = "edited",
    proposed: Sequence[Sentence] = (),
) -> VersionNote:
    """The new version, in which the paragraph `seen` reads `text` (goes, where that is empty) and is checked again.

    Raises UsageError without an author, and when the paragraph is not there any more as it was seen; RunError when the
    run is at work, its sources have changed or gone, or the disk refuses.
    """
    _demand_author(author)
    if len(text) > _MAX_CHARS:
        raise UsageError(f"A paragraph may have {_MAX_CHARS:,} characters.", hint="Divide it.")
    with held(folder):
        article = open_article(RunFolder.open(folder))
        place = find_place(article, seen)
        before = sentences_at(article.draft, place)
        found = rechecked(article, text, before, proposed or before)
        draft, claims = _changed(article, place, found.sentences, found.claims)
        where = before[0].text[:_N_WHERE_CHARS]
        return _keep(article, draft, claims, _note(folder, author, deed, where), found.checker)


def restore(folder: Path, number: int, author: str) -> VersionNote:
    """The new version, which is that of `number` again; raises what `save` raises."""
    _demand_author(author)
    with held(folder):
        article = open_article(RunFolder.open(folder))
        wanted = read_version(folder, number)
        note = _note(folder, author, "restored", str(number))
        return _keep(article, wanted.draft, wanted.claims, note, "")


def _demand_author(author: str) -> None:
    if not author.strip():
        raise UsageError("A change needs the name of its author.", hint="Give your name at the top right.")


def _changed(
    article: OpenArticle, place: Place, sentences: Sequence[Sentence], found: Sequence[CheckedClaim]
) -> tuple[Draft, tuple[CheckedClaim, ...]]:
    """Draft and claims with the paragraph changed; a sentence that reads as before keeps its verdict."""
    before = {s.sentence_id: s for s in sentences_at(article.draft, place)}
    others = {s.sentence_id for s in article.draft.sentences} - set(before)
    named = with_own_ids(sentences, others, f"v{len(read_notes(article.run.path))}")
    names = {old.sentence_id: new.sentence_id for old, new in zip(sentences, named, strict=True)}
    moved = [_of_sentence(c, names[c.claim.sentence_id]) for c in found]
    changed = {s.sentence_id for s in named if before.get(s.sentence_id) != s}
    cited = cited_anew([s for s in named if s.sentence_id in changed], moved, article.run.read_facts())
    anew = {s.sentence_id: s for s in cited}
    draft = with_paragraph(article.draft, place, [anew.get(s.sentence_id, s) for s in named])
    kept = [c for c in article.claims if c.claim.sentence_id not in changed]
    return draft, placed_claims(draft, [*kept, *(c for c in moved if c.claim.sentence_id in changed)])


def _of_sentence(checked: CheckedClaim, sentence_id: str) -> CheckedClaim:
    return checked.model_copy(update={"claim": checked.claim.model_copy(update={"sentence_id": sentence_id})})


def _note(folder: Path, author: str, deed: Deed, where: str) -> VersionNote:
    number = max(1, len(read_notes(folder)))
    return VersionNote(number=number, made_at=dt.datetime.now(dt.UTC), author=author.strip(), deed=deed, where=where)


def _keep(
    article: OpenArticle, draft: Draft, claims: Sequence[CheckedClaim], note: VersionNote, checker: str
) -> VersionNote:
    """Keep the version and publish it: article, report and record are written anew."""
    run, corpus = article.run, article.materials.corpus
    record, facts = run.read_record(), run.read_facts()
    by = _checkers(record.hfr.checker if record.hfr else "", checker)
    ledger = measure(draft, claims, facts, corpus, by)
    keep_first(run)
    note = note.model_copy(update={"hfr": ledger.hfr, "copied_share": ledger.companions.copied_share})
    record = _record(record, draft, ledger)
    with staged(run.path) as new:
        new.write_draft(draft)
        new.write_claims(claims)
        write_outputs(new, _publication(article, draft, ledger, record))
        new.write_record(record)
        keep_version(run.path, Version(draft=draft, claims=tuple(claims)), note)
    return note


def _record(before: RunRecord, draft: Draft, ledger: ClaimLedger) -> RunRecord:
    """The record with the figures of the article as it is now."""
    n_chars = draft.n_chars
    return before.model_copy(
        update={
            "state": "red" if ledger.red else "done",
            "headline": draft.headline.text,
            "n_chars_article": n_chars,
            "saturation": round(before.n_chars_evidence / n_chars, 2) if n_chars else 0.0,
            "hfr": ledger.hfr,
            "companions": ledger.companions,
            "pacing": measure_pace(draft, draft.language),
            "smoothness": None,
        }
    )


def _checkers(first: str, second: str) -> str:
    """The checkers that had a word in the ledger, each once."""
    return "; ".join(dict.fromkeys(c for c in (*first.split("; "), second) if c))


def _publication(article: OpenArticle, draft: Draft, ledger: ClaimLedger, record: RunRecord) -> Publication:
    run = article.run
    return Publication(
        draft=draft,
        corpus=article.materials.corpus,
        facts=run.read_facts(),
        ledger=ledger,
        record=record,
        plan=run.read_plan() if run.has(PLAN) else None,
        saturation=run.read_evidence().saturation if run.has(EVIDENCE) else None,
        disagreements=run.read_disagreements() if run.has(DISAGREEMENTS) else (),
    )
