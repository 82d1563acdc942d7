"""Row sums of the exact error, against `rowL1`, `rowMax` and `rowSq` of what is stored.

Lean is given the bytes of the codes and zero-points of a row, and its weights and scales as
integers in units of 2^-p, all of them as digits of natural numbers.
"""

from dataclasses import astuple, dataclass, replace
from itertools import product

import numpy as np
import pytest

from quantcert.exact import digits, row_errors
from quantcert.formats.matrix import QuantizedMatrix
from quantcert.formats.pair35.codes import PAIR_CODECS
from quantcert.lean import ModuleVerdict
from tests.support.kernel_cases import Case, Kernel, Property
from tests.support.matrices import FLOAT_DTYPES, make_matrix, random_finite, random_scales

LIMBS = 5  # 320 bits hold every float32 in units of the smallest one
OFFSET = 1 << 64 * LIMBS - 2
DEFINITIONS = f"""
/-- The error of column `i` of a row. -/
def storedError (P : PairCode) (lanes groupSize cols words zeroPoints scales weights : Nat)
    (i : Nat) : Int :=
  let block := columnBlock groupSize lanes i
  let codes := unpackRow P cols (unpackStream 8 (rowBytes cols) words)
  let weight : Int := (Digits.digit {64 * LIMBS} weights i : Nat) - (2 ^ {64 * LIMBS - 2} : Nat)
  weight - dequantize (Digits.digit {64 * LIMBS} scales block : Nat)
    (Digits.digit 4 zeroPoints block : Nat) (codes.getD i 0 : Nat)

/-- The three sizes of a row. -/
def sizes (cols : Nat) (e : Nat → Int) : List Nat := [rowL1 cols e, rowMax cols e, rowSq cols e]
"""
EQUAL = Property(
    imports=(
        "QuantCert.Spec.Affine.Kernel",
        "QuantCert.Spec.Packing.Row",
        "QuantCert.Spec.Rounding.Nearest",
        "QuantCert.Spec.Row.Error",
    ),
    statement="List.all [{}] id = true",
    together=20,
    definitions=DEFINITIONS,
)
KINDS = ["normal", "any bits"]
SCALE_DTYPES = [np.dtype(np.float16), np.dtype(np.float32)]
SEEDS = 2


@dataclass(frozen=True)
class Row:
    """The arguments of `storedError`, and the sums of the row that Python found."""

    layout: str
    lanes: int
    group_size: int
    columns: int
    words: int
    zero_points: int
    scales: int
    weights: int
    sums: tuple[int, int, int]

    def case(self, origin: str) -> Case:
        *arguments, sums = astuple(self)
        error = f"storedError {' '.join(map(str, arguments))}"
        return Case(origin, f"decide (sizes {self.columns} ({error}) = {list(sums)})")


def rows_of(weights: np.ndarray, matrix: QuantizedMatrix) -> list[Row]:
    """Every row of a matrix with its sums."""
    errors = row_errors(weights, matrix)
    stored = zip(
        matrix.words,
        matrix.stored["zeros"],
        digits(matrix.scales, errors.p, 0, LIMBS),
        digits(weights, errors.p, OFFSET, LIMBS),
        strict=True,
    )
    sums = zip(errors.sum_abs, errors.max_abs, errors.sum_sq, strict=True)
    fmt = matrix.codec
    return [
        Row(
            fmt.name,
            len(fmt.levels),
            matrix.group_size,
            matrix.shape[1],
            *(int.from_bytes(array.tobytes(), "little") for array in arrays),
            sums=expected,
        )
        for arrays, expected in zip(stored, sums, strict=True)
    ]


@pytest.fixture(scope="module")
def samples() -> dict[str, Row]:
    """Rows of all formats and dtypes, some with all exponents, by how they were made."""
    found = {}
    kinds = product(KINDS, FLOAT_DTYPES, SCALE_DTYPES, PAIR_CODECS.values(), range(SEEDS))
    for kind, dtype, scale_dtype, fmt, seed in kinds:
        rng = np.random.default_rng(seed)
        rows, columns = (int(n) for n in rng.integers(1, [4, 21]))
        group_size = int(rng.choice([2, 4, 6, 16]))
        shape = rows, -(-columns // group_size), len(fmt.levels)
        if kind == "any bits":
            weights = random_finite(rng, dtype, (rows, columns))
            scales = random_scales(rng, scale_dtype, shape)
        else:
            weights = rng.standard_normal((rows, columns)).astype(dtype)
            scales = rng.uniform(0.1, 0.3, shape).astype(scale_dtype)
        matrix = make_matrix(rng, fmt, rows, columns, group_size, scales)
        origin = f"seed {seed}, {kind} {dtype}, {fmt.name}, {columns} columns, scales {scale_dtype}"
        for row, sample in enumerate(rows_of(weights, matrix)):
            found[f"{origin}, row {row}"] = sample
    return found


def test_the_kernel_gets_the_same_row_sums(kernel: Kernel, samples):
    assert len(samples) >= 100
    kernel.confirm(EQUAL, [row.case(origin) for origin, row in samples.items()])


def test_wrong_sums_and_sums_of_other_rows_are_refused(kernel: Kernel, samples):
    right = next(row for row in samples.values() if row.columns > 7)
    sum_abs, max_abs, sum_sq = right.sums
    wrong = [
        replace(right, sums=(sum_abs + 1, max_abs, sum_sq)),
        replace(right, sums=(sum_abs, max_abs - 1, sum_sq)),
        replace(right, sums=(sum_abs, max_abs, sum_sq + 1)),
        replace(right, weights=right.weights ^ 1),
        replace(right, scales=right.scales ^ 1 << 3),
        replace(right, zero_points=right.zero_points ^ 1),
        replace(right, words=right.words ^ 1),
    ]
    cases = [row.case("") for row in [right, *wrong]]
    expected = [ModuleVerdict.ACCEPTED] + [ModuleVerdict.REJECTED] * len(wrong)
    assert kernel.verdicts(EQUAL, cases) == expected
