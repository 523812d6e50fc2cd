"""Claims checked against the sources: rules first; what they leave open is weighed, and a model may be asked.

The verdict: an objection of a rule always wins; else a verbatim or nearly verbatim claim is supported; else the weights
of `deepnews.agents.support` decide. Where there are weights for the model that is asked, how sure it was is weighed
with the rest; the answer of another model decides, and counts beside the weights.

`support_prob` is what the weights say, calibrated on human-labelled pairs: how often a claim with such findings was
supported. It is given beside the verdict, not moved to its side: of the claims that a rule objects to, a part is right
all the same, and a probability near one half under a red verdict says so. A verbatim sentence or quotation has 0.98; it
is 0 when the claim was not checkable or not scored. Without weights for the language a heuristic takes its place.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Protocol, cast

from deepnews.agents.cautions import cautions
from deepnews.agents.entail import Answer
from deepnews.agents.evidence_search import ClaimEvidence, EvidenceSearch
from deepnews.agents.frame_only import is_frame_of_a_source, is_frame_only
from deepnews.agents.joins import joined
from deepnews.agents.judge import Judge
from deepnews.agents.reasons import reason
from deepnews.agents.rules.date_check import EVENT_DATE
from deepnews.agents.rules.grounds import Told
from deepnews.agents.settle import ABOUT, ENOUGH, ENOUGH_ALONE, NEAR_COPY, WORTH_ASKING, Settled, overlap_of, settle
from deepnews.agents.support import Support, Weighed, stored_support
from deepnews.agents.support_features import Features
from deepnews.errors import ModelError
from deepnews.llm import ChatModel
from deepnews.schemas.base import Language
from deepnews.schemas.facts import Fact
from deepnews.schemas.verification import CheckedClaim, Claim, Finding, Verdict
from deepnews.text import quoted_ranges

VERSION = "0.3"
_ANSWER_PROB: dict[Answer, float] = {"yes": 0.75, "unclear": 0.30, "no": 0.15}
"""What an answer says by itself of a claim that was as likely as not."""
_VERBATIM_PROB = 0.98
_N_WIDENED = 2
"""Sentences found that are also read together with their neighbours."""
_NEARLY = 0.15
"""Overlap by which evidence without an objection may lie behind evidence that objects and still be preferred."""
_SUPPORTED = 2
_NOTHING = Settled(verdict="open", code="open", overlap=0.0)


class Verifier(Protocol):
    """Anything that can judge a claim by its evidence."""

    @property
    def name(self) -> str:
        """Name and version, as printed beside every HFR."""

    def check(self, claim: Claim, evidence: ClaimEvidence) -> CheckedClaim:
        """The claim with its verdict; a failing model makes it `unscored`, never supported."""


def checker_name(model: ChatModel | None, language: Language) -> str:
    """Name and version of the default checker, e.g. ``rules+weights+grounding-minilm-int8@1f2e+local:…@0.3``."""
    return _name(model, stored_support("fused", {}, language))


def _name(model: ChatModel | None, support: Support | None) -> str:
    parts = ["rules", *(("weights", support.model_id) if support else ("overlap",)), model.model_id if model else ""]
    return "+".join(part for part in parts if part) + f"@{VERSION}"


def default_verifier(search: EvidenceSearch, model: ChatModel | None) -> LayeredVerifier:
    """The checker of articles: rules, the weights that ship for the language, and the model if there is one."""
    return LayeredVerifier(search, model, stored_support("fused", search.documents, search.language))


class LayeredVerifier:
    """Rules, then what overlap and the embedded model weigh, then one question to a model where there is one."""

    def __init__(self, search: EvidenceSearch, model: ChatModel | None, support: Support | None = None) -> None:
        self.name = _name(model, support)
        self.support = support
        self._search = search
        self._language: Language = search.language
        self._judge = Judge(model, search) if model else None
        self._judged = stored_support("judged", search.documents, search.language, self._judge)
        """What weighs the claims that are left open, how sure the model was with them."""

    def check(self, claim: Claim, evidence: ClaimEvidence) -> CheckedClaim:
        """The claim by the Facts it cites; by the whole corpus when it cites none or they do not settle it."""
        if not evidence.cited:
            if is_frame_of_a_source(claim.text, self._search.documents, self._language):
                return self._result(claim, "not_checkable", "frame", (), _NOTHING, "rules")
            return self._by_corpus(claim, evidence)
        settled = self._settle(claim, evidence.cited, evidence.setting.told)
        frame = _NOTHING if settled.fault is not None and settled.fault.code == EVENT_DATE else settled
        told_of = [self._search.documents[f.doc_id] for f in evidence.cited]
        if is_frame_only(claim.text, told_of, self._search.documents, self._language, frame.fault):
            return self._result(claim, "not_checkable", "frame", evidence.cited, frame, "rules")
        if settled.verdict in ("supported", "refuted"):
            return self._decided(claim, settled, evidence.cited)
        judged = self._by_model if settled.verdict == "open" else self._decided
        checked = judged(claim, settled, evidence.cited)
        if checked.verdict in ("supported", "refuted", "unscored"):
            return checked
        return self._by_neighbours(claim, evidence) or checked

    def features(self, claim: Claim, evidence: ClaimEvidence) -> Features:
        """What `support` weighs of a claim that cites nothing; raises ModelError when the embedded model fails."""
        if self.support is None:
            raise ValueError("a checker without weights weighs nothing")
        best = self._best(claim, evidence)
        settled, facts = best if best else (_NOTHING, ())
        return self.support.features(claim.text, facts, settled)

    def _by_neighbours(self, claim: Claim, evidence: ClaimEvidence) -> CheckedClaim | None:
        """Support that stands elsewhere than the cited Facts; None when there is none, and the first verdict holds."""
        best = self._best(claim, evidence)
        if best is None or best[0].verdict != "supported":
            return None
        near = best[1][0].doc_id in {f.doc_id for f in evidence.cited}
        code = "overlap.nearby" if near else "overlap.elsewhere"
        return self._result(claim, "supported", code, best[1], best[0], "overlap")

    def _settle(self, claim: Claim, facts: Sequence[Fact], told: Told) -> Settled:
        return settle(claim.text, facts, self._search.documents, self._language, told=told)

    def _best(self, claim: Claim, evidence: ClaimEvidence) -> tuple[Settled, tuple[Fact, ...]] | None:
        """What the best of the sentences found, or all of one document together, say; None when nothing was found.

        Support is best, then no objection, then the most overlap. The groups are judged by falling overlap, so that the
        first support ends the search, and those that share too little with the claim to stand are not judged.
        """
        found, told = evidence.found, evidence.setting.told
        ranked = sorted(((self._overlap(claim, g), g) for g in self._groups(found)), key=lambda p: (-p[0], len(p[1])))
        most = ranked[0][0] if ranked else 0.0
        best, best_standing = None, -1
        for share, group in ranked:
            if best and not _may_stand(claim.text, share, most, self._language):
                continue
            settled = self._joined(claim, self._settle(claim, group, told), group, told)
            standing = _standing(settled, most, self._language)
            if standing > best_standing:
                best, best_standing = (settled, group), standing
            if standing == _SUPPORTED:
                break
        return best

    def _groups(self, found: Sequence[Fact]) -> Iterator[tuple[Fact, ...]]:
        """Each sentence found, all of the best one's document together, and the best ones with their neighbours."""
        yield from ((fact,) for fact in found)
        same = tuple(f for f in found if f.doc_id == found[0].doc_id)
        if len(same) > 1:
            yield same
        yield from map(self._with_neighbours, found[:_N_WIDENED])

    def _overlap(self, claim: Claim, facts: Sequence[Fact]) -> float:
        return overlap_of(claim.text, facts, self._search.documents, self._language)

    def _with_neighbours(self, fact: Fact) -> tuple[Fact, ...]:
        """The Fact with the sentences before and after it in its paragraph, each as a Fact of its own."""
        return tuple(self._search.fact(n, s) for n, s in enumerate(self._search.beside(fact.spans[0]), 1))

    def _joined(self, claim: Claim, settled: Settled, facts: Sequence[Fact], told: Told) -> Settled:
        """What several sentences say together, unless a part of the claim stands in none of them by itself."""
        if settled.verdict not in ("supported", "open") or len(facts) < 2 or settled.code == "verbatim":
            return settled
        return joined(claim.text, settled, facts, self._search.documents, self._language, told)

    def _by_corpus(self, claim: Claim, evidence: ClaimEvidence) -> CheckedClaim:
        best = self._best(claim, evidence)
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
        """What the rules left open: weighed, and asked of the model where there is one."""
        if settled.overlap < WORTH_ASKING[self._language]:
            return self._result(claim, "not_enough_info", "evidence.unlike", facts, settled, "overlap")
        try:
            by = self._judged or self.support
            weighed = by.weigh(claim.text, facts, settled) if by else None
            answer = self._judge.answer(claim.text, facts) if self._judge and not self._judged else None
        except ModelError as error:
            return self._result(claim, "unscored", "model.failed", facts, settled, "none", detail=error.message)
        if answer is not None:
            return self._answered(claim, settled, facts, answer, weighed)
        if weighed is not None:
            return self._called(claim, settled, facts, weighed)
        enough = settled.overlap >= ENOUGH_ALONE[self._language]
        code = "overlap.alone" if enough else "evidence.thin"
        return self._result(claim, "supported" if enough else "not_enough_info", code, facts, settled, "overlap")

    def _called(self, claim: Claim, settled: Settled, facts: Sequence[Fact], weighed: Weighed) -> CheckedClaim:
        """The verdict of the weights, by their threshold."""
        verdict: Verdict = "supported" if weighed.is_enough else "not_enough_info"
        yes, no = ("model.yes", "model.unclear") if self._judged else ("weighed.enough", "weighed.thin")
        by_model = self._judged or (self.support and self.support.asks_model)
        code, decided_by = yes if weighed.is_enough else no, "model" if by_model else "overlap"
        return self._result(claim, verdict, code, facts, settled, decided_by, weighed)

    def _answered(
        self, claim: Claim, settled: Settled, facts: Sequence[Fact], answer: Answer, weighed: Weighed | None
    ) -> CheckedClaim:
        """The verdict of the model; where the claim was weighed, both count."""
        refutes = answer == "no" and self._judge is not None and self._judge.may_refute
        code = "model.refuted" if refutes else f"model.{answer}"
        both = weighed.with_answer(_ANSWER_PROB[answer]) if weighed else None
        verdict: Verdict = "supported" if answer == "yes" else "refuted" if refutes else "not_enough_info"
        return self._result(claim, verdict, code, facts, settled, "model", both)

    def _result(
        self,
        claim: Claim,
        verdict: Verdict,
        code: str,
        facts: Sequence[Fact],
        settled: Settled | None,
        decided_by: str,
        weighed: Weighed | None = None,
        detail: str = "",
    ) -> CheckedClaim:
        documents = self._search.documents
        titles = dict.fromkeys(documents[f.doc_id].title for f in facts if f.doc_id in documents)
        fault = settled.fault if settled else None
        return CheckedClaim(
            claim=claim,
            verdict=verdict,
            support_prob=self._support_prob(claim, verdict, code, facts, settled, weighed),
            reason_code=code,
            reason=reason(code, self._language, "; ".join(titles), fault, detail),
            decided_by=decided_by,
            evidence=tuple(s for f in facts for s in f.spans),
            findings=self._findings(claim, verdict, code, facts, settled),
        )

    def _findings(
        self, claim: Claim, verdict: Verdict, code: str, facts: Sequence[Fact], settled: Settled | None
    ) -> tuple[Finding, ...]:
        """What the rules found, and for a supported claim what its editor should mind."""
        found = settled.findings if settled and code != "evidence.unlike" else ()
        if verdict != "supported":
            return found
        return (*found, *cautions(claim.text, facts, self._search.documents, self._language))

    def _support_prob(
        self,
        claim: Claim,
        verdict: Verdict,
        code: str,
        facts: Sequence[Fact],
        settled: Settled | None,
        weighed: Weighed | None,
    ) -> float:
        if verdict in ("unscored", "not_checkable"):
            return 0.0
        if verdict == "supported" and code.endswith(("verbatim", "exact")):
            return _VERBATIM_PROB
        if weighed is None and self.support and settled:
            weighed = _weighed_if_possible(self.support, claim, facts, settled)
        return round(weighed.prob, 4) if weighed else _rough_prob(verdict, code, settled.overlap if settled else 0.0)


def _weighed_if_possible(by: Support, claim: Claim, facts: Sequence[Fact], settled: Settled) -> Weighed | None:
    """None where the embedded model fails: a verdict of the rules stands without it."""
    try:
        return by.weigh(claim.text, facts, settled)
    except ModelError:
        return None


def _standing(settled: Settled, most: float, language: Language) -> int:
    """2 for support; 1 for no objection by evidence that is about the claim, nearly as much as any; else 0."""
    if settled.verdict == "supported":
        return _SUPPORTED
    return int(settled.verdict == "open" and settled.overlap >= max(ABOUT[language], most - _NEARLY))


def _may_stand(text: str, share: float, most: float, language: Language) -> bool:
    """False where `_standing` of evidence that shares so little is 0: only a quotation is supported by less."""
    return share >= min(ENOUGH[language], max(ABOUT[language], most - _NEARLY)) or bool(quoted_ranges(text))


def _rough_prob(verdict: Verdict, code: str, overlap: float) -> float:
    """An order of claims where nothing is fitted: overlap, on the side that the verdict is on."""
    if code.startswith("model."):
        return _ANSWER_PROB[cast(Answer, code.removeprefix("model."))] if code != "model.refuted" else 0.05
    if verdict == "supported":
        return round(0.60 + 0.35 * overlap, 4)
    return 0.02 if verdict == "refuted" else round(0.05 + 0.25 * overlap, 4)
