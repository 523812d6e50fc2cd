"""Drafting a block: each beat becomes a checked sentence, a quotation, or nothing; never an unchecked sentence."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from zlib import crc32

from deepnews.agents.candidates import Bench, Judged, judged_variants, told_as_is, write_candidate
from deepnews.agents.frames import date_text, speaker_of
from deepnews.agents.partial_quotes import said_whole
from deepnews.agents.plan import telling_order
from deepnews.agents.quotation import clause_quotation, quotation
from deepnews.agents.relevance import least_relevance
from deepnews.agents.reported import reported
from deepnews.agents.revisions import find_revisions, revision_sentence
from deepnews.agents.rules import objections
from deepnews.agents.short_quotes import is_short_quotation
from deepnews.agents.source_runs import MAX_RUN, as_paragraphs
from deepnews.agents.told_quotes import is_quoting, may_read_as_theirs, told_quote
from deepnews.agents.word_counts import count_sentence
from deepnews.schemas.base import Record
from deepnews.schemas.draft import DraftBlock, Sentence, SentenceKind
from deepnews.schemas.facts import Fact
from deepnews.schemas.plan import AtomicBlock, Beat
from deepnews.text import outside_quotes

_SHORT_BY = 0.92
_QUOTED_COSTS = 0.25
_COPIED_SHARE = {"en": 0.13, "zh": 0.06}
"""Share of a block's target that may stand in long runs of a source; a tenth of the article is the limit, and blocks
may come out short. One English run is longer than a block's fair share, hence one block of two, told by its id, has the
share of both."""


class Written(Record):
    """A beat and the sentence that was written of it."""

    beat: Beat
    sentence: Sentence


class BlockDrafter:
    """Writes one block; knows nothing of the others, so that blocks can be drafted side by side."""

    def __init__(self, block: AtomicBlock, bench: Bench, begun: DraftBlock | None = None) -> None:
        self.block = block
        self.bench = bench
        self.beats = {b.beat_id: b for b in (*block.beats, *block.spare_beats)}
        sentences = [s for p in begun.paragraphs for s in p.sentences] if begun else []
        self.written = [Written(beat=self.beats[s.sentence_id], sentence=s) for s in sentences]
        self.tried = {s.sentence_id for s in sentences}

    def draft(self) -> DraftBlock:
        """The block's paragraphs; empty when no beat could be written faithfully."""
        first = self._strongest()
        self.add(*first)
        for beat in self.block.beats:
            if beat not in first and self._n_chars() < _SHORT_BY * self.block.n_chars_target:
                self.add(beat)
        self.extend(round(_SHORT_BY * self.block.n_chars_target) - self._n_chars())
        return self.result()

    def _strongest(self) -> list[Beat]:
        """The beats that fill the block by their Facts' length, answers and the most relevant first, in their order."""
        ranked = sorted(self.block.beats, key=self._rank)
        chosen: list[Beat] = []
        n_chars = 0
        for beat in ranked:
            if n_chars < self.block.n_chars_target or self._is_answer(beat) or self.is_short_quotation(beat):
                chosen.append(beat)
                n_chars += len(self.fact(beat).spans[0].text)
        return [beat for beat in self.block.beats if beat in chosen]

    def _rank(self, beat: Beat) -> tuple[bool, float]:
        return (not self._is_answer(beat), -self.fact(beat).relevance)

    def _is_answer(self, beat: Beat) -> bool:
        return beat.fact_ids[0] in self.bench.answers or self.fact(beat).count is not None

    def is_short_quotation(self, beat: Beat) -> bool:
        """True for a sentence that is quoted because it is short."""
        return beat.as_quotation and is_short_quotation(self.fact(beat), self.bench.language)

    def fact(self, beat: Beat) -> Fact:
        """The Fact that the beat tells."""
        return self.bench.facts[beat.fact_ids[0]]

    def extend(self, n_chars: int) -> None:
        """Add beats that are left until `n_chars` more characters are written or none is left that is to the point:
        those first whose documents the block does not tell of yet, then the best."""
        goal = self._n_chars() + n_chars
        while self._n_chars() < goal:
            facts = [self.fact(w.beat) for w in self.written]
            told, least = {f.doc_id for f in facts}, least_relevance(facts)
            left = [beat for beat in self.left() if self.fact(beat).relevance >= least]
            if not left:
                return
            self.add(min(left, key=lambda b: self.fact(b).doc_id in told))

    def left(self) -> list[Beat]:
        """The beats, planned and spare, that nothing was written of yet."""
        return [beat for beat_id, beat in self.beats.items() if beat_id not in self.tried]

    def cut(self, sentence_id: str, *, to_quotation: bool) -> Written:
        """Take a sentence out, or put its quotation in its place; one that then opens a paragraph is framed anew. What
        was taken out is returned."""
        position = next(i for i, w in enumerate(self.written) if w.sentence.sentence_id == sentence_id)
        removed = self.written.pop(position)
        if to_quotation and removed.sentence.kind != "quotation":
            self._insert_quotation(removed.beat)
        self._frame(position)
        return removed

    def restore(self, written: Written) -> None:
        """Put a sentence that was taken out back in its place."""
        position = self._position(written.beat)
        self.written.insert(position, written)
        self._frame(position)
        self._frame(position + 1)

    def _insert_quotation(self, beat: Beat) -> None:
        position = self._position(beat)
        text = self._quotation(beat, self.fact(beat), self._opens(beat, position))
        sentence = _sentence(beat, text, "quotation")
        if sentence is not None:
            self.written.insert(position, Written(beat=beat, sentence=sentence))

    def result(self) -> DraftBlock:
        """The block as it stands: the first sentence on each document names it, those after it do not again."""
        for position in range(len(self.written)):
            self._frame(position)
        return DraftBlock(
            block_id=self.block.block_id,
            heading=self.block.heading,
            paragraphs=as_paragraphs([w.sentence for w in self.written], self.bench),
        )

    def _frame(self, position: int) -> None:
        """Give the sentence at `position`, if there is one, the frame of its place."""
        if position >= len(self.written):
            return
        beat, sentence = self.written[position].beat, self.written[position].sentence
        opens = self._opens(beat, position)
        lost, wanted = (beat.follow_in, beat.lead_in) if opens else (beat.lead_in, beat.follow_in)
        if lost and wanted and sentence.text.startswith(lost):
            text = wanted + sentence.text[len(lost) :]
            self.written[position] = Written(beat=beat, sentence=sentence.model_copy(update={"text": text}))
        elif opens and not self._names_source(beat, sentence):
            self.written.pop(position)
            self.add(beat)

    def _names_source(self, beat: Beat, sentence: Sentence) -> bool:
        date = self.bench.documents[self.fact(beat).doc_id].date
        dated = date is not None and date_text(date, self.bench.language) in sentence.text
        return dated or sentence.text.startswith(beat.lead_in) or len(sentence.fact_ids) == 2

    def _n_chars(self) -> int:
        return sum(len(w.sentence.text) + 1 for w in self.written)

    def add(self, *beats: Beat) -> None:
        """Write the beats in their order; of those that could not be worded, the best have the room for quotations."""
        unworded = [beat for beat in beats if not self._put(beat, self._worded)]
        for beat in sorted(unworded, key=self._rank):
            self._put(beat, self._quoted_if_allowed)

    def _put(self, beat: Beat, write: Callable[[Beat, bool], Sentence | None]) -> bool:
        """Whether `write` had a sentence for the beat; it is put in its place."""
        self.tried.add(beat.beat_id)
        position = self._position(beat)
        sentence = write(beat, self._opens(beat, position))
        if sentence is not None:
            self.written.insert(position, Written(beat=beat, sentence=sentence))
        return sentence is not None

    def _position(self, beat: Beat) -> int:
        """Where the beat belongs: facts stand by date, document and place, spare ones as well."""
        key = self._order(beat)
        return sum(self._order(w.beat) <= key for w in self.written)

    def _order(self, beat: Beat) -> tuple[str, str, str, bool, bool, int]:
        return telling_order(self.fact(beat), self.bench.answers)

    def _opens(self, beat: Beat, position: int) -> bool:
        """True when the sentence before it is of another document or speaker, there is none, or the run is full; for
        bare words, when they may read as those of whom it quotes."""
        near = self.written[max(0, position - MAX_RUN) : position]
        same = [w.beat for w in near if self.fact(w.beat).doc_id == self.fact(beat).doc_id]
        if not same or len(same) == MAX_RUN or self._speaker(same[-1]) != self._speaker(beat):
            return True
        is_bare = self.is_short_quotation(beat)
        return is_bare and may_read_as_theirs(self.fact(same[-1]), self.fact(beat), self.bench.language)

    def _speaker(self, beat: Beat) -> str:
        fact = self.fact(beat)
        return speaker_of(fact, self.bench.documents[fact.doc_id])

    def _both_versions(self, beat: Beat) -> Sentence | None:
        """What an older version said and the newer one says, for a beat that holds both."""
        facts = [self.bench.facts[i] for i in beat.fact_ids]
        found = find_revisions(facts, self.bench.documents, self.bench.language) if len(facts) == 2 else ()
        text = revision_sentence(found[0], self.bench.documents, self.bench.language) if found else ""
        return _sentence(beat, text, "quotation", beat.fact_ids)

    def _worded(self, beat: Beat, opens: bool) -> Sentence | None:
        """The beat's sentence where it is a quotation by plan, or words for it were found."""
        if both := self._both_versions(beat):
            return both
        fact, lead_in = self.fact(beat), beat.lead_in if opens else beat.follow_in
        if fact.count:
            return _sentence(beat, count_sentence(fact, self.bench.documents, self.bench.language), "written")
        if view := self._view(fact, lead_in):
            return _sentence(beat, view, "written")
        if is_quoting(fact, self.bench.language):
            return _sentence(beat, self._told_quote(fact, lead_in if opens else ""), "quotation")
        if beat.as_quotation and (quoted := self._quotation(beat, fact, opens)):
            return _sentence(beat, quoted, "quotation")
        best = self._best_candidate(beat, [fact], lead_in)
        return _sentence(beat, said_whole(best.text) if best else None, "written")

    def _told_quote(self, fact: Fact, lead_in: str) -> str | None:
        """What the Fact quotes, told of whom it names; None where that may not stand."""
        told = told_quote(fact)
        if told is None:
            return None
        text = told.sentence(lead_in, turn=crc32(fact.text.encode()))
        found = objections(text, [fact], self.bench.documents, self.bench.language, lead_in=lead_in)
        return None if found else text

    def _view(self, fact: Fact, lead_in: str) -> str | None:
        """What a person says of their own view, told of them; None where it is no such thing, or may not stand so."""
        found = reported(fact.text, lead_in)
        if found is None:
            return None
        before = [w.sentence.text for w in self.written]
        judged = judged_variants(found[1], [fact], found[0], before, self.bench)
        best = max((j for j in judged if not j.faults), key=lambda j: j.score, default=None)
        return best.text if best else None

    def _quoted_if_allowed(self, beat: Beat, opens: bool) -> Sentence | None:
        quoted = self._cut_quotation(beat, self.fact(beat), opens) if self._quotation_allowed(beat) else None
        return _sentence(beat, quoted, "quotation")

    def _cut_quotation(self, beat: Beat, fact: Fact, opens: bool) -> str | None:
        """The Fact quoted; in Chinese after its first clause, where that is short."""
        lead_in = beat.lead_in if opens else beat.follow_in
        part = clause_quotation(fact, lead_in) if self.bench.language == "zh" else None
        return part or self._quotation(beat, fact, opens)

    def _quotation_allowed(self, beat: Beat) -> bool:
        """Whether the beat's makes at most half of the block quotations; those of lesser Facts do not bar it."""
        quoted = [w.beat for w in self.written if w.sentence.kind == "quotation"]
        better = [b for b in quoted if not self.is_short_quotation(b) and self._rank(b) < self._rank(beat)]
        return len(better) < (len(self.written) + 2) // 2

    def _quotation(self, beat: Beat, fact: Fact, opens: bool) -> str | None:
        document = self.bench.documents[fact.doc_id]
        is_bare, turn = self.is_short_quotation(beat), crc32(fact.text.encode())
        return quotation(fact, document, language=self.bench.language, opens=opens, turn=turn, is_bare=is_bare)

    def _best_candidate(self, beat: Beat, facts: Sequence[Fact], lead_in: str) -> Judged | None:
        """The best sentence that may stand: in words of its own, else with a short run of the source where the block
        has room for one, else with the copied words in quotation marks."""
        before = [w.sentence.text for w in self.written]
        context = before[-1] if before else ""
        judged: list[Judged] = []
        for attempt in range(self.bench.model.profile.n_candidates):
            text = write_candidate(facts, lead_in, context, self.bench, attempt)
            judged += judged_variants(text, facts, lead_in, before, self.bench) if text else ()
            if any(j.is_plain or self._affordable(j) for j in judged):
                break
        else:
            judged += judged_variants(told_as_is(facts[0], lead_in, self.bench), facts, lead_in, before, self.bench)
        allowed = [j for j in judged if not j.faults or self._affordable(j)]
        return max(allowed, key=lambda j: j.score - _QUOTED_COSTS * ("“" in j.text), default=None)

    def _affordable(self, judged: Judged) -> bool:
        """True for a sentence that only copies, and no more than the block may still copy."""
        texts = (outside_quotes(w.sentence.text) for w in self.written)
        n_copied_chars = sum(map(self.bench.runs.copied_chars, texts)) + judged.n_copied_chars
        return judged.is_only_copied and n_copied_chars <= self._n_copied_most

    @property
    def _n_copied_most(self) -> float:
        """Characters of the block that may be copied."""
        has_share = self.bench.language == "zh" or crc32(self.block.block_id.encode()) % 2 == 0
        return _COPIED_SHARE[self.bench.language] * self.block.n_chars_target * has_share


def _sentence(
    beat: Beat, text: str | None, kind: SentenceKind, fact_ids: tuple[str, ...] | None = None
) -> Sentence | None:
    """The beat's sentence, which rests on its first Fact unless said otherwise; None without text."""
    if not text:
        return None
    return Sentence(sentence_id=beat.beat_id, text=text, fact_ids=fact_ids or beat.fact_ids[:1], kind=kind)
