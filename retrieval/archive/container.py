"""Named arrays in one immutable file, read back without copying."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from deepnews.retrieval.archive.disk import HashingStream, damaged, file_sha256, write_file

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Array = NDArray[Any]

_MAGIC: Final = b"DNARRAY1"
_ALIGN: Final = 64
_SIZE_BYTES: Final = 8


def write_arrays(path: Path, arrays: Mapping[str, Array]) -> tuple[int, str]:
    """Size and SHA-256 of the file written at `path`, whole or not at all; raises ArchiveError."""
    import numpy as np

    packed = {name: np.ascontiguousarray(array) for name, array in arrays.items()}
    table: dict[str, dict[str, Any]] = {}
    at = 0
    for name, array in packed.items():
        table[name] = {"dtype": array.dtype.str, "shape": list(array.shape), "at": at}
        at += _padded(array.nbytes)
    head = json.dumps(table).encode("ascii")
    head += b" " * (_padded(len(_MAGIC) + _SIZE_BYTES + len(head)) - len(_MAGIC) - _SIZE_BYTES - len(head))

    def fill(stream: HashingStream) -> None:
        stream.write(_MAGIC + len(head).to_bytes(_SIZE_BYTES, "little") + head)
        for array in packed.values():
            if array.nbytes:
                stream.write(array.reshape(-1).view(np.uint8).data)
            stream.write(b"\0" * (_padded(array.nbytes) - array.nbytes))

    return write_file(path, fill)


def read_arrays(path: Path, n_bytes: int, sha256: str) -> dict[str, Array]:
    """The arrays of a file, mapped into memory, after every byte of it was checked.

    Raises ArchiveError when size or checksum differ from what the manifest says; FileNotFoundError when it has gone.
    """
    try:
        size = path.stat().st_size
        if size != n_bytes:
            raise damaged(path, f"it has {size:,} bytes instead of {n_bytes:,}")
        if file_sha256(path) != sha256:
            raise damaged(path, "its content does not match its checksum")
    except FileNotFoundError:
        raise
    except OSError as error:
        raise damaged(path, f"it cannot be read ({error.strerror})") from error
    return _mapped(path)


def _mapped(path: Path) -> dict[str, Array]:
    import numpy as np

    try:
        whole = np.memmap(path, dtype=np.uint8, mode="r")
        prefix = len(_MAGIC) + _SIZE_BYTES
        if bytes(whole[: len(_MAGIC)]) != _MAGIC:
            raise ValueError("it is no file of arrays")
        n_head = int.from_bytes(bytes(whole[len(_MAGIC) : prefix]), "little")
        table = json.loads(bytes(whole[prefix : prefix + n_head]))
        body = whole[prefix + n_head :]
        return {name: _array(body, **entry) for name, entry in table.items()}
    except (ValueError, TypeError, AttributeError) as error:
        raise damaged(path, str(error)) from error


def _array(body: Array, dtype: str, shape: list[int], at: int) -> Array:
    import numpy as np

    kind = np.dtype(dtype)
    n_bytes = math.prod(shape) * kind.itemsize
    if at < 0 or at + n_bytes > len(body):
        raise ValueError("an array reaches past its end")
    view: Array = np.asarray(body[at : at + n_bytes]).view(kind).reshape(shape)
    return view


def _padded(n_bytes: int) -> int:
    return -(-n_bytes // _ALIGN) * _ALIGN
