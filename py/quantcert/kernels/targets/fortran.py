"""Fortran 2018, for gfortran or flang."""

from __future__ import annotations

from pathlib import Path

from quantcert.kernels.golden import GoldenVectors
from quantcert.kernels.layer import KernelLayer
from quantcert.kernels.targets.target import Target
from quantcert.kernels.templates import write_templates


def _write(folder: Path, layer: KernelLayer, golden: GoldenVectors) -> None:
    write_templates(folder, "fortran", layer, vectors=len(golden.inputs))


TARGET = Target(
    name="fortran",
    summary="Fortran 2018",
    write=_write,
    checks=(
        (
            "gfortran -O2 -o check layer.f90 check.f90 && ./check",
            "golden vectors: compared",
        ),
    ),
)
"""Fortran."""
