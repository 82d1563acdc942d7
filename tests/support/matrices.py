"""Random matrices with codes and chunk literals, and the exact values that they stand for."""

from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import ml_dtypes
import numpy as np
from hypothesis import strategies as st

from quantcert.exact import RowErrors, row_errors, span
from quantcert.formats import QuantizedMatrix, Target, group_count, targets
from quantcert.formats.pair35.codes import PAIR_CODECS, PairCodec
from quantcert.formats.pair35.storage import pack_matrix, pair_scheme
from quantcert.literals import (
    ChunkLayout,
    ChunkLiterals,
    Geometry,
    bound_width,
    chunk_literals,
    digit_width,
    geometry,
)
from quantcert.quantizer import quantize_matrix

FLOAT_DTYPES = [np.dtype(np.float16), np.dtype(ml_dtypes.bfloat16), np.dtype(np.float32)]

formats = st.sampled_from(list(PAIR_CODECS.values()))
group_sizes = st.sampled_from([2, 4, 6, 16, 32])
float_dtypes = st.sampled_from(FLOAT_DTYPES)


def random_finite(rng: np.random.Generator, dtype: np.dtype, shape: tuple[int, ...]) -> np.ndarray:
    """Finite numbers with uniformly distributed bits: all exponents, subnormals, zeros."""
    size = dtype.itemsize
    bits = rng.integers(0, 1 << 8 * size, shape, dtype=np.uint64).astype(f"<u{size}")
    infinity = int(np.array(np.inf).astype(dtype).view(bits.dtype))
    bits[bits & infinity == infinity] = 0
    return bits.view(dtype)


def random_scales(rng: np.random.Generator, dtype: np.dtype, shape: tuple[int, ...]) -> np.ndarray:
    """Positive normal numbers of all exponents; none is rounded up to infinity."""
    limits = np.finfo(dtype)
    exponents = rng.integers(limits.minexp, limits.maxexp, shape)
    numbers = np.ldexp(1 + rng.random(shape), exponents)
    return np.minimum(numbers, float(limits.max)).astype(dtype)


def make_matrix(
    rng: np.random.Generator,
    fmt: PairCodec,
    rows: int,
    columns: int,
    group_size: int,
    scales: np.ndarray | None = None,
) -> QuantizedMatrix:
    """Random codes and zero-points, packed as a file would hold them."""
    shape = (rows, group_count(columns, group_size), len(fmt.levels))
    if scales is None:
        scales = random_scales(rng, np.dtype(np.float16), shape)
    levels = np.array(fmt.levels)
    zero_points = rng.integers(0, levels, shape).astype(np.uint8)
    code_levels = levels[np.arange(columns) % len(fmt.levels)]
    codes = rng.integers(0, code_levels, (rows, columns)).astype(np.uint8)
    scheme = pair_scheme(fmt, group_size, "F16" if scales.dtype == np.float16 else "F32")
    return pack_matrix("m", scheme, codes, scales, zero_points)


def target_of(fmt: PairCodec) -> Target:
    """The format as a target of quantization."""
    return targets()[fmt.name]


def decoded(matrix: QuantizedMatrix) -> list[list[Fraction]]:
    """`scale * (code - zero_point) + offset` of every entry, one at a time."""
    rows, columns = matrix.shape
    result = []
    for row in range(rows):
        entries = []
        for column in range(columns):
            place = row, column // matrix.group_size, column % len(matrix.codec.levels)
            step = int(matrix.codes[row, column]) - int(matrix.zero_points[place])
            offset = 0 if matrix.offsets is None else Fraction(float(matrix.offsets[place]))
            entries.append(Fraction(float(matrix.scales[place])) * step + offset)
        result.append(entries)
    return result


def fractions(values: Any) -> list[list[Fraction]]:
    """Entries of a matrix of floats, exactly."""
    return [[Fraction(float(value)) for value in row] for row in values]


def exact_errors(weights: np.ndarray, matrix: QuantizedMatrix) -> list[list[Fraction]]:
    """`w - w_hat` of every entry."""
    return [
        [w - w_hat for w, w_hat in zip(*rows, strict=True)]
        for rows in zip(fractions(weights), decoded(matrix), strict=True)
    ]


@dataclass(frozen=True)
class Block:
    """Rows of a matrix, their literals, and what both were made with."""

    weights: np.ndarray
    matrix: QuantizedMatrix
    errors: RowErrors
    layout: ChunkLayout
    literals: ChunkLiterals

    @property
    def shape(self) -> Geometry:
        return self.layout.shape

    @property
    def width(self) -> int:
        return self.layout.width

    @property
    def p(self) -> int:
        return self.layout.p

    @property
    def rows(self) -> int:
        return self.weights.shape[0]

    @property
    def columns(self) -> int:
        return self.weights.shape[1]


def block_of(weights: np.ndarray, name: str, group_size: int, least: int = 0) -> Block:
    """Quantize rows and make their literals, in digits of at least so many bits."""
    matrix = quantize_matrix(weights, targets()[name], group_size)
    errors = row_errors(weights, matrix)
    shape = geometry(weights.shape[1], matrix.scheme)
    width = digit_width(
        span(weights).bits(errors.p),
        span(matrix.scales).bits(errors.p),
        max(errors.max_abs),
        shape,
        least,
    )
    layout = ChunkLayout(shape, errors.p, width, bound_width(shape, width))
    literals = chunk_literals(weights, matrix, errors.sum_abs, layout)
    return Block(weights, matrix, errors, layout, literals)


def random_weights(
    seed: int, rows: int, columns: int, dtype: Any = np.float32, spread: int = 0
) -> np.ndarray:
    """Normal numbers whose exponents are scattered by up to `spread` (8 for float16)."""
    random = np.random.default_rng(seed)
    spread = min(spread, 8) if dtype == np.float16 else spread
    steps = random.integers(-spread, spread + 1, (rows, columns))
    return np.ldexp(random.standard_normal((rows, columns)), steps).astype(dtype)


@st.composite
def blocks(draw: st.DrawFn, least: int = 0) -> Block:
    """Blocks of all formats and dtypes, with padding, ragged groups and digits of any width.

    Digits have at least `least` bits.
    """
    weights = random_weights(
        draw(st.integers(0, 2**32 - 1)),
        draw(st.integers(1, 4)),
        draw(st.integers(1, 40)),
        draw(st.sampled_from(FLOAT_DTYPES)),
        draw(st.sampled_from([0, 8, 40])),
    )
    name = draw(st.sampled_from(sorted(PAIR_CODECS)))
    return block_of(weights, name, 2 * draw(st.integers(1, 12)), least)
