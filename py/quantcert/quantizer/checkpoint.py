"""Quantization of a whole checkpoint directory, streamed and written all or nothing."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from quantcert.containers import CheckpointFolder, open_checkpoint
from quantcert.containers.safetensors.copying import (
    copy_other_files,
    copy_tensor,
    shard_index,
    write_json,
)
from quantcert.containers.safetensors.directory import (
    CONFIG_FILE,
    INDEX_FILE,
    SINGLE_FILE,
)
from quantcert.containers.safetensors.writer import PlannedTensor, ShardWriter
from quantcert.errors import OutputError
from quantcert.formats.settings import CONFIG_KEY
from quantcert.forward.compare import Window
from quantcert.outputs import staged_folder
from quantcert.pairing.parts import read_part_rows
from quantcert.quantizer.calibrated import Calibrated, calibrate_matrices
from quantcert.quantizer.matrix import quantize_matrix
from quantcert.quantizer.plan import MatrixPlan, is_inside, plan_matrices, row_ranges
from quantcert.quantizer.recipe import Effort, Recipe, make_choice
from quantcert.scratch import scratch

Progress = Callable[[int, int, str], None]
"""Called with the weights done, the weights to do, and the name of the tensor at work."""


def quantize_checkpoint(
    source: Path | str,
    target: Path | str,
    format_name: str,
    group_size: int,
    progress: Progress | None = None,
) -> None:
    """Quantize all floating-point matrices of a checkpoint in one format, each weight to nearest.

    Raises:
        CheckpointError: as `quantize_by_recipe`.
        QuantizeError: likewise.
        OutputError: likewise.
    """
    recipe = Recipe(Effort.FAST, make_choice(format_name, group_size))
    quantize_by_recipe(source, target, recipe, progress=progress)


def quantize_by_recipe(
    source: Path | str,
    target: Path | str,
    recipe: Recipe,
    windows: Sequence[Window] = (),
    progress: Progress | None = None,
) -> None:
    """Quantize the floating-point matrices of a checkpoint into a new directory.

    Experts that a network of a known family stacks in tensors of three axes are written one by
    one, under the names that they have where they are not stacked. Other tensors are copied bit by
    bit and stay in the same shard, and so are the other files of the directory (tokenizer, model
    card) except weights in other formats. The directory appears under its name only once it is
    complete.

    Args:
        source: checkpoint directory of the original.
        target: directory to write; must not exist or be empty.
        recipe: the format of each matrix, and how its codes are found.
        windows: what the network reads, unless the recipe is fast; see `quantcert.forward.text`.
        progress: see `Progress`.

    Raises:
        CheckpointError: if the original is malformed or not finite.
        QuantizeError: if it cannot be quantized as asked.
        OutputError: if the target is not empty or cannot be written.
    """
    original, folder = open_checkpoint(source), Path(target)
    _check_target(folder, original.path)
    plans = plan_matrices(original, recipe)
    meter = _Meter(sum(plan.shape[0] * plan.shape[1] for plan in plans), progress)
    with scratch() as temporary, staged_folder(folder) as staging:
        ready = Calibrated(temporary)
        if recipe.effort is not Effort.FAST:
            calibrate_matrices(original, plans, windows, ready, meter.advance)
        try:
            copy_other_files(original.path, staging)
            settings = recipe.choice.target.settings({p.name: p.stored_as for p in plans})
            write_json(staging / CONFIG_FILE, {**original.config, CONFIG_KEY: settings})
            stored = {
                file.name: _write_shard(original, file, staging, plans, ready, meter)
                for file in original.weight_files()
            }
            if list(stored) != [SINGLE_FILE]:
                write_json(staging / INDEX_FILE, shard_index(stored))
        except OSError as error:
            raise OutputError(f"{folder}: cannot be written: {error.strerror}") from error


class _Meter:
    """Counts the weights that are done."""

    def __init__(self, total: int, progress: Progress | None) -> None:
        self._total, self._done, self._progress = total, 0, progress

    def advance(self, weights: int, name: str) -> None:
        self._done += weights
        if self._progress is not None:
            self._progress(self._done, self._total, name)


def _check_target(target: Path, source: Path) -> None:
    if is_inside(target, source):
        raise OutputError(f"{target}: must lie outside the original, {source}")
    if target.exists() and not target.is_dir():
        raise OutputError(f"{target}: exists and is not a directory")
    if target.is_dir() and any(target.iterdir()):
        raise OutputError(f"{target}: is not empty; give a new or empty directory")


def _write_shard(
    original: CheckpointFolder,
    file: Path,
    staging: Path,
    plans: Sequence[MatrixPlan],
    ready: Calibrated,
    meter: _Meter,
) -> list[PlannedTensor]:
    """Write the file that stands for one weight file of the original; its tensors."""
    infos = original.tensors_of(file)
    own: dict[str, list[MatrixPlan]] = {info.name: [] for info in infos}
    for plan in plans:
        own.get(plan.part.tensor, []).append(plan)
    planned: list[PlannedTensor] = []
    for info in infos:
        for plan in own[info.name]:
            planned += plan.planned
        if not own[info.name]:
            planned.append(PlannedTensor(info.name, info.dtype, info.shape))
    with ShardWriter(staging / file.name, planned) as writer:
        for info in infos:
            for plan in own[info.name]:
                if plan.name in ready:
                    _write_ready(plan, ready, writer)
                else:
                    _write_matrix(original, plan, writer, meter)
            if not own[info.name]:
                copy_tensor(info, writer)
    return planned


def _write_ready(plan: MatrixPlan, ready: Calibrated, writer: ShardWriter) -> None:
    for tensor, array in zip(plan.planned, ready.arrays(plan), strict=True):
        writer.append(tensor.name, array.tobytes())


def _write_matrix(
    original: CheckpointFolder,
    plan: MatrixPlan,
    writer: ShardWriter,
    meter: _Meter,
) -> None:
    name = plan.name
    for start, stop in row_ranges(*plan.shape):
        block = read_part_rows(original, plan.part, start, stop)
        matrix = quantize_matrix(block, plan.target, plan.group_size, name, plan.scale_dtype)
        for tensor, array in zip(plan.planned, matrix.stored.values(), strict=True):
            writer.append(tensor.name, array.tobytes())
        meter.advance(block.size, name)
