"""The record of a run: where each figure comes from, and what an editor is warned of."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from deepnews import __version__
from deepnews.agents.materials import Materials
from deepnews.agents.record import run_record, warnings
from deepnews.agents.run_folder import RunFolder
from deepnews.agents.state import RunState
from deepnews.app.summary import run_summary
from deepnews.prompts.render import prompts_sha256
from deepnews.retrieval.index import HybridIndex
from deepnews.schemas.assignment import Assignment
from deepnews.schemas.corpus import Corpus, SkippedSource, SourceDocument
from deepnews.schemas.draft import Draft, DraftBlock, Paragraph, Sentence
from deepnews.schemas.evidence import Evidence, SaturationAccount
from deepnews.schemas.plan import AtomicBlock, Plan, ReportingToDo
from deepnews.schemas.run import RunRecord
from deepnews.schemas.verification import CheckedClaim, Claim, ClaimLedger, Companions, Hfr, PacingReport, Verdict
from deepnews.text import RunIndex

TEXT = "The parish of Corran closed its well."
ACCOUNT = SaturationAccount(
    n_chars_requested=600,
    n_chars_target=40,
    n_chars_required=30_000,
    n_chars_available=50_000,
    n_chars_evidence=400,
    policy="shorten",
)


def state(*, text: str = TEXT, account: SaturationAccount = ACCOUNT, todos: tuple[ReportingToDo, ...] = ()) -> RunState:
    """The state of a run that wrote `text`."""
    paragraphs = (Paragraph(sentences=(Sentence(sentence_id="S1", text=text),)),) if text else ()
    block = AtomicBlock(block_id="B1", role="lede", point=TEXT, fact_ids=("F001",), n_chars_target=40)
    return RunState(
        draft=Draft(
            language="en",
            headline=Sentence(sentence_id="headline", text="Well closed", kind="furniture"),
            blocks=(DraftBlock(block_id="B1", paragraphs=paragraphs),),
        ),
        evidence=Evidence(needs=(), patches=(), passages=(), saturation=account),
        plan=Plan(schema_code="two-camps", schema_version=2, blocks=(block,), todos=todos),
        pacing=PacingReport(sentence_length_cv=0.4, n_flat_triples=0, connectives_per_1000_chars=1.0, n_formulas=0),
    )


def ledger(verdict: Verdict = "supported", copied_share: float = 0.0) -> ClaimLedger:
    """A ledger of one claim."""
    claim = Claim(claim_id="C1", sentence_id="S1", text=TEXT, start=0, end=len(TEXT))
    checked = CheckedClaim(
        claim=claim, verdict=verdict, support_prob=0.5, reason_code="x", reason="X.", decided_by="rules"
    )
    counts = dict.fromkeys(("n_supported", "n_refuted", "n_not_enough_info", "n_not_checkable", "n_unscored"), 0)
    counts[f"n_{verdict}"] = 1
    shares = dict.fromkeys(("cited_share", "specific_share"), 1.0)
    numbers = dict.fromkeys(
        ("n_repeated_sentences", "n_sources_used", "n_frame_errors", "n_quotations", "n_altered_quotations"), 0
    )
    return ClaimLedger(
        claims=(checked,),
        hfr=Hfr(value=1.0, low=0.2, high=1.0, checker="rules", **counts),
        companions=Companions(copied_share=copied_share, **shares, **numbers),
    )


@pytest.fixture
def materials(source: Callable[..., SourceDocument], indexed: Callable[..., HybridIndex]) -> Materials:
    document = source(TEXT)
    corpus = Corpus(
        documents=(document,),
        skipped=(SkippedSource(path="scan.pdf", reason="It holds no text."),),
        duplicates=(SkippedSource(path="b.txt", reason="It is a copy of a.txt."),),
    )
    return Materials(corpus=corpus, index=indexed(document), runs=RunIndex([TEXT], "en"), language="en")


@pytest.fixture
def record(tmp_path: Path, materials: Materials) -> Callable[..., RunRecord]:
    """Maker of records from a state and a ledger; two stages and a call stand in the journal."""
    folder = RunFolder(tmp_path)
    folder.append_event("stage", stage="note", detail="", wall_s=1.5)
    call = {"key": "k", "wall_s": 1.0, "n_prompt_tokens": 30, "n_cached_tokens": 10, "n_output_tokens": 8}
    folder.append_event("model_call", stage="note", from_cache=False, **call)
    folder.append_event("model_call", stage="note", from_cache=True, **call)
    folder.append_event("stage", stage="plan", detail="", wall_s=0.5)

    def make(the_state: RunState, the_ledger: ClaimLedger) -> RunRecord:
        assignment = Assignment(topic="The well of Corran", seed=11)
        return run_record(the_state, the_ledger, materials, assignment, "scripted:default", folder)

    return make


def test_it_says_what_made_the_article(record: Callable[..., RunRecord], materials: Materials, tmp_path: Path) -> None:
    made = record(state(), ledger())
    assert (made.run_dir, made.headline, made.language) == (str(tmp_path), "Well closed", "en")
    assert (made.schema_code, made.model, made.seed) == ("two-camps", "scripted:default", 11)
    assert made.embedding_model == materials.index.embedding_id != ""
    assert (made.deepnews_version, made.prompts_sha256) == (__version__, prompts_sha256())
    assert made.corpus_sha256 == materials.corpus.sha256
    assert made.skipped_sources == materials.corpus.skipped


def test_it_is_added_up_from_the_journal(record: Callable[..., RunRecord]) -> None:
    made = record(state(), ledger())
    assert (made.n_model_calls, made.n_cached_replies) == (1, 1)
    assert (made.n_prompt_tokens, made.n_cached_tokens, made.n_output_tokens) == (30, 10, 8)
    assert made.wall_s == 2.0
    assert list(made.stages) == ["note", "plan"]
    assert made.peak_rss_mib > 0


def test_it_says_what_each_stage_cost(record: Callable[..., RunRecord], tmp_path: Path) -> None:
    assert record(state(), ledger()).cost_usd is None, "a call of a version that knew no prices"
    folder = RunFolder(tmp_path)
    folder.write_text("events.jsonl", "")
    call = {"key": "k", "wall_s": 1.0, "from_cache": False}
    for stage, cost_usd in (("note", 0.25), ("draft", 0.5), ("draft", 0.125)):
        folder.append_event("stage", stage=stage, detail="", wall_s=1.0)
        folder.append_event("model_call", stage=stage, cost_usd=cost_usd, **call)
    made = record(state(), ledger())
    assert made.cost_usd == 0.875
    assert {name: stage.cost_usd for name, stage in made.stages.items()} == {"note": 0.25, "draft": 0.625}
    text = run_summary(made, tmp_path)
    assert "Cost: 0.8750 USD (note 0.2500, draft 0.6250)" in text


def test_saturation_is_evidence_over_article(record: Callable[..., RunRecord]) -> None:
    made = record(state(), ledger())
    assert (made.n_chars_article, made.n_chars_evidence) == (len(TEXT), 400)
    assert made.saturation == pytest.approx(400 / len(TEXT), abs=0.005)
    assert record(state(text=""), ledger()).saturation == 0.0


@pytest.mark.parametrize(
    ("verdict", "ended"),
    [
        ("supported", "done"),
        ("not_checkable", "done"),
        ("refuted", "red"),
        ("not_enough_info", "red"),
        ("unscored", "red"),
    ],
)
def test_red_claims_make_a_red_run(record: Callable[..., RunRecord], verdict: Verdict, ended: str) -> None:
    made = record(state(), ledger(verdict))
    assert made.state == ended
    assert made.hfr == ledger(verdict).hfr and made.companions == ledger(verdict).companions


def test_it_can_be_read_back(record: Callable[..., RunRecord]) -> None:
    made = record(state(), ledger())
    assert RunRecord.model_validate_json(made.model_dump_json()) == made


def test_a_length_under_what_the_schema_needs_is_said(materials: Materials) -> None:
    run = state()
    blocks = tuple(run["plan"].blocks[0].model_copy(update={"block_id": f"B{n}"}) for n in range(5))
    run["plan"] = run["plan"].model_copy(update={"blocks": blocks})
    first, *_ = warnings(run, ledger(), materials, 40)
    assert first == (
        "600 characters are few for the 5 parts of the schema 'two-camps', which need about 675: "
        "some are left out or cut short."
    )
    run["plan"] = run["plan"].model_copy(update={"blocks": blocks[:4]})
    assert not any("two-camps" in w for w in warnings(run, ledger(), materials, 40))


def test_a_sound_run_warns_only_of_copies(materials: Materials) -> None:
    assert list(warnings(state(), ledger(), materials, 40)) == ["b.txt: It is a copy of a.txt."]


def test_an_editor_is_warned_of_everything_else(materials: Materials) -> None:
    account = ACCOUNT.model_copy(
        update={"notice": "The sources are too few for 600 characters.", "n_chars_target": 500}
    )
    todo = ReportingToDo(slot="kicker", question="What stays open?", reason="0 of 2 facts found in the sources.")
    run = state(account=account, todos=(todo,))
    assert list(warnings(run, ledger(copied_share=0.254), materials, 449)) == [
        "The sources are too few for 600 characters.",
        "The article is shorter than asked: 449 of 500 characters.",
        "25% of the article stands word for word in the sources.",
        "Not filled: kicker. 0 of 2 facts found in the sources.",
        "b.txt: It is a copy of a.txt.",
    ]
    assert not any("shorter" in w for w in warnings(run, ledger(), materials, 450))
    assert not any("word for word" in w for w in warnings(run, ledger(copied_share=0.1), materials, 450))
