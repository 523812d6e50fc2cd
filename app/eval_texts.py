r"""Help of ``deepnews eval``: what each command measures, with examples. ``\b`` keeps lines as they are."""

from __future__ import annotations

from typing import Final

EVAL: Final = """Measure articles and checkers: HFR of any article, checkers on labelled data, planted errors.

\b
Examples:
  deepnews eval score article.md --sources ./documents
  deepnews eval verifier --data pairs.jsonl --checker rules
  deepnews eval corrupt runs/RUN
  deepnews eval compare --assignment assignment.yaml --out compared
  deepnews eval cliff --assignment assignment.yaml --out cliff
"""

SCORE: Final = """HFR of an article of any origin, also corrected for the checker's own errors.

Each claim with its verdict, reason and evidence; HFR with interval and companions; and HFR as it would be if the
checker never erred: (HFR + specificity - 1) / (sensitivity + specificity - 1), with the two recalls from --measured.
Exits with 3 when a claim is red.

\b
Examples:
  deepnews eval score article.md --sources ./documents --no-model
  deepnews eval score article.docx --sources ./documents --json > score.json
  deepnews eval score article.md --sources ./documents --measured measured/verifier.json
"""

VERIFIER: Final = """How well a checker tells supported claims from unsupported ones, on labelled data.

A row of --data is one JSON object on a line: document, claim, label (1 supported, 0 not), and, if you like, id,
dataset, lang (en, zh) and error_type; .jsonl or .jsonl.gz. Lines that cannot be read are named, the rest is scored.
The threshold comes from --threshold, else from --dev (best mean balanced accuracy over its data sets, per language),
else it is the one that ships with the checker. Intervals draw whole documents anew.

\b
Checkers:
  fused     rules, overlap and the embedded model, weighed (default)
  judged    the same and the default language model, asked of every row: one to two seconds each
  rules     rules and overlap, weighed                overlap   baseline: shared words or character pairs
  verdicts  the verdicts of the checker of articles   surface   baseline: fitted on counts and shares
  embedded  the embedded model alone (English)        or a model of others, see --checker

\b
Examples:
  deepnews eval verifier --data test.jsonl.gz --dev dev.jsonl.gz
  deepnews eval verifier --data a.jsonl --data b.jsonl --checker rules --threshold en=0.5,zh=0.4 --json
  deepnews eval verifier --data dev.jsonl.gz --dev dev.jsonl.gz --against overlap --against surface --out measured
"""

FIT: Final = """Fit the weights of the checker fused, judged, rules or surface on labelled data into a small JSON file.

Each label of each data set has the same say. Threshold and calibration come from cross-validation over documents.
Printed beside: ROC-AUC on each data set by a fit on all others. Fit on rows the embedded model was not trained on.

\b
Examples:
  deepnews eval fit --data dev.jsonl.gz --out fused.json
  deepnews eval fit --data train.jsonl.gz --checker surface --calibration isotonic --out surface.json
"""

CORRUPT: Final = """Plant errors in a checked article, and see how many the checker finds.

Into sentences the checker calls supported, up to -k single errors of each kind: number, date, name, quotation,
speaker, frame, negation, modality, over_inference. Then the article is checked again: what share was caught, and how
many sentences that nobody changed turned red. The seed decides which errors.

\b
Examples:
  deepnews eval corrupt runs/RUN
  deepnews eval corrupt article.md --sources ./documents -k 10 --seed 3 --json
  deepnews eval corrupt runs/RUN --kind number --kind date
"""

COMPARE: Final = """Write one assignment in several ways with one model, and judge all of them by one checker.

zero-shot gives the model the assignment alone; rag adds the passages most like it; plan-and-write (AgentWrite,
arXiv 2408.07055) plans paragraphs and writes them in turn from the same passages; deepnews is this program. The checker
is the product's rules and overlap against all sources, without a language model. Into --out go the articles,
compare.json, compare.md and compare.svg. Replies of the model are cached: the same command repeats none.

\b
Examples:
  deepnews eval compare --assignment assignment.yaml --out compared
  deepnews eval compare --assignment a.yaml --system rag --system deepnews --context 15000 --out compared --json
"""

CLIFF: Final = """The Knowledge Cliff on your own corpus and model: truthfulness against characters of context.

For each --context and each --seed the model writes the article in one call from the passages most like the
assignment, and the checker judges it against all sources. Into --out go the articles, cliff.jsonl (each point as soon
as it is finished: the same command goes on after a stop), cliff.json and cliff.svg. The recommended minimum is the
smallest context from which HFR stays within 5 points of the best. Look at the copied share beside it.

\b
Examples:
  deepnews eval cliff --assignment assignment.yaml --out cliff
  deepnews eval cliff --assignment assignment.yaml --context 5000 --context 15000 --seed 1 --seed 2 --out cliff --json
"""
