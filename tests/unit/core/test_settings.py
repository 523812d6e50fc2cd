"""Where a setting comes from, and what is said when it is wrong."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from deepnews.errors import UsageError
from deepnews.settings import Settings, load_settings

PRECEDENCE = ["explicit", "environment", "file", "default"]


@pytest.mark.parametrize("strongest", PRECEDENCE)
def test_precedence(strongest: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    given = PRECEDENCE[PRECEDENCE.index(strongest) :]
    if "file" in given:
        (tmp_path / "deepnews.toml").write_text("n_ctx = 3000\n", encoding="utf-8")
    if "environment" in given:
        monkeypatch.setenv("DEEPNEWS_N_CTX", "2000")
    explicit = {"n_ctx": 1500} if "explicit" in given else {}
    assert (
        load_settings(**explicit).n_ctx
        == {"explicit": 1500, "environment": 2000, "file": 3000, "default": 4096}[strongest]
    )


def test_each_setting_comes_from_its_own_place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "deepnews.toml").write_text('model = "scripted"\ntimeout_s = 9\n', encoding="utf-8")
    monkeypatch.setenv("DEEPNEWS_TIMEOUT_S", "8")
    settings = load_settings(max_retries=1)
    assert (settings.model, settings.timeout_s, settings.max_retries) == ("scripted", 8.0, 1)


def test_empty_variable_is_no_value(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "deepnews.toml").write_text("n_ctx = 3000\n", encoding="utf-8")
    monkeypatch.setenv("DEEPNEWS_N_CTX", "")
    assert load_settings().n_ctx == 3000


def test_file_of_the_user_and_of_the_working_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    of_user = tmp_path / "user"
    of_user.mkdir()
    monkeypatch.setattr("platformdirs.user_config_dir", lambda name: str(of_user))
    (of_user / "deepnews.toml").write_text("n_ctx = 2222\n", encoding="utf-8")
    assert load_settings().n_ctx == 2222
    (tmp_path / "deepnews.toml").write_text("n_ctx = 3333\n", encoding="utf-8")
    assert load_settings().n_ctx == 3333


def complaint(**explicit: object) -> str:
    with pytest.raises(UsageError) as caught:
        load_settings(**explicit)
    assert caught.value.hint
    return str(caught.value)


def test_wrong_value_in_the_file(tmp_path: Path) -> None:
    path = tmp_path / "deepnews.toml"
    path.write_text('n_ctx = "many"\n', encoding="utf-8")
    assert "'n_ctx'" in complaint() and str(path) in complaint()


def test_unknown_key_in_the_file(tmp_path: Path) -> None:
    path = tmp_path / "deepnews.toml"
    path.write_text("colour = 1\n", encoding="utf-8")
    said = complaint()
    assert "'colour'" in said and "there is no such setting" in said and str(path) in said


@pytest.mark.parametrize("content", [b"n_ctx = = 1", b"\xff\xfe\x00", "模型 = ".encode()])
def test_file_that_is_no_toml(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "deepnews.toml").write_bytes(content)
    assert str(tmp_path / "deepnews.toml") in complaint()


@pytest.mark.parametrize(
    ("name", "value"),
    [("TIMEOUT_S", "0"), ("TIMEOUT_S", "inf"), ("MAX_RETRIES", "-1"), ("PROFILE", "huge"), ("OFFLINE", "perhaps")],
)
def test_wrong_value_in_the_environment(monkeypatch: pytest.MonkeyPatch, name: str, value: str) -> None:
    monkeypatch.setenv(f"DEEPNEWS_{name}", value)
    said = complaint()
    assert f"environment variable DEEPNEWS_{name}" in said and f"'{name.lower()}'" in said


def test_wrong_value_given() -> None:
    assert "the option 'n_ctx'" in complaint(n_ctx=3)


def test_the_key_is_never_shown(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("DEEPNEWS_API_KEY", "sk-very-secret")
    settings = load_settings()
    assert settings.secret() == "sk-very-secret"
    assert "very-secret" not in f"{settings!r} {settings} {settings.model_dump()} {settings.model_dump_json()}"
    monkeypatch.delenv("DEEPNEWS_API_KEY")
    (tmp_path / "deepnews.toml").write_text('api_key = ["sk-very-secret"]\n', encoding="utf-8")
    assert "very-secret" not in complaint()


def test_key_falls_back_to_the_usual_variable(monkeypatch: pytest.MonkeyPatch) -> None:
    assert load_settings().secret() is None
    monkeypatch.setenv("OPENAI_API_KEY", "sk-usual")
    assert load_settings().secret() == "sk-usual"
    assert load_settings(api_key="sk-own").secret() == "sk-own"
    monkeypatch.setenv("OPENAI_API_KEY", "")
    assert load_settings().secret() is None


def test_home_in_a_path() -> None:
    assert load_settings(data_dir=Path("~/weights")).data_dir == Path.home() / "weights"


@pytest.mark.parametrize(
    ("model", "profile", "wanted"),
    [
        ("local", "auto", "small"),
        ("openai:x", "auto", "frontier"),
        ("scripted", "auto", "small"),
        ("local", "medium", "medium"),
    ],
)
def test_profile(model: str, profile: str, wanted: str) -> None:
    assert Settings.model_validate({"model": model, "profile": profile}).model_profile().name == wanted


def test_nothing_heavy_is_imported() -> None:
    code = "import sys, deepnews.settings, deepnews.models, deepnews.weights; print(' '.join(sys.modules))"
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.split()
    heavy = {"openai", "langchain_core", "langchain_openai", "httpx", "xllamacpp", "huggingface_hub", "numpy", "torch"}
    assert heavy.isdisjoint(loaded)
