"""Codes of `quantize_matrix` and their values, against `quantize` and `dequantize` in Lean."""

from dataclasses import astuple, dataclass, replace
from itertools import product

import ml_dtypes
import numpy as np
import pytest

from quantcert.exact import code_differences, decode_int64, digits, row_errors, span, to_int64
from quantcert.exact.floats import NARROW_BITS
from quantcert.formats.matrix import QuantizedMatrix
from quantcert.formats.pair35.codes import PAIR_CODECS, PairCodec
from quantcert.lean import ModuleVerdict
from quantcert.quantizer import quantize_matrix
from tests.support.kernel_cases import Case, Kernel, Property
from tests.support.matrices import FLOAT_DTYPES, random_finite, target_of

HOLD = Property(
    imports=("QuantCert.Cert.Rounding.Cases",),
    statement="QuantizeCasesHold [{}]",
    proof="checkQuantizeCases_sound (by decide +kernel)",
    together=100,
)
KINDS = ["normal", "any bits", "subnormal", "halves", "positive", "spikes", "zeros"]
LIMBS = 5  # 320 bits hold every float32 in units of the smallest one


@dataclass(frozen=True)
class Numbers:
    """The fields of `QuantizeCase`; scale, weight and value in units of 2^-p."""

    scale: int
    zero_point: int
    levels: int
    weight: int
    code: int
    value: int

    def case(self, origin: str) -> Case:
        return Case(origin, f"⟨{', '.join(map(str, astuple(self)))}⟩")

    @property
    def is_tie(self) -> bool:
        return 2 * self.weight % self.scale == 0 and self.weight % self.scale != 0

    @property
    def is_saturated(self) -> bool:
        return 2 * abs(self.weight - self.value) > self.scale


def whole_and_half_steps(
    rng: np.random.Generator, fmt: PairCodec, shape: tuple[int, int]
) -> np.ndarray:
    """Weights that span the codes of each lane with step 1, and some halves among them."""
    levels = np.array(fmt.pair_levels * (shape[1] // 2))
    low = -(levels // 2)
    steps = rng.integers(low, low + levels, shape) + np.where(rng.random(shape) < 0.15, 0.5, 0.0)
    steps[:, :2], steps[:, 2:4] = low[:2], (low + levels - 1)[:2]
    return np.clip(steps, low, low + levels - 1)


def random_weights(
    rng: np.random.Generator, kind: str, dtype: np.dtype, fmt: PairCodec
) -> np.ndarray:
    shape = (2, 64) if kind == "spikes" else (rng.integers(1, 3), rng.integers(1, 25))
    normal = rng.standard_normal(shape)
    if kind == "any bits":
        return random_finite(rng, dtype, shape)
    if kind == "subnormal":
        return (normal * float(ml_dtypes.finfo(dtype).smallest_normal) / 4).astype(dtype)
    values = {
        "normal": normal * 2.0 ** rng.integers(-12, 12),
        "halves": whole_and_half_steps(rng, fmt, (3, 20)) * 2.0 ** rng.integers(-3, 3),
        "positive": np.abs(normal),
        "spikes": np.where(np.arange(shape[1]) == 5, 5.5, normal),
        "zeros": np.zeros(shape),
    }
    return values[kind].astype(dtype)


def integers(values: np.ndarray, p: int) -> list:
    """The numbers in units of 2^-p, by the path that fits any exponent."""
    offset = 1 << 64 * LIMBS - 2
    words = digits(values, p, offset, LIMBS)
    flat = [int.from_bytes(number.tobytes(), "little") for number in words.reshape(-1, LIMBS)]
    return np.array([number - offset for number in flat], object).reshape(values.shape).tolist()


def decoded(matrix: QuantizedMatrix, scales: list, p: int) -> list[list[int]]:
    """The values of the codes in units of 2^-p, in int64 if they fit."""
    steps = code_differences(matrix)
    if span(matrix.scales).bits(p) + 4 <= NARROW_BITS:
        return decode_int64(to_int64(matrix.scales, p), matrix).tolist()
    lanes = len(matrix.codec.levels)
    return [
        [
            scales[row][column // matrix.group_size][column % lanes] * step
            for column, step in enumerate(entries)
        ]
        for row, entries in enumerate(steps.tolist())
    ]


def numbers_of(weights: np.ndarray, fmt: PairCodec, group_size: int) -> list[Numbers]:
    """Every weight of the matrix with what Python made of it."""
    matrix = quantize_matrix(weights, target_of(fmt), group_size)
    p = row_errors(weights, matrix).p
    scales, originals = integers(matrix.scales, p), integers(weights, p)
    if span(weights).bits(p) <= NARROW_BITS:
        assert to_int64(weights, p).tolist() == originals
    values = decoded(matrix, scales, p)
    found = []
    for row, column in np.ndindex(weights.shape):
        group, lane = column // group_size, column % len(fmt.levels)
        found.append(
            Numbers(
                scales[row][group][lane],
                int(matrix.zero_points[row, group, lane]),
                fmt.levels[lane],
                originals[row][column],
                int(matrix.codes[row, column]),
                values[row][column],
            )
        )
    return found


@pytest.fixture(scope="module")
def samples() -> dict[str, Numbers]:
    """Weights of all kinds, dtypes and formats, by how they were made."""
    found = {}
    for seed, (kind, dtype, fmt) in enumerate(product(KINDS, FLOAT_DTYPES, PAIR_CODECS.values())):
        rng = np.random.default_rng(seed)
        weights = random_weights(rng, kind, dtype, fmt)
        group_size = 64 if kind in ("halves", "spikes") else int(rng.choice([2, 4, 6, 16, 32]))
        for place, numbers in enumerate(numbers_of(weights, fmt, group_size)):
            origin = f"seed {seed}, {kind} {dtype}, {fmt.name}, groups of {group_size}"
            found[f"{origin}, weight {place}"] = numbers
    return found


def test_the_kernel_gets_the_same_codes_and_values(kernel: Kernel, samples):
    kernel.confirm(HOLD, [numbers.case(origin) for origin, numbers in samples.items()])


def test_the_samples_are_many_and_reach_ties_saturation_and_wide_exponents(samples):
    assert len(samples) >= 1000
    assert sum(numbers.is_tie for numbers in samples.values()) >= 30
    assert sum(numbers.is_saturated for numbers in samples.values()) >= 15
    assert sum(numbers.scale >= 2**100 for numbers in samples.values()) >= 10


def test_a_wrong_number_in_any_place_is_refused(kernel: Kernel):
    right = Numbers(scale=48, zero_point=7, levels=11, weight=-120, code=5, value=-96)
    assert right.is_tie
    wrong = [
        replace(right, scale=0),
        replace(right, scale=47),
        replace(right, zero_point=8),
        replace(right, levels=5),
        replace(right, weight=-121),
        replace(right, code=4),
        replace(right, value=-95),
    ]
    cases = [numbers.case("") for numbers in [right, *wrong]]
    assert kernel.verdicts(HOLD, cases) == [ModuleVerdict.ACCEPTED] + [
        ModuleVerdict.REJECTED
    ] * len(wrong)


def test_one_wrong_case_among_many_is_named(kernel: Kernel, samples):
    cases = [numbers.case(origin) for origin, numbers in list(samples.items())[:120]]
    origin, numbers = list(samples.items())[77]
    cases[77] = replace(numbers, code=numbers.code ^ 1).case(origin)
    with pytest.raises(AssertionError) as error:
        kernel.confirm(HOLD, cases)
    assert str(error.value).startswith(f"{origin}: ")
    assert str(error.value).endswith(cases[77].term)
