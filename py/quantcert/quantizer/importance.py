"""Importance files of llama.cpp: the mean squares of what each linear layer reads, by column.

Read are its old form and the GGUF files that it writes now, written is the old one, which it reads
as well. Its names are those of tensors in GGUF files. Source: `tools/imatrix` of llama.cpp.
"""

from __future__ import annotations

import struct
from collections.abc import Mapping
from pathlib import Path

import numpy as np

from quantcert.containers import Checkpoint
from quantcert.containers.gguf.file import GgufFile
from quantcert.errors import QuantCertError, QuantizeError
from quantcert.formats.gguf.architectures import ARCHITECTURES
from quantcert.formats.target import Floats
from quantcert.quantizer.moments import Squares

_MAGIC = b"GGUF"
_SUMS, _COUNTS = ".in_sum2", ".counts"


def read_importance(path: Path, original: Checkpoint) -> dict[str, Floats]:
    """Mean squares `[columns]` by names of the original; names that it does not have are left out.

    Raises:
        QuantizeError: if the file is no importance file, or fits nothing of the original.
    """
    try:
        data = path.read_bytes()
    except OSError as error:
        raise QuantizeError(f"{path}: cannot be read: {error.strerror}") from error
    stored = _read_gguf(path) if data.startswith(_MAGIC) else _read_old(path, data)
    names = {theirs: own for own, theirs in gguf_names(original).items()}
    found = {names[name]: values for name, values in stored.items() if name in names}
    for name, values in found.items():
        columns = original.info(name).shape[-1]
        if len(values) != columns or not (np.isfinite(values) & (values >= 0)).all():
            raise QuantizeError(
                f"{path}: {len(values)} values of tensor {name} must be {columns} numbers, none "
                "of them negative"
            )
    if not found:
        raise QuantizeError(f"{path}: has no tensor of {original.path}")
    return found


def write_importance(path: Path, original: Checkpoint, found: Mapping[str, Squares]) -> None:
    """Write what layers read, by names of the original, as llama.cpp's old form.

    Raises:
        QuantizeError: if the names of the original are not known in GGUF files.
    """
    names = gguf_names(original)
    known = {names[name]: squares for name, squares in found.items() if name in names}
    if not known:
        raise QuantizeError(f"{original.path}: has no names that llama.cpp knows")
    parts = [struct.pack("<i", len(known))]
    for name, squares in known.items():
        word = name.encode()
        parts.append(struct.pack("<i", len(word)) + word)
        parts.append(struct.pack("<ii", 1, len(squares.sums)))
        parts.append((squares.sums / max(1, squares.count)).astype("<f4").tobytes())
    path.write_bytes(b"".join(parts) + struct.pack("<ii", 1, 0))


def gguf_names(original: Checkpoint) -> dict[str, str]:
    """For each matrix of a known network that is stored the same way its name in GGUF files."""
    word = original.config.get("model_type")
    found: dict[str, str] = {}
    for architecture in ARCHITECTURES.values():
        if word not in architecture.model_types:
            continue
        for theirs, own in architecture.tensors.items():
            if theirs in architecture.transposed:
                continue
            for prefix in architecture.prefixes:
                for layer in range(len(original.names()) if "{}" in own else 1):
                    name = f"{prefix}{own.format(layer)}.weight"
                    if name not in original:
                        break
                    if len(original.info(name).shape) == 2:
                        found[name] = f"{theirs.format(layer)}.weight"
    return found


def _read_gguf(path: Path) -> dict[str, Floats]:
    try:
        file = GgufFile(path)
        sums = {n.removesuffix(_SUMS): file.read(n) for n in file.names() if n.endswith(_SUMS)}
        counts = {n: file.read(f"{n}{_COUNTS}") for n in sums}
    except QuantCertError as error:
        raise QuantizeError(f"{path}: is no importance file: {error}") from error
    return {
        name: (values / np.maximum(counts[name], 1)).astype(np.float64).reshape(-1)
        for name, values in sums.items()
    }


def _read_old(path: Path, data: bytes) -> dict[str, Floats]:
    found: dict[str, Floats] = {}
    try:
        (entries,), place = struct.unpack_from("<i", data), 4
        for _ in range(entries):
            (length,) = struct.unpack_from("<i", data, place)
            name = data[place + 4 : place + 4 + length].decode()
            calls, values = struct.unpack_from("<ii", data, place + 4 + length)
            place += 12 + length
            found[name] = np.frombuffer(data, "<f4", values, place) / np.float64(max(1, calls))
            place += 4 * values
    except (struct.error, ValueError, UnicodeDecodeError) as error:
        raise QuantizeError(f"{path}: is no importance file: it ends too early") from error
    return found
