"""From a GGUF file to a quantized checkpoint with the names of its original.

Every tensor with codes is a quantized matrix, and so is a matrix of float16 or bfloat16 numbers
whose original has others: they are rounded, which is an error like any. float32 numbers, and others
of the original's dtype, stay plain tensors and must be the original's.

The scale of a whole tensor of `NVFP4` is a tensor `NAME.scale` of one float32, and llama.cpp
multiplies outputs with it. Here the scales of the blocks are, which is the same in real numbers and
exact in float64 (4 and 24 significant bits). `NAME.input_scale` concerns activations only.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from numpy.typing import NDArray

from quantcert.containers import Checkpoint, TensorInfo
from quantcert.containers.gguf.container import GgufContainer, open_gguf
from quantcert.errors import CheckpointError
from quantcert.formats.gguf.architectures import ARCHITECTURES, Architecture
from quantcert.formats.gguf.kinds import BLOCK_KINDS, CODEBOOK_KINDS, FLOAT_KINDS
from quantcert.formats.gguf.matrices import BlockMatrix, ValueMatrix
from quantcert.formats.gguf.rotary import FACTORS
from quantcert.formats.gguf.rows import RowOrder
from quantcert.formats.gguf.settings import read_settings
from quantcert.formats.gguf.view import Change, GgufCheckpoint, PlainTensor, less_one
from quantcert.formats.stored import StoredCheckpoint, StoredMatrix

_NAME = re.compile(r"(?:blk\.(\d+)\.)?(.+)\.(weight|bias)")
_COMPANION = re.compile(r"(.+)\.(scale|input_scale)")


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
        self.architecture = _architecture(container)
        config = {} if original is None else original.config
        kinds = self.architecture.model_types
        stated = config.get("model_type")
        self.config = read_settings(container, stated if stated in kinds else kinds[0], config)
        self.prefix = self._prefix()

    def checkpoint(self) -> StoredCheckpoint:
        """Every tensor in its role."""
        plain: dict[str, PlainTensor] = {}
        matrices: list[StoredMatrix] = []
        for name in self.container.names():
            if name in FACTORS or self._is_companion(name):
                continue
            found = self._tensor(self.container.info(name))
            if isinstance(found, PlainTensor):
                plain[name] = found
            else:
                matrices += found
        view = GgufCheckpoint(self.container, self.config, plain, frozenset(FACTORS))
        return StoredCheckpoint(view, matrices, self._left_out)

    def _left_out(self, name: str) -> str:
        """What llama.cpp's converter leaves out."""
        found = re.search(r"(?:^|\.)pooler\.", name)
        if self.architecture.model_types == ("bert",) and found is not None:
            return "the pooler, which GGUF files leave out: they end with the hidden states"
        return ""

    def _tensor(self, info: TensorInfo) -> PlainTensor | Sequence[StoredMatrix]:
        pattern, layer, last = self._pattern(info)
        if pattern in self.architecture.experts:
            return list(self._experts(info, self.architecture.experts[pattern], layer, last))
        if pattern not in self.architecture.tensors:
            raise self._unknown(info)
        name = f"{self.prefix}{self.architecture.tensors[pattern].format(layer)}.{last}"
        named = _Named(info, pattern, name)
        transposed = pattern in self.architecture.transposed and last == "weight"
        if self._is_plain(named) and not transposed:
            return self._plain(named)
        if len(info.shape) != 2:
            raise self._bad(info, f"type {info.dtype} and shape {list(info.shape)}, is no matrix")
        return [self._matrix(named, transposed)]

    def _pattern(self, info: TensorInfo) -> tuple[str, str, str]:
        """Name with `{}` for the layer, the layer, and `weight` or `bias`."""
        match = _NAME.fullmatch(info.name)
        if match is None:
            raise self._unknown(info)
        layer, stem, last = match[1], match[2], match[3]
        return (stem if layer is None else f"blk.{{}}.{stem}"), layer or "", last

    def _is_plain(self, named: _Named) -> bool:
        info = named.info
        if info.dtype not in FLOAT_KINDS:
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
            return ValueMatrix(named.name, shape, self.container, [info], order, True)
        return self._stored(named.name, info, order, (rows, columns))

    def _experts(
        self, info: TensorInfo, pattern: str, layer: str, last: str
    ) -> Iterator[StoredMatrix]:
        if len(info.shape) != 3:
            raise self._bad(info, f"shape {list(info.shape)}, must have three axes")
        count, rows, columns = info.shape
        for expert in range(count):
            name = f"{self.prefix}{pattern.format(layer, expert)}.{last}"
            order = RowOrder(rows, first=expert * rows)
            yield self._stored(name, info, order, (rows, columns), expert)

    def _stored(
        self,
        name: str,
        info: TensorInfo,
        order: RowOrder,
        shape: tuple[int, int],
        expert: int = 0,
    ) -> StoredMatrix:
        if info.dtype in CODEBOOK_KINDS | FLOAT_KINDS:
            return ValueMatrix(name, shape, self.container, [info], order)
        if info.dtype not in BLOCK_KINDS:
            raise self._bad(info, f"type {info.dtype} is not one of weights")
        kind, stem = BLOCK_KINDS[info.dtype], info.name.removesuffix(".weight")
        names = [f"{stem}.{last}" for last in ("scale", "input_scale")]
        others = [self.container.info(other) for other in names if other in self.container]
        factor = (names[0], expert) if names[0] in self.container else None
        if factor is not None:
            self._check_factor(*factor)
        return BlockMatrix(name, shape, self.container, [info, *others], kind, order, factor)

    def _check_factor(self, name: str, expert: int) -> None:
        """Refuse a scale of a whole tensor, or of the experts of a stack, of another kind."""
        info = self.container.info(name)
        if info.dtype != "F32" or expert >= math.prod(info.shape):
            raise self._bad(info, f"must be float32, one for each matrix, is {info.dtype}")

    def _is_companion(self, name: str) -> bool:
        """Whether a tensor holds scales of a whole `NVFP4` tensor."""
        match = _COMPANION.fullmatch(name)
        if match is None or f"{match[1]}.weight" not in self.container:
            return False
        return self.container.info(f"{match[1]}.weight").dtype == "NVFP4"

    def _heads(self, named: _Named) -> int:
        """How many heads the rows are of, if they are in another order; 0 if not."""
        key = self.architecture.heads.get(named.pattern)
        if key is None:
            return 0
        kv = key.endswith("_kv")
        heads = int(self.config["num_key_value_heads" if kv else "num_attention_heads"])
        if named.info.shape[0] % (2 * heads):
            raise self._bad(
                named.info,
                f"shape {list(named.info.shape)}, the rows must divide into {heads} heads of even "
                "size",
            )
        return heads

    def _prefix(self) -> str:
        """What the original has before its names."""
        first, original = self.architecture.prefixes[0], self.original
        stem = self.architecture.tensors["token_embd"]
        for prefix in self.architecture.prefixes if original is not None else ():
            if original is not None and f"{prefix}{stem}.weight" in original:
                return prefix
        return first

    def _unknown(self, info: TensorInfo) -> CheckpointError:
        kind = self.container.head.text("general.architecture")
        return self._bad(info, f"is not known of the architecture {kind!r}")

    def _bad(self, info: TensorInfo, what: str) -> CheckpointError:
        return CheckpointError(f"{info.file}: tensor {info.name}: {what}")


def _reordered(order: RowOrder, values: NDArray[Any]) -> NDArray[Any]:
    return values[order.places(0, order.rows)]


def _architecture(container: GgufContainer) -> Architecture:
    """By `general.architecture`, and by whether there are experts.

    Raises:
        CheckpointError: if it is not known.
    """
    head = container.head
    name = head.text("general.architecture")
    experts = " with experts" if name == "llama" and head.optional("llama.expert_count") else ""
    if name not in ARCHITECTURES:
        known = ", ".join(name for name in ARCHITECTURES if " " not in name)
        raise CheckpointError(
            f"{head.path}: general.architecture {name!r} is not known (one of {known})"
        )
    return ARCHITECTURES[name + experts]
