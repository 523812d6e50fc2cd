"""A Chinese article from English sources: written and checked in English, then told in Chinese or quoted."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import yaml

from deepnews.agents.article_edit import SeenSentence
from deepnews.agents.graph import run_pipeline
from deepnews.agents.plan_text import PLAN_TEXT
from deepnews.agents.rules.quotes import find_quotations, locate
from deepnews.agents.run_folder import ORDER, RunFolder
from deepnews.agents.state import Toolbox
from deepnews.agents.translation.verdicts import CHECKER
from deepnews.app.desk.article import open_article, rechecked
from deepnews.app.desk.proposals import propose
from deepnews.app.plan_service import write_from_plan
from deepnews.app.service import MODEL_CHOICE
from deepnews.errors import UsageError
from deepnews.eval.hfr import measure
from deepnews.retrieval.load import load_corpus
from deepnews.schemas.assignment import Assignment
from deepnews.settings import Settings
from deepnews.text import outside_quotes

SOURCES = Path(__file__).parents[2] / "examples" / "dossiers" / "en" / "sources"
ASKED = Assignment(
    topic="Thornlode何时开始准备召回？",
    angle="谁知道？",
    language="zh",
    n_chars_target=1100,
    sources=(str(SOURCES),),
    schema_code="how-it-happened",
)
TOLD = (
    "2024年8月30日，Hannah Corrigall写道："
    "全部20套机组的完整召回计划必须在2024年9月13日之前送到本办公室，并写明每个站点的日期。"
)
SCRIPT = [
    {
        "stage": "brief",
        "prompt": "translate",
        "reply": {
            "text": "When did Thornlode turn from delivery to a recall, and what full plan did Corrigall ask for?"
        },
    },
    {
        "stage": "translate",
        "contains": "full plan for the recall",
        "reply": {"text": TOLD.partition("：")[2]},
    },
]


@pytest.fixture(scope="module")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    home = tmp_path_factory.mktemp("home")
    script = home / "script.yaml"
    script.write_text(yaml.safe_dump(SCRIPT, allow_unicode=True), encoding="utf-8")
    return Settings(
        model=f"scripted:{script}",
        embedder="hashing",
        data_dir=home / "data",
        cache_dir=home / "cache",
        pacing="measure",
    )


@pytest.fixture(scope="module")
def run(settings: Settings, tmp_path_factory: pytest.TempPathFactory) -> RunFolder:
    folder = RunFolder(tmp_path_factory.mktemp("run"))
    folder.write_assignment(ASKED)
    folder.write_text(MODEL_CHOICE, settings.model_dump_json(include={"model", "pacing"}))
    run_pipeline(ASKED, folder, Toolbox(settings=settings, measure=measure), lambda event: None)
    return folder


def test_the_assignment_is_kept_in_both_languages(run: RunFolder) -> None:
    assert run.read_assignment() == ASKED
    order = run.read_order()
    assert run.has(ORDER) and order.language == "en" and order.topic.startswith("When did Thornlode")
    assert order.n_chars_target > ASKED.n_chars_target


def test_sentences_are_translated_or_quoted_and_lean_on_nothing_left_out(run: RunFolder) -> None:
    draft = run.read_draft()
    assert draft.language == run.read_record().language == "zh"
    told = [s for s in draft.sentences if s.kind == "written" and "：" in s.text]
    assert [s.text for s in told] == [TOLD]
    assert "Hannah Corrigall wrote" in told[0].original
    quoted = [s for s in draft.sentences if s.kind == "quotation"]
    assert quoted and all("写道：“" in s.text or "的原话是：“" in s.text for s in quoted)
    assert all(s.original and s.fact_ids for s in draft.sentences)
    endings = [p.sentences[-1].text for b in draft.blocks for p in b.paragraphs]
    assert not any(re.fullmatch(r"[\d年月日]+。", text) for text in endings)


def test_every_quotation_stands_word_for_word_in_the_sources(run: RunFolder) -> None:
    documents = load_corpus([str(SOURCES)], cache_dir=None).documents
    quotations = [q.text for s in run.read_draft().sentences for q in find_quotations(s.text, "zh")]
    assert quotations and all(locate(q, documents) for q in quotations)
    companions = run.read_record().companions
    assert companions is not None and companions.n_altered_quotations == 0


def test_the_verdict_is_that_of_the_english_sentence_and_says_so(run: RunFolder) -> None:
    claims, record = run.read_claims(), run.read_record()
    assert record.hfr is not None and record.hfr.value == 1.0 and record.hfr.checker.endswith(CHECKER)
    body = run.read_draft().body
    assert all(body[c.claim.start : c.claim.end] == c.claim.text for c in claims)
    told = next(c for c in claims if "Corrigall写道" in c.claim.text)
    assert told.verdict == "supported" and told.evidence and "full plan for the recall" in told.reason
    assert "由英文句子译出" in told.reason


def test_the_article_is_chinese_but_for_names_and_quotations(run: RunFolder) -> None:
    article = run.read_text("article.md")
    assert article.startswith("# ") and "本文由 DeepNews" in article and "translation@" in article
    told = [outside_quotes(s.text) for s in run.read_draft().sentences if s.kind == "written"]
    assert not any(" the " in text for text in told)


def test_an_edit_is_held_to_the_english_sentence(run: RunFolder) -> None:
    article = open_article(run)
    sentence = next(s for s in article.draft.sentences if "Corrigall写道：全部" in s.text)
    worse = rechecked(article, sentence.text.replace("20套", "40套"), [sentence], ())
    assert [c.verdict for c in worse.claims] == ["not_enough_info"] and "数字" in worse.claims[0].reason
    other = rechecked(article, sentence.text.replace("本办公室", "我们的办公室"), [sentence], ())
    assert [c.verdict for c in other.claims] == ["unscored"] and other.checker == CHECKER


def test_a_translated_paragraph_is_not_written_anew(run: RunFolder) -> None:
    sentence = run.read_draft().sentences[0]
    seen = [SeenSentence(sentence_id=sentence.sentence_id, text=sentence.text)]
    with pytest.raises(UsageError, match="translated"):
        propose(run.path, seen, "rewritten")


def test_the_english_plan_can_be_edited_and_written_again(run: RunFolder, settings: Settings, tmp_path: Path) -> None:
    outcome = write_from_plan(run.path / PLAN_TEXT, None, {}, settings, tmp_path, lambda event: None)
    assert outcome.error is None
    again = RunFolder(outcome.folder)
    assert again.read_order() == run.read_order()
    assert again.read_draft() == run.read_draft()


def test_without_a_sentence_told_the_run_stops_and_keeps_the_english_draft(tmp_path: Path) -> None:
    source = tmp_path / "sources"
    source.mkdir()
    text = "The lock at Ordham was closed, and the boats waited below it for nine days. " * 40
    (source / "log.txt").write_text(text, encoding="utf-8")
    settings = Settings(model="scripted", embedder="hashing", data_dir=tmp_path / "d", cache_dir=tmp_path / "c")
    folder = RunFolder(tmp_path / "run")
    folder.path.mkdir()
    asked = ASKED.model_copy(update={"sources": (str(source),), "on_scarcity": "allow"})
    folder.write_assignment(asked)
    with pytest.raises(Exception, match="could be translated"):
        run_pipeline(asked, folder, Toolbox(settings=settings, measure=measure), lambda event: None)
    assert folder.read_draft().language == "en"
