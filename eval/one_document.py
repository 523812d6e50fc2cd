"""The checker of articles, as it stands, on a claim by one document: the same code, no index of embeddings."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from deepnews.agents.decompose import DraftClaim, decompose
from deepnews.agents.evidence_search import ClaimEvidence, EvidenceSearch
from deepnews.agents.layered import LayeredVerifier, Verifier
from deepnews.agents.support import Support
from deepnews.agents.support_features import Features, merged
from deepnews.eval.pair_evidence import DOC_ID, DocumentView, view
from deepnews.retrieval.sentences import sentence_spans
from deepnews.schemas.base import Language
from deepnews.schemas.draft import Draft, DraftBlock, Paragraph, Sentence
from deepnews.schemas.facts import Span
from deepnews.schemas.verification import CheckedClaim

_MAX_CLAIM_SENTENCES: Final = 12


class DocumentSearch(EvidenceSearch):
    """Finds the sentences of one document that share most with a claim."""

    def __init__(self, source: DocumentView) -> None:
        self.documents = {DOC_ID: source.source}
        self.language = source.language
        self._source = source

    def _nearest(self, text: str, meant: Sequence[str]) -> list[Span]:
        return [s.span for s in self._source.nearest(text)]


def document_search(document: str, language: Language) -> DocumentSearch:
    """The search of a corpus that is this document."""
    return DocumentSearch(view(document, language))


def support_prob(claim: str, search: DocumentSearch, support: Support) -> float:
    """The `support_prob` of the checker of articles; of a claim of several parts, what the weights say of them all.

    With a judge, which in articles is asked of what the rules leave open only, it is what the weights say of any claim.
    """
    pieces = parts(claim, search.language)
    if len(pieces) == 1 and not support.asks_judge:
        return LayeredVerifier(search, None, support).check(pieces[0].claim, _evidence(pieces[0], search)).support_prob
    return support.fit.prob(pair_features(claim, search, support))


def is_supported(claim: str, search: DocumentSearch, checker: Verifier) -> bool:
    """True when every part of the claim has the verdict `supported`."""
    found = _checked(claim, search, checker)
    return bool(found) and all(c.verdict == "supported" for c in found)


def _checked(claim: str, search: DocumentSearch, checker: Verifier) -> list[CheckedClaim]:
    return [checker.check(part.claim, _evidence(part, search)) for part in parts(claim, search.language)]


def pair_features(claim: str, search: DocumentSearch, support: Support) -> Features:
    """The features by which the checker weighs the claim, all its parts taken together."""
    checker = LayeredVerifier(search, None, support)
    found = [checker.features(part.claim, _evidence(part, search)) for part in parts(claim, search.language)]
    return merged(found)


def _evidence(part: DraftClaim, search: DocumentSearch) -> ClaimEvidence:
    return ClaimEvidence((), lambda: search.find(part.claim.text))


def parts(claim: str, language: Language) -> list[DraftClaim]:
    """The parts of the claim that can be checked; all of them where none can, since somebody labelled it."""
    found = decompose(_as_draft(claim, language))
    return [part for part in found if part.checkable] or list(found)


def claim_sentences(claim: str, language: Language) -> list[str]:
    """Sentences of a claim, the whole claim when it has one only; a very long one is cut short."""
    spans = sentence_spans(claim, language)[:_MAX_CLAIM_SENTENCES]
    return [claim[s.start : s.end] for s in spans] or [claim]


def _as_draft(claim: str, language: Language) -> Draft:
    sentences = (Sentence(sentence_id=f"S{i}", text=s) for i, s in enumerate(claim_sentences(claim, language), 1))
    block = DraftBlock(block_id="B1", paragraphs=(Paragraph(sentences=tuple(sentences)),))
    return Draft(language=language, headline=Sentence(sentence_id="S0", text="", kind="furniture"), blocks=(block,))
