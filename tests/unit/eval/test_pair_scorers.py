"""Checkers of (document, claim) pairs: what they must rank above what, and how they fail."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from deepnews.errors import UsageError
from deepnews.eval import pair_scorers
from deepnews.eval.grounding import Grounding, PairRow
from deepnews.eval.one_document import pipeline_prob
from deepnews.eval.pair_features import RULE_FEATURES, SURFACE_FEATURES, rule_features, surface_features
from deepnews.eval.pair_scorers import EmbeddedPairScorer, features_of, open_scorer
from deepnews.eval.verifier_run import make_fit
from deepnews.schemas.base import Language

MILL = (
    "The Halden mill in Norby closed on 3 May 2019. Its owner, Ferro Ltd, said that 412 people lost their work. "
    "Mayor Ingrid Vale called the decision “a betrayal of the town”. The city did not pay a subsidy in 2018."
)
CLINIC = (
    "临江市第二医院于2021年3月5日启用新门诊楼，总投资4.2亿元。院长周启明表示，新楼设有120个诊室。"
    "该项目没有使用银行贷款。市卫健委称，二期工程预计2023年完工。"
)
BETTER_AND_WORSE: list[tuple[Language, str, str, str]] = [
    ("en", MILL, "The Halden mill in Norby closed on 3 May 2019.", "The Halden mill in Norby closed on 9 July 2019."),
    ("en", MILL, "412 people lost their work, Ferro Ltd said.", "812 people lost their work, Ferro Ltd said."),
    ("en", MILL, "The mill in Norby closed in 2019.", "The mill in Trondheim closed in 2019."),
    ("en", MILL, "The city did not pay a subsidy in 2018.", "The city did pay a subsidy in 2018."),
    ("en", MILL, "Mayor Ingrid Vale criticised the decision.", "Bread prices rose across the continent."),
    ("zh", CLINIC, "临江市第二医院于2021年3月5日启用新门诊楼。", "临江市第二医院于2022年6月5日启用新门诊楼。"),
    ("zh", CLINIC, "新楼设有120个诊室。", "新楼设有180个诊室。"),
    ("zh", CLINIC, "该项目没有使用银行贷款。", "该项目使用了银行贷款。"),
    ("zh", CLINIC, "院长周启明介绍了新楼。", "海边的渔民停止了出海。"),
]


def pair(document: str, claim: str, lang: Language = "en", label: int = 1, dataset: str = "d") -> PairRow:
    return PairRow.model_validate(
        {"row_id": claim, "dataset": dataset, "lang": lang, "document": document, "claim": claim, "label": label}
    )


@pytest.mark.parametrize(("lang", "document", "better", "worse"), BETTER_AND_WORSE)
def test_rules_rank_a_true_claim_above_its_false_twin(lang: Language, document: str, better: str, worse: str) -> None:
    scores = open_scorer("rules").score([pair(document, better, lang), pair(document, worse, lang)])
    assert scores[0] > scores[1]


@pytest.mark.parametrize(("lang", "document"), [("en", MILL), ("zh", CLINIC)])
def test_verbatim_sentences_score_highest(lang: Language, document: str) -> None:
    first = document[: document.index("。" if lang == "zh" else ". ") + 1]
    assert open_scorer("rules").score([pair(document, first, lang)]) == [1.0]
    assert pipeline_prob(document, first, lang) > 0.9


def test_the_checker_of_articles_tells_right_from_wrong() -> None:
    scorer = open_scorer("pipeline")
    right, wrong = scorer.score([pair(MILL, "412 people lost their work."), pair(MILL, "912 people lost their work.")])
    assert right >= scorer.default_threshold["en"] > wrong


@settings(max_examples=40, deadline=None)
@given(st.sampled_from(["en", "zh"]), st.text(max_size=200), st.text(min_size=1, max_size=120))
def test_scores_are_shares_whatever_the_text(lang: Language, document: str, claim: str) -> None:
    found = rule_features(document, claim, lang)
    assert set(found) == set(RULE_FEATURES)
    assert 0.0 <= found["rules"] <= 1.0
    assert set(surface_features(document, claim, lang)) == set(SURFACE_FEATURES)
    assert 0.0 <= pipeline_prob(document, claim, lang) <= 1.0


@pytest.mark.parametrize("claim", ["x" * 5000, "🙂🙂", "مرحبا بالعالم", "1.234,5 %", "[^1]: note"])
def test_odd_claims_are_scored(claim: str) -> None:
    for name in ("rules", "overlap", "pipeline"):
        assert 0.0 <= open_scorer(name).score([pair(MILL, claim)])[0] <= 1.0  # type: ignore[arg-type]


def test_adding_sentences_about_other_things_does_not_raise_a_false_claim() -> None:
    claim = "The Halden mill in Norby closed on 9 July 2019."
    longer = MILL + " Apples were sold at the market. A choir sang in the evening."
    assert open_scorer("rules").score([pair(longer, claim)])[0] <= rule_features(MILL, claim, "en")["rules"] + 1e-9


# --- fits ------------------------------------------------------------------------------------------------------------


def labelled() -> Grounding:
    rows = [
        pair(f"{document} Note {i}.", claim, lang, label, f"{lang}{i % 2}")
        for i in range(6)
        for lang, document, better, worse in BETTER_AND_WORSE
        for claim, label in ((better, 1), (worse, 0))
    ]
    return Grounding(name="made", sha256="0" * 64, rows=tuple(rows))


def test_surface_is_fitted_and_scored_out_of_fold_on_its_own_data() -> None:
    data = labelled()
    made, left_out = make_fit("surface", data, 7, lambda what, done, total: None)
    assert set(made.languages) == {"en", "zh"} == set(left_out)
    on_own = open_scorer("surface", made=made, data=data).score(data.rows)
    on_other = open_scorer("surface", made=made).score(data.rows)
    assert on_own != on_other
    assert all(0.0 <= s <= 1.0 for s in (*on_own, *on_other))


class Oracle:
    """An embedded model that knows the labels of a few claims."""

    model_id = "oracle@1"

    def __init__(self, truth: dict[str, int]) -> None:
        self._truth = truth
        self.asked: list[str] = []

    def score(self, pairs: list[tuple[str, str]]) -> list[float]:
        self.asked += [claim for _, claim in pairs]
        return [0.9 if self._truth[claim] else 0.1 for _, claim in pairs]


def test_the_fusion_follows_the_embedded_model_in_english_only(monkeypatch: pytest.MonkeyPatch) -> None:
    data = labelled()
    oracle = Oracle({r.claim: r.label for r in data.rows})
    monkeypatch.setattr("deepnews.eval.verifier_run.open_embedded", lambda: EmbeddedPairScorer(oracle))
    monkeypatch.setattr(pair_scorers, "open_embedded", lambda: EmbeddedPairScorer(oracle))
    made, _ = make_fit("fused", data, 7, lambda what, done, total: None)
    assert made.embedded_hash == "oracle@1"
    english = [r for r in data.rows if r.lang == "en"]
    scores = open_scorer("fused", made=made).score(english)
    threshold = made.languages["en"].threshold
    assert all((s >= threshold) == bool(r.label) for r, s in zip(english, scores, strict=True))
    assert not any("医院" in claim for claim in oracle.asked)


def test_the_embedded_model_says_nothing_of_chinese() -> None:
    scorer = EmbeddedPairScorer(Oracle({"It closed.": 1}))
    assert scorer.score([pair(CLINIC, "新楼设有120个诊室。", "zh"), pair(MILL, "It closed.")]) == [0.5, 0.9]


def test_features_that_nobody_wants_are_not_computed() -> None:
    assert set(features_of([pair(MILL, "It closed.")], {"overlap"}, None)[0]) == set(SURFACE_FEATURES)


def test_a_fitted_checker_without_a_fit_says_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pair_scorers, "stored_fit", lambda name: None)
    with pytest.raises(UsageError) as caught:
        open_scorer("surface")
    assert "--dev" in caught.value.hint


def test_without_the_embedded_model_the_error_is_a_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pair_scorers, "_EMBEDDED", "deepnews.agents.no_such_model")
    monkeypatch.setattr(pair_scorers, "import_module", _missing)
    with pytest.raises(UsageError, match="not part of this installation"):
        open_scorer("embedded")


def _missing(name: str) -> None:
    raise ModuleNotFoundError(name, name=name)
