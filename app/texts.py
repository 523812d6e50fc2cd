r"""Help of the command line: what each command does, with an example. ``\b`` keeps the lines under it as they are."""

from __future__ import annotations

from typing import Final

ROOT: Final = """From a folder of documents to a checked long read, on your own machine.

\b
First time:     deepnews doctor
                deepnews models pull
An article:     deepnews write --topic "Why the bridge closed" --sources ./documents
From a file:    deepnews write --assignment assignment.yaml
Look at it:     deepnews show runs/RUN    or    deepnews app
Hand it on:     deepnews export runs/RUN --as pdf

\b
Exit codes: 0 done, 1 failed, 2 wrong use, 3 red claims,
            4 refused because the sources are too few, 130 interrupted.
Settings:   environment variables DEEPNEWS_..., see 'deepnews doctor'.
"""

WRITE: Final = """Write an article from an assignment and its sources.

Everything the run makes goes into a folder of its own under --out: the article with footnotes, the report with every
sentence's verdict, and the record. Ctrl-C is safe: 'deepnews resume' goes on where it stopped.

\b
Examples:
  deepnews write --topic "Why did the bridge close, and who knew?" \\
                 --angle "Two inspections, one year apart" \\
                 --sources ./documents --length 3000 --lang en
  deepnews write --assignment assignment.yaml --json
  deepnews write --plan runs/RUN/plan.md
"""

RESUME: Final = """Go on with a run that was interrupted or failed.

No finished model call is repeated, and the article is the one an undisturbed run would have written.

\b
Example:
  deepnews resume runs/RUN
"""

SHOW: Final = """Show what a run made, and how good it is.

State, HFR with its interval and companions, red claims, and where the files lie.

\b
Examples:
  deepnews show runs/RUN
  deepnews show runs/RUN --stdout > article.md
  deepnews show runs/RUN --timeline
  deepnews show runs/RUN --smoothness
"""

SUPPORT: Final = """Pack what helps to find a fault into a ZIP file that may be handed on.

It holds versions, settings, times, counts, verdicts and where errors happened. It holds no key, no text of a source, a
prompt, a reply or the article, no topic and no name of a file or a person: look into it before you send it.

\b
Example:
  deepnews support runs/RUN --out support.zip
"""

SCORE: Final = """Check any article against its sources.

Prints HFR with its interval and companions, and every red claim.
The article may be .md, .txt, .html or .docx. Exits with 3 when a claim is red.

\b
Examples:
  deepnews score article.md --sources ./documents
  deepnews score article.docx --sources ./documents --no-model --json
"""

MODELS: Final = """List, fetch or find the model weights.

\b
Example:
  deepnews models pull
"""

MODELS_LIST: Final = """List the weights there are, and whether they are on this machine.

\b
Example:
  deepnews models list
"""

MODELS_PULL: Final = """Fetch weights.

A broken download goes on where it stopped, and every file is checked by its hash.

\b
Examples:
  deepnews models pull
  deepnews models pull NAME
"""

MODELS_WHERE: Final = """Print the path of a model's file.

\b
Example:
  deepnews models where
"""

SCHEMAS_LIST: Final = """List the narrative schemas of both languages.

\b
Example:
  deepnews schemas list --lang zh
"""

SCHEMAS_SHOW: Final = """Show a schema: its slots, and the question each asks of the sources.

\b
Example:
  deepnews schemas show how-it-happened --lang en
"""

DOCTOR: Final = """Say what is missing here, and the command that mends it.

Looks at packages, models, memory, disk and folders. Exits with 0 when this machine can write articles, else with 1.

\b
Example:
  deepnews doctor
"""

APP: Final = """Show the runs on a page in the browser.

\b
Example:
  deepnews app --runs runs
"""
