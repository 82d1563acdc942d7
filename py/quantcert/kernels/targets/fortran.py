"""Fortran 2018, for gfortran or flang."""

from __future__ import annotations

from quantcert.kernels.targets.target import Target

TARGET = Target(
    name="fortran",
    summary="Fortran 2018",
    checks=(
        (
            "gfortran -O2 -o check layer.f90 check.f90 && ./check",
            "golden vectors: compared",
        ),
    ),
)
"""Fortran."""
