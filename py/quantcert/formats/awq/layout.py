"""The bytes of AWQ matrices in the form "gemm": words of eight 4-bit fields along outputs.

`qweight` is [inputs, outputs / 8], `qzeros` [groups, outputs / 8], `scales` [groups, outputs]; a
weight is `scale * (code - zero_point)`. The fields of a word are, from the lowest bit on, those of
outputs 0, 2, 4, 6, 1, 3, 5, 7 of eight neighbours. Source: `modules/linear/gemm.py` (`order_map`)
and `utils/packing_utils.py` of AutoAWQ 0.2.9.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from quantcert.formats.awq.settings import BITS
from quantcert.formats.packed import WORD_BITS, Codes, dense_codes

FIELDS = WORD_BITS // BITS
"""Fields of a word."""

ORDER = np.array((0, 2, 4, 6, 1, 3, 5, 7))
"""The output, of eight neighbours, that each field of a word is of."""

_PLACES = np.argsort(ORDER)


def fields_of(words: NDArray[Any]) -> Codes:
    """The fields of rows of words, in the order of outputs.

    Args:
        words: `[rows, words]` of 32 bits.

    Returns:
        `[rows, words * 8]`.
    """
    rows, length = words.shape
    fields = dense_codes(words, BITS, length * FIELDS).reshape(rows, length, FIELDS)
    return fields[:, :, _PLACES].reshape(rows, length * FIELDS)
