"""Formats of small floats, tables and ONNX integers, against their definitions in Lean."""

import numpy as np

from quantcert.formats.bitsandbytes.layout import codes_of
from quantcert.formats.bitsandbytes.tables import TABLES
from quantcert.formats.minifloat import E2M1, E4M3, E5M2, E8M0, MiniFloat
from quantcert.formats.mxfp4.layout import codes_of as mxfp4_codes
from quantcert.formats.onnx.layout import fields_of, halves, shift_of, unsigned
from quantcert.lean import ModuleVerdict
from tests.support.kernel_cases import Case, Kernel, Property

FOLDER = "QuantCert.Spec.Format"
DEFINITIONS = """
/-- The first numbers of a sequence, each plus `2^(k-1)`, as digits of `k` bits. -/
def digits (value : Nat → Int) (k : Nat) : Nat → Nat
  | 0 => 0
  | n + 1 => digits value k n + (value n + (2 ^ (k - 1) : Nat)).toNat * 2 ^ (k * n)
"""
EQUAL = Property(
    imports=tuple(f"{FOLDER}.{name}" for name in ("Bitsandbytes", "Mxfp4", "Onnx")),
    statement="List.all [{}] id = true",
    together=1,
    definitions=DEFINITIONS,
)


def case(words: str, value: str, numbers: list[int], bits: int = 64) -> Case:
    """The definition `value`, a function of the place, has these numbers."""
    total = sum((number + (1 << bits - 1)) << bits * place for place, number in enumerate(numbers))
    return Case(words, f"decide (digits ({value}) {bits} {len(numbers)} = {total:#x})")


def of_type(small: MiniFloat, name: str, bits: int = 64) -> list[Case]:
    """All codes that are numbers; what is none is told by another definition."""
    numbers = [0 if code in small.special else n for code, n in enumerate(small.levels)]
    special = f"Minifloat.is{small.name} i"
    guard = f"fun i => if {special} = true then Minifloat.{name} i else (0 : Nat)"
    plain = f"fun i => Minifloat.{name} i"
    return [case(small.name, guard if small.special else plain, numbers, bits)]


def number_of(data: np.ndarray) -> str:
    return hex(int.from_bytes(data.tobytes(), "little"))


def cases() -> list[Case]:
    rng = np.random.default_rng(7)
    data = rng.integers(0, 256, 16, dtype=np.uint8)
    shown = number_of(data)
    codes = mxfp4_codes(data.reshape(1, 1, 16))[0]
    fields = unsigned(halves(data, 32), "I4").astype(int) - shift_of("I4")
    made = [
        *of_type(E2M1, "e2m1"),
        *of_type(E4M3, "e4m3"),
        *of_type(E5M2, "e5m2"),
        *of_type(E8M0, "e8m0", 320),
        case("MXFP4 codes", f"fun i => (Mxfp4.code {shown} i : Int)", codes.tolist()),
        case(
            "MXFP4 weights",
            f"fun i => Mxfp4.weight {shown} 130 i",
            [E2M1.levels[code] * 2**130 for code in codes],
            320,
        ),
        case(
            "order of halves",
            f"fun i => (Bitsandbytes.code {shown} i : Int)",
            codes_of(data, 0, 32).tolist(),
        ),
        case("signed halves", f"fun i => Onnx.signed 4 {shown} i", fields.tolist()),
    ]
    for kind, table in TABLES.items():
        made.append(case(kind, f"fun i => Bitsandbytes.{kind} i", list(table.levels)))
    for bits in (2, 4, 8):
        fields = fields_of(data, bits).tolist()
        made.append(
            case(f"{bits} bits", f"fun i => (Onnx.blockCode {bits} {shown} i : Int)", fields)
        )
    return made


def test_definitions_say_what_is_read(kernel: Kernel) -> None:
    kernel.confirm(EQUAL, cases())


def test_another_number_is_refused(kernel: Kernel) -> None:
    """The 12 of E2M1 is no 11."""
    right, wrong = list(E2M1.levels), list(E2M1.levels)
    wrong[7] -= 1
    both = [case("E2M1", "fun i => Minifloat.e2m1 i", numbers) for numbers in (right, wrong)]
    assert kernel.verdicts(EQUAL, both) == [ModuleVerdict.ACCEPTED, ModuleVerdict.REJECTED]
