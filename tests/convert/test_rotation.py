import re
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest

from quantcert.convert import rotation
from quantcert.convert.rotation import (
    TensorRotation,
    hadamard,
    largest_block,
    narrowest,
    plan_rotation,
    rotated,
)
from quantcert.errors import CheckpointError, ExportError
from tests.support.gguf_models import FAMILIES

RNG = np.random.default_rng(9)
SPEC = Path(__file__).parents[2] / "lean" / "QuantCert" / "Spec" / "Rotation" / "Rotation.lean"


@pytest.mark.parametrize("block", [1, 4, 16, 64])
def test_blocks_are_symmetric_and_orthogonal(block: int) -> None:
    signs = hadamard(block)
    assert set(signs.flat) <= {1, -1}
    np.testing.assert_array_equal(signs, signs.T)
    np.testing.assert_array_equal(signs @ signs, block * np.eye(block))


def test_signs_are_those_of_lean() -> None:
    """`hadamardSign` names the negative ones, `hadamard` is a product of Kronecker's with it."""
    text = SPEC.read_text(encoding="utf-8")
    (listed,) = re.findall(r"((?:\| \d, \d )+)=> -1\n", text)
    negative = {(int(i), int(j)) for i, j in re.findall(r"\| (\d), (\d)", listed)}
    four = hadamard(4)
    assert negative == {(i, j) for i in range(4) for j in range(4) if four[i, j] < 0}
    assert "| k + 1 => kronecker (4 ^ k) hadamard4 (hadamard k)\n" in text
    np.testing.assert_array_equal(hadamard(64), np.kron(four, hadamard(16)))


@pytest.mark.parametrize(("extent", "block"), [(64, 64), (128, 64), (576, 64), (20, 4), (6, 1)])
def test_the_largest_block_divides(extent: int, block: int) -> None:
    assert largest_block(extent) == block


def by_fractions(matrix: np.ndarray, factors: np.ndarray | None, plan: TensorRotation):
    """The definition, in Fractions."""
    values = [[Fraction(float(x)) for x in row] for row in matrix]
    if factors is not None:
        values = [[x * Fraction(float(f)) for x, f in zip(r, factors, strict=True)] for r in values]

    def turned(rows: list[list[Fraction]], block: int) -> list[list[Fraction]]:
        signs = hadamard(block).astype(int).tolist()
        root = {4: 2, 16: 4}[block]
        return [
            [
                sum(signs[c % block][b] * row[c // block * block + b] for b in range(block)) / root
                for c in range(len(row))
            ]
            for row in rows
        ]

    if plan.columns:
        values = turned(values, plan.columns)
    if plan.rows:
        values = list(map(list, zip(*turned(list(map(list, zip(*values, strict=True))), plan.rows),
                                    strict=True)))  # fmt: skip
    return values


@pytest.mark.parametrize("elements", [1 << 20, 100])
@pytest.mark.parametrize(
    "plan",
    [
        TensorRotation("w", "g", 16, 4),
        TensorRotation("w", "", 4),
        TensorRotation("w", "", 0, 16),
    ],
)
def test_rotated_matrices_are_exact(
    plan: TensorRotation, elements: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rotation, "_ELEMENTS", elements)
    matrix = RNG.standard_normal((16, 32)).astype(np.float16)
    factors = RNG.standard_normal(32).astype(np.float16) if plan.norm else None
    found = rotated(matrix, factors, plan)
    expected = by_fractions(matrix, factors, plan)
    assert [[Fraction(float(x)) for x in row] for row in found] == expected


def test_what_float64_does_not_hold_is_refused() -> None:
    wide = np.array([[1.0, 2.0**-60, 0, 0]])
    with pytest.raises(ExportError, match="w: sums of 4 numbers have more bits than float64"):
        rotated(wide, None, TensorRotation("w", "", 4))
    with pytest.raises(ExportError, match="w: products with factors have more bits"):
        rotated(
            np.full((1, 4), 1 + 2.0**-40), np.full(4, 1 + 2.0**-20), TensorRotation("w", "g", 4)
        )


def test_float32_is_taken_where_it_holds_all() -> None:
    assert narrowest(np.array([[0.5, 1e-3 * 0 + 2.0**-100]]))[0] == "F32"
    assert narrowest(np.array([[1 + 2.0**-30]]))[0] == "F64"


@pytest.mark.parametrize(
    ("family", "message"),
    [("gemma2", "model_type 'gemma2' is not rotated"), ("llama with biases", "biases are not")],
)
def test_what_cannot_be_rotated_is_refused(family: str, message: str) -> None:
    made = FAMILIES[family]
    with pytest.raises(ExportError, match=message):
        plan_rotation(made.config, frozenset(made.shapes), True)
    odd = {**FAMILIES["llama"].config, "hidden_size": 24}
    with pytest.raises(ExportError, match="do not divide by 4"):
        plan_rotation(odd, frozenset(), False)


@pytest.mark.parametrize(
    ("key", "value", "message"),
    [
        ("hidden_size", 0, "hidden_size is 0, must be a positive integer"),
        ("num_attention_heads", None, "num_attention_heads is None, must be"),
        ("num_attention_heads", 1 << 40, "head_dim is 0, must be"),
        ("num_hidden_layers", 1000, "num_hidden_layers is 1000, there are"),
    ],
)
def test_sizes_are_checked_before_they_are_used(key: str, value: object, message: str) -> None:
    made = FAMILIES["llama"]
    with pytest.raises(CheckpointError, match=message):
        plan_rotation({**made.config, key: value}, frozenset(made.shapes), True)
