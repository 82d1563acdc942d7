"""A matrix of many chunks and parts: what is proved, what is refuted, what is left on disk."""

import tempfile
from pathlib import Path

import numpy as np
import pytest

from quantcert.certificate import LayerCertificate, Verdict
from quantcert.errors import CheckpointError
from quantcert.literals import ChunkLiterals
from quantcert.run import cutting, literal_folder, weight_checks
from tests.cli.test_verify import requirements
from tests.support.checkpoints import edit_tensor, weights
from tests.support.small_models import SmallModel, copied
from tests.support.weight_runs import (
    change_bounds,
    change_plane,
    flip,
    layers,
    model_of,
    no_comparison,
    rows_of,
    run,
    spoil_literals,
    theorem,
)

ROWS, COLUMNS = 13, 20
PART_ROWS = (4, 4, 4, 1)  # chunks of two rows, two chunks a part


def parts_model(folder: Path, name: str) -> SmallModel:
    tensors = {
        "big.weight": weights(ROWS, COLUMNS, seed=1),
        "small.weight": weights(2, COLUMNS, seed=2),
    }
    return model_of(folder, tensors, name, 8)


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> SmallModel:
    return parts_model(tmp_path_factory.mktemp("model"), "pair11")


@pytest.fixture(autouse=True)
def _small_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cutting, "CHUNK_WEIGHTS", 2 * 24)
    monkeypatch.setattr(cutting, "PART_CHUNKS", 2)
    monkeypatch.setattr(cutting, "chunk_rows", rows_of)


@pytest.fixture(autouse=True)
def disk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where literals and compiled modules of this test go."""
    for folder in ("memory", "temporary"):
        (tmp_path / "disk" / folder).mkdir(parents=True)
    monkeypatch.setattr(literal_folder, "_SHARED_MEMORY", tmp_path / "disk" / "memory")
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "disk" / "temporary"))
    return tmp_path / "disk"


def files(disk: Path) -> list[Path]:
    return [path for path in disk.rglob("*") if path.is_file()]


def checks(layer: LayerCertificate) -> list[Verdict]:
    """The verdicts on the chunks, in the order of the rows."""
    found = [theorem for theorem in layer.theorems if theorem.kind == "chunk-checked"]
    found.sort(key=lambda theorem: int(theorem.name.rpartition(".chunk")[2].partition("_")[0]))
    return [theorem.verdict for theorem in found]


@pytest.mark.parametrize("name", ["alt43", "pair11"])
def test_all_parts_are_proved(tmp_path: Path, disk: Path, name: str) -> None:
    model = parts_model(tmp_path, name)
    certificate = run(model, tmp_path)
    big, small = layers(certificate)["big.weight"], layers(certificate)["small.weight"]
    assert (big.verdict, small.verdict) == (Verdict.PROVED, Verdict.PROVED), big.reason
    assert checks(big) == 7 * [Verdict.PROVED]
    assert checks(small) == [Verdict.PROVED]
    assert len(big.literal_sha256) == len(PART_ROWS)
    kinds = {theorem.kind for theorem in big.theorems}
    assert kinds == {theorem.kind for theorem in small.theorems}
    for kind in ("weights-error", "weights-row-share", "weights-transposed-error"):
        assert theorem(big, kind).verdict is Verdict.PROVED
        assert f"{ROWS} {COLUMNS}" in theorem(big, kind).statement
    assert files(disk) == []


def test_parts_do_not_change_what_is_claimed(
    model: SmallModel, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    parts = layers(run(model, tmp_path))["big.weight"]
    monkeypatch.setattr(cutting, "CHUNK_WEIGHTS", 1 << 18)
    whole = layers(run(model, tmp_path))["big.weight"]
    assert checks(whole) == [Verdict.PROVED]
    assert parts.uses == whole.uses
    for kind in ("weights-error", "weights-not-vacuous", "weights-transposed-error"):
        assert theorem(parts, kind).statement == theorem(whole, kind).statement


@pytest.mark.parametrize("row", [0, 6, 12])
def test_a_refuted_chunk(
    model: SmallModel, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, disk: Path, row: int
) -> None:
    """One row bound is one unit too small: its part is refused, the others are not."""
    chunk = row // 2
    count = iter(range(7))

    def shrink(made: ChunkLiterals) -> ChunkLiterals:
        def edit(bounds: np.ndarray) -> None:
            bounds[row % 2, 0] -= 1

        return change_bounds(edit)(made) if next(count) == chunk else made

    spoil_literals(monkeypatch, "big.weight", shrink)
    certificate = run(model, tmp_path)
    big, small = layers(certificate)["big.weight"], layers(certificate)["small.weight"]
    assert (big.verdict, small.verdict) == (Verdict.FAILED, Verdict.PROVED)
    assert big.finding is not None
    assert (big.finding.row, big.finding.column) == (row, None)
    assert f"big.weight: row {row}: error sum" in big.reason
    spoiled = [number for number in range(7) if number // 2 == chunk // 2]
    for number, verdict in enumerate(checks(big)):
        assert verdict is (Verdict.FAILED if number in spoiled else Verdict.PROVED)
    assert theorem(big, "weights-error").verdict is Verdict.UNPROVED
    assert "which was not accepted" in theorem(big, "weights-error").reason
    assert files(disk) == []


@pytest.mark.parametrize("compared", [True, False])
def test_a_flipped_bit_in_a_later_part(
    model: SmallModel, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, compared: bool
) -> None:
    """The witness names row and column of the matrix, not of the chunk."""
    count = iter(range(7))
    change = change_plane(1, flip(1, 4, 0, bit=37))
    spoil_literals(
        monkeypatch, "big.weight", lambda made: change(made) if next(count) == 4 else made
    )
    if not compared:
        no_comparison(monkeypatch)
    certificate = run(model, tmp_path)
    big = layers(certificate)["big.weight"]
    assert big.verdict is Verdict.FAILED
    assert big.finding is not None
    assert (big.finding.row, big.finding.column) == (9, 17)
    what = "the literal holds an original weight" if compared else "code "
    assert f"big.weight: row 9, column 17: {what}" in big.reason
    assert layers(certificate)["small.weight"].verdict is Verdict.PROVED


def test_parts_are_reused_under_another_requirement(model: SmallModel, tmp_path: Path) -> None:
    """Of each row's share the parts speak themselves, of an absolute bound the layer's module."""
    need = requirements(tmp_path, "max_row_error = 100")
    assert run(model, tmp_path, reuse=True, requirements=need).accepted
    need = requirements(tmp_path, "max_row_error = 200")
    again = run(model, tmp_path, reuse=True, requirements=need)
    big = layers(again)["big.weight"]
    assert (big.verdict, big.finding) == (Verdict.PROVED, None)
    assert big.input_abs_max == 2
    assert again.measurement.reused_modules == len(PART_ROWS)


def test_literals_are_deleted_group_by_group(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, disk: Path
) -> None:
    """However many layers there are, the literals of two groups at most are on disk."""
    monkeypatch.setattr("quantcert.lean.check.modules.TOGETHER", 4)
    model = model_of(
        tmp_path, {f"l{k}.weight": weights(3, COLUMNS, seed=k) for k in range(12)}, "pair11", 8
    )
    found: list[int] = []
    write = weight_checks.write_data_module

    def written(*arguments: object) -> object:
        found.append(len(list((disk / "memory").iterdir())))
        return write(*arguments)

    monkeypatch.setattr(weight_checks, "write_data_module", written)
    assert run(model, tmp_path, jobs=1).accepted
    assert len(found) == 12
    assert max(found) <= 8
    assert files(disk) == []


class Stop(BaseException):
    """As a key press that stops the program."""


@pytest.mark.parametrize("modules", [1, 3])
def test_nothing_is_left_after_an_interruption(
    model: SmallModel, tmp_path: Path, disk: Path, modules: int
) -> None:
    seen: list[bool] = []

    def stop(stage: str, done: int, total: int) -> None:
        if stage == "weights" and done:
            seen.append(any("Data" in path.parts for path in files(disk)))
            if len(seen) == modules:
                raise Stop

    with pytest.raises(Stop):
        run(model, tmp_path, progress=stop)
    assert seen[0]
    assert files(disk) == []


def test_nothing_is_left_after_an_error(
    model: SmallModel, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, disk: Path
) -> None:
    """The second layer holds a number that is none; the first one's checks are under way."""
    spoiled = copied(model, tmp_path / "spoiled")

    def spoil(words: np.ndarray) -> None:
        words[0, 0] = np.nan

    edit_tensor(spoiled.original / "model.safetensors", "small.weight", spoil, np.float32)
    with pytest.raises(CheckpointError, match=r"small\.weight"):
        run(spoiled, tmp_path)
    assert files(disk) == []
