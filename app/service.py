"""What the program can do, as plain functions; the command line and the page call these and nothing deeper."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from deepnews import __version__
from deepnews.app.places import child_of, run_of
from deepnews.app.running import OnEvent, Outcome, run_in
from deepnews.errors import RunError

if TYPE_CHECKING:
    from deepnews.app.scoring import Score
    from deepnews.schemas.assignment import Assignment
    from deepnews.schemas.base import Language
    from deepnews.schemas.corpus import Corpus
    from deepnews.schemas.run import RunRecord
    from deepnews.schemas.verification import CheckedClaim
    from deepnews.settings import Settings

MODEL_CHOICE: Final = "model.json"
"""File of a run folder that says which model the run was begun with; keys are never written."""


@dataclass(frozen=True)
class ScoredArticle:
    """A scored article and the corpus it was checked against."""

    score: Score
    corpus: Corpus

    @property
    def red(self) -> tuple[CheckedClaim, ...]:
        """Claims that the sources do not bear out."""
        return self.score.red


@dataclass(frozen=True)
class FoundRun:
    """A run folder; `record` is None when it cannot be read, and `problem` says why."""

    folder: Path
    record: RunRecord | None
    problem: str = ""


def make_settings(
    *,
    model: str | None = None,
    base_url: str | None = None,
    use_cache: bool | None = None,
    allow_private_urls: bool | None = None,
    pacing: str | None = None,
    house_style: Path | str | None = None,
) -> Settings:
    """Settings of this call: what is given, then the environment, then the settings file, then the defaults."""
    from deepnews.settings import load_settings

    given: dict[str, object] = {"model": model, "base_url": base_url, "use_cache": use_cache, "pacing": pacing}
    given |= {"allow_private_urls": allow_private_urls, "house_style": house_style}
    return load_settings(**{key: value for key, value in given.items() if value is not None})


def begin(assignment: Assignment, settings: Settings, parent: Path, *, review: bool = False) -> Path:
    """A new run folder under `parent` that `resume` can start from; with `review` it will wait after its plan.

    Raises UsageError for an unknown schema and RunError when the folder cannot be made.
    """
    from deepnews.agents.run_folder import RunFolder
    from deepnews.schemas.library import load_schema
    from deepnews.schemas.plan import PlanReview

    if assignment.schema_code != "auto":
        load_schema(assignment.schema_code, assignment.language, settings.schemas_dir)
    folder = RunFolder.create(parent, assignment.topic, dt.datetime.now())
    child_of(parent, folder.path.name)
    folder.write_assignment(assignment)
    choice = settings.model_dump(mode="json", include={"model", "base_url", "pacing", "house_style"})
    folder.write_text(MODEL_CHOICE, json.dumps(choice) + "\n")
    if review:
        folder.write_review(PlanReview(wanted=True))
    return folder.path


def write(assignment: Assignment, settings: Settings, parent: Path, on_event: OnEvent) -> Outcome:
    """How writing an article into a new folder under `parent` ended.

    Raises what `begin` raises; what stops the run after that is recorded in its folder and handed back in the outcome.
    """
    from deepnews.agents.run_folder import RunFolder

    folder = RunFolder(begin(assignment, settings, parent))
    return run_in(folder, assignment, settings, on_event)


def resume(run_dir: Path, on_event: OnEvent, *, model: str | None = None, base_url: str | None = None) -> Outcome:
    """How going on with the run at `run_dir` ended; model and pacing are kept unless another model is named.

    Raises RunError when `run_dir` is not a run, or the address that it stands for is out of reach.
    """
    from deepnews.agents.run_folder import RunFolder

    folder = RunFolder.open(run_of(run_dir))
    settings = run_settings(run_dir, model=model, base_url=base_url)
    return run_in(folder, folder.read_assignment(), settings, on_event)


def run_settings(run_dir: Path, *, model: str | None = None, base_url: str | None = None) -> Settings:
    """Settings with the model the run at `run_dir` was begun with, unless another is named."""
    from deepnews.agents.run_folder import RunFolder

    folder = RunFolder(run_dir)
    choice = json.loads(folder.read_text(MODEL_CHOICE)) if folder.has(MODEL_CHOICE) else {}
    return make_settings(
        model=model or choice.get("model"),
        base_url=base_url or choice.get("base_url"),
        pacing=choice.get("pacing"),
        house_style=choice.get("house_style"),
    )


def read_record(run_dir: Path) -> RunRecord:
    """The record of a run; raises RunError when there is none."""
    from deepnews.agents.run_folder import RunFolder

    return RunFolder.open(run_dir).read_record()


def measure_smoothness(run_dir: Path) -> RunRecord:
    """The record of a finished run with its smoothness under the local model, kept in record and report."""
    from deepnews.app.run_smoothness import measure_run

    return measure_run(run_dir, run_settings(run_dir))


def read_article(run_dir: Path) -> str:
    """The article of a run as Markdown; raises RunError when there is none yet."""
    from deepnews.agents.run_folder import ARTICLE, RunFolder

    return RunFolder.open(run_dir).read_text(ARTICLE)


def read_red_claims(run_dir: Path) -> tuple[CheckedClaim, ...]:
    """The claims of a run that block publication; none before the article was checked."""
    from deepnews.agents.run_folder import CLAIMS, RunFolder

    folder = RunFolder.open(run_dir)
    claims = folder.read_claims() if folder.has(CLAIMS) else ()
    return tuple(c for c in claims if c.verdict in ("refuted", "not_enough_info", "unscored"))


def list_runs(parent: Path) -> tuple[FoundRun, ...]:
    """The runs under `parent`, newest first; none when there is no such folder."""
    from deepnews.agents.run_folder import ASSIGNMENT

    if not parent.is_dir():
        return ()
    folders = sorted((p for p in parent.iterdir() if (p / ASSIGNMENT).is_file()), key=lambda p: p.name, reverse=True)
    return tuple(_found(folder) for folder in folders)


def _found(folder: Path) -> FoundRun:
    try:
        return FoundRun(folder=folder, record=read_record(folder))
    except RunError as error:
        return FoundRun(folder=folder, record=None, problem=str(error))


# --- scoring ---------------------------------------------------------------------------------------------------------


def score(
    article: Path, sources: Sequence[str], settings: Settings, on_event: OnEvent, *, use_model: bool
) -> ScoredArticle:
    """An article of any origin checked against `sources`."""
    from deepnews.app.scoring import score_article

    scored, corpus = score_article(article, tuple(sources), settings, on_event, use_model=use_model)
    return ScoredArticle(score=scored, corpus=corpus)


def score_json(scored: ScoredArticle) -> str:
    """The score as one JSON object: ``hfr``, ``companions`` and ``claims``."""
    ledger = scored.score.ledger
    sentences = {s.sentence_id: s.text for s in scored.score.draft.sentences}
    claims = [
        {
            "claim": c.claim.text,
            "sentence": sentences.get(c.claim.sentence_id, ""),
            "start": c.claim.start,
            "end": c.claim.end,
            **c.model_dump(include={"verdict", "support_prob", "reason_code", "reason"}),
            "evidence": [e.model_dump() for e in c.evidence],
            "cautions": [f.reason for f in c.findings if f.is_caution],
        }
        for c in ledger.claims
    ]
    content = {"hfr": ledger.hfr.model_dump(), "companions": ledger.companions.model_dump(), "claims": claims}
    return json.dumps(content, ensure_ascii=False)


def write_score_report(scored: ScoredArticle, path: Path) -> None:
    """Write the report of a scored article; raises RunError when the disk refuses."""
    from deepnews.agents.publish import Publication, report_html
    from deepnews.agents.run_files import write_whole
    from deepnews.schemas.run import RunRecord

    score_ = scored.score
    record = RunRecord(
        run_dir="",
        state="red" if score_.red else "done",
        headline=score_.draft.headline.text,
        language=score_.language,
        model=score_.model,
        seed=0,
        deepnews_version=__version__,
        n_chars_article=score_.draft.n_chars,
        hfr=score_.ledger.hfr,
        companions=score_.ledger.companions,
    )
    publication = Publication(draft=score_.draft, corpus=scored.corpus, facts=(), ledger=score_.ledger, record=record)
    write_whole(path, report_html(publication).encode("utf-8"))


# --- weights ---------------------------------------------------------------------------------------------------------


def pull_weights(settings: Settings, name: str | None, on_event: OnEvent) -> tuple[Path, ...]:
    """Paths of the weights `name` (all without a name), fetched where they are missing.

    The embedding models are brought into eight bits as well. Raises WeightsError, EmbeddingError.
    """
    from deepnews.agents.materials import embedder_for
    from deepnews.agents.state import ProgressEvent
    from deepnews.weights import MINILM, REGISTRY, pull

    def tell(weights: str) -> Callable[[int, int], None]:
        mib = 1 << 20
        return lambda done, total: on_event(
            ProgressEvent(stage="download", done=done // mib, total=max(1, total // mib), detail=f"{weights}, MiB")
        )

    wanted = [name] if name else list(REGISTRY)
    paths = tuple(pull(n, settings.data_dir, on_bytes=tell(n), hub=not settings.offline) for n in wanted)
    spoken: list[Language] = ["en", "zh"] if name is None else ["en"] if name == MINILM.name else []
    for done, language in enumerate(spoken):
        on_event(ProgressEvent(stage="export", done=done, total=len(spoken), detail=language))
        embedder_for(settings, language).encode_queries(["?"])
    return paths


def weights_lines(settings: Settings) -> tuple[str, ...]:
    """A line for each set of weights: whether it is here, its size, licence and use."""
    from deepnews.weights import REGISTRY, is_present

    return tuple(
        f"{'present' if is_present(n, settings.data_dir) else 'missing'}  {n}  {w.n_bytes / 1e6:,.0f} MB  {w.licence}"
        for n, w in REGISTRY.items()
    )


def where_weights(settings: Settings, name: str | None) -> Path:
    """Where the weights `name` lie or would lie (the default model without a name); raises WeightsError."""
    from deepnews.weights import QWEN, weights_path

    return weights_path(name or QWEN.name, settings.data_dir)
