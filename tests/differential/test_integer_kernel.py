"""An int32 kernel in NumPy, against exact fractions and against `integerKernel` in Lean.

A block is a lane of a group. Its integer value comes from four int32 sums: codes times activation
codes, codes, activation codes, and the number of columns.
"""

from fractions import Fraction

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from quantcert.formats.matrix import QuantizedMatrix
from quantcert.formats.pair35.codes import PAIR_CODECS
from quantcert.lean import ModuleVerdict
from tests.support.kernel_cases import Case, Kernel, Property
from tests.support.matrices import decoded, formats, group_sizes, make_matrix

DEFINITIONS = """
/-- The integer values of all blocks of a row; codes have 4 bits, activation codes are stored in 8
bits with offset 128. -/
def blockValues (lanes groupSize blocks cols : Nat) (xz : Int)
    (codes zeroPoints activations : Nat) : List Int :=
  (List.range blocks).map fun b =>
    integerKernel cols (columnBlock groupSize lanes) (fun i => (Digits.digit 4 codes i : Nat))
      (fun i => (Digits.digit 8 activations i : Nat) - 128) (Digits.digit 4 zeroPoints b : Nat) xz b
"""
EQUAL = Property(
    imports=("QuantCert.Spec.Affine.Integer", "QuantCert.Spec.Digits.Digit"),
    statement="List.all [{}] id = true",
    together=20,
    definitions=DEFINITIONS,
)
COUNT = 40


def int32_sum(terms: np.ndarray, rng: np.random.Generator) -> np.int32:
    """The sum in int32 registers, in random order and in blocks of random length."""
    shuffled = rng.permutation(terms.astype(np.int32))
    cuts = np.sort(rng.integers(0, len(terms) + 1, 3))
    parts = [part.sum(dtype=np.int32) for part in np.split(shuffled, cuts)]
    return np.array(parts, dtype=np.int32).sum(dtype=np.int32)


def block_values(
    matrix: QuantizedMatrix, row: int, activations: np.ndarray, xz: int, rng: np.random.Generator
) -> list[int]:
    """The integer value of every block of a row, groups first, then lanes."""
    lanes = len(matrix.codec.levels)
    found = []
    for group, lane in np.ndindex(matrix.scales.shape[1:]):
        start = group * matrix.group_size
        part = slice(start + lane, min(start + matrix.group_size, matrix.shape[1]), lanes)
        codes = matrix.codes[row, part].astype(np.int32)
        x = activations[part].astype(np.int32)
        z = np.int32(matrix.zero_points[row, group, lane])
        value = int32_sum(codes * x, rng) - np.int32(xz) * int32_sum(codes, rng)
        value += z * (np.int32(xz) * np.int32(len(x)) - int32_sum(x, rng))
        assert value.dtype == np.int32
        found.append(int(value))
    return found


@given(formats, group_sizes, st.integers(1, 3), st.integers(1, 40), st.integers(0, 2**32 - 1))
@settings(deadline=None)
def test_scaled_block_values_add_up_to_the_exact_dot_product(fmt, group_size, rows, columns, seed):
    """Of decoded weights `s * (q - z)` and decoded activations `a * (x - xz)`."""
    rng = np.random.default_rng(seed)
    matrix = make_matrix(rng, fmt, rows, columns, group_size)
    activations, xz = rng.integers(-128, 128, columns), int(rng.integers(-128, 128))
    step = Fraction(float(np.float16(rng.uniform(0.001, 10))))
    exact = [step * (int(x) - xz) for x in activations]
    for row, weights in enumerate(decoded(matrix)):
        values = block_values(matrix, row, activations, xz, rng)
        scales = [Fraction(float(scale)) for scale in matrix.scales[row].reshape(-1)]
        total = sum(scale * step * value for scale, value in zip(scales, values, strict=True))
        assert total == sum(w * x for w, x in zip(weights, exact, strict=True))


def sample(seed: int) -> tuple[str, list[int]]:
    """The arguments of `blockValues` for a random row, and the values that NumPy finds."""
    rng = np.random.default_rng(seed)
    fmt = list(PAIR_CODECS.values())[seed % 2]
    columns, group_size = int(rng.integers(1, 21)), int(rng.choice([2, 4, 6, 16]))
    matrix = make_matrix(rng, fmt, 1, columns, group_size)
    activations, xz = rng.integers(-128, 128, columns), int(rng.integers(-128, 128))
    values = block_values(matrix, 0, activations, xz, rng)
    codes = sum(int(code) << 4 * i for i, code in enumerate(matrix.codes[0]))
    zero_points = int.from_bytes(matrix.stored["zeros"].tobytes(), "little")
    stored = int.from_bytes((activations + 128).astype(np.uint8).tobytes(), "little")
    shape = f"{len(fmt.levels)} {group_size} {len(values)} {columns}"
    return f"{shape} ({xz}) {codes} {zero_points} {stored}", values


def test_the_kernel_gets_the_same_block_values(kernel: Kernel):
    cases = []
    for seed in range(COUNT):
        arguments, values = sample(seed)
        cases.append(Case(f"seed {seed}", f"decide (blockValues {arguments} = {values})"))
    kernel.confirm(EQUAL, cases)


def test_a_wrong_block_value_is_refused(kernel: Kernel):
    arguments, values = sample(0)
    wrong = [*values[:-1], values[-1] + 1]
    cases = [
        Case("", f"decide (blockValues {arguments} = {expected})") for expected in (values, wrong)
    ]
    assert kernel.verdicts(EQUAL, cases) == [ModuleVerdict.ACCEPTED, ModuleVerdict.REJECTED]
