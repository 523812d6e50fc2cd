"""One edited paragraph checked again, while its editor waits: the ledger's own checks over its sentences only."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from difflib import SequenceMatcher
from typing import NamedTuple

from deepnews.agents.decompose import placed_sentences
from deepnews.agents.evidence_search import EvidenceSearch
from deepnews.agents.layered import Verifier, default_verifier
from deepnews.agents.read_article import ReadArticle, read_article
from deepnews.agents.translation.verdicts import CHECKER, edited_claims
from deepnews.agents.verify import check_draft, in_text
from deepnews.llm import ChatModel
from deepnews.schemas.base import Language
from deepnews.schemas.draft import Draft, DraftBlock, Paragraph, Sentence
from deepnews.schemas.facts import Fact
from deepnews.schemas.verification import CheckedClaim

_LIKE = 0.5
"""Likeness (0 to 1, of characters in order) from which an edited sentence is the old one changed, not a new one."""


class Rechecked(NamedTuple):
    """An edited paragraph and what the checks say of it."""

    sentences: tuple[Sentence, ...]
    """Its sentences, none for an empty text; one that was there before keeps its id and its Facts, also when edited."""
    claims: tuple[CheckedClaim, ...]
    """``paragraph[claim.start:claim.end]`` is where each stands in the text as it was given."""
    checker: str


def recheck(
    paragraph: str,
    before: Sequence[Sentence],
    facts: Sequence[Fact],
    search: EvidenceSearch,
    model: ChatModel | None = None,
    *,
    verifier: Verifier | None = None,
    preceding: Sequence[str] = (),
    language: Language | None = None,
) -> Rechecked:
    """The verdicts on `paragraph`, the new text of the sentences `before`; `preceding` stands before it in the article.

    `search` is opened once and kept, so that a second call finds its index warm. Without a model nothing waits for one.
    A paragraph in another `language` than that of `search` is held to the sentences it translates.
    """
    article = read_article(paragraph, language or search.language)
    kept = _carried_over([p.sentence for p in placed_sentences(article.draft)], before)
    draft = _draft_of(kept, article.draft)
    if article.draft.language == search.language:
        checker = verifier or default_verifier(search, model)
        name, claims = checker.name, check_draft(draft, facts, search, checker, preceding)
    else:
        name, claims = CHECKER, edited_claims(draft)
    offsets = {
        new.sentence_id: article.offsets[old.sentence_id] for new, old in zip(kept, _sentences(article), strict=True)
    }
    return Rechecked(kept, in_text(claims, ReadArticle(draft, offsets)), name)


def _sentences(article: ReadArticle) -> list[Sentence]:
    return [p.sentence for p in placed_sentences(article.draft)]


def _draft_of(sentences: tuple[Sentence, ...], read: Draft) -> Draft:
    paragraphs = (Paragraph(sentences=sentences),) if sentences else ()
    return Draft(
        language=read.language, headline=read.headline, blocks=(DraftBlock(block_id="B01", paragraphs=paragraphs),)
    )


def _carried_over(edited: Sequence[Sentence], before: Sequence[Sentence]) -> tuple[Sentence, ...]:
    """The edited sentences with ids and Facts of the old ones they come from; each old sentence is taken once."""
    left = list(before)
    origins: dict[int, Sentence] = {}
    for is_same in (True, False):
        for number, sentence in enumerate(edited):
            if number not in origins and (old := _origin(sentence.text, left, is_same=is_same)):
                origins[number] = old
                left.remove(old)
    return tuple(_with_origin(s, origins.get(n), n) for n, s in enumerate(edited))


def _origin(text: str, left: Sequence[Sentence], *, is_same: bool) -> Sentence | None:
    """The old sentence that reads alike, word for word where `is_same`; None when there is none."""
    if is_same:
        return next((s for s in left if s.text == text), None)
    scored = [(SequenceMatcher(None, s.text, text, autojunk=False).ratio(), -i, s) for i, s in enumerate(left)]
    best = max(scored, default=None, key=lambda entry: entry[:2])
    return best[2] if best and best[0] >= _LIKE else None


def _with_origin(sentence: Sentence, old: Sentence | None, number: int) -> Sentence:
    if old is None:
        mark = hashlib.sha256(f"{number}\n{sentence.text}".encode()).hexdigest()[:8]
        return sentence.model_copy(update={"sentence_id": f"N{mark}"})
    return old if old.text == sentence.text else old.model_copy(update={"text": sentence.text, "kind": "written"})
