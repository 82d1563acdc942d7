"""What a weight-level run must refuse: in each fixture one number or one file is not what it was.

Two defences are tried one by one: written literals are compared with the tensors, and the kernel
refuses a claim that the literals refute, even if nothing is compared.
"""

import dataclasses
import hashlib
import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from quantcert.certificate import Certificate, Evidence, Finding, LayerCertificate, Rule, Verdict
from quantcert.containers import open_checkpoint
from quantcert.exact import row_errors
from quantcert.formats import open_quantized
from quantcert.lean import DataModule, write_data_module
from quantcert.literals import ChunkLiterals, chunk_literals
from quantcert.run import cutting, weight_checks
from quantcert.run.layer_plan import LayerPlan
from quantcert.run.weight_checks import WeightChecks
from quantcert.statements.matrix import CertifiedMatrix, Chunk
from quantcert.statements.render import GeneratedModule
from quantcert.statements.weights import weight_module
from tests.support import weight_runs
from tests.support.checkpoints import edit_tensor, weights
from tests.support.matrices import block_of, exact_errors
from tests.support.small_models import SmallModel, copied
from tests.support.weight_runs import (
    Change,
    Edit,
    change_bounds,
    change_codes,
    change_plane,
    change_table,
    flip,
    layers,
    model_of,
    no_comparison,
    spoil_literals,
    theorem,
)

SPOILED = "b.weight"


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> SmallModel:
    """Two matrices of one shape, 4 rows of two groups of 16 columns; not to be changed."""
    tensors = {
        "a.weight": weights(4, 32, seed=1),
        SPOILED: weights(4, 32, seed=2),
        "bias": weights(4, seed=3),
    }
    return model_of(tmp_path_factory.mktemp("model"), tensors, "alt43", 16)


LINEAR = """version = 1
[[layer]]
pattern = "*"
role = "linear"
input_abs_max = 1
max_row_error = 12
"""
"""With it the chunks' own checks are the only ones that the kernel can refuse."""


def run(model: SmallModel, folder: Path, **options: Any) -> Certificate:
    need = folder / "need.toml"
    need.write_text(LINEAR)
    return weight_runs.run(model, folder, **{"requirements": need, **options})


def refused(certificate: Certificate) -> LayerCertificate:
    """The spoiled layer, which must have failed, and it alone."""
    found = layers(certificate)
    assert found["a.weight"].verdict is Verdict.PROVED
    assert found[SPOILED].verdict is Verdict.FAILED
    assert not certificate.accepted
    return found[SPOILED]


def kernel_refused(layer: LayerCertificate) -> None:
    """The kernel itself has refused the chunk."""
    check = theorem(layer, "chunk-checked")
    assert check.verdict is Verdict.FAILED
    assert "while replaying declaration" in check.reason
    assert "chunk0_checked" in check.reason
    assert check.finding is not None
    assert (check.finding.rule, check.finding.tensor) == (Rule.KERNEL_REFUSED, SPOILED)


def test_the_model_is_accepted(model: SmallModel, tmp_path: Path) -> None:
    certificate = run(model, tmp_path)
    assert certificate.accepted
    for layer in certificate.layers:
        assert layer.verdict is Verdict.PROVED
        assert layer.evidence is Evidence.WEIGHTS


# One bit that makes an error larger than claimed; row 2, column 19 unless it is a table's.
FLIPS: dict[str, tuple[Change, int, str]] = {
    "weight": (change_plane(3, flip(2, 1, 0, bit=36)), 19, "an original weight"),
    "code": (change_codes(0, flip(2, 1, 0, bit=7 + 6)), 19, "an altered code"),
    "scale": (change_table("scales", 1, flip(2, 1, 0, bit=33)), 17, "an altered scale of group 1"),
    "zero-point": (change_table("zeros", 1, flip(2, 1, 0, bit=2)), 17, "an altered zero-point"),
}


@pytest.mark.parametrize("part", FLIPS)
def test_a_flipped_bit_is_found_by_comparison(
    model: SmallModel, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, part: str
) -> None:
    change, column, what = FLIPS[part]
    spoil_literals(monkeypatch, SPOILED, change)
    layer = refused(run(model, tmp_path))
    assert layer.finding is not None
    assert layer.finding.rule is Rule.LITERAL
    assert (layer.finding.row, layer.finding.column) == (2, column)
    assert f"{SPOILED}: row 2, column {column}: the literal holds {what}" in layer.reason
    assert "the tensor holds" in layer.reason


@pytest.mark.parametrize("part", FLIPS)
def test_a_flipped_bit_is_refused_by_the_kernel(
    model: SmallModel, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, part: str
) -> None:
    change, column, _ = FLIPS[part]
    no_comparison(monkeypatch)
    spoil_literals(monkeypatch, SPOILED, change)
    layer = refused(run(model, tmp_path))
    kernel_refused(layer)
    assert layer.finding is not None
    assert layer.finding.rule is Rule.WEIGHT_ERROR
    assert (layer.finding.row, layer.finding.column) == (2, column)
    assert f"{SPOILED}: row 2, column {column}: code " in layer.reason
    for word in ("decodes to", "original", "error", "allowed:"):
        assert word in layer.reason


def test_a_row_bound_one_unit_too_small(
    model: SmallModel, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def shrink(bounds: np.ndarray) -> None:
        bounds[2, 0] -= 1

    spoil_literals(monkeypatch, SPOILED, change_bounds(shrink))
    layer = refused(run(model, tmp_path))
    kernel_refused(layer)
    assert layer.finding is not None
    assert layer.finding.rule is Rule.ROW_SUM
    assert (layer.finding.row, layer.finding.column) == (2, None)
    assert f"{SPOILED}: row 2: error sum " in layer.reason


def change_claims(monkeypatch: pytest.MonkeyPatch, **claims: Callable[[int], int]) -> None:
    """Claim something else of every chunk of the spoiled matrix."""

    def made(plan: LayerPlan, norms: bool) -> CertifiedMatrix:
        matrix = cutting.certified_matrix(plan, norms)
        if plan.layer.tensor != SPOILED:
            return matrix
        chunks = [
            dataclasses.replace(
                chunk, **{name: claim(getattr(chunk, name)) for name, claim in claims.items()}
            )
            for chunk in matrix.chunks
        ]
        return dataclasses.replace(matrix, chunks=tuple(chunks))

    monkeypatch.setattr(weight_checks, "certified_matrix", made)


def test_a_largest_error_one_unit_too_small(
    model: SmallModel, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    change_claims(monkeypatch, max_error=lambda old: old - 1)
    layer = refused(run(model, tmp_path))
    kernel_refused(layer)
    assert layer.finding is not None
    errors = errors_of(model)
    place = np.argwhere(errors == errors.max())[0].tolist()
    assert [layer.finding.row, layer.finding.column] == place


def test_a_largest_row_bound_one_unit_too_small(
    model: SmallModel, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    change_claims(monkeypatch, row_bound_max=lambda old: old - 1)
    kernel_refused(refused(run(model, tmp_path)))


def errors_of(model: SmallModel) -> np.ndarray:
    """|w - w_hat| of the spoiled tensor as Fractions."""
    original = open_checkpoint(model.original).read(SPOILED)
    return np.abs(np.array(exact_errors(original, open_quantized(model.quantized).read(SPOILED))))


def swap_rows(array: np.ndarray) -> None:
    by_row = array.reshape(4, -1)
    by_row[[1, 2]] = by_row[[2, 1]]


def swap_all_rows(made: ChunkLiterals) -> ChunkLiterals:
    """Swap two rows of every literal: all claims stay true, but of another matrix."""
    for change in (
        *(change_plane(t, swap_rows) for t in range(len(made.weights))),
        *(change_table("scales", lane, swap_rows) for lane in range(2)),
        *(change_table("zeros", lane, swap_rows) for lane in range(2)),
        *(change_codes(t, swap_rows) for t in range(len(made.codes))),
        change_bounds(swap_rows),
    ):
        made = change(made)
    return made


def test_two_rows_swapped_in_all_literals(
    model: SmallModel, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The kernel has nothing to object to; the comparison has."""
    spoil_literals(monkeypatch, SPOILED, swap_all_rows)
    layer = refused(run(model, tmp_path))
    assert theorem(layer, "chunk-checked").verdict is Verdict.PROVED
    assert layer.finding is not None
    assert layer.finding.row == 1


def test_two_rows_of_the_codes_swapped(
    model: SmallModel, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    no_comparison(monkeypatch)
    spoil_literals(monkeypatch, SPOILED, change_codes(0, swap_rows))
    layer = refused(run(model, tmp_path))
    kernel_refused(layer)
    assert layer.finding is not None
    assert layer.finding.row == 1


def test_literals_of_another_layer(
    model: SmallModel, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The literals of a.weight in place of those of b.weight."""
    wide_digits(monkeypatch)
    made: list[ChunkLiterals] = []
    spoil_literals(monkeypatch, "a.weight", lambda own: made.append(own) or own)
    monkeypatch.setattr(weight_checks, "chunk_literals", remembered(made))
    layer = refused(run(model, tmp_path))
    assert f"{SPOILED}: row 0, column 0: the literal holds an original weight" in layer.reason


def remembered(made: list[ChunkLiterals]) -> Any:
    """`chunk_literals` that gives its first result for ever."""

    def first(*arguments: Any) -> ChunkLiterals:
        made.append(chunk_literals(*arguments))
        return made[0]

    return first


def test_two_layers_swapped_in_the_file(model: SmallModel, tmp_path: Path) -> None:
    """Each matrix with the codes of the other: true bounds of it exceed the requirement."""
    spoiled = copied(model, tmp_path / "spoiled")
    for part, dtype in (("packed", np.uint8), ("scale", np.float16), ("zero_point", np.uint8)):
        names = [f"{name}_{part}" for name in ("a.weight", SPOILED)]
        tensors = open_checkpoint(model.quantized)
        for name, other in zip(names, reversed(names), strict=True):
            values = tensors.read(other)
            edit_tensor(
                spoiled.weight_file, name, lambda old, new=values: np.copyto(old, new), dtype
            )
    certificate = run(spoiled, tmp_path)
    for layer in certificate.layers:
        assert layer.verdict is Verdict.FAILED
        assert layer.finding is not None
        assert layer.finding.rule is Rule.ROW_ERROR
        assert "the output error reaches" in layer.finding.message


def test_a_chunk_left_out(
    model: SmallModel, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The chunks that are left do not make up the matrix."""
    monkeypatch.setattr(cutting, "CHUNK_WEIGHTS", 32)

    def shorter(matrix: CertifiedMatrix, *rest: Any) -> GeneratedModule:
        if matrix.layer.tensor == SPOILED:
            matrix = dataclasses.replace(matrix, chunks=matrix.chunks[:-1])
        return weight_module(matrix, *rest)

    monkeypatch.setattr(weight_checks, "weight_module", shorter)
    layer = refused(run(model, tmp_path))
    reason = theorem(layer, "weights-error").reason
    assert "while replaying declaration" in reason
    assert "L001_b_weight.weights_" in reason


# Digits that overflow: a sum over whole digits, without a look at each, would show nothing.


def wide_digits(monkeypatch: pytest.MonkeyPatch) -> None:
    """All digits of literals have 64 bits."""
    monkeypatch.setattr(cutting, "digit_width", lambda *_: 64)
    monkeypatch.setattr(cutting, "bound_width", lambda *_: 64)


@pytest.mark.parametrize(
    ("exponent", "bound", "accepted"),
    [(60, 0, False), (59, 0, False), (58, 1 << 62, False), (57, 1 << 62, True)],
)
def test_errors_that_carry(
    model: SmallModel,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    exponent: int,
    bound: int,
    accepted: bool,
) -> None:
    """A row of 32 errors of 2^59, or a block of 16 of 2^60: they add up to 0 in a digit of 64 bits,
    which is the claim.

    With 2^57 nothing carries and the chunk's claims are true; only its bound is not the layer's.
    """
    true_sum = 32 << exponent
    assert accepted == (true_sum <= bound)
    assert exponent == 58 or true_sum % (1 << 64) <= bound

    def overflow(made: ChunkLiterals) -> ChunkLiterals:
        for lane in range(2):
            made = change_table("scales", lane, set_row(0))(made)
        for plane in range(len(made.weights)):
            made = change_plane(plane, set_row((1 << 62) + (1 << exponent)))(made)
        return change_bounds(set_row(bound))(made)

    monkeypatch.setattr(cutting, "CHUNK_WEIGHTS", 64)
    monkeypatch.setattr(cutting, "PART_CHUNKS", 1)
    wide_digits(monkeypatch)
    no_comparison(monkeypatch)
    spoil_literals(monkeypatch, SPOILED, overflow)
    change_claims(
        monkeypatch, max_error=lambda _: 1 << exponent, row_bound_max=lambda old: max(old, bound)
    )
    layer = refused(run(model, tmp_path))
    checks = [found for found in layer.theorems if found.kind == "chunk-checked"]
    assert len(checks) == 2
    for check in checks:
        assert check.verdict is (Verdict.PROVED if accepted else Verdict.FAILED)
    assert theorem(layer, "weights-error").verdict is not Verdict.PROVED


def set_row(value: int) -> Edit:
    def edit(array: np.ndarray) -> None:
        array[0] = value

    return edit


def test_a_digit_with_the_highest_bit_set(
    model: SmallModel, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The error wraps round to its true value in 64 bits; the claims leave room for it."""
    wide_digits(monkeypatch)
    no_comparison(monkeypatch)
    spoil_literals(monkeypatch, SPOILED, change_plane(3, flip(2, 1, 0, bit=63)))
    change_claims(monkeypatch, max_error=lambda _: (1 << 58) - 1)
    layer = refused(run(model, tmp_path))
    kernel_refused(layer)
    assert layer.finding is not None
    assert (layer.finding.row, layer.finding.column) == (2, 19)


def test_a_change_that_keeps_the_sum_of_digits(
    model: SmallModel, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def shift(plane: np.ndarray) -> None:
        plane[2, 0, 0] += 1 << 33
        plane[2, 1, 0] -= 1 << 33

    no_comparison(monkeypatch)
    spoil_literals(monkeypatch, SPOILED, change_plane(3, shift))
    layer = refused(run(model, tmp_path))
    kernel_refused(layer)
    assert layer.finding is not None
    assert (layer.finding.row, layer.finding.column) == (2, 3)


# Data modules that are not what was meant.

LITERALS = ("c0", "w15", "s1", "z0", "a")


def change_module(
    monkeypatch: pytest.MonkeyPatch, change: Callable[[dict[str, Any]], None]
) -> None:
    """Write another data module of the spoiled matrix."""

    def written(root: Path, name: str, imports: list[str], literals: dict[str, Any]) -> DataModule:
        if "b_weight" in name:
            change(literals)
        return write_data_module(root, name, imports, literals)

    monkeypatch.setattr(weight_checks, "write_data_module", written)


def longer(literal: str) -> Callable[[dict[str, Any]], None]:
    """One more limb, which is not zero."""

    def change(literals: dict[str, Any]) -> None:
        (name,) = (name for name in literals if name.endswith(f"_{literal}"))
        literals[name] = bytes(literals[name]) + bytes(8) + b"\1"

    return change


@pytest.mark.parametrize("literal", LITERALS)
def test_a_literal_longer_than_declared(
    model: SmallModel, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, literal: str
) -> None:
    change_module(monkeypatch, longer(literal))
    layer = refused(run(model, tmp_path))
    assert f"the literal {literal} has " in layer.reason
    kernel_refused(layer)


def test_a_literal_left_out(
    model: SmallModel, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def drop(literals: dict[str, Any]) -> None:
        del literals[next(name for name in literals if name.endswith("_w7"))]

    change_module(monkeypatch, drop)
    layer = refused(run(model, tmp_path))
    assert "w7" in layer.reason


def one_bit(path: Path) -> None:
    data = bytearray(path.read_bytes())
    data[-1] ^= 0x40
    path.write_bytes(data)


def one_word_more(path: Path) -> None:
    path.write_bytes(path.read_bytes() + bytes(8))


def cut_short(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-8])


def emptied(path: Path) -> None:
    path.write_bytes(b"")


@pytest.mark.parametrize(
    ("edit", "why"),
    [
        (one_bit, "has been altered"),
        (one_word_more, "has been altered"),
        (cut_short, "malformed"),
        (emptied, "cannot read the compiled module"),
    ],
)
def test_a_data_module_edited_by_hand(
    model: SmallModel,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    edit: Callable[[Path], None],
    why: str,
) -> None:
    """After it was written and compared."""
    compare = WeightChecks.mismatches

    def compared(checks: WeightChecks, chunks: list[Chunk], data: DataModule) -> Iterator[Finding]:
        yield from compare(checks, chunks, data)
        if checks.plan.layer.tensor == SPOILED:
            edit(data.path)

    monkeypatch.setattr(WeightChecks, "mismatches", compared)
    layer = refused(run(model, tmp_path))
    check = theorem(layer, "chunk-checked")
    assert check.verdict is Verdict.FAILED
    assert why in check.reason


# The chain of digests: file, tensor, literal, theorem.


def sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def test_digests_from_file_to_theorem(model: SmallModel, tmp_path: Path) -> None:
    """Everything but the last step can be recomputed from the checkpoints alone."""
    certificate = run(model, tmp_path)
    for files, folder in (
        (certificate.files, model.quantized),
        (certificate.base_files, model.original),
    ):
        assert {file.file: file.sha256 for file in files} == {
            path.name: sha256(path.read_bytes()) for path in folder.iterdir()
        }
    layer = layers(certificate)[SPOILED]
    quantized, original = open_quantized(model.quantized), open_checkpoint(model.original)
    stored = quantized.read(SPOILED)
    assert layer.tensor_sha256 == {
        f"{SPOILED} (original)": sha256(original.read(SPOILED).tobytes()),
        f"{SPOILED}_packed": sha256(stored.words.tobytes()),
        f"{SPOILED}_scale": sha256(stored.scales.tobytes()),
        f"{SPOILED}_zero_point": sha256(stored.stored["zeros"].tobytes()),
    }
    (name,) = layer.literal_sha256
    block = block_of(original.read(SPOILED), "alt43", 16)
    literals = {
        f"{name}.c0_{key}": sha256(whole_limbs(bytes(data)))
        for key, data in block.literals.named(block.layout).items()
    }
    text = json.dumps(literals, sort_keys=True, separators=(",", ":"))
    assert layer.literal_sha256[name] == sha256(text.encode())


def whole_limbs(data: bytes) -> bytes:
    shortest = data.rstrip(b"\0")
    return shortest.ljust(max(8, -(-len(shortest) // 8) * 8), b"\0")


def test_the_theorem_depends_on_the_literals(
    model: SmallModel, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A looser row bound is as true: the statement is the same, its definitions are not."""
    before = layers(run(model, tmp_path))[SPOILED]
    sums = row_errors(
        open_checkpoint(model.original).read(SPOILED), open_quantized(model.quantized).read(SPOILED)
    ).sum_abs
    row = min(range(4), key=sums.__getitem__)

    def loosen(bounds: np.ndarray) -> None:
        bounds[row, 0] += 1

    spoil_literals(monkeypatch, SPOILED, change_bounds(loosen))
    after = layers(run(model, tmp_path))[SPOILED]
    assert after.verdict is Verdict.PROVED
    assert after.literal_sha256 != before.literal_sha256
    claim, looser = theorem(before, "weights-error"), theorem(after, "weights-error")
    assert claim.statement == looser.statement
    assert claim.definitions_sha256 != looser.definitions_sha256


def other_original(model: SmallModel, folder: Path, tensor: str) -> SmallModel:
    """The same copy with an original in which the lowest bit of one number of `tensor` differs."""
    other = copied(model, folder)
    edit_tensor(
        other.original / "model.safetensors",
        tensor,
        flip(*(0,) * (1 + ("weight" in tensor))),
        np.uint32,
    )
    return other


def test_the_certificate_of_another_original(model: SmallModel, tmp_path: Path) -> None:
    """Nothing that was proved for one original is taken for another of the same shapes."""
    first = run(model, tmp_path, reuse=True)
    again = run(model, tmp_path, reuse=True)
    assert again.measurement.reused_modules == 2
    second = run(other_original(model, tmp_path / "other", SPOILED), tmp_path, reuse=True)
    assert second.measurement.reused_modules == 1
    assert first.files == again.files == second.files
    assert first.base_files == again.base_files != second.base_files
    mine, other = layers(first)[SPOILED], layers(second)[SPOILED]
    assert mine == layers(again)[SPOILED]
    original = f"{SPOILED} (original)"
    digests, others = dict(mine.tensor_sha256), dict(other.tensor_sha256)
    assert digests.pop(original) != others.pop(original)
    assert digests == others
    assert mine.literal_sha256 != other.literal_sha256
    for theirs, ours in zip(other.theorems, mine.theorems, strict=True):
        if "weights" in ours.kind or ours.kind == "chunk-checked":
            assert theirs.definitions_sha256 != ours.definitions_sha256


def test_the_original_of_another_model(model: SmallModel, tmp_path: Path) -> None:
    certificate = run(other_original(model, tmp_path / "other", "bias"), tmp_path)
    (finding,) = certificate.findings
    assert (finding.rule, finding.tensor) == (Rule.TENSOR_DIFFERS, "bias")
    assert not certificate.accepted
