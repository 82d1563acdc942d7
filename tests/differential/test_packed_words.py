"""Codes in words and small floats, against their definitions in Lean: the kernel evaluates them."""

from collections.abc import Callable

import numpy as np
import pytest

from quantcert.formats.awq.layout import fields_of as awq_fields
from quantcert.formats.bitstream import unpack_words
from quantcert.formats.block_grid.grids import GRIDS
from quantcert.formats.block_grid.storage import read_blocks
from quantcert.formats.compressed_tensors.layout import DENSE, PADDED
from quantcert.formats.gptq.layout import fields_of, zero_points_of
from quantcert.formats.minifloat import E2M1, E4M3
from quantcert.formats.quanto.layout import byte_rows
from quantcert.formats.quanto.layout import codes_of as groups_of
from quantcert.lean import ModuleVerdict
from tests.support.kernel_cases import Case, Kernel, Property

WORDS = 14  # two blocks of codes of seven bits
EQUAL = Property(
    imports=tuple(
        f"QuantCert.Spec.Format.{name}"
        for name in ("Awq", "BlockGrid", "CompressedTensors", "Gptq", "Quanto", "Torchao")
    ),
    statement="List.all [{}] id = true",
    together=8,
    definitions="""
/-- The first numbers of a sequence as bytes of one number. -/
def bytes (f : Nat → Nat) : Nat → Nat
  | 0 => 0
  | n + 1 => bytes f n + f n * 256 ^ n
""",
)
Reader = Callable[[np.ndarray], np.ndarray]


def random_words(seed: int) -> np.ndarray:
    words = np.random.default_rng(seed).integers(0, 1 << 32, (1, WORDS), dtype=np.uint64)
    return words.astype(np.uint32).view(np.int32)


def case(term: str, codes: np.ndarray, changed: int = 0) -> Case:
    """That a Lean term gives these codes, of which the first may be changed."""
    expected = int.from_bytes(codes.astype(np.uint8).tobytes(), "little") ^ changed
    return Case(term, f"decide (bytes ({term}) {len(codes)} = {expected:#x})")


def layouts() -> list[tuple[str, int, Reader]]:
    """Lean terms of the codes of words, the words they take, and the readers of the same codes."""
    found: list[tuple[str, int, Reader]] = []
    for bits in (2, 3, 4, 8):
        found.append((f"Gptq.field false {bits}", bits, lambda w, b=bits: fields_of(w, b, False)))
    for bits in range(2, 9):
        found.append((f"Gptq.field true {bits}", bits, lambda w, b=bits: fields_of(w, b, True)))
    for bits in range(1, 9):
        for layout in (DENSE, PADDED):
            whole = str(layout is PADDED).lower()
            term = f"CompressedTensors.packed {whole} {bits}"
            count = WORDS * 32 // bits if layout is DENSE else WORDS * (32 // bits)
            length = layout.length(count, bits)
            found.append((term, length, lambda w, y=layout, b=bits, n=count: y.codes(w, b, n)))
    return [*found, ("Awq.field", WORDS, awq_fields)]


def cases_of_layouts() -> list[Case]:
    cases = []
    for seed, (term, length, read) in enumerate(layouts()):
        words = random_words(seed)[:, : WORDS // length * length]
        number = int.from_bytes(words.tobytes(), "little")
        cases.append(case(f"{term} {number:#x}", read(words)[0]))
    return cases


def test_codes_of_words_are_what_the_definitions_say(kernel: Kernel) -> None:
    kernel.confirm(EQUAL, cases_of_layouts())


@pytest.mark.parametrize("bits", [2, 4])
def test_groups_that_are_rows_are_what_the_definition_says(kernel: Kernel, bits: int) -> None:
    cases = []
    for count in (1, 5, 8, 9):
        rows = byte_rows(count, bits)
        data = np.random.default_rng(count).integers(0, 256, (rows, 3)).astype(np.uint8)
        codes = groups_of(lambda a, b, data=data: data[a:b], bits, rows, 0, count)
        number = int.from_bytes(data.tobytes(), "little")
        term = f"fun i => Quanto.code {bits} {rows} 3 {number:#x} (i / 3) (i % 3)"
        cases.append(case(term, codes.reshape(-1)))
    kernel.confirm(EQUAL, cases)


def test_codes_with_a_sign_are_what_the_definition_says(kernel: Kernel) -> None:
    data = np.random.default_rng(3).integers(0, 256, (1, 24)).astype(np.uint8)
    fields = unpack_words(data, 48, 4)[0] ^ np.uint8(8)
    number = int.from_bytes(data.tobytes(), "little")
    term = f"fun i => (Torchao.code {number:#x} i + 8).toNat"
    kernel.confirm(EQUAL, [case(term, fields)])


@pytest.mark.parametrize("name", ["grid2", "grid35", "grid6"])
def test_scales_and_zero_points_of_blocks_are_what_the_definitions_say(
    kernel: Kernel, name: str
) -> None:
    data = np.random.default_rng(5).integers(0, 256, (1, 30)).astype(np.uint8)
    number, grid = int.from_bytes(data.tobytes(), "little"), GRIDS[name]
    scales, zeros = read_blocks(data, 40, grid)
    terms = (f"BlockGrid.scale {number:#x}", f"BlockGrid.zeroPoint {grid.levels} {number:#x}")
    cases = [case(term, found[0]) for term, found in zip(terms, (scales, zeros), strict=True)]
    kernel.confirm(EQUAL, cases)


@pytest.mark.parametrize("version", [1, 2])
def test_zero_points_are_what_the_definition_says(kernel: Kernel, version: int) -> None:
    cases = []
    for bits in range(2, 9):
        fields = np.arange(1 << bits).astype(np.uint8)
        term = f"Gptq.zeroPoint {version} {bits}"
        cases.append(case(term, zero_points_of(fields, bits, version)))
    kernel.confirm(EQUAL, cases)


def test_small_floats_are_what_the_definitions_say(kernel: Kernel) -> None:
    """Every code that is a number; a sum of terms is at once about each of them."""
    cases = []
    for name, small in (("e4m3", E4M3), ("e2m1", E2M1)):
        for code, level in enumerate(small.levels):
            if code not in small.special:
                term = f"CompressedTensors.{name} {code}"
                cases.append(Case(term, f"decide ({term} = ({level} : Int))"))
    kernel.confirm(EQUAL, cases)


def test_another_code_is_refused(kernel: Kernel) -> None:
    words = random_words(0)[:, :3]
    number = int.from_bytes(words.tobytes(), "little")
    term = f"Gptq.field false 3 {number:#x}"
    codes = fields_of(words, 3, False)[0]
    cases = [case(term, codes), *(case(term, codes, 1 << 8 * place) for place in (10, 21))]
    assert kernel.verdicts(EQUAL, cases) == [
        ModuleVerdict.ACCEPTED,
        ModuleVerdict.REJECTED,
        ModuleVerdict.REJECTED,
    ]
