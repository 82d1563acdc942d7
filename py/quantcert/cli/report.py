"""`quantcert report`: a certificate in the forms that people and other tools read."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from quantcert.cli._run import finish
from quantcert.errors import ExitCode, OutputError
from quantcert.outputs import check_writable, staged_file
from quantcert.report.formats import FORMATS, Format
from quantcert.report.source import Source, open_source

_DEFAULT = "table"
_FORMS = "; ".join(f"{form.name}: {form.told}" for form in FORMATS.values())


def report(
    certificate: Annotated[Path, typer.Argument(metavar="CERTIFICATE", help="A certificate.json.")],
    html: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Write the HTML page to a file.")
    ] = None,
    pdf: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="Write pages to print and file (needs the extra `pdf`)."),
    ] = None,
    output_format: Annotated[
        str | None,
        typer.Option(
            "--format",
            metavar="NAME",
            help=f"Which form is printed, or written to --output. {_FORMS}. [default: {_DEFAULT}]",
            show_default=False,
        ),
    ] = None,
    output: Annotated[
        Path | None,
        typer.Option("--output", "-o", metavar="FILE", help="Where --format is written."),
    ] = None,
) -> None:
    """Give a certificate in the forms that people and other tools read.

    All of them say the same and need nothing but the certificate. It is refused if it was edited
    or concludes what does not follow from its evidence; the checkpoint is not looked at.
    """
    if output_format is not None and output_format not in FORMATS:
        allowed = ", ".join(FORMATS)
        raise typer.BadParameter(f"is {output_format!r}, allowed: {allowed}", param_hint="--format")
    if output is not None and output_format is None:
        raise typer.BadParameter("needs --format", param_hint="--output")

    def run() -> ExitCode:
        source = open_source(certificate)
        wanted: list[tuple[Format, Path | None]] = []
        for name, file in (("html", html), ("pdf", pdf)):
            if file is not None:
                wanted.append((FORMATS[name], file))
        if output_format is not None or not wanted:
            wanted.append((FORMATS[output_format or _DEFAULT], output))
        _give(source, wanted)
        return ExitCode.ACCEPTED if source.certificate.accepted else ExitCode.REJECTED

    finish(run)


def _give(source: Source, wanted: list[tuple[Format, Path | None]]) -> None:
    """Write or print each form. Raises OutputError before any work if a file cannot be written."""
    for form, target in wanted:
        if target is not None:
            check_writable(target)
        elif form.binary and sys.stdout.isatty():
            raise OutputError(f"{form.name} is not for a terminal: give --output FILE")
    for form, target in wanted:
        content = form.render(source)
        if target is None:
            typer.echo(content, nl=False)
        else:
            with staged_file(target) as staged:
                staged.write_bytes(content)
            typer.echo(f"Written: {target}", err=True)
