"""``deepnews pace``: the table and the JSON of an article, with lines and offsets of the file that was read."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from deepnews.agents.pace.constraints import constraints
from deepnews.app.cli import app
from deepnews.schemas.pacing import Smoothness
from deepnews.settings import Settings

ENGLISH = (
    "# The mill\n\nThe mill paid **ten firms** in May 2024.[^1] However, the mill now owes more than it did before.\n\n"
    "It is worth noting that “in conclusion” was her word.\n\n[^1]: A note. However.\n"
)
CHINESE = "# 工厂\n\n工厂2024年5月付款。然而，工厂目前欠款更多，供应商在等。\n\n值得注意的是，工厂关了。\n"


def pace(path: Path, *args: str) -> Result:
    return CliRunner().invoke(app, ["pace", str(path), *args])


def article(folder: Path, text: str, name: str = "article.md") -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("text", "language", "title", "place"),
    [
        (ENGLISH, "en", "Stock phrases", "5: It is worth noting"),
        (CHINESE, "zh", "套话", "5: 值得注意的是"),
    ],
)
def test_table(text: str, language: str, title: str, place: str, tmp_path: Path) -> None:
    done = pace(article(tmp_path, text))
    assert done.exit_code == 0
    lines = done.stdout.splitlines()
    row = next(i for i, line in enumerate(lines) if title in line)
    assert lines[row].startswith("✗")
    assert lines[row + 2].strip() == place
    assert all(c.title[language] in done.stdout for c in constraints())  # type: ignore[index]


@pytest.mark.parametrize(("text", "language"), [(ENGLISH, "en"), (CHINESE, "zh")])
def test_json_offsets_lead_into_the_file(text: str, language: str, tmp_path: Path) -> None:
    found = json.loads(pace(article(tmp_path, text), "--json", "--mode", "slow").stdout)
    assert (found["language"], found["mode"]) == (language, "slow")
    measures = {m["code"]: m for m in found["measures"]}
    for code in ("connectives", "formulas", "undated-now"):
        (place,) = measures[code]["places"]
        assert text[place["start"] : place["end"]] == place["text"]
        assert text.count("\n", 0, place["start"]) + 1 == place["line"]
    assert measures["reveal-order"]["value"] is None


def test_the_language_can_be_given(tmp_path: Path) -> None:
    done = pace(article(tmp_path, ENGLISH), "--lang", "zh", "--json")
    assert json.loads(done.stdout)["language"] == "zh"


def test_other_formats_are_loaded(tmp_path: Path) -> None:
    body = "".join(
        f"<p>{line}</p>" for line in ("However, the mill paid ten firms in May 2024.", "It went on for years.") * 6
    )
    done = pace(article(tmp_path, f"<html><body><article>{body}</article></body></html>", "a.html"))
    assert (done.exit_code, "Connectives" in done.stdout) == (0, True)


@pytest.mark.parametrize("text", ["", "# Only a title\n"])
def test_an_article_without_sentences(text: str, tmp_path: Path) -> None:
    done = pace(article(tmp_path, text))
    assert (done.exit_code, done.stdout) == (2, "")
    assert "There is no sentence in" in done.stderr


def test_a_missing_article(tmp_path: Path) -> None:
    done = pace(tmp_path / "none.md")
    assert (done.exit_code, "There is no file" in done.stderr) == (2, True)


@pytest.mark.parametrize("args", [(), ("--json",)])
def test_smoothness_needs_a_model_that_tells_probabilities(args: tuple[str, ...], tmp_path: Path) -> None:
    refused = pace(article(tmp_path, ENGLISH), "--smoothness", "--model", "scripted", *args)
    assert refused.exit_code == 2 and "tells no token probabilities" in refused.stderr


def test_smoothness_stands_under_the_table_and_in_the_json(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    given: list[object] = []
    found = Smoothness(
        n_tokens=99, surprisal=3.25, surprisal_variance=9.5, expected_entropy=3.0, statistic=1.5, own_prob=0.1336
    )

    def measured(body: str, sources: object, settings: Settings) -> tuple[Smoothness, None]:
        given.append((body.startswith("The mill paid"), sources, settings.model))
        return found, None

    monkeypatch.setattr("deepnews.app.smoothness.measure_smoothness", measured)
    path = article(tmp_path, ENGLISH)
    table = pace(path, "--smoothness", "--sources", str(tmp_path)).stdout.splitlines()
    assert table[-2].startswith(
        "smoothness of the article: surprisal 3.25 bits (variance 9.5), expected 3.00; statistic +1.5"
    )
    assert table[-1] == "smoothness of the sources: n/a, too short"
    values = json.loads(pace(path, "--smoothness", "--json").stdout)["smoothness"]
    assert values == {"article": found.model_dump()}
    assert given == [(True, [str(tmp_path)], "local"), (True, [], "local")]
