"""What an exported article carries behind it: its sources, all its claims, and who signed for which."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from deepnews.agents.footnotes import Note, plain, source_notes
from deepnews.agents.frames import date_text
from deepnews.agents.report_texts import report_texts
from deepnews.agents.sentence_marks import RED, SIGNS
from deepnews.schemas.base import Language, Record
from deepnews.schemas.corpus import Corpus
from deepnews.schemas.draft import Draft, Sentence
from deepnews.schemas.facts import Fact
from deepnews.schemas.signature import Signature, by_words, text_sha256
from deepnews.schemas.verification import CheckedClaim, ClaimLedger, Verdict


class ClaimRow(Record):
    """A claim as the table shows it, in the article's language."""

    claim_id: str
    verdict: Verdict
    shown: str
    """Sign and words of the verdict."""
    text: str
    reason: str
    """Why, and who signed for it."""


class Annex(Record):
    """Sources, claims and signatures of an article."""

    sources: tuple[Note, ...]
    """Documents it cites or was checked against, in order of first use."""
    claims: tuple[ClaimRow, ...]
    """All claims; a sentence without any stands in their place."""
    signatures: tuple[Signature, ...]
    """Those that cover words of this article."""


def make_annex(
    draft: Draft, facts: Sequence[Fact], corpus: Corpus, ledger: ClaimLedger, signatures: Sequence[Signature]
) -> Annex:
    """The annex of an article; a signature whose words no longer stand in it is left out."""
    signed = by_words(signatures)
    unknown = unknown_sentences(draft, ledger)
    words = [c.claim.text for c in ledger.claims if c.verdict in RED] + [s.text for s in unknown]
    found = dict.fromkeys(text_sha256(w) for w in words)
    rows = [_claim_row(c, signed, draft.language) for c in ledger.claims]
    rows += [_sentence_row(s, signed, draft.language) for s in unknown]
    return Annex(
        sources=source_notes((corpus.by_id[i] for i in _doc_ids(draft, facts, ledger, corpus)), draft.language),
        claims=tuple(rows),
        signatures=tuple(signed[h] for h in found if h in signed),
    )


def unknown_sentences(draft: Draft, ledger: ClaimLedger) -> tuple[Sentence, ...]:
    """Body sentences the ledger has no claim of: nobody has checked them."""
    known = {c.claim.sentence_id for c in ledger.claims}
    return tuple(s for s in draft.sentences if s.sentence_id not in known)


def _doc_ids(draft: Draft, facts: Sequence[Fact], ledger: ClaimLedger, corpus: Corpus) -> list[str]:
    by_id = {f.fact_id: f for f in facts}
    spans = [span for s in draft.sentences for i in s.fact_ids if i in by_id for span in by_id[i].spans]
    spans += [span for c in ledger.claims for span in c.evidence]
    return [i for i in dict.fromkeys(s.doc_id for s in spans) if i in corpus.by_id]


def _claim_row(checked: CheckedClaim, signed: dict[str, Signature], language: Language) -> ClaimRow:
    signature = signed.get(text_sha256(checked.claim.text)) if checked.verdict in RED else None
    reason = checked.reason.strip() or checked.reason_code
    return ClaimRow(
        claim_id=checked.claim.claim_id,
        verdict=checked.verdict,
        shown=_shown(checked.verdict, language),
        text=plain(checked.claim.text),
        reason=" ".join(_reasons(reason, signature, language)),
    )


def _sentence_row(sentence: Sentence, signed: dict[str, Signature], language: Language) -> ClaimRow:
    why = report_texts(language)["no_claim"]
    return ClaimRow(
        claim_id=sentence.sentence_id,
        verdict="unscored",
        shown=_shown("unscored", language),
        text=plain(sentence.text),
        reason=" ".join(_reasons(why, signed.get(text_sha256(sentence.text)), language)),
    )


def _shown(verdict: Verdict, language: Language) -> str:
    return f"{SIGNS[verdict]} {report_texts(language)['verdicts'][verdict]}"


def _reasons(reason: str, signature: Signature | None, language: Language) -> Iterator[str]:
    yield plain(reason)
    if signature:
        date = date_text(signature.signed_at.date(), language)
        template: str = report_texts(language)["signed_by"]
        yield template.format(author=plain(signature.author), date=date, reason=plain(signature.reason))
