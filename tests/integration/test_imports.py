"""What an import does: nothing. Each is tried in a Python of its own."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
FOLDERS = ("core", "schemas", "prompts", "retrieval", "agents", "eval", "app")
HEAVY = ["torch", "faiss", "sentence_transformers", "langgraph", "langchain_core", "openai", "xllamacpp", "streamlit"]
HEAVY += ["numpy", "jieba", "trafilatura", "pandas"]


def code_files() -> list[Path]:
    return [path for name in FOLDERS for path in sorted((ROOT / name).rglob("*.py"))]


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
