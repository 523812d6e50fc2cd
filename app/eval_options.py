"""Options of ``deepnews eval``, each defined once."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

from typer import Argument, Option

Data = Annotated[list[Path], Option("--data", metavar="FILE", help="Labelled rows, .jsonl or .jsonl.gz; repeatable.")]
OneData = Annotated[Path, Option("--data", metavar="FILE", help="Labelled rows, .jsonl or .jsonl.gz.")]
Dev = Annotated[Path | None, Option("--dev", metavar="FILE", help="Labelled rows that give the threshold.")]
Train = Annotated[
    Path | None, Option("--train", metavar="FILE", help="Labelled rows the baseline surface is fitted on.")
]
FitFile = Annotated[Path | None, Option("--fit", metavar="FILE", help="Weights from 'deepnews eval fit'.")]
CheckerChoice = Annotated[
    str | None,
    Option(
        "--checker",
        metavar="CHECKER",
        help="fused (default), judged, rules, verdicts, overlap, surface, embedded, or a model of others: "
        "hhem, minicheck, lettucedetect, nli, each with :FOLDER or :OWNER/NAME after it.",
    ),
]
Against = Annotated[
    list[str] | None, Option("--against", metavar="CHECKER", help="Compare with this checker; repeatable.")
]
Threshold = Annotated[str | None, Option("--threshold", metavar="X", help="0.5, or en=0.5,zh=0.4.")]
Seed = Annotated[int, Option("--seed", metavar="N", help="Seed of everything that is drawn.")]
OutDir = Annotated[Path | None, Option("--out", metavar="DIR", help="Also write JSON and Markdown into this folder.")]
FitOut = Annotated[Path, Option("--out", metavar="FILE", help="Where the weights go.")]
Fitted = Annotated[Literal["fused", "judged", "rules", "surface"], Option("--checker", help="What to fit.")]
Calibrated = Annotated[Literal["platt", "isotonic", "none"], Option("--calibration", help="How scores become shares.")]
Strength = Annotated[float, Option("--strength", min=1e-6, help="Inverse strength of the penalty on weights.")]
Target = Annotated[Path, Argument(metavar="RUN_OR_ARTICLE", help="Folder of a run, or an article (then --sources).")]
Sources = Annotated[list[str] | None, Option("--sources", metavar="PATH", help="Folder, file or URL; repeatable.")]
PerKind = Annotated[int, Option("-k", "--per-kind", metavar="N", min=1, help="Errors of each kind.")]
Kinds = Annotated[list[str] | None, Option("--kind", metavar="KIND", help="Only this kind; repeatable.")]
MeasuredFile = Annotated[
    Path | None,
    Option("--measured", metavar="FILE", help="Recalls of the checker, from 'deepnews eval verifier --out'."),
]
