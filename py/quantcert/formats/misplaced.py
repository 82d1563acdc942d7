"""Matrices that are quantized though their settings say otherwise, or the other way round."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from quantcert.containers import WEIGHT_DTYPES, Checkpoint, TensorInfo
from quantcert.errors import StoredValueError
from quantcert.formats.codecs import UniformCodec
from quantcert.formats.ignored import ignoring_pattern
from quantcert.formats.matrix import QuantizedMatrix
from quantcert.formats.scheme import Scheme

_WEIGHT = ".weight"


@dataclass(frozen=True)
class Misplaced:
    """A `StoredMatrix` whose rows cannot be read; that is a failed check.

    Attributes:
        format: name of the format, or the dtype of what is stored unquantized.
        name: name of the original tensor.
        shape: rows and columns, as far as stored shapes tell.
        stored: its tensors.
        what: what is wrong.
    """

    format: str
    name: str
    shape: tuple[int, int]
    stored: tuple[TensorInfo, ...]
    what: str

    @property
    def scheme(self) -> Scheme:
        """None that could be trusted."""
        layout = {"codes": "stored otherwise than the settings say"}
        return Scheme(self.format, UniformCodec(8), self.shape[1], layout)

    def read_rows(self, start: int, stop: int) -> QuantizedMatrix:
        """Nothing.

        Raises:
            StoredValueError: always.
        """
        raise StoredValueError(self.stored[0].file, self.stored[0].name, self.what)


def quantized_though_listed(
    format_name: str, module: str, stored: tuple[TensorInfo, ...], reason: str
) -> Misplaced:
    """A quantized module that the settings say is not; `stored` begins with its codes."""
    rows, columns = stored[0].shape[-2:]
    what = f"is quantized, but {reason}; whoever follows the settings reads no codes here"
    return Misplaced(format_name, f"{module}{_WEIGHT}", (rows, columns), stored, what)


def plain_though_quantized(format_name: str, info: TensorInfo) -> Misplaced:
    """A matrix that is stored unquantized though the settings say that it is quantized."""
    rows, columns = info.shape
    what = "is stored unquantized, but a group is for it, and it is not on the list ignore"
    return Misplaced(format_name, info.name, (rows, columns), (info,), what)


def left_plain(
    checkpoint: Checkpoint, quantized: Collection[str], ignored: Sequence[str]
) -> Iterator[Misplaced]:
    """Matrices that are stored unquantized, are not listed, and whose like are quantized.

    Args:
        checkpoint: the folder.
        quantized: names of the quantized modules.
        ignored: patterns of those that are said not to be.
    """
    kinds = {kind(module) for module in quantized}
    for module in plain_modules(checkpoint, quantized):
        if kind(module) in kinds and ignoring_pattern(module, ignored) is None:
            info = checkpoint.info(f"{module}{_WEIGHT}")
            what = (
                "is stored unquantized, but its like in other layers are not, and nothing says so"
            )
            yield Misplaced(info.dtype, info.name, _sides(info), (info,), what)


def _sides(info: TensorInfo) -> tuple[int, int]:
    rows, columns = info.shape
    return rows, columns


def plain_modules(checkpoint: Checkpoint, quantized: Collection[str]) -> Iterator[str]:
    """Modules that are not quantized but whose weight is a matrix of floats."""
    for tensor in checkpoint.names():
        info, module = checkpoint.info(tensor), tensor.removesuffix(_WEIGHT)
        if (
            tensor.endswith(_WEIGHT)
            and info.dtype in WEIGHT_DTYPES
            and len(info.shape) == 2
            and 0 not in info.shape
            and module not in quantized
        ):
            yield module


def kind(module: str) -> str:
    """The name of a module without the numbers of layers and experts.

    Whether a module is of a class that settings name, files do not tell; but what is quantized in
    one layer is in all of them.
    """
    return re.sub(r"\d+", "*", module)
