"""Programs of random numbers, with matrices of every kind that the engine stores."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import cycle

import numpy as np

from quantcert.integer.attention import Scores
from quantcert.integer.constants import rotation_table, score_factor
from quantcert.integer.exponential import power_table
from quantcert.integer.linear import Matrix
from quantcert.integer.norm import Norm
from quantcert.integer.precision import Precision
from quantcert.integer.program import Layer, Program, Sizes


@dataclass(frozen=True)
class Kind:
    """Levels by table, columns of a group, and how scales are made."""

    levels: tuple[int, ...]
    group_size: int
    scales: str = "short"
    bias: bool = False


KINDS = {
    "pairs of 11": Kind((11,), 128),
    "pairs of 16 and 8": Kind((16, 8), 128),
    "rows, blocks of 32": Kind((11,), 32, "by row"),
    "rows, blocks of 64": Kind((16,), 64, "by row", bias=True),
    "rows, ragged blocks": Kind((4,), 10, "by row"),
    "long with offsets": Kind((256,), 48, "long", bias=True),
    "one group": Kind((32,), 4096, "short"),
}


def random_matrix(rng: np.random.Generator, kind: Kind, rows: int, columns: int) -> Matrix:
    tables = len(kind.levels)
    groups = -(-columns // kind.group_size)
    shape = (rows, groups, tables)
    order = tuple(range(tables))
    most = np.array([kind.levels[i % tables] for i in range(columns)])
    codes = rng.integers(0, most, (rows, columns)).astype(np.uint8)
    codes[rng.random((rows, columns)) < 0.2] = 0
    scales = rng.integers(1, 1 << 11, shape) << rng.integers(0, 3, shape)
    zeros = rng.integers(0, kind.levels, shape).astype(np.uint8)
    if kind.scales == "by row":
        scales = rng.integers(1, 400, (rows, 1, 1)) * rng.integers(1, 17, shape)
        zeros = (zeros % 4 + min(3, kind.levels[0] - 4)).astype(np.uint8)
    long = kind.scales == "long"
    return Matrix(
        name=str(kind),
        codes=codes,
        scales=scales - 2000 if long else scales,
        zero_points=zeros,
        offsets=rng.integers(-5000, 5000, shape) if long else None,
        exponent=17,
        group_size=kind.group_size,
        cycle=order,
        levels=kind.levels,
        bias=rng.integers(-(1 << 22), 1 << 22, rows) if kind.bias else None,
    )


def random_program(
    kind: Kind, bits: int, seed: int = 0, loud: int = 1, others: tuple[Kind, ...] = ()
) -> Program:
    """Two layers; `loud` times larger factors of norms make activations large.

    Matrices are of the kind, and of the others in turn.
    """
    rng = np.random.default_rng(seed)
    kinds = cycle((kind, *others))
    sizes = Sizes(Precision(20, bits, bits == 8), 24, 50, 72, 620, 6, 2, 12)

    def matrix(rows: int, columns: int) -> Matrix:
        return random_matrix(rng, next(kinds), rows, columns)

    def norm() -> Norm:
        return Norm(rng.integers(-(1 << 20), 1 << 20, 72) * loud, 755_000_000)

    def layer() -> Layer:
        return Layer(
            norm(),
            *(matrix(rows, 72) for rows in (72, 24, 24, 72)),
            norm(),
            *(matrix(*shape) for shape in ((620, 72), (620, 72), (72, 620))),
        )

    embedding = matrix(50, 72)
    return Program(
        sizes,
        embedding,
        (layer(), layer()),
        norm(),
        matrix(50, 72),
        rotation_table(tuple(0.5**i for i in range(6)), 1.0, 24),
        Scores(score_factor(12), power_table()),
    )
