"""From a GGUF file to a quantized checkpoint with the names of its original.

Every tensor with codes is a quantized matrix, and so is a matrix of float16 or bfloat16 numbers
whose original has others: they are rounded, which is an error like any. float32 numbers, and others
of the original's dtype, stay plain tensors and must be the original's.

The scale of a whole tensor of `NVFP4` is a tensor `NAME.scale` of one float32, and llama.cpp
multiplies outputs with it. Here the scales of the blocks are, which is the same in real numbers and
exact in float64 (4 and 24 significant bits). `NAME.input_scale` concerns activations only.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from numpy.typing import NDArray

from quantcert.containers import Checkpoint, TensorInfo
from quantcert.containers.gguf.container import GgufContainer, open_gguf
from quantcert.formats.gguf.assigned import is_companion, stored_matrix
from quantcert.formats.gguf.kinds import BLOCK_KINDS, FLOAT_KINDS
from quantcert.formats.gguf.matrices import ValueMatrix
from quantcert.formats.gguf.metadata import DECODED_KEY
from quantcert.formats.gguf.names import Names, StoredName, bad_tensor
from quantcert.formats.gguf.rotary import FACTORS
from quantcert.formats.gguf.rows import RowOrder
from quantcert.formats.gguf.settings import read_settings
from quantcert.formats.gguf.transposed_matrix import TransposedMatrix
from quantcert.formats.gguf.view import Change, GgufCheckpoint, PlainTensor, less_one
from quantcert.formats.stored import StoredCheckpoint, StoredMatrix


def is_gguf(path: Path) -> bool:
    """Whether a path is a GGUF file, or a folder of them without safetensors."""
    if path.is_file():
        return path.suffix == ".gguf" or _begins_as_gguf(path)
    names = [entry.name for entry in path.iterdir()] if path.is_dir() else []
    return any(name.endswith(".gguf") for name in names) and not any(
        name.endswith((".safetensors", ".safetensors.index.json")) for name in names
    )


def _begins_as_gguf(path: Path) -> bool:
    try:
        with path.open("rb") as file:
            return file.read(4) == b"GGUF"
    except OSError:
        return False


def open_gguf_checkpoint(path: Path, original: Checkpoint | None) -> StoredCheckpoint:
    """The matrices and the other tensors of a GGUF file.

    Args:
        path: the file, any part of a split file, or the folder.
        original: says which of the families with one `general.architecture` it is, what stands
            before names, and what numbers are that the file has rounded.

    Raises:
        CheckpointError: if the file is malformed, or holds what is not known.
    """
    return _Reader(open_gguf(path), original).checkpoint()


@dataclass(frozen=True)
class _Named:
    """A tensor of the file: its name there with `{}` for the layer, and of the original."""

    info: TensorInfo
    pattern: str
    name: str


class _Reader:
    """What is known of the file as a whole."""

    def __init__(self, container: GgufContainer, original: Checkpoint | None) -> None:
        self.container, self.original = container, original
        self.names = Names(container, original)
        self.architecture = self.names.architecture
        config = {} if original is None else original.config
        kinds = self.architecture.model_types
        stated = config.get("model_type")
        listed = DECODED_KEY in container.head.metadata_keys()
        self.decoded = frozenset(container.head.listed(DECODED_KEY) if listed else ())
        self.config = read_settings(container, stated if stated in kinds else kinds[0], config)

    def checkpoint(self) -> StoredCheckpoint:
        """Every tensor in its role."""
        plain: dict[str, PlainTensor] = {}
        matrices: list[StoredMatrix] = []
        for name in self.container.names():
            if name in FACTORS or is_companion(self.container, name):
                continue
            found = self._tensor(self.container.info(name))
            if isinstance(found, PlainTensor):
                plain[name] = found
            else:
                matrices += found
        view = GgufCheckpoint(self.container, self.config, plain, frozenset(FACTORS))
        return StoredCheckpoint(view, matrices, self.names.left_out)

    def _tensor(self, info: TensorInfo) -> PlainTensor | Sequence[StoredMatrix]:
        stored = self.names.split(info)
        if stored.pattern in self.architecture.experts:
            return list(self._experts(info, stored))
        named = _Named(info, stored.pattern, self.names.of(stored))
        transposed = stored.pattern in self.architecture.transposed and stored.last == "weight"
        if self._is_plain(named) and not transposed:
            return self._plain(named)
        if len(info.shape) != 2:
            raise bad_tensor(info, f"type {info.dtype} and shape {list(info.shape)}, is no matrix")
        return [self._matrix(named, transposed)]

    def _is_plain(self, named: _Named) -> bool:
        info = named.info
        if info.dtype not in FLOAT_KINDS or info.name in self.decoded:
            return False
        if info.dtype == "F32" or len(info.shape) < 2:
            return True
        original = self.original
        return original is not None and (
            named.name in original and original.info(named.name).dtype == info.dtype
        )

    def _plain(self, named: _Named) -> PlainTensor:
        heads = self._heads(named)
        change: Change | None = None
        widens = False
        if heads:
            change = partial(_reordered, RowOrder(named.info.shape[0], heads=heads))
        elif self.architecture.plus_one and named.name.endswith("norm.weight"):
            change, widens = less_one, True
        return PlainTensor(named.name, named.info.name, change, widens)

    def _matrix(self, named: _Named, transposed: bool) -> StoredMatrix:
        info = named.info
        rows, columns = info.shape
        order = RowOrder(rows, heads=self._heads(named))
        if transposed:
            shape = (columns, rows)
            scale = f"{info.name.removesuffix('.weight')}.scale"
            if is_companion(self.container, scale):
                raise bad_tensor(info, "the scale of a whole tensor that is transposed is not read")
            if info.dtype in BLOCK_KINDS:
                kind = BLOCK_KINDS[info.dtype]
                return TransposedMatrix(named.name, shape, self.container, [info], kind)
            return ValueMatrix(named.name, shape, self.container, [info], order, True)
        return stored_matrix(self.container, info, named.name, order)

    def _experts(self, info: TensorInfo, stored: StoredName) -> Iterator[StoredMatrix]:
        if len(info.shape) != 3:
            raise bad_tensor(info, f"shape {list(info.shape)}, must have three axes")
        count, rows, _ = info.shape
        for expert in range(count):
            order = RowOrder(rows, first=expert * rows)
            name = self.names.of_expert(stored, expert)
            yield stored_matrix(self.container, info, name, order, expert)

    def _heads(self, named: _Named) -> int:
        """How many heads the rows are of, if they are in another order; 0 if not."""
        key = self.architecture.heads.get(named.pattern)
        if key is None:
            return 0
        kv = key.endswith("_kv")
        heads = int(self.config["num_key_value_heads" if kv else "num_attention_heads"])
        if named.info.shape[0] % (2 * heads):
            raise bad_tensor(
                named.info,
                f"shape {list(named.info.shape)}, the rows must divide into {heads} heads of even "
                "size",
            )
        return heads


def _reordered(order: RowOrder, values: NDArray[Any]) -> NDArray[Any]:
    return values[order.places(0, order.rows)]
