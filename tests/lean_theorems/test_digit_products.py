"""Products digit by digit are the numbers that Python computes, however the kernel has them."""

import random

import pytest

from quantcert.lean import Limits, Outcome
from quantcert.lean.process.runners import RunnerPool
from quantcert.statements.render import PREAMBLE

BITS = 20
MODULES = ("QuantCert.Cert.Prompt.DigitProducts", "QuantCert.Cert.Prompt.GroupProducts")


@pytest.fixture(scope="module")
def accepts(library, tmp_path_factory):
    """Whether Lean proves statements."""
    folder = tmp_path_factory.mktemp("lean")
    head = ["prelude", *(f"import {module}" for module in MODULES), *PREAMBLE]
    with RunnerPool(library.toolchain, 1) as pool:

        def run(statements: list[str]) -> bool:
            proofs = [f"example : {text} = true := by decide +kernel" for text in statements]
            file = folder / "Products.lean"
            file.write_text("\n\n".join([*head, *proofs]))
            olean, limits = folder / "Products.olean", Limits(seconds=120.0)
            found = pool.compile(file, olean, folder, [library.path], limits)
            assert found.outcome in (Outcome.OK, Outcome.REJECTED), found.reason
            return found.outcome is Outcome.OK

        yield run


def digits(bits: int, count: int) -> list[int]:
    """Random digits, with the least and the largest ones among them."""
    source = random.Random(bits * count)
    middle = [source.getrandbits(bits) for _ in range(count - 4)]
    return [(1 << bits) - 1, 0, *middle, 0, (1 << bits) - 1]


def packed(width: int, numbers: list[int]) -> int:
    return sum(number << width * place for place, number in enumerate(numbers))


def products(width: int, first: list[int], second: list[int]) -> int:
    return packed(width, [a * b for a, b in zip(first, second, strict=True)])


@pytest.mark.parametrize("room", [4, 2, 1])
def test_several_digits_at_a_time_have_their_products(accepts, room):
    """With room for four, for two, and for one product of twenty bits in a digit."""
    first, second = digits(BITS, 75), digits(BITS // 2, 75)[::-1]
    width = room * (BITS + BITS // 2 + 1)
    top = (1 << BITS) * (1 << BITS // 2)
    numbers = packed(width, first), packed(width, second)
    found = f"roomyProducts {width} 75 {top} {numbers[0]} {numbers[1]}"
    right = products(width, first, second)
    assert accepts([f"Nat.beq ({found}) {right}"])
    assert not accepts([f"Nat.beq ({found}) {right + 1}"])


@pytest.mark.parametrize(("short", "by_bits"), [(5, ("true", "false")), (13, ("false", "true"))])
def test_digits_of_few_bits_have_their_products(accepts, short, by_bits):
    """A hundred digits by some of five bits, bit by bit, or of thirteen, one after the other."""
    first, second = digits(BITS, 100), digits(short, 100)[::-1]
    width = BITS + short + 3
    numbers = packed(BITS, first), packed(short, second)
    found = f"productDigits {BITS} {short} {width} 100 {numbers[0]} {numbers[1]}"
    right = products(width, first, second)
    chosen = f"cond (byBits {BITS} {short} {width} 100) {by_bits[0]} {by_bits[1]}"
    assert accepts([f"Nat.beq ({found}) {right}", chosen])
    assert not accepts([f"Nat.beq ({found}) {right + 1}"])
