"""`quantcert diff`: two certificates beside each other."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from quantcert.certificate.decode import open_certificate
from quantcert.cli._report import standard_output
from quantcert.cli._run import finish
from quantcert.errors import ExitCode
from quantcert.outputs import check_writable, write_text
from quantcert.report.versus.document import comparison_json
from quantcert.report.versus.pairs import versus
from quantcert.report.versus.picture import comparison_svg
from quantcert.report.versus.tables import comparison_lines, conclusion


def diff(
    first: Annotated[Path, typer.Argument(metavar="A", help="A certificate.json.")],
    second: Annotated[Path, typer.Argument(metavar="B", help="Another one.")],
    json_file: Annotated[
        Path | None, typer.Option("--json", metavar="FILE", help="Write the comparison as JSON.")
    ] = None,
    svg: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="Write a picture: two bars for each layer, as SVG."),
    ] = None,
    verbose: Annotated[
        bool,
        typer.Option("--verbose", "-v", metavar="", help="Print every layer and every detail."),
    ] = False,
    quiet: Annotated[
        bool, typer.Option("--quiet", "-q", metavar="", help="Print the last line alone.")
    ] = False,
) -> None:
    """Compare two quantizations of one original, layer by layer: bits, bounds, which is better.

    A layer is better in the certificate whose proved bound is smaller. Bounds that do not speak of
    the same are not compared: of other originals, uses or ranges of inputs.

    Exit code: 0 whichever is better, 2 could not run.
    """

    def run() -> ExitCode:
        for file in (json_file, svg):
            if file is not None:
                check_writable(file)
        found = versus(open_certificate(first)[0], open_certificate(second)[0])
        if json_file is not None:
            write_text(json_file, comparison_json(found))
        if svg is not None:
            write_text(svg, comparison_svg(found))
        medium = standard_output(verbose)
        lines = [medium.shown(conclusion(found))] if quiet else comparison_lines(found, medium)
        for line in lines:
            typer.echo(line)
        return ExitCode.ACCEPTED

    finish(run)
