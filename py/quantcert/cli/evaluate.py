"""`quantcert evaluate`: how well a quantized model does what its original does, on a text."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.table import Table

from quantcert.cli._run import finish, progress_bar
from quantcert.errors import CalibrationError, ExitCode
from quantcert.forward.choices import ChoiceQuality
from quantcert.outputs import write_text
from quantcert.report.quality import figure_texts
from quantcert.run.choices import evaluate_choices
from quantcert.run.options import EVALUATED_TOKENS
from quantcert.run.quality import QualityOptions, QualityResult, evaluate_quality
from quantcert.run.text_quality import WINDOW_TOKENS, figures


def evaluate(
    checkpoint: Annotated[
        Path, typer.Argument(metavar="CHECKPOINT", help="Quantized checkpoint, a folder or a file.")
    ],
    base: Annotated[
        Path, typer.Option(metavar="FOLDER", help="Original checkpoint it was made from.")
    ],
    text: Annotated[
        Path | None, typer.Option(metavar="FILE", help="UTF-8 text that both read.")
    ] = None,
    choices: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE",
            help="Questions that both answer: a JSON object in each line, with `question`, "
            "`choices` (texts that may follow it) and `answer` (the number of the right one).",
        ),
    ] = None,
    tokens: Annotated[
        int, typer.Option(metavar="N", min=2, help="Tokens from the text's beginning.")
    ] = EVALUATED_TOKENS,
    length: Annotated[
        int,
        typer.Option(
            "--length", "-n", metavar="N", min=2, help="Tokens of a window; each starts afresh."
        ),
    ] = WINDOW_TOKENS,
    json_out: Annotated[
        Path | None, typer.Option("--json", metavar="FILE", help="Write the figures as JSON.")
    ] = None,
    quiet: Annotated[
        bool, typer.Option("--quiet", "-q", metavar="", help="No progress bar.")
    ] = False,
) -> None:
    """Measure how alike a quantized model and its original behave on a text.

    Of next tokens: Kullback-Leibler divergence, agreement, perplexities. Of a model of sentences,
    whose lines the text has: cosines of embeddings, and rank correlation of similarities. Of
    questions: the share of right answers, by the probability of each answer's text. Nothing of this
    is proved; `verify-model` proves bounds.
    """

    def run() -> ExitCode:
        if text is None and choices is None:
            raise CalibrationError("nothing to measure on: give --text FILE or --choices FILE")
        figures: dict[str, Any] = {}
        with progress_bar(quiet) as progress:
            if text is not None:
                options = QualityOptions(checkpoint, base, text, tokens, length, progress)
                result = evaluate_quality(options)
                figures |= asdict(result)
            if choices is not None:
                answers = evaluate_choices(checkpoint, base, choices, progress)
                figures |= asdict(answers)
        if json_out is not None:
            write_text(json_out, json.dumps(figures, indent=2) + "\n")
        if text is not None:
            _print(checkpoint, text, result)
        if choices is not None:
            _print_choices(checkpoint, choices, answers.choices)
        return ExitCode.ACCEPTED

    finish(run)


def _print(checkpoint: Path, text: Path, result: QualityResult) -> None:
    table = _table(f"{checkpoint.name} on {result.tokens:,} tokens of {text.name} (measured)")
    table.add_row("bits stored for a quantized weight", f"{result.stored_bits:.3f}", "")
    for figure in figures(result.quality):
        table.add_row(figure.name, *figure_texts(figure))
    Console().print(table)


def _print_choices(checkpoint: Path, file: Path, found: ChoiceQuality) -> None:
    table = _table(f"{checkpoint.name} on {found.questions} questions of {file.name}")
    table.add_row("right answers by guessing", f"{found.chance:.1%}", "")
    for name, value in (
        ("right answers, original", found.accuracy),
        ("right answers, quantized", found.quantized_accuracy),
        ("quantized less original", found.difference),
        ("same answer", found.same_choice),
    ):
        table.add_row(name, f"{value.mean:.1%}", f"{value.error:.1%}")
    Console().print(table)
    typer.echo(f"{found.caution}.")


def _table(title: str) -> Table:
    table = Table(title=title)
    table.add_column("figure")
    table.add_column("value", justify="right")
    table.add_column("± standard error", justify="right")
    return table
