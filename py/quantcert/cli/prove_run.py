"""`quantcert prove-run`: what the integer program of a checkpoint computes of a text, proved."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated

import typer

from quantcert.certificate.encode import to_json
from quantcert.cli._activation_bits import ActivationBits
from quantcert.cli._numbers import number
from quantcert.cli._report import standard_output
from quantcert.cli._run import finish, progress_bar
from quantcert.cli._text_options import Text, Tokens, given_tokens
from quantcert.errors import ExitCode
from quantcert.formats import open_quantized
from quantcert.forward.text import find_tokenizer, text_tokens
from quantcert.integer import build_program
from quantcert.integer.build import network_of
from quantcert.lean import ResultStore, build_library, find_toolchain
from quantcert.outputs import write_text
from quantcert.run.engine.golden import check_golden_place
from quantcert.run.integer.document import KIND, RunAbout, conclusion, run_document, verdict
from quantcert.run.integer.golden import write_run_golden
from quantcert.run.integer.prove import ProvedRun, RunProver
from quantcert.run.options import MOST_WEIGHTS
from quantcert.run.prompt.networks import open_prompt, refuse_large
from quantcert.run.prompt.outputs import check_document_place
from quantcert.run.prompt.precision import MOST_BITS

_SHOWN = 5
_FEWEST_BITS = 16


def prove_run(
    checkpoint: Annotated[
        Path, typer.Argument(metavar="CHECKPOINT", help="Quantized checkpoint, folder or file.")
    ],
    tokens: Tokens = None,
    text: Text = None,
    base: Annotated[
        Path | None,
        typer.Option(
            metavar="FOLDER", help="Prove as well how far it is from this original checkpoint."
        ),
    ] = None,
    max_logit_error: Annotated[
        str | None,
        typer.Option(metavar="X", help="With --base: no logit may differ by more."),
    ] = None,
    bits: Annotated[
        int | None,
        typer.Option(
            metavar="N",
            min=_FEWEST_BITS,
            max=MOST_BITS,
            help="Fraction bits of enclosures, with --base. [default: as many as are needed]",
        ),
    ] = None,
    activation_bits: ActivationBits = 16,
    json_file: Annotated[
        Path | None, typer.Option("--json", metavar="FILE", help="Write the result as JSON.")
    ] = None,
    golden: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE",
            help="Write the logits as safetensors for `quantcert check-engine`, with --base also "
            "how far those of both networks in real numbers are from them.",
        ),
    ] = None,
    most_weights: Annotated[
        int,
        typer.Option(metavar="N", min=1, help="Refuse a network with more weights than this."),
    ] = MOST_WEIGHTS,
    jobs: Annotated[
        int, typer.Option("--jobs", "-j", metavar="N", min=1, help="Lean processes at a time.")
    ] = os.cpu_count() or 1,
    reuse: Annotated[
        bool, typer.Option(metavar="", help="Take results of unchanged modules from the cache.")
    ] = True,
    quiet: Annotated[
        bool, typer.Option("--quiet", "-q", metavar="", help="Print the last line alone.")
    ] = False,
) -> None:
    """Prove the logits of the integer program after a text, and the token that it chooses.

    The program computes with integers alone, so that its logits are the same numbers everywhere.
    The kernel computes them again, operation by operation. With --base it encloses the original and
    the quantized network in real numbers on the same text, and compares. Several texts, a
    certificate and a report: verify-model --integer-prompts.

    Exit code: 0 the logits are proved, and as near as is asked, 1 they are not, 2 could not run.
    """
    allowed = None if max_logit_error is None else number(max_logit_error, "--max-logit-error")
    if base is None and (allowed is not None or bits is not None):
        raise typer.BadParameter("needs --base", param_hint="--max-logit-error, --bits")
    numbers = given_tokens(tokens, text)

    def run() -> ExitCode:
        if json_file is not None:
            check_document_place(json_file, KIND)
        if golden is not None:
            check_golden_place(golden)
        inputs = None if base is None else open_prompt(checkpoint, base, most_weights)
        quantized = open_quantized(checkpoint) if inputs is None else inputs.quantized
        refuse_large(checkpoint, network_of(quantized), most_weights)
        about = RunAbout(quantized, build_program(quantized, activation_bits), inputs, allowed)
        asked = numbers if numbers is not None else _read(text or "", about)
        with progress_bar(quiet) as progress:
            library = build_library(
                find_toolchain(),
                jobs,
                lambda done, total, name: progress("Lean library", done, total),
            )
            store = ResultStore(library) if reuse else None
            prover = RunProver(library, store, jobs, progress=progress)
            proved = _proved(prover, about, asked, bits)
        about.refuse_changed()
        if json_file is not None:
            write_text(json_file, to_json(run_document(about, library, proved)))
        if golden is not None and proved.accepted:
            write_run_golden(golden, proved, about.files(), about.rests_on(), library)
        _print(about, proved, quiet)
        return ExitCode.ACCEPTED if verdict(about, proved) == "PROVED" else ExitCode.REJECTED

    finish(run)


def _proved(
    prover: RunProver, about: RunAbout, tokens: tuple[int, ...], bits: int | None
) -> ProvedRun:
    if about.inputs is None:
        return prover.prove(about.program, tokens)
    return prover.prove_beside(about.inputs, about.program, tokens, bits)


def _read(text: str, about: RunAbout) -> tuple[int, ...]:
    folder = about.quantized.checkpoint.path
    tokenizer = find_tokenizer(folder if folder.is_dir() else folder.parent)
    return text_tokens(tokenizer, text, about.program.sizes.positions)


def _print(about: RunAbout, proved: ProvedRun, quiet: bool) -> None:
    medium = standard_output()
    if not quiet and proved.accepted:
        logits = proved.logits[-1]
        ranked = sorted(range(len(logits)), key=lambda token: -logits[token])
        for token in ranked[:_SHOWN]:
            value = logits[token] / (1 << proved.unit)
            typer.echo(f"- token {token}: {logits[token]} / 2^{proved.unit} = {value:.4f}")
    typer.echo(medium.shown(conclusion(about, proved)))
