"""An article for reading beside its sources: sentences with their verdicts, claims and passages."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Literal

from deepnews.agents.reasons import reason as reason_of
from deepnews.agents.report_excerpts import Excerpt, Segment, excerpts
from deepnews.agents.run_folder import CLAIMS, DRAFT, FACTS, RunFolder
from deepnews.agents.sentence_marks import RED, SIGNS, WORST_FIRST
from deepnews.app.desk.kept_sources import GAP, kept_documents
from deepnews.app.export.signing import SIGNATURES, read_signatures
from deepnews.errors import RunError
from deepnews.schemas.base import Language, Record
from deepnews.schemas.corpus import SourceDocument
from deepnews.schemas.draft import Draft, Sentence
from deepnews.schemas.facts import Fact, Span
from deepnews.schemas.signature import Signature, by_words, text_sha256
from deepnews.schemas.verification import CheckedClaim, Claim, Finding, Verdict
from deepnews.text import HAN

_GAPS = re.compile(f"{GAP}{{3,}}")

Mark = Verdict | Literal["unknown"]


class ShownClaim(Record):
    """A claim as it is shown."""

    claim_id: str
    text: str
    verdict: Verdict
    reason: str
    findings: tuple[str, ...]
    """What single checks found, where they say more than the reason."""
    decided_by: str
    support_prob: float
    signed: str = ""
    """Who answers for it and why, where somebody has signed for a red claim."""


class ShownSentence(Record):
    """A sentence with what it rests on."""

    sentence_id: str
    text: str
    verdict: Mark
    """The worst of its claims; ``unknown`` for a headline or standfirst the checker was not given."""
    claims: tuple[ShownClaim, ...]
    excerpts: tuple[Excerpt, ...]


class Part(Record):
    """A piece of the page: headline, standfirst, sub-heading or paragraph."""

    kind: Literal["headline", "standfirst", "heading", "paragraph"]
    text: str = ""
    """Words of a sub-heading; the others are made of sentences."""
    sentences: tuple[int, ...] = ()
    """Places in `Reading.sentences`."""


class Reading(Record):
    """An article and its evidence."""

    language: Language
    parts: tuple[Part, ...]
    sentences: tuple[ShownSentence, ...]
    counts: dict[Verdict, int]
    """Claims by verdict."""

    @property
    def n_red(self) -> int:
        """Claims that block publication."""
        return sum(self.counts[v] for v in RED)


def read_run(folder: Path) -> Reading:
    """The article of a run; raises RunError when it has none yet, or a file is damaged."""
    if not (folder / DRAFT).is_file():
        raise RunError(f"{folder.name} has no article yet.", hint="Let the run go on.")
    times = tuple(_changed_ns(folder / name) for name in (DRAFT, CLAIMS, FACTS, SIGNATURES))
    return _read_run(folder, times)


def reading_of(
    draft: Draft,
    claims: Sequence[CheckedClaim],
    facts: Sequence[Fact],
    documents: Mapping[str, SourceDocument],
    signatures: Sequence[Signature] = (),
) -> Reading:
    """The reading of a draft and its checked claims."""
    by_sentence: dict[str, list[CheckedClaim]] = {}
    for checked in claims:
        by_sentence.setdefault(checked.claim.sentence_id, []).append(checked)
    known = {f.fact_id: f for f in facts}
    order = [s for s in (draft.headline, draft.standfirst, *draft.sentences) if s]
    found = Counter(c.verdict for c in claims)
    signed = by_words(signatures)
    return Reading(
        language=draft.language,
        parts=_parts(draft),
        sentences=tuple(_shown(s, by_sentence.get(s.sentence_id, []), known, documents, signed) for s in order),
        counts={verdict: found[verdict] for verdict in SIGNS},
    )


@lru_cache(maxsize=4)
def _read_run(folder: Path, times: tuple[int, ...]) -> Reading:
    run = RunFolder.open(folder)
    claims = run.read_claims() if run.has(CLAIMS) else ()
    facts = run.read_facts() if run.has(FACTS) else ()
    return reading_of(run.read_draft(), claims, facts, kept_documents(run), read_signatures(folder))


def _changed_ns(path: Path) -> int:
    return path.stat().st_mtime_ns if path.is_file() else 0


def _parts(draft: Draft) -> tuple[Part, ...]:
    parts = [Part(kind="headline", sentences=(0,))]
    if draft.standfirst:
        parts.append(Part(kind="standfirst", sentences=(1,)))
    n = len(parts)
    for block in draft.blocks:
        if block.heading and block.paragraphs:
            parts.append(Part(kind="heading", text=block.heading))
        for paragraph in block.paragraphs:
            parts.append(Part(kind="paragraph", sentences=tuple(range(n, n + len(paragraph.sentences)))))
            n += len(paragraph.sentences)
    return tuple(parts)


def _shown(
    sentence: Sentence,
    claims: Sequence[CheckedClaim],
    facts: Mapping[str, Fact],
    documents: Mapping[str, SourceDocument],
    signed: Mapping[str, Signature],
) -> ShownSentence:
    spans = [s for c in claims for s in c.evidence]
    spans += [f.source for c in claims for f in c.findings if f.source]
    spans += [s for i in sentence.fact_ids if i in facts for s in facts[i].spans]
    return ShownSentence(
        sentence_id=sentence.sentence_id,
        text=sentence.text,
        verdict=_worst(sentence, claims),
        claims=tuple(_claim(c, documents, signed) for c in claims),
        excerpts=_excerpts(spans, documents),
    )


def _worst(sentence: Sentence, claims: Sequence[CheckedClaim]) -> Mark:
    unchecked: Mark = "unknown" if sentence.kind == "furniture" else "unscored"
    return min((c.verdict for c in claims), key=WORST_FIRST.index, default=unchecked)


def _claim(
    checked: CheckedClaim, documents: Mapping[str, SourceDocument], signed: Mapping[str, Signature]
) -> ShownClaim:
    found = dict.fromkeys(_said(f, checked.claim, documents) for f in checked.findings)
    reasons = [reason for reason in found if reason and reason != checked.reason]
    signature = signed.get(text_sha256(checked.claim.text)) if checked.verdict in RED else None
    return ShownClaim(
        claim_id=checked.claim.claim_id,
        text=checked.claim.text,
        verdict=checked.verdict,
        reason=checked.reason or checked.reason_code,
        findings=tuple(reasons),
        decided_by=checked.decided_by,
        support_prob=checked.support_prob,
        signed=f"{signature.author}: {signature.reason}" if signature else "",
    )


def _said(finding: Finding, claim: Claim, documents: Mapping[str, SourceDocument]) -> str:
    """What a check found; of a Chinese claim in Chinese, where there are words for its code."""
    if not re.search(f"[{HAN}]", claim.text):
        return finding.reason
    document = documents.get(finding.source.doc_id) if finding.source else None
    return reason_of(finding.code, "zh", document.title if document else "", finding)


def _excerpts(spans: Iterable[Span], documents: Mapping[str, SourceDocument]) -> tuple[Excerpt, ...]:
    """Excerpts in which what the run did not keep is an ellipsis, and nothing at the edges."""
    found = excerpts(dict.fromkeys(spans), documents)
    return tuple(e.model_copy(update={"segments": _without_gaps(e.segments)}) for e in found)


def _without_gaps(segments: Sequence[Segment]) -> tuple[Segment, ...]:
    kept = [Segment(text=_GAPS.sub("\n…\n", s.text), is_marked=s.is_marked) for s in segments]
    for i, strip in ((0, str.lstrip), (-1, str.rstrip)):
        if kept and not kept[i].is_marked:
            kept[i] = Segment(text=strip(kept[i].text, GAP + "… "), is_marked=False)
    return tuple(s for s in kept if s.text)
