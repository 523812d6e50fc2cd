"""The length of an article: which documents it tells of, what is added where it is short and cut where it is long."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from statistics import mean

from deepnews.agents.candidates import Bench
from deepnews.agents.draft import BlockDrafter, Written
from deepnews.agents.relevance import least_relevance
from deepnews.agents.source_runs import runs_of
from deepnews.agents.word_counts import is_counted
from deepnews.schemas.draft import Sentence
from deepnews.schemas.plan import Beat

_TOLERANCE = 0.08
_TOLD_SHARE = 0.65
"""Share of the documents with Facts that an article tells of where it can; what is too long then loses others."""
_TOLD_LEAST = 0.56
"""The same share, under which rather a strong Fact is left out than the only one of a document."""
_UNEVEN = 0.15
"""What a sentence twice as long as the middle one gains, or one of next to no length."""
_STRONG, _FEW = 0.9, 0.2
"""Share of the relevance of the best Fact from which none is cut for length, where at most such a share of all is."""


def widen(drafters: Sequence[BlockDrafter], bench: Bench) -> None:
    """Tell of further documents, until enough of those that hold Facts are told of: by the most relevant Facts left,
    first those that come neither before what an earlier block tells nor after what a later one does."""
    n_wanted = _TOLD_SHARE * len({f.doc_id for f in bench.facts.values()})
    least = least_relevance([d.fact(w.beat) for d in drafters for w in d.written])
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


def fit(drafters: Sequence[BlockDrafter], n_chars: int, bench: Bench) -> None:
    """Fill up from spare Facts when short, cut the least relevant sentences when long, those last that alone tell of a
    document."""
    for drafter in sorted(drafters, key=lambda d: -d.block.n_chars_target):
        missing = round(n_chars * (1 - _TOLERANCE)) - _n_chars(drafters, bench.language)
        if missing > 0:
            drafter.extend(missing)
    ceiling = min(n_chars * (1 + _TOLERANCE), bench.n_chars_most)
    gone: list[tuple[BlockDrafter, Written]] = []
    while (n_over := _n_chars(drafters, bench.language) - ceiling) > 0:
        next_one = _first_to_go(drafters, bench, n_over)
        if next_one is None:
            break
        drafter, sentence = next_one
        gone.append((drafter, drafter.cut(sentence.sentence_id, to_quotation=False)))
    _put_back(gone, drafters, ceiling, bench)


def _first_to_go(drafters: Sequence[BlockDrafter], bench: Bench, n_over: float) -> tuple[BlockDrafter, Sentence] | None:
    """The sentence that is missed least; None where none may go. Answers and the strongest stay; of the few next to it
    one goes where another sentence tells of its document, and too few documents would be left, or else a short
    quotation as long as the `n_over` characters too many."""
    n_of, middle = _n_sentences_of(drafters, bench), mean(len(w.sentence.text) for d in drafters for w in d.written)
    strong = _strongest(bench)
    answers = {*bench.answers, *strong[:1], *(i for i, f in bench.facts.items() if is_counted(f))}

    def least(options: Iterable[tuple[BlockDrafter, Sentence]]) -> tuple[BlockDrafter, Sentence] | None:
        return min(options, key=lambda o: _worth_keeping(o[1], n_of, middle, bench), default=None)

    def tells_alone(sentence: Sentence) -> bool:
        return n_of[bench.facts[sentence.fact_ids[0]].doc_id] == 1

    best = least((d, s) for d in drafters for s in _expendable(d, bench, answers | set(strong)))
    is_few = len(n_of) - 1 < _TOLD_LEAST * len({f.doc_id for f in bench.facts.values()})
    if not is_few or (best is not None and not tells_alone(best[1])):
        return best
    others = [(d, s) for d in drafters for s in _expendable(d, bench, answers) if not tells_alone(s)]
    short = ((d, s) for d in drafters for s in _short(d) if len(s.text) >= n_over and not tells_alone(s))
    return least(others) or least(o for o in short if answers.isdisjoint(o[1].fact_ids)) or best


def _short(drafter: BlockDrafter) -> list[Sentence]:
    """The block's short quotations."""
    return [w.sentence for w in drafter.written if drafter.is_short_quotation(w.beat)]


def _n_sentences_of(drafters: Sequence[BlockDrafter], bench: Bench) -> Counter[str]:
    """How many sentences tell of each document."""
    return Counter(bench.facts[w.sentence.fact_ids[0]].doc_id for d in drafters for w in d.written)


def _worth_keeping(sentence: Sentence, n_of: Mapping[str, int], middle: float, bench: Bench) -> tuple[bool, float]:
    """Sort key of what may go: further sentences of a document before its only one, by relevance and by how far from
    the `middle` their length is, which makes the rhythm; of only ones the longest, so that few documents are lost."""
    fact, n_chars = bench.facts[sentence.fact_ids[0]], len(sentence.text)
    if n_of[fact.doc_id] == 1:
        return True, -n_chars
    return False, fact.relevance + _UNEVEN * min(1.0, abs(n_chars - middle) / middle)


def _put_back(
    gone: Sequence[tuple[BlockDrafter, Written]], drafters: Sequence[BlockDrafter], ceiling: float, bench: Bench
) -> None:
    """Put what was cut back where there is room after all: documents that nothing tells of first, then the best."""
    left = list(gone)
    while left:
        n_of = _n_sentences_of(drafters, bench)
        facts = [bench.facts[w.sentence.fact_ids[0]] for _, w in left]
        best = max(range(len(left)), key=lambda i: (not n_of[facts[i].doc_id], facts[i].relevance))
        drafter, written = left.pop(best)
        drafter.restore(written)
        if _n_chars(drafters, bench.language) > ceiling:
            drafter.cut(written.sentence.sentence_id, to_quotation=False)


def _strongest(bench: Bench) -> list[str]:
    """Ids of the few Facts that are nearly as relevant as the best, the best first; none where many are."""
    ranked = sorted(bench.facts.values(), key=lambda f: (-f.relevance, f.fact_id))
    found = [f.fact_id for f in ranked if f.relevance >= _STRONG * ranked[0].relevance]
    return found if len(found) <= _FEW * len(bench.facts) else []


def _expendable(drafter: BlockDrafter, bench: Bench, stays: set[str]) -> list[Sentence]:
    """Sentences that may go: not on a Fact that `stays`, not the last of a block, not one whose frame others lean on,
    nor a short quotation, which gains the article little room."""
    sentences = [w.sentence for w in drafter.written]
    short = {w.sentence_id for w in _short(drafter)}
    if len(sentences) - len(short) < 2:
        return []
    kept = short | {run[0].sentence_id for run in runs_of(sentences, bench) if len(run) > 1}
    return [s for s in sentences if s.sentence_id not in kept and stays.isdisjoint(s.fact_ids)]


def _n_chars(drafters: Sequence[BlockDrafter], language: str) -> int:
    gap = 1 if language == "en" else 0
    return sum(len(w.sentence.text) + gap for d in drafters for w in d.written)
