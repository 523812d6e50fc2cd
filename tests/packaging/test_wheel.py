"""The built wheel, installed in a clean environment, holds everything and runs the command line."""

from __future__ import annotations

import shutil
import site
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

pytestmark = pytest.mark.packaging

ROOT = Path(__file__).parents[2]
NOT_COPIED = shutil.ignore_patterns(".*", "build", "dist", "*.egg-info", "runs", "__pycache__", "tests")
DATA_SUFFIXES = (".j2", ".yaml", ".typed")


def run(*command: str | Path) -> str:
    done = subprocess.run([str(c) for c in command], capture_output=True, text=True, check=False, timeout=900)
    assert done.returncode == 0, f"{command}\n{done.stdout}\n{done.stderr}"
    return done.stdout


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel, built through the sdist from a copy without leftovers."""
    copy = tmp_path_factory.mktemp("source") / "project"
    shutil.copytree(ROOT, copy, ignore=NOT_COPIED)
    out = tmp_path_factory.mktemp("dist")
    run(sys.executable, "-m", "build", "--outdir", out, copy)
    assert len(list(out.glob("*.tar.gz"))) == 1
    return next(out.glob("*.whl"))


@pytest.fixture(scope="module")
def command(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """`deepnews` in a new environment that sees this one's libraries, but not its deepnews."""
    home = tmp_path_factory.mktemp("venv")
    run(sys.executable, "-m", "venv", home)
    python = home / "bin" / "python"
    run(python, "-m", "pip", "install", "--quiet", "--no-deps", "--no-index", wheel)
    target = Path(run(python, "-c", "import site; print(site.getsitepackages()[0])").strip())
    (target / "libraries.pth").write_text("\n".join(site.getsitepackages()) + "\n", encoding="utf-8")
    return home / "bin" / "deepnews"


def test_the_wheel_holds_every_file_of_the_code(wheel: Path) -> None:
    packed = set(zipfile.ZipFile(wheel).namelist())
    for folder in ("core", "schemas", "prompts", "retrieval", "agents", "eval", "app"):
        base = "deepnews" if folder == "core" else f"deepnews/{folder}"
        for path in (ROOT / folder).rglob("*"):
            if path.suffix in (".py", *DATA_SUFFIXES):
                assert f"{base}/{path.relative_to(ROOT / folder).as_posix()}" in packed
    assert any(name.endswith("licenses/LICENSE") for name in packed)
    assert not any(name.startswith(("tests/", "core/", "build/")) for name in packed)


def test_the_installed_command_is_the_wheel_s_own(command: Path) -> None:
    code = "import deepnews; print(deepnews.__file__)"
    assert str(command.parent.parent) in run(command.parent / "python", "-c", code)
    assert run(command, "--version").startswith("deepnews 0.")


def test_help_and_schemas(command: Path) -> None:
    assert "Usage: deepnews" in run(command, "--help")
    listed = run(command, "schemas", "list")
    assert all(
        f"{language}  {code} " in listed for language in ("en", "zh") for code in ("how-it-happened", "two-camps")
    )


def test_every_module_can_be_imported(command: Path, wheel: Path) -> None:
    names = [n for n in zipfile.ZipFile(wheel).namelist() if n.endswith(".py") and n != "deepnews/app/main.py"]
    modules = [n.removesuffix(".py").removesuffix("/__init__").replace("/", ".") for n in names]
    code = f"import importlib\nfor name in {modules!r}: importlib.import_module(name)"
    run(command.parent / "python", "-c", code)
