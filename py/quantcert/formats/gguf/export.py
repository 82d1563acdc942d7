"""A decoder as a GGUF file: each matrix in the smallest type that holds its weights exactly.

What no type of blocks holds is stored as floats, exactly or rounded to a dtype. Their names stand
under `quantcert.decoded`, so that they are judged as decoded weights.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from quantcert.containers.gguf.types import TYPES
from quantcert.containers.gguf.writer import GgufWriter, PlannedGguf, Value
from quantcert.containers.tensors import NUMPY_DTYPES
from quantcert.errors import ExportError
from quantcert.formats.exports import DECODED_DTYPES, FileExport
from quantcert.formats.gguf.architectures import ARCHITECTURES, GgufArchitecture
from quantcert.formats.gguf.encode import ENCODERS, encoded
from quantcert.formats.gguf.matrices import FORMAT
from quantcert.formats.gguf.metadata import DECODED_KEY
from quantcert.formats.gguf.rows import RowOrder
from quantcert.formats.gguf.stated import stated_metadata
from quantcert.formats.gguf.vocabulary import vocabulary

_NUMBERS = {blocks.name: number for number, blocks in TYPES.items()}
_BLOCK_ELEMENTS = 1 << 20
_FEW_ROWS = 8  # tell of most types that they do not hold a matrix
_FAMILIES = {"llama": "llama", "mistral": "llama", "qwen2": "qwen2", "qwen3": "qwen3"}
"""The `general.architecture` of each `model_type` that is written."""


@dataclass(frozen=True)
class _Tensor:
    """A tensor to write: its names, its shape, its type, and the heads of rows in another order."""

    name: str
    stored: str
    shape: tuple[int, ...]
    kind: str
    heads: int
    quantized: bool

    @property
    def planned(self) -> PlannedGguf:
        return PlannedGguf(self.stored, self.shape, _NUMBERS[self.kind])

    def ranges(self) -> Iterator[tuple[int, int]]:
        """Consecutive ranges of rows, of whole heads if their order changes."""
        rows = self.shape[0]
        unit = rows // self.heads if self.heads else 1
        step = max(1, _BLOCK_ELEMENTS // self.shape[1] // unit) * unit
        for start in range(0, rows, step):
            yield start, min(start + step, rows)


@dataclass(frozen=True)
class GgufForm:
    """One file for llama.cpp; a `FileForm`."""

    name: str = FORMAT
    summary: str = "a file for llama.cpp, each matrix in the smallest type that holds it exactly"

    def write(self, target: Path, export: FileExport) -> Sequence[str]:
        """Write the file.

        Raises:
            ExportError: for another family, settings that it has no key for, or a matrix that the
                dtype cannot hold.
        """
        config = export.source.checkpoint.config
        family = _FAMILIES.get(str(config.get("model_type")))
        if family is None:
            raise ExportError(
                f"{export.source.checkpoint.path}: model_type {config.get('model_type')!r} is not "
                f"written as {FORMAT} (only {', '.join(_FAMILIES)})"
            )
        stated = stated_metadata(export.source.checkpoint, family)
        names = _stored_names(ARCHITECTURES[family], int(config["num_hidden_layers"]))
        tensors = [_planned(export, names, family, name) for name in _names(export)]
        words, notes = vocabulary(export.tokenizer, config, family)
        metadata: dict[str, Value] = {
            "general.architecture": family,
            **stated,
            **words,
        }
        decoded = [t.stored for t in tensors if t.quantized and t.kind in DECODED_DTYPES]
        if decoded:
            metadata[DECODED_KEY] = decoded
        with GgufWriter(target, metadata, [tensor.planned for tensor in tensors]) as writer:
            for tensor in tensors:
                _write(export, tensor, writer)
        return notes


def _names(export: FileExport) -> list[str]:
    return [*export.source.matrices(), *export.source.plain()]


def _stored_names(architecture: GgufArchitecture, layers: int) -> dict[str, tuple[str, str]]:
    """Names in the file, and their patterns, by the original's names without the last part."""
    found: dict[str, tuple[str, str]] = {}
    for pattern, original in architecture.tensors.items():
        for layer in range(layers if "{}" in pattern else 1):
            found[original.format(layer)] = pattern.format(layer), pattern
    return found


def _planned(
    export: FileExport, names: Mapping[str, tuple[str, str]], family: str, name: str
) -> _Tensor:
    """How a tensor is stored. Raises ExportError for one that the file has no name for."""
    source = export.source
    stem, _, last = name.rpartition(".")
    if stem not in names:
        raise ExportError(f"tensor {name}: has no name in a file of {family!r}")
    stored, pattern = names[stem]
    heads = _heads(ARCHITECTURES[family], pattern, source.checkpoint.config)
    quantized = name in frozenset(source.matrices())
    shape = source.shape(name) if quantized else source.checkpoint.info(name).shape
    if heads and shape[0] % (2 * heads):
        raise ExportError(f"tensor {name}: {shape[0]} rows are no {heads} heads of even size")
    tensor = _Tensor(name, f"{stored}.{last}", shape, "F32", heads, quantized)
    kind = _smallest(export, tensor) if quantized else _plain_kind(export, tensor)
    return _Tensor(name, tensor.stored, shape, kind, heads, quantized)


def _heads(architecture: GgufArchitecture, pattern: str, config: Mapping[str, Any]) -> int:
    """How many heads the rows of a tensor are of, if the file has them in another order."""
    key = architecture.heads.get(pattern)
    if key is None:
        return 0
    heads = int(config["num_attention_heads"])
    return int(config.get("num_key_value_heads") or heads) if key.endswith("_kv") else heads


def _plain_kind(export: FileExport, tensor: _Tensor) -> str:
    """Vectors are float32 in such files; matrices keep their dtype."""
    dtype = export.source.checkpoint.info(tensor.name).dtype
    if dtype not in DECODED_DTYPES:
        raise ExportError(f"tensor {tensor.name}: dtype {dtype} is not one of weights")
    return dtype if len(tensor.shape) > 1 else "F32"


def _smallest(export: FileExport, tensor: _Tensor) -> str:
    """The smallest type that holds a matrix exactly, else a dtype of floats."""
    left = list(ENCODERS)
    few = 0, min(_FEW_ROWS, tensor.shape[0])
    for start, stop in (few, *tensor.ranges()):
        if not left:
            break
        weights = export.decode(tensor.name, start, stop)
        left = [kind for kind in left if encoded(weights, kind) is not None]
    return left[0] if left else export.dtype or "F32"


def _write(export: FileExport, tensor: _Tensor, writer: GgufWriter) -> None:
    if len(tensor.shape) == 1:
        values = export.source.checkpoint.read(tensor.name).astype("<f4")
        order = RowOrder(tensor.shape[0], heads=tensor.heads)
        writer.append(tensor.stored, _in_file_order(values, order).tobytes())
        return
    for start, stop in tensor.ranges():
        if tensor.quantized:
            rows = _bytes(tensor, export.decode(tensor.name, start, stop))
            export.progress((stop - start) * tensor.shape[1])
        else:
            rows = export.source.checkpoint.read_rows(tensor.name, start, stop)
        heads = tensor.heads * (stop - start) // tensor.shape[0]
        order = RowOrder(stop - start, heads=heads)
        writer.append(tensor.stored, _in_file_order(rows, order).tobytes())


def _bytes(tensor: _Tensor, weights: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
    """Rows as they are stored."""
    if tensor.kind in ENCODERS:
        data = encoded(weights, tensor.kind)
        assert data is not None, tensor.name
        return data
    with np.errstate(over="ignore"):
        values = weights.astype(NUMPY_DTYPES[tensor.kind])
    if not np.isfinite(values).all():
        raise ExportError(f"tensor {tensor.name}: a weight is too large for {tensor.kind}")
    return values


def _in_file_order(rows: np.ndarray[Any, Any], order: RowOrder) -> np.ndarray[Any, Any]:
    """Rows of a matrix in the order of the file; the inverse of what readers do."""
    result = np.empty_like(rows)
    result[order.places(0, order.rows)] = rows
    return result
