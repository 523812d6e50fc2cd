"""A counted Fact through the whole line: from a folder of documents to an article and its report, and checked anew."""

from __future__ import annotations

import datetime as dt
import re
from pathlib import Path

import pytest

from deepnews.agents.graph import run_pipeline
from deepnews.agents.materials import load_materials
from deepnews.agents.run_folder import ARTICLE, REPORT, RunFolder
from deepnews.agents.state import Toolbox
from deepnews.agents.verify import verify_text
from deepnews.agents.word_counts import is_counted
from deepnews.eval.hfr import measure
from deepnews.schemas.assignment import Assignment
from deepnews.schemas.base import Language
from deepnews.settings import Settings

TOPICS: dict[Language, str] = {
    "en": "How did the monthly reports of the Marle harbour board turn from fearing “drought” to counting visitors?",
    "zh": "马勒港务局的月报如何从“干旱”写到游客？",
}
TITLES: dict[Language, str] = {
    "en": "Marle harbour report, {d:%B} {d.day}, {d.year}",
    "zh": "马勒港务月报 {d.year}年{d.month}月",
}
N_TIMES = (9, 8, 7, 1, 0)
DRY = {
    "en": "In the week of {place} the drought kept {n} barges of the {place} line outside the upper lock.",
    "zh": "因为干旱，{place}航线的{n}艘驳船没有能够通过上游的闸口。",
}
WET = {
    "en": "The {place} line carried {n} visitors through the upper lock, and the board counted them at the quay.",
    "zh": "{place}航线运送{n}名游客通过上游的闸口，港务局在码头逐一登记。",
}
PLACES = {
    "en": "Corran Linton Eastwick Norland Harlow Aldersey Thornby Saltreach Kestermoor Oakhythe Fenwold Dunmere",
    "zh": "林屯 柯兰 东埠 北岭 河洛 南浦 青溪 白沙 石桥 云口 古渡 新渠",
}


def write_sources(folder: Path, language: Language) -> Path:
    """Five monthly reports, of one length, in which the word of the assignment fades."""
    folder.mkdir()
    for month, n in enumerate(N_TIMES, 1):
        day = dt.date(2031, month, 5)
        lines = [
            (DRY if i < n else WET)[language].format(place=place, n=100 * month + 7 * i)
            for i, place in enumerate(PLACES[language].split())
        ]
        (folder / f"{month}.txt").write_text("\n\n".join(lines), encoding="utf-8")
        meta = f"title: '{TITLES[language].format(d=day)}'\ndate: '{day}'\npublisher: Marle harbour board\n"
        (folder / f"{month}.txt.meta.yaml").write_text(meta, encoding="utf-8")
    return folder


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        (
            "en",
            "The word “drought” appears nine times in the .*report of January 5, 2031, "
            r"and once in that of April 5, 2031\.",
        ),
        ("zh", "“干旱”一词在2031年1月5日的《马勒港务月报》中出现9次，在2031年4月5日的那一份中出现1次。"),
    ],
)
def test_what_was_counted_is_told_and_counted_again(tmp_path: Path, language: Language, sentence: str) -> None:
    sources = write_sources(tmp_path / "sources", language)
    settings = Settings(model="scripted", embedder="hashing", data_dir=tmp_path / "data", cache_dir=tmp_path / "cache")
    assignment = Assignment(
        topic=TOPICS[language],
        language=language,
        sources=(str(sources),),
        n_chars_target=900 if language == "en" else 600,
        on_scarcity="allow",
        schema_code="how-it-happened",
    )
    folder = RunFolder(tmp_path / "run")
    folder.path.mkdir()
    folder.write_assignment(assignment)
    run_pipeline(assignment, folder, Toolbox(settings=settings, measure=measure), lambda event: None)

    (fact,) = (f for f in folder.read_facts() if is_counted(f))
    (told,) = (s for s in folder.read_draft().sentences if fact.fact_id in s.fact_ids)
    assert re.fullmatch(sentence, told.text)
    (claim,) = (c for c in folder.read_claims() if c.claim.sentence_id == told.sentence_id)
    assert (claim.verdict, claim.reason_code) == ("supported", "count.exact")
    article, report = folder.read_text(ARTICLE), folder.read_text(REPORT)
    assert ("Counted in its text: nine times." if language == "en" else "正文中出现9次") in article
    assert told.text in report and claim.reason in report

    materials = load_materials(assignment, settings, lambda *_: None)
    again = verify_text(article, materials.corpus, materials.index, None, language).claims
    assert [c.verdict for c in again if c.reason_code == "count.exact"] == ["supported"]
    lie = article.replace("nine times in the", "seven times in the").replace("中出现9次，在", "中出现7次，在")
    found = verify_text(lie, materials.corpus, materials.index, None, language).claims
    assert [c.verdict for c in found if c.reason_code.startswith("count.")] == ["refuted"]
