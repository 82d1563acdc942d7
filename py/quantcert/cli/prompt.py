"""`quantcert prompt`: what two networks do on given tokens, proved."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from quantcert.certificate.encode import to_json
from quantcert.cli._prompt_table import bound_lines, positions_table
from quantcert.cli._report import standard_output
from quantcert.cli._run import finish, progress_bar
from quantcert.cli._text_options import Text, Tokens, given_tokens
from quantcert.errors import ExitCode
from quantcert.forward.text import find_tokenizer, text_tokens
from quantcert.lean import Library, ResultStore, build_library, find_toolchain
from quantcert.outputs import check_apart, check_replaceable, write_text
from quantcert.run.engine.golden import check_golden_place
from quantcert.run.options import MOST_WEIGHTS, Progress
from quantcert.run.prompt.document import prompt_document
from quantcert.run.prompt.golden import write_golden
from quantcert.run.prompt.networks import PromptInputs, open_prompt
from quantcert.run.prompt.outputs import check_document_place, lean_sources, write_prompt
from quantcert.run.prompt.precision import MOST_BITS
from quantcert.run.prompt.result import PromptResult, PromptVerdict
from quantcert.run.prompt.verify import PromptRun, check_tokens
from quantcert.run.prompt.words import conclusion, rests_on

_FEWEST_BITS = 16


def prompt(
    checkpoint: Annotated[
        Path, typer.Argument(metavar="CHECKPOINT", help="Quantized checkpoint, folder or file.")
    ],
    base: Annotated[
        Path, typer.Option(metavar="FOLDER", help="Original checkpoint it was made from.")
    ],
    tokens: Tokens = None,
    text: Text = None,
    bits: Annotated[
        int | None,
        typer.Option(
            metavar="N",
            min=_FEWEST_BITS,
            max=MOST_BITS,
            help="Fraction bits of the enclosures. [default: as many as decide all tokens]",
        ),
    ] = None,
    json_file: Annotated[
        Path | None, typer.Option("--json", metavar="FILE", help="Write the result as JSON.")
    ] = None,
    out: Annotated[
        Path | None,
        typer.Option(metavar="FOLDER", help="Write the Lean modules and their data as text."),
    ] = None,
    golden: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE",
            help="Write the logits with certified tolerances as safetensors, for check-engine.",
        ),
    ] = None,
    most_weights: Annotated[
        int,
        typer.Option(metavar="N", min=1, help="Refuse a network with more weights than this."),
    ] = MOST_WEIGHTS,
    jobs: Annotated[
        int, typer.Option(metavar="N", min=1, max=1024, help="Lean processes. [default: all cores]")
    ] = os.cpu_count() or 1,
    reuse: Annotated[
        bool, typer.Option(metavar="", help="Take results of unchanged modules from the cache.")
    ] = True,
    quiet: Annotated[
        bool, typer.Option("--quiet", "-q", metavar="", help="Print the last line alone.")
    ] = False,
) -> None:
    """Prove which next tokens the original and the quantized network choose on a prompt.

    Of encoders: how far the vectors of all tokens are apart, and the angle of the embeddings.
    The kernel computes enclosures of both networks after every operation, at every position.
    Nothing is assumed of activations. Meant for small models so far: time and memory grow with
    the weights of the network.

    Exit code: 0 the same token is proved at every position (of an encoder: bounds are), 1 another
    one is, or none is (UNPROVED), 2 could not run.
    """
    numbers = given_tokens(tokens, text)

    def run() -> ExitCode:
        check_apart(json_file, out, golden)
        if json_file is not None:
            check_document_place(json_file)
        if out is not None:
            check_replaceable(out, checkpoint, [checkpoint, base])
        if golden is not None:
            check_golden_place(golden)
        inputs = open_prompt(checkpoint, base, most_weights)
        asked = numbers if numbers is not None else _read(text or "", inputs, checkpoint, base)
        check_tokens(inputs.architecture, asked)
        sources: dict[str, str] = {}
        with progress_bar(quiet) as progress:
            library = _library(jobs, progress)
            store = ResultStore(library) if reuse else None
            take = (
                (lambda m, _: sources.update(lean_sources(m.jobs))) if out else (lambda m, _: None)
            )
            prompt_run = PromptRun(library, store, jobs, bits, progress=progress, take=take)
            result = prompt_run.check(inputs, asked)
        document = prompt_document(inputs, library, result)
        if json_file is not None:
            write_text(json_file, to_json(document))
        if out is not None:
            write_prompt(out, checkpoint, document, sources)
        if golden is not None and result.proved is not None:
            write_golden(golden, inputs, library, result)
        elif golden is not None:
            typer.echo(f"{golden}: not written: no logits are proved", err=True)
        _print(inputs, result, quiet)
        proved = result.verdict is PromptVerdict.PROVED
        return ExitCode.ACCEPTED if proved else ExitCode.REJECTED

    finish(run)


def _read(text: str, inputs: PromptInputs, checkpoint: Path, base: Path) -> tuple[int, ...]:
    tokenizer = find_tokenizer(checkpoint, base)
    return text_tokens(tokenizer, text, inputs.architecture.max_length)


def _library(jobs: int, progress: Progress) -> Library:
    return build_library(
        find_toolchain(), jobs, lambda done, total, name: progress("Lean library", done, total)
    )


def _print(inputs: PromptInputs, result: PromptResult, quiet: bool) -> None:
    medium = standard_output()
    if not quiet and result.proved is not None:
        Console(width=medium.width, no_color=not medium.colour).print(
            positions_table(result.proved)
        )
        for line in (*bound_lines(result), *rests_on(inputs.architecture)):
            typer.echo(medium.shown(f"- {line}"))
    typer.echo(medium.shown(conclusion(result)))
