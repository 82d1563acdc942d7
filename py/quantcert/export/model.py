"""Export of a quantized checkpoint: written in another form, read back, compared exactly."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from quantcert.containers import CheckpointFolder, read_json_object
from quantcert.errors import ExportError, OutputError
from quantcert.exact.values import exact_values
from quantcert.export.folder import plan_folder, write_folder
from quantcert.export.record import ExportRecord, Progress, read_back, record_place
from quantcert.formats import QuantizedCheckpoint, open_quantized
from quantcert.formats.exports import DECODED_DTYPES, FileExport, FileForm, FolderForm, forms
from quantcert.models.architecture import Unsupported, quantized_architecture
from quantcert.models.compare import compare_configs
from quantcert.models.loading import with_dtype
from quantcert.models.roles import matrix_roles
from quantcert.outputs import check_new, staged_file, staged_folder, write_text
from quantcert.roles import Role

DECODED_FORM = "safetensors"
"""Name of the form in which all matrices are decoded."""

TOKENIZER_FILE = "tokenizer.json"


def form_names() -> list[str]:
    """What a model can be exported as."""
    return [DECODED_FORM, *forms()]


def export_checkpoint(
    checkpoint: Path, target: Path, form_name: str, dtype: str | None, progress: Progress
) -> ExportRecord:
    """Write a quantized checkpoint in another form, and a record of what became other numbers.

    Everything that is written is read back and compared with the source weight by weight. The
    target appears under its name once it is complete.

    Args:
        checkpoint: folder of the quantized checkpoint.
        target: new folder, or new file of a form that is one.
        form_name: one of `form_names`.
        dtype: one of `DECODED_DTYPES`: scales and decoded weights are rounded to it where it does
            not hold them. None if nothing may be rounded.
        progress: see `Progress`.

    Raises:
        CheckpointError: if the checkpoint cannot be read.
        ExportError: if it cannot be stored in the form, or not exactly and `dtype` is None.
        OutputError: if the target is there or cannot be written.
    """
    if form_name not in form_names():
        known = ", ".join(form_names())
        raise ExportError(f"form {form_name!r} is not known (one of {known})")
    if dtype not in (None, *DECODED_DTYPES):
        raise ExportError(f"dtype {dtype!r} is not known (one of {', '.join(DECODED_DTYPES)})")
    check_new(target, checkpoint)
    source = open_quantized(checkpoint)
    form = forms().get(form_name)
    try:
        if isinstance(form, FileForm):
            return _to_file(source, target, form, dtype, progress)
        return _to_folder(source, target, form, dtype, progress)
    except OSError as error:
        raise OutputError(f"{target}: cannot be written: {error.strerror}") from error


def _to_folder(
    source: QuantizedCheckpoint,
    target: Path,
    form: FolderForm | None,
    dtype: str | None,
    progress: Progress,
) -> ExportRecord:
    folder = source.checkpoint
    if not isinstance(folder, CheckpointFolder):
        raise ExportError(f"{folder.path}: only folders of safetensors are exported")
    plan = plan_folder(source, form, _roles(source), dtype, progress)
    with staged_folder(target) as staging:
        write_folder(source, folder, plan, staging, progress)
        record = _record(source, staging, form.name if form else DECODED_FORM, dtype, (), progress)
        write_text(record_place(staging), record.to_json())
    return record


def _to_file(
    source: QuantizedCheckpoint,
    target: Path,
    form: FileForm,
    dtype: str | None,
    progress: Progress,
) -> ExportRecord:
    if target.is_dir():
        raise OutputError(f"{target}: is a folder; {form.name} is one file")
    total, done = sum(r * c for r, c in map(source.shape, source.matrices())), 0

    def advance(weights: int) -> None:
        nonlocal done
        done += weights
        progress("weights written", done, total)

    def decode(name: str, start: int, stop: int) -> NDArray[np.float64]:
        return exact_values(source.read_rows(name, start, stop))

    with staged_file(target) as staged:
        export = FileExport(source, decode, dtype, _tokenizer(source.checkpoint.path), advance)
        notes = form.write(staged, export)
        record = _record(source, staged, form.name, dtype, notes, progress)
    write_text(record_place(target), record.to_json())
    return record


def _record(
    source: QuantizedCheckpoint,
    written: Path,
    form: str,
    dtype: str | None,
    notes: Sequence[str],
    progress: Progress,
) -> ExportRecord:
    """Read back what was written.

    Raises:
        ExportError: if it is another network, or if weights differ though none may.
    """
    exported = open_quantized(written, source.checkpoint)
    _check_network(source, exported)
    matrices = read_back(source, exported, progress)
    for name, matrix in matrices.items():
        if dtype is None and not matrix.is_exact:
            raise ExportError(
                f"tensor {name}: {matrix.stored_as} does not hold {matrix.changed} of its weights; "
                f"with a dtype ({', '.join(DECODED_DTYPES)}) they are rounded, and the error is "
                "recorded"
            )
    return ExportRecord(form, source.checkpoint.files(), matrices, tuple(notes))


def _check_network(source: QuantizedCheckpoint, exported: QuantizedCheckpoint) -> None:
    """Refuse an export whose settings or unquantized tensors are of another network."""
    stated = exported.checkpoint.config
    config = with_dtype(source.checkpoint.config, "float32")
    for difference in compare_configs(config, with_dtype(stated, "float32")).failed:
        raise ExportError(f"{exported.checkpoint.path}: would be another network: {difference}")
    for name in source.plain():
        if name not in exported.checkpoint:
            raise ExportError(f"{exported.checkpoint.path}: tensor {name} was not written")
        values = (side.checkpoint.read(name) for side in (source, exported))
        left, right = (np.asarray(value).astype(np.float64) for value in values)
        if not np.array_equal(left, right):
            raise ExportError(f"{exported.checkpoint.path}: tensor {name} holds other numbers")


def _roles(source: QuantizedCheckpoint) -> Mapping[str, Sequence[Role]]:
    """What the matrices do, if the network is known."""
    found = quantized_architecture(source)
    return {} if isinstance(found, Unsupported) else matrix_roles(found)


def _tokenizer(folder: Path) -> Mapping[str, Any] | None:
    path = folder / TOKENIZER_FILE
    return read_json_object(path) if path.is_file() else None
