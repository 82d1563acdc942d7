"""Checks of stored values, on a block of rows at a time."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from quantcert.containers import TensorInfo
from quantcert.errors import StoredValueError


def check_finite(
    info: TensorInfo, first_row: int, values: NDArray[Any], group: int, what: str
) -> None:
    """Refuse a value that is not finite.

    Args:
        info: the stored tensor.
        first_row: row of the matrix that row 0 of the values is.
        values: `[rows, groups]`.
        group: columns of a group.
        what: what the values are, for the message.

    Raises:
        StoredValueError: naming the first row and column of the first such value.
    """
    good = np.isfinite(values)
    if good.all():
        return
    row, number = (int(index) for index in np.argwhere(~good)[0])
    column = number * group
    columns = f"column {column}" if group == 1 else f"columns {column} to {column + group - 1}"
    text = f"row {first_row + row}, {columns}: {what} {float(values[row, number])}, must be finite"
    raise StoredValueError(info.file, info.name, text, first_row + row, column)
