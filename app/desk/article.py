"""A finished article opened for changes: its sources at hand, a paragraph found, its new words checked."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from itertools import takewhile
from pathlib import Path
from typing import NamedTuple

from deepnews.agents.article_edit import Place, SeenSentence, find_paragraph, kept_and_new
from deepnews.agents.evidence_search import EvidenceSearch
from deepnews.agents.materials import Materials, load_materials
from deepnews.agents.recheck import Rechecked, recheck
from deepnews.agents.run_folder import RunFolder
from deepnews.app import service
from deepnews.app.desk.versions import read_notes
from deepnews.errors import RunError, UsageError
from deepnews.schemas.draft import Draft, Sentence
from deepnews.schemas.verification import CheckedClaim


class OpenArticle(NamedTuple):
    """A finished article with its sources at hand."""

    run: RunFolder
    draft: Draft
    claims: tuple[CheckedClaim, ...]
    materials: Materials
    search: EvidenceSearch


def open_article(run: RunFolder) -> OpenArticle:
    """The article of `run`.

    Raises UsageError when it is not finished, RunError when its sources are not what it was made from.
    """
    record = run.read_record()
    if record.state not in ("done", "red"):
        raise UsageError("This article is not finished.", hint="Let the run come to its end first.")
    materials, search = _materials(run.path, record.corpus_sha256)
    return OpenArticle(run, run.read_draft(), run.read_claims(), materials, search)


@lru_cache(maxsize=4)
def _materials(folder: Path, corpus_sha256: str) -> tuple[Materials, EvidenceSearch]:
    """Sources and search of a run, kept in memory; raises RunError when they are not what the article was made from."""
    assignment = RunFolder(folder).read_assignment()
    settings = service.run_settings(folder)
    materials = load_materials(assignment, settings, lambda step, done, total: None, translates=True)
    if materials.corpus.sha256 != corpus_sha256:
        raise RunError("The sources have changed since the article was written.", hint="Duplicate the run.")
    return materials, EvidenceSearch(materials.corpus, materials.index, materials.language)


def _told_before(draft: Draft, paragraph: Sequence[Sentence]) -> tuple[str, ...]:
    """Sentences of the draft before the first of the paragraph's that it has."""
    ids = {s.sentence_id for s in paragraph}
    return tuple(s.text for s in takewhile(lambda s: s.sentence_id not in ids, draft.sentences))


def find_place(article: OpenArticle, seen: Sequence[SeenSentence]) -> Place:
    """Where the paragraph `seen` stands; raises UsageError when the article has none that reads so any more."""
    place = find_paragraph(article.draft, seen)
    if place is None:
        last = next(reversed(read_notes(article.run.path)), None)
        who = last.author if last else "Somebody"
        raise UsageError(
            f"{who} has changed this paragraph meanwhile.", hint="It is shown as it is now; yours is kept."
        )
    return place


def rechecked(article: OpenArticle, text: str, before: Sequence[Sentence], known: Sequence[Sentence]) -> Rechecked:
    """The sentences of `text`, with the claims of those that do not read as `before`.

    Those of `known` that stand in it word for word keep their ids and Facts.
    """
    pieces = kept_and_new(text, known)
    told = _told_before(article.draft, (*before, *known))
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
        preceding = (*told, *(s.text for s in sentences))
        found = recheck(words, old, facts, article.search, preceding=preceding, language=article.draft.language)
        left = [s for s in left if s.sentence_id not in {f.sentence_id for f in found.sentences}]
        sentences += found.sentences
        claims += found.claims
        checker = found.checker
    return Rechecked(tuple(sentences), tuple(claims), checker)
