"""Quantization: a matrix, or a whole checkpoint into a new directory."""

from __future__ import annotations

from quantcert.quantizer.checkpoint import Progress, quantize_by_recipe, quantize_checkpoint
from quantcert.quantizer.matrix import quantize_matrix
from quantcert.quantizer.recipe import (
    Effort,
    Recipe,
    Rule,
    make_choice,
    read_recipe,
    with_budget,
)

__all__ = [
    "Effort",
    "Progress",
    "Recipe",
    "Rule",
    "make_choice",
    "quantize_by_recipe",
    "quantize_checkpoint",
    "quantize_matrix",
    "read_recipe",
    "with_budget",
]
