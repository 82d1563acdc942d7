"""What NumPy forms in each step of the integer program is in Lean's list, which is not longer.

The largest integer of any operation in NumPy is at most the largest sum of sizes that the list has
for the step, and more than a quarter of it, on random and extreme inputs.
"""

from collections.abc import Callable
from dataclasses import astuple, replace
from functools import partial
from unittest.mock import patch

import numpy as np
import pytest

from quantcert.integer import linear as linear_layer
from quantcert.integer.activation import gated
from quantcert.integer.attention import Scores, attend
from quantcert.integer.claims import LayerSizes
from quantcert.integer.constants import score_factor
from quantcert.integer.exponential import power_table
from quantcert.integer.linear import Matrix, aligned, linear, products
from quantcert.integer.narrow import Narrow, narrow
from quantcert.integer.norm import Norm, rms_norm
from quantcert.integer.precision import Precision
from quantcert.integer.program import Layer, Program, Sizes
from quantcert.integer.ranges import program_ranges
from quantcert.integer.rope import Rotation, rotate
from quantcert.integer.rounding import round_div, round_shift
from tests.differential.test_integer_program import (
    POWERS,
    TABLE,
    UNIT,
    narrow_term,
    narrow_terms,
)
from tests.support.kernel_cases import Case, Kernel, Property
from tests.support.lean_terms import ints, number
from tests.support.recorded import recorded, recording

CASES = 3  # of each step
Step = tuple[str, Callable[[], object]]
"""Lean's list, and the step in NumPy."""

NEAR = Property(
    imports=("QuantCert.Cert.Integer.Example",),
    statement="List.all [{}] id = true",
    together=12,
    definitions=f"""
open QuantCert.Integer

def powers : PowerTable := ⟨{POWERS:#x}⟩

def largestSum (l : List Formed) : Int := l.foldr (fun f m => max (sizeSum f.terms) m) 0

def near (l : List Formed) (found : Int) : Bool :=
  decide (found ≤ largestSum l) && decide (largestSum l < 4 * found)
""",
)


def wide(rng: np.random.Generator, count: int, bits: int = 44) -> np.ndarray:
    """Large numbers, of one size or of several."""
    sizes = np.full(count, bits) if rng.random() < 0.5 else rng.integers(bits // 2, bits + 1, count)
    return rng.choice([-1, 1], count) * (1 << sizes) + rng.integers(-3, 4, count)


def shifting(rng: np.random.Generator) -> Step:
    v, k = recorded(wide(rng, 1, 61)), int(rng.integers(-1, 62))
    return f"formShift {number(int(v[0]))} {number(k)}", lambda: round_shift(v, k)


def dividing(rng: np.random.Generator) -> Step:
    v, d = recorded(wide(rng, 1, 60)), int(rng.integers(1, 1 << 60))
    return f"formDiv {number(int(v[0]))} {d}", lambda: round_div(v, d)


def narrowing(rng: np.random.Generator) -> Step:
    v, bits = wide(rng, 7), int(rng.choice([8, 16]))
    return f"formNarrow {bits} {ints(v)}", lambda: narrow(recorded(v), bits)


def alignment(rng: np.random.Generator) -> Step:
    v, size = wide(rng, 10), int(rng.integers(2, 12))
    return f"formAligned 8 {size} {ints(v)}", lambda: aligned(recorded(v), 8, size)


LARGEST = {"products": (44, 40, 30), "halves": (14, 60, 30), "biases": (44, 40, 58)}
"""Of a linear layer: bits of inputs, exponent and bits of biases that make it so."""


def layer(rng: np.random.Generator, largest: str) -> Step:
    size, exponent, most = LARGEST[largest]
    x, codes = np.abs(wide(rng, 6, size)), rng.integers(1, 16, (3, 6), np.uint8)
    scales, zeros = rng.integers(1 << 29, 1 << 30, (3, 2, 1)), np.zeros((3, 2, 1), np.uint8)
    bias = np.full(3, 1 << most) + rng.integers(-3, 4, 3)
    matrix = Matrix("layer", codes, scales, zeros, None, exponent, 4, (0,), (16,), bias)
    bits, by_block = int(rng.choice([8, 16])), bool(rng.integers(2))
    rows = ", ".join(map(ints, matrix.decoded()))
    term = f"⟨[{rows}], {exponent}, {ints(bias)}, {matrix.group_size if by_block else 0}⟩"

    def exact(matrix: Matrix, a: Narrow) -> np.ndarray:
        return recorded(products(matrix, Narrow(np.asarray(a.codes), a.shifts)))

    def step() -> object:
        with patch.object(linear_layer, "products", exact):
            return linear(matrix, recorded(x[None]), Precision(UNIT, bits, by_block))

    return f"formLinear id {bits} {term} {ints(x)}", step


def norm(rng: np.random.Generator) -> Step:
    v, factors = wide(rng, 6, int(rng.choice([20, 30, 50]))), rng.integers(-(1 << 20), 1 << 20, 6)
    epsilon = int(rng.choice([0, 1, 1 << 25, 1 << 45]))
    term = f"formNorm {UNIT} ⟨{ints(factors)}, {epsilon}⟩ {ints(v)}"
    return term, lambda: rms_norm(Norm(factors, epsilon), recorded(v[None]), UNIT)


def rope(rng: np.random.Generator) -> Step:
    v, angles = wide(rng, 8), rng.integers(-(1 << 15), (1 << 15) + 1, (2, 1, 4))
    term = f"formRotate ⟨{ints(angles[0, 0])}, {ints(angles[1, 0])}⟩ {ints(v)}"
    return term, lambda: rotate(Rotation(angles[0], angles[1]), recorded(v[None, None]), 0)


def gating(rng: np.random.Generator) -> Step:
    gate, up = wide(rng, 5, 37), wide(rng, 5, 37)
    term = f"formGate powers {UNIT} {ints(gate)} {ints(up)}"
    return term, lambda: gated(TABLE, recorded(gate[None]), recorded(up[None]), UNIT)


def attention(rng: np.random.Generator) -> Step:
    positions, size = int(rng.integers(1, 6)), 4
    bits = int(rng.choice([8, 16]))
    query = narrow(wide(rng, size, 30), bits)
    keys, values = (
        narrow(np.stack([wide(rng, size, most) for _ in range(positions)]), bits)
        for most in (30, 40)
    )
    factor = score_factor(size)
    call = f"formHead powers {UNIT} {size} {factor} {narrow_term(query)}"
    watched = [Narrow(recorded(v.codes), v.shifts) for v in (query, keys, values)]
    scores = Scores(factor, TABLE)
    term = f"{call} {narrow_terms(keys)} {narrow_terms(values)}"
    return term, lambda: attend(scores, *watched, UNIT)


STEPS: dict[str, Callable[[np.random.Generator], Step]] = {
    step.__name__: step
    for step in (shifting, dividing, narrowing, alignment, norm, rope, gating, attention)
} | {f"layer, {largest}": partial(layer, largest=largest) for largest in LARGEST}


def case(name: str, seed: int) -> Case:
    term, step = STEPS[name](np.random.default_rng(seed))
    with recording() as found:
        step()
    return Case(f"{name}, seed {seed}", f"near ({term}) {found.largest}")


def test_what_is_formed_is_listed(kernel: Kernel):
    kernel.confirm(NEAR, [case(name, seed) for name in STEPS for seed in range(CASES)])


# ---- claims about the program of `Cert/Integer/Example.lean`


def example() -> Program:
    """The program of `Integer.Example`: one head of two entries, all matrices the identity."""
    one = np.ones((2, 1, 1), np.int64)
    codes, zeros = np.eye(2, dtype=np.uint8), np.zeros((2, 1, 1), np.uint8)
    unit = Matrix("identity", codes, one, zeros, None, 0, 2, (0,), (2,))
    factors = Norm(np.array([1 << 16, 1 << 16]), 1)
    layer = Layer(factors, *[unit] * 4, factors, *[unit] * 3)
    rotation = Rotation(np.full((4, 1), 1 << 15), np.zeros((4, 1), np.int64))
    sizes = Sizes(Precision(UNIT, 16, False), 4, 2, 2, 2, 1, 1, 2)
    scores = Scores(66855, np.full(257, 1 << 24))
    return Program(sizes, replace(unit, scales=one), (layer,), factors, unit, rotation, scores)


def lean(values: tuple[object, ...]) -> str:
    parts = (lean(v) if isinstance(v, tuple) else number(int(str(v))) for v in values)
    return f"⟨{', '.join(parts)}⟩"


def smaller(values: tuple[object, ...]) -> list[tuple[object, ...]]:
    """The same claims with one of them one smaller, each in turn; a shift of zero stays."""
    found: list[tuple[object, ...]] = []
    for place, value in enumerate(values):
        if isinstance(value, tuple):
            others: list[object] = list(smaller(value))
        else:
            others = [] if value == 0 else [int(str(value)) - 1]
        found += [(*values[:place], other, *values[place + 1 :]) for other in others]
    return found


@pytest.fixture(scope="module")
def claims() -> LayerSizes:
    return program_ranges(example()).sizes.layers[0]


def test_claims_are_right_and_none_can_be_smaller(kernel: Kernel, claims):
    check = "checkLayerSizes Example.sizes Example.frame (2 ^ 20) Example.layer"
    right = Case("right", f"{check} {lean(astuple(claims))}")
    wrong = [Case(str(c), f"!({check} {lean(c)})") for c in smaller(astuple(claims))]
    assert len(wrong) > 30
    kernel.confirm(NEAR, [right, *wrong])


def test_the_table_of_powers_is_rounded_and_another_is_not(kernel: Kernel):
    table = power_table()
    off = [table + (np.arange(257) == place) * by for place in (0, 77, 256) for by in (-1, 1)]
    digits = [int.from_bytes(t.astype("<u4").tobytes(), "little") for t in off]
    imports = ("QuantCert.Cert.Integer.Powers", *NEAR.imports)
    cases = [Case("right", "checkRounded powers")]
    cases += [Case(str(i), f"!(checkRounded ⟨{d:#x}⟩)") for i, d in enumerate(digits)]
    kernel.confirm(replace(NEAR, imports=imports), cases)
