"""MLIR: linalg and arith on tensors, as IREE compiles it (https://mlir.llvm.org/docs/Dialects/)."""

from __future__ import annotations

from pathlib import Path

from quantcert.kernels.layer import KernelLayer
from quantcert.kernels.targets.quant_types import fits_quant_types, quant_module
from quantcert.kernels.targets.target import Target
from quantcert.outputs import write_text


def _facts(layer: KernelLayer, folder: Path) -> dict[str, object]:
    """Write the weights in quantized types, where they fit."""
    typed = fits_quant_types(layer)
    if typed:
        write_text(folder / "weights_quant.mlir", quant_module(layer))
    return {"length": -(-layer.group_size // layer.tables), "typed": typed}


_TO_LLVM = (
    "one-shot-bufferize=bufferize-function-boundaries",
    "convert-linalg-to-loops",
    "expand-strided-metadata",
    "lower-affine",
    "convert-scf-to-cf",
    "convert-arith-to-llvm",
    "convert-index-to-llvm",
    "finalize-memref-to-llvm",
    "convert-func-to-llvm",
    "convert-cf-to-llvm",
    "reconcile-unrealized-casts",
)

TARGET = Target(
    name="mlir",
    summary="MLIR (linalg, arith), compiled by IREE",
    prepare=_facts,
    checks=(
        ("python check.py", "golden vectors, compiled and run by IREE: compared"),
        (
            f"mlir-opt {' '.join(f'-{step}' for step in _TO_LLVM)} layer.mlir",
            "verified and lowered to the LLVM dialect (LLVM 22)",
        ),
    ),
)
"""MLIR."""
