"""A paragraph told another way: anew from its evidence, or shorter."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from deepnews.agents.candidates import Bench
from deepnews.agents.draft import BlockDrafter
from deepnews.agents.frames import lead_for
from deepnews.agents.sentence_marks import RED
from deepnews.errors import UsageError
from deepnews.prompts.render import as_source
from deepnews.schemas.draft import Sentence
from deepnews.schemas.facts import Fact
from deepnews.schemas.plan import AtomicBlock, Beat
from deepnews.schemas.verification import CheckedClaim

SHORT: float = 2 / 3
"""How long a shortened paragraph is at most, beside what it was."""


def rewritten(sentences: Sequence[Sentence], bench: Bench) -> tuple[Sentence, ...]:
    """The paragraph written anew from the Facts it cites, by the checks that hold for every draft.

    Raises UsageError when it cites none, or nothing could be written that passes; ModelError from the model.
    """
    citing = [s for s in sentences if any(i in bench.facts for i in s.fact_ids)]
    if not citing:
        raise UsageError("No sentence of this paragraph cites a source.", hint="Write it by hand, or cut it.")
    beats = tuple(_beat(s, n, bench) for n, s in enumerate(citing))
    block = AtomicBlock(
        block_id="rewrite",
        role="rewrite",
        point=citing[0].text,
        fact_ids=tuple(b.fact_ids[0] for b in beats),
        n_chars_target=max(1, sum(len(s.text) for s in sentences)),
        beats=beats,
    )
    found = tuple(s for p in BlockDrafter(block, bench).draft().paragraphs for s in p.sentences)
    if not found:
        raise UsageError("The model wrote nothing that its sources bear out.", hint="Write it by hand, or cut it.")
    return found


def _beat(sentence: Sentence, number: int, bench: Bench) -> Beat:
    fact_ids = tuple(i for i in sentence.fact_ids if i in bench.facts)[:2]
    fact = bench.facts[fact_ids[0]]
    document = bench.documents[fact.doc_id]
    lead = lead_for(fact, document, language=bench.language, seen=number > 0, turn=number)
    return Beat(
        beat_id=sentence.sentence_id,
        fact_ids=fact_ids,
        lead_in=as_source(lead.opening),
        follow_in=as_source(lead.following),
    )


def shortened(
    sentences: Sequence[Sentence], claims: Sequence[CheckedClaim], facts: Mapping[str, Fact]
) -> tuple[Sentence, ...]:
    """The paragraph without its red and its least relevant sentences, `SHORT` of its length at most where it can be.

    A sentence that names the source for the next one stays. Raises UsageError when none can go.
    """
    red = {c.claim.sentence_id for c in claims if c.verdict in RED}
    kept = list(sentences)
    goal = SHORT * sum(len(s.text) for s in sentences)
    while sum(len(s.text) for s in kept) > goal and (free := _expendable(kept, facts)):
        kept.remove(min(free, key=lambda s: (s.sentence_id not in red, _relevance(s, facts))))
    if len(kept) == len(sentences):
        raise UsageError("No sentence of this paragraph can go without another.", hint="Rewrite it, or cut it whole.")
    return tuple(kept)


def _expendable(kept: Sequence[Sentence], facts: Mapping[str, Fact]) -> list[Sentence]:
    """Sentences after which none of the same source follows; the last one of a paragraph stays."""
    following = [*kept[1:], None]
    return [
        s
        for s, after in zip(kept, following, strict=True)
        if len(kept) > 1 and (after is None or _document(s, facts) != _document(after, facts))
    ]


def _document(sentence: Sentence, facts: Mapping[str, Fact]) -> str:
    return next((facts[i].doc_id for i in sentence.fact_ids if i in facts), "")


def _relevance(sentence: Sentence, facts: Mapping[str, Fact]) -> float:
    return max((facts[i].relevance for i in sentence.fact_ids if i in facts), default=0.0)
