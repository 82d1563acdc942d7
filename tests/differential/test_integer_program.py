"""Every step of the integer program in NumPy: the kernel evaluates its definition in Lean."""

from collections.abc import Callable, Sequence

import numpy as np
import pytest

from quantcert.integer.activation import gated
from quantcert.integer.attention import Scores, attend
from quantcert.integer.constants import score_factor
from quantcert.integer.exponential import half_power, power_table
from quantcert.integer.linear import Matrix, aligned, products
from quantcert.integer.narrow import Narrow, narrow
from quantcert.integer.norm import Norm, rms_norm
from quantcert.integer.rope import Rotation, rotate
from quantcert.integer.rounding import root_floor, round_div, round_shift
from quantcert.integer.sampling import greedy
from quantcert.lean import ModuleVerdict
from tests.support.kernel_cases import Case, Kernel, Property
from tests.support.lean_terms import ints, number

UNIT = 20
CASES = 12  # of each step
TABLE = power_table()
POWERS = int.from_bytes(TABLE.astype("<u4").tobytes(), "little")
EQUAL = Property(
    imports=("QuantCert.Spec.Integer.Decoder",),
    statement="List.all [{}] id = true",
    together=8,
    definitions=f"""
open QuantCert.Integer

def powers : PowerTable := ⟨{POWERS:#x}⟩

def isNarrow (v : Narrow) (entries : List Int) (shift : Nat) : Bool :=
  decide (v.entries = entries) && decide (v.shift = shift)
""",
)


def narrow_term(vector: Narrow) -> str:
    return f"⟨{ints(vector.codes)}, {int(vector.shifts[0])}⟩"


def narrow_terms(vectors: Narrow) -> str:
    """A list of vectors, `[positions, entries]`."""
    found = (Narrow(*vector) for vector in zip(vectors.codes, vectors.shifts, strict=True))
    return f"[{', '.join(map(narrow_term, found))}]"


def wide(rng: np.random.Generator, count: int) -> np.ndarray:
    """Wide numbers of all sizes, and sometimes zero or the same size everywhere."""
    sizes = 2.0 ** rng.uniform(0, rng.integers(1, 45), count)
    kind = rng.integers(0, 6)
    if kind == 0:
        return np.zeros(count, np.int64)
    if kind == 1:
        return np.where(rng.random(count) < 0.5, 1, -1) * (1 << int(rng.integers(0, 44)))
    return (rng.choice([-1, 1], count) * sizes).astype(np.int64)


def equal(term: str, values: Sequence[int] | np.ndarray) -> str:
    return f"decide ({term} = {ints(values)})"


def rounding(rng: np.random.Generator) -> str:
    v, k = int(wide(rng, 1)[0]), int(rng.integers(-5, 50))
    d = int(rng.integers(1, 1 << 40))
    shifted, quotient = int(round_shift(np.int64(v), k)), int(round_div(np.int64(v), d))
    root = int(root_floor(np.array([abs(v)]))[0])
    return (
        f"decide (roundShift {number(v)} {number(k)} = {number(shifted)} ∧ "
        f"roundDiv {number(v)} {d} = {number(quotient)} ∧ isqrt {abs(v)} = {root})"
    )


def narrowing(rng: np.random.Generator) -> str:
    v, bits = wide(rng, 7), int(rng.choice([8, 16]))
    found = narrow(v, bits)
    return f"isNarrow (narrow {bits} {ints(v)}) {ints(found.codes)} {int(found.shifts[0])}"


def alignment(rng: np.random.Generator) -> str:
    v, size = wide(rng, 10), int(rng.integers(2, 12))
    found = aligned(v, 8, size)
    return f"isNarrow (aligned 8 {size} {ints(v)}) {ints(found.codes)} {int(found.shifts[0])}"


def row(rng: np.random.Generator) -> str:
    """A row of a matrix, group after group."""
    matrix = Matrix(
        "row",
        rng.integers(0, 16, (1, 10), np.uint8),
        rng.integers(-(1 << 20), 1 << 20, (1, 3, 1)),
        rng.integers(0, 16, (1, 3, 1), np.uint8),
        rng.integers(-(1 << 20), 1 << 20, (1, 3, 1)),
        exponent=20,
        group_size=4,
        cycle=(0,),
        levels=(16,),
    )
    x = narrow(wide(rng, 10), 16)
    assert matrix.offsets is not None
    groups = ", ".join(
        f"⟨{number(int(matrix.scales[0, g, 0]))}, {int(matrix.zero_points[0, g, 0])}, "
        f"{number(int(matrix.offsets[0, g, 0]))}, {ints(matrix.codes[0, columns])}⟩"
        for g, _, columns in matrix.blocks()
    )
    exact = int(products(matrix, Narrow(x.codes[None], x.shifts[None]))[0, 0])
    return f"decide (rowResult [{groups}] {ints(x.codes)} = {number(exact)})"


def norm(rng: np.random.Generator) -> str:
    v, factors = wide(rng, 6), rng.integers(-(1 << 20), 1 << 20, 6)
    epsilon = int(rng.choice([0, 1, 1 << 25, 1 << 45]))
    found = rms_norm(Norm(factors, epsilon), v[None], UNIT)[0]
    return equal(f"rmsNorm {UNIT} ⟨{ints(factors)}, {epsilon}⟩ {ints(v)}", found)


def rope(rng: np.random.Generator) -> str:
    v, angles = wide(rng, 8), rng.integers(-(1 << 15), (1 << 15) + 1, (2, 1, 4))
    found = rotate(Rotation(angles[0], angles[1]), v[None, None], 0)[0, 0]
    return equal(f"rotate ⟨{ints(angles[0, 0])}, {ints(angles[1, 0])}⟩ {ints(v)}", found)


def power(rng: np.random.Generator) -> str:
    edges = [0, 1, 255, 256, 65535, 65536, (31 << 16) - 1, 31 << 16, 1 << 40]
    arguments = np.array([*rng.choice(edges, 3), *rng.integers(0, 32 << 16, 5)])
    term = f"({ints(arguments)}.map (halfPower powers))"
    return equal(term, half_power(TABLE, arguments))


def gating(rng: np.random.Generator) -> str:
    gate, up = wide(rng, 5), wide(rng, 5)
    found = gated(TABLE, gate[None], up[None], UNIT)[0]
    return equal(f"gate powers {UNIT} {ints(gate)} {ints(up)}", found)


def attention(rng: np.random.Generator) -> str:
    positions, size = int(rng.integers(1, 6)), 4
    bits = int(rng.choice([8, 16]))
    query = narrow(wide(rng, size) >> 10, bits)
    keys, values = (
        narrow(np.stack([wide(rng, size) >> drop for _ in range(positions)]), bits)
        for drop in (10, 0)
    )
    factor = score_factor(size)
    found = attend(Scores(factor, TABLE), query, keys, values, UNIT)
    call = f"attendHead powers {UNIT} {size} {factor} {narrow_term(query)}"
    return equal(f"{call} {narrow_terms(keys)} {narrow_terms(values)}", found)


def choice(rng: np.random.Generator) -> str:
    logits = rng.integers(-3, 3, 9)
    return f"decide (argmax {ints(logits)} = {greedy(logits)})"


STEPS: dict[str, Callable[[np.random.Generator], str]] = {
    step.__name__: step
    for step in (
        rounding,
        narrowing,
        alignment,
        row,
        norm,
        rope,
        power,
        gating,
        attention,
        choice,
    )
}


def case(name: str, seed: int) -> Case:
    return Case(f"{name}, seed {seed}", STEPS[name](np.random.default_rng(seed)))


def test_the_kernel_computes_the_same_integers(kernel: Kernel):
    kernel.confirm(EQUAL, [case(name, seed) for name in STEPS for seed in range(CASES)])


@pytest.mark.parametrize("wrong", ["roundShift 3 1 = 1", "(narrow 8 [255]).shift = 1"])
def test_other_integers_are_refused(kernel: Kernel, wrong: str):
    found = kernel.verdicts(EQUAL, [Case("", f"decide ({wrong})")])
    assert found == [ModuleVerdict.REJECTED]
