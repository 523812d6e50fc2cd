"""The straight line of stages, wired as one LangGraph graph with a checkpoint after every node.

A node only adapts: it reads the state, calls one function of a stage, and returns what changed. What costs model
time is also kept in the reply cache, so that a run killed inside a node repeats no finished call either.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from typing import TYPE_CHECKING, Any, TypedDict

from deepnews.agents.answer import find_aims, find_answers
from deepnews.agents.assemble import assemble, repair, without_red
from deepnews.agents.brief import dispute_poles, information_needs, shift_poles
from deepnews.agents.camps import find_camps
from deepnews.agents.candidates import Bench
from deepnews.agents.choose_schema import choose_schema
from deepnews.agents.draft import BlockDrafter
from deepnews.agents.fact_table import build_facts, find_disagreements
from deepnews.agents.journal import Journal
from deepnews.agents.materials import Materials, load_materials
from deepnews.agents.note import NoteGroup, note, note_groups
from deepnews.agents.pace.measure import measure as measure_pace
from deepnews.agents.plan import Material, make_plan
from deepnews.agents.publication import Publication
from deepnews.agents.publish import write_outputs
from deepnews.agents.record import run_record
from deepnews.agents.run_folder import RunFolder
from deepnews.agents.state import GroupPicks, OnEvent, RunState, Toolbox
from deepnews.agents.timeline import eras, find_turn
from deepnews.agents.verify import checker_name, verify_claims
from deepnews.llm import ChatModel
from deepnews.models import open_model
from deepnews.retrieval.forage import forage
from deepnews.retrieval.saturation import saturation_gate
from deepnews.schemas.assignment import Assignment
from deepnews.schemas.base import Record
from deepnews.schemas.facts import Fact
from deepnews.schemas.library import load_schema
from deepnews.schemas.plan import AtomicBlock, Plan
from deepnews.schemas.run import RunRecord
from deepnews.schemas.verification import ClaimLedger

if TYPE_CHECKING:
    from langgraph.graph.state import CompiledStateGraph

MAX_REPAIRS = 2
SATURATION = 10
CHECKPOINT = "checkpoint.sqlite"


class _GroupTask(TypedDict):
    group: NoteGroup


class _BlockTask(TypedDict):
    block: AtomicBlock
    facts: tuple[Fact, ...]
    answers: tuple[str, ...]
    n_chars_evidence: int


class Stages:
    """The nodes of the graph over one assignment, its materials and its model."""

    def __init__(
        self, assignment: Assignment, materials: Materials, model: ChatModel, journal: Journal, toolbox: Toolbox
    ):
        self.assignment = assignment
        self.materials = materials
        self.model = model
        self.journal = journal
        self.toolbox = toolbox

    def brief(self, state: RunState) -> RunState:
        """Schema chosen."""
        with self.journal.stage("brief"):
            choice = choose_schema(self.assignment)
            return {"schema_code": choice.narrative.code, "schema_reason": choice.reason, "n_repairs": 0}

    def forage(self, state: RunState) -> RunState:
        """Evidence gathered, up to the saturation gate."""
        with self.journal.stage("forage"):
            index, corpus, target = self.materials.index, self.materials.corpus, self.assignment.n_chars_target
            account = saturation_gate(target, index.n_chars, self.assignment.on_scarcity, corpus)
            needs = information_needs(self.assignment, load_schema(state["schema_code"], self.assignment.language))
            evidence = forage(needs, index, corpus, account)
            self.journal.folder.write_evidence(evidence)
            return {"evidence": evidence}

    def groups(self, state: RunState) -> tuple[NoteGroup, ...]:
        """The evidence packed into calls."""
        passages = [p.passage for p in state["evidence"].passages]
        return note_groups(passages, self.assignment.language)

    def note(self, task: _GroupTask) -> RunState:
        """Sentences picked from one group."""
        group = task["group"]
        with self.journal.stage("note", detail=group.group_id):
            spans = note(group, self.assignment, self.model, self.assignment.seed)
            return {"picks": [GroupPicks(group_id=group.group_id, spans=spans)]}

    def facts(self, state: RunState) -> RunState:
        """The table of Facts and the disagreements between sources."""
        with self.journal.stage("note", detail="facts"):
            picks = {p.group_id: p.spans for p in state["picks"]}
            documents, index = self.materials.corpus.by_id, self.materials.index
            needs = state["evidence"].needs
            facts = build_facts(self.groups(state), picks, self.assignment, needs, documents, index)
            disagreements = find_disagreements(facts, index)
            self.journal.folder.write_facts(facts)
            self.journal.folder.write_disagreements(disagreements)
            return {"facts": facts, "disagreements": disagreements}

    def plan(self, state: RunState) -> RunState:
        """Atomic Blocks."""
        with self.journal.stage("plan"):
            plan = self._plan(state)
            self.journal.folder.write_plan(plan)
            return {"plan": plan}

    def _plan(self, state: RunState) -> Plan:
        assignment, documents, index = self.assignment, self.materials.corpus.by_id, self.materials.index
        schema = load_schema(state["schema_code"], assignment.language)
        facts = state["facts"]
        poles = shift_poles(assignment)
        aims = find_aims(poles, assignment)
        times = eras(facts, find_turn(facts, aims, documents, index, assignment.language), documents)
        answers = find_answers(facts, times, schema, aims, assignment, index, self.model)
        camps = find_camps(facts, dispute_poles(assignment), documents, index)
        material = Material(facts=facts, eras=times, camps=camps, answer_fact_ids=answers)
        n_chars = state["evidence"].saturation.n_chars_target
        return make_plan(schema, state["schema_reason"], material, assignment, n_chars, documents, index)

    def bench(self, facts: Sequence[Fact], answers: Sequence[str], n_chars_evidence: int) -> Bench:
        """What drafting and repair work with."""
        return Bench(
            model=self.model,
            index=self.materials.index,
            runs=self.materials.runs,
            documents=self.materials.corpus.by_id,
            facts={f.fact_id: f for f in facts},
            language=self.assignment.language,
            seed=self.assignment.seed,
            style_notes=self.assignment.style_notes,
            answers=frozenset(answers),
            n_chars_most=n_chars_evidence // SATURATION,
        )

    def draft(self, task: _BlockTask) -> RunState:
        """One block written."""
        with self.journal.stage("draft", detail=task["block"].role):
            bench = self.bench(task["facts"], task["answers"], task["n_chars_evidence"])
            return {"blocks": [BlockDrafter(task["block"], bench).draft()]}

    def assemble(self, state: RunState) -> RunState:
        """The draft as a whole."""
        with self.journal.stage("draft", detail="assemble"):
            account = state["evidence"].saturation
            bench = self.bench(state["facts"], state["plan"].answer_fact_ids, account.n_chars_evidence)
            n_chars = account.n_chars_target
            draft = assemble(state["blocks"], state["plan"], self.assignment, n_chars, bench)
            self.journal.folder.write_draft(draft)
            return {"draft": draft}

    def verify(self, state: RunState) -> RunState:
        """Every claim checked."""
        with self.journal.stage("verify"):
            materials = self.materials
            checked = verify_claims(
                state["draft"], state["facts"], materials.corpus, materials.index, self.model, self.assignment.language
            )
            self.journal.folder.write_claims(checked)
            return {"checked": checked}

    def repair(self, state: RunState) -> RunState:
        """Red sentences quoted or cut; after the last round what is still red leaves the article."""
        with self.journal.stage("repair"):
            account = state["evidence"].saturation
            bench = self.bench(state["facts"], state["plan"].answer_fact_ids, account.n_chars_evidence)
            n_chars = account.n_chars_target
            if state["n_repairs"] < MAX_REPAIRS:
                draft = repair(state["draft"], state["checked"], state["plan"], self.assignment, n_chars, bench)
            else:
                draft = without_red(state["draft"], state["checked"])
            self.journal.folder.write_draft(draft)
            return {"draft": draft, "n_repairs": state["n_repairs"] + 1}

    def pace(self, state: RunState) -> RunState:
        """Rhythm and fog measured; nothing changed."""
        with self.journal.stage("pace"):
            return {"pacing": measure_pace(state["draft"], self.assignment.language)}

    def publish(self, state: RunState) -> RunState:
        """Article, report and record written."""
        with self.journal.stage("publish"):
            corpus, folder = self.materials.corpus, self.journal.folder
            ledger = self.toolbox.measure(
                state["draft"], state["checked"], state["facts"], corpus, checker_name(self.model)
            )
        record = run_record(state, ledger, self.materials, self.assignment, self.model.model_id, folder)
        write_outputs(folder, self._publication(state, ledger, record))
        folder.write_record(record)
        return {}

    def _publication(self, state: RunState, ledger: ClaimLedger, record: RunRecord) -> Publication:
        return Publication(
            draft=state["draft"],
            corpus=self.materials.corpus,
            facts=state["facts"],
            ledger=ledger,
            record=record,
            plan=state["plan"],
            saturation=state["evidence"].saturation,
            disagreements=state["disagreements"],
        )


def _needs_repair(state: RunState) -> str:
    red = any(c.verdict in ("refuted", "not_enough_info", "unscored") for c in state["checked"])
    return "repair" if red and state["n_repairs"] <= MAX_REPAIRS else "pace"


def build_graph(stages: Stages, checkpointer: Any) -> CompiledStateGraph[Any, Any, Any, Any]:
    """The compiled graph: notes fan out over passage groups, drafts over blocks."""
    from langgraph.graph import END, START, StateGraph
    from langgraph.types import Send

    def fan_out_notes(state: RunState) -> list[Any]:
        groups = stages.groups(state)
        stages.journal.expect("note", len(groups) + 1)
        return [Send("note", {"group": g}) for g in groups]

    def fan_out_blocks(state: RunState) -> list[Any]:
        plan = state["plan"]
        stages.journal.expect("draft", len(plan.blocks) + 1)
        n_chars_evidence = state["evidence"].saturation.n_chars_evidence
        task = {"facts": state["facts"], "answers": plan.answer_fact_ids, "n_chars_evidence": n_chars_evidence}
        return [Send("draft", {"block": b, **task}) for b in plan.blocks]

    graph: StateGraph[Any, Any, Any, Any] = StateGraph(RunState)
    for name in (
        "brief",
        "forage",
        "note",
        "facts",
        "plan",
        "draft",
        "assemble",
        "verify",
        "repair",
        "pace",
        "publish",
    ):
        graph.add_node(name, getattr(stages, name))
    graph.add_edge(START, "brief")
    graph.add_edge("brief", "forage")
    graph.add_conditional_edges("forage", fan_out_notes, ["note"])
    graph.add_edge("note", "facts")
    graph.add_edge("facts", "plan")
    graph.add_conditional_edges("plan", fan_out_blocks, ["draft"])
    graph.add_edge("draft", "assemble")
    graph.add_edge("assemble", "verify")
    graph.add_conditional_edges("verify", _needs_repair, ["repair", "pace"])
    graph.add_edge("repair", "verify")
    graph.add_edge("pace", "publish")
    graph.add_edge("publish", END)
    return graph.compile(checkpointer=checkpointer)


def run_pipeline(assignment: Assignment, folder: RunFolder, toolbox: Toolbox, on_event: OnEvent) -> RunRecord:
    """The record of a finished run; begins it, or goes on where its checkpoint stands.

    Raises ScarcityError when the sources do not suffice, NoSourcesError when none can be read, ModelError when the
    model cannot answer, RunError when the folder is in use or the disk refuses. The folder stays resumable.
    """
    with folder.locked():
        journal = Journal(folder, on_event)
        with journal.stage("sources"):
            materials = load_materials(assignment, toolbox.settings, journal.step)
            folder.write_sources(materials.corpus)
        with closing(open_model(toolbox.settings, on_call=journal.call, run_dir=folder.path)) as model:
            stages = Stages(assignment, materials, model, journal, toolbox)
            with _checkpointer(folder) as checkpointer:
                _invoke(build_graph(stages, checkpointer), one_at_a_time=model.model_id.startswith("local:"))
        return folder.read_record()


@contextmanager
def _checkpointer(folder: RunFolder) -> Iterator[Any]:
    """LangGraph's SQLite checkpointer in the run folder, trusting only the types of ours."""
    os.environ.setdefault("LANGGRAPH_STRICT_MSGPACK", "true")
    from langgraph.checkpoint.serde.jsonplus import JsonPlusSerializer
    from langgraph.checkpoint.sqlite import SqliteSaver

    serde = JsonPlusSerializer(allowed_msgpack_modules=list(_state_types()))
    with closing(sqlite3.connect(folder.path / CHECKPOINT, check_same_thread=False)) as connection:
        yield SqliteSaver(connection, serde=serde)


def _state_types() -> Iterator[tuple[str, str]]:
    """Module and name of every record that can lie in the state."""
    pending: list[type[Record]] = [Record]
    while pending:
        kind = pending.pop()
        pending.extend(kind.__subclasses__())
        yield kind.__module__, kind.__name__


def _invoke(graph: CompiledStateGraph[Any, Any, Any, Any], *, one_at_a_time: bool) -> None:
    config: Any = {"configurable": {"thread_id": "run"}, "recursion_limit": 100}
    if one_at_a_time:
        config["max_concurrency"] = 1
    begun = graph.get_state(config).values
    graph.invoke(None if begun else {}, config, durability="sync")
