"""What ``deepnews eval`` does, as plain functions: score an article, measure a checker, fit one, plant errors."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple, cast

from deepnews.app.running import OnEvent
from deepnews.app.service import ScoredArticle, score, score_json
from deepnews.errors import NoSourcesError, UsageError

if TYPE_CHECKING:
    from deepnews.agents.logistic import Fit
    from deepnews.agents.materials import Materials, Tell
    from deepnews.eval.corrected import CorrectedHfr
    from deepnews.eval.corrupt.measure import CorruptResult
    from deepnews.eval.corrupt.planting import Kind
    from deepnews.eval.verifier_eval import VerifierResult
    from deepnews.llm import ChatModel
    from deepnews.retrieval.index import HybridIndex
    from deepnews.schemas.draft import Draft
    from deepnews.schemas.evidence import ScoredPassage
    from deepnews.schemas.facts import Fact
    from deepnews.settings import Settings


# --- score -----------------------------------------------------------------------------------------------------------


class CorrectedScore(NamedTuple):
    """A scored article with its HFR corrected; None where nothing is known of the checker."""

    scored: ScoredArticle
    corrected: CorrectedHfr | None


def score_corrected(
    article: Path,
    sources: Sequence[str],
    settings: Settings,
    on_event: OnEvent,
    *,
    use_model: bool,
    measured: Path | None,
) -> CorrectedScore:
    """An article checked against `sources`, which may hold nothing: then nothing of it is supported."""
    from deepnews.eval.corrected import corrected_hfr, read_result, recalls, stored_result

    result = read_result(measured) if measured else stored_result()
    try:
        scored = score(article, sources, settings, on_event, use_model=use_model)
    except NoSourcesError as error:
        scored = _score_without_sources(article, sources, settings, error)
    known = recalls(result, scored.score.language) if result else None
    return CorrectedScore(scored, corrected_hfr(scored.score.ledger.hfr, known) if known else None)


def corrected_json(found: CorrectedScore) -> str:
    """The score as one JSON object: ``hfr``, ``hfr_corrected``, ``companions`` and ``claims``."""
    content = json.loads(score_json(found.scored))
    corrected = found.corrected.model_dump() if found.corrected else None
    content = {"hfr": content.pop("hfr"), "hfr_corrected": corrected, **content}
    return json.dumps(content, ensure_ascii=False)


class _EmptyIndex:
    """The index of no document at all."""

    def search(self, query: str, top_k: int) -> tuple[ScoredPassage, ...]:
        """Nothing."""
        return ()


def _score_without_sources(
    article: Path, sources: Sequence[str], settings: Settings, error: NoSourcesError
) -> ScoredArticle:
    """The score against sources that are there and empty; raises `error` when they are not empty but unreadable."""
    from deepnews.agents.verify import verify_text
    from deepnews.app.scoring import Score, article_text
    from deepnews.eval.hfr import measure
    from deepnews.schemas.corpus import Corpus

    if any(_holds_something(Path(place)) for place in sources):
        raise error
    text, language = article_text(article, settings)
    corpus = Corpus(documents=())
    found = verify_text(text, corpus, cast("HybridIndex", _EmptyIndex()), None, language)
    ledger = measure(found.draft, found.claims, (), corpus, found.checker)
    return ScoredArticle(Score(language=language, model="none", draft=found.draft, ledger=ledger), corpus)


def _holds_something(place: Path) -> bool:
    """True for a file with more than white space in it, a folder that has one, and what is neither."""
    if place.is_dir():
        return any(p.is_file() and p.read_bytes().strip() for p in place.rglob("*"))
    return not place.is_file() or bool(place.read_bytes().strip())


# --- verifier and fit ------------------------------------------------------------------------------------------------


def _tell(on_event: OnEvent) -> Tell:
    from deepnews.agents.state import ProgressEvent

    return lambda what, done, total: on_event(ProgressEvent(stage=what, done=done, total=total))


@contextmanager
def opened_judge(checkers: Sequence[str]) -> Iterator[ChatModel | None]:
    """The language model that checkers of these names ask, for a block; None when none of them asks one.

    Raises UsageError when the model of the settings tells no probabilities, and what opening it raises.
    """
    from deepnews.app.service import make_settings
    from deepnews.eval.pair_scorers import asks_judge
    from deepnews.models import open_model

    asking = [name for name in checkers if asks_judge(name)]
    if not asking:
        yield None
        return
    with closing(open_model(make_settings())) as model:
        if not model.profile.tells_probs:
            raise UsageError(
                f"The checker {asking[0]!r} weighs how sure a model is, and {model.model_id} does not tell it.",
                hint="Use the default model: DEEPNEWS_MODEL=local",
            )
        yield model


def write_result(result: VerifierResult, folder: Path) -> tuple[Path, Path]:
    """Paths of the JSON and the Markdown file written into `folder`."""
    from deepnews.eval.verifier_report import markdown

    paths = folder / "verifier.json", folder / "verifier.md"
    write_text(paths[0], result.model_dump_json(indent=1))
    write_text(paths[1], markdown(result))
    return paths


def write_fit(made: Fit, path: Path) -> None:
    """Write the weights; raises RunError when the disk refuses."""
    write_text(path, made.model_dump_json(indent=1))


def write_text(path: Path, text: str) -> None:
    """Write a result whole, with one line break at its end; raises RunError when the disk refuses."""
    from deepnews.agents.run_files import write_whole

    path.parent.mkdir(parents=True, exist_ok=True)
    write_whole(path, (text.rstrip("\n") + "\n").encode("utf-8"))


# --- corrupt ---------------------------------------------------------------------------------------------------------


class _Checkable(NamedTuple):
    """An article ready to be checked over and over."""

    draft: Draft
    facts: tuple[Fact, ...]
    materials: Materials


def corrupt(
    target: Path,
    sources: Sequence[str],
    settings: Settings,
    on_event: OnEvent,
    *,
    k: int,
    seed: int,
    kinds: Sequence[Kind],
) -> CorruptResult:
    """Errors planted in a run's article, or in any article checked against `sources`, and what was found of them.

    Raises UsageError without sources for an article, RunError when a folder is no run.
    """
    from deepnews.agents.evidence_search import EvidenceSearch
    from deepnews.agents.layered import default_verifier
    from deepnews.agents.verify import check_draft
    from deepnews.eval.corrupt.measure import measure_corruption

    given = _of_run(target, settings, on_event) if target.is_dir() else _of_article(target, sources, settings, on_event)
    search = EvidenceSearch(given.materials.corpus, given.materials.index, given.draft.language)
    verifier = default_verifier(search, None)
    return measure_corruption(
        given.draft,
        lambda draft: check_draft(draft, given.facts, search, verifier),
        verifier.name,
        k=k,
        seed=seed,
        corpus_sha256=given.materials.corpus.sha256,
        kinds=kinds,
    )


def write_corrupt(result: CorruptResult, folder: Path) -> Path:
    """Path of the JSON file written into `folder`."""
    path = folder / "corrupt.json"
    write_text(path, result.model_dump_json(indent=1))
    return path


def known_kinds(names: Sequence[str]) -> tuple[Kind, ...]:
    """The kinds of error of these names, all without a name; raises UsageError for an unknown one."""
    from deepnews.eval.corrupt.planting import KINDS

    unknown = [n for n in names if n not in KINDS]
    if unknown:
        raise UsageError(f"There is no kind of error {unknown[0]!r}.", hint=f"Choose from: {', '.join(KINDS)}")
    return tuple(k for k in KINDS if not names or k in names)


def _of_run(run_dir: Path, settings: Settings, on_event: OnEvent) -> _Checkable:
    from deepnews.agents.materials import load_materials
    from deepnews.agents.run_folder import RunFolder

    folder = RunFolder.open(run_dir)
    materials = load_materials(folder.read_assignment(), settings, _tell(on_event))
    return _Checkable(folder.read_draft(), folder.read_facts(), materials)


def _of_article(article: Path, sources: Sequence[str], settings: Settings, on_event: OnEvent) -> _Checkable:
    from deepnews.agents.materials import load_materials
    from deepnews.agents.read_article import read_article
    from deepnews.app.scoring import article_text
    from deepnews.schemas.assignment import Assignment

    if not sources:
        raise UsageError("An article needs sources to be checked against.", hint="Add --sources DIR, or name a run.")
    text, language = article_text(article, settings)
    order = Assignment(topic=article.name.ljust(3, "."), language=language, sources=tuple(sources))
    return _Checkable(read_article(text, language).draft, (), load_materials(order, settings, _tell(on_event)))
