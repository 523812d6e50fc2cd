"""A checker measured: thresholds from dev, what the result holds, and that it can be read back."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from deepnews.agents.logistic import Calibration, Fit, LanguageFit, read_fit
from deepnews.agents.support import JUDGED
from deepnews.errors import UsageError
from deepnews.eval.grounding import read_grounding
from deepnews.eval.verifier_eval import VerifierResult
from deepnews.eval.verifier_report import markdown
from deepnews.eval.verifier_run import VerifierRequest, known_checkers, make_fit, read_threshold, run_verifier
from deepnews.llm import PROFILES, ChatReply, ChatRequest

EN = "The Halden mill in Norby closed on {day} May 2019 and {n} people lost their work."
ZH = "临江市第二医院于2021年3月{day}日启用新门诊楼，设有{n}个诊室。"


def line(i: int, lang: str, label: int, dataset: str) -> str:
    text = EN if lang == "en" else ZH
    claim = text.format(day=i % 28 + 1, n=100 + i if label else 900 + i)
    kept = {"id": f"{dataset}{i}{label}", "dataset": dataset, "lang": lang, "label": label, "claim": claim}
    kept |= {"document": text.format(day=i % 28 + 1, n=100 + i), "error_type": None if label else "number"}
    return json.dumps(kept, ensure_ascii=False)


def write(path: Path, n: int, *, extra: str = "") -> Path:
    names = (("en", "news"), ("en", "web"), ("zh", "ward"))
    lines = [line(i, lang, label, name) for lang, name in names for i in range(n) for label in (0, 1)]
    path.write_text("\n".join([*lines, extra]) + "\n", encoding="utf-8")
    return path


def silent(what: str, done: int, total: int) -> None:
    """Nobody watches."""


@pytest.fixture(scope="module")
def measured(tmp_path_factory: pytest.TempPathFactory) -> VerifierResult:
    folder = tmp_path_factory.mktemp("data")
    data, dev = write(folder / "test.jsonl", 8, extra="{broken"), write(folder / "dev.jsonl", 6)
    return run_verifier(VerifierRequest(data=(data,), checker="rules", dev=dev, against=("overlap", "surface")), silent)


def test_the_result_holds_every_figure(measured: VerifierResult) -> None:
    assert list(measured.datasets) == ["news", "web", "ward"]
    for found in measured.datasets.values():
        assert (found.n, found.n_supported) == (16, 8)
        assert found.balanced_accuracy == found.auc == 1.0
        assert found.ci95 == (1.0, 1.0)
        assert found.error_types == {"number": {"n": 8, "recall": 1.0}}
    assert measured.macro.n_datasets == 3
    assert set(measured.macro_by_lang) == {"en", "zh"} == set(measured.threshold)
    assert measured.threshold_from == "dev"
    assert measured.claims_per_s > 0


def test_the_result_says_what_made_it(measured: VerifierResult) -> None:
    assert len(measured.data["test"]) == len(measured.dev_sha256) == 64
    assert len(measured.model_hash) == 64
    assert {"deepnews", "python", "numpy"} <= set(measured.versions)
    assert measured.broken_lines == ["test, line 49: not JSON (Expecting property name enclosed in double quotes at character 1)"]  # fmt: skip  # noqa: E501


def test_baselines_stand_beside_it_with_a_paired_interval(measured: VerifierResult) -> None:
    assert set(measured.against) == {"overlap", "surface"}
    found = measured.against["overlap"]["all"]
    assert isinstance(found, dict)
    assert set(found) == {"difference", "ci95"}


def test_json_comes_back_whole_and_markdown_shows_the_sets(measured: VerifierResult) -> None:
    assert VerifierResult.model_validate_json(measured.model_dump_json()) == measured
    page = markdown(measured)
    assert "| news | en | 16 | 1.000 |" in page
    assert measured.data["test"] in page


def test_a_given_threshold_wins(tmp_path: Path) -> None:
    data = write(tmp_path / "x.jsonl", 3)
    found = run_verifier(VerifierRequest(data=(data,), checker="rules", dev=data, threshold={"en": 1.0}), silent)
    assert (found.threshold_from, found.threshold["en"]) == ("option", 1.0)
    assert found.threshold["zh"] < 1.0


def test_without_dev_the_stored_threshold_is_used(tmp_path: Path) -> None:
    found = run_verifier(VerifierRequest(data=(write(tmp_path / "x.jsonl", 2),), checker="overlap"), silent)
    assert found.threshold_from == "default"


def test_several_files_are_measured_together(tmp_path: Path) -> None:
    one, other = write(tmp_path / "a.jsonl", 2), write(tmp_path / "b.jsonl", 3)
    found = run_verifier(VerifierRequest(data=(one, other), checker="overlap"), silent)
    assert (found.n_rows, set(found.data)) == (30, {"a", "b"})


def test_a_data_set_of_one_class_has_no_balanced_accuracy(tmp_path: Path) -> None:
    path = tmp_path / "x.jsonl"
    path.write_text("\n".join(line(i, "en", 1, "only") for i in range(4)), encoding="utf-8")
    found = run_verifier(VerifierRequest(data=(path,), checker="overlap"), silent)
    result = found.datasets["only"]
    assert (result.balanced_accuracy, result.auc, result.ci95, result.recall_unsupported) == (None, None, None, None)
    assert result.recall_supported == 1.0
    assert "n/a" in markdown(found)


def test_a_missing_dev_file_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="cannot be read"):
        run_verifier(VerifierRequest(data=(write(tmp_path / "x.jsonl", 1),), checker="rules", dev=Path("no")), silent)


@pytest.mark.parametrize(
    ("text", "means"),
    [("0.5", {"en": 0.5, "zh": 0.5}), ("zh=0.4", {"zh": 0.4}), ("en=0.1, zh=1", {"en": 0.1, "zh": 1})],
)
def test_thresholds_are_read(text: str, means: dict[str, float]) -> None:
    assert read_threshold(text) == means


@pytest.mark.parametrize("text", ["", "much", "fr=0.5", "en=x"])
def test_what_is_no_threshold_is_an_error(text: str) -> None:
    with pytest.raises(UsageError):
        read_threshold(text)


def test_unknown_checkers_are_an_error() -> None:
    assert known_checkers(["rules", "overlap"]) == ("rules", "overlap")
    with pytest.raises(UsageError, match="magic"):
        known_checkers(["magic"])


# --- fits as files ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", ["platt", "isotonic", "none"])
def test_a_fit_comes_back_from_its_file(tmp_path: Path, kind: str) -> None:
    from deepnews.eval.grounding import read_grounding

    data = read_grounding(write(tmp_path / "x.jsonl", 6))
    made, _ = make_fit("surface", data, 3, silent, calibration=kind)  # type: ignore[arg-type]
    path = tmp_path / "fit.json"
    path.write_text(made.model_dump_json(), encoding="utf-8")
    assert read_fit(path) == made
    assert (made.data_sha256, made.seed, made.datasets) == (data.sha256, 3, ("news", "web", "ward"))


def test_what_is_no_fit_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "x.json").write_text("{}", encoding="utf-8")
    with pytest.raises(UsageError, match="not a fitted checker"):
        read_fit(tmp_path / "x.json")


def test_an_isotonic_curve_is_straight_between_its_knots() -> None:
    curve = Calibration(kind="isotonic", knots=(-1.0, 1.0), values=(0.2, 0.8))
    assert [curve.prob(x) for x in (-5, -1, 0, 1, 5)] == pytest.approx([0.2, 0.2, 0.5, 0.8, 0.8])


def test_a_fit_has_no_answer_for_another_language() -> None:
    english = LanguageFit(features=("rules",), weights=(2.0,), bias=-1.0, threshold=0.5)
    made = Fit(name="fused", languages={"en": english}, data_sha256="", n_rows=1)
    assert made.of("en").prob({"rules": 0.5}) == pytest.approx(0.5)
    with pytest.raises(UsageError, match="not fitted for the language 'zh'"):
        made.of("zh")


class Reader:
    """A model that is sure of a yes where a premise holds the hypothesis's own number."""

    model_id = "reader:1"
    profile = PROFILES["small"].model_copy(update={"tells_probs": True})

    def __init__(self) -> None:
        self.n_calls = 0

    def complete(self, request: ChatRequest) -> ChatReply:
        self.n_calls += 1
        premise, _, hypothesis = request.messages[-1].content.partition("<hypothesis>")
        number = re.search(r"\d{3}(?=个| people)", hypothesis)
        yes = 0.9 if number and number[0] in premise else 0.1
        return ChatReply(text="Yes" if yes > 0.5 else "No", answer_probs=(yes, 1.0 - yes))

    def close(self) -> None:
        pass


def test_a_judge_is_asked_of_every_row_and_weighed(tmp_path: Path) -> None:
    data, judge = write(tmp_path / "dev.jsonl", 6), Reader()
    made, _ = make_fit("judged", read_grounding(data), 7, silent, judge=judge)
    assert made.judge_id.startswith("reader:1 ")
    assert all(fit.weights[fit.features.index(JUDGED)] > 0 for fit in made.languages.values())
    (tmp_path / "judged.json").write_text(made.model_dump_json(), encoding="utf-8")
    request = VerifierRequest(data=(data,), checker="judged", fit=tmp_path / "judged.json", judge=judge)
    n_fitted, result = judge.n_calls, run_verifier(request, silent)
    assert n_fitted == judge.n_calls // 2 == sum(d.n for d in result.datasets.values())
    assert {d.auc for d in result.datasets.values()} == {1.0}
