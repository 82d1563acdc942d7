"""`quantize-model`: write a copy of a checkpoint in a few bits a weight."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import Annotated

import typer

from quantcert.cli._run import finish, progress_bar
from quantcert.containers import open_checkpoint
from quantcert.errors import ExitCode, QuantizeError
from quantcert.formats import default_target, open_quantized, targets
from quantcert.formats.bits import mean_bits
from quantcert.numbers import upper
from quantcert.quantizer import (
    Effort,
    Recipe,
    Rule,
    make_choice,
    quantize_by_recipe,
    read_recipe,
    with_budget,
)
from quantcert.quantizer.importance import read_importance, write_importance
from quantcert.quantizer.moments import Squares
from quantcert.quantizer.text import calibration_windows, shipped_text

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
            metavar="ORIGINAL", help="Checkpoint folder with tensors of floats, 16 to 64 bits."
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
            "what matters to its next tokens is kept. best: more rounds. FILE: a recipe file "
            "(TOML) that gives layers formats of their own. By default `default` with --text or "
            "--bits-per-weight, else fast.",
        ),
    ] = None,
    text: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE",
            help="UTF-8 text that the original reads, best of the kind that it is used for. "
            "By default a short one that comes with the package.",
        ),
    ] = None,
    bits_per_weight: Annotated[
        float | None,
        typer.Option(
            metavar="BITS",
            min=2,
            max=8,
            help="What a weight may take on average, scales included: each matrix gets the grid "
            "that makes the best of it, in place of --format.",
        ),
    ] = None,
    importance: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE",
            help="Importance file of llama.cpp: weighs columns where `fast` searches scales.",
        ),
    ] = None,
    save_importance: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE", help="Write the importance of columns as a file that llama.cpp reads."
        ),
    ] = None,
    keep: Annotated[
        Path | None,
        typer.Option(
            metavar="FOLDER",
            help="Where finished matrices are kept: the same command goes on there if it was "
            "interrupted.",
        ),
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
        given = _Given(recipe, format_name, group_size, bits_per_weight, text)
        wanted = _with_ignored(_recipe(given), ignore or [])
        reads = wanted.effort is not Effort.FAST
        if reads and importance is not None:
            raise QuantizeError(f"recipe {wanted.effort} finds importance itself: no --importance")
        if not reads and save_importance is not None:
            raise QuantizeError("recipe fast reads no text that shows importance")
        weights = read_importance(importance, open_checkpoint(original)) if importance else None
        seen: dict[str, Squares] = {}
        source = text or shipped_text()
        windows = calibration_windows(original, source, tokens, length) if reads else ()
        with progress_bar(quiet) as progress:
            quantize_by_recipe(
                original,
                out,
                wanted,
                windows,
                lambda done, total, name: progress("quantized weights", done, total),
                lambda done, total: progress("windows through blocks", done, total),
                keep,
                weights,
                seen,
            )
        if save_importance is not None:
            write_importance(save_importance, open_checkpoint(original), seen)
        _tell(out)
        return ExitCode.ACCEPTED

    finish(run)


@dataclass(frozen=True)
class _Given:
    """The options that say how."""

    recipe: str | None
    format_name: str | None
    group_size: int | None
    bits_per_weight: float | None
    text: Path | None


def _recipe(given: _Given) -> Recipe:
    """What the options ask for. Raises QuantizeError for options that do not go together."""
    chosen = given.format_name is not None or given.group_size is not None
    if chosen and given.bits_per_weight is not None:
        raise QuantizeError("--bits-per-weight chooses formats, so --format cannot be given")
    if given.recipe is None or given.recipe in list(Effort):
        reads = given.text is not None or given.bits_per_weight is not None
        effort = Effort(given.recipe or (Effort.DEFAULT if reads else Effort.FAST))
        found = Recipe(effort, make_choice(given.format_name or _DEFAULT, given.group_size))
    elif chosen:
        raise QuantizeError(f"{given.recipe}: a recipe file says formats, --format cannot be given")
    else:
        found = read_recipe(Path(given.recipe))
    if found.effort is Effort.FAST and given.text is not None:
        raise QuantizeError("recipe fast reads no text")
    if given.bits_per_weight is None:
        return found
    return with_budget(found, given.bits_per_weight)


def _with_ignored(recipe: Recipe, patterns: list[str]) -> Recipe:
    ignored = tuple(Rule(pattern, None) for pattern in patterns)
    return replace(recipe, rules=(*ignored, *recipe.rules))


def _tell(out: Path) -> None:
    quantized = open_quantized(out)
    shapes = [quantized.shape(name) for name in quantized.matrices()]
    weights = sum(rows * columns for rows, columns in shapes)
    formats = sorted({quantized.scheme(name).format for name in quantized.matrices()})
    typer.echo(
        f"{out}: {len(shapes)} matrices, {weights:,} weights, {', '.join(formats)}, "
        f"{upper(mean_bits(quantized))} bits per weight with scales and zero-points"
    )


def main() -> None:
    """Entry point of the command."""
    app()
