"""Two-stage foraging on a small invented corpus."""

from __future__ import annotations

import datetime as dt
import hashlib
import random
import re

import pytest

from deepnews.retrieval.duplicates import NearCopies
from deepnews.retrieval.embed import HashingEmbedder
from deepnews.retrieval.forage import forage
from deepnews.retrieval.index import HybridIndex, build_index
from deepnews.retrieval.patches import date_factor, scented_patches
from deepnews.retrieval.saturation import budget_account, saturation_gate
from deepnews.retrieval.timeframe import named_timeframe
from deepnews.schemas.corpus import Corpus, SourceDocument
from deepnews.schemas.evidence import InformationNeed, SaturationAccount

FERRY = re.findall(
    r"\w+",
    "ferry ship refit safety inspectors bow door cracks company Norvik captain crew harbour delay repair "
    "board warned passengers sailing season engineers report cost",
)
BAKING = re.findall(
    r"\w+", "flour oven bread yeast dough crust baker recipe butter sugar kneading loaf pastry cake rising rye wheat"
)
NEEDS = (
    InformationNeed(
        need_id="N1", question="How did the ferry company Norvik delay the safety refit of its ship in 2021?"
    ),
    InformationNeed(need_id="N2", question="What did the inspectors report about the bow door?"),
    InformationNeed(need_id="N3", question="What was the first sign?", slot="turn"),
)


def prose(words: list[str], n_chars: int, seed: int) -> str:
    rng = random.Random(seed)
    paragraphs: list[str] = []
    while sum(map(len, paragraphs)) < n_chars:
        sentences = [" ".join(rng.choices(words, k=12)).capitalize() + f" {rng.randint(100, 999)}." for _ in range(9)]
        paragraphs.append(" ".join(sentences))
    return "\n\n".join(paragraphs)


def source(path: str, text: str, year: int = 2021) -> SourceDocument:
    doc_id = hashlib.sha256(f"{path}{text}".encode()).hexdigest()[:12]
    return SourceDocument(
        doc_id=doc_id, path=path, title=path, text=text, date=dt.date(year, 5, len(path)), content_sha256=doc_id * 5
    )


@pytest.fixture(scope="module")
def corpus() -> Corpus:
    sizes = {"a.txt": 60_000, "bb.txt": 9_000, "ccc.txt": 8_000, "dddd.txt": 7_000}
    ferry = [source(path, prose(FERRY, size, seed)) for seed, (path, size) in enumerate(sizes.items())]
    return Corpus(
        documents=(*ferry, source("old.txt", prose(FERRY, 9_000, 8), 2009), source("x.txt", prose(BAKING, 40_000, 9)))
    )


@pytest.fixture(scope="module")
def index(corpus: Corpus) -> HybridIndex:
    return build_index(corpus, HashingEmbedder(), cache_dir=None)


def account(n_required: int) -> SaturationAccount:
    return budget_account(n_required, 10**6)


def taken(corpus: Corpus, index: HybridIndex, n_required: int) -> dict[str, int]:
    evidence = forage(NEEDS, index, corpus, account(n_required))
    return {corpus.by_id[p.doc_id].path: p.n_chars_taken for p in evidence.patches}


def test_the_required_characters_are_reached_and_hardly_passed(corpus: Corpus, index: HybridIndex) -> None:
    evidence = forage(NEEDS, index, corpus, account(30_000))
    n_chars = sum(len(p.passage.text) for p in evidence.passages)
    assert evidence.saturation.n_chars_evidence == n_chars == sum(p.n_chars_taken for p in evidence.patches)
    assert 30_000 <= n_chars <= 33_000
    assert len({p.passage.passage_id for p in evidence.passages}) == len(evidence.passages)


def test_a_long_document_does_not_crowd_out_the_others(corpus: Corpus, index: HybridIndex) -> None:
    by_path = taken(corpus, index, 20_000)
    assert all(by_path[path] >= 2_000 for path in ("a.txt", "bb.txt", "ccc.txt", "dddd.txt"))
    assert by_path["a.txt"] <= 10_100  # two even shares, and the spaces between its sentences


def test_distractors_come_last_and_are_not_taken_while_others_last(corpus: Corpus, index: HybridIndex) -> None:
    evidence = forage(NEEDS, index, corpus, account(30_000))
    assert [corpus.by_id[p.doc_id].path for p in evidence.patches[-2:]] == ["old.txt", "x.txt"]
    assert taken(corpus, index, 60_000)["x.txt"] == 0


def test_everything_on_topic_is_taken_before_anything_off_topic(corpus: Corpus, index: HybridIndex) -> None:
    by_path = taken(corpus, index, 110_000)
    assert by_path["x.txt"] > 0
    for path, n_chars in by_path.items():
        if path not in ("x.txt", "old.txt"):
            own = sum(len(p.text) for p in index.passages if corpus.by_id[p.doc_id].path == path)
            assert n_chars == own


def test_what_the_gate_counts_can_be_foraged(corpus: Corpus, index: HybridIndex) -> None:
    gate = saturation_gate(index.n_chars // 10, index.n_chars, "refuse", corpus)
    assert forage(NEEDS, index, corpus, gate).saturation.n_chars_evidence >= gate.n_chars_required


def test_passages_stand_in_order_of_date_path_and_offset(corpus: Corpus, index: HybridIndex) -> None:
    evidence = forage(NEEDS, index, corpus, account(30_000))
    keys = [
        (corpus.by_id[p.passage.doc_id].date, corpus.by_id[p.passage.doc_id].path, p.passage.start)
        for p in evidence.passages
    ]
    assert keys == sorted(keys)
    assert {n for p in evidence.passages for n in p.need_ids} == {"N1", "N2", "N3"}


def test_near_copies_are_not_counted() -> None:
    text = prose(FERRY, 6_000, 3)
    copy = source("copy.txt", text.upper().replace(".", " ;"))
    both = Corpus(documents=(source("a.txt", text), copy))
    index = build_index(both, HashingEmbedder(), cache_dir=None)
    evidence = forage(NEEDS, index, both, account(20_000))
    assert evidence.saturation.n_chars_evidence < 1.2 * len(text)


def test_foraging_is_repeatable(corpus: Corpus, index: HybridIndex) -> None:
    assert forage(NEEDS, index, corpus, account(25_000)) == forage(NEEDS, index, corpus, account(25_000))


def test_no_needs_is_a_mistake(corpus: Corpus, index: HybridIndex) -> None:
    with pytest.raises(ValueError, match="need"):
        forage((), index, corpus, account(30_000))


@pytest.mark.parametrize(
    ("text", "years"),
    [
        ("the 1974 recession", (1974, 1974)),
        ("the 2021–22 inflation", (2021, 2022)),
        ("from 2019 to 2022", (2019, 2022)),
        ("从2016年《网络安全法》到2024年《条例》", (2016, 2024)),
        ("2016年到2024年", (2016, 2024)),
        ("from Libra (2019) to the crash (2022), and October 2022", (2019, 2022)),
        ("a fine of $2,019.50 and 12000 jobs", None),
        ("no year at all", None),
    ],
)
def test_named_years(text: str, years: tuple[int, int] | None) -> None:
    assert named_timeframe(text) == years


def test_dates_outside_the_named_years_weaken_the_scent(corpus: Corpus, index: HybridIndex) -> None:
    frame = named_timeframe("in 2021")
    factors = [date_factor(source("a.txt", "Text.", year), frame) for year in (2021, 2022, 2024, 2009)]
    assert factors == sorted(factors, reverse=True)
    assert (factors[0], factors[-1]) == (1.0, 0.5)
    patches = scented_patches(NEEDS, index, corpus, index.passage_scores([n.question for n in NEEDS]))
    assert {p.document.path for p in patches if not p.is_on_topic} == {"old.txt", "x.txt"}


def test_near_copies_are_told_from_texts_that_share_words() -> None:
    copies = NearCopies()
    copies.keep("第一条 为了规范网络数据处理活动，保障网络数据安全，促进网络数据依法合理有效利用，制定本条例。")
    assert copies.is_copy(
        "第一条　为了规范网络数据处理活动, 保障网络数据安全, 促进网络数据依法合理有效利用, 制定本条例"
    )
    assert not copies.is_copy("第二条 在中华人民共和国境内开展网络数据处理活动及其安全监督管理，适用本条例。")


def test_a_text_with_another_figure_is_no_copy() -> None:
    copies = NearCopies()
    copies.keep("The recall of all the blocks that were delivered in the spring cost the company 23 million pounds.")
    assert copies.is_copy("the recall of all the blocks that were delivered in the spring cost the company 23 million")
    assert not copies.is_copy(
        "The recall of all the blocks that were delivered in the spring cost the company 74 million pounds."
    )
