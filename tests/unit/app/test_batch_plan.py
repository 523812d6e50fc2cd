"""What a batch is expected to use, when it stops, and in which order its jobs start."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from deepnews.app.batch.estimate import FACTORS, expected_usage, forecast
from deepnews.app.batch.jobs import Job
from deepnews.app.batch.schedule import Limits, Schedule, fair_order, read_deadline
from deepnews.errors import UsageError
from deepnews.prices import PriceTable, Usage, load_prices
from deepnews.schemas.assignment import Assignment
from deepnews.schemas.base import Language

NOW = dt.datetime(2030, 5, 1, 22, 15)


def job(name: str, source: str = "a", model: str = "openai:x", **values: object) -> Job:
    wanted = {"topic": "Why did it close?", "sources": (source,), **values}
    return Job(name, 1, Assignment.model_validate(wanted), model)


# --- prices ----------------------------------------------------------------------------------------------------------


def test_an_unknown_model_has_no_price_and_is_never_free() -> None:
    prices = load_prices(None)
    used = Usage(n_prompt_tokens=1_000_000, n_output_tokens=1_000_000)
    assert prices.cost_usd("openai:nobody-knows", used) is None
    assert prices.cost_usd("openai:gpt-4.1", used) == pytest.approx(10.0)
    assert prices.cost_usd("local:mine.gguf", used) == 0.0


def test_cached_tokens_have_a_price_of_their_own() -> None:
    used = Usage(n_prompt_tokens=1_000_000, n_cached_tokens=400_000)
    assert load_prices(None).cost_usd("openai:gpt-4.1", used) == pytest.approx(0.6 * 2.00 + 0.4 * 0.50)


def test_a_table_of_ones_own_wins(tmp_path: Path) -> None:
    own = tmp_path / "prices.yaml"
    own.write_text("prices: {'openai:x': {input_usd: 1, output_usd: 3}}\n", encoding="utf-8")
    prices = load_prices(own)
    assert prices.cost_usd("openai:x", Usage(n_prompt_tokens=500_000, n_output_tokens=100_000)) == pytest.approx(0.8)
    assert prices.price("openai:gpt-4.1") is not None
    own.write_text("prices: {x: {input: 1}}\n", encoding="utf-8")
    with pytest.raises(UsageError, match="cannot be read"):
        load_prices(own)


# --- estimates -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("language", "n_article", "n_evidence", "n_prompt", "n_output"),
    [
        ("en", 2912, 30127, 18780, 2385),
        ("en", 2939, 30123, 19569, 2891),
        ("zh", 2909, 30387, 49388, 9329),
        ("zh", 2819, 30335, 43684, 7521),
    ],
)
def test_the_formula_meets_the_measured_runs(
    language: Language, n_article: int, n_evidence: int, n_prompt: int, n_output: int
) -> None:
    usage = expected_usage(language, n_article, n_evidence)
    assert usage.n_prompt_tokens == pytest.approx(n_prompt, rel=0.15)
    assert usage.n_output_tokens == pytest.approx(n_output, rel=0.15)


@given(a=st.integers(600, 100_000), b=st.integers(600, 100_000), evidence=st.integers(0, 1_000_000))
def test_a_longer_article_never_costs_less(a: int, b: int, evidence: int) -> None:
    short, long = sorted((a, b))
    for language in FACTORS:
        less, more = (expected_usage(language, n, evidence) for n in (short, long))
        assert less.n_prompt_tokens <= more.n_prompt_tokens and less.n_output_tokens <= more.n_output_tokens


def test_a_large_model_is_reckoned_to_read_more(tmp_path: Path) -> None:
    text = "The mill in Leeds closed on 3 May 2024 and {} people lost their work. "
    (tmp_path / "mill.txt").write_text("".join(text.format(n) for n in range(3000)), encoding="utf-8")
    jobs = [job("small", str(tmp_path), "local"), job("large", str(tmp_path), "openai:x")]
    small, large = forecast(jobs, load_prices(None), tmp_path / "cache", n_at_once=1).estimates
    n_more = large.usage.n_prompt_tokens - small.usage.n_prompt_tokens
    assert n_more == pytest.approx(FACTORS["en"].evidence * len((tmp_path / "mill.txt").read_text()), rel=0.01)


def test_scarce_sources_shorten_or_refuse_in_the_forecast(tmp_path: Path) -> None:
    text = "The mill in Leeds closed on 3 May 2024 and {} people lost their work. "
    for name, n_chars in (("some", 20_000), ("few", 5_000)):
        (tmp_path / name).mkdir()
        content = "".join(text.format(n) for n in range(n_chars // 65))[:n_chars]
        (tmp_path / name / "mill.txt").write_text(content, encoding="utf-8")
    some, few, none = (str(tmp_path / name) for name in ("some", "few", "some/../empty"))
    (tmp_path / "empty").mkdir()
    jobs = [job("some", some, "local"), job("few", few, "local"), job("none", none, "local"), job("web", "https://a.b")]
    found = forecast(jobs, load_prices(None), tmp_path / "cache", n_at_once=2)
    shortened, refused, empty, web = found.estimates
    assert shortened.n_chars_article == shortened.n_chars_evidence // 10 // 100 * 100 < 3000
    assert "too scarce" in refused.problem and refused.usage.n_tokens == 0
    assert "no documents" in empty.problem
    assert (web.n_chars_evidence, web.cost_usd, found.cost_usd) == (30_000, None, None)
    assert found.wall_s is not None and shortened.wall_s is not None and found.wall_s >= shortened.wall_s > 25


# --- limits ----------------------------------------------------------------------------------------------------------


def test_limits_say_which_one_is_reached() -> None:
    limits = Limits(max_tokens=1000, max_cost_usd=2.0, deadline=NOW)
    before = NOW - dt.timedelta(seconds=1)
    assert limits.reached(999, 1.99, before) == ""
    assert "1,000 tokens" in limits.reached(1000, 0.0, before)
    assert "2.00 USD" in limits.reached(0, 2.0, before)
    assert "2030-05-01 22:15" in limits.reached(0, None, NOW)


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("90m", NOW + dt.timedelta(minutes=90)),
        ("1.5 h", NOW + dt.timedelta(minutes=90)),
        ("23:00", dt.datetime(2030, 5, 1, 23, 0)),
        ("06:30", dt.datetime(2030, 5, 2, 6, 30)),
        ("2030-05-03T06:30", dt.datetime(2030, 5, 3, 6, 30)),
    ],
)
def test_a_deadline_is_a_duration_a_time_or_a_date(text: str, meant: dt.datetime) -> None:
    assert read_deadline(text, NOW) == meant


@pytest.mark.parametrize("text", ["", "soon", "25:00", "9" * 400 + "d", "2030-13-01"])
def test_no_deadline(text: str) -> None:
    with pytest.raises(UsageError, match="is no deadline"):
        read_deadline(text, NOW)


# --- order -----------------------------------------------------------------------------------------------------------


def test_corpora_take_turns() -> None:
    jobs = [job("1", "a"), job("2", "a"), job("3", "a"), job("4", "b"), job("5", "c")]
    assert [j.job_id for j in fair_order(jobs)] == ["1", "4", "5", "2", "3"]


@given(st.lists(st.sampled_from("abc"), max_size=12))
def test_the_order_loses_nothing_and_keeps_each_corpus_in_order(sources: list[str]) -> None:
    jobs = [job(str(n), source) for n, source in enumerate(sources)]
    ordered = fair_order(jobs)
    for source in "abc":
        assert [j for j in ordered if j.corpus == (source,)] == [j for j in jobs if j.corpus == (source,)]
    assert len(ordered) == len(jobs)


def test_a_new_corpus_is_read_by_one_job_first() -> None:
    first, second, other = job("1", "a"), job("2", "a"), job("3", "b")
    schedule = Schedule([first, second, other], lambda running: "")
    assert [schedule.take(), schedule.take()] == [first, other]
    schedule.corpus_is_read(first)
    assert schedule.take() == second
    assert schedule.take() is None


def test_a_local_model_works_alone_and_others_beside_it() -> None:
    one, two, served = job("1", "a", "local"), job("2", "b", "local"), job("3", "c")
    schedule = Schedule([one, two, served], lambda running: "")
    assert [schedule.take(), schedule.take()] == [one, served]
    schedule.ended(one)
    assert schedule.take() == two


def test_few_prepare_at_once() -> None:
    jobs = [job(name, name) for name in "abc"]
    schedule = Schedule(jobs, lambda running: "", n_preparing_at_once=2)
    assert [schedule.take(), schedule.take()] == jobs[:2]
    schedule.is_prepared(jobs[1])
    assert schedule.take() == jobs[2]


def test_the_place_of_a_job_that_ended_while_it_prepared_is_free() -> None:
    jobs = [job(name, name) for name in "ab"]
    schedule = Schedule(jobs, lambda running: "", n_preparing_at_once=1)
    assert schedule.take() == jobs[0]
    schedule.ended(jobs[0])
    assert schedule.take() == jobs[1]


def test_nothing_starts_once_a_limit_is_reached() -> None:
    schedule = Schedule([job("1"), job("2", "b")], lambda running: "Enough." if running else "")
    assert schedule.take() is not None
    assert schedule.take() is None
    assert schedule.stopped == "Enough."


def test_an_empty_table_knows_no_speed() -> None:
    assert PriceTable().speed("local") is None and PriceTable().price("local") is None
