"""Values that broke a reader once, found by fuzzing: in sources, jobs, assignments, plans and numbers."""

from __future__ import annotations

from pathlib import Path

import pytest

from deepnews.agents.plan_file import read_plan_file
from deepnews.agents.rules.numbers import find_quantities
from deepnews.agents.rules.quotes import find_verbatim
from deepnews.app.assignment_file import read_assignment_file
from deepnews.app.batch.rows import read_rows
from deepnews.errors import UsageError
from deepnews.prices import load_prices
from deepnews.retrieval.load.metadata import read_sidecar, sidecar_of
from deepnews.retrieval.load.text import parse_markdown
from deepnews.schemas.facts import Quantity
from deepnews.schemas.library import check_file

ODD_YAML = ("!!timestamp x", "!!bool x", "!!int ''", "!!float ''", "!!int x", "2024-13-45", "[" * 3000)
DIGITS = "9" * 5000


@pytest.mark.parametrize("value", ODD_YAML)
def test_front_matter_of_a_source_stops_nothing(value: str, tmp_path: Path) -> None:
    assert "crates" in parse_markdown(f"---\ndate: {value}\n---\nEleven crates stood there.\n".encode()).text
    source = tmp_path / "log.txt"
    sidecar_of(source).write_text(f"date: {value}\n", encoding="utf-8")
    assert read_sidecar(source) == {}


@pytest.mark.parametrize("value", ODD_YAML)
def test_files_of_users_are_refused_with_a_sentence(value: str, tmp_path: Path) -> None:
    path = tmp_path / "file.yaml"
    path.write_text(f"topic: {value}\n", encoding="utf-8")
    with pytest.raises(UsageError):
        read_assignment_file(path)
    with pytest.raises(UsageError):
        load_prices(path)
    assert check_file(path).faults
    path.write_text(f"- topic: {value}\n", encoding="utf-8")
    if value.startswith("["):
        with pytest.raises(UsageError):
            read_rows(path)
    else:
        assert "cannot be read" in read_rows(path).problems[0].text


@pytest.mark.parametrize("text", ["万" * 400, f"{'百' * 3}{'亿' * 200}元", DIGITS, f"${DIGITS} million", f"{DIGITS}%"])
def test_numbers_beyond_all_measure_are_none(text: str) -> None:
    for language in ("en", "zh"):
        for q in find_quantities(f"About {text} crates.", language):  # type: ignore[arg-type]
            assert Quantity.model_validate_json(q.model_dump_json()) == q


@pytest.mark.parametrize(
    "line", [f"# Plan: own, version {DIGITS}", f"- Length: {DIGITS}", f"## B1 · role · {DIGITS} · steady"]
)
def test_endless_digits_in_a_plan_are_refused_with_their_line(line: str, tmp_path: Path) -> None:
    path = tmp_path / "plan.md"
    path.write_text(line if line.startswith("# ") else f"# Plan: own, version 1\n{line}\n", encoding="utf-8")
    with pytest.raises(UsageError, match=r"plan\.md, line \d"):
        read_plan_file(path)


def test_part_of_a_sign_is_no_quotation_of_it() -> None:
    assert find_verbatim("\ufffd", "\ufffd\u0610 “\ufffd”") == (4, 5)
    assert find_verbatim("\ufffd", "\ufffd\u0610") is None
    assert find_verbatim("株", "㈱丸山") is None
    assert find_verbatim("(株)丸山", "㈱丸山") == (0, 3)
