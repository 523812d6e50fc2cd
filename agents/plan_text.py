"""The plan as a Markdown outline that a person can read and change; ``plan_file`` reads it back."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from typing import Any, Final

from deepnews.agents.frames import date_text
from deepnews.packaged import packaged_yaml
from deepnews.schemas.base import Language
from deepnews.schemas.facts import Fact
from deepnews.schemas.plan import AtomicBlock, Beat, Plan, SchemaRank

PLAN_TEXT: Final = "plan.md"
"""File of a run folder that holds the outline."""
GAP: Final = " · "
"""Between the parts of a block's heading: id, role, length in characters, pacing."""
_N_RANKED = 5


def plan_markdown(plan: Plan, facts: Mapping[str, Fact], language: Language, checks: Sequence[str] = ()) -> str:
    """The outline of `plan` with the words of its Facts; `checks` are sentences on what an editor should look at."""
    words = plan_words(language)
    title = f"# {words['plan']}: {plan.schema_code}, {words['version']} {plan.schema_version}"
    blocks = [_block(b, facts, language) for b in plan.blocks]
    todos = _list(words["todos"], (f"{t.slot}: {t.question} {t.reason}" for t in plan.todos))
    ranking = _list(words["ranking"], _ranking(plan))
    parts = (title, f"<!-- {words['how_to']} -->", _head(plan, words), *blocks, todos, _list(words["checks"], checks))
    return "\n\n".join(p for p in (*parts, ranking) if p) + "\n"


def rank_line(rank: SchemaRank) -> str:
    """A form of story with its score and the voices behind it, in one line."""
    voices = f"coverage {rank.coverage:.2f}, wording {rank.wording:.2f}" + ", model" * rank.chosen_by_model
    gaps = f"; open: {', '.join(rank.gaps)}" if rank.gaps else ""
    return f"{rank.code} {rank.score:.2f} ({voices}{gaps})"


@lru_cache(maxsize=2)
def plan_words(language: Language) -> Mapping[str, str]:
    """The fixed words of the outline."""
    return {key: word for key, word in _texts(language).items() if isinstance(word, str)}


def note_forms(language: Language) -> Mapping[str, str]:
    """Sentences on what an editor should look at, by code, with their places in braces."""
    forms: dict[str, str] = _texts(language)["note"]
    return forms


@lru_cache(maxsize=2)
def _texts(language: Language) -> Mapping[str, Any]:
    section: dict[str, Any] = packaged_yaml("deepnews.agents", "plan_words.yaml")[language]
    return section


def _ranking(plan: Plan) -> Iterable[str]:
    yield from [plan.schema_reason] if plan.schema_reason else []
    yield from map(rank_line, plan.schema_ranking[:_N_RANKED])


def _head(plan: Plan, words: Mapping[str, str]) -> str:
    rows = {"length": str(plan.n_chars_target) if plan.n_chars_target else ""}
    rows |= {"answer": ", ".join(plan.answer_fact_ids), "disputed": ", ".join(plan.disputed_fact_ids)}
    return _rows(rows, words)


def _block(block: AtomicBlock, facts: Mapping[str, Fact], language: Language) -> str:
    words = plan_words(language)
    parts = [block.block_id, block.role, str(block.n_chars_target), block.pacing]
    title = "## " + GAP.join([*parts, *([words["locked"]] if block.locked else [])])
    rows = {"heading": block.heading, "point": _line(block.point), "after": ", ".join(block.after)}
    rows |= {"holds": ", ".join(block.withholds)}
    told = [_beat(b, facts, language, spare=False) for b in block.beats]
    spare = [_beat(b, facts, language, spare=True) for b in block.spare_beats]
    return "\n\n".join(p for p in (title, _rows(rows, words), "\n".join([*told, *spare])) if p)


def _beat(beat: Beat, facts: Mapping[str, Fact], language: Language, *, spare: bool) -> str:
    words = plan_words(language)
    marks = [words["quotation"]] * beat.as_quotation + [words["spare"]] * spare
    fact = facts.get(beat.fact_ids[0])
    return f"1. {', '.join([' + '.join(beat.fact_ids), *marks])}: {_shown(fact, language) if fact else ''}".rstrip()


def _shown(fact: Fact, language: Language) -> str:
    where = [fact.speaker, fact.doc_title, date_text(fact.doc_date, language) if fact.doc_date else ""]
    return f"{_line(fact.text)} [{', '.join(_line(w) for w in where if w)}]"


def _rows(rows: Mapping[str, str], words: Mapping[str, str]) -> str:
    return "\n".join(f"- {words[key]}: {value}" for key, value in rows.items() if value)


def _list(title: str, items: Iterable[str]) -> str:
    lines = [f"- {_line(item)}" for item in items]
    return "\n".join([f"## {title}", "", *lines]) if lines else ""


def _line(text: str) -> str:
    return " ".join(text.split())
