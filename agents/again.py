"""A day and a full name are not told again right after they were: "On May 14, 2024, Dana Ruiz said ..." twice running.

Blocks are drafted side by side, and each paragraph so that it could open its block.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from deepnews.agents.candidates import Bench
from deepnews.agents.frames import short_name, speaker_of
from deepnews.agents.pace.attribution import Framed, framed
from deepnews.agents.pace.credits import without_date
from deepnews.agents.pace.wording import leans_on_date, upper
from deepnews.schemas.base import Language
from deepnews.schemas.corpus import SourceDocument
from deepnews.schemas.draft import DraftBlock, Sentence, each_sentence


def told_once(blocks: Sequence[DraftBlock], bench: Bench) -> tuple[DraftBlock, ...]:
    """The blocks, each sentence without the day and the full name that the one before it tells of the same document and
    the same speaker; after a heading all is told anew."""
    made = _shortened(blocks, bench)
    return each_sentence(blocks, lambda _: next(made))


def _shortened(blocks: Sequence[DraftBlock], bench: Bench) -> Iterator[Sentence]:
    """All sentences of the blocks in turn."""
    source = ("", "")
    days: tuple[str, ...] = ()
    for block in blocks:
        days = () if block.heading else days
        for sentence in (s for p in block.paragraphs for s in p.sentences):
            frame, own = framed(sentence.text, bench.language), _source(sentence, bench)
            is_again = own == source and frame.dates == days and len(days) == 1
            days = frame.dates or (days if own == source else ())
            source = own
            yield _again(sentence, frame, bench) if is_again else sentence


def _source(sentence: Sentence, bench: Bench) -> tuple[str, str]:
    """The document that the sentence rests on, and who speaks in it."""
    fact = bench.facts[sentence.fact_ids[0]]
    return fact.doc_id, speaker_of(fact, bench.documents[fact.doc_id])


def _documents(sentence: Sentence, bench: Bench) -> list[SourceDocument]:
    return [bench.documents[bench.facts[i].doc_id] for i in sentence.fact_ids]


def _again(sentence: Sentence, frame: Framed, bench: Bench) -> Sentence:
    """The sentence without the day of its frame, and with the surname of who speaks; as it is where it rests on more
    than one Fact, leans on the day, or its frame would not hold."""
    if len(sentence.fact_ids) != 1 or not frame.source or frame.is_frame_only or leans_on_date(frame.body):
        return sentence
    opening = f"{frame.when}, "
    text = sentence.text
    bare = (
        upper(text[len(opening) :]) if text.startswith(opening) else without_date(text, frame.dates[0], bench.language)
    )
    speaker = _source(sentence, bench)[1]
    if bench.language == "en" and speaker and frame.source == speaker:
        bare = bare.replace(speaker, short_name(speaker, _documents(sentence, bench)), 1)
    return sentence.model_copy(update={"text": bare}) if _holds(bare, frame, bench.language) else sentence


def _holds(text: str, frame: Framed, language: Language) -> bool:
    """True when the text still names who says what the frame's sentence said."""
    left = framed(text, language)
    return bool(left.source) and left.body == frame.body and not left.dates
