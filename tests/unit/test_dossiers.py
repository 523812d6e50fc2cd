"""The sample dossiers: readable by the loader, large enough, and true to their keys."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml

from deepnews.app.assignment_file import make_assignment, read_assignment_file
from deepnews.retrieval.load import load_corpus
from deepnews.schemas.corpus import Corpus, SourceDocument

DOSSIERS = Path(__file__).parents[2] / "examples" / "dossiers"
LANGUAGES = ("en", "zh")
N_DOCUMENTS = {"en": 14, "zh": 9}
MIN_CHARS = {"en": 48_000, "zh": 20_000}
FORMATS = {
    "en": {".md", ".html", ".pdf", ".docx", ".csv", ".txt"},
    "zh": {".md", ".html", ".docx", ".csv", ".txt"},
}
FICTION = {"en": "Fictional document written for the DeepNews sample dossier", "zh": "虚构"}
MENUS = {"en": ("Careers", "Log in", "Privacy policy", "Tides"), "zh": ("投资者关系", "网站地图", "登录")}

each_language = pytest.mark.parametrize("language", LANGUAGES)


@cache
def corpus_of(language: str) -> Corpus:
    return load_corpus([str(DOSSIERS / language / "sources")], cache_dir=None)


@cache
def key_of(language: str) -> dict[str, Any]:
    key: dict[str, Any] = yaml.safe_load((DOSSIERS / language / "KEY.yaml").read_text(encoding="utf-8"))
    return key


def documents_of(language: str) -> dict[str, SourceDocument]:
    return {Path(d.path).name: d for d in corpus_of(language).documents}


def flat_text(language: str, file: str) -> str:
    return " ".join(documents_of(language)[file].text.split())


def marks(node: object) -> Iterator[tuple[str, str]]:
    """Every (file, pattern) pair of a key."""
    if isinstance(node, dict):
        if "file" in node:
            yield node["file"], node["pattern"]
        for value in node.values():
            yield from marks(value)
    elif isinstance(node, list):
        for value in node:
            yield from marks(value)


@each_language
def test_every_file_is_read(language: str) -> None:
    corpus = corpus_of(language)
    assert len(corpus.documents) == N_DOCUMENTS[language]
    assert not corpus.skipped
    assert not corpus.duplicates
    assert {Path(name).suffix for name in documents_of(language)} == FORMATS[language]


@each_language
def test_there_is_enough_text_in_the_right_language(language: str) -> None:
    corpus = corpus_of(language)
    assert corpus.n_chars >= MIN_CHARS[language]
    assert corpus.language == language
    assert all(d.n_chars >= 800 for d in corpus.documents)


@each_language
def test_page_menus_are_stripped(language: str) -> None:
    pages = [d for name, d in documents_of(language).items() if name.endswith(".html")]
    assert pages
    for page in pages:
        assert not [word for word in MENUS[language] if word in page.text]


@each_language
def test_every_document_is_dated_titled_and_marked_as_fiction(language: str) -> None:
    for name, document in documents_of(language).items():
        meta = yaml.safe_load((DOSSIERS / language / "sources" / f"{name}.meta.yaml").read_text(encoding="utf-8"))
        assert FICTION[language] in meta["note"]
        assert document.title == meta["title"]
        assert document.publisher == meta["publisher"]
        assert document.author == meta.get("author", "")
        assert str(document.date) == meta["date"]


@each_language
def test_the_dossier_says_that_it_is_fiction(language: str) -> None:
    readme = (DOSSIERS / language / "README.md").read_text(encoding="utf-8")
    assert {"en": "invented", "zh": "虚构"}[language] in readme


@each_language
def test_the_assignment_is_valid_and_names_its_sources(language: str) -> None:
    assignment = make_assignment(read_assignment_file(DOSSIERS / language / "assignment.yaml"), {})
    assert assignment.language == language
    assert assignment.schema_code == "how-it-happened"
    assert assignment.sources == (str(DOSSIERS / language / "sources"),)


@each_language
def test_every_pattern_of_the_key_is_found_in_its_document(language: str) -> None:
    found = list(marks(key_of(language)))
    assert len(found) >= 20
    assert [(f, p) for f, p in found if not re.search(p, flat_text(language, f))] == []


@each_language
def test_the_answer_is_dated_and_stands_in_at_most_two_documents(language: str) -> None:
    answer = key_of(language)["answer"]
    dates = sorted(d.date for d in corpus_of(language).documents if d.date is not None)
    assert isinstance(answer["date"], dt.date)
    assert dates[0] < answer["date"] < dates[-1]
    files = {file for file, _ in marks(answer)}
    assert len(files) in (1, 2)
    assert any(documents_of(language)[file].date == answer["date"] for file in files)


@each_language
def test_the_key_is_rich_enough(language: str) -> None:
    key = key_of(language)
    assert len(key["key_facts"]) >= 10
    assert len(key["traps"]) >= 5
    for rows in (key["key_facts"], key["traps"]):
        assert len({row["id"] for row in rows}) == len(rows)


@each_language
def test_the_superseded_figure_is_older_than_the_one_that_replaces_it(language: str) -> None:
    superseded, documents = key_of(language)["superseded"], documents_of(language)
    earlier = [documents[f].date for f, _ in marks(superseded["earlier"])]
    later = [documents[f].date for f, _ in marks(superseded["later"])]
    assert earlier
    assert later
    assert all(a is not None and b is not None and a < b for a in earlier for b in later)


@each_language
def test_the_contradiction_has_two_sides_in_two_documents(language: str) -> None:
    sides = key_of(language)["contradiction"]["sides"]
    assert len({side["file"] for side in sides}) == 2
    assert len({side["value"] for side in sides}) == 2


@each_language
def test_the_near_miss_names_differ_and_are_told_apart_in_one_document(language: str) -> None:
    first, second = (row["name"] for row in key_of(language)["near_miss"])
    assert first != second
    assert first[:2] == second[:2]
    together = [d for d in corpus_of(language).documents if first in d.text and second in d.text]
    assert together


@each_language
def test_off_topic_documents_are_left_out_of_the_key_facts(language: str) -> None:
    key = key_of(language)
    assert key["off_topic"]
    assert set(key["off_topic"]) <= set(documents_of(language))
    assert not set(key["off_topic"]) & {file for file, _ in marks([key["answer"], key["key_facts"]])}


def test_one_chinese_document_is_in_gb18030() -> None:
    sources = DOSSIERS / "zh" / "sources"
    legacy = [p for p in sources.glob("*.txt") if not _is_utf8(p)]
    assert len(legacy) == 1
    assert documents_of("zh")[legacy[0].name].text[:10] in legacy[0].read_bytes().decode("gb18030")


def _is_utf8(path: Path) -> bool:
    try:
        path.read_bytes().decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def test_the_chronology_spans_about_eighteen_months() -> None:
    for language in LANGUAGES:
        dates = sorted(d.date for d in corpus_of(language).documents if d.date is not None)
        assert 500 <= (dates[-1] - dates[0]).days <= 600
