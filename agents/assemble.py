"""Blocks put together to an article of the right length, and red sentences taken out of it."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from deepnews.agents.again import told_once
from deepnews.agents.candidates import Bench
from deepnews.agents.days_told import headed
from deepnews.agents.draft import BlockDrafter
from deepnews.agents.fit import fit, widen
from deepnews.agents.headline import write_headline
from deepnews.agents.introduce import introduced
from deepnews.agents.replaced import all_replaced, tells_replaced_alone
from deepnews.agents.revisions import find_revisions, revision_headline
from deepnews.agents.rule_names import with_rules_named
from deepnews.agents.source_runs import runs_of
from deepnews.agents.standfirst import write_standfirst
from deepnews.agents.word_counts import is_counted
from deepnews.schemas.assignment import Assignment
from deepnews.schemas.draft import Draft, DraftBlock, Paragraph, Sentence
from deepnews.schemas.facts import Fact
from deepnews.schemas.plan import Plan
from deepnews.schemas.verification import CheckedClaim
from deepnews.text import is_near_repeat, outside_quotes

_MOST_COPIED = 0.06
"""Share of the article's own words that may stand in long runs of its sources; a tenth is the limit, and pacing may add
a little."""
_N_RELEVANT = 14
"""Facts that a headline may be made of beside the answers."""


def assemble(blocks: Sequence[DraftBlock], plan: Plan, assignment: Assignment, n_chars: int, bench: Bench) -> Draft:
    """The draft: blocks in plan order, repeats dropped, fitted to `n_chars`, with headline and standfirst."""
    by_id = {b.block_id: b for b in blocks}
    ordered = [by_id[b.block_id] for b in plan.blocks if b.block_id in by_id]
    drafters = _drafters(plan, ordered, bench)
    widen(drafters, bench)
    _drop_repeats(drafters)
    fit(drafters, n_chars, bench)
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
    widen(drafters, bench)
    _drop_repeats(drafters)
    fit(drafters, n_chars, bench)
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
