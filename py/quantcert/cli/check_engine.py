"""`quantcert check-engine`: an engine's logits beside certified ones."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from quantcert.cli._numbers import number
from quantcert.cli._report import standard_output
from quantcert.cli._run import finish
from quantcert.errors import ExitCode
from quantcert.kernels import compare_results
from quantcert.numbers import upper
from quantcert.run.engine.certified import CertifiedPrompt, certified_prompt
from quantcert.run.engine.compare import EnginePosition, compare_logits
from quantcert.run.engine.reading import GoldenLogits, read_golden, read_logits

_WORDS = {True: "yes", False: "NO", None: "undecided"}


class Network(StrEnum):
    """The network whose golden logits are taken."""

    INTEGER = "integer"
    ORIGINAL = "original"
    QUANTIZED = "quantized"


def check_engine(
    golden: Annotated[
        Path,
        typer.Argument(
            metavar="GOLDEN",
            help="Logits that --golden has written, or a folder of export-kernel.",
        ),
    ],
    logits: Annotated[
        Path,
        typer.Argument(
            metavar="LOGITS",
            help="The engine's logits [positions, vocabulary], .npy or safetensors; of an "
            "encoder its last hidden states [positions, dim]; of the integer program also its "
            "integers, .npy; of a kernel its results [vectors, rows], .npy or int64 in .bin.",
        ),
    ],
    slack: Annotated[
        str, typer.Option(metavar="X", help="What is allowed beyond the tolerances, such as 1e-3.")
    ] = "0",
    network: Annotated[
        Network, typer.Option(help="The network that the engine runs.")
    ] = Network.QUANTIZED,
    certificate: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE",
            help="The certificate.json of the run that wrote GOLDEN: other logits are refused. "
            "Without it GOLDEN is believed as it stands.",
        ),
    ] = None,
    quiet: Annotated[
        bool, typer.Option("--quiet", "-q", metavar="", help="Print the last line alone.")
    ] = False,
) -> None:
    """Say whether an engine's logits are within tolerance and slack of certified ones.

    Numbers are compared exactly; results of a kernel must be equal. With --certificate the golden
    logits must be those of one of its prompts, which their digest tells.

    Exit code: 0 all are within, 1 some are not, 2 a file could not be read or is not certified.
    """
    allowed = number(slack, "--slack")
    if golden.is_dir() and (allowed or certificate is not None):
        given = "--slack" if allowed else "--certificate"
        raise typer.BadParameter("a kernel's results have none", param_hint=given)

    def run() -> ExitCode:
        if golden.is_dir():
            return _kernel(golden, logits)
        source = None if certificate is None else certified_prompt(golden, certificate)
        certified = read_golden(golden, network)
        found = read_logits(logits, certified.mids.shape, certified.unit)
        positions = compare_logits(certified, found, allowed)
        medium = standard_output()
        if not quiet:
            table = _table(positions, network, certified.chooses)
            Console(width=medium.width, no_color=not medium.colour).print(table)
        conclusion = _conclusion(positions, certified, slack)
        typer.echo(medium.shown(f"{conclusion}; {_standing(source)}"))
        outside = any(position.outside for position in positions)
        return ExitCode.REJECTED if outside else ExitCode.ACCEPTED

    finish(run)


def _kernel(folder: Path, results: Path) -> ExitCode:
    """Compare results of a kernel, which have no tolerance."""
    found = compare_results(folder, results)
    if found.first is None:
        typer.echo(f"EQUAL: all {found.results} results are the golden ones")
        return ExitCode.ACCEPTED
    vector, row = found.differing[0]
    typer.echo(
        f"DIFFERENT: {len(found.differing)} of {found.results} results; the first is vector "
        f"{vector}, row {row}: {found.first[0]}, should be {found.first[1]}"
    )
    return ExitCode.REJECTED


def _table(positions: list[EnginePosition], network: Network, chooses: bool) -> Table:
    """A line for each position; what is beyond tolerances is rounded upward."""
    told = "Logits" if chooses else "Vectors"
    table = Table(title=f"{told} of an engine and of the {network} network")
    headings = ["position", "token", "outside", "beyond tolerance"]
    for heading in (*headings, *(["next", "engine's", "same"] if chooses else [])):
        table.add_column(heading, justify="left" if heading == "same" else "right")
    for p in positions:
        beyond = upper(p.excess, 3) if p.excess > 0 else "-"
        tokens = ("-" if token is None else str(token) for token in (p.golden, p.engine))
        chosen = (*tokens, _WORDS[p.agrees]) if chooses else ()
        table.add_row(str(p.position), str(p.token), str(p.outside), beyond, *chosen)
    return table


def _standing(source: CertifiedPrompt | None) -> str:
    """What stands behind the golden logits."""
    if source is None:
        return "the golden logits are believed as they stand: no --certificate"
    line, verdict = source.prompt.line, source.prompt.verdict
    return f"the golden logits are certified: line {line}, {verdict}, digest {source.digest}"


def _conclusion(positions: list[EnginePosition], golden: GoldenLogits, slack: str) -> str:
    count, numbers = golden.mids.size, "logits" if golden.chooses else "entries of vectors"
    outside = sum(position.outside for position in positions)
    same = sum(position.agrees is True for position in positions)
    known = sum(position.golden is not None for position in positions)
    tokens = f"; the next token is the certified one at {same} of {known} positions that decide it"
    told = tokens if golden.chooses else ""
    if not outside:
        return f"WITHIN: all {count} {numbers} are within tolerance + {slack}{told}"
    enough = upper(max(position.excess for position in positions))
    return (
        f"OUTSIDE: {outside} of {count} {numbers} are beyond tolerance + {slack}, a slack of "
        f"{enough} would hold them all{told}"
    )
