"""The narrative schemas: the packaged ones, what a wrong file is told, and which one an assignment calls for."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError
from typer.testing import CliRunner, Result

from deepnews.agents.choose_schema import choose_schema
from deepnews.app.cli import app
from deepnews.errors import UsageError
from deepnews.schemas.assignment import Assignment
from deepnews.schemas.base import Language
from deepnews.schemas.library import check_file, load_schema, load_schemas, schema_files, skeleton
from deepnews.schemas.narrative import NarrativeSchema

ROOT = Path(__file__).parents[3]
CODES = {
    *("company-in-crisis", "earnings-behind-the-numbers", "follow-the-money", "how-it-happened", "market-map"),
    *("policy-and-its-price", "profile-of-a-decision-maker", "the-deal", "the-forecast-that-failed", "two-camps"),
    *("explainer", "vertical-game"),
}
ALL = [(language, s.code) for language in ("en", "zh") for s in load_schemas(language)]
languages = pytest.mark.parametrize("language", ["en", "zh"])


def valid_text(language: Language = "en") -> str:
    return skeleton("court-report", language)


def written(folder: Path, text: str, name: str = "own.yaml") -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def faults(folder: Path, text: str) -> list[str]:
    """What is wrong, without the path."""
    path = written(folder, text)
    return [str(f).removeprefix(f"{path}, ") for f in check_file(path).faults]


# --- the packaged ones -----------------------------------------------------------------------------------------------


@languages
def test_the_same_forms_in_both_languages(language: Language) -> None:
    schemas = load_schemas(language)
    assert {s.code for s in schemas} == CODES
    assert [s.code for s in schemas if s.general] == ["how-it-happened", "two-camps"]


@pytest.mark.parametrize(("language", "code"), ALL)
def test_a_packaged_schema_is_complete(language: Language, code: str) -> None:
    schema = load_schema(code, language)
    texts = (schema.tension, schema.opening, schema.ending, schema.example_title, schema.fits)
    assert all(texts) and schema.cues and schema.forbidden
    for slot in schema.slots:
        assert slot.needs and slot.example and len(slot.cues) >= 5, slot.role
        assert slot.question.endswith(("?", "？")), slot.role
        assert slot.heading or slot in (schema.slots[0], schema.slots[-1])
    assert sum(s.length_share for s in schema.slots) == pytest.approx(1.0)
    assert len(set(schema.pacing_curve)) == 3
    assert sum(s.answers_assignment for s in schema.slots) == 1


@pytest.mark.parametrize("code", sorted(CODES))
def test_both_languages_have_one_structure(code: str) -> None:
    en, zh = (load_schema(code, language) for language in ("en", "zh"))
    keys = {"role", "era", "camp", "length_share", "needs", "after", "withholds", "pacing", "answers_assignment"}
    assert [s.model_dump(include=keys) for s in en.slots] == [s.model_dump(include=keys) for s in zh.slots]


def test_what_headings_assert_is_one_in_both_languages() -> None:
    """And each that asserts something has one in its place that reads otherwise."""
    own, other = (load_schemas(language) for language in ("en", "zh"))
    assert [[s.asserts for s in schema.slots] for schema in own] == [[s.asserts for s in x.slots] for x in other]
    claimed = [s for schema in (*own, *other) for s in schema.slots if s.asserts]
    assert len(claimed) >= 2 * 15
    assert all(s.plain_heading and s.plain_heading != s.heading for s in claimed)
    plain = claimed[0].claiming_nothing
    assert (plain.asserts, plain.heading) == ((), claimed[0].plain_heading)


def test_a_heading_that_asserts_needs_one_in_its_place() -> None:
    values = load_schema("two-camps", "en").model_dump()
    values["slots"][2]["plain_heading"] = ""
    with pytest.raises(ValidationError, match="'case-a' asserts something"):
        NarrativeSchema.model_validate(values)


@pytest.mark.parametrize(("language", "code"), ALL)
def test_what_comes_before_the_answer_withholds_it(language: Language, code: str) -> None:
    slots = load_schema(code, language).slots
    at = next(i for i, s in enumerate(slots) if s.answers_assignment)
    assert all(slots[at].role in s.withholds for s in slots[:at])


@languages
def test_the_questions_of_an_assignment_make_its_sections(language: Language) -> None:
    plain = load_schema("explainer", language)
    questions = ["Who pays?", "What for?"]
    asking = plain.asking(questions)
    assert [s.role for s in asking.slots] == ["lede", "question-1", "question-2", "kicker"]
    assert (
        [s.heading for s in asking.slots[1:3]] == [s.question for s in asking.slots[1:3]] == ["Who pays?", "What for?"]
    )
    assert asking.slots[0].withholds == ("question-1", "question-2")
    assert sum(s.length_share for s in asking.slots) == pytest.approx(1.0)
    assert plain.asking(()) == plain
    other = load_schema("how-it-happened", language)
    assert other.asking(("Who pays?",)) == other and not other.is_led_by_questions


# --- files of one's own ----------------------------------------------------------------------------------------------


@languages
def test_the_skeleton_is_valid_and_found(language: Language, tmp_path: Path) -> None:
    path = written(tmp_path, valid_text(language))
    assert check_file(path).schema == load_schema("court-report", language, tmp_path)
    assert "court-report" not in {s.code for s in load_schemas(language)}


def test_ones_own_schema_replaces_the_packaged_one(tmp_path: Path) -> None:
    (tmp_path / "sub").mkdir()
    written(tmp_path / "sub", skeleton("two-camps", "en"), "mine.yml")
    own = load_schema("two-camps", "en", tmp_path)
    assert [s.role for s in own.slots] == ["lede", "answer", "kicker"]
    assert load_schema("two-camps", "zh", tmp_path) == load_schema("two-camps", "zh")


@pytest.mark.parametrize(
    ("old", "new", "line", "said"),
    [
        ("pacing: slow", "pacing: swift", 45, "slots.3.pacing: input should be 'steady', 'quick' or 'slow'"),
        ("after: [lede]", "after: [prologue]", 33, "slots.2.after: there is no slot 'prologue'"),
        ("withholds: [answer]", "withholds: [ghost]", 23, "slots.1.withholds: there is no slot 'ghost'"),
        ("withholds: [answer]", "withholds: [lede]", 23, "slots.1.withholds: 'lede' cannot withhold 'lede'"),
        ("after: [lede]", "after: [kicker]", 33, "slots.2.after: the order runs in a circle"),
        ("withholds: [answer]", "after: [answer]", 23, "slots.1.after: the order runs in a circle"),
        ("withholds: [answer]", "after: [lede]", 23, "slots.1.after: the order runs in a circle: lede after lede"),
        ("role: answer", "role: lede", 26, "slots.2.role: the role 'lede' repeats"),
        ("length_share: 0.6", "length_share: 0.5", 14, "slots: the length shares add up to 0.90, not 1"),
        ("answers_assignment: true", "answers_assignment: false", 14, "slots: no slot answers the assignment"),
        ("cues: [decided, cost]", "cues: [no, cost]", 29, "(YAML reads this word as true or false: put it in"),
        ("order: by-topic", "order: by-mood", 9, "order: input should be 'chronological', 'by-camp' or 'by-topic'"),
        ("language: en", "language: fr", 5, "language: input should be 'en' or 'zh'"),
        ("title: A title for lists", "titel: A title", 3, "title: field required"),
        ("version: 1", "code: again", 4, "the key 'code' stands here a second time"),
        ("title: A title", "title: [A title", 7, "this is not valid YAML"),
    ],
)
def test_what_is_wrong_is_named_with_its_line(tmp_path: Path, old: str, new: str, line: int, said: str) -> None:
    assert old in valid_text()
    found = faults(tmp_path, valid_text().replace(old, new, 1))
    assert any(f.startswith(f"line {line}: ") and said in f for f in found), found


def test_an_order_against_the_constraints_is_a_fault(tmp_path: Path) -> None:
    text = (
        valid_text().replace("withholds: [answer]", "after: [kicker]", 1).replace("after: [answer]\n", "era: any\n", 1)
    )
    found = faults(tmp_path, text.replace("    era: late\n", "", 1))
    assert found == ["line 23: slots.1.after: 'lede' must stand after 'kicker'"]


def test_all_faults_are_named_in_the_order_of_the_lines(tmp_path: Path) -> None:
    text = valid_text().replace("pacing: slow", "pacing: swift").replace("version: 1", "version: 0")
    assert [f.split(":")[0] for f in faults(tmp_path, text)] == ["line 4", "line 45"]


@pytest.mark.parametrize("text", ["", "- a\n- b\n", "just words", "? [a, b]\n: c\n", "date: 2024-13-45\n"])
def test_a_file_of_another_kind(tmp_path: Path, text: str) -> None:
    assert faults(tmp_path, text)


def test_files_that_cannot_be_read(tmp_path: Path) -> None:
    (tmp_path / "latin.yaml").write_bytes("title: Größe".encode("latin-1"))
    with pytest.raises(UsageError, match="not UTF-8"):
        check_file(tmp_path / "latin.yaml")
    with pytest.raises(UsageError, match="cannot be read"):
        check_file(tmp_path / "missing.yaml")
    with pytest.raises(UsageError, match="no file or folder"):
        schema_files(tmp_path / "missing")


def test_a_folder_that_does_not_work(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="There is no folder") as caught:
        load_schemas("en", tmp_path / "missing")
    assert "schemas_dir" in caught.value.hint
    path = written(tmp_path, valid_text().replace("pacing: slow", "pacing: swift"))
    with pytest.raises(UsageError, match=r"own\.yaml, line 45: slots\.3\.pacing") as caught:
        load_schema("how-it-happened", "en", tmp_path)
    assert str(path) in caught.value.hint
    written(tmp_path, valid_text())
    written(tmp_path, valid_text(), "twin.yaml")
    with pytest.raises(UsageError, match="have one code, 'court-report'"):
        load_schemas("en", tmp_path)
    assert load_schemas("zh", tmp_path) == load_schemas("zh")


@given(st.permutations(range(6)))
def test_only_orders_that_keep_the_constraints_are_valid(order: list[int]) -> None:
    """how-it-happened says: before, first-signs, turn, aftermath, kicker, each after the last; the lede is free."""
    schema = load_schema("how-it-happened", "en")
    values = schema.model_dump()
    slots = [dict(values["slots"][i], withholds=()) for i in order]
    places = [order.index(i) for i in range(1, 6)]
    try:
        NarrativeSchema.model_validate({**values, "slots": slots})
        is_valid = True
    except ValidationError:
        is_valid = False
    assert is_valid == (places == sorted(places))


# --- which one an assignment calls for -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("language", "topic", "angle", "code"),
    [
        ("en", "When did the mill's letters turn from praise to worry, month by month?", "", "how-it-happened"),
        ("en", "A dam and its cracks.", "How did it come about, and when?", "how-it-happened"),
        ("en", "Nothing that any cue says.", "", "how-it-happened"),
        ("en", "The clock dispute: shopkeepers against nurses.", "Both sides testify.", "two-camps"),
        ("en", "Whether the takeover was rescue or theft: the board is divided, critics disagree.", "", "two-camps"),
        ("en", "Pellow Mill: a post-mortem of its insolvency.", "Creditors first.", "company-in-crisis"),
        ("en", "The heat-pump supply chain and its bottleneck.", "Who is squeezed?", "vertical-game"),
        ("en", "Harrow Foods' annual results.", "Cash flow behind the numbers.", "earnings-behind-the-numbers"),
        ("en", "The bottle levy: who pays for the new rule?", "", "policy-and-its-price"),
        ("en", "The merger of two brewers.", "The takeover in its negotiations.", "the-deal"),
        ("en", "The tourist board's projection and its forecast error.", "", "the-forecast-that-failed"),
        ("en", "A profile of Ines Corvo, chief executive.", "", "profile-of-a-decision-maker"),
        ("en", "Bread by subscription: market size and market share.", "Trends.", "market-map"),
        ("en", "School paint: procurement and kickbacks.", "Follow the money.", "follow-the-money"),
        ("en", "Corran's ferry: who runs it, what it costs, how the fare is set, and when it stops.", "", "explainer"),
        ("zh", "总说明天开航的渡轮：开航日期如何从年初一步步推到年底？", "按先后写经过。", "how-it-happened"),
        ("zh", "镇公所要不要钟：两派争论，双方各有理由，是否值得？", "", "two-camps"),
        ("zh", "柏屏纺织的债务危机与破产", "债权人怎么说", "company-in-crisis"),
        ("zh", "热泵产业链：上游卡脖子，下游涨价", "谁在赚钱", "vertical-game"),
        ("zh", "禾露食品年报：净利润与现金流", "", "earnings-behind-the-numbers"),
        ("zh", "瓶子押金新规：谁买单，谁豁免", "", "policy-and-its-price"),
        ("zh", "两家酒厂的并购谈判", "要约与尽职调查", "the-deal"),
        ("zh", "旅游局的预测失误：高估的两百万", "", "the-forecast-that-failed"),
        ("zh", "掌门人柯若宁：一个创始人的履历", "", "profile-of-a-decision-maker"),
        ("zh", "面包订阅的市场规模与竞争格局", "", "market-map"),
        ("zh", "渡口收费：谁定价，收了多少，钱怎么花，何时取消。", "", "explainer"),
        ("zh", "学校粉刷采购：招标、回扣与资金流向", "", "follow-the-money"),
    ],
)
def test_the_form_an_assignment_calls_for(language: Language, topic: str, angle: str, code: str) -> None:
    choice = choose_schema(Assignment(topic=topic, angle=angle, language=language))
    assert choice.narrative.code == code, choice.reason


@languages
def test_the_sample_assignments_are_plain_chronologies(language: Language) -> None:
    path = ROOT / "examples" / "dossiers" / language / "assignment.yaml"
    values = yaml.safe_load(path.read_text(encoding="utf-8"))
    assignment = Assignment(topic=values["topic"], angle=values["angle"], language=language)
    assert choose_schema(assignment).narrative.code == "how-it-happened"


def test_a_schema_of_ones_own_is_chosen_by_its_code(tmp_path: Path) -> None:
    written(tmp_path, valid_text())
    assignment = Assignment(topic="A case in court", schema_code="court-report")
    assert choose_schema(assignment, tmp_path).narrative.code == "court-report"
    with pytest.raises(UsageError, match="no narrative schema 'court-report'"):
        choose_schema(assignment)


# --- the commands ----------------------------------------------------------------------------------------------------


def run(*args: str, folder: Path | None = None) -> Result:
    return CliRunner().invoke(app, ["schemas", *args], env={"DEEPNEWS_SCHEMAS_DIR": str(folder or "")})


@languages
def test_new_then_check_then_list(language: Language, tmp_path: Path) -> None:
    new = run("new", "court-report", "--lang", language, "--dir", str(tmp_path / "own"))
    path = tmp_path / "own" / f"court-report.{language}.yaml"
    assert (new.exit_code, new.stdout) == (0, f"{path}\n")
    checked = run("check", str(tmp_path))
    assert (checked.exit_code, checked.stdout) == (0, f"{path}: valid ({language}, court-report, 3 slots)\n")
    assert f"{language}  court-report (version 1)" in run("list", folder=tmp_path / "own").stdout
    assert "code: court-report" in run("show", "court-report", "--lang", language, folder=tmp_path).stdout
    again = run("new", "court-report", "--lang", language, folder=tmp_path / "own")
    assert (again.exit_code, "already" in again.stderr) == (2, True)


def test_check_names_file_and_line_and_ends_with_2(tmp_path: Path) -> None:
    path = written(tmp_path, valid_text().replace("pacing: slow", "pacing: swift"))
    done = run("check", str(path))
    assert done.exit_code == 2
    assert done.stdout == f"{path}, line 45: slots.3.pacing: input should be 'steady', 'quick' or 'slow'\n"


@pytest.mark.parametrize("args", [("check", "missing.yaml"), ("new", "Two Words"), ("new", "auto"), ("check", "EMPTY")])
def test_wrong_use_of_the_commands(args: tuple[str, ...], tmp_path: Path) -> None:
    done = run(*(str(tmp_path) if a == "EMPTY" else a for a in args))
    assert (done.exit_code, done.stdout) == (2, "")
    assert done.stderr.startswith("Error: ")
    assert "Traceback" not in done.stderr
