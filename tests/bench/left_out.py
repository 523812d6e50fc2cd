"""The checker's weights and both baselines on labelled pairs of data sets that none of them was fitted on.

Use: python tests/bench/left_out.py FILE.jsonl.gz FEATURES.jsonl N [FOLDER] [--judge]

N rows of each language are drawn at random, the same ones each time; more rows keep those of fewer. Each data set is
scored by weights fitted on the others, and called by the threshold that is best on those; a language with one data set
is scored by fits on other documents. FEATURES keeps the features of each row, so that a stopped run goes on where it
was. With FOLDER the weights of all these rows are written there (rules.json, fused.json), as `deepnews eval fit` would.
With --judge the default language model is asked of every row too (one to two seconds each), and `judged` is told beside
the others; FEATURES is then another file.
"""

from __future__ import annotations

import json
import random
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, nullcontext
from itertools import chain
from pathlib import Path

from deepnews.agents.judge import judge_id_of
from deepnews.agents.support import EMBEDDED, JUDGED, FitName, shipped_model
from deepnews.agents.support_features import SUPPORT_FEATURES
from deepnews.eval import fusion
from deepnews.eval.grounding import Grounding, read_grounding
from deepnews.eval.metrics import Scored, auc, paired_difference, rates
from deepnews.eval.pair_scorers import FITTED_FEATURES, asks_judge, features_of
from deepnews.llm import ChatModel
from deepnews.models import open_model
from deepnews.schemas.base import Language
from deepnews.settings import Settings

SEED = 7
LANGUAGES: tuple[Language, ...] = ("en", "zh")
EVERY: Mapping[Language, tuple[str, ...]] = {"en": (*SUPPORT_FEATURES, EMBEDDED), "zh": SUPPORT_FEATURES}
UNJUDGED: tuple[FitName, ...] = ("fused", "rules")
JUDGED_TOO: tuple[FitName, ...] = ("judged", *UNJUDGED)
BASELINES: Mapping[str, Mapping[Language, tuple[str, ...]]] = {
    "surface": FITTED_FEATURES["surface"],
    "overlap": {"en": ("overlap",), "zh": ("overlap",)},
}
Rows = Sequence[Mapping[str, float]]
ByDataset = Mapping[str, Sequence[Scored]]


def kept_features(data: Grounding, path: Path, judge: ChatModel | None) -> list[dict[str, float]]:
    """The features of every row, computed where the file does not have them yet."""
    names = {lang: (*of, *([JUDGED] if judge else [])) for lang, of in EVERY.items()}
    lines = path.read_text(encoding="utf-8").splitlines() if path.exists() else []
    found: dict[str, dict[str, float]] = {k: v for line in lines for k, v in json.loads(line).items()}
    with path.open("a", encoding="utf-8") as file:
        for row in (r for r in data.rows if r.row_id not in found):
            found[row.row_id] = dict(features_of("rules", [row], names, judge=judge)[0])
            file.write(json.dumps({row.row_id: found[row.row_id]}) + "\n")
            file.flush()
    return [found[r.row_id] for r in data.rows]


def scored(data: Grounding, features: Rows, names: Sequence[str], language: Language) -> ByDataset:
    """Rows of a language by fits that have seen neither their data set nor, where there is one only, their document."""
    by_dataset = fusion.left_out_scored(data, features, names, language)
    return by_dataset or fusion.folds_scored(data, features, names, language, SEED)


def table(data: Grounding, features: Rows, plain: Rows, ours: Sequence[FitName]) -> Iterator[str]:
    """Lines of a Markdown table: means over the data sets of a language, and each data set."""
    yield f"| language | checker | balanced accuracy | ROC-AUC | `{ours[0]}` less it, paired | by data set |"
    yield "|---|---|--:|--:|---|---|"
    for language in LANGUAGES:
        best, *others = (scored(data, features, FITTED_FEATURES[name][language], language) for name in ours)
        others += [scored(data, plain, names[language], language) for names in BASELINES.values()]
        yield line(ours[0], language, best, "")
        for name, other in zip((*ours[1:], *BASELINES), others, strict=True):
            paired = paired_difference([best[n] for n in best], [other[n] for n in best], SEED)
            yield line(name, language, other, f"{paired.low:.3f} to {paired.high:.3f}" if paired else "")


def line(name: str, language: Language, found: ByDataset, paired: str) -> str:
    """One row of the table."""
    accuracy = {n: rates(rows).balanced_accuracy or 0.0 for n, rows in found.items()}
    area = {n: auc(rows) or 0.0 for n, rows in found.items()}
    each = ", ".join(f"{n} {accuracy[n]:.3f} / {area[n]:.3f}" for n in found)
    means = [sum(values.values()) / len(values) for values in (accuracy, area)]
    return f"| {language} | {name} | {means[0]:.3f} | {means[1]:.3f} | {paired} | {each} |"


def drawn(data: Grounding, n_rows: int) -> Grounding:
    """The file with up to `n_rows` rows of each language."""
    rows = list(data.rows)
    random.Random(SEED).shuffle(rows)
    chosen = [[r for r in rows if r.lang == language][:n_rows] for language in LANGUAGES]
    return data.model_copy(update={"rows": tuple(chain.from_iterable(chosen))})


def main(file: Path, kept: Path, n_rows: int, folder: Path | None, *, with_judge: bool) -> None:
    """Print the table."""
    data, ours = drawn(read_grounding(file), n_rows), JUDGED_TOO if with_judge else UNJUDGED
    with closing(open_model(Settings())) if with_judge else nullcontext() as model:
        features = kept_features(data, kept, model)
        judge_id = judge_id_of(model) if model else ""
    plain = features_of("surface", data.rows, FITTED_FEATURES["surface"])
    sys.stdout.write("\n".join(table(data, features, plain, ours)) + "\n")
    for name in ours if folder else ():
        names = FITTED_FEATURES[name]
        made = fusion.fit(
            name, data, features, names, seed=SEED,
            embedded_hash=shipped_model().model_id if EMBEDDED in names["en"] else "",
            judge_id=judge_id if asks_judge(name) else "",
        )  # fmt: skip
        (folder / f"{name}.json").write_text(made.model_dump_json(indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    given = [a for a in sys.argv[1:] if a != "--judge"]
    main(
        Path(given[0]), Path(given[1]), int(given[2]), Path(given[3]) if given[3:] else None,
        with_judge="--judge" in sys.argv,
    )  # fmt: skip
