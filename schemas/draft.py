"""The draft: blocks, paragraphs, sentences, each sentence with the Facts it rests on."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Literal

from pydantic import Field

from deepnews.schemas.base import Language, Record

SentenceKind = Literal["written", "quotation", "furniture"]


class Sentence(Record):
    """A sentence of the article."""

    sentence_id: str
    text: str
    fact_ids: tuple[str, ...] = ()
    kind: SentenceKind = "written"
    """``quotation``: an attributed cut from the source; ``furniture``: headline or standfirst."""
    original: str = ""
    """The sentence that this one translates, in the language of its sources; empty where nothing was translated."""


class Paragraph(Record):
    """Sentences that stand together."""

    sentences: tuple[Sentence, ...] = Field(min_length=1)


class DraftBlock(Record):
    """The text of one Atomic Block."""

    block_id: str
    heading: str = ""
    paragraphs: tuple[Paragraph, ...] = ()


def each_sentence(blocks: Iterable[DraftBlock], tell: Callable[[Sentence], Sentence]) -> tuple[DraftBlock, ...]:
    """The blocks with what `tell` makes of each sentence, asked in reading order."""
    return tuple(
        block.model_copy(
            update={
                "paragraphs": tuple(
                    p.model_copy(update={"sentences": tuple(map(tell, p.sentences))}) for p in block.paragraphs
                )
            }
        )
        for block in blocks
    )


class Draft(Record):
    """The whole article before publication."""

    language: Language
    headline: Sentence
    standfirst: Sentence | None = None
    blocks: tuple[DraftBlock, ...]

    @property
    def sentences(self) -> tuple[Sentence, ...]:
        """Body sentences in reading order (headline and standfirst not included)."""
        return tuple(s for b in self.blocks for p in b.paragraphs for s in p.sentences)

    @property
    def body(self) -> str:
        """Body text: sentences joined (a space in English, nothing in Chinese), a blank line between paragraphs."""
        gap = "" if self.language == "zh" else " "
        paragraphs = (gap.join(s.text for s in p.sentences) for b in self.blocks for p in b.paragraphs)
        return "\n\n".join(paragraphs)

    @property
    def n_chars(self) -> int:
        """Characters of the body; headline, standfirst, sub-headings and footnotes are not counted."""
        return len(self.body)
