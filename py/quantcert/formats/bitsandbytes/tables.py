"""The tables of the 4-bit kinds, as the library's kernels have them.

Source: `get_4bit_type` in bitsandbytes/functional.py and the constants in csrc/kernels.cu. NF4 is
from "QLoRA: Efficient Finetuning of Quantized LLMs" (2023), appendix E. FP4 is 2 exponent bits and
1 fraction bit, in the order of the bit patterns, divided by 12 in float32.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

import numpy as np

from quantcert.formats.minifloat import MiniFloat, table_of_floats

_NF4 = (
    -1.0, -0.6961928009986877, -0.5250730514526367, -0.39491748809814453,
    -0.28444138169288635, -0.18477343022823334, -0.09105003625154495, 0.0,
    0.07958029955625534, 0.16093020141124725, 0.24611230194568634, 0.33791524171829224,
    0.44070982933044434, 0.5626170039176941, 0.7229568362236023, 1.0,
)  # fmt: skip
_FP4_TWELFTHS = (0.0, 0.0625, 8.0, 12.0, 4.0, 6.0, 2.0, 3.0)
_FP4 = tuple(float(np.float32(size) / np.float32(12)) for size in _FP4_TWELFTHS)

TABLES: Mapping[str, MiniFloat] = MappingProxyType(
    {
        "nf4": table_of_floats("NF4", _NF4),
        "fp4": table_of_floats("FP4", (*_FP4, *(-size for size in _FP4))),
    }
)
"""The 16 numbers of each kind, by its name in the stored state."""
