"""Single layers as kernels for other tools: C, Fortran, MLIR, ONNX, Verilog.

`layer` has the integers of a matrix, `golden` what must come out for which inputs, `targets` a
module for each language, `export` writes a folder. All compute what a linear layer of the integer
program computes before its rounding (`docs/integer.md`), bit for bit.
"""

from quantcert.kernels.compare import KernelComparison, compare_results
from quantcert.kernels.export import export_kernel
from quantcert.kernels.golden import GoldenVectors, golden_vectors
from quantcert.kernels.layer import KernelLayer, kernel_layer
from quantcert.kernels.targets import TARGETS

__all__ = [
    "TARGETS",
    "GoldenVectors",
    "KernelComparison",
    "KernelLayer",
    "compare_results",
    "export_kernel",
    "golden_vectors",
    "kernel_layer",
]
