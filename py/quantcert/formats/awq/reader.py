"""Reader of AWQ folders: which tensors make up a matrix, and its rows.

Matrices are stored [inputs, outputs]; the originals that they stand for are [outputs, inputs].
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from quantcert.containers import Checkpoint, TensorInfo, read_block
from quantcert.errors import CheckpointError, StoredValueError
from quantcert.formats.arrays import check_scales, require
from quantcert.formats.awq.layout import FIELDS, fields_of
from quantcert.formats.awq.settings import BITS, METHOD, AwqSettings, parse_settings
from quantcert.formats.codecs import UniformCodec
from quantcert.formats.ignored import ignore_list, refuse_ignored
from quantcert.formats.matrix import QuantizedMatrix
from quantcert.formats.misplaced import left_plain
from quantcert.formats.packed import WORD_BITS, Codes, check_dead_groups, uniform_matrix
from quantcert.formats.scheme import Scheme, group_count
from quantcert.formats.stored import StoredCheckpoint

_SUFFIX = ".qweight"
_SCALES = ("F16", "BF16", "F32")
_MIDDLE = 1 << (BITS - 1)
_LAYOUT = {
    "codes": f"{BITS} bits along outputs, words of {WORD_BITS} bits, outputs 0 2 4 6 1 3 5 7",
    "zero_points": "likewise, as they are",
}


@dataclass(frozen=True)
class AwqMatrix:
    """An AWQ matrix; a `StoredMatrix`.

    Attributes:
        name: name of the original tensor.
        shape: outputs and inputs.
        group_size: inputs of a group.
        symmetric: whether zero-points must be 8.
        stored: the tensors `qweight`, `qzeros`, `scales`.
    """

    name: str
    shape: tuple[int, int]
    group_size: int
    symmetric: bool
    stored: tuple[TensorInfo, TensorInfo, TensorInfo]

    @property
    def scheme(self) -> Scheme:
        """Codes of four bits."""
        return Scheme(METHOD, UniformCodec(BITS), self.group_size, _LAYOUT)

    def read_rows(self, start: int, stop: int) -> QuantizedMatrix:
        """Rows `start .. stop - 1`.

        Raises:
            StoredValueError: for a scale that is no number, or that is zero in a group that is not;
                for a zero-point of symmetric codes that is not 8.
        """
        qweight, qzeros, scales = self.stored
        codes = _outputs(qweight, start, stop)
        steps = read_block(scales, (0, scales.shape[0]), (start, stop)).T
        check_scales(scales, start, steps, self.group_size)
        zeros = _outputs(qzeros, start, stop)
        if self.symmetric:
            _check_middle(qzeros, start, zeros)
        matrix = uniform_matrix(self.name, self.scheme, codes, steps, zeros)
        check_dead_groups(scales, start, matrix)
        return matrix


def _outputs(info: TensorInfo, start: int, stop: int) -> Codes:
    """The fields of some outputs, `[stop - start, first axis]`."""
    first = start // FIELDS
    words = read_block(info, (0, info.shape[0]), (first, group_count(stop, FIELDS)))
    fields = fields_of(words)[:, start - first * FIELDS : stop - first * FIELDS]
    return np.ascontiguousarray(fields.T)


def _check_middle(info: TensorInfo, first_row: int, zeros: Codes) -> None:
    """Kernels for symmetric codes read no zero-points."""
    bad = np.argwhere(zeros != _MIDDLE)
    if len(bad):
        row, group = (int(place) for place in bad[0])
        at, found = first_row + row, int(zeros[row, group])
        what = f"zero-point {found}, but the settings say that there are none, so that it is 8"
        raise StoredValueError(info.file, info.name, f"row {at}, group {group}: {what}", at)


def open_awq(checkpoint: Checkpoint, settings: dict[str, Any]) -> StoredCheckpoint:
    """The reader that is registered for `quant_method` "awq".

    Raises:
        CheckpointError: if the settings or the stored tensors are not as they must be.
    """
    parsed = parse_settings(checkpoint.path, settings)
    ignored = ignore_list(checkpoint.path, settings, "modules_to_not_convert")
    stems = [n.removesuffix(_SUFFIX) for n in checkpoint.names() if n.endswith(_SUFFIX)]
    if not stems:
        raise CheckpointError(f"{checkpoint.path}: {METHOD}, but no tensor is named *{_SUFFIX}")
    for stem in stems:
        refuse_ignored(checkpoint.path, f"{stem}{_SUFFIX}", ignored)
    matrices = [awq_matrix(checkpoint, stem, parsed) for stem in stems]
    plain = left_plain(checkpoint, stems, ignored)
    return StoredCheckpoint(checkpoint, [*matrices, *plain])


def awq_matrix(checkpoint: Checkpoint, stem: str, settings: AwqSettings) -> AwqMatrix:
    """The matrix in the tensors `STEM.qweight`, `STEM.qzeros` and `STEM.scales`.

    Raises:
        CheckpointError: if they are not as the settings say.
    """
    qweight, qzeros, scales = (
        checkpoint.info(f"{stem}.{part}") for part in ("qweight", "qzeros", "scales")
    )
    if len(qweight.shape) != 2 or 0 in qweight.shape:
        raise CheckpointError(
            f"{qweight.file}: tensor {qweight.name}: shape {list(qweight.shape)}, must be "
            "[inputs, words]"
        )
    inputs, words = qweight.shape
    outputs = words * FIELDS
    size = settings.group_size or inputs
    groups = group_count(inputs, size)
    why = f"{outputs} outputs, {inputs} inputs and groups of {size}"
    require(qweight, ["I32"], (inputs, words), why)
    require(qzeros, ["I32"], (groups, words), why)
    require(scales, _SCALES, (groups, outputs), why)
    parts = (qweight, qzeros, scales)
    return AwqMatrix(f"{stem}.weight", (outputs, inputs), size, settings.symmetric, parts)
