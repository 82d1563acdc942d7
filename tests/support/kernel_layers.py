"""Layers of random weights, as kernels."""

import numpy as np

from quantcert.formats import targets
from quantcert.kernels import KernelLayer, kernel_layer
from quantcert.quantizer import quantize_matrix

WHOLE_LAYERS = [("pair11", 9, 200, 16), ("alt43", 3, 21, 8)]
"""Layers whose C is proved to the last goal: format, rows, columns, bits of activations."""


def made_layer(
    name: str, rows: int, columns: int, bits: int, seed: int = 0, group_size: int = 0
) -> KernelLayer:
    """A layer in the format `name`, of its own group size unless one is given."""
    target = targets()[name]
    weights = np.random.default_rng(seed).standard_normal((rows, columns)).astype(np.float32)
    size = group_size or target.group_size
    return kernel_layer(quantize_matrix(weights / 20, target, size, "layer.weight"), bits)
