"""Claims checked against the sources: rules first, then overlap, then one question to the model.

`support_prob` follows from the verdict and from what decided it: a verbatim sentence or quotation 0.98; overlap
0.60 + 0.35 x share; the model's yes 0.75, unclear 0.30, no 0.15; a refuting rule 0.02; any other missing support
0.05 + 0.25 x share; 0 when the claim was not checkable or not scored. It orders claims for an editor; it is not
calibrated.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from importlib.resources import files
from typing import NamedTuple, Protocol, cast

import yaml

from deepnews.agents.decompose import DraftClaim, decompose, placed_sentences
from deepnews.agents.entail import Answer, EntailmentAsker
from deepnews.agents.evidence_search import ClaimEvidence, EvidenceSearch
from deepnews.agents.read_article import ReadArticle, read_article
from deepnews.agents.settle import ABOUT, ENOUGH_ALONE, NEAR_COPY, WORTH_ASKING, Settled, settle
from deepnews.errors import ModelError
from deepnews.llm import ChatModel
from deepnews.retrieval.index import HybridIndex
from deepnews.schemas.base import Language
from deepnews.schemas.corpus import Corpus
from deepnews.schemas.draft import Draft
from deepnews.schemas.facts import Fact, Span
from deepnews.schemas.verification import CheckedClaim, Claim, Finding, Verdict

VERSION = "0.1"
_MODEL_PROB: dict[Answer, float] = {"yes": 0.75, "unclear": 0.30, "no": 0.15}


class Verifier(Protocol):
    """Anything that can judge a claim by its evidence."""

    @property
    def name(self) -> str:
        """Name and version, as printed beside every HFR."""

    def check(self, claim: Claim, evidence: ClaimEvidence) -> CheckedClaim:
        """The claim with its verdict; a failing model makes it `unscored`, never supported."""


class VerifiedText(NamedTuple):
    """An article that was not written here, checked."""

    draft: Draft
    """The article as it was read; its sentences cite no Facts."""
    claims: tuple[CheckedClaim, ...]
    """``article_text[claim.start:claim.end]`` is where each stands in the text as it was given."""
    checker: str


def checker_name(model: ChatModel | None) -> str:
    """Name and version of the default checker, e.g. ``rules+overlap+local:…@0.1``."""
    return "+".join(["rules", "overlap", *([model.model_id] if model else [])]) + f"@{VERSION}"


def verify_claims(
    draft: Draft,
    facts: Sequence[Fact],
    corpus: Corpus,
    index: HybridIndex,
    model: ChatModel | None,
    language: Language,
    *,
    verifier: Verifier | None = None,
) -> tuple[CheckedClaim, ...]:
    """Every claim of the draft with its verdict, in reading order; at most one model call a claim."""
    search = EvidenceSearch(corpus, index, language)
    return check_draft(draft, facts, search, verifier or LayeredVerifier(search, model))


def check_draft(
    draft: Draft, facts: Sequence[Fact], search: EvidenceSearch, checker: Verifier
) -> tuple[CheckedClaim, ...]:
    """Every claim of the draft with the checker's verdict, over a search that is open already."""
    by_id = {f.fact_id: f for f in facts}
    return tuple(_checked(c, checker, search.evidence(c.claim, by_id), search.language) for c in decompose(draft))


def verify_text(
    article_text: str,
    corpus: Corpus,
    index: HybridIndex,
    model: ChatModel | None,
    language: Language,
    *,
    verifier: Verifier | None = None,
) -> VerifiedText:
    """A plain text or Markdown article checked against the corpus; an article without a sentence has no claims."""
    article = read_article(article_text, language)
    search = EvidenceSearch(corpus, index, language)
    checker = verifier or LayeredVerifier(search, model)
    claims = check_draft(article.draft, (), search, checker)
    return VerifiedText(article.draft, in_text(claims, article), checker.name)


def in_text(claims: Sequence[CheckedClaim], article: ReadArticle) -> tuple[CheckedClaim, ...]:
    """The claims of an article that was read, placed by their offsets in its own text."""
    starts = {p.sentence.sentence_id: p.start for p in placed_sentences(article.draft)}
    return tuple(_replaced(c, article, starts) for c in claims)


def _replaced(checked: CheckedClaim, article: ReadArticle, starts: Mapping[str, int]) -> CheckedClaim:
    """The claim with its offsets in the text that was read."""
    claim = checked.claim
    begin = starts[claim.sentence_id]
    place = article.place(claim.sentence_id, claim.start - begin, claim.end - begin)
    moved = claim.model_copy(update={"start": place.start, "end": place.end})
    return checked.model_copy(update={"claim": moved})


def _checked(item: DraftClaim, verifier: Verifier, evidence: ClaimEvidence, language: Language) -> CheckedClaim:
    if item.checkable:
        return verifier.check(item.claim, evidence)
    return CheckedClaim(
        claim=item.claim,
        verdict="not_checkable",
        support_prob=0.0,
        reason_code=item.not_checkable,
        reason=_words(language)[item.not_checkable],
        decided_by="rules",
    )


class LayeredVerifier:
    """Rules, then overlap, then one model question; without a model a lower overlap must do, and is said to have."""

    def __init__(self, search: EvidenceSearch, model: ChatModel | None) -> None:
        self.name = checker_name(model)
        self._search = search
        self._language: Language = search.language
        self._asker = EntailmentAsker(model, search.documents, search.language) if model else None

    def check(self, claim: Claim, evidence: ClaimEvidence) -> CheckedClaim:
        """The claim by the Facts it cites; by the whole corpus when it cites none or they do not settle it."""
        if not evidence.cited:
            return self._by_corpus(claim, evidence.found)
        settled = self._settle(claim, evidence.cited)
        if settled.verdict in ("supported", "refuted"):
            return self._decided(claim, settled, evidence.cited)
        if settled.verdict == "open":
            checked = self._by_model(claim, settled, evidence.cited)
        else:
            checked = self._decided(claim, settled, evidence.cited)
        if checked.verdict in ("supported", "refuted", "unscored"):
            return checked
        return self._by_neighbours(claim, evidence) or checked

    def _by_neighbours(self, claim: Claim, evidence: ClaimEvidence) -> CheckedClaim | None:
        """Support that stands elsewhere than the cited Facts; None when there is none, and the first verdict holds."""
        best = self._best(claim, evidence.found)
        if best is None or best[0].verdict != "supported":
            return None
        near = best[1][0].doc_id in {f.doc_id for f in evidence.cited}
        code = "overlap.nearby" if near else "overlap.elsewhere"
        return self._result(claim, "supported", code, best[1], best[0], "overlap")

    def _settle(self, claim: Claim, facts: Sequence[Fact]) -> Settled:
        return settle(claim.text, facts, self._search.documents, self._language)

    def _best(self, claim: Claim, found: Sequence[Fact]) -> tuple[Settled, tuple[Fact, ...]] | None:
        """What the best of the sentences found, or all of one document together, say; None when nothing was found."""
        groups: list[tuple[Fact, ...]] = [(f,) for f in found]
        groups += [same] if found and len(same := tuple(f for f in found if f.doc_id == found[0].doc_id)) > 1 else []
        judged = [(self._settle(claim, g), g) for g in groups]
        return max(judged, key=lambda j: (j[0].verdict == "supported", j[0].overlap, -len(j[1])), default=None)

    def _by_corpus(self, claim: Claim, found: Sequence[Fact]) -> CheckedClaim:
        best = self._best(claim, found)
        if best is None:
            return self._result(claim, "not_enough_info", "evidence.none", (), None, "none")
        settled, facts = best
        if settled.verdict == "open":
            return self._by_model(claim, settled, facts)
        bar = NEAR_COPY if settled.code.endswith(".new") else ABOUT
        if settled.verdict != "supported" and settled.overlap < bar[self._language]:
            return self._result(claim, "not_enough_info", "evidence.unlike", facts, settled, "overlap")
        return self._decided(claim, settled, facts)

    def _decided(self, claim: Claim, settled: Settled, facts: Sequence[Fact]) -> CheckedClaim:
        """The verdict as rules and overlap left it."""
        verdict: Verdict = "not_enough_info" if settled.verdict == "open" else settled.verdict
        decided_by = "overlap" if settled.code == "overlap" else "rules"
        return self._result(claim, verdict, settled.code, facts, settled, decided_by)

    def _by_model(self, claim: Claim, settled: Settled, facts: Sequence[Fact]) -> CheckedClaim:
        """The model's answer on what the rules left open; without a model the lower bar of overlap."""
        if settled.overlap < WORTH_ASKING[self._language]:
            return self._result(claim, "not_enough_info", "evidence.unlike", facts, settled, "overlap")
        if self._asker is None:
            enough = settled.overlap >= ENOUGH_ALONE[self._language]
            code = "overlap.alone" if enough else "evidence.thin"
            return self._result(claim, "supported" if enough else "not_enough_info", code, facts, settled, "overlap")
        try:
            answer = self._asker.ask(claim.text, self._shown(facts))
        except ModelError as error:
            return self._result(claim, "unscored", "model.failed", facts, settled, "none", detail=error.message)
        refutes = answer == "no" and self._asker.model.profile.name != "small"
        verdict: Verdict = "supported" if answer == "yes" else "refuted" if refutes else "not_enough_info"
        code = "model.refuted" if refutes else f"model.{answer}"
        return self._result(claim, verdict, code, facts, settled, "model")

    def _shown(self, facts: Sequence[Fact]) -> list[Span]:
        """The spans with their neighbouring sentences, each place once."""
        shown: list[Span] = []
        for span in (self._search.context(s) for f in facts for s in f.spans):
            if not any(s.doc_id == span.doc_id and s.start <= span.start and span.end <= s.end for s in shown):
                shown.append(span)
        return shown

    def _result(
        self,
        claim: Claim,
        verdict: Verdict,
        code: str,
        facts: Sequence[Fact],
        settled: Settled | None,
        decided_by: str,
        detail: str = "",
    ) -> CheckedClaim:
        documents = self._search.documents
        titles = dict.fromkeys(documents[f.doc_id].title for f in facts if f.doc_id in documents)
        fault = settled.fault if settled else None
        return CheckedClaim(
            claim=claim,
            verdict=verdict,
            support_prob=_support_prob(verdict, code, settled.overlap if settled else 0.0),
            reason_code=code,
            reason=reason(code, self._language, "; ".join(titles), fault, detail),
            decided_by=decided_by,
            evidence=tuple(s for f in facts for s in f.spans),
            findings=settled.findings if settled and code != "evidence.unlike" else (),
        )


def _support_prob(verdict: Verdict, code: str, overlap: float) -> float:
    if verdict in ("unscored", "not_checkable"):
        return 0.0
    if code.startswith("model."):
        return _MODEL_PROB[cast(Answer, code.removeprefix("model."))] if code != "model.refuted" else 0.05
    if verdict == "supported":
        return 0.98 if code.endswith("verbatim") else round(0.60 + 0.35 * overlap, 4)
    return 0.02 if verdict == "refuted" else round(0.05 + 0.25 * overlap, 4)


@lru_cache(maxsize=2)
def _words(language: Language) -> dict[str, str]:
    text = files("deepnews.agents").joinpath("reasons.yaml").read_text(encoding="utf-8")
    return cast(dict[str, dict[str, str]], yaml.safe_load(text))[language]


def reason(code: str, language: Language, source: str, fault: Finding | None = None, detail: str = "") -> str:
    """The sentence for the editor: of the checker's own codes from the list, else what the rule says."""
    words = _words(language)
    if code in words:
        return words[code].format(source=source, detail=detail)
    said = fault.reason if fault else code
    kind = words.get(code.split(".")[0])
    return kind.format(claim=fault.claim_text or fault.reason) if kind and fault else said
