"""Blocks of GGUF files, against their definitions in Lean, which the kernel evaluates."""

from fractions import Fraction

import numpy as np

from quantcert.formats.gguf.blocks import BlockKind
from quantcert.formats.gguf.kinds import BLOCK_KINDS
from quantcert.formats.gguf.values import decoded_values
from quantcert.lean import ModuleVerdict
from tests.support.kernel_cases import Case, Kernel, Property

UNITS = {"MXFP4": 128, "NVFP4": 10}
"""Numbers are in units of 2^-24, if not of another."""
BITS = {"MXFP4": 320}
"""Bits that hold a number and its sign, if not 64."""
COUNT = 2
DEFINITIONS = """
/-- The numbers of the first columns of a block, each plus `2^(k-1)`, as digits of `k` bits. -/
def numbers (kind : Nat → Nat → Gguf.Column) (k block : Nat) : Nat → Nat
  | 0 => 0
  | n + 1 => numbers kind k block n +
      ((kind block n).value + (2 ^ (k - 1) : Nat)).toNat * 2 ^ (k * n)
"""
EQUAL = Property(
    imports=tuple(f"QuantCert.Spec.Format.Gguf.{name}" for name in ("K", "Levels", "Plain")),
    statement="List.all [{}] id = true",
    together=COUNT,
    definitions=DEFINITIONS,
)


def lean_name(kind: BlockKind) -> str:
    return kind.name.lower().replace("_k", "_K")


def finite_blocks(kind: BlockKind) -> np.ndarray:
    """Random blocks without a scale that is no number."""
    blocks = np.random.default_rng(kind.number).integers(0, 256, (60, kind.nbytes), dtype=np.uint8)
    if kind.name == "NVFP4":
        blocks[:, :4] %= 127
    good = np.isfinite(decoded_values(blocks, kind.name)).all(axis=1)
    return blocks[good][:COUNT]


def expected(kind: BlockKind, block: np.ndarray) -> int:
    """The number that `numbers` makes of all columns."""
    unit, bits = UNITS.get(kind.name, 24), BITS.get(kind.name, 64)
    total = 0
    for column, value in enumerate(decoded_values(block[None], kind.name)[0]):
        units = Fraction(float(value)) * 2**unit
        assert units.denominator == 1
        total += (int(units) + (1 << bits - 1)) << bits * column
    return total


def case(kind: BlockKind, block: np.ndarray, result: int) -> Case:
    number = int.from_bytes(block.tobytes(), "little")
    bits = BITS.get(kind.name, 64)
    made = f"numbers Gguf.{lean_name(kind)} {bits} {number:#x} {kind.columns}"
    return Case(f"{kind.name}, {block.tobytes().hex()}", f"decide ({made} = {result:#x})")


def test_every_column_is_what_the_definition_says(kernel: Kernel) -> None:
    cases = []
    for kind in BLOCK_KINDS.values():
        blocks = finite_blocks(kind)
        assert len(blocks) == COUNT
        cases += [case(kind, block, expected(kind, block)) for block in blocks]
    kernel.confirm(EQUAL, cases)


def test_another_number_in_one_column_is_refused(kernel: Kernel) -> None:
    kind = BLOCK_KINDS["Q4_K"]
    block = finite_blocks(kind)[0]
    right = expected(kind, block)
    cases = [case(kind, block, number) for number in (right, right ^ 1 << 64 * 200)]
    assert kernel.verdicts(EQUAL, cases) == [ModuleVerdict.ACCEPTED, ModuleVerdict.REJECTED]
