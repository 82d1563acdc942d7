"""int32 sums of products in NumPy, against the condition for a safe accumulator in Lean."""

import numpy as np

from quantcert.lean import ModuleVerdict
from tests.support.kernel_cases import Case, Kernel, Property

IMPORTS = ("QuantCert.Cert.Accumulator.Dot",)
SAFE = Property(IMPORTS, "Accumulator.Safe {}", "checkAccumulator_sound (by decide +kernel)")
UNSAFE = Property(IMPORTS, "checkAccumulator {} = false")
COUNT = 80


def extreme_products(codes: tuple[int, int], activations: tuple[int, int]) -> tuple[int, int]:
    """The smallest and the largest product, at most and at least 0, of all that there are."""
    spans = [np.arange(low, high + 1) for low, high in (codes, activations)]
    products = np.multiply.outer(*spans)
    return min(0, int(products.min())), max(0, int(products.max()))


def overflows(product: int, count: int) -> bool:
    """Whether an int32 accumulator goes wrong on the way to `count` times the product."""
    steps = np.full(count, product, dtype=np.int32)
    with np.errstate(over="ignore"):
        sums = np.cumsum(steps, dtype=np.int32)
    return bool(np.any(sums != np.cumsum(steps, dtype=np.int64)))


def random_range(rng: np.random.Generator) -> tuple[int, int]:
    low, high = sorted(rng.integers(-2000, 2000, 2).tolist())
    return int(low), int(high)


def test_the_kernel_calls_safe_exactly_what_never_overflows(kernel: Kernel):
    """Random ranges, and as many products as just fit or one more."""
    sides: dict[bool, list[Case]] = {True: [], False: []}
    for seed in range(COUNT):
        rng = np.random.default_rng(seed)
        codes, activations = random_range(rng), random_range(rng)
        low, high = extreme_products(codes, activations)
        fitting = min(2**31 // -low if low else 2**20, (2**31 - 1) // high if high else 2**20)
        count = fitting + seed % 2
        safe = not (overflows(low, count) or overflows(high, count))
        arguments = f"32 {count} " + " ".join(f"({n})" for n in (*codes, *activations))
        sides[safe].append(Case(f"seed {seed}, safe: {safe}", arguments))
    assert min(len(cases) for cases in sides.values()) >= COUNT // 3
    kernel.confirm(SAFE, sides[True])
    kernel.confirm(UNSAFE, sides[False])


def test_one_product_more_or_one_bit_less_is_refused(kernel: Kernel):
    """2^31 = 65,536 * 32,768: products of 256 and -128 reach the lowest int32."""
    assert not overflows(-(2**15), 2**16)
    assert overflows(-(2**15), 2**16 + 1)
    arguments = [
        "32 65536 0 256 (-128) 127",
        "32 65537 0 256 (-128) 127",
        "31 65536 0 256 (-128) 127",
    ]
    verdicts = kernel.verdicts(SAFE, [Case("", case) for case in arguments])
    assert verdicts == [ModuleVerdict.ACCEPTED, ModuleVerdict.REJECTED, ModuleVerdict.REJECTED]
