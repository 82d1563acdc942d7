"""Inference in integers alone: the exact reference of the integer program.

Every function is on exact integers; no order of summation, no number of threads and no way to
cut a text into pieces can change a bit. What each step computes stands in docs/integer.md.
"""

from __future__ import annotations

from quantcert.integer.build import build_program, exact_matrix
from quantcert.integer.decode import Run
from quantcert.integer.linear import Matrix
from quantcert.integer.program import Layer, Program, Sizes
from quantcert.integer.sampling import Sampler, greedy

__all__ = [
    "Layer",
    "Matrix",
    "Program",
    "Run",
    "Sampler",
    "Sizes",
    "build_program",
    "exact_matrix",
    "greedy",
]
