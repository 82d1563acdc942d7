"""A quantized checkpoint as a folder in another form: packed matrices, decoded ones, the rest."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from quantcert.containers import CONFIG_FILE, SETTINGS_FILES, CheckpointFolder, TensorInfo
from quantcert.containers.safetensors.copying import (
    copy_other_files,
    copy_tensor,
    write_index,
    write_json,
)
from quantcert.containers.safetensors.writer import PlannedTensor, ShardWriter
from quantcert.containers.tensors import NUMPY_DTYPES
from quantcert.errors import ExportError
from quantcert.exact.values import exact_values
from quantcert.export.record import RECORD_FILE, Progress
from quantcert.formats import QuantizedCheckpoint
from quantcert.formats.decoded import DECODED_KEY
from quantcert.formats.exports import FolderForm
from quantcert.formats.settings import CONFIG_KEY
from quantcert.formats.uniform import UniformPlan, cut, plan_uniform
from quantcert.models.loading import reads_dtype
from quantcert.roles import Role

_BLOCK_ELEMENTS = 1 << 20
_WORDS = {"F16": "float16", "BF16": "bfloat16", "F32": "float32"}
_STATED_DTYPES = ("dtype", "torch_dtype")


@dataclass(frozen=True)
class FolderPlan:
    """What a folder will hold.

    Attributes:
        form: None if all matrices are decoded.
        packed: how matrices are cut that are packed.
        decoded: the dtype of those that are decoded.
    """

    form: FolderForm | None
    packed: Mapping[str, UniformPlan]
    decoded: Mapping[str, str]

    def planned(self, name: str, shape: tuple[int, int]) -> tuple[PlannedTensor, ...]:
        """The tensors that stand for a matrix."""
        if self.form is not None and name in self.packed:
            return self.form.planned(name, self.packed[name])
        return (PlannedTensor(name, self.decoded[name], shape),)


def plan_folder(
    source: QuantizedCheckpoint,
    form: FolderForm | None,
    roles: Mapping[str, Sequence[Role]],
    dtype: str | None,
    progress: Progress,
) -> FolderPlan:
    """Decide what becomes of each matrix: linear layers are packed, tables decoded.

    Args:
        source: the quantized checkpoint.
        form: None to decode all.
        roles: of the matrices.
        dtype: of scales and decoded weights; None for what holds them exactly.
        progress: see `Progress`.

    Raises:
        ExportError: naming a matrix that the form cannot store.
    """
    packed: dict[str, UniformPlan] = {}
    names = source.matrices()
    for number, name in enumerate(names):
        if form is not None and set(roles.get(name, ())) == {Role.LINEAR}:
            try:
                packed[name] = plan_uniform(source.read(name), dtype)
            except ExportError as error:
                raise ExportError(f"tensor {name}: {error}") from error
        progress("matrices looked at", number + 1, len(names))
    if form is not None:
        if not packed:
            raise ExportError(f"{source.checkpoint.path}: no matrix is known as a linear layer")
        packed = form.settle(packed, dtype is not None)
    decoded = {name: dtype or "F32" for name in names if name not in packed}
    return FolderPlan(form, packed, decoded)


def write_folder(
    source: QuantizedCheckpoint,
    folder: CheckpointFolder,
    plan: FolderPlan,
    staging: Path,
    progress: Progress,
) -> None:
    """Write all files of the export; `folder` is the source's container.

    Raises:
        ExportError: for a weight that its dtype cannot hold.
        CheckpointError: if the source cannot be read.
    """
    copy_other_files(folder.path, staging, (*SETTINGS_FILES, RECORD_FILE))
    write_json(staging / CONFIG_FILE, _config(source, folder, plan))
    places = {source.stored(name)[0].name: name for name in source.matrices()}
    plain = frozenset(source.plain())
    stored: dict[str, list[PlannedTensor]] = {}
    files = folder.weight_files()
    for number, file in enumerate(files):
        infos = folder.tensors_of(file)
        stored[file.name] = _write_shard(source, plan, infos, places, plain, staging / file.name)
        progress("files written", number + 1, len(files))
    write_index(staging, stored)


def _write_shard(
    source: QuantizedCheckpoint,
    plan: FolderPlan,
    infos: Sequence[TensorInfo],
    places: Mapping[str, str],
    plain: frozenset[str],
    path: Path,
) -> list[PlannedTensor]:
    planned: list[PlannedTensor] = []
    for info in infos:
        if info.name in places:
            name = places[info.name]
            planned += plan.planned(name, source.shape(name))
        elif info.name in plain:
            planned.append(PlannedTensor(info.name, info.dtype, info.shape))
    with ShardWriter(path, planned) as writer:
        for info in infos:
            if info.name in places:
                _write_matrix(source, places[info.name], plan, writer)
            elif info.name in plain:
                copy_tensor(info, writer)
    return planned


def _write_matrix(
    source: QuantizedCheckpoint, name: str, plan: FolderPlan, writer: ShardWriter
) -> None:
    if plan.form is None or name not in plan.packed:
        _write_decoded(source, name, plan.decoded[name], writer)
        return
    own = plan.packed[name]
    arrays = plan.form.arrays(cut(source.read(name), own), own)
    for tensor, array in zip(plan.form.planned(name, own), arrays, strict=True):
        writer.append(tensor.name, np.ascontiguousarray(array).tobytes())


def _write_decoded(source: QuantizedCheckpoint, name: str, dtype: str, writer: ShardWriter) -> None:
    rows, columns = source.shape(name)
    step = max(1, _BLOCK_ELEMENTS // columns)
    for start in range(0, rows, step):
        values = exact_values(source.read_rows(name, start, min(start + step, rows)))
        with np.errstate(over="ignore"):
            stored = values.astype(NUMPY_DTYPES[dtype])
        if not np.isfinite(stored).all():
            raise ExportError(f"tensor {name}: a weight is too large for {dtype}")
        writer.append(name, stored.tobytes())


def _config(
    source: QuantizedCheckpoint, folder: CheckpointFolder, plan: FolderPlan
) -> dict[str, Any]:
    """The object of config.json; its dtype rounds nothing, unless outputs depend on it."""
    config = {key: value for key, value in folder.config.items() if key != CONFIG_KEY}
    if not reads_dtype(config):
        config |= _loaded_as(source, config, plan)
    if plan.decoded:
        config[DECODED_KEY] = list(plan.decoded)
    if plan.form is not None:
        plain = [name for name in source.plain() if len(source.checkpoint.info(name).shape) == 2]
        config[CONFIG_KEY] = plan.form.settings(plan.packed, [*plan.decoded, *plain])
    return config


def _loaded_as(
    source: QuantizedCheckpoint, config: Mapping[str, Any], plan: FolderPlan
) -> dict[str, str]:
    """The dtype that holds all stored numbers, under the keys that the source states it by."""
    floats = {source.checkpoint.info(name).dtype for name in source.plain()} & _WORDS.keys()
    floats |= {*plan.decoded.values(), *(own.scales for own in plan.packed.values())}
    word = _WORDS[floats.pop()] if len(floats) == 1 else "float32"
    stated = [key for key in _STATED_DTYPES if key in config] or [_STATED_DTYPES[1]]
    return dict.fromkeys(stated, word)
