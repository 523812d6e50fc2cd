"""Assignments from files and options: what is taken, what wins, and the sentence for everything that is wrong."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from deepnews.app.assignment_file import OPTION_OF, absolute_source, make_assignment, read_assignment_file
from deepnews.errors import UsageError
from deepnews.schemas.assignment import Assignment

GOOD = "topic: The bridge\nlanguage: zh\nn_chars_target: 1200\nsources: [docs]\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "docs").mkdir()
    return tmp_path


def write(folder: Path, text: str, name: str = "assignment.yaml") -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def test_every_field_has_an_option() -> None:
    assert set(OPTION_OF) == set(Assignment.model_fields)


def test_file_alone(folder: Path) -> None:
    order = make_assignment(read_assignment_file(write(folder, GOOD)), {})
    assert (order.topic, order.language, order.n_chars_target) == ("The bridge", "zh", 1200)
    assert order.sources == (str(folder / "docs"),)


def test_an_option_beats_the_file_and_none_does_not(folder: Path) -> None:
    file = read_assignment_file(write(folder, GOOD))
    order = make_assignment(file, {"topic": "The tunnel", "language": None, "n_chars_target": 900})
    assert (order.topic, order.language, order.n_chars_target) == ("The tunnel", "zh", 900)


def test_sources_of_options_are_seen_from_the_working_folder(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(folder)
    order = make_assignment(None, {"topic": "The bridge", "sources": ["docs", "https://example.org/a b"]})
    assert order.sources == (str(folder / "docs"), "https://example.org/a b")


def test_names_with_spaces_chinese_and_a_newline(folder: Path) -> None:
    odd = folder / "资料 one\ntwo"
    odd.mkdir()
    order = make_assignment(None, {"topic": "桥为何关闭", "sources": [str(odd)]})
    assert order.sources == (str(odd),)


def test_a_single_source_needs_no_list(folder: Path) -> None:
    file = read_assignment_file(write(folder, "topic: The bridge\nsources: docs\n"))
    assert file.values["sources"] == (str(folder / "docs"),)


def test_a_pack_is_read_with_its_folder(folder: Path) -> None:
    (folder / "sources").mkdir()
    text = "id: x\ntitle: A title\nlanguage: en\ntopic: A topic\nangle: An angle\ndocuments:\n- file: a\n"
    order = make_assignment(read_assignment_file(write(folder, text, "pack.yaml")), {})
    assert (order.topic, order.angle, order.sources) == ("A topic", "An angle", (str(folder / "sources"),))


def test_a_pack_without_topic_takes_its_title(folder: Path) -> None:
    (folder / "sources").mkdir()
    assert read_assignment_file(write(folder, "title: A title\n", "pack.yaml")).values["topic"] == "A title"


def test_a_pack_without_its_folder_is_refused(folder: Path) -> None:
    with pytest.raises(UsageError, match=r"pack\.yaml has no folder 'sources'"):
        read_assignment_file(write(folder, "topic: A topic\n", "pack.yaml"))


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("topic: x y z\nlenght: 3000\n", r"line 2: unknown key 'lenght'"),
        ("topic: x y z\ntopic: again\n", r"line 2: the key 'topic' stands there a second time"),
        ("topic: one: two\n", r"line 1: this is not valid YAML"),
        ("topic: [a\n", r"not valid YAML"),
        ("- topic\n- angle\n", r"holds no 'key: value' lines"),
        ("", r"holds no 'key: value' lines"),
        ("just words", r"holds no 'key: value' lines"),
        ("topic: x y z\nsources: {a: b}\n", r"line 2: 'sources' must be a list"),
        ("topic: x y z\nsources: [1]\n", r"line 2: 'sources' must be a list"),
        ("topic: !!python/object:os.system x\n", r"line 1: the value of 'topic' cannot be read"),
        ("seed: 2024-13-45\ntopic: &a [*a]\n", r"line \d"),
        ("? [a, b]\n: c\n", r"unknown key"),
        ("topic: \x07 bell\n", r"not valid YAML"),
    ],
)
def test_a_wrong_file_is_named_with_its_line(folder: Path, text: str, sentence: str) -> None:
    path = write(folder, text)
    with pytest.raises(UsageError, match=sentence) as caught:
        make_assignment(read_assignment_file(path), {"sources": [str(folder)]})
    assert str(path) in caught.value.message
    assert caught.value.hint
    assert caught.value.exit_code == 2


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("topic: x y z\nn_chars_target: 0\n", r"line 2: the length must be .* 600 to 100,000, not 0"),
        ("topic: x y z\nn_chars_target: long\n", r"line 2: the length must be .* not 'long'"),
        ("topic: x y z\nlanguage: fr\n", r"line 2: 'language' is not valid"),
        ("topic: x y z\nseed: -1\n", r"line 2: 'seed' is not valid"),
        ("topic: 17\n", r"line 1: 'topic' is not valid"),
        ("topic: x y z\non_scarcity: panic\n", r"line 2: 'on_scarcity' is not valid"),
    ],
)
def test_a_wrong_value_is_named_with_its_line(folder: Path, text: str, sentence: str) -> None:
    file = read_assignment_file(write(folder, text))
    with pytest.raises(UsageError, match=sentence):
        make_assignment(file, {"sources": [str(folder)]})


@pytest.mark.parametrize("n_chars", [0, -1, 599, 100_001, 10_000_000])
def test_a_length_out_of_range_names_the_option(folder: Path, n_chars: int) -> None:
    with pytest.raises(UsageError, match=f"--length: the length must be .* not {n_chars}"):
        make_assignment(None, {"topic": "The bridge", "sources": [str(folder)], "n_chars_target": n_chars})


@pytest.mark.parametrize("n_chars", [600, 100_000])
def test_the_ends_of_the_range_are_in_it(folder: Path, n_chars: int) -> None:
    order = make_assignment(None, {"topic": "The bridge", "sources": [str(folder)], "n_chars_target": n_chars})
    assert order.n_chars_target == n_chars


@pytest.mark.parametrize("topic", [None, "", "   \n"])
def test_no_topic(folder: Path, topic: str | None) -> None:
    with pytest.raises(UsageError, match="No topic is given"):
        make_assignment(None, {"topic": topic, "sources": [str(folder)]})


def test_no_sources() -> None:
    with pytest.raises(UsageError, match="No sources are given"):
        make_assignment(None, {"topic": "The bridge"})


@pytest.mark.parametrize("name", ["nothing-here", "a" * 300, "nul\0byte"])
def test_a_source_that_is_not_there(folder: Path, name: str) -> None:
    with pytest.raises(UsageError, match="There is no file or folder"):
        make_assignment(None, {"topic": "The bridge", "sources": [str(folder / name)]})


def test_bytes_that_are_not_text_are_refused(folder: Path) -> None:
    with pytest.raises(UsageError, match="--topic holds bytes that are not valid text"):
        make_assignment(None, {"topic": "a bridge \udcff", "sources": [str(folder)]})


def test_files_that_cannot_be_read(folder: Path) -> None:
    with pytest.raises(UsageError, match="There is no assignment file"):
        read_assignment_file(folder / "none.yaml")
    with pytest.raises(UsageError, match="cannot be read: Is a directory"):
        read_assignment_file(folder)
    latin = folder / "latin.yaml"
    latin.write_bytes("topic: caf\xe9\n".encode("latin-1"))
    with pytest.raises(UsageError, match="is not UTF-8 text"):
        read_assignment_file(latin)
    large = folder / "large.yaml"
    large.write_bytes(b"topic: a\n" + b"#" * 1_000_001)
    with pytest.raises(UsageError, match="is too large"):
        read_assignment_file(large)


def test_a_file_from_windows_is_read(folder: Path) -> None:
    path = folder / "bom.yaml"
    path.write_bytes("\ufefftopic: 桥为何关闭\r\nsources: docs\r\n".encode())
    assert make_assignment(read_assignment_file(path), {}).topic == "桥为何关闭"


def test_a_url_and_an_absolute_path_stay_as_they_are(folder: Path) -> None:
    assert absolute_source("https://example.org/x", folder) == "https://example.org/x"
    assert absolute_source(str(folder), Path("/")) == str(folder)


text = st.text(st.characters(exclude_categories=("Cs", "Cc")), min_size=3, max_size=60).filter(
    lambda s: len(s.strip()) > 2
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=50)
@given(topic=text, angle=text, n_chars=st.integers(600, 100_000), seed=st.integers(0, 2**31))
def test_what_is_written_is_what_is_read(folder: Path, topic: str, angle: str, n_chars: int, seed: int) -> None:
    values = {"topic": topic, "angle": angle, "n_chars_target": n_chars, "seed": seed, "sources": ["docs"]}
    order = make_assignment(read_assignment_file(write(folder, yaml.safe_dump(values, allow_unicode=True))), {})
    assert (order.topic, order.angle, order.n_chars_target, order.seed) == (topic.strip(), angle.strip(), n_chars, seed)
