"""Scales that were folded into a matrix, and whose inverse is in another tensor.

Quantizers that look at activations multiply columns of a matrix and divide the norm
before it, or the rows of the matrix before it, by the same. The network is the same then in real
numbers, but neither tensor is the original's.
"""

from __future__ import annotations

from quantcert.containers import Tensors
from quantcert.errors import QuantCertError
from quantcert.formats import QuantizedCheckpoint
from quantcert.run.diagnosis.fit import Rows, as_float, explains, line_factors, misfit

_FEWEST = 8  # entries of a line that its factor is told by
_NEAR = 0.05  # of what was folded in and its inverse


def folded_scales(
    quantized: QuantizedCheckpoint, original: Tensors, wanted: Rows, stored: Rows
) -> str:
    """What explains that columns, or rows, have factors of their own; empty if they have not.

    Args:
        quantized: holds the matrix, and perhaps the tensor with the inverse factors.
        original: likewise.
        wanted: some rows of the original.
        stored: these rows as they are stored.
    """
    current = misfit(wanted, stored)
    for axis, line in ((0, "column"), (1, "row")):
        factors = line_factors(wanted, stored, axis)
        best = misfit(wanted, factors * stored)
        if wanted.shape[axis] < _FEWEST or not explains(best, current):
            continue
        low, high = factors.min(), factors.max()
        norm = _inverse(quantized, original, factors.reshape(-1)) if axis == 0 else ""
        where = f"{norm} holds their inverse" if norm else "no tensor was found with their inverse"
        return (
            f"it fits the original with every {line} multiplied by a factor of its own ({low:.3g} "
            f"to {high:.3g}; an error of {best:.2g} of the weights' size instead of {current:.2g})"
            f": scales were folded into it before it was quantized, or it has those of other "
            f"{line}s; {where}"
        )
    return ""


def _inverse(quantized: QuantizedCheckpoint, original: Tensors, factors: Rows) -> str:
    """The vector whose entries are the original's times the factors; empty if there is none."""
    for name in quantized.plain():
        if name not in original:
            continue
        shapes = {source.info(name).shape for source in (quantized.checkpoint, original)}
        if shapes != {factors.shape}:
            continue
        try:
            stored, wanted = as_float(quantized.checkpoint.read(name)), original.read(name)
        except QuantCertError:
            continue  # what cannot be read has its finding
        expected = as_float(wanted) * factors
        if misfit(expected, stored) <= _NEAR < misfit(as_float(wanted), stored):
            return name
    return ""
