"""A checked English draft told in Chinese; what cannot be told truly is quoted in its own words, or left out."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping, Sequence
from typing import Final, NamedTuple

from deepnews.agents.candidates import Bench
from deepnews.agents.days_told import headed
from deepnews.agents.frames import date_text, own_names, speaker_of
from deepnews.agents.pace.attribution import framed
from deepnews.agents.pace.credits import WHOLE_QUOTATION
from deepnews.agents.pace.places import is_device
from deepnews.agents.rules.inner_speech import loses_speaker
from deepnews.agents.source_runs import runs_of
from deepnews.agents.standfirst import write_standfirst
from deepnews.agents.translation.headline import chinese_headline, spoken_headline
from deepnews.agents.translation.prepare import in_chinese
from deepnews.agents.translation.sentence import Step, Told, Translator
from deepnews.schemas.assignment import Assignment
from deepnews.schemas.corpus import SourceDocument
from deepnews.schemas.draft import Draft, DraftBlock, Paragraph, Sentence
from deepnews.schemas.facts import Fact
from deepnews.schemas.narrative import NarrativeSchema
from deepnews.schemas.plan import Plan

_MOST_QUOTED: Final = 240
"""Characters of English that a Chinese reader is given at once."""
_WORDS: Final = re.compile("“([^“”]+)”")
_NO_PROSE: Final = re.compile(r"[“”\"]|\w: [^;]*; \w+: ")
"""A quotation within one, and a row of a table."""


class Translation(NamedTuple):
    """An article in Chinese."""

    draft: Draft
    sure: Mapping[str, float]
    """How sure the model is of each translated sentence, by its English words; what is quoted is not in it."""
    left_out: tuple[str, ...]
    """English sentences that could not be told."""


class _Edition:
    """What is told of one English draft."""

    def __init__(self, told: Mapping[str, Told], bench: Bench) -> None:
        self.told = told
        self.bench = bench
        self.left_out: list[str] = []

    def paragraph(self, paragraph: Paragraph) -> Paragraph | None:
        """The paragraph without what cannot be told, and without what may lean on that; None when nothing is left."""
        kept = [s for run in runs_of(paragraph.sentences, self.bench) for s in self._run(run)]
        return Paragraph(sentences=tuple(kept)) if kept else None

    def _run(self, run: Sequence[Sentence]) -> list[Sentence]:
        """Sentences of one source up to the first that cannot be told; a bare date or name does not stay behind."""
        found = [self.sentence(s, before) for s, before in zip(run, (None, *run), strict=False)]
        n_told = next((n for n, s in enumerate(found) if s is None), len(found))
        while n_told < len(run) and n_told and is_device(run[n_told - 1].text, "en"):
            n_told -= 1
        self.left_out += [s.text for s in run[n_told:]]
        return each_once([s for s in found[:n_told] if s is not None])

    def sentence(self, sentence: Sentence, before: Sentence | None) -> Sentence | None:
        """The sentence in Chinese; else what it rests on in its own words; None where it is neither. `before` is the
        one before it of the same document."""
        if any(self.bench.facts[i].count for i in sentence.fact_ids if i in self.bench.facts):
            return None  # the words that were counted are not those of a translation
        found = self.told.get(sentence.text)
        if found is not None:
            return sentence.model_copy(update={"text": found.text, "kind": "written", "original": sentence.text})
        words = self._in_its_words(sentence, before)
        update = {"text": words, "kind": "quotation", "original": sentence.text}
        return sentence.model_copy(update=update) if words else None

    def _in_its_words(self, sentence: Sentence, before: Sentence | None) -> str:
        """Who said it, or where it stands, and when, before the English words themselves; empty for a sentence that is
        no quotation and rests on more than one short Fact of a dated source."""
        facts = [self.bench.facts[i] for i in sentence.fact_ids if i in self.bench.facts]
        document = self.bench.documents[facts[0].doc_id] if facts else None
        if document is None or document.date is None or len(facts) != 1 or len(facts[0].spans) != 1:
            return ""
        body = framed(sentence.text, "en").body
        quoted = WHOLE_QUOTATION.fullmatch(body)
        words = quotable(body.rstrip(".")[1:-1], facts[0], document) if quoted else facts[0].text
        if len(words) > _MOST_QUOTED or _NO_PROSE.search(words):
            return ""
        who = speaker_of(facts[0], document) if quoted else document.author
        stop = "" if words.endswith((".", "!", "?")) else "。"
        return f"{_frame(in_chinese(who), document, document.date, before)}：“{words}”{stop}"


def each_once(told: Sequence[Sentence]) -> list[Sentence]:
    """The sentences without words that are quoted a second time, as both halves of one sentence may be, and without a
    credit ("X said so on May 4.") for words that are quoted with who says them."""
    kept: list[Sentence] = []
    for sentence in told:
        before = kept[-1] if kept else None
        if before is not None and before.kind == "quotation" and before.original:
            is_again = sentence.kind == "quotation" and set(_quoted(sentence.text)) <= set(_quoted(before.text))
            english = framed(sentence.original or sentence.text, "en")
            if is_again or (english.is_frame_only and not english.leads_on):
                continue
        kept.append(sentence)
    return kept


def _quoted(text: str) -> list[str]:
    return _WORDS.findall(text)


def quotable(words: str, fact: Fact, document: SourceDocument) -> str:
    """The `words` that an English sentence quotes; all of the source sentence where a letter of them was changed, or
    they leave out whose statement it is."""
    is_changed = "[" in words or loses_speaker(words, fact.text, own_names(fact, document), "en")
    return fact.text if is_changed else words


def _frame(who: str, document: SourceDocument, date: dt.date, before: Sentence | None) -> str:
    """Whose words they are, or where they stand, and when; less where the sentence before has said so. What a document
    tells of somebody is the document's words."""
    title = document.title.strip("《》")
    if before is None:
        return f"{date_text(date, 'zh')}，{who}的原话是" if who else f"{date_text(date, 'zh')}的《{title}》写道"
    if who:
        return f"{who}的原话是"
    return f"《{title}》写道" if is_device(before.text, "en") else "同一份材料还写道"


def translated(
    draft: Draft,
    plan: Plan,
    schema: NarrativeSchema,
    assignment: Assignment,
    bench: Bench,
    translator: Translator,
    step: Step,
) -> Translation:
    """The English `draft` in the language of `assignment` and of `schema`, which is the plan's. Raises ModelError."""
    texts = [*(s.text for s in draft.sentences), spoken_headline(draft.headline)]
    told = translator.told(texts, step)
    edition = _Edition(told, bench)
    headings = {b.block_id: heading for b in plan.blocks if (heading := _heading(b.role, schema))}
    told_blocks = [b for b in (_block(b, edition, headings) for b in draft.blocks) if b.paragraphs]
    blocks = headed(told_blocks, bench.facts, assignment.language)
    body = [s for b in blocks for p in b.paragraphs for s in p.sentences]
    headline = chinese_headline(draft.headline, body, told, assignment, bench)
    standfirst = write_standfirst(assignment, blocks, bench.facts, bench.documents)
    whole = Draft(language=assignment.language, headline=headline, standfirst=standfirst, blocks=blocks)
    return Translation(whole, {s: t.sure for s, t in told.items()}, tuple(edition.left_out))


def _block(block: DraftBlock, edition: _Edition, headings: Mapping[str, str]) -> DraftBlock:
    told = (edition.paragraph(p) for p in block.paragraphs)
    heading = headings.get(block.block_id, "") if block.heading else ""
    return block.model_copy(update={"heading": heading, "paragraphs": tuple(p for p in told if p)})


def _heading(role: str, schema: NarrativeSchema) -> str:
    return next((s.heading for s in schema.slots if s.role == role), "")
