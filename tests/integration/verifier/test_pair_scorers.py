"""Checkers of (document, claim) pairs: what they must rank above what, and how they fail."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from deepnews.agents import support
from deepnews.agents.logistic import Fit, LanguageFit
from deepnews.agents.support_features import SUPPORT_FEATURES
from deepnews.errors import UsageError, WeightsError
from deepnews.eval import pair_scorers
from deepnews.eval.grounding import Grounding, PairRow
from deepnews.eval.pair_features import SURFACE_FEATURES, surface_features
from deepnews.eval.pair_scorers import PairScorer, features_of, open_scorer
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


PLAIN = LanguageFit(features=("rules",), weights=(6.0,), bias=-3.0, threshold=0.5)


def plain_rules() -> PairScorer:
    """The checker of articles with weights that follow its rules alone."""
    return open_scorer("rules", made=Fit(name="rules", languages={"en": PLAIN, "zh": PLAIN}, data_sha256="", n_rows=0))


@pytest.mark.parametrize(("lang", "document", "better", "worse"), BETTER_AND_WORSE)
def test_rules_rank_a_true_claim_above_its_false_twin(lang: Language, document: str, better: str, worse: str) -> None:
    scores = plain_rules().score([pair(document, better, lang), pair(document, worse, lang)])
    assert scores[0] > scores[1]


@pytest.mark.parametrize(("lang", "document"), [("en", MILL), ("zh", CLINIC)])
def test_verbatim_sentences_score_highest(lang: Language, document: str) -> None:
    first = document[: document.index("。" if lang == "zh" else ". ") + 1]
    assert plain_rules().score([pair(document, first, lang)]) == [0.98]


def test_verdicts_are_those_of_the_checker_of_articles() -> None:
    scorer = open_scorer("verdicts")
    rows = [pair(MILL, "412 people lost their work."), pair(MILL, "912 people lost their work.")]
    assert scorer.score(rows) == [1.0, 0.0]


@settings(max_examples=40, deadline=None)
@given(st.sampled_from(["en", "zh"]), st.text(max_size=200), st.text(min_size=1, max_size=120))
def test_scores_are_shares_whatever_the_text(lang: Language, document: str, claim: str) -> None:
    row = pair(document, claim, lang)
    (found,) = features_of("rules", [row], {lang: SUPPORT_FEATURES})
    assert set(found) == set(SUPPORT_FEATURES)
    assert 0.0 <= found["rules"] <= 1.0
    assert set(surface_features(document, claim, lang)) == set(SURFACE_FEATURES)
    assert 0.0 <= plain_rules().score([row])[0] <= 1.0


@pytest.mark.parametrize("claim", ["x" * 5000, "🙂🙂", "مرحبا بالعالم", "1.234,5 %", "[^1]: note"])
def test_odd_claims_are_scored(claim: str) -> None:
    for scorer in (plain_rules(), open_scorer("overlap"), open_scorer("verdicts")):
        assert 0.0 <= scorer.score([pair(MILL, claim)])[0] <= 1.0


def test_adding_sentences_about_other_things_does_not_raise_a_false_claim() -> None:
    claim = "The Halden mill in Norby closed on 9 July 2019."
    longer = MILL + " Apples were sold at the market. A choir sang in the evening."
    with_more, without = plain_rules().score([pair(longer, claim), pair(MILL, claim)])
    assert with_more <= without + 1e-9


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
    monkeypatch.setattr(pair_scorers, "shipped_model", lambda: oracle)
    monkeypatch.setattr("deepnews.eval.verifier_run.shipped_model", lambda: oracle)
    made, _ = make_fit("fused", data, 7, lambda what, done, total: None)
    assert made.embedded_hash == "oracle@1"
    english = [r for r in data.rows if r.lang == "en"]
    scores = open_scorer("fused", made=made).score(english)
    threshold = made.languages["en"].threshold
    assert all((s >= threshold) == bool(r.label) for r, s in zip(english, scores, strict=True))
    assert not any("医院" in claim for claim in oracle.asked)


def test_a_model_alone_says_nothing_of_chinese(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pair_scorers, "shipped_model", lambda: Oracle({"It closed.": 1}))
    rows = [pair(CLINIC, "新楼设有120个诊室。", "zh"), pair(MILL, "It closed.")]
    assert open_scorer("embedded").score(rows) == [0.5, 0.9]


def test_a_fitted_checker_without_a_fit_says_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pair_scorers, "stored_fit", lambda name: None)
    with pytest.raises(UsageError) as caught:
        open_scorer("surface")
    assert "--dev" in caught.value.hint


def test_without_the_weights_a_claim_that_the_rules_leave_open_is_unscored(monkeypatch: pytest.MonkeyPatch) -> None:
    class Lost:
        model_id = "lost"

        def score(self, pairs: list[tuple[str, str]]) -> list[float]:
            raise WeightsError("The weights are gone.", hint="Install again.")

    monkeypatch.setattr(pair_scorers, "shipped_model", Lost)
    fit = LanguageFit(features=("rules", support.EMBEDDED), weights=(1.0, 1.0), bias=0.0, threshold=0.5)
    scorer = open_scorer("fused", made=Fit(name="fused", languages={"en": fit}, data_sha256="", n_rows=0))
    open_claim, altered = "The decision hurt the town.", "912 people lost their work."
    assert scorer.score([pair(MILL, open_claim)]) == [0.0]
    assert scorer.score([pair(MILL, altered)]) == [pytest.approx(0.02)]
    assert scorer.score([pair(MILL, "412 people lost their work.")])[0] > 0.9


def test_an_unknown_checker_says_which_there_are() -> None:
    with pytest.raises(UsageError) as caught:
        open_scorer("magic")
    assert "fused" in caught.value.hint and "hhem" in caught.value.hint
