"""Uniform codes as GPTQ matrices of version 2, all of one width and group size.

Codes are moved so that every zero-point is the middle where that is possible for all.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from math import gcd
from typing import Any

import numpy as np
from numpy.typing import NDArray

from quantcert.containers.safetensors.writer import PlannedTensor
from quantcert.errors import ExportError
from quantcert.formats.gptq.settings import METHOD
from quantcert.formats.packed import WORD_BITS, dense_length, dense_words
from quantcert.formats.uniform import LEAST_GROUP, UniformMatrix, UniformPlan

_WIDTHS = (2, 3, 4, 8)
_WEIGHT = ".weight"


@dataclass(frozen=True)
class GptqForm:
    """Codes along inputs, float16 scales; a `FolderForm`."""

    name: str = METHOD
    summary: str = "codes of linear layers in version 2 of GPTQ, scales in float16"

    def settle(self, plans: Mapping[str, UniformPlan], rounded: bool) -> dict[str, UniformPlan]:
        """One width and group size for all.

        Raises:
            ExportError: for a scale that is no float16, unless they are rounded, or a shape that
                whole words do not hold.
        """
        if not plans:
            return {}
        bits = next(width for width in _WIDTHS if width >= max(p.bits for p in plans.values()))
        size = gcd(*(plan.group_size for plan in plans.values()))
        for name, plan in plans.items():
            _check(name, plan, bits, size, rounded)
        symmetric = all(plan.fits_symmetric(bits) for plan in plans.values())
        return {
            name: replace(plan, bits=bits, symmetric=symmetric).cut_to(size)
            for name, plan in plans.items()
        }

    def planned(self, name: str, plan: UniformPlan) -> tuple[PlannedTensor, ...]:
        """Codes, zero-points, scales and the group of each input."""
        module, (rows, columns) = name.removesuffix(_WEIGHT), plan.shape
        words = dense_length(rows, plan.bits)
        return (
            PlannedTensor(f"{module}.qweight", "I32", (dense_length(columns, plan.bits), rows)),
            PlannedTensor(f"{module}.qzeros", "I32", (plan.groups, words)),
            PlannedTensor(f"{module}.scales", plan.scales, (plan.groups, rows)),
            PlannedTensor(f"{module}.g_idx", "I32", (columns,)),
        )

    def arrays(self, matrix: UniformMatrix, plan: UniformPlan) -> Sequence[NDArray[Any]]:
        """See `planned`."""
        return (
            np.ascontiguousarray(dense_words(matrix.codes, plan.bits).T),
            dense_words(np.ascontiguousarray(matrix.zero_points.T), plan.bits),
            np.ascontiguousarray(matrix.scales.T),
            plan.order,
        )

    def settings(self, plans: Mapping[str, UniformPlan], plain: Sequence[str]) -> dict[str, Any]:
        """Those of AutoGPTQ and GPTQModel; matrices that are left are listed."""
        first = next(iter(plans.values()))
        return {
            "quant_method": METHOD,
            "checkpoint_format": "gptq_v2",
            "bits": first.bits,
            "group_size": first.group_size,
            "sym": first.symmetric,
            "desc_act": any(plan.ordered for plan in plans.values()),
            "modules_to_not_convert": [name.removesuffix(_WEIGHT) for name in plain],
        }


def _check(name: str, plan: UniformPlan, bits: int, size: int, rounded: bool) -> None:
    rows, columns = plan.shape
    if not name.endswith(_WEIGHT):
        raise ExportError(f"tensor {name}: is no weight of a module")
    if rows * bits % WORD_BITS or columns * bits % WORD_BITS:
        raise ExportError(
            f"tensor {name}: {rows} x {columns} codes of {bits} bits are no whole words of "
            f"{WORD_BITS} bits both ways"
        )
    if size < LEAST_GROUP:
        raise ExportError(f"tensor {name}: groups have only {size} columns in common with others")
    if plan.scales != "F16" and not rounded:
        raise ExportError(
            f"tensor {name}: scales need {plan.scales}, which kernels of {METHOD} round to "
            "float16; with a dtype they are rounded, and the error is recorded"
        )
