"""Writing a rotated original: the same network with other matrices, stored exactly."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from pathlib import Path

import numpy as np

from quantcert.containers import CONFIG_FILE, CheckpointFolder, open_checkpoint
from quantcert.containers.safetensors.copying import (
    copy_other_files,
    copy_tensor,
    write_index,
    write_json,
)
from quantcert.containers.safetensors.writer import PlannedTensor, ShardWriter
from quantcert.convert.record import RotationRecord, write_record
from quantcert.convert.rotation import RotationPlan, narrowest, plan_rotation, rotated
from quantcert.errors import CheckpointError, ExportError
from quantcert.outputs import check_new, staged_folder

Progress = Callable[[int, int], None]
"""Called with the matrices done, and how many there are."""


def rotate_checkpoint(
    original: Path, target: Path, residual: bool, progress: Progress
) -> Counter[str]:
    """Write a rotated copy of a Llama, see `quantcert.convert.rotation`.

    Returns how many matrices were rotated into which dtype.

    Args:
        original: checkpoint folder.
        target: new folder.
        residual: whether the stream between blocks is rotated too.
        progress: see `Progress`.

    Raises:
        CheckpointError: if the original is malformed.
        ExportError: if it cannot be rotated, or not exactly.
        OutputError: if the target is not new, lies in the original, or cannot be written.
    """
    folder = open_checkpoint(original)
    check_new(target, folder.path)
    try:
        plan = plan_rotation(folder.config, frozenset(folder.names()), residual)
    except CheckpointError as error:
        raise CheckpointError(f"{folder.path}: {error}") from error
    for own in plan.matrices.values():
        if own.source not in folder:
            raise ExportError(f"{folder.path}: has no tensor {own.source}")
    writer = _Rotated(folder, plan, progress)
    with staged_folder(target) as staging:
        copy_other_files(folder.path, staging)
        write_json(staging / CONFIG_FILE, {**folder.config, **plan.config})
        stored = {file.name: writer.shard(file, staging) for file in folder.weight_files()}
        write_index(staging, stored)
        write_record(staging, RotationRecord(residual, folder.files()))
    return writer.dtypes


class _Rotated:
    """Writes shards one after the other."""

    def __init__(self, folder: CheckpointFolder, plan: RotationPlan, progress: Progress) -> None:
        self._folder, self._plan, self._progress = folder, plan, progress
        self.dtypes: Counter[str] = Counter()

    def shard(self, file: Path, staging: Path) -> list[PlannedTensor]:
        """Write one file; its tensors. Each matrix is made twice, so that one is in memory."""
        infos = self._folder.tensors_of(file)
        own = {info.name for info in infos}
        made = [n for n, r in self._plan.matrices.items() if n in own or self._is_new(n, own)]
        planned = [self._planned(name) for name in made]
        planned += [PlannedTensor(i.name, i.dtype, i.shape) for i in infos if i.name not in made]
        with ShardWriter(staging / file.name, planned) as writer:
            for name in made:
                writer.append(name, self._made(name)[1].tobytes())
            for info in infos:
                if info.name in self._plan.norms:
                    ones = np.ones(info.shape, dtype=self._folder.read(info.name).dtype)
                    writer.append(info.name, ones.tobytes())
                elif info.name not in made:
                    copy_tensor(info, writer)
        return planned

    def _is_new(self, name: str, own: set[str]) -> bool:
        """Whether a tensor that the original has not belongs beside its source."""
        return name not in self._folder and self._plan.matrices[name].source in own

    def _planned(self, name: str) -> PlannedTensor:
        dtype, values = self._made(name)
        self.dtypes[dtype] += 1
        self._progress(sum(self.dtypes.values()), len(self._plan.matrices))
        return PlannedTensor(name, dtype, values.shape)

    def _made(self, name: str) -> tuple[str, np.ndarray]:
        own = self._plan.matrices[name]
        factors = self._folder.read(own.norm) if own.norm else None
        return narrowest(rotated(self._folder.read(own.source), factors, own))
