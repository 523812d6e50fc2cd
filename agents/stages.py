"""The nodes of the graph: each reads the state, calls one function of a stage, and returns what changed."""

from __future__ import annotations

from collections.abc import Sequence

from deepnews.agents.assemble import assemble, repair, without_red
from deepnews.agents.brief import information_needs, with_questions
from deepnews.agents.candidates import Bench
from deepnews.agents.choose_schema import choose_schema
from deepnews.agents.disagreements import find_disagreements
from deepnews.agents.draft import BlockDrafter
from deepnews.agents.fact_table import build_facts
from deepnews.agents.first_mention import explained
from deepnews.agents.house_style import in_house_style, load_house_style, with_house_warnings
from deepnews.agents.journal import Journal, n_requests
from deepnews.agents.layered import checker_name
from deepnews.agents.mark import Marker
from deepnews.agents.materials import Materials
from deepnews.agents.note import NoteGroup, note, note_groups
from deepnews.agents.pace.measure import measure as measure_pace
from deepnews.agents.pace.stage import SHARE_OF_DRAFTING, PacedDraft, blocks_to_hold, pace_draft, red_blocks
from deepnews.agents.pace.units import Ground
from deepnews.agents.plan import with_leads
from deepnews.agents.plan_edit import check_plan, with_locked
from deepnews.agents.plan_material import planned
from deepnews.agents.plan_start import save_plan
from deepnews.agents.publication import Publication
from deepnews.agents.publish import write_outputs
from deepnews.agents.rank_schemas import rank_schemas, ranking_reason
from deepnews.agents.record import run_record
from deepnews.agents.run_folder import PLAN
from deepnews.agents.state import DRAFTED, SATURATION, BlockTask, GroupPicks, GroupTask, RunState, Toolbox
from deepnews.agents.translation.stage import translated_state
from deepnews.agents.verify import verify_claims
from deepnews.agents.word_counts import counted_facts
from deepnews.llm import ChatModel
from deepnews.retrieval.forage import candidates, forage
from deepnews.retrieval.saturation import saturation_gate
from deepnews.retrieval.versions import with_counterparts
from deepnews.schemas.assignment import Assignment
from deepnews.schemas.draft import Draft
from deepnews.schemas.evidence import SaturationAccount
from deepnews.schemas.facts import Fact
from deepnews.schemas.library import load_schema, load_schemas
from deepnews.schemas.narrative import NarrativeSchema
from deepnews.schemas.plan import SchemaRank

MAX_REPAIRS = 2
"""Rounds of repair; after them what is still red leaves the article."""


class Stages:
    """The nodes of the graph over one assignment, its materials and its model."""

    def __init__(
        self,
        assignment: Assignment,
        materials: Materials,
        model: ChatModel,
        journal: Journal,
        toolbox: Toolbox,
        edition: Assignment | None = None,
    ):
        self.assignment = assignment
        """In the language of the sources that are written from."""
        self.edition = edition or assignment
        """As it was given: in the language of the article."""
        self.materials = materials
        self.model = model
        self.journal = journal
        self.toolbox = toolbox
        self.house = load_house_style(assignment.language, toolbox.settings.house_style)
        self.is_translated = self.edition.language != assignment.language
        self.edition_house = (
            load_house_style(self.edition.language, toolbox.settings.house_style) if self.is_translated else self.house
        )

    def brief(self, state: RunState) -> RunState:
        """Schema chosen."""
        with self.journal.stage("brief"):
            choice = choose_schema(self.assignment, self.toolbox.settings.schemas_dir)
            return {"schema_code": choice.narrative.code, "schema_reason": choice.reason, "n_repairs": 0}

    def schema(self, state: RunState) -> NarrativeSchema:
        """The schema that was chosen, with the assignment's questions in it where it has room for them."""
        chosen = load_schema(state["schema_code"], self.assignment.language, self.toolbox.settings.schemas_dir)
        return with_questions(chosen, self.assignment)

    def mark(self, state: RunState) -> RunState:
        """What the model marks among the candidates of foraging, where it is trusted with that and not all is taken."""
        if not self.model.profile.n_chars_marked:
            return {}
        schema, corpus, n_required = self.schema(state), self.materials.corpus, self._account().n_chars_required
        marker = Marker(
            assignment=self.assignment,
            questions=[slot.question for slot in schema.slots],
            documents=corpus.by_id,
            model=self.model,
            expect=lambda n_calls: self.journal.expect("mark", n_calls),
            step=lambda group_id: self.journal.stage("mark", detail=group_id),
        )
        needs = information_needs(self.assignment, schema)
        return {"marks": marker.marks(candidates(needs, self.materials.index, corpus, n_required), n_required)}

    def _account(self) -> SaturationAccount:
        """The 10:1 account before anything is gathered; raises ScarcityError where the sources do not suffice."""
        corpus, target = self.materials.corpus, self.assignment.n_chars_target
        return saturation_gate(target, self.materials.index.n_chars, self.assignment.on_scarcity, corpus)

    def forage(self, state: RunState) -> RunState:
        """Evidence gathered, up to the saturation gate."""
        with self.journal.stage("forage"):
            index, corpus, account = self.materials.index, self.materials.corpus, self._account()
            needs = information_needs(self.assignment, self.schema(state))
            found = forage(needs, index, corpus, account, marks=state.get("marks", ()))
            evidence = with_counterparts(found, corpus, index.passages, self.assignment.language)
            self.journal.folder.write_evidence(evidence)
            return {"evidence": evidence}

    def groups(self, state: RunState) -> tuple[NoteGroup, ...]:
        """The evidence packed into calls."""
        return note_groups([p.passage for p in state["evidence"].passages], self.assignment.language)

    def note(self, task: GroupTask) -> RunState:
        """Sentences picked from one group."""
        group = task["group"]
        with self.journal.stage("note", detail=group.group_id):
            spans = note(group, self.assignment, self.model, self.assignment.seed)
            return {"picks": [GroupPicks(group_id=group.group_id, spans=spans)]}

    def facts(self, state: RunState) -> RunState:
        """The table of Facts and the disagreements between sources."""
        with self.journal.stage("note", detail="facts"):
            picks, had = {p.group_id: p.spans for p in state["picks"]}, state["evidence"]
            documents, index = self.materials.corpus.by_id, self.materials.index
            facts = build_facts(self.groups(state), picks, self.assignment, had.needs, documents, index, had.patches)
            disagreements = find_disagreements(facts, documents, index, self.assignment.language)
            facts += () if self.is_translated else counted_facts(facts, self.assignment, documents, had.patches)
            self.journal.folder.write_facts(facts)
            self.journal.folder.write_disagreements(disagreements)
            return {"facts": facts, "disagreements": disagreements}

    def plan(self, state: RunState) -> RunState:
        """Atomic Blocks, in the form of story that the Facts can fill best unless one was named."""
        with self.journal.stage("plan"):
            folder, ranking = self.journal.folder, self._ranking(state)
            if ranking:
                state = {**state, "schema_code": ranking[0].code, "schema_reason": ranking_reason(ranking[0])}
            plan = planned(state, self.schema(state), self.assignment, self.materials, self.model)
            plan = plan.model_copy(update={"schema_ranking": ranking})
            if folder.read_review().wanted and folder.has(PLAN):
                plan = with_locked(plan, folder.read_plan())
            save_plan(folder, plan, state["facts"], self.schema(state), self.assignment.language)
            return {"plan": plan, "schema_code": state["schema_code"], "schema_reason": state["schema_reason"]}

    def _ranking(self, state: RunState) -> tuple[SchemaRank, ...]:
        """All forms of story, best first; none where the assignment or an editor has named one."""
        if self.assignment.schema_code != "auto" or self.journal.folder.read_review().schema_code:
            return ()
        schemas = load_schemas(self.assignment.language, self.toolbox.settings.schemas_dir)
        documents, index = self.materials.corpus.by_id, self.materials.index
        return rank_schemas(self.assignment, schemas, state["facts"], documents, index, self.model)

    def review(self, state: RunState) -> RunState:
        """The plan as an editor has approved it, or the other form they want; interrupts the run until they say."""
        from langgraph.types import interrupt

        folder = self.journal.folder
        review = folder.read_review()
        if not review.wanted:
            return {}
        if review.schema_code not in ("", state["plan"].schema_code):
            return {"schema_code": review.schema_code, "schema_reason": "Chosen by an editor."}
        if review.approved_at is None:
            interrupt("The plan waits for an editor.")
        facts = {f.fact_id: f for f in state["facts"]}
        plan = check_plan(folder.read_plan(), facts)
        plan = with_leads(plan, facts, self.materials.corpus.by_id, self.assignment.language)
        schema = self.schema({"schema_code": plan.schema_code})
        save_plan(folder, plan, state["facts"], schema, self.assignment.language)
        return {"plan": plan}

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
            answers=tuple(answers),
            n_chars_most=int(DRAFTED * n_chars_evidence / SATURATION),
        )

    def draft(self, task: BlockTask) -> RunState:
        """One block written."""
        with self.journal.stage("draft", detail=task["block"].role):
            bench = self.bench(task["facts"], task["answers"], task["n_chars_evidence"])
            return {"blocks": [BlockDrafter(task["block"], bench).draft()]}

    def assemble(self, state: RunState) -> RunState:
        """The draft as a whole."""
        with self.journal.stage("draft", detail="assemble"):
            account = state["evidence"].saturation
            bench = self.bench(state["facts"], state["plan"].answer_fact_ids, account.n_chars_evidence)
            draft = assemble(state["blocks"], state["plan"], self.assignment, account.n_chars_target, bench)
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
        """Red rewrites taken back; else red sentences quoted or cut, and after the last round left out."""
        with self.journal.stage("repair"):
            plain = state.get("plain", state["draft"])
            if "paced" in state and red_blocks(state["paced"], state["checked"]):
                n_rollbacks = state.get("n_rollbacks", 0)
                held = blocks_to_hold(state["paced"], state["checked"], state.get("held", ()), n_rollbacks)
                return {"draft": plain, "held": held, "n_rollbacks": n_rollbacks + 1}
            account = state["evidence"].saturation
            bench = self.bench(state["facts"], state["plan"].answer_fact_ids, account.n_chars_evidence)
            n_chars = account.n_chars_target
            if state["n_repairs"] < MAX_REPAIRS:
                draft = repair(plain, state["checked"], state["plan"], self.assignment, n_chars, bench)
            else:
                draft = without_red(plain, state["checked"], self.assignment, bench)
            return {"draft": draft, "n_repairs": state["n_repairs"] + 1}

    def pace(self, state: RunState) -> RunState:
        """The draft paced as the settings say, or only measured, or left alone; then finished."""
        mode, plain = self.toolbox.settings.pacing, state["draft"]
        if mode == "off":
            update: RunState = {"plain": plain, "draft": self._finished(plain, state)}
        else:
            with self.journal.stage("pace"):
                paced = self._paced(plain, state) if mode == "rewrite" else None
                draft = paced.draft if paced else self._finished(plain, state)
                update = {"plain": plain, "draft": draft, "pacing": measure_pace(draft, self.assignment.language)}
                update = {**update, "paced": paced} if paced else update
        self.journal.folder.write_draft(update["draft"])
        return update

    def _finished(self, draft: Draft, state: RunState) -> Draft:
        """The draft with who is who, unless it is translated afterwards, in house style."""
        told = draft if self.is_translated else explained(draft, state["facts"], self.materials.corpus.by_id)
        return in_house_style(told, self.house, [n for f in state["facts"] for n in f.names])

    def _paced(self, plain: Draft, state: RunState) -> PacedDraft:
        ground = Ground({f.fact_id: f for f in state["facts"]}, self.materials.corpus.by_id, self.assignment.language)
        return pace_draft(
            plain,
            state["plan"],
            ground,
            self.model,
            seed=self.assignment.seed,
            n_calls_most=int(SHARE_OF_DRAFTING * n_requests(self.journal.folder.read_events(), "draft")),
            held=state.get("held", ()),
            finish=lambda draft: self._finished(draft, state),
            is_translated=self.is_translated,
        )

    def translate(self, state: RunState) -> RunState:
        """The article told in the language that was asked for, where it was written in another."""
        if self.edition.language == self.assignment.language:
            return {}
        with self.journal.stage("translate"):
            bench = self.bench(state["facts"], (), 0)
            update = translated_state(state, self.edition, bench, self.toolbox.settings, self.journal)
            self.journal.folder.write_draft(update["draft"])
            self.journal.folder.write_claims(update["checked"])
            return update

    def publish(self, state: RunState) -> RunState:
        """Article, report and record written."""
        with self.journal.stage("publish"):
            corpus, folder = self.materials.corpus, self.journal.folder
            checker = state.get("checker") or checker_name(self.model, state["draft"].language)
            ledger = self.toolbox.measure(state["draft"], state["checked"], state["facts"], corpus, checker)
        record = run_record(state, ledger, self.materials, self.edition, self.model.model_id, folder)
        record = with_house_warnings(record, state["draft"], self.edition_house)
        write_outputs(folder, Publication.of_run(state, corpus, ledger, record))
        folder.write_record(record)
        return {}
