"""The stage that tells a checked English article in Chinese."""

from __future__ import annotations

from functools import partial

from deepnews.agents.brief import with_questions
from deepnews.agents.candidates import Bench
from deepnews.agents.journal import Journal
from deepnews.agents.layered import checker_name
from deepnews.agents.pace.measure import measure
from deepnews.agents.state import RunState
from deepnews.agents.translation.article import translated
from deepnews.agents.translation.sentence import Translator
from deepnews.agents.translation.verdicts import CHECKER, translated_claims
from deepnews.errors import ModelReplyError
from deepnews.schemas.assignment import Assignment
from deepnews.schemas.library import load_schema
from deepnews.schemas.narrative import NarrativeSchema
from deepnews.schemas.plan import Plan
from deepnews.settings import Settings


def translated_state(
    state: RunState, edition: Assignment, bench: Bench, settings: Settings, journal: Journal
) -> RunState:
    """Draft, claims, checker and pacing of the article in the language of `edition`. Raises ModelError, also when no
    sentence can be told."""
    translator = Translator(bench.model, bench.seed)
    english = state["draft"]
    code, folder = state["plan"].schema_code, settings.schemas_dir
    own, told = load_schema(code, english.language, folder), load_schema(code, edition.language, folder)
    schema = as_planned(told, own, state["plan"])
    step = partial(journal.tell, "translate")
    found = translated(english, state["plan"], with_questions(schema, edition), edition, bench, translator, step)
    if not found.draft.sentences:
        raise ModelReplyError(
            f"None of the {len(english.sentences)} sentences could be translated truly.",
            hint="Use a larger model and resume the run, or write the article in English: --lang en",
        )
    paced: RunState = {} if settings.pacing == "off" else {"pacing": measure(found.draft, edition.language)}
    return {
        **paced,
        "draft": found.draft,
        "checked": translated_claims(found, state["checked"]),
        "checker": f"{checker_name(bench.model, english.language)}+{CHECKER}",
        "left_out": found.left_out,
    }


def as_planned(told: NarrativeSchema, own: NarrativeSchema, plan: Plan) -> NarrativeSchema:
    """The form as it is `told`, without the claims that the plan, made in its `own` language, has dropped."""
    stands = {b.role: b.heading for b in plan.blocks}
    plain = {s.role for s in own.slots if s.asserts and stands.get(s.role, s.heading) != s.heading}
    return told.model_copy(update={"slots": tuple(s.claiming_nothing if s.role in plain else s for s in told.slots)})
