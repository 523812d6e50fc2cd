"""An article with one paragraph changed: its draft, and its claims in their new places."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Final, NamedTuple

from deepnews.agents.decompose import decompose
from deepnews.errors import UsageError
from deepnews.schemas.draft import Draft, Paragraph, Sentence
from deepnews.schemas.facts import Fact, Span
from deepnews.schemas.verification import CheckedClaim

_ENDS: Final = tuple(".!?…。！？”’」』\"')）")
"""Characters that may end a sentence."""


class SeenSentence(NamedTuple):
    """A sentence as an editor saw it."""

    sentence_id: str
    text: str


class Place(NamedTuple):
    """Where a paragraph stands."""

    block: int
    paragraph: int


def find_paragraph(draft: Draft, seen: Sequence[SeenSentence]) -> Place | None:
    """The place of the paragraph that reads exactly as it was seen; None when the article has none."""
    for b, block in enumerate(draft.blocks):
        for p, paragraph in enumerate(block.paragraphs):
            if [(s.sentence_id, s.text) for s in paragraph.sentences] == [(s.sentence_id, s.text) for s in seen]:
                return Place(b, p)
    return None


def sentences_at(draft: Draft, place: Place) -> tuple[Sentence, ...]:
    """The sentences of the paragraph in that place."""
    return draft.blocks[place.block].paragraphs[place.paragraph].sentences


def with_paragraph(draft: Draft, place: Place, sentences: Sequence[Sentence]) -> Draft:
    """The draft with other sentences in that place; without any, the paragraph goes, and a block left empty with it.

    Raises UsageError when nothing of the article would be left.
    """
    blocks = list(draft.blocks)
    paragraphs = list(blocks[place.block].paragraphs)
    paragraphs[place.paragraph : place.paragraph + 1] = [Paragraph(sentences=tuple(sentences))] if sentences else []
    blocks[place.block] = blocks[place.block].model_copy(update={"paragraphs": tuple(paragraphs)})
    kept = tuple(b for b in blocks if b.paragraphs)
    if not kept:
        raise UsageError("An article must keep a paragraph.", hint="Put the run away instead.")
    return draft.model_copy(update={"blocks": kept})


def kept_and_new(text: str, known: Sequence[Sentence]) -> tuple[Sentence | str, ...]:
    """The text as those `known` sentences that stand in it word for word and in order, and the stretches between.

    An editor who changes one sentence does not move the ends of the others, wherever a splitter would see them.
    """
    pieces: list[Sentence | str] = []
    position = 0
    for sentence in known:
        at = text.find(sentence.text, position)
        between = text[position:at].strip()
        if at < 0 or (between and not between.endswith(_ENDS)):
            continue
        pieces += [between, sentence] if between else [sentence]
        position = at + len(sentence.text)
    rest = text[position:].strip()
    return (*pieces, rest) if rest else tuple(pieces)


def with_own_ids(sentences: Sequence[Sentence], taken: Iterable[str], mark: str) -> tuple[Sentence, ...]:
    """The sentences, those under a name that is `taken` or stands twice under a new one that ends in `mark`."""
    used = set(taken)
    named = []
    for number, sentence in enumerate(sentences, 1):
        sentence_id = sentence.sentence_id
        if sentence_id in used:
            sentence_id = f"{sentence_id}-{mark}.{number}"
        used.add(sentence_id)
        named.append(sentence.model_copy(update={"sentence_id": sentence_id}))
    return tuple(named)


def placed_claims(draft: Draft, checked: Iterable[CheckedClaim]) -> tuple[CheckedClaim, ...]:
    """The claims of `draft` in reading order, numbered anew, each with the verdict that `checked` holds for it.

    A claim that nobody has checked is left out, and its sentence is then shown as never checked.
    """
    verdicts: defaultdict[tuple[str, str], list[CheckedClaim]] = defaultdict(list)
    for claim in checked:
        verdicts[claim.claim.sentence_id, claim.claim.text].append(claim)
    found = []
    for item in decompose(draft):
        waiting = verdicts[item.claim.sentence_id, item.claim.text]
        if waiting:
            found.append(waiting.pop(0).model_copy(update={"claim": item.claim}))
    return tuple(found)


def cited_anew(
    sentences: Sequence[Sentence], claims: Sequence[CheckedClaim], facts: Sequence[Fact]
) -> tuple[Sentence, ...]:
    """The sentences, each that the sources bear out citing the Facts that do: what it cited before may be another's."""
    return tuple(_cited_anew(s, [c for c in claims if c.claim.sentence_id == s.sentence_id], facts) for s in sentences)


def _cited_anew(sentence: Sentence, claims: Sequence[CheckedClaim], facts: Sequence[Fact]) -> Sentence:
    spans = [s for c in claims if c.verdict == "supported" for s in c.evidence]
    if not spans or sentence.kind == "quotation":
        return sentence
    bearing = [f.fact_id for f in facts if any(_touch(a, b) for a in f.spans for b in spans)]
    kept = [i for i in sentence.fact_ids if i in bearing]
    return sentence.model_copy(update={"fact_ids": tuple(kept or bearing[:2])})


def _touch(one: Span, other: Span) -> bool:
    return one.doc_id == other.doc_id and one.start < other.end and other.start < one.end
