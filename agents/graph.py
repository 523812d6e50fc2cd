"""The straight line of stages, wired as one LangGraph graph with a checkpoint after every node.

A node only adapts: it reads the state, calls one function of a stage, and returns what changed. What costs model
time is also kept in the reply cache, so that a run killed inside a node repeats no finished call either.
"""

from __future__ import annotations

from contextlib import closing
from typing import TYPE_CHECKING, Any, Literal

from deepnews.agents.checkpoints import checkpointer, run_database
from deepnews.agents.journal import Journal
from deepnews.agents.materials import Materials, load_materials
from deepnews.agents.pace.stage import red_blocks
from deepnews.agents.plan_start import state_of_plan
from deepnews.agents.record import mark_running, mark_waiting
from deepnews.agents.run_folder import ORDER, RunFolder
from deepnews.agents.stages import MAX_REPAIRS, Stages
from deepnews.agents.state import OnEvent, RunState, Toolbox
from deepnews.agents.translation.assignment import in_english
from deepnews.llm import ChatModel
from deepnews.models import open_model
from deepnews.prices import load_prices
from deepnews.schemas.assignment import Assignment
from deepnews.schemas.run import RunRecord

if TYPE_CHECKING:
    from langgraph.graph.state import CompiledStateGraph


def _needs_repair(state: RunState) -> str:
    """Rewrites that turned out red are rolled back, however often; what was red as drafted is repaired, in rounds; what
    is not red any more is told in the article's language."""
    red = any(c.verdict in ("refuted", "not_enough_info", "unscored") for c in state["checked"])
    rewrites = "paced" in state and bool(red_blocks(state["paced"], state["checked"]))
    return "repair" if rewrites or (red and state["n_repairs"] <= MAX_REPAIRS) else "translate"


def build_graph(stages: Stages, checkpointer: Any) -> CompiledStateGraph[Any, Any, Any, Any]:
    """The compiled graph: notes fan out over passage groups, drafts over blocks."""
    from langgraph.graph import END, START, StateGraph
    from langgraph.types import Send

    def fan_out_notes(state: RunState) -> list[Any]:
        groups = stages.groups(state)
        stages.journal.expect("note", len(groups) + 1)
        return [Send("note", {"group": g}) for g in groups]

    def fan_out_blocks(state: RunState) -> list[Any] | str:
        plan = state["plan"]
        if plan.schema_code != state["schema_code"]:
            return "plan"
        stages.journal.expect("draft", len(plan.blocks) + 1)
        n_chars_evidence = state["evidence"].saturation.n_chars_evidence
        task = {"facts": state["facts"], "answers": plan.answer_fact_ids, "n_chars_evidence": n_chars_evidence}
        return [Send("draft", {"block": b, **task}) for b in plan.blocks]

    graph: StateGraph[Any, Any, Any, Any] = StateGraph(RunState)
    for name in (
        "brief",
        "mark",
        "forage",
        "note",
        "facts",
        "plan",
        "review",
        "draft",
        "assemble",
        "pace",
        "verify",
        "repair",
        "translate",
        "publish",
    ):
        graph.add_node(name, getattr(stages, name))
    graph.add_edge(START, "brief")
    graph.add_edge("brief", "mark")
    graph.add_edge("mark", "forage")
    graph.add_conditional_edges("forage", fan_out_notes, ["note"])
    graph.add_edge("note", "facts")
    graph.add_edge("facts", "plan")
    graph.add_edge("plan", "review")
    graph.add_conditional_edges("review", fan_out_blocks, ["plan", "draft"])
    graph.add_edge("draft", "assemble")
    graph.add_edge("assemble", "pace")
    graph.add_edge("pace", "verify")
    graph.add_conditional_edges("verify", _needs_repair, ["repair", "translate"])
    graph.add_edge("repair", "pace")
    graph.add_edge("translate", "publish")
    graph.add_edge("publish", END)
    return graph.compile(checkpointer=checkpointer)


def run_pipeline(assignment: Assignment, folder: RunFolder, toolbox: Toolbox, on_event: OnEvent) -> RunRecord:
    """The record of a run that has finished or waits for an editor; begins it, or goes on where its checkpoint stands.

    Raises ScarcityError when the sources do not suffice, NoSourcesError when none can be read, ModelError when the
    model cannot answer, RunError when the folder is in use or the disk refuses. The folder stays resumable.
    """
    price = load_prices(toolbox.settings.prices).price(toolbox.settings.model)
    journal = Journal(folder, on_event, price, toolbox.telemetry)
    with folder.locked(), journal.run(toolbox.settings.model):
        mark_running(assignment, folder, toolbox.settings.model)
        database = run_database(folder, toolbox.settings)
        with journal.stage("sources"):
            materials = load_materials(assignment, toolbox.settings, journal.step, translates=True)
            folder.write_sources(materials.corpus)
        model = open_model(
            toolbox.settings,
            on_call=journal.call,
            run_dir=folder.path,
            database=database,
            telemetry=toolbox.telemetry,
        )
        with closing(model):
            order = _in_language_of(materials, assignment, model, journal)
            stages = Stages(order, materials, model, journal, toolbox, edition=assignment)
            with checkpointer(folder, database, toolbox.before_commit) as saver:
                graph = build_graph(stages, saver)
                config = _config(database.run if database else "run", model.model_id)
                if folder.read_review().is_given:
                    _start_at_plan(graph, config, state_of_plan(folder, materials.corpus))
                if _invoke(graph, config) == "waiting":
                    mark_waiting(folder)
        return folder.read_record()


def _in_language_of(materials: Materials, assignment: Assignment, model: ChatModel, journal: Journal) -> Assignment:
    """The assignment that the draft is written to, kept in the folder where it is not the one that was given."""
    if materials.language == assignment.language:
        return assignment
    with journal.stage("brief", detail="translate"):
        if not journal.folder.has(ORDER):
            journal.folder.write_assignment(in_english(assignment, model), ORDER)
        return journal.folder.read_order()


def _start_at_plan(graph: CompiledStateGraph[Any, Any, Any, Any], config: Any, state: RunState) -> None:
    """Put the run behind its node `plan`, unless it has begun."""
    if not graph.get_state(config).values:
        graph.update_state(config, state, as_node="plan")


def _config(thread_id: str, model_id: str) -> Any:
    """LangGraph's configuration: a local model answers one call at a time."""
    config: dict[str, Any] = {"configurable": {"thread_id": thread_id}, "recursion_limit": 100}
    return config | ({"max_concurrency": 1} if model_id.startswith("local:") else {})


def _invoke(graph: CompiledStateGraph[Any, Any, Any, Any], config: Any) -> Literal["finished", "waiting"]:
    begun = graph.get_state(config).values
    graph.invoke(None if begun else {}, config, durability="sync")
    return "waiting" if graph.get_state(config).next else "finished"
