"""Random blocks of rows with their literals."""

from dataclasses import dataclass
from typing import Any

import hypothesis.strategies as st
import numpy as np

from quantcert.exact import RowErrors, row_errors, span
from quantcert.formats.matrix import QuantizedMatrix
from quantcert.formats.pair35.codes import FORMATS
from quantcert.literals import ChunkLiterals, Geometry, chunk_literals, digit_width, geometry
from quantcert.quantize import quantize_matrix
from tests.matrix_samples import FLOAT_DTYPES


@dataclass(frozen=True)
class Block:
    """Rows of a matrix, their literals, and what both were made with."""

    weights: np.ndarray
    matrix: QuantizedMatrix
    errors: RowErrors
    shape: Geometry
    width: int
    literals: ChunkLiterals

    @property
    def p(self) -> int:
        return self.errors.p

    @property
    def rows(self) -> int:
        return self.weights.shape[0]

    @property
    def columns(self) -> int:
        return self.weights.shape[1]


def block_of(weights: np.ndarray, name: str, group_size: int) -> Block:
    """Quantize rows and make their literals."""
    matrix = quantize_matrix(weights, FORMATS[name], group_size)
    errors = row_errors(weights, matrix)
    shape = geometry(weights.shape[1], group_size)
    width = digit_width(
        span(weights).bits(errors.p),
        span(matrix.scales).bits(errors.p),
        max(errors.max_abs),
        shape.padded_columns,
    )
    literals = chunk_literals(weights, matrix, errors.sum_abs, shape, errors.p, width)
    return Block(weights, matrix, errors, shape, width, literals)


def random_weights(
    seed: int, rows: int, columns: int, dtype: Any = np.float32, spread: int = 0
) -> np.ndarray:
    """Normal numbers whose exponents are scattered by up to `spread` (8 for float16)."""
    random = np.random.default_rng(seed)
    spread = min(spread, 8) if dtype == np.float16 else spread
    steps = random.integers(-spread, spread + 1, (rows, columns))
    return np.ldexp(random.standard_normal((rows, columns)), steps).astype(dtype)


@st.composite
def blocks(draw: st.DrawFn) -> Block:
    """Blocks of all formats and dtypes, with padding, ragged groups and digits of any width."""
    weights = random_weights(
        draw(st.integers(0, 2**32 - 1)),
        draw(st.integers(1, 4)),
        draw(st.integers(1, 40)),
        draw(st.sampled_from(FLOAT_DTYPES)),
        draw(st.sampled_from([0, 8, 40])),
    )
    return block_of(weights, draw(st.sampled_from(sorted(FORMATS))), 2 * draw(st.integers(1, 12)))
