"""Changes to a finished article, one paragraph at a time: checked, kept as a version, and published anew."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from typing import Final, Literal, NamedTuple

from deepnews.agents.article_edit import (
    Place,
    SeenSentence,
    cited_anew,
    find_paragraph,
    kept_and_new,
    placed_claims,
    sentences_at,
    with_own_ids,
    with_paragraph,
)
from deepnews.agents.candidates import Bench
from deepnews.agents.evidence_search import EvidenceSearch
from deepnews.agents.materials import Materials, load_materials
from deepnews.agents.pace.measure import measure as measure_pace
from deepnews.agents.publication import Publication
from deepnews.agents.publish import write_outputs
from deepnews.agents.recheck import Rechecked, recheck
from deepnews.agents.rewrite import rewritten, shortened
from deepnews.agents.run_folder import DISAGREEMENTS, EVIDENCE, PLAN, RunFolder
from deepnews.app import service
from deepnews.app.desk.hold import held
from deepnews.app.desk.versions import Deed, Version, VersionNote, keep_first, keep_version, read_notes, read_version
from deepnews.errors import RunError, UsageError
from deepnews.eval.hfr import measure
from deepnews.models import open_model
from deepnews.schemas.draft import Draft, Sentence
from deepnews.schemas.run import RunRecord
from deepnews.schemas.verification import CheckedClaim, ClaimLedger

Proposing = Literal["rewritten", "shortened", "cut"]
_MAX_CHARS: Final = 20_000
_N_WHERE_CHARS: Final = 60


class Proposal(NamedTuple):
    """Another way to tell a paragraph, to be accepted or refused."""

    deed: Proposing
    seen: tuple[SeenSentence, ...]
    before: str
    after: str
    sentences: tuple[Sentence, ...]
    """Of `after`, with the Facts they rest on."""


class _Article(NamedTuple):
    run: RunFolder
    draft: Draft
    claims: tuple[CheckedClaim, ...]
    materials: Materials
    search: EvidenceSearch


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
        article = _open(RunFolder.open(folder))
        place = _find(article, seen)
        before = sentences_at(article.draft, place)
        found = _rechecked(article, text, before, proposed or before)
        draft, claims = _changed(article, place, found.sentences, found.claims)
        where = before[0].text[:_N_WHERE_CHARS]
        return _keep(article, draft, claims, _note(folder, author, deed, where), found.checker)


def restore(folder: Path, number: int, author: str) -> VersionNote:
    """The new version, which is that of `number` again; raises what `save` raises."""
    _demand_author(author)
    with held(folder):
        article = _open(RunFolder.open(folder))
        wanted = read_version(folder, number)
        note = _note(folder, author, "restored", str(number))
        return _keep(article, wanted.draft, wanted.claims, note, "")


def propose(folder: Path, seen: Sequence[SeenSentence], deed: Proposing) -> Proposal:
    """The paragraph `seen` told another way, nothing changed yet; raises what `save` and the functions of it raise."""
    article = _open(RunFolder.open(folder))
    before = sentences_at(article.draft, _find(article, seen))
    sentences: tuple[Sentence, ...] = ()
    if deed == "shortened":
        facts = {f.fact_id: f for f in article.run.read_facts()}
        sentences = shortened(before, article.claims, facts)
    elif deed == "rewritten":
        sentences = _rewritten(article, before)
    gap = "" if article.draft.language == "zh" else " "
    old, new = (gap.join(s.text for s in part) for part in (before, sentences))
    return Proposal(deed, tuple(seen), old, new, sentences)


def _demand_author(author: str) -> None:
    if not author.strip():
        raise UsageError("A change needs the name of its author.", hint="Give your name at the top right.")


def _open(run: RunFolder) -> _Article:
    """A finished article with its sources at hand."""
    record = run.read_record()
    if record.state not in ("done", "red"):
        raise UsageError("This article is not finished.", hint="Let the run come to its end first.")
    materials, search = _materials(run.path, record.corpus_sha256)
    return _Article(run, run.read_draft(), run.read_claims(), materials, search)


@lru_cache(maxsize=4)
def _materials(folder: Path, corpus_sha256: str) -> tuple[Materials, EvidenceSearch]:
    """Sources and search of a run, kept in memory; raises RunError when they are not what the article was made from."""
    assignment = RunFolder(folder).read_assignment()
    materials = load_materials(assignment, service.run_settings(folder), lambda step, done, total: None)
    if materials.corpus.sha256 != corpus_sha256:
        raise RunError("The sources have changed since the article was written.", hint="Duplicate the run.")
    return materials, EvidenceSearch(materials.corpus, materials.index, assignment.language)


def _find(article: _Article, seen: Sequence[SeenSentence]) -> Place:
    place = find_paragraph(article.draft, seen)
    if place is None:
        last = next(reversed(read_notes(article.run.path)), None)
        who = f"{last.author} has" if last else "Somebody has"
        raise UsageError(f"{who} changed this paragraph meanwhile.", hint="It is shown as it is now; yours is kept.")
    return place


def _rechecked(article: _Article, text: str, before: Sequence[Sentence], known: Sequence[Sentence]) -> Rechecked:
    """The sentences of `text`, with the claims of those that do not read as `before`."""
    pieces = kept_and_new(text, known)
    left = [s for s in before if s not in pieces]
    facts = article.run.read_facts()
    sentences: list[Sentence] = []
    claims: list[CheckedClaim] = []
    checker = ""
    for piece in pieces:
        if isinstance(piece, Sentence) and piece in before:
            sentences.append(piece)
            continue
        old, words = ([piece], piece.text) if isinstance(piece, Sentence) else (left, piece)
        found = recheck(words, old, facts, article.search)
        left = [s for s in left if s.sentence_id not in {f.sentence_id for f in found.sentences}]
        sentences += found.sentences
        claims += found.claims
        checker = found.checker
    return Rechecked(tuple(sentences), tuple(claims), checker)


def _changed(
    article: _Article, place: Place, sentences: Sequence[Sentence], found: Sequence[CheckedClaim]
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


def _rewritten(article: _Article, before: Sequence[Sentence]) -> tuple[Sentence, ...]:
    run = article.run
    assignment = run.read_assignment()
    settings = service.run_settings(run.path)
    model = open_model(settings)
    try:
        bench = Bench(
            model=model,
            index=article.materials.index,
            runs=article.materials.runs,
            documents=article.materials.corpus.by_id,
            facts={f.fact_id: f for f in run.read_facts()},
            language=assignment.language,
            seed=assignment.seed + 1 + len(read_notes(run.path)),
            style_notes=assignment.style_notes,
        )
        return rewritten(before, bench)
    finally:
        model.close()


def _note(folder: Path, author: str, deed: Deed, where: str) -> VersionNote:
    number = max(1, len(read_notes(folder)))
    return VersionNote(number=number, made_at=dt.datetime.now(dt.UTC), author=author.strip(), deed=deed, where=where)


def _keep(
    article: _Article, draft: Draft, claims: Sequence[CheckedClaim], note: VersionNote, checker: str
) -> VersionNote:
    """Keep the version and publish it: article, report and record are written anew."""
    run, corpus = article.run, article.materials.corpus
    record, facts = run.read_record(), run.read_facts()
    by = _checkers(record.hfr.checker if record.hfr else "", checker)
    ledger = measure(draft, claims, facts, corpus, by)
    keep_first(run)
    note = note.model_copy(update={"hfr": ledger.hfr})
    keep_version(run.path, Version(draft=draft, claims=tuple(claims)), note)
    n_chars = draft.n_chars
    record = record.model_copy(
        update={
            "state": "red" if ledger.red else "done",
            "headline": draft.headline.text,
            "n_chars_article": n_chars,
            "saturation": round(record.n_chars_evidence / n_chars, 2) if n_chars else 0.0,
            "hfr": ledger.hfr,
            "companions": ledger.companions,
            "pacing": measure_pace(draft, draft.language),
        }
    )
    run.write_draft(draft)
    run.write_claims(claims)
    write_outputs(run, _publication(article, draft, ledger, record))
    run.write_record(record)
    return note


def _checkers(first: str, second: str) -> str:
    """The checkers that had a word in the ledger, each once."""
    return "; ".join(dict.fromkeys(c for c in (*first.split("; "), second) if c))


def _publication(article: _Article, draft: Draft, ledger: ClaimLedger, record: RunRecord) -> Publication:
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
