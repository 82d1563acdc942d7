"""What the quantized matrices of a checkpoint take together."""

from __future__ import annotations

import math
from fractions import Fraction

from quantcert.formats.registry import QuantizedCheckpoint


def mean_bits(quantized: QuantizedCheckpoint) -> Fraction:
    """Bits really stored for a weight, over all quantized matrices: scales and zero-points too."""
    sizes = {name: math.prod(quantized.shape(name)) for name in quantized.matrices()}
    bits = (quantized.bits_per_weight(name) * size for name, size in sizes.items())
    return sum(bits, Fraction(0)) / sum(sizes.values())
