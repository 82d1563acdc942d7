"""A matrix of 4-bit codes with scales of blocks, which may be nested."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from quantcert.containers import Checkpoint, TensorInfo
from quantcert.errors import CheckpointError
from quantcert.formats.arrays import check_scales, require, table_codec, table_matrix
from quantcert.formats.bitsandbytes.layout import (
    block_of_groups,
    byte_range,
    codes_of,
    group_size,
    nested_scales,
)
from quantcert.formats.bitsandbytes.state import QuantState, read_state
from quantcert.formats.bitsandbytes.tables import TABLES
from quantcert.formats.matrix import QuantizedMatrix
from quantcert.formats.minifloat import MiniFloat
from quantcert.formats.scheme import Scheme, group_count

STATE = ".quant_state.bitsandbytes__"
"""Between a matrix's name and its kind, in the name of the tensor with its state."""

_NESTED = 256


@dataclass(frozen=True)
class FourBitMatrix:
    """A matrix of 4-bit codes; a `StoredMatrix`.

    Attributes:
        checkpoint: the folder.
        name: of the original, and of the codes.
        state: its sizes.
        parts: its tensors: codes, state, absmax, quant_map, and for nested scales nested_absmax
            and nested_quant_map.
    """

    checkpoint: Checkpoint
    name: str
    state: QuantState
    parts: tuple[TensorInfo, ...]

    @property
    def shape(self) -> tuple[int, int]:
        """Rows and columns."""
        return self.state.shape

    @property
    def small(self) -> MiniFloat:
        """The table."""
        return TABLES[self.state.kind]

    @property
    def scheme(self) -> Scheme:
        """Levels of the table; a group is the part of a block within a row."""
        state = self.state
        scales = f"float32, one for {state.block} elements of the flattened matrix"
        if state.nested_block is not None:
            scales = f"8 bits and an offset, one for {state.block} elements of the flattened matrix"
            scales += f"; float32, one for {state.nested_block} of them; rounded to float32"
        layout = {"codes": f"{self.small.name}, even elements in the upper half", "scales": scales}
        size = group_size(self.shape[1], state.block)
        return Scheme(state.kind, table_codec(self.small), size, layout)

    @property
    def stored(self) -> tuple[TensorInfo, ...]:
        """The tensors that hold it."""
        return self.parts

    def read_rows(self, start: int, stop: int) -> QuantizedMatrix:
        """Rows `start .. stop - 1`; raises StoredValueError for a scale that is not finite."""
        columns, scheme = self.shape[1], self.scheme
        first, last = start * columns, stop * columns
        data = self.checkpoint.elements(self.name, *byte_range(first, last))
        words = codes_of(data, first, last - first).reshape(-1, columns)
        places, low, high = block_of_groups(start, stop, columns, self.state.block)
        scales = self._scales(low, high)[places]
        check_scales(self.parts[2], start, scales, scheme.group_size)
        arrays: dict[str, NDArray[Any]] = {"codes": words, "scales": scales}
        return table_matrix(self.name, scheme, words, scales, self.small, arrays)

    def _scales(self, first: int, last: int) -> NDArray[np.float32]:
        """The scales of blocks `first .. last - 1`."""
        read = self.checkpoint.elements
        scales = read(self.parts[2].name, first, last)
        block = self.state.nested_block
        if block is None:
            return scales
        low, high = first // block, group_count(last, block)
        outer, table = read(self.parts[4].name, low, high), read(self.parts[5].name, 0, _NESTED)
        places = np.arange(first, last) // block - low
        return nested_scales(scales, table, outer, places, np.float32(self.state.nested_offset))


def four_bit_matrix(checkpoint: Checkpoint, state_name: str) -> FourBitMatrix:
    """The matrix that a tensor with a state belongs to.

    Raises:
        CheckpointError: if a tensor is missing or is not what the state says.
    """
    state = read_state(checkpoint, checkpoint.info(state_name))
    name = state_name.rpartition(STATE)[0]
    count = math.prod(state.shape)
    blocks = group_count(count, state.block)
    nested = state.nested_block is not None
    needed = {
        "": (("U8",), (group_count(count, 2), 1)),
        ".absmax": (("U8",) if nested else ("F32",), (blocks,)),
        ".quant_map": (("F32",), (len(TABLES[state.kind].levels),)),
    }
    if state.nested_block is not None:
        outer = group_count(blocks, state.nested_block)
        needed[".nested_absmax"] = (("F32",), (outer,))
        needed[".nested_quant_map"] = (("F32",), (_NESTED,))
    why = f"a matrix of shape {list(state.shape)} in blocks of {state.block}"
    infos = [checkpoint.info(name + suffix) for suffix in needed]
    for info, (dtypes, shape) in zip(infos, needed.values(), strict=True):
        require(info, dtypes, shape, why)
    _check_table(checkpoint, infos[2], state.kind)
    codes, *others = infos
    return FourBitMatrix(checkpoint, name, state, (codes, checkpoint.info(state_name), *others))


def _check_table(checkpoint: Checkpoint, info: TensorInfo, kind: str) -> None:
    """Refuse another table than that of the kernels, which do not read the stored one."""
    stored = checkpoint.elements(info.name, 0, info.shape[0])
    with np.errstate(invalid="ignore"):  # a signalling NaN
        values = stored.astype(np.float64)
    differ = values != TABLES[kind].values
    if differ.any():
        code = int(differ.argmax())
        raise CheckpointError(
            f"{info.file}: tensor {info.name}: code {code} is {float(values[code])!r}, in {kind} "
            f"it is {float(TABLES[kind].values[code])!r}"
        )
