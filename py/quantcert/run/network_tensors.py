"""Whether the tensors that a network reads allow theorems about it, found before any proof."""

from __future__ import annotations

from collections.abc import Set

from quantcert.containers import WEIGHT_DTYPES, Tensors
from quantcert.models.architecture import Unsupported
from quantcert.models.layouts import Layouts
from quantcert.models.net import Architecture
from quantcert.pairing.faults import TensorComparison
from quantcert.pairing.values import refuse_not_finite


def network_obstacle(
    layouts: Layouts, base: Tensors, plain: Set[str], tensors: TensorComparison
) -> str:
    """Why no theorem can speak of a network whose original is read; empty if one can.

    `base` is the original as the checkpoint stores it, `plain` are the tensors that were not
    quantized.

    Raises StoredValueError if one of them holds a NaN or an infinity in the original.
    """
    for architecture in (layouts.stored, layouts.original):
        for name in _names(architecture):
            fault = tensors.fault(name)
            if fault is not None:
                return str(fault)
    if isinstance(layouts.stored, Unsupported):
        return layouts.stored.reason
    for name in _names(layouts.stored):
        dtype = base.info(name).dtype
        if dtype not in WEIGHT_DTYPES:
            return f"tensor {name}: dtype {dtype}, must be one of {', '.join(WEIGHT_DTYPES)}"
        if name in plain:
            refuse_not_finite(base, name)
    return ""


def _names(architecture: Architecture | Unsupported) -> list[str]:
    """The tensors of a network in the order of their use."""
    if isinstance(architecture, Unsupported):
        return []
    matrices = [use.tensor for use in architecture.matrices]
    return list(dict.fromkeys([*matrices, *(use.tensor for use in architecture.vectors)]))
