"""`quantize-model`: write a copy of a checkpoint in a few bits a weight."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path
from typing import Annotated

import typer

from quantcert.cli._run import finish, progress_bar
from quantcert.errors import ExitCode, QuantizeError
from quantcert.formats import default_target, open_quantized, targets
from quantcert.numbers import upper
from quantcert.quantizer import (
    Effort,
    Recipe,
    Rule,
    make_choice,
    quantize_by_recipe,
    read_recipe,
)
from quantcert.quantizer.text import calibration_windows

app = typer.Typer(add_completion=False, rich_markup_mode="markdown")


_DEFAULT = default_target().name
_FORMATS = ". ".join(f"{name}: {target.summary}" for name, target in targets().items())


@app.command(
    epilog="Exit code: 0 written, 2 could not run. "
    f"Example: `quantize-model minilm minilm-{_DEFAULT} --format {_DEFAULT} --text news.txt`"
)
def quantize_model(
    original: Annotated[
        Path,
        typer.Argument(
            metavar="ORIGINAL", help="Checkpoint folder with float32, float16 or bfloat16 tensors."
        ),
    ],
    out: Annotated[
        Path, typer.Argument(metavar="OUT", help="New folder for the quantized checkpoint.")
    ],
    format_name: Annotated[
        str | None,
        typer.Option(
            "--format",
            metavar="FORMAT",
            autocompletion=lambda: list(targets()),
            help=f"{_FORMATS}. By default {_DEFAULT}.",
        ),
    ] = None,
    group_size: Annotated[
        int | None,
        typer.Option(
            metavar="N",
            min=2,
            help="Columns that share a scale; even. A ragged end is allowed. "
            "By default the format's own.",
        ),
    ] = None,
    recipe: Annotated[
        str | None,
        typer.Option(
            metavar="|".join(Effort) + "|FILE",
            help="fast: each weight is rounded to nearest. default: the original reads a text, and "
            "what the inputs of its layers make matter is kept. FILE: a recipe file (TOML) that "
            "gives layers formats of their own. By default `default` with --text, else fast.",
        ),
    ] = None,
    text: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="UTF-8 text that the original reads."),
    ] = None,
    tokens: Annotated[
        int, typer.Option(metavar="N", min=1, help="Tokens from the text's beginning.")
    ] = 8192,
    length: Annotated[
        int, typer.Option("--length", "-n", metavar="N", min=1, help="Tokens of a window.")
    ] = 512,
    ignore: Annotated[
        list[str] | None,
        typer.Option(metavar="PATTERN", help="Matrices that are left as they are. Repeatable."),
    ] = None,
    quiet: Annotated[
        bool, typer.Option("--quiet", "-q", metavar="", help="No progress bar.")
    ] = False,
) -> None:
    """Quantize the floating-point matrices of a checkpoint.

    Scales and zero-points are stored beside the codes, other tensors and files are copied. Prove
    the result with `verify-model OUT --base ORIGINAL`, measure it with `quantcert evaluate`.
    """

    def run() -> ExitCode:
        wanted = _recipe(recipe, format_name, group_size, ignore or [], text)
        windows = calibration_windows(original, text, tokens, length) if text else ()
        with progress_bar(quiet) as progress:
            quantize_by_recipe(
                original,
                out,
                wanted,
                windows,
                lambda done, total, name: progress("quantized weights", done, total),
            )
        _tell(out)
        return ExitCode.ACCEPTED

    finish(run)


def _recipe(
    name: str | None,
    format_name: str | None,
    group_size: int | None,
    ignore: list[str],
    text: Path | None,
) -> Recipe:
    """What the options ask for. Raises QuantizeError for options that do not go together."""
    named = name is None or name in list(Effort)
    if named:
        effort = Effort(name or (Effort.DEFAULT if text else Effort.FAST))
        found = Recipe(effort, make_choice(format_name or _DEFAULT, group_size))
    elif format_name is not None or group_size is not None:
        raise QuantizeError(f"{name}: a recipe file says formats, so --format cannot be given")
    else:
        found = read_recipe(Path(str(name)))
    if (found.effort is Effort.FAST) != (text is None):
        needs = "reads no text" if text else "needs a text: give --text FILE"
        raise QuantizeError(f"recipe {found.effort} {needs}")
    ignored = tuple(Rule(pattern, None) for pattern in ignore)
    return Recipe(found.effort, found.choice, (*ignored, *found.rules))


def _tell(out: Path) -> None:
    quantized = open_quantized(out)
    shapes = [quantized.shape(name) for name in quantized.matrices()]
    weights = sum(rows * columns for rows, columns in shapes)
    stored = sum(info.nbytes for name in quantized.matrices() for info in quantized.stored(name))
    formats = sorted({quantized.scheme(name).format for name in quantized.matrices()})
    typer.echo(
        f"{out}: {len(shapes)} matrices, {weights:,} weights, {', '.join(formats)}, "
        f"{upper(Fraction(8 * stored, weights))} bits per weight with scales and zero-points"
    )


def main() -> None:
    """Entry point of the command."""
    app()
