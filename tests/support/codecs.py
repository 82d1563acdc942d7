"""Codecs that no format of the package has, for tests of what must not depend on the format."""

from dataclasses import dataclass

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
