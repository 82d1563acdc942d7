"""Verilog 2005: the unpacker of a word and a multiply-accumulate lane, compared by yosys."""

from __future__ import annotations

from pathlib import Path

from quantcert.errors import QuantizeError
from quantcert.kernels.layer import KernelLayer
from quantcert.kernels.targets.target import Target

_RECIPROCAL_SHIFT = 12  # a division by up to 16 of words of up to 8 bits is exact


def _facts(layer: KernelLayer, folder: Path) -> dict[str, object]:
    first, last = layer.lanes[0], layer.lanes[-1]
    if first.divisor != 1 or len(layer.lanes) > 2:
        raise QuantizeError(f"tensor {layer.name}: words of {len(layer.lanes)} codes have no gates")
    return {
        "code_bits": layer.widest.bit_length(),
        "reciprocal_shift": _RECIPROCAL_SHIFT,
        "reciprocal": last.reciprocal(_RECIPROCAL_SHIFT),
        "decoded": [
            [lane.code(word) for lane in layer.lanes] for word in range(1 << layer.word_bits)
        ],
    }


TARGET = Target(
    name="verilog",
    summary="Verilog unpacker and multiply-accumulate lane, proved equal to tables by yosys",
    prepare=_facts,
    checks=(
        (
            "yosys -s equivalence.ys",
            "every word and every step of the lane: proved equal to the table",
        ),
    ),
)
"""Verilog."""
