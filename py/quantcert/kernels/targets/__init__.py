"""What a layer can be written as, by name: a module for each."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from quantcert.kernels.targets import c, fortran, mlir, onnx, verilog
from quantcert.kernels.targets.target import Target

TARGETS: Mapping[str, Target] = MappingProxyType(
    {t.name: t for t in (c.TARGET, fortran.TARGET, mlir.TARGET, onnx.TARGET, verilog.TARGET)}
)
"""All targets."""
