"""What a rewrite must pass: the same claims as before, and for each sentence the rules of the ledger.

A sentence that is red as drafted is left to the repair, and one that only the model can judge is not joined to another:
no rewrite may make a claim look better founded than it was.
"""

from __future__ import annotations

from collections.abc import Sequence

from deepnews.agents.decompose import statements
from deepnews.agents.pace.attribution import framed
from deepnews.agents.pace.claims import Difference, differences
from deepnews.agents.pace.scenes import is_borne_out
from deepnews.agents.pace.units import Ground, Unit
from deepnews.agents.pace.wording import is_gap
from deepnews.agents.rules.date_check import EVENT_DATE
from deepnews.agents.settle import settle
from deepnews.schemas.base import Record

_SCENE = "scene.unfounded"
"""Code for a scene that the titles of its sources do not bear out."""
_UNHELD = "frame.unheld"
"""Code for words before a name that looks back past them: they would be read as those of whoever spoke before."""
_COUNT = "count.rewritten"
"""Code for a sentence on what was counted that was changed or joined to another."""
_RANK = {"refuted": 0, "not_enough_info": 1, "open": 2, "supported": 3}


class Refusal(Record):
    """A rewrite that was rolled back, and why."""

    before: tuple[str, ...]
    after: tuple[str, ...]
    differences: tuple[Difference, ...] = ()
    """What its claims lost, gained or altered; empty when a rule of the ledger refused it."""
    code: str = ""
    """Reason code of that rule."""


class Gate:
    """Decides on rewrites and remembers what it decided."""

    def __init__(self, ground: Ground) -> None:
        self.ground = ground
        self.refused: list[Refusal] = []
        self._decided: dict[tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...]], bool] = {}

    def passes(self, unit: Unit) -> bool:
        """True when `unit` says what was drafted, no more, no less, and no rule finds fault with it."""
        key = (unit.plain_texts, unit.texts, unit.dropped)
        if key not in self._decided:
            refusal = self._refusal(unit)
            self._decided[key] = refusal is None
            self.refused += [refusal] if refusal else []
        return self._decided[key]

    def _refusal(self, unit: Unit) -> Refusal | None:
        if not self._counted(unit) <= set(unit.texts):
            return Refusal(before=unit.plain_texts, after=unit.texts, code=_COUNT)
        drafted = [self._worst((s.text,), s.fact_ids) for s in unit.plain]
        before = min(drafted, key=lambda w: _RANK[w[0]])
        if _RANK[before[0]] < _RANK["open"] or (len(unit.plain) > 1 and before[0] == "open"):
            return Refusal(before=unit.plain_texts, after=unit.texts, code=f"draft.{before[0]}")
        found = differences(unit.plain_texts, unit.texts, self.ground.language, dropped=unit.dropped)
        if found:
            return Refusal(before=unit.plain_texts, after=unit.texts, differences=found)
        if fault := self._frame_fault(unit):
            return Refusal(before=unit.plain_texts, after=unit.texts, code=fault)
        after = self._worst(unit.texts, unit.fact_ids)
        if _RANK[after[0]] < _RANK[before[0]]:
            return Refusal(before=unit.plain_texts, after=unit.texts, code=after[1])
        return None

    def _counted(self, unit: Unit) -> set[str]:
        """Sentences on what was counted, which are code's own and stand alone: in a row of quotations one would be read
        as the source's."""
        return {s.text for s in unit.plain if any(self.ground.facts[i].count for i in s.fact_ids)}

    def _frame_fault(self, unit: Unit) -> str:
        """Code of the rule that objects to a sentence which only names a source or a date, as the ledger will; the day
        of a document stands before an event of another day only where the next sentence names who tells it."""
        ground = self.ground
        facts = [ground.facts[i] for i in unit.fact_ids]
        frames = [framed(t, ground.language) for t in unit.texts]
        for i, (text, after) in enumerate(zip(unit.texts, (*unit.texts[1:], ""), strict=True)):
            if not frames[i].is_frame_only or is_gap(text, ground.language):  # it was made of their days
                continue
            if frames[i].source and not frames[i].leads_on and not all(f.source for f in frames[: max(0, i - 1)]):
                return _UNHELD
            if not is_borne_out(text, [ground.documents[f.doc_id] for f in facts], ground.language):
                return _SCENE
            fault = settle(text, facts, ground.documents, ground.language).fault
            is_told = after and framed(after, ground.language).source
            if fault is not None and not (is_told and fault.code == EVENT_DATE):
                return fault.code
        return ""

    def _worst(self, texts: Sequence[str], fact_ids: Sequence[str]) -> tuple[str, str]:
        """The worst verdict of rules and overlap on the statements of `texts`, and its reason code."""
        facts = [self.ground.facts[i] for i in fact_ids]
        language, documents = self.ground.language, self.ground.documents
        told = [t for t in texts if not framed(t, language).is_frame_only]
        settled = [settle(s, facts, documents, language) for t in told for s, _ in statements(t, language)]
        worst = min(settled, key=lambda s: _RANK[s.verdict], default=None)
        return (worst.verdict, worst.code) if worst else ("supported", "")
