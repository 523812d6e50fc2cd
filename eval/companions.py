"""The companions of HFR: figures that show when a high rate was bought by pasting, repeating or saying little."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import Final

from deepnews.agents.pace.places import is_device
from deepnews.agents.rules.dates import find_dates
from deepnews.agents.rules.names import find_names
from deepnews.agents.rules.numbers import find_quantities
from deepnews.agents.rules.quotes import find_quotations, is_title, locate
from deepnews.schemas.base import Language
from deepnews.schemas.corpus import Corpus
from deepnews.schemas.draft import Draft, Sentence
from deepnews.schemas.facts import Fact
from deepnews.schemas.verification import CheckedClaim, Companions
from deepnews.text import RunIndex, is_near_repeat

MAX_COPIED_OF_SENTENCE: Final = 0.5
"""A sentence with more of its own words than this in copied runs counts as copied."""


def companions(draft: Draft, claims: Sequence[CheckedClaim], facts: Sequence[Fact], corpus: Corpus) -> Companions:
    """All companions of an article; its shares are 0 when it has no sentence."""
    runs = RunIndex((d.text for d in corpus.documents), draft.language)
    known = {f.fact_id: f for f in facts}
    cited = [known[i] for s in draft.sentences for i in s.fact_ids if i in known]
    marked = [q.text for text in _texts(draft) for q in find_quotations(text, draft.language)]
    quotations = [q for q in marked if locate(q, corpus.documents) or not is_title(q, corpus.documents)]
    return Companions(
        copied_share=runs.copied_share(draft.body),
        n_repeated_sentences=n_repeated([s.text for s in draft.sentences if not is_device(s.text, draft.language)]),
        cited_share=_share([any(i in known for i in s.fact_ids) for s in draft.sentences]),
        specific_share=specific_share(draft, claims, runs),
        n_sources_used=len({span.doc_id for f in cited for span in f.spans}),
        n_frame_errors=n_frame_errors(claims),
        n_quotations=len(quotations),
        n_altered_quotations=sum(locate(q, corpus.documents) is None for q in quotations),
    )


def n_repeated(sentences: Sequence[str]) -> int:
    """Sentences that say again what an earlier one said."""
    return sum(any(is_near_repeat(s, earlier) for earlier in sentences[:i]) for i, s in enumerate(sentences))


def n_frame_errors(claims: Sequence[CheckedClaim]) -> int:
    """Claims in which a check found true words in a wrong frame."""
    return sum(any(f.is_frame and f.verdict in ("refuted", "not_enough_info") for f in c.findings) for c in claims)


def specific_share(draft: Draft, claims: Sequence[CheckedClaim], runs: RunIndex) -> float:
    """Supported sentences that say something particular in words of their own, over all body sentences."""
    supported = _supported_ids(claims)
    return _share(
        [
            s.sentence_id in supported
            and is_specific(s, draft.language)
            and runs.copied_share(s.text) <= MAX_COPIED_OF_SENTENCE
            for s in draft.sentences
        ]
    )


def is_specific(sentence: Sentence, language: Language) -> bool:
    """True for a sentence with a name, figure, date or quotation."""
    finders = (find_quantities, find_dates, find_quotations, find_names)
    return any(bool(find(sentence.text, language)) for find in finders)


def _supported_ids(claims: Sequence[CheckedClaim]) -> set[str]:
    """Sentences with a supported claim and no other verdict on what could be checked."""
    verdicts: defaultdict[str, set[str]] = defaultdict(set)
    for checked in claims:
        verdicts[checked.claim.sentence_id].add(checked.verdict)
    return {i for i, found in verdicts.items() if found - {"not_checkable"} == {"supported"}}


def _texts(draft: Draft) -> tuple[str, ...]:
    furniture = (draft.headline.text, draft.standfirst.text if draft.standfirst else "")
    return (*furniture, draft.body)


def _share(answers: Sequence[bool]) -> float:
    return sum(answers) / len(answers) if answers else 0.0
