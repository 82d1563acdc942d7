"""Whether an export is what its record states, beside the checkpoint that it was made from."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

from quantcert.certificate import ExportedTensor, ExportEvidence, Finding, Rule
from quantcert.errors import CheckpointError, ExportError
from quantcert.export.record import ExportedMatrix, StatedRecord, read_back, read_record
from quantcert.formats import QuantizedCheckpoint, open_quantized
from quantcert.run.options import Progress


def export_evidence(
    exported: QuantizedCheckpoint, place: Path, source: Path, progress: Progress
) -> ExportEvidence:
    """Compare every weight with the source's, and what is found with the record.

    Args:
        exported: the export, as it is verified.
        place: its file or folder.
        source: the quantized checkpoint that it was made from.
        progress: see `Progress`.

    Raises:
        CheckpointError: if there is no record, or it names other files than the source's.
    """
    stated, original = read_record(place), open_quantized(source)
    files = original.checkpoint.files()
    if dict(stated.made_from) != files:
        raise CheckpointError(f"{source}: is not what {place} was made from, by its record")
    try:
        found = read_back(original, exported, progress)
    except ExportError as error:
        raise CheckpointError(f"{place}: {error}") from error
    original.checkpoint.refuse_changed()
    return ExportEvidence(
        form=stated.form,
        files=dict(sorted(files.items())),
        tensors=tuple(
            ExportedTensor(name, matrix.weights, matrix.changed, matrix.largest_error)
            for name, matrix in found.items()
        ),
        finding=next(_faults(stated, found), None),
    )


def _faults(stated: StatedRecord, found: Mapping[str, ExportedMatrix]) -> Iterator[Finding]:
    """Where the record states something else."""
    for name in sorted({*found, *stated.matrices}):
        matrix, told = found.get(name), stated.matrices.get(name)
        measured = None if matrix is None else (matrix.changed, matrix.largest_error)
        if measured != told:
            message = (
                f"tensor {name}: (changed weights, largest error) are {_shown(measured)}, its "
                f"record states {_shown(told)}"
            )
            yield Finding(Rule.EXPORT, message, name)


def _shown(pair: tuple[int, object] | None) -> str:
    return "none" if pair is None else f"({pair[0]}, {pair[1]})"
