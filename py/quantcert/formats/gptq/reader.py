"""Reader of GPTQ folders: which tensors make up a matrix, and its rows.

Matrices are stored [inputs, outputs]; the originals that they stand for are [outputs, inputs].
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from quantcert.containers import Checkpoint, TensorInfo, read_block, read_elements
from quantcert.errors import CheckpointError
from quantcert.formats.arrays import check_scales, require
from quantcert.formats.codecs import UniformCodec
from quantcert.formats.gptq.checks import check_disregarded, check_zero_fields
from quantcert.formats.gptq.layout import fields_of, zero_points_of
from quantcert.formats.gptq.settings import METHOD, GptqSettings, parse_settings
from quantcert.formats.matrix import QuantizedMatrix
from quantcert.formats.misplaced import left_plain
from quantcert.formats.packed import (
    WORD_BITS,
    Codes,
    check_dead_groups,
    check_order,
    in_place,
    uniform_matrix,
)
from quantcert.formats.scheme import Scheme, group_count
from quantcert.formats.stored import StoredCheckpoint

_SUFFIX = ".qweight"
_SCALES = ("F16", "BF16", "F32")


@dataclass(frozen=True)
class GptqMatrix:
    """A GPTQ matrix; a `StoredMatrix`.

    Attributes:
        name: name of the original tensor.
        shape: outputs and inputs.
        bits: bits of a code.
        group_size: inputs of a group, if groups are of neighbours.
        settings: those of the folder.
        parts: the tensors `qweight`, `qzeros`, `scales`.
        g_idx: the tensor of that name, if there is one.
        order: `[inputs]`, the group of each input; None if groups are of neighbours.
    """

    name: str
    shape: tuple[int, int]
    bits: int
    group_size: int
    settings: GptqSettings
    parts: tuple[TensorInfo, TensorInfo, TensorInfo]
    g_idx: TensorInfo | None
    order: NDArray[Any] | None = field(compare=False)

    @property
    def stored(self) -> tuple[TensorInfo, ...]:
        """The parts, and the order of inputs."""
        return (*self.parts, *(() if self.g_idx is None else (self.g_idx,)))

    @property
    def scheme(self) -> Scheme:
        """Codes of some bits; with an order of inputs each is a group of its own."""
        form = "planes of bits" if self.settings.planar else "one after another"
        stored = "less one" if self.settings.version == 1 else "as they are"
        layout = {
            "codes": f"{self.bits} bits along inputs, words of {WORD_BITS} bits, {form}",
            "zero_points": f"{self.bits} bits along outputs, {stored}",
            "groups": "of neighbours" if self.order is None else "by g_idx",
        }
        size = self.group_size if self.order is None else 1
        return Scheme(METHOD, UniformCodec(self.bits), size, layout)

    def read_rows(self, start: int, stop: int) -> QuantizedMatrix:
        """Rows `start .. stop - 1`; raises StoredValueError for what `checks` refuse."""
        qweight, qzeros, scales = self.parts
        self._check_order(scales.shape[0])
        words = read_block(qweight, (0, qweight.shape[0]), (start, stop)).T
        codes = fields_of(words, self.bits, self.settings.planar)
        steps = read_block(scales, (0, scales.shape[0]), (start, stop)).T
        check_scales(scales, start, steps, self.group_size)
        fields = self._zero_fields(start, stop)
        version, symmetric = self.settings.version, self.settings.symmetric
        check_zero_fields(qzeros, start, fields, self.bits, version, symmetric)
        zeros = zero_points_of(fields, self.bits, version)
        if self.order is not None:
            steps, zeros = steps[:, self.order], zeros[:, self.order]
        matrix = uniform_matrix(self.name, self.scheme, codes, steps, zeros)
        check_dead_groups(scales, start, matrix)
        return matrix

    def _check_order(self, groups: int) -> None:
        if self.g_idx is None or self.order is None:
            return
        check_order(self.g_idx, self.order, groups)
        if not self.settings.ordered:
            check_disregarded(self.g_idx, self.order, self.group_size)

    def _zero_fields(self, start: int, stop: int) -> Codes:
        """The stored zero-points of some rows, `[stop - start, groups]`.

        The fields of 32 rows are `bits` whole words.
        """
        qzeros, bits = self.parts[1], self.bits
        groups, length = qzeros.shape
        first = start // WORD_BITS
        last = min(group_count(stop, WORD_BITS) * bits, length)
        words = read_block(qzeros, (0, groups), (first * bits, last))
        fields = fields_of(words, bits, self.settings.planar)
        return fields[:, start - first * WORD_BITS : stop - first * WORD_BITS].T


def open_gptq(checkpoint: Checkpoint, settings: dict[str, Any]) -> StoredCheckpoint:
    """The reader that is registered for `quant_method` "gptq".

    Raises:
        CheckpointError: if the settings or the stored tensors are not as they must be.
    """
    parsed = parse_settings(checkpoint.path, settings)
    stems = [n.removesuffix(_SUFFIX) for n in checkpoint.names() if n.endswith(_SUFFIX)]
    if not stems:
        raise CheckpointError(f"{checkpoint.path}: {METHOD}, but no tensor is named *{_SUFFIX}")
    matrices = [gptq_matrix(checkpoint, stem, parsed) for stem in stems]
    plain = () if parsed.mixed else left_plain(checkpoint, stems, ())
    return StoredCheckpoint(checkpoint, [*matrices, *plain])


def gptq_matrix(checkpoint: Checkpoint, stem: str, settings: GptqSettings) -> GptqMatrix:
    """The matrix in the tensors `STEM.qweight`, `STEM.qzeros` and `STEM.scales`.

    Raises:
        CheckpointError: if they are not as the settings say.
    """
    qweight, qzeros, scales = (
        checkpoint.info(f"{stem}.{part}") for part in ("qweight", "qzeros", "scales")
    )
    for info in (qweight, qzeros, scales):
        if len(info.shape) != 2 or 0 in info.shape:
            raise CheckpointError(f"{info.file}: tensor {info.name}: shape {list(info.shape)}")
    groups, outputs = scales.shape
    bits = _bits(qzeros, outputs, settings)
    inputs = qweight.shape[0] * WORD_BITS // bits
    g_idx = checkpoint.info(f"{stem}.g_idx") if f"{stem}.g_idx" in checkpoint else None
    why = f"{outputs} outputs, {inputs} inputs and {bits} bits"
    require(qweight, ["I32"], (inputs * bits // WORD_BITS, outputs), why)
    require(qzeros, ["I32"], (groups, outputs * bits // WORD_BITS), why)
    require(scales, _SCALES, scales.shape, why)
    if settings.planar and (inputs % WORD_BITS or outputs % WORD_BITS):
        raise CheckpointError(f"{qweight.file}: tensor {qweight.name}: {why} make no whole planes")
    order = None
    if g_idx is not None:
        require(g_idx, ["I32", "I64"], (inputs,), why)
        order = read_elements(g_idx, 0, inputs)
    elif settings.ordered:
        raise CheckpointError(f"{qweight.file}: desc_act is true, but there is no {stem}.g_idx")
    size = _group_size(scales, inputs, order, settings)
    if order is not None and in_place(order, size):
        order = None
    parts = (qweight, qzeros, scales)
    name = f"{stem}.weight"
    return GptqMatrix(name, (outputs, inputs), bits, size, settings, parts, g_idx, order)


def _bits(qzeros: TensorInfo, outputs: int, settings: GptqSettings) -> int:
    """Bits of a code: those of the settings, or what shapes say if settings are mixed."""
    bits, rest = divmod(qzeros.shape[1] * WORD_BITS, outputs)
    allowed = range(2, 9) if settings.mixed else (settings.bits,)
    if rest or bits not in allowed:
        raise CheckpointError(
            f"{qzeros.file}: tensor {qzeros.name}: shape {list(qzeros.shape)} for {outputs} "
            f"outputs is {qzeros.shape[1] * WORD_BITS / outputs:g} bits a code, the settings say "
            f"{settings.bits}"
        )
    return bits


def _group_size(
    scales: TensorInfo, inputs: int, order: NDArray[Any] | None, settings: GptqSettings
) -> int:
    """Inputs of a group; by the settings, or by the inputs of group 0 if settings are mixed."""
    groups, size = scales.shape[0], settings.group_size or inputs
    if settings.mixed and order is not None and group_count(inputs, size) != groups:
        size = max(1, int(np.count_nonzero(order == 0)))
    if group_count(inputs, size) != groups:
        raise CheckpointError(
            f"{scales.file}: tensor {scales.name}: {groups} groups, must be "
            f"{group_count(inputs, size)} for {inputs} inputs in groups of {size}"
        )
    return size
