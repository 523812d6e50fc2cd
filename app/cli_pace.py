"""The command that measures the pacing of any article: a table of figures, targets and worst places."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Annotated, Any, Final, Literal

import typer

from deepnews.app import options as opt
from deepnews.app.console import put

if TYPE_CHECKING:
    from deepnews.agents.pace.constraints import Constraint, Reading
    from deepnews.agents.pace.prose import Place
    from deepnews.agents.read_article import ReadArticle
    from deepnews.schemas.base import Language
    from deepnews.schemas.pacing import Smoothness
    from deepnews.schemas.plan import PacingMode
    from deepnews.settings import Settings

HELP: Final = """Measure how an article is paced: Rhythm Break and Logic Fog.

Prints each measure with its target and the places that miss it most. Nothing is changed, and no model is used but for
--smoothness: the surprisal of the words under the local model, beside that of --sources where they are given.

\b
Examples:
  deepnews pace article.md
  deepnews pace article.docx --lang zh --mode slow --json
  deepnews pace article.md --smoothness --sources ./documents
"""
N_PLACES: Final = 3
PLACE_CHARS: Final = 60
WORDS: Final[dict[str, dict[str, str]]] = {
    "en": {"measure": "measure", "value": "value", "target": "target", "at least": "at least", "at most": "at most"},
    "zh": {"measure": "指标", "value": "数值", "target": "目标", "at least": "不低于", "at most": "不高于"},
}

PaceLang = Annotated[Literal["en", "zh"] | None, typer.Option("--lang", help="Language. Default: the article's own.")]
Mode = Annotated[Literal["steady", "quick", "slow"], typer.Option("--mode", help="Pacing mode that sets the targets.")]
SmoothnessToo = Annotated[
    bool, typer.Option("--smoothness", help="Measure surprisal under the local model as well; takes minutes.")
]
Beside = Annotated[
    list[str] | None, typer.Option("--sources", metavar="PATH", help="Human texts for --smoothness; repeatable.")
]


def add_to(app: typer.Typer) -> None:
    """Give `app` this command."""
    app.command(help=HELP)(pace)


def pace(
    article: opt.Article,
    lang: PaceLang = None,
    mode: Mode = "steady",
    smoothness: SmoothnessToo = False,
    sources: Beside = None,
    model: opt.Model = None,
    as_json: opt.Json = False,
) -> None:
    """Measure an article."""
    from deepnews.agents.pace.constraints import read_all
    from deepnews.agents.pace.prose import prose_of_draft
    from deepnews.agents.read_article import read_article
    from deepnews.app import service
    from deepnews.app.scoring import article_text
    from deepnews.app.summary import smoothness_lines
    from deepnews.errors import UsageError

    settings = service.make_settings(model=model)
    text, own_language = article_text(article, settings)
    language = lang or own_language
    found = read_article(text, language)
    prose = prose_of_draft(found.draft)
    if not prose.sentences:
        raise UsageError(f"There is no sentence in {article}.", hint="Name an article of .md, .txt, .html or .docx.")
    readings, places = read_all(prose, mode), _Places(text, found)
    smooth = _smoothness(found.draft.body, sources or [], settings) if smoothness else {}
    if as_json:
        put(_json(readings, places, language, mode, smooth))
    else:
        put("\n".join([_table(readings, places, language, mode), *smoothness_lines(smooth)]))


def _smoothness(body: str, sources: list[str], settings: Settings) -> dict[str, Smoothness | None]:
    """Figures by what was measured: the article, and the sources where they are given."""
    from deepnews.app.smoothness import measure_smoothness

    own, theirs = measure_smoothness(body, sources, settings)
    return {"article": own, **({"sources": theirs} if sources else {})}


class _Places:
    """The way from a place in a sentence to the text that was read."""

    def __init__(self, text: str, found: ReadArticle) -> None:
        self.text = text
        self.found = found
        self.ids = [s.sentence_id for s in found.draft.sentences]

    def span(self, place: Place) -> tuple[int, int]:
        """Offsets in the text."""
        span = self.found.place(self.ids[place.sentence], place.start, place.end)
        return span.start, span.end

    def line(self, place: Place) -> int:
        """Line of the text, from 1."""
        return self.text.count("\n", 0, self.span(place)[0]) + 1


def _table(readings: tuple[Reading, ...], places: _Places, language: Language, mode: PacingMode) -> str:
    from deepnews.agents.pace.constraints import constraints

    words = WORDS[language]
    rows = [("", words["measure"], words["value"], f"{words['target']} ({mode})")]
    marks = [""]
    for constraint, reading in zip(constraints(), readings, strict=True):
        sign = " " if reading.value is None else "✗" if reading.miss else "✓"
        rows.append((sign, constraint.title[language], _value(reading), _target(reading, language)))
        marks.append("\n".join(_place_lines(constraint, reading, places, language)))
    widths = [max(map(_width, column)) for column in zip(*rows, strict=True)]
    lines = ["  ".join(_padded(cell, n) for cell, n in zip(row, widths, strict=True)).rstrip() for row in rows]
    return "\n".join(part for pair in zip(lines, marks, strict=True) for part in pair if part)


def _place_lines(constraint: Constraint, reading: Reading, places: _Places, language: Language) -> list[str]:
    """For a missed target what to do, and the worst places."""
    if not reading.miss:
        return []
    lines = [f"     {constraint.explained[language]}"]
    for place in reading.places[:N_PLACES]:
        text = place.text if len(place.text) <= PLACE_CHARS else place.text[:PLACE_CHARS] + "…"
        lines.append(f"     {places.line(place)}: {text}")
    return lines


def _json(
    readings: tuple[Reading, ...],
    places: _Places,
    language: Language,
    mode: PacingMode,
    smooth: dict[str, Smoothness | None],
) -> str:
    measures: list[dict[str, Any]] = []
    for reading in readings:
        found = []
        for place in reading.places:
            start, end = places.span(place)
            found.append({"start": start, "end": end, "line": places.line(place), "text": place.text})
        measures.append({**reading.model_dump(exclude={"places"}), "places": found})
    values: dict[str, Any] = {"language": language, "mode": mode, "measures": measures}
    if smooth:
        values["smoothness"] = {name: found and found.model_dump() for name, found in smooth.items()}
    return json.dumps(values, ensure_ascii=False)


def _value(reading: Reading) -> str:
    return "n/a" if reading.value is None else f"{reading.value:.2f}"


def _target(reading: Reading, language: Language) -> str:
    target, words = reading.target, WORDS[language]
    low = f"{words['at least']} {target.low:g}" if target.low is not None else ""
    high = f"{words['at most']} {target.high:g}" if target.high is not None else ""
    return ", ".join(part for part in (low, high) if part)


def _width(text: str) -> int:
    """Columns of a terminal; a Chinese character takes two."""
    from unicodedata import east_asian_width

    return sum(2 if east_asian_width(c) in "WF" else 1 for c in text)


def _padded(text: str, n_columns: int) -> str:
    return text + " " * (n_columns - _width(text))
