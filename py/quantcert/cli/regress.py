"""`quantcert regress`: is a certificate as strong as a committed baseline?"""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from typing import Annotated

import typer

from quantcert.certificate import Certificate
from quantcert.certificate.decode import open_certificate
from quantcert.cli._numbers import number
from quantcert.cli._report import standard_output
from quantcert.cli._run import finish
from quantcert.errors import BaselineError, ExitCode
from quantcert.outputs import check_writable, write_text
from quantcert.regression.baseline import Baseline, Tolerance, baseline_of, read_baseline, to_text
from quantcert.regression.compare import Factors, changes
from quantcert.regression.outcome import Outcome


def regress(
    certificate: Annotated[Path, typer.Argument(metavar="CERTIFICATE", help="A certificate.json.")],
    baseline: Annotated[
        Path, typer.Option(metavar="FILE", help="The baseline, a file that --update writes.")
    ],
    update: Annotated[
        bool,
        typer.Option(
            "--update",
            metavar="",
            help="Write the baseline anew from the certificate, and show what changes. Its "
            "tolerances are kept. The same certificate gives the same bytes.",
        ),
    ] = False,
    tolerance: Annotated[
        str,
        typer.Option(
            metavar="X",
            help="Share by which any bound may be wider, where the baseline's own tolerances say "
            "nothing, such as 0.01.",
        ),
    ] = "0",
    time_factor: Annotated[
        str | None,
        typer.Option(metavar="X", help="Largest allowed multiple of the baseline's time."),
    ] = None,
    memory_factor: Annotated[
        str | None,
        typer.Option(metavar="X", help="Largest allowed multiple of the baseline's memory."),
    ] = None,
    costs: Annotated[
        bool,
        typer.Option(
            "--costs",
            metavar="",
            help="With --update: note time and memory of the run too, which differ from machine to "
            "machine.",
        ),
    ] = False,
    json_file: Annotated[
        Path | None, typer.Option("--json", metavar="FILE", help="Write the differences as JSON.")
    ] = None,
    verbose: Annotated[
        bool,
        typer.Option("--verbose", "-v", metavar="", help="Name every place of each difference."),
    ] = False,
    quiet: Annotated[
        bool, typer.Option("--quiet", "-q", metavar="", help="Print the last line alone.")
    ] = False,
) -> None:
    """Say in what a certificate is weaker than a baseline: the gate for continuous integration.

    Weaker is a missing theorem, another statement, another definition under it, a further axiom, a
    wider bound, a worse verdict, less coverage, a further or changed assumption, a looser
    requirement, evidence that rests on less. docs/regression.md lists the rules.

    Exit code: 0 nothing is weaker, or the baseline was written; 1 something is; 2 could not run.
    """
    rule = Tolerance("*", number(tolerance, "--tolerance"))
    factors = Factors(
        _factor(time_factor, "--time-factor"), _factor(memory_factor, "--memory-factor")
    )

    def run() -> ExitCode:
        for file in (json_file, baseline if update else None):
            if file is not None:
                check_writable(file)
        found, _ = open_certificate(certificate)
        if not update and not baseline.exists():
            raise BaselineError(f"{baseline}: is not there; --update writes it")
        before = read_baseline(baseline) if baseline.exists() else None
        _check_costs(before, factors, baseline)
        after = _new(found, before, costs)
        loose = before and replace(before, tolerances=(*before.tolerances, rule))
        outcome = Outcome(found.model, changes(loose or after, after, factors))
        if update:
            write_text(baseline, to_text(after))
        if json_file is not None:
            write_text(json_file, outcome.to_json())
        _print(outcome, f"Written: {baseline}" if update else "", verbose, quiet)
        return ExitCode.ACCEPTED if update or outcome.accepted else ExitCode.REJECTED

    finish(run)


def _factor(text: str | None, option: str) -> Fraction | None:
    return None if text is None else number(text, option)


def _check_costs(before: Baseline | None, factors: Factors, file: Path) -> None:
    asked = factors.time is not None or factors.memory is not None
    if asked and (before is None or before.cost is None):
        raise BaselineError(
            f"{file}: holds no time and memory to compare with; --update --costs notes them"
        )


def _new(found: Certificate, before: Baseline | None, costs: bool) -> Baseline:
    """The baseline that the certificate gives, with the tolerances of the earlier one."""
    if before is None:
        return baseline_of(found, costs=costs)
    return baseline_of(found, before.tolerances, costs or before.cost is not None)


def _print(outcome: Outcome, written: str, verbose: bool, quiet: bool) -> None:
    medium = standard_output()
    lines = [] if quiet else list(outcome.lines(verbose))[:-1]
    for line in [*lines, written or outcome.conclusion]:
        typer.echo(medium.shown(line))
