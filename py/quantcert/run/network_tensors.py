"""Whether the tensors that a network reads allow theorems about it, found before any proof."""

from __future__ import annotations

from collections.abc import Set

from quantcert.containers import WEIGHT_DTYPES, Checkpoint
from quantcert.models.net import Architecture
from quantcert.pairing.compare import TensorComparison
from quantcert.pairing.values import refuse_not_finite


def network_obstacle(
    architecture: Architecture, base: Checkpoint, plain: Set[str], tensors: TensorComparison
) -> str:
    """The first tensor of which no theorem can speak, and why; empty if there is none.

    `plain` are the tensors that were not quantized.

    Raises StoredValueError if one of them holds a NaN or an infinity in the original.
    """
    matrices = [use.tensor for use in architecture.matrices]
    names = dict.fromkeys([*matrices, *(use.tensor for use in architecture.vectors)])
    for name in names:
        fault = tensors.fault(name)
        if fault is not None:
            return str(fault)
        dtype = base.info(name).dtype
        if dtype not in WEIGHT_DTYPES:
            return f"tensor {name}: dtype {dtype}, must be one of {', '.join(WEIGHT_DTYPES)}"
    for name in names:
        if name in plain:
            refuse_not_finite(base, name)
    return ""
