"""The checker of articles, as it stands, on a claim by one document: the same rules and bars, no embedding index."""

from __future__ import annotations

from deepnews.agents.decompose import DraftClaim, decompose
from deepnews.agents.evidence_search import ClaimEvidence, EvidenceSearch
from deepnews.agents.verify import LayeredVerifier
from deepnews.eval.pair_evidence import DOC_ID, DocumentView, view
from deepnews.eval.pair_features import claim_sentences
from deepnews.schemas.base import Language
from deepnews.schemas.draft import Draft, DraftBlock, Paragraph, Sentence
from deepnews.schemas.facts import Span


class DocumentSearch(EvidenceSearch):
    """Finds the sentences of one document that share most with a claim."""

    def __init__(self, source: DocumentView) -> None:
        self.documents = {DOC_ID: source.source}
        self.language = source.language
        self._source = source

    def _nearest(self, text: str) -> list[Span]:
        return [s.span for s in self._source.nearest(text)]


def pipeline_prob(document: str, claim: str, language: Language) -> float:
    """The lowest `support_prob` that the checker of articles, without a language model, gives the claim's parts."""
    search = DocumentSearch(view(document, language))
    checker = LayeredVerifier(search, None)
    parts = [part for part in decompose(_as_draft(claim, language)) if part.checkable]
    return min((_prob(part, checker, search) for part in parts), default=0.0)


def _prob(part: DraftClaim, checker: LayeredVerifier, search: DocumentSearch) -> float:
    return checker.check(part.claim, ClaimEvidence((), lambda: search.find(part.claim.text))).support_prob


def _as_draft(claim: str, language: Language) -> Draft:
    sentences = (Sentence(sentence_id=f"S{i}", text=s) for i, s in enumerate(claim_sentences(claim, language), 1))
    block = DraftBlock(block_id="B1", paragraphs=(Paragraph(sentences=tuple(sentences)),))
    return Draft(language=language, headline=Sentence(sentence_id="S0", text="", kind="furniture"), blocks=(block,))
