"""The support bundle of a run: what helps to find a fault, and nothing of what the run is about.

Only fields that are named here are taken; whatever is not known to be harmless stays out.
"""

from __future__ import annotations

import json
import platform
import re
import sys
import zipfile
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import suppress
from importlib import metadata
from pathlib import Path, PurePath
from typing import Any, Final

from deepnews import __version__
from deepnews.agents.run_files import write_error
from deepnews.agents.run_folder import CLAIMS, RECORD, SOURCES, WORKER_LOG, RunFolder
from deepnews.app.doctor import PACKAGES
from deepnews.errors import RunError
from deepnews.model_faults import host_of
from deepnews.settings import Settings

_SETTINGS: Final = (
    "timeout_s",
    "max_retries",
    "requests_per_min",
    "tokens_per_min",
    "n_ctx",
    "n_threads",
    "n_gpu_layers",
    "profile",
    "use_cache",
    "embedder",
    "pacing",
    "offline",
    "allow_private_urls",
)
_RECORD_LEFT_OUT: Final = frozenset({"run_dir", "headline", "skipped_sources", "warnings", "error", "model"})
_EVENT: Final = ("time", "event", "stage", "total", "done", "wall_s", "key", "from_cache", "error", "deepnews_version")
_EVENT_TOKENS: Final = ("n_prompt_tokens", "n_cached_tokens", "n_output_tokens", "cost_usd")
_FRAME: Final = re.compile(r'^ +File "([^"\n]+)", line (\d+), in ([\w<>.]+)$')
_ERROR: Final = re.compile(r"^([A-Za-z_][\w.]*(?:Error|Exception|Interrupt|Warning|Exit))\b(?=:|$)")
_QUOTED: Final = re.compile(r"\(.*\)|'[^']*'|\"[^\"]*\"|“[^”]*”|「[^」]*」|‘[^’]*’", re.S)
_PATH: Final = re.compile(r"(?:[A-Za-z]:\\|(?<!\w)[~./]*/)\S*|https?://\S+")
_SECRET: Final = re.compile(r"\b(?:sk|pk|rk)-[\w-]{6,}|\bBearer\s+\S+", re.I)


def write_bundle(run_dir: Path, settings: Settings, path: Path) -> tuple[str, ...]:
    """Names of the files in the bundle, written to `path`; raises RunError when there is no run or the disk refuses."""
    folder = RunFolder.open(run_dir)
    parts = {name: content for name, content in _parts(folder, settings) if content}
    try:
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as bundle:
            for name, content in parts.items():
                bundle.writestr(name, content)
    except OSError as error:
        raise write_error(path, error) from error
    return tuple(parts)


def _parts(folder: RunFolder, settings: Settings) -> Iterator[tuple[str, str]]:
    """Each file of the bundle; one whose origin cannot be read says so."""
    makers: dict[str, Callable[[], str]] = {
        "about.json": lambda: _json(_about(settings)),
        "run.json": lambda: _json(_record(folder)) if folder.has(RECORD) else "",
        "events.jsonl": lambda: _events(folder),
        "claims.json": lambda: _json(_claims(folder)) if folder.has(CLAIMS) else "",
        "sources.json": lambda: _json(_sources(folder)) if folder.has(SOURCES) else "",
        "files.json": lambda: _json(_files(folder)),
        WORKER_LOG: lambda: "\n".join(traceback_skeleton(folder.path / WORKER_LOG)),
    }
    for name, make in makers.items():
        try:
            yield name, make()
        except RunError as error:
            yield name, _json({"unreadable": type(error).__name__})


def _about(settings: Settings) -> dict[str, Any]:
    """Program, machine, packages and settings; of a server its host alone, of a key whether there is one."""
    versions: dict[str, str] = {}
    for name in PACKAGES:
        with suppress(metadata.PackageNotFoundError):
            versions[name] = metadata.version(name)
    chosen = settings.model_dump(mode="json", include=set(_SETTINGS))
    chosen |= {"model": _model(settings.model), "servers": _hosts(settings.base_url)}
    return {
        "deepnews": __version__,
        "python": sys.version.split()[0],
        "platform": platform.platform(),
        "packages": versions,
        "settings": {**chosen, "has_api_key": settings.secret() is not None},
    }


def _hosts(base_url: str | None) -> list[str]:
    return [host_of(url.strip()) for url in base_url.split(",")] if base_url else []


def _model(model: str) -> str:
    """Kind and name of a model, without the folder of its file."""
    kind, _, name = model.partition(":")
    return f"{kind}:{PurePath(name).name}" if name else kind


def _record(folder: RunFolder) -> dict[str, Any]:
    record = folder.read_record()
    kept = record.model_dump(mode="json", exclude=set(_RECORD_LEFT_OUT))
    return {**kept, "model": _model(record.model), "error": told(record.error), "n_warnings": len(record.warnings)}


def told(sentence: str) -> str:
    """`sentence` without what it quotes, paths, addresses and keys."""
    for pattern in (_SECRET, _QUOTED, _PATH):
        sentence = pattern.sub("…", sentence)
    return sentence


def _events(folder: RunFolder) -> str:
    lines = []
    for event in folder.read_events():
        kept: dict[str, object] = {k: event[k] for k in (*_EVENT, *_EVENT_TOKENS) if k in event}
        lines.append(json.dumps(kept | {"model": _model(str(event["model"]))} if "model" in event else kept))
    return "".join(f"{line}\n" for line in lines)


def _claims(folder: RunFolder) -> list[dict[str, Any]]:
    counts = Counter((c.verdict, c.reason_code, c.decided_by) for c in folder.read_claims())
    return [{"verdict": v, "reason_code": r, "decided_by": d, "n": n} for (v, r, d), n in sorted(counts.items())]


def _sources(folder: RunFolder) -> list[dict[str, Any]]:
    """Kind and size of each source, in order and without a name."""
    kept = {"status", "language", "media_type", "n_chars", "n_pages"}
    entries = ((s, s.model_dump(mode="json", include=kept)) for s in folder.read_sources())
    return [{**fields, "ending": _ending(s.path)} for s, fields in entries]


def _ending(path: str) -> str:
    ending = PurePath(path).suffix.lower()
    return ending if re.fullmatch(r"\.[a-z0-9]{1,5}", ending) else ""


def _files(folder: RunFolder) -> dict[str, int]:
    """Bytes of each file whose name is the program's own."""
    own = re.compile(r"[a-z]+(?:\.[a-z]+)?(?:-wal|-shm)?|\.lock")
    return {p.name: p.stat().st_size for p in sorted(folder.path.iterdir()) if p.is_file() and own.fullmatch(p.name)}


def traceback_skeleton(log: Path) -> Iterator[str]:
    """Where errors happened: frames without their code, names of errors without their words."""
    if not log.is_file():
        return
    for line in log.read_text(encoding="utf-8", errors="replace").splitlines():
        if frame := _FRAME.match(line):
            parts = PurePath(frame[1].replace("\\", "/")).parts[-3:]
            yield f"  {'/'.join(parts)}:{frame[2]} {frame[3]}"
        elif error := _ERROR.match(line):
            yield error[1]


def _json(content: object) -> str:
    return json.dumps(content, ensure_ascii=False, indent=1)
