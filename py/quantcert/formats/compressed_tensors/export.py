"""Uniform codes as pack-quantized modules.

Widths are those that have one layout in all versions and that engines load: 2, 4 and 8 bits. Codes
are moved so that there are no zero-points where the width allows it: version 0.20 loads others only
decoded (`CompressedTensorsConfig(dequantize=True)`), because it does not foresee that zero-points
are packed. Scales in turn for neighbouring columns were `actorder="group"`, which it has removed.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from quantcert.containers.safetensors.writer import PlannedTensor
from quantcert.errors import ExportError
from quantcert.formats.compressed_tensors.layout import DENSE
from quantcert.formats.compressed_tensors.settings import METHOD
from quantcert.formats.packed import dense_words
from quantcert.formats.uniform import UniformMatrix, UniformPlan

_WIDTHS = (2, 4, 8)
_WEIGHT = ".weight"
_FORM = "pack-quantized"


@dataclass(frozen=True)
class PackedForm:
    """Packed integers with zero-points; a `FolderForm`."""

    name: str = METHOD
    summary: str = "codes of linear layers, packed; scales in float32 where they need it"

    def settle(self, plans: Mapping[str, UniformPlan], rounded: bool) -> dict[str, UniformPlan]:
        """Each matrix in the smallest width.

        Raises:
            ExportError: for a name that no module has, or columns that read scales in turn.
        """
        for name, plan in plans.items():
            if not name.endswith(_WEIGHT):
                raise ExportError(f"tensor {name}: is no weight of a module")
            if plan.ordered:
                raise ExportError(
                    f"tensor {name}: neighbouring columns have other scales, which {METHOD} no "
                    "longer stores; the form gptq stores them, safetensors and gguf decode them"
                )
        return {name: _settled(plan) for name, plan in plans.items()}

    def planned(self, name: str, plan: UniformPlan) -> tuple[PlannedTensor, ...]:
        """Codes, scales, the shape, and zero-points if they have any."""
        rows, columns = plan.shape
        groups = plan.groups
        zeros = PlannedTensor(f"{name}_zero_point", "I32", (DENSE.length(rows, plan.bits), groups))
        return (
            PlannedTensor(f"{name}_packed", "I32", (rows, DENSE.length(columns, plan.bits))),
            PlannedTensor(f"{name}_scale", plan.scales, (rows, groups)),
            PlannedTensor(f"{name}_shape", "I64", (2,)),
            *([] if plan.symmetric else [zeros]),
        )

    def arrays(self, matrix: UniformMatrix, plan: UniformPlan) -> Sequence[NDArray[Any]]:
        """See `planned`."""
        found = [
            dense_words(matrix.codes, plan.bits),
            matrix.scales,
            np.array(plan.shape, dtype="<i8"),
        ]
        zeros = dense_words(np.ascontiguousarray(matrix.zero_points.T), plan.bits).T
        return found if plan.symmetric else [*found, np.ascontiguousarray(zeros)]

    def settings(self, plans: Mapping[str, UniformPlan], plain: Sequence[str]) -> dict[str, Any]:
        """A group for each width, size of groups and kind of zero-points."""
        groups: dict[tuple[int, int, bool], list[str]] = {}
        for name, plan in plans.items():
            key = plan.bits, plan.group_size, plan.symmetric
            groups.setdefault(key, []).append(name.removesuffix(_WEIGHT))
        return {
            "quant_method": METHOD,
            "format": _FORM,
            "quantization_status": "compressed",
            "ignore": [name.removesuffix(_WEIGHT) for name in plain],
            "config_groups": {
                f"group_{number}": {"targets": modules, "weights": _weights(*key)}
                for number, (key, modules) in enumerate(groups.items())
            },
        }


def _settled(plan: UniformPlan) -> UniformPlan:
    """In the smallest width, without zero-points if that holds the codes so."""
    bits = next(w for w in _WIDTHS if w >= plan.bits or plan.fits_symmetric(w))
    return replace(plan, bits=bits, symmetric=plan.fits_symmetric(bits))


def _weights(bits: int, group_size: int, symmetric: bool) -> dict[str, Any]:
    return {
        "num_bits": bits,
        "type": "int",
        "symmetric": symmetric,
        "strategy": "group",
        "group_size": group_size,
    }
