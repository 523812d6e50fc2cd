"""The rules measured on invented sources: true retellings must pass, corrupted ones must be caught."""

import datetime as dt
import json
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from deepnews.agents.rules import check_sentence
from deepnews.schemas.base import Language
from deepnews.schemas.corpus import SourceDocument
from deepnews.schemas.facts import Fact, Span

HERE = Path(__file__).parent
FILES = tuple(f"cases_{name}.json" for name in ("en", "en_second", "subtle_en", "zh", "zh_second", "subtle_zh"))
STRICT_KINDS = frozenset({"number", "date", "name", "quote", "speaker"})


def grounds(case: dict[str, Any], language: Language) -> tuple[Fact, SourceDocument]:
    text, words = case["text"], case["fact"]
    document = SourceDocument(
        doc_id="d1", path="d1.txt", title=case["title"], publisher=case.get("publisher", ""),
        author=case.get("author", ""), date=dt.date.fromisoformat(case["date"]), language=language, text=text,
        content_sha256="0" * 64,
    )  # fmt: skip
    start = text.index(words)
    span = Span(doc_id="d1", start=start, end=start + len(words), text=words)
    fact = Fact(
        fact_id="F001",
        spans=(span,),
        speaker=case.get("speaker", ""),
        doc_title=document.title,
        doc_date=document.date,
    )
    return fact, document


def judged(path: str) -> tuple[Counter[str], Counter[str], list[str]]:
    """Claims and flagged claims per kind (``true`` or a kind of corruption), and what went wrong."""
    language: Language = "zh" if "zh" in path else "en"
    n_all: Counter[str] = Counter()
    n_flagged: Counter[str] = Counter()
    wrong = []
    for case in json.loads((HERE / path).read_text(encoding="utf-8")):
        fact, document = grounds(case, language)
        claims = [("true", c) for c in case["true"]] + [(kind, c) for kind, c in case["false"]]
        for kind, claim in claims:
            findings = check_sentence(claim, [fact], {"d1": document}, language)
            codes = [f.code for f in findings if f.verdict in ("refuted", "not_enough_info")]
            n_all[kind] += 1
            n_flagged[kind] += bool(codes)
            if bool(codes) == (kind == "true"):
                wrong.append(f"{case['id']} {kind}: {claim} {codes}")
    return n_all, n_flagged, wrong


@pytest.mark.parametrize("path", FILES)
def test_true_retellings_pass_and_corrupted_ones_are_caught(path: str) -> None:
    n_all, n_flagged, wrong = judged(path)
    report = "\n".join(wrong)
    assert n_flagged["true"] <= 0.05 * n_all["true"], report
    strict = [k for k in n_all if k in STRICT_KINDS]
    loose = [k for k in n_all if k not in STRICT_KINDS and k != "true"]
    assert sum(n_flagged[k] for k in strict) >= 0.95 * sum(n_all[k] for k in strict), report
    assert sum(n_flagged[k] for k in loose) >= 0.80 * sum(n_all[k] for k in loose), report


def test_the_cases_are_enough_to_measure_by() -> None:
    totals = Counter[str]()
    for path in FILES:
        totals.update(judged(path)[0])
    n_true = totals.pop("true")
    assert n_true >= 40
    assert sum(totals.values()) >= 60
    assert totals.keys() >= STRICT_KINDS | {"negation", "antonym", "scope", "cause", "modality", "superlative"}
