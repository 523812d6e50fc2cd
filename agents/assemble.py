"""Blocks put together to an article of the right length, and red sentences taken out of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from statistics import median

from deepnews.agents.again import told_once
from deepnews.agents.candidates import Bench
from deepnews.agents.days_told import headed
from deepnews.agents.draft import BlockDrafter, runs_of
from deepnews.agents.headline import write_headline
from deepnews.agents.introduce import introduced
from deepnews.agents.replaced import all_replaced, tells_replaced_alone
from deepnews.agents.revisions import find_revisions, revision_headline
from deepnews.agents.rule_names import with_rules_named
from deepnews.agents.standfirst import write_standfirst
from deepnews.agents.word_counts import is_counted
from deepnews.schemas.assignment import Assignment
from deepnews.schemas.draft import Draft, DraftBlock, Paragraph, Sentence
from deepnews.schemas.facts import Fact
from deepnews.schemas.plan import Beat, Plan
from deepnews.schemas.verification import CheckedClaim
from deepnews.text import is_near_repeat, outside_quotes

_TOLERANCE = 0.08
_MOST_COPIED = 0.08
"""Share of the article's own words that may stand in long runs of its sources; a tenth is the limit, and pacing may add
a little."""
_TOLD_SHARE = 0.65
"""Share of the documents with Facts that an article tells of where it can; what is too long then loses others."""
_TO_THE_POINT = 0.6
"""Share of the median relevance of what is told from which a Fact is worth telling of one document more."""
_STRONG, _FEW = 0.9, 0.2
"""Share of the relevance of the best Fact from which none is cut for length, where at most such a share of all is."""
_N_RELEVANT = 8
"""Facts that a headline may be made of beside the answers."""


def assemble(blocks: Sequence[DraftBlock], plan: Plan, assignment: Assignment, n_chars: int, bench: Bench) -> Draft:
    """The draft: blocks in plan order, repeats dropped, fitted to `n_chars`, with headline and standfirst."""
    by_id = {b.block_id: b for b in blocks}
    ordered = [by_id[b.block_id] for b in plan.blocks if b.block_id in by_id]
    drafters = _drafters(plan, ordered, bench)
    _widen(drafters, bench)
    _drop_repeats(drafters)
    _fit(drafters, n_chars, bench)
    _drop_replaced(drafters, bench)
    _quote_copies(drafters, bench)
    return _draft(drafters, None, assignment, bench)


def _headline(sentences: Sequence[Sentence], bench: Bench, former: Sentence | None = None) -> Sentence:
    """The `former` one where the article still tells what it says; else what changed, where the article tells both
    versions of a rule; else the news."""
    told = {i for s in sentences for i in s.fact_ids}
    if former is not None and (not told or told.issuperset(former.fact_ids)):
        return former
    for sentence in (s for s in sentences if len(s.fact_ids) == 2):
        facts = [bench.facts[i] for i in sentence.fact_ids]
        found = find_revisions(facts, bench.documents, bench.language)
        text = revision_headline(found[0], bench.documents, bench.language) if found else ""
        if text:
            return Sentence(sentence_id="headline", text=text, fact_ids=sentence.fact_ids, kind="furniture")
    return write_headline(_news({s.fact_ids[0] for s in sentences}, bench), bench)


def _news(told: Collection[str], bench: Bench) -> list[Fact]:
    """The Facts a headline may be made of, best first: the answers told, those that name somebody before others; then
    the most relevant of what is told."""
    answers = [bench.facts[i] for i in bench.answers if i in told]
    others = [bench.facts[i] for i in told or bench.facts if i not in bench.answers and not is_counted(bench.facts[i])]
    relevant = sorted(others, key=lambda f: (-f.relevance, f.fact_id))[:_N_RELEVANT]
    return [*sorted(answers, key=lambda f: not f.names), *relevant]


def repair(
    draft: Draft, checked: Sequence[CheckedClaim], plan: Plan, assignment: Assignment, n_chars: int, bench: Bench
) -> Draft:
    """The draft with each red sentence quoted from its evidence or cut, and filled up again from spare Facts."""
    red = {c.claim.sentence_id for c in checked if c.verdict in ("refuted", "not_enough_info", "unscored")}
    drafters = _drafters(plan, draft.blocks, bench)
    for drafter in drafters:
        for sentence_id in [w.sentence.sentence_id for w in drafter.written if w.sentence.sentence_id in red]:
            drafter.cut(sentence_id, to_quotation=True)
    _drop_repeats(drafters)
    _fit(drafters, n_chars, bench)
    _drop_replaced(drafters, bench)
    _quote_copies(drafters, bench)
    return _draft(drafters, draft.headline, assignment, bench)


def without_red(draft: Draft, checked: Sequence[CheckedClaim], assignment: Assignment, bench: Bench) -> Draft:
    """The draft without the sentences still red after repair; what named a document may have gone with them."""
    red = {c.claim.sentence_id for c in checked if c.verdict in ("refuted", "not_enough_info", "unscored")}
    blocks = []
    for block in draft.blocks:
        cut = (p.model_copy(update={"sentences": _without(p.sentences, red, bench)}) for p in block.paragraphs)
        blocks.append(block.model_copy(update={"paragraphs": tuple(p for p in cut if p.sentences)}))
    kept = headed(introduced([b for b in blocks if b.paragraphs], bench), bench.facts, bench.language)
    standfirst = write_standfirst(assignment, kept, bench.facts, bench.documents)
    headline = _headline([s for b in kept for p in b.paragraphs for s in p.sentences], bench, draft.headline)
    return draft.model_copy(update={"headline": headline, "blocks": kept, "standfirst": standfirst})


def _without(sentences: Sequence[Sentence], red: set[str], bench: Bench) -> tuple[Sentence, ...]:
    """Those of each run before its first red one: what follows it may lean on its frame."""
    kept: list[Sentence] = []
    for run in runs_of(sentences, bench):
        first = next((i for i, s in enumerate(run) if s.sentence_id in red), len(run))
        kept.extend(run[:first])
    return tuple(kept)


def _drafters(plan: Plan, blocks: Sequence[DraftBlock], bench: Bench) -> list[BlockDrafter]:
    planned = {b.block_id: b for b in plan.blocks}
    return [BlockDrafter(planned[b.block_id], bench, begun=b) for b in blocks]


def _draft(drafters: Sequence[BlockDrafter], former: Sentence | None, assignment: Assignment, bench: Bench) -> Draft:
    written = headed([b for b in (d.result() for d in drafters) if b.paragraphs], bench.facts, bench.language)
    blocks = with_rules_named(told_once(introduced(written, bench), bench), bench)
    standfirst = write_standfirst(assignment, blocks, bench.facts, bench.documents)
    headline = _headline([w.sentence for d in drafters for w in d.written], bench, former)
    return Draft(language=bench.language, headline=headline, standfirst=standfirst, blocks=blocks)


def _n_chars(drafters: Sequence[BlockDrafter], language: str) -> int:
    gap = 1 if language == "en" else 0
    return sum(len(w.sentence.text) + gap for d in drafters for w in d.written)


def _drop_repeats(drafters: Sequence[BlockDrafter]) -> None:
    said: list[str] = []
    for drafter in drafters:
        for item in list(drafter.written):
            text = item.sentence.text
            if any(is_near_repeat(text, s) for s in said):
                drafter.cut(item.sentence.sentence_id, to_quotation=False)
            else:
                said.append(text)


def _drop_replaced(drafters: Sequence[BlockDrafter], bench: Bench) -> None:
    """Take out what tells a figure that a source says is replaced, where the article does not tell that."""
    known = all_replaced(bench.documents, bench.language)
    texts = {w.sentence.sentence_id: w.sentence.text for d in drafters for w in d.written}
    for drafter in drafters:
        for item in list(drafter.written):
            sentence_id = item.sentence.sentence_id
            others = [text for other, text in texts.items() if other != sentence_id]
            if tells_replaced_alone(item.sentence.text, others, known, bench.language):
                drafter.cut(sentence_id, to_quotation=False)


def _quote_copies(drafters: Sequence[BlockDrafter], bench: Bench) -> None:
    """Put what copies most in quotation marks until the article keeps its share of copied words."""
    while (found := _most_copied(drafters, bench)) is not None:
        drafter, sentence = found
        drafter.cut(sentence.sentence_id, to_quotation=True)


def _most_copied(drafters: Sequence[BlockDrafter], bench: Bench) -> tuple[BlockDrafter, Sentence] | None:
    """The sentence that copies most outside quotation marks; None where all together, with the names of their sources,
    do not copy too much."""
    paragraphs = (Paragraph(sentences=tuple(w.sentence for w in d.written)) for d in drafters if d.written)
    blocks = [DraftBlock(block_id=f"B{n}", paragraphs=(p,)) for n, p in enumerate(paragraphs, 1)]
    named = [s.text for b in introduced(blocks, bench) for p in b.paragraphs for s in p.sentences]
    if bench.runs.copied_share("\n".join(named)) <= _MOST_COPIED:
        return None
    told = [(d, w.sentence) for d in drafters for w in d.written if w.sentence.kind != "quotation"]
    worst = max(told, key=lambda item: _n_copied(item[1], bench), default=None)
    return worst if worst and _n_copied(worst[1], bench) else None


def _n_copied(sentence: Sentence, bench: Bench) -> int:
    """Characters that the sentence copies outside quotation marks."""
    return bench.runs.copied_chars(outside_quotes(sentence.text))


def _widen(drafters: Sequence[BlockDrafter], bench: Bench) -> None:
    """Tell of further documents, until enough of those that hold Facts are told of: by the most relevant Facts left,
    first those that come neither before what an earlier block tells nor after what a later one does."""
    n_wanted = _TOLD_SHARE * len({f.doc_id for f in bench.facts.values()})
    told_ones = [d.fact(w.beat).relevance for d in drafters for w in d.written]
    least = _TO_THE_POINT * median(told_ones) if told_ones else 0.0
    while len(told := {d.fact(w.beat).doc_id for d in drafters for w in d.written}) < n_wanted:
        options = [(d, beat) for d in drafters for beat in d.left() if d.fact(beat).doc_id not in told]
        options = [(d, beat) for d, beat in options if d.fact(beat).relevance >= least]
        if not options:
            return
        drafter, beat = max(options, key=lambda o: (_keeps_order(o[0], o[1], drafters), o[0].fact(o[1]).relevance))
        drafter.add(beat)


def _keeps_order(drafter: BlockDrafter, beat: Beat, drafters: Sequence[BlockDrafter]) -> bool:
    """True when the beat's day lies between those that the blocks before and after its own tell."""
    at, day = drafters.index(drafter), _day(drafter, beat)
    before, after = ([_day(d, w.beat) for d in part for w in d.written] for part in (drafters[:at], drafters[at + 1 :]))
    return all(d <= day for d in before) and all(day <= d for d in after if d)


def _day(drafter: BlockDrafter, beat: Beat) -> str:
    """The day of the document that the beat tells of, empty where it has none."""
    return str(drafter.fact(beat).doc_date or "")


def _fit(drafters: Sequence[BlockDrafter], n_chars: int, bench: Bench) -> None:
    """Fill up from spare Facts when short, cut the least relevant sentences when long, those last that alone tell of a
    document."""
    for drafter in sorted(drafters, key=lambda d: -d.block.n_chars_target):
        missing = round(n_chars * (1 - _TOLERANCE)) - _n_chars(drafters, bench.language)
        if missing > 0:
            drafter.extend(missing)
    ceiling = min(n_chars * (1 + _TOLERANCE), bench.n_chars_most)
    stays = {*bench.answers, *_strongest(bench), *(i for i, f in bench.facts.items() if is_counted(f))}
    while _n_chars(drafters, bench.language) > ceiling:
        options = [(d, s) for d in drafters for s in _expendable(d, bench, stays)]
        if not options:
            return
        n_of = Counter(bench.facts[w.sentence.fact_ids[0]].doc_id for d in drafters for w in d.written)
        drafter, sentence = min(options, key=lambda o: _worth_keeping(bench.facts[o[1].fact_ids[0]], n_of))
        drafter.cut(sentence.sentence_id, to_quotation=False)


def _worth_keeping(fact: Fact, n_of: Mapping[str, int]) -> tuple[bool, float]:
    """Sort key of what may go: further sentences of a document before its only one, then by relevance."""
    return n_of[fact.doc_id] == 1, fact.relevance


def _strongest(bench: Bench) -> list[str]:
    """Ids of the few Facts that are nearly as relevant as the best; none where many are."""
    best = max((f.relevance for f in bench.facts.values()), default=0.0)
    found = [i for i, f in bench.facts.items() if f.relevance >= _STRONG * best]
    return found if len(found) <= _FEW * len(bench.facts) else []


def _expendable(drafter: BlockDrafter, bench: Bench, stays: set[str]) -> list[Sentence]:
    """Sentences that may go: not on a Fact that `stays`, not the last of a block, not one whose frame others lean on,
    nor a short quotation, which gains the article little room."""
    sentences = [w.sentence for w in drafter.written]
    short = {w.sentence.sentence_id for w in drafter.written if drafter.is_short_quotation(w.beat)}
    if len(sentences) - len(short) < 2:
        return []
    kept = short | {run[0].sentence_id for run in runs_of(sentences, bench) if len(run) > 1}
    return [s for s in sentences if s.sentence_id not in kept and stays.isdisjoint(s.fact_ids)]
