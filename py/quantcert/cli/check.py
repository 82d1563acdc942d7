"""`quantcert check`: a certificate verified again from the files that it names by digest."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer

from quantcert import api
from quantcert.certificate.decode import open_certificate
from quantcert.cli._lean_options import CORES, Jobs, Lean, LeanChoice, ToolchainDigest
from quantcert.cli._report import standard_output
from quantcert.cli._run import finish, progress_bar
from quantcert.errors import ExitCode
from quantcert.run.again import Again, Places, compared, options_again, other_inputs
from quantcert.scratch import scratch

_SHOWN = 20


def check(
    certificate: Annotated[Path, typer.Argument(metavar="CERTIFICATE", help="A certificate.json.")],
    checkpoint: Annotated[
        Path, typer.Argument(metavar="CHECKPOINT", help="The quantized checkpoint it is about.")
    ],
    base: Annotated[
        Path | None, typer.Option(metavar="FOLDER", help="The original, if it names one.")
    ] = None,
    region: Annotated[
        Path | None, typer.Option(metavar="FILE", help="The file of ranges, if it names one.")
    ] = None,
    prompts: Annotated[
        Path | None, typer.Option(metavar="FILE", help="The file of prompts, if it names one.")
    ] = None,
    integer_prompts: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE", help="The file of prompts of the integer program, if it names one."
        ),
    ] = None,
    rotated_from: Annotated[
        Path | None,
        typer.Option(
            metavar="FOLDER", help="The original that the base was rotated from, if it names one."
        ),
    ] = None,
    exported_from: Annotated[
        Path | None,
        typer.Option(
            metavar="PATH", help="The quantized checkpoint that was exported, if it names one."
        ),
    ] = None,
    lean: Lean = LeanChoice.auto,
    toolchain_digest: ToolchainDigest = None,
    jobs: Jobs = CORES,
    reuse: Annotated[
        bool,
        typer.Option(
            metavar="",
            help="Take results of unchanged modules from this user's cache. --no-reuse believes "
            "nothing that was there before.",
        ),
    ] = True,
    verbose: Annotated[
        bool, typer.Option("--verbose", "-v", metavar="", help="Print every difference.")
    ] = False,
    quiet: Annotated[
        bool, typer.Option("--quiet", "-q", metavar="", help="Print the last line alone.")
    ] = False,
) -> None:
    """Verify a certificate again: what an independent person runs who was handed one.

    The files are compared with the digests in it, everything is read and proved again as it was
    asked for then (requirements are taken from the certificate), and every claim is compared:
    statements, definitions, axioms, bounds, verdicts. Names of folders and versions of the tool
    may differ, and are told.

    Exit code: 0 every claim is reproduced, 1 one is not, or the files are others, 2 could not run.
    """
    places = Places(checkpoint, base, region, prompts, rotated_from, exported_from, integer_prompts)

    def run() -> ExitCode:
        claimed, expected = open_certificate(certificate)
        wrong = list(other_inputs(claimed, places))
        if wrong:
            return _refuse(wrong, verbose, quiet)
        with progress_bar(quiet) as progress, scratch() as folder:
            options = options_again(
                claimed, places, folder,
                lean=lean.value, toolchain_digest=toolchain_digest, jobs=jobs, reuse=reuse,
                command=("quantcert", "check"), progress=progress,
            )  # fmt: skip
            outcome = api.run(options)
        found = compared(outcome.document, expected)
        _tell(found, verbose, quiet)
        return _conclude(found, "accepted" if claimed.accepted else "rejected")

    finish(run)


def _refuse(wrong: list[str], verbose: bool, quiet: bool) -> ExitCode:
    """The files are others."""
    _lines([] if quiet else wrong, "other file", verbose)
    _say(f"NOT CHECKED: {len(wrong)} inputs are not those of the certificate")
    return ExitCode.REJECTED


def _tell(found: Again, verbose: bool, quiet: bool) -> None:
    if not quiet:
        _lines(found.notes, "note", verbose)
        _lines(found.claims, "differs", verbose)


def _conclude(found: Again, verdict: str) -> ExitCode:
    if found.reproduced:
        _say(f"REPRODUCED: every claim of the certificate, which is {verdict}")
        return ExitCode.ACCEPTED
    _say(f"NOT REPRODUCED: {len(found.claims)} claims differ")
    return ExitCode.REJECTED


def _lines(lines: Sequence[str], word: str, verbose: bool) -> None:
    shown = lines if verbose else lines[:_SHOWN]
    for line in shown:
        _say(f"{word} {line}")
    if len(lines) > len(shown):
        _say(f"and {len(lines) - len(shown)} more")


def _say(text: str) -> None:
    typer.echo(standard_output().shown(text))
