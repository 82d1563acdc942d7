"""`quantcert export`: the same quantized model in a form that other tools read."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path
from typing import Annotated

import typer

from quantcert.cli._run import finish, progress_bar
from quantcert.errors import ExitCode
from quantcert.export.model import DECODED_FORM, export_checkpoint, form_names
from quantcert.export.record import ExportRecord
from quantcert.formats.exports import DECODED_DTYPES, forms
from quantcert.numbers import upper

_FORMS = ". ".join(f"{name}: {form.summary}" for name, form in forms().items())


def export(
    checkpoint: Annotated[
        Path, typer.Argument(metavar="CHECKPOINT", help="Folder of a quantized checkpoint.")
    ],
    out: Annotated[
        Path, typer.Argument(metavar="OUT", help="New folder, or new file of a form that is one.")
    ],
    to: Annotated[
        str,
        typer.Option(
            metavar="|".join(form_names()).upper(),
            autocompletion=form_names,
            help=f"{DECODED_FORM}: all weights decoded. {_FORMS}.",
        ),
    ],
    dtype: Annotated[
        str | None,
        typer.Option(
            metavar="|".join(DECODED_DTYPES),
            help="Round scales and decoded weights to this where it does not hold them. "
            "By default nothing is rounded.",
        ),
    ] = None,
    quiet: Annotated[
        bool, typer.Option("--quiet", "-q", metavar="", help="No progress bar.")
    ] = False,
) -> None:
    """Write the same quantized model in a form that other tools read.

    What is written is read back and compared with the checkpoint, weight by weight and exactly.
    The largest error of each matrix stands in a record beside it. Prove the result with
    `verify-model OUT --base ORIGINAL`.
    """

    def run() -> ExitCode:
        wanted = None if dtype is None else dtype.upper()
        with progress_bar(quiet) as progress:
            record = export_checkpoint(checkpoint, out, to.lower(), wanted, progress)
        _tell(out, record)
        return ExitCode.ACCEPTED

    finish(run)


def _tell(out: Path, record: ExportRecord) -> None:
    matrices = record.matrices.values()
    weights = sum(matrix.weights for matrix in matrices)
    stored = sum(matrix.bits * matrix.weights for matrix in matrices)
    kinds = ", ".join(sorted({matrix.stored_as for matrix in matrices}))
    bits = upper(Fraction(stored, weights))
    typer.echo(
        f"{out}: {len(matrices)} matrices as {kinds}, {bits} bits per weight with all scales"
    )
    changed = [matrix for matrix in matrices if not matrix.is_exact]
    if changed:
        count = sum(matrix.changed for matrix in changed)
        error = upper(max(matrix.largest_error for matrix in changed))
        typer.echo(
            f"{count:,} of {weights:,} weights of {len(changed)} matrices are rounded, by at most "
            f"{error}"
        )
    else:
        typer.echo(f"all {weights:,} weights are those of the checkpoint, exactly")
    for note in record.notes:
        typer.echo(note)
