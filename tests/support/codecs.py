"""Codecs that no format of the package has, for tests of what must not depend on the format."""

from dataclasses import dataclass
from typing import Any

import numpy as np

from quantcert.formats import Codec, QuantizedMatrix, Scheme, group_count
from quantcert.formats.bitstream import pack_words


@dataclass(frozen=True)
class Uniform(Codec):
    """A word is a code."""

    def code(self, lane: int, word: int) -> int:
        return word


def uniform(bits: int) -> Uniform:
    """Codes of `bits` bits with one scale and zero-point for each group."""
    return Uniform(bits, (0,), (1 << bits,), f"(Codec.uniform {bits})", "")


def uniform_matrix(
    rng: np.random.Generator, bits: int, rows: int, columns: int, group_size: int
) -> QuantizedMatrix:
    """Random codes, scales and zero-points."""
    shape = (rows, group_count(columns, group_size), 1)
    codes = rng.integers(0, 1 << bits, (rows, columns)).astype(np.uint8)
    return QuantizedMatrix(
        name="m",
        scheme=Scheme("uniform", uniform(bits), group_size),
        codes=codes,
        scales=rng.uniform(0.1, 0.3, shape).astype(np.float16),
        zero_points=rng.integers(0, 1 << bits, shape).astype(np.uint8),
        words=pack_words(codes, bits),
        stored={},
    )


def signed_matrix(
    rng: np.random.Generator,
    codec: Codec,
    shape: tuple[int, int],
    group_size: int,
    dtype: Any = np.float64,
    spread: int = 0,
) -> QuantizedMatrix:
    """Random words of one lane, scales and offsets of either sign, exponents up to `spread`."""
    rows, columns = shape
    tables = (rows, group_count(columns, group_size), 1)
    words = rng.integers(0, 1 << codec.word_bits, shape).astype(np.uint8)
    codes = np.vectorize(lambda word: codec.code(0, word), otypes=[np.uint64])(words)

    def numbers() -> np.ndarray:
        exponents = rng.integers(-spread, spread + 1, tables)
        return np.ldexp(rng.standard_normal(tables), exponents).astype(dtype)

    return QuantizedMatrix(
        name="m",
        scheme=Scheme("shapes", codec, group_size),
        codes=codes.astype(np.min_scalar_type(codec.widest)),
        scales=numbers(),
        zero_points=rng.integers(0, (1 << codec.code_bits) + 1, tables).astype(np.uint32),
        words=pack_words(words, codec.word_bits),
        stored={},
        offsets=numbers(),
    )
