"""``deepnews eval`` on the command line: help, one JSON object last on stdout, errors as sentences, exit codes."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from deepnews.app import exit_codes
from deepnews.app.cli import app
from deepnews.app.desk.lab import plot_of
from deepnews.app.desk.words import words

pytestmark = pytest.mark.usefixtures("own_world")
MILL = (
    "The Halden mill in Norby closed on 3 May 2019. Its owner, Ferro Ltd, said that 412 people lost their work.\n\n"
    "Mayor Ingrid Vale said that the town was not warned. “We were told nothing before the closing of the mill,” "
    "Vale said.\n\nJonas Krag noted that the subsidy was paid in March 2018.\n"
)
ROW = {"document": MILL, "claim": "The Halden mill in Norby closed on 3 May 2019.", "label": 1, "lang": "en"}


@pytest.fixture
def sources(tmp_path: Path) -> Path:
    folder = tmp_path / "sources"
    folder.mkdir()
    (folder / "mill.txt").write_text(MILL, encoding="utf-8")
    return folder


@pytest.fixture
def pairs(tmp_path: Path) -> Path:
    path = tmp_path / "pairs.jsonl"
    wrong = ROW | {"claim": "The Halden mill in Norby closed on 9 July 2017.", "label": 0, "error_type": "date"}
    lines = [json.dumps(r) for r in (ROW, wrong) for _ in range(3)]
    path.write_text("\n".join([*lines, "{oops", json.dumps(ROW | {"label": 3})]), encoding="utf-8")
    return path


def article(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "article.md"
    path.write_text(text, encoding="utf-8")
    return path


def run(*args: str | Path) -> Result:
    return CliRunner().invoke(app, ["eval", *map(str, args)], prog_name="deepnews")


def last_json(result: Result) -> dict[str, object]:
    found = json.loads(result.stdout.strip().split("\n")[-1])
    assert isinstance(found, dict)
    return found


@pytest.mark.parametrize("command", ["score", "verifier", "fit", "corrupt"])
def test_help_shows_an_example(command: str) -> None:
    result = run(command, "--help")
    assert result.exit_code == 0
    assert f"deepnews eval {command}" in result.stdout


# --- verifier --------------------------------------------------------------------------------------------------------


def test_verifier_prints_one_json_object(pairs: Path) -> None:
    result = run("verifier", "--data", pairs, "--checker", "rules", "--json", "--quiet")
    assert result.exit_code == 0, result.output
    found = last_json(result)
    assert {"checker", "threshold", "datasets", "macro", "claims_per_s"} <= set(found)
    keys = {"n", "balanced_accuracy", "auc", "recall_supported", "recall_unsupported", "ci95"}
    datasets = found["datasets"]
    assert isinstance(datasets, dict)
    assert keys <= set(datasets["pairs"])
    assert datasets["pairs"]["n"] == 6


def test_broken_lines_are_named_on_stderr(pairs: Path) -> None:
    result = run("verifier", "--data", pairs, "--checker", "overlap", "--quiet")
    assert result.exit_code == 0
    assert "pairs, line 7: not JSON" in result.stderr
    assert "pairs, line 8: label 3 is neither 0 nor 1" in result.stderr
    assert "Checker overlap" in result.stdout


def test_results_are_written_and_can_be_used_to_correct(pairs: Path, sources: Path, tmp_path: Path) -> None:
    out = tmp_path / "measured"
    assert run("verifier", "--data", pairs, "--dev", pairs, "--checker", "verdicts", "--out", out).exit_code == 0
    assert {p.name for p in out.iterdir()} == {"verifier.json", "verifier.md"}
    assert [r["pairs"] for r in plot_of((out / "verifier.json").read_bytes(), words("en")).rows] == [6]
    text = article(tmp_path, "Ferro Ltd said that 412 people lost their work.\n")
    args = ("--sources", sources, "--no-model", "--json", "--quiet", "--measured", out / "verifier.json")
    corrected = last_json(run("score", text, *args))["hfr_corrected"]
    assert isinstance(corrected, dict)
    assert (corrected["value"], corrected["measured_checker"]) == (1.0, "verdicts")


@pytest.mark.parametrize(
    "args",
    [
        ("--data", "no.jsonl"),
        ("--data", "pairs.jsonl", "--dev", "no.jsonl"),
        ("--data", "pairs.jsonl", "--threshold", "high"),
        ("--data", "pairs.jsonl", "--against", "magic"),
        ("--data", "pairs.jsonl", "--checker", "fused", "--fit", "pairs.jsonl"),
    ],
)
def test_wrong_use_is_a_sentence_with_a_hint(pairs: Path, args: tuple[str, ...]) -> None:
    result = run("verifier", "--checker", "rules", *args)
    assert result.exit_code == exit_codes.WRONG_USE
    assert "Error: " in result.stderr
    assert "Hint: " in result.stderr
    assert result.stdout == ""


def test_a_fit_is_written_and_used(pairs: Path, tmp_path: Path) -> None:
    out = tmp_path / "surface.json"
    result = run("fit", "--data", pairs, "--checker", "surface", "--out", out, "--json", "--quiet")
    assert result.exit_code == 0, result.output
    assert last_json(result)["path"] == str(out)
    used = run("verifier", "--data", pairs, "--checker", "surface", "--fit", out, "--json", "--quiet")
    assert last_json(used)["checker"] == "surface"


# --- score -----------------------------------------------------------------------------------------------------------


def test_score_gives_every_claim_with_its_place(sources: Path, tmp_path: Path) -> None:
    text = "Ferro Ltd said that 412 people lost their work. The mill closed on 9 July 2017.\n"
    result = run("score", article(tmp_path, text), "--sources", sources, "--no-model", "--json", "--quiet")
    assert result.exit_code == exit_codes.RED_CLAIMS
    found = last_json(result)
    assert {"hfr", "hfr_corrected", "companions", "claims"} <= set(found)
    claims = found["claims"]
    assert isinstance(claims, list)
    assert [c["verdict"] == "supported" for c in claims] == [True, False]
    for claim in claims:
        assert text[claim["start"] : claim["end"]] in claim["claim"]
        assert all(MILL[e["start"] : e["end"]] == e["text"] for e in claim["evidence"])


def test_an_article_without_a_claim_has_no_rate(sources: Path, tmp_path: Path) -> None:
    result = run("score", article(tmp_path, ""), "--sources", sources, "--no-model", "--quiet")
    assert result.exit_code == exit_codes.DONE
    assert "HFR: n/a" in result.stdout


@pytest.mark.parametrize("content", [None, "", "  \n"])
def test_empty_sources_support_nothing(tmp_path: Path, content: str | None) -> None:
    folder = tmp_path / "empty"
    folder.mkdir()
    if content is not None:
        (folder / "empty.txt").write_text(content, encoding="utf-8")
    text = article(tmp_path, "Ferro Ltd closed the mill. 新门诊楼启用。")
    result = run("score", text, "--sources", folder, "--no-model", "--json", "--quiet")
    assert result.exit_code == exit_codes.RED_CLAIMS, result.output
    claims = last_json(result)["claims"]
    assert isinstance(claims, list)
    assert {c["verdict"] for c in claims} == {"not_enough_info"}


# --- corrupt ---------------------------------------------------------------------------------------------------------


def test_corrupt_counts_what_was_planted_and_caught(sources: Path, tmp_path: Path) -> None:
    args = ("--sources", sources, "-k", "2", "--json", "--quiet", "--out", tmp_path / "out")
    result = run("corrupt", article(tmp_path, MILL), *args)
    assert result.exit_code == 0, result.output
    found = last_json(result)
    planted, caught = found["planted"], found["caught"]
    assert isinstance(planted, dict) and isinstance(caught, dict)
    assert set(planted) == set(caught)
    assert planted["date"] == caught["date"] > 0
    assert all(caught[k] <= planted[k] for k in planted)
    assert {"n_untouched", "n_turned_red"} <= set(found["false_reds"])  # type: ignore[call-overload]
    assert json.loads((tmp_path / "out" / "corrupt.json").read_text(encoding="utf-8")) == found


def test_only_the_kinds_asked_for_are_planted(sources: Path, tmp_path: Path) -> None:
    args = ("--sources", sources, "--kind", "date", "--kind", "name", "--json", "--quiet")
    found = last_json(run("corrupt", article(tmp_path, MILL), *args))
    assert list(found["planted"]) == ["date", "name"]  # type: ignore[call-overload]


@pytest.mark.parametrize(
    "args",
    [("article.md",), ("article.md", "--sources", "sources", "--kind", "lie"), ("none.md", "--sources", "sources")],
)
def test_corrupt_used_wrongly_is_a_sentence(sources: Path, tmp_path: Path, args: tuple[str, ...]) -> None:
    article(tmp_path, MILL)
    result = run("corrupt", *args)
    assert result.exit_code == exit_codes.WRONG_USE
    assert "Hint: " in result.stderr


def test_a_folder_that_is_no_run_is_an_error(tmp_path: Path) -> None:
    result = run("corrupt", tmp_path)
    assert result.exit_code == exit_codes.FAILED
    assert "Error: " in result.stderr
