"""Cautions: what an editor should mind about a supported claim, and when there is nothing to mind."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest

from deepnews.agents.cautions import cautions
from deepnews.agents.verify import verify_text
from deepnews.retrieval.index import HybridIndex
from deepnews.schemas.base import Language
from deepnews.schemas.corpus import Corpus, SourceDocument
from deepnews.schemas.facts import Fact

MEMO = "The rebuilding of the lock at Fenby will cost £23 million, the engineers wrote. The lock is now shut."
NOTICE = "The rebuilding of the lock at Fenby has cost £61 million. This figure replaces the estimate of £23 million."
MINUTES = "The harbour board met twice. Its accounts for fiscal 2019 show a surplus of £412,000."
MEMO_ZH = "工程师写道，重建芬河船闸需要2300万元。船闸目前关闭。"
NOTICE_ZH = "重建芬河船闸实际花费6100万元，原估算的2300万元不再使用。"
MINUTES_ZH = "港务局开会两次。2019财年账目显示盈余41万元。"


def codes(
    claim: str, texts: tuple[str, ...], language: Language, source: Callable[..., SourceDocument],
    fact: Callable[..., Fact], cited: int = 0,
) -> set[str]:  # fmt: skip
    documents = [source(t, f"{n}.txt", language, date=dt.date(2020, 5, n + 1)) for n, t in enumerate(texts)]
    grounds = (fact("F001", documents[cited]),)
    found = cautions(claim, grounds, {d.doc_id: d for d in documents}, language)
    assert all(f.verdict == "supported" and f.reason for f in found)
    return {f.code for f in found}


EN, ZH = (MEMO, NOTICE, MINUTES), (MEMO_ZH, NOTICE_ZH, MINUTES_ZH)


@pytest.mark.parametrize(
    ("claim", "language", "cited", "code"),
    [
        ("The lock at Fenby is now shut.", "en", 0, "caution.now"),
        ("The rebuilding of the lock at Fenby cost £23 million.", "en", 0, "caution.superseded"),
        ("The rebuilding of the lock at Fenby has cost £61 million.", "en", 1, "caution.single"),
        ("The accounts for 2019 show a surplus of £412,000.", "en", 2, "caution.fiscal"),
        ("船闸目前关闭。", "zh", 0, "caution.now"),
        ("重建芬河船闸花费2300万元。", "zh", 0, "caution.superseded"),
        ("重建芬河船闸实际花费6100万元。", "zh", 1, "caution.single"),
        ("2019年账目显示盈余41万元。", "zh", 2, "caution.fiscal"),
    ],
)
def test_each_caution_is_given(
    claim: str, language: Language, cited: int, code: str, source: Callable[..., SourceDocument],
    fact: Callable[..., Fact],
) -> None:  # fmt: skip
    assert code in codes(claim, EN if language == "en" else ZH, language, source, fact, cited)


@pytest.mark.parametrize(
    ("claim", "language", "cited", "code"),
    [
        ("On 3 May 2020 the lock at Fenby is now shut.", "en", 0, "caution.now"),
        ("The first estimate for the lock at Fenby was £23 million.", "en", 0, "caution.superseded"),
        ("The rebuilding of the lock has cost £61 million, Ruth Vane said.", "en", 1, "caution.single"),
        ("The accounts for fiscal 2019 show a surplus of £412,000.", "en", 2, "caution.fiscal"),
        ("最初估算重建船闸需要2300万元。", "zh", 0, "caution.superseded"),
        ("2019财年账目显示盈余41万元。", "zh", 2, "caution.fiscal"),
    ],
)
def test_nothing_is_minded_where_the_claim_says_it(
    claim: str, language: Language, cited: int, code: str, source: Callable[..., SourceDocument],
    fact: Callable[..., Fact],
) -> None:  # fmt: skip
    assert code not in codes(claim, EN if language == "en" else ZH, language, source, fact, cited)


def test_a_caution_changes_no_verdict(
    source: Callable[..., SourceDocument], indexed: Callable[..., HybridIndex]
) -> None:
    documents = tuple(source(t, f"{n}.txt") for n, t in enumerate(EN))
    found = verify_text("The lock is now shut.", Corpus(documents=documents), indexed(*documents), None, "en").claims
    assert [c.verdict for c in found] == ["supported"]
    assert [f.code for f in found[0].findings] == ["caution.now"]
