"""Floating-point numbers as integers in units of 2^-p, against IEEE 754 stated in Lean."""

from itertools import product

import ml_dtypes
import numpy as np

from quantcert.exact import digits, smallest_p, span, to_int64
from quantcert.exact.floats import NARROW_BITS
from quantcert.lean import ModuleVerdict
from tests.support.kernel_cases import Case, Kernel, Property
from tests.support.matrices import FLOAT_DTYPES, random_finite

LIMBS = 5  # 320 bits hold every float32 in units of the smallest one
OFFSET = 1 << 64 * LIMBS - 2
LAYOUTS = {np.dtype(np.float16): (5, 10), np.dtype(ml_dtypes.bfloat16): (8, 7)}
"""Bits of exponent and fraction; those of float32 are 8 and 23."""
DEFINITIONS = """
/-- `units / 2^p` is the finite number with the given bits: the significand times
`2^(max field 1 - bias - fractionBits)`, all of it multiplied by `2^(p + bias + fractionBits)`. -/
def isValue (exponentBits fractionBits p bits : Nat) (units : Int) : Bool :=
  let fraction := bits % 2 ^ fractionBits
  let field := bits / 2 ^ fractionBits % 2 ^ exponentBits
  let significand := if field = 0 then fraction else 2 ^ fractionBits + fraction
  let sign : Int := if bits / 2 ^ (fractionBits + exponentBits) = 0 then 1 else -1
  let bias := 2 ^ (exponentBits - 1) - 1
  decide (units * (2 ^ (bias + fractionBits) : Nat) =
    sign * (significand * 2 ^ (p + max field 1) : Nat))
"""
EQUAL = Property(
    imports=("QuantCert.Core",),
    statement="List.all [{}] id = true",
    together=50,
    definitions=DEFINITIONS,
)
SEEDS = 9
VALUES = 8


def decoded(values: np.ndarray, p: int) -> list[int]:
    """The numbers in units of 2^-p, by way of int64 as well if they fit."""
    words = digits(values, p, OFFSET, LIMBS)
    units = [int.from_bytes(number.tobytes(), "little") - OFFSET for number in words]
    if span(values).bits(p) <= NARROW_BITS:
        assert to_int64(values, p).tolist() == units
    return units


def samples() -> list[Case]:
    """Numbers of all exponents, and subnormal ones by themselves."""
    cases = []
    for seed, dtype in product(range(SEEDS), FLOAT_DTYPES):
        rng = np.random.default_rng(seed)
        exponent_bits, fraction_bits = LAYOUTS.get(dtype, (8, 23))
        values = random_finite(rng, dtype, (VALUES,))
        bits = values.view(f"<u{dtype.itemsize}")
        if seed % 3 == 0:
            bits &= 1 << 8 * dtype.itemsize - 1 | (1 << fraction_bits) - 1
        p = smallest_p(values) + seed % 4
        for place, (pattern, units) in enumerate(
            zip(bits.tolist(), decoded(values, p), strict=True)
        ):
            arguments = f"isValue {exponent_bits} {fraction_bits} {p} {pattern} ({units})"
            cases.append(Case(f"seed {seed}, {dtype}, number {place}", arguments))
    return cases


def test_the_kernel_gets_the_same_integers(kernel: Kernel):
    kernel.confirm(EQUAL, samples())


def test_another_integer_and_another_unit_are_refused(kernel: Kernel):
    cases = [
        "isValue 5 10 10 0xBC01 (-1025)",
        "isValue 5 10 10 0xBC01 (-1024)",
        "isValue 5 10 11 0xBC01 (-1025)",
    ]
    verdicts = kernel.verdicts(EQUAL, [Case("", case) for case in cases])
    assert verdicts == [ModuleVerdict.ACCEPTED, ModuleVerdict.REJECTED, ModuleVerdict.REJECTED]
