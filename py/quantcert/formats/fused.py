"""Modules that engines fuse into one, so that they can have only one scale of the whole tensor."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

import numpy as np

from quantcert.containers import TensorInfo, read_elements
from quantcert.errors import StoredValueError

_FUSED = (("q_proj", "k_proj", "v_proj"), ("gate_proj", "up_proj"), ("w1", "w3"))
"""Last parts of names; vLLM, for one, takes the largest scale for all of them."""


def fused_with(module: str, modules: Collection[str]) -> tuple[str, ...]:
    """The other modules of those given that engines fuse with a module."""
    parent, dot, last = module.rpartition(".")
    family = next((names for names in _FUSED if last in names), ())
    others = (f"{parent}{dot}{name}" for name in family if name != last)
    return tuple(name for name in others if name in modules)


def check_fused_scale(info: TensorInfo, value: Any, fused: Collection[TensorInfo]) -> None:
    """Refuse a global scale other than those of the modules that engines fuse with this one.

    Args:
        info: the tensor of the global scale.
        value: its number.
        fused: the tensors of the others.

    Raises:
        StoredValueError: naming the first that differs.
    """
    for other in fused:
        found = read_elements(other, 0, 1)[0]
        if found != value:
            what = (
                f"the global scale {float(value)!r} differs from {float(found)!r} of "
                f"{other.name}: engines that fuse the two take one of them for both"
            )
            raise StoredValueError(info.file, info.name, what)


def global_scale(info: TensorInfo, fused: Collection[TensorInfo]) -> np.float32:
    """The scale of a whole tensor.

    Raises:
        StoredValueError: if it is not positive, or another than that of what engines fuse with it.
    """
    value = np.float32(read_elements(info, 0, 1)[0])
    if not (np.isfinite(value) and value > 0):
        what = f"the global scale {float(value)!r} must be positive and finite"
        raise StoredValueError(info.file, info.name, what)
    check_fused_scale(info, value, fused)
    return value
