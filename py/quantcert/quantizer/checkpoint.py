"""Quantization of a whole checkpoint directory, streamed and written all or nothing."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from quantcert import __version__
from quantcert.containers import CheckpointFolder, hash_file, open_checkpoint
from quantcert.containers.safetensors.copying import (
    copy_other_files,
    copy_tensor,
    write_index,
    write_json,
)
from quantcert.containers.safetensors.directory import CONFIG_FILE
from quantcert.containers.safetensors.writer import PlannedTensor, ShardWriter
from quantcert.errors import OutputError
from quantcert.formats.settings import CONFIG_KEY
from quantcert.formats.target import Floats
from quantcert.forward.compare import Window
from quantcert.outputs import check_new, staged_folder
from quantcert.pairing.parts import read_part_rows
from quantcert.quantizer.calibrated import calibrate_matrices, network_of
from quantcert.quantizer.feedback import Feedback
from quantcert.quantizer.kept import Kept
from quantcert.quantizer.matrix import quantize_matrix
from quantcert.quantizer.moments import Inputs, Squares
from quantcert.quantizer.plan import MatrixPlan, plan_matrices, row_ranges
from quantcert.quantizer.recipe import Effort, Recipe, make_choice
from quantcert.quantizer.relevance import Reading
from quantcert.quantizer.states import States
from quantcert.quantizer.study import study
from quantcert.scratch import scratch

Progress = Callable[[int, int, str], None]
"""Called with the weights done, the weights to do, and the name of the tensor at work."""

ReadingProgress = Callable[[int, int], None]
"""Called with how often windows were taken through blocks, and how often they will be."""


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
    reading: ReadingProgress | None = None,
    work: Path | None = None,
    importance: Mapping[str, Floats] | None = None,
    seen: dict[str, Squares] | None = None,
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
        reading: see `ReadingProgress`.
        work: a folder where matrices that are done are kept, so that a run that was interrupted
            goes on; by default they are lost with it.
        importance: the weights of columns `[columns]` by which the scales of matrices are searched
            that are rounded to nearest, by names of tensors.
        seen: is filled with the squares of what linear layers read, by names of tensors.

    Raises:
        CheckpointError: if the original is malformed or not finite.
        QuantizeError: if it cannot be quantized as asked.
        OutputError: if the target is not empty or cannot be written.
    """
    original, folder = open_checkpoint(source), Path(target)
    check_new(folder, original.path)
    plans = plan_matrices(original, recipe)
    meter = _Meter(sum(plan.shape[0] * plan.shape[1] for plan in plans), progress)
    with scratch() as temporary, staged_folder(folder) as staging:
        run = _run(original, recipe, windows) if work else ""
        ready = Kept(work or temporary / "matrices", run)
        if recipe.effort is not Effort.FAST:
            states = States(temporary / "states")
            network = Reading(original, network_of(original), windows, states)
            step = _Steps(network, reading).step
            found = study(network, plans, recipe, step)
            plans = found.plans
            calibrate_matrices(
                network,
                found.relevance,
                plans,
                recipe,
                ready,
                meter.advance,
                step,
                partial(_remember, {} if seen is None else seen),
            )
        try:
            copy_other_files(original.path, staging)
            settings = recipe.choice.target.settings({p.name: p.stored_as for p in plans})
            write_json(staging / CONFIG_FILE, {**original.config, CONFIG_KEY: settings})
            shards = _Shards(original, plans, ready, importance or {}, meter)
            stored = {file.name: shards.write(file, staging) for file in original.weight_files()}
            write_index(staging, stored)
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


def _remember(found: dict[str, Squares], plan: MatrixPlan, inputs: Inputs) -> None:
    if inputs.squares is not None and not inputs.across and not plan.part.leading:
        found[plan.part.tensor] = inputs.squares


class _Steps:
    """Counts windows through blocks: there, back, and there again while they are quantized."""

    def __init__(self, reading: Reading, progress: ReadingProgress | None) -> None:
        self._total = (3 * len(reading.network.blocks) - 1) * len(reading.windows)
        self._done, self._progress = 0, progress

    def step(self) -> None:
        self._done += 1
        if self._progress is not None:
            self._progress(self._done, self._total)


def _run(original: CheckpointFolder, recipe: Recipe, windows: Sequence[Window]) -> str:
    """What tells a run from others: weights, recipe, and what is read."""
    digest = hashlib.sha256()
    for file in original.weight_files():
        digest.update(hash_file(file).encode())
    for window in windows:
        digest.update(window.tokens.astype("<i8").tobytes())
    return f"quantcert {__version__}\n{recipe}\n{digest.hexdigest()}\n"


@dataclass(frozen=True)
class _Shards:
    """Writes the files that stand for the weight files of the original."""

    original: CheckpointFolder
    plans: Sequence[MatrixPlan]
    ready: Kept
    importance: Mapping[str, Floats]
    meter: _Meter

    def write(self, file: Path, staging: Path) -> list[PlannedTensor]:
        """Write one file; its tensors."""
        infos = self.original.tensors_of(file)
        own: dict[str, list[MatrixPlan]] = {info.name: [] for info in infos}
        for plan in self.plans:
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
                    self._matrix(plan, writer)
                if not own[info.name]:
                    copy_tensor(info, writer)
        return planned

    def _matrix(self, plan: MatrixPlan, writer: ShardWriter) -> None:
        if plan.name in self.ready:
            for tensor, array in zip(plan.planned, self.ready.arrays(plan), strict=True):
                writer.append(tensor.name, array.tobytes())
            return
        form = plan.target, plan.group_size, plan.name, plan.scale_dtype
        known = self.importance.get(plan.part.tensor)
        feedback = None if known is None else Feedback(known, None, None)
        for start, stop in row_ranges(*plan.shape):
            block = read_part_rows(self.original, plan.part, start, stop)
            matrix = quantize_matrix(block, *form, feedback)
            for tensor, array in zip(plan.planned, matrix.stored.values(), strict=True):
                writer.append(tensor.name, array.tobytes())
            self.meter.advance(block.size, plan.name)
