"""Tensors in a file of torch.save, without running what its pickle says.

Such a file is a ZIP archive with a pickle, `NAME/data.pkl`, and the bytes of the tensors,
`NAME/data/KEY`, little-endian. A tensor is a call of `torch._utils._rebuild_tensor_v2` with a
reference ("storage", type, key, device, numbers), the position of its first number there, its
shape and its strides.
"""

from __future__ import annotations

import math
import zipfile
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from quantcert.containers.torch.pickle_data import Call, Persistent, Symbol, read_pickle
from quantcert.errors import CheckpointError

_ENCRYPTED = 1  # flag of a file in an archive
_MALFORMED = (
    *(zipfile.BadZipFile, ValueError, KeyError, TypeError, AttributeError),
    *(NotImplementedError, OverflowError, EOFError),
)
_REBUILD = Symbol("torch._utils _rebuild_tensor_v2")
_DTYPES: dict[Symbol, np.dtype[Any]] = {
    Symbol("torch FloatStorage"): np.dtype("<f4"),
    Symbol("torch DoubleStorage"): np.dtype("<f8"),
    Symbol("torch HalfStorage"): np.dtype("<f2"),
}


def read_torch_tensors(path: Path, *keys: str) -> dict[str, NDArray[Any]]:
    """The floating-point tensors of a dict in a file of torch.save, by name.

    Args:
        path: the file.
        keys: where the dict lies in the file's value, as in `value["model_state_dict"]`.

    Raises:
        CheckpointError: if the file is malformed, or an entry of the dict is no such tensor.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            (pickle,) = (n for n in archive.namelist() if n.count("/") == 1 and _is_pickle(n))
            value = read_pickle(_content(archive, pickle))
            for key in keys:
                value = value[key]
            folder = pickle.removesuffix("data.pkl") + "data/"
            return {_text(name): _tensor(archive, folder, entry) for name, entry in value.items()}
    except OSError as error:
        raise CheckpointError(f"{path}: cannot be read: {error.strerror or error}") from error
    except _MALFORMED as error:
        raise CheckpointError(f"{path}: not a file of plain tensors: {error}") from error


def _content(archive: zipfile.ZipFile, name: str) -> bytes:
    """A file of the archive, which torch.save stores as it is: what is read is not larger than
    the archive.
    """
    info = archive.getinfo(name)
    if info.compress_type != zipfile.ZIP_STORED or info.flag_bits & _ENCRYPTED:
        raise ValueError(f"{name} is compressed or encrypted")
    return archive.read(info)


def _is_pickle(name: str) -> bool:
    return name.endswith("/data.pkl")


def _text(name: Any) -> str:
    if not isinstance(name, str):
        raise ValueError(f"a tensor's name is a {type(name).__name__}")
    return name


def _tensor(archive: zipfile.ZipFile, folder: str, entry: Any) -> NDArray[Any]:
    if not isinstance(entry, Call) or entry.function != _REBUILD:
        raise ValueError("an entry is not a tensor")
    storage, first, shape, strides = entry.arguments[:4]
    if not isinstance(storage, Persistent):
        raise ValueError("a tensor has no storage")
    _, kind, key, _, _ = storage.reference
    if kind not in _DTYPES:
        raise ValueError(f"tensors of {kind} are not supported")
    if strides != _contiguous(shape):
        raise ValueError(f"a tensor of shape {shape} with strides {strides} is not contiguous")
    stored: NDArray[Any] = np.frombuffer(_content(archive, folder + _text(key)), _DTYPES[kind])
    count = math.prod(shape)
    if not 0 <= first <= first + count <= len(stored):
        raise ValueError(f"a tensor of {count} numbers is longer than its storage")
    return stored[first : first + count].reshape(shape)


def _contiguous(shape: tuple[int, ...]) -> tuple[int, ...]:
    """Strides of a tensor whose last axis is the fastest."""
    return tuple(math.prod(shape[axis + 1 :]) for axis in range(len(shape)))
