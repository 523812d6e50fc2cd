"""All rules of a sentence against the Facts it rests on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from deepnews.agents.rules.aspect import aspect_findings
from deepnews.agents.rules.comparatives import comparative_findings
from deepnews.agents.rules.compared import compared_findings
from deepnews.agents.rules.complements import complement_findings
from deepnews.agents.rules.contrasts import contrast_findings
from deepnews.agents.rules.counted import counted_findings
from deepnews.agents.rules.date_pairs import day_pair_findings
from deepnews.agents.rules.either import either_findings
from deepnews.agents.rules.frame import frame_findings
from deepnews.agents.rules.glosses import gloss_findings
from deepnews.agents.rules.grounds import Grounds, Told
from deepnews.agents.rules.intervals import interval_findings
from deepnews.agents.rules.list_marks import list_findings
from deepnews.agents.rules.name_check import name_findings
from deepnews.agents.rules.negation import polarity_findings
from deepnews.agents.rules.novelty import novelty_findings
from deepnews.agents.rules.number_check import number_findings
from deepnews.agents.rules.old_versions import version_findings
from deepnews.agents.rules.pairing import pairing_findings
from deepnews.agents.rules.quotes import quotation_findings
from deepnews.agents.rules.roles import role_findings
from deepnews.agents.rules.rulings import ruling_findings
from deepnews.agents.rules.sought import sought_findings
from deepnews.agents.rules.standing import standing_findings
from deepnews.agents.rules.surer import surer_findings
from deepnews.agents.rules.together import apart_findings
from deepnews.agents.rules.voice import voice_findings
from deepnews.schemas.base import Language
from deepnews.schemas.corpus import SourceDocument
from deepnews.schemas.facts import Fact
from deepnews.schemas.verification import Finding


def check_sentence(
    text: str,
    facts: Sequence[Fact],
    documents: Mapping[str, SourceDocument],
    language: Language,
    *,
    lead_in: str = "",
    told: Told = (),
) -> tuple[Finding, ...]:
    """What the rules say of a sentence: ``refuted`` for contradictions, ``not_enough_info`` for additions,
    ``supported`` for what was found word for word. `lead_in`, the words code set before the sentence, is taken as true;
    `told` are the periods that the article tells before it, from which "four days later" counts.
    """
    if not facts:
        return (Finding(code="fact.none", verdict="not_enough_info", reason="The sentence rests on no Fact."),)
    grounds = Grounds(facts=tuple(facts), documents=documents, language=language, lead_in=lead_in, told=told)
    return (
        *quotation_findings(text, grounds),
        *number_findings(text, grounds),
        *compared_findings(text, grounds),
        *counted_findings(text, grounds),
        *name_findings(text, grounds),
        *polarity_findings(text, grounds),
        *comparative_findings(text, grounds),
        *ruling_findings(text, grounds),
        *frame_findings(text, grounds),
        *sought_findings(text, grounds),
        *pairing_findings(text, grounds),
        *contrast_findings(text, grounds),
        *either_findings(text, grounds),
        *role_findings(text, grounds),
        *voice_findings(text, grounds),
        *apart_findings(text, grounds),
        *standing_findings(text, grounds),
        *surer_findings(text, grounds),
        *complement_findings(text, grounds),
        *day_pair_findings(text, grounds),
        *interval_findings(text, grounds),
        *aspect_findings(text, grounds),
        *gloss_findings(text, grounds),
        *list_findings(text, grounds),
        *version_findings(text, grounds),
        *novelty_findings(text, grounds),
    )


def faults(findings: Sequence[Finding]) -> list[Finding]:
    """Those of the findings that speak against a sentence: contradictions and additions."""
    return [f for f in findings if f.verdict in ("refuted", "not_enough_info")]


def objections(
    text: str,
    facts: Sequence[Fact],
    documents: Mapping[str, SourceDocument],
    language: Language,
    *,
    lead_in: str = "",
) -> list[Finding]:
    """What the rules have against a sentence that nothing of the article stands before; none when it may stand."""
    return faults(check_sentence(text, facts, documents, language, lead_in=lead_in))
