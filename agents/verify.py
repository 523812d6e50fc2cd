"""The claims of a draft or of any article with their verdicts, in reading order."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from typing import Final, NamedTuple, TypeVar

from deepnews.agents.decompose import DraftClaim, decompose, placed_sentences
from deepnews.agents.evidence_search import ClaimEvidence, EvidenceSearch
from deepnews.agents.layered import Verifier, default_verifier
from deepnews.agents.read_article import ReadArticle, read_article
from deepnews.agents.reasons import reason_words
from deepnews.agents.setting import Setting, setting_of, settings_of
from deepnews.llm import ChatModel
from deepnews.retrieval.index import HybridIndex
from deepnews.schemas.base import Language
from deepnews.schemas.corpus import Corpus
from deepnews.schemas.draft import Draft
from deepnews.schemas.facts import Fact
from deepnews.schemas.verification import CheckedClaim

_N_AT_ONCE: Final = 2
"""Claims that are checked side by side: the rules read one while an engine or a served model reads another."""
_Item = TypeVar("_Item")
_Found = TypeVar("_Found")


class VerifiedText(NamedTuple):
    """An article that was not written here, checked."""

    draft: Draft
    """The article as it was read; its sentences cite no Facts."""
    claims: tuple[CheckedClaim, ...]
    """``article_text[claim.start:claim.end]`` is where each stands in the text as it was given."""
    checker: str


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
    return check_draft(draft, facts, search, verifier or default_verifier(search, model))


def check_draft(
    draft: Draft, facts: Sequence[Fact], search: EvidenceSearch, checker: Verifier, preceding: Sequence[str] = ()
) -> tuple[CheckedClaim, ...]:
    """Every claim of the draft with the checker's verdict, over a search that is open already.

    `preceding` are sentences that the article has before those of the draft, where it is only a part.

    What is said twice in the same words, citing the same Facts in the same setting, is checked once.
    """
    by_id = {f.fact_id: f for f in facts}
    settings = settings_of(draft, preceding)
    said = [(item, setting_of(item.claim, settings, search.language)) for item in decompose(draft)]
    keys = [(item.claim.text, item.claim.fact_ids, setting) for item, setting in said]
    different: dict[tuple[str, tuple[str, ...], Setting], tuple[DraftClaim, Setting]] = {}
    for key, of in zip(keys, said, strict=True):
        different.setdefault(key, of)

    def verdict(of: tuple[DraftClaim, Setting]) -> CheckedClaim:
        item, setting = of
        return _checked(item, checker, search.evidence(item.claim, by_id, setting), search.language)

    verdicts = dict(zip(different, side_by_side(verdict, tuple(different.values())), strict=True))
    return tuple(verdicts[k].model_copy(update={"claim": item.claim}) for k, (item, _) in zip(keys, said, strict=True))


def side_by_side(work: Callable[[_Item], _Found], items: Sequence[_Item], n_at_once: int = _N_AT_ONCE) -> list[_Found]:
    """What `work` makes of each item, in their order; what it raises is raised once the items in hand are done."""
    with ThreadPoolExecutor(n_at_once) as pool:
        tasks = [pool.submit(copy_context().run, work, item) for item in items]
        try:
            return [task.result() for task in tasks]
        except BaseException:
            pool.shutdown(wait=False, cancel_futures=True)
            raise


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
    checker = verifier or default_verifier(search, model)
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
        reason=reason_words(language)[item.not_checkable],
        decided_by="rules",
    )
