"""What stored values of a GPTQ matrix must not be."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from quantcert.containers import TensorInfo
from quantcert.errors import StoredValueError
from quantcert.formats.gptq.layout import zero_points_of
from quantcert.formats.packed import Codes


def check_disregarded(info: TensorInfo, order: NDArray[Any], group_size: int) -> None:
    """Refuse an order of inputs in a folder whose settings say that there is none.

    Raises:
        StoredValueError: naming the first input that is in another group than its place says.
    """
    bad = order != np.arange(len(order)) // group_size
    if bad.any():
        column = int(bad.argmax())
        what = (
            f"input {column} is in group {int(order[column])}, by its place in group "
            f"{column // group_size}: desc_act is false, and kernels disregard this order then"
        )
        raise StoredValueError(info.file, info.name, what, column=column)


def check_zero_fields(
    info: TensorInfo, first_row: int, fields: Codes, bits: int, version: int, symmetric: bool
) -> None:
    """Refuse zero-points that decoders read differently.

    In version 1 the zero-point 0 is stored as the largest field: kernels that mask after adding one
    read 0, others `2**bits`, and a writer that borrows has altered the next field too. Kernels for
    symmetric codes do not read zero-points, but take `2**(bits - 1)`.

    Args:
        info: the tensor `qzeros`.
        first_row: output that row 0 of the fields is.
        fields: `[rows, groups]`, as stored.
        bits: bits of a field.
        version: of the zero-points.
        symmetric: whether the settings say that codes are.

    Raises:
        StoredValueError: naming the first output and group.
    """
    largest, middle = (1 << bits) - 1, 1 << (bits - 1)
    bad = fields == largest
    if version == 1 and bad.any():
        raise _error(
            info,
            first_row,
            bad,
            f"field {largest} is the zero-point 0 less one; version 1 cannot store it: kernels "
            f"read it as 0 or as {largest + 1}",
        )
    bad = zero_points_of(fields, bits, version) != middle
    if symmetric and bad.any():
        place = np.argwhere(bad)[0]
        other = zero_points_of(fields, bits, 3 - version)
        mislabelled = bool((other == middle).all())
        found = int(zero_points_of(fields, bits, version)[tuple(place)])
        hint = f"; they are in version {3 - version}: the version is mislabelled" * mislabelled
        what = f"zero-point {found}, but sym says that all are {middle}{hint}"
        raise _error(info, first_row, bad, what)


def _error(info: TensorInfo, first_row: int, bad: NDArray[Any], what: str) -> StoredValueError:
    row, group = (int(place) for place in np.argwhere(bad)[0])
    at = first_row + row
    return StoredValueError(info.file, info.name, f"row {at}, group {group}: {what}", at)
