"""``deepnews eval compare`` and ``cliff`` on the sample dossier, with the scripted model and real scoring."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from deepnews.app.cli import app
from deepnews.app.desk.lab import plot_of
from deepnews.app.desk.words import words

DOSSIER = Path(__file__).parents[2] / "examples" / "dossiers" / "en" / "assignment.yaml"


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> object:
    """Runs a command of ``deepnews eval`` with the scripted model; its JSON object."""
    monkeypatch.setenv("DEEPNEWS_DATA_DIR", str(tmp_path / "data"))
    monkeypatch.setenv("DEEPNEWS_CACHE_DIR", str(tmp_path / "cache"))
    monkeypatch.setenv("DEEPNEWS_EMBEDDER", "hashing")

    def command(name: str, *options: str) -> dict[str, object]:
        given = [
            "--assignment",
            str(DOSSIER),
            "--out",
            str(tmp_path / "out"),
            "--model",
            "scripted",
            "--json",
            "--quiet",
        ]
        result = CliRunner().invoke(app, ["eval", name, *given, *options])
        assert result.exit_code == 0, result.output
        found: dict[str, object] = json.loads(result.stdout.strip().splitlines()[-1])
        return found

    return command


def test_all_ways_of_writing_stand_in_one_table(run: object, tmp_path: Path) -> None:
    assert callable(run)
    found = run("compare", "--context", "6000")
    systems = {row["system"]: row for row in found["systems"]}
    assert list(systems) == ["zero-shot", "rag", "plan-and-write", "deepnews"]
    assert systems["zero-shot"]["n_chars_context"] == 0
    assert 5000 < systems["rag"]["n_chars_context"] <= 6000 < systems["deepnews"]["n_chars_context"]
    for row in systems.values():
        assert (tmp_path / "out" / row["path"]).is_file() and 0 <= (row["score"]["hfr"]["value"] or 0) <= 1
    assert systems["deepnews"]["score"]["hfr"]["n_supported"] > 10
    assert all(
        row["score"]["n_chars"] < len((tmp_path / "out" / row["path"]).read_text("utf-8")) for row in systems.values()
    )
    table = (tmp_path / "out" / "compare.md").read_text(encoding="utf-8")
    assert all(f"| {name} |" in table for name in systems)
    assert b"</svg>" in (tmp_path / "out" / "compare.svg").read_bytes()
    plot = plot_of((tmp_path / "out" / "compare.json").read_bytes(), words("en"))
    assert [r["system"] for r in plot.rows] == list(systems)
    again = run("compare", "--context", "6000")
    costs = [[row["cost"]["n_prompt_tokens"] for row in r["systems"]] for r in (found, again)]
    assert costs[0] == costs[1] and min(costs[0]) > 0, "a reply from the cache counts as when it was made"


def test_a_sweep_goes_on_where_it_stopped(run: object, tmp_path: Path) -> None:
    assert callable(run)
    sizes = ("--context", "2000", "--context", "5000", "--seed", "1")
    first = run("cliff", *sizes)
    kept = tmp_path / "out" / "cliff.jsonl"
    whole = kept.read_text(encoding="utf-8")
    lines = whole.splitlines()
    assert [json.loads(line)["n_chars_context"] for line in lines] == [2000, 5000]
    kept.write_text(lines[0] + "\n" + lines[1][:40], encoding="utf-8")  # torn by a kill
    assert run("cliff", *sizes)["budgets"] == first["budgets"]
    assert [
        json.loads(line)["n_chars_context"] for line in kept.read_text("utf-8").splitlines() if line[-1:] == "}"
    ] == [
        2000,
        5000,
    ]
    assert b"</svg>" in (tmp_path / "out" / "cliff.svg").read_bytes()
    plot = plot_of((tmp_path / "out" / "cliff.json").read_bytes(), words("en"))
    assert [r["context"] for r in plot.rows] == [2000, 5000]
