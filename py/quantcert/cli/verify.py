"""`verify-model`: prove what a quantized checkpoint's files say, and write the evidence."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import replace
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import typer

from quantcert import api
from quantcert.certificate.compare import differences, read_certificate
from quantcert.certificate.encode import json_pieces
from quantcert.cli._activation_bits import ActivationBits
from quantcert.cli._cluster_options import Cluster, Recheck, Seed, checker_of
from quantcert.cli._forms import check_forms, write_forms
from quantcert.cli._lean_options import CORES, Jobs, Lean, LeanChoice, ToolchainDigest
from quantcert.cli._level import BaseLevel
from quantcert.cli._prompt_options import (
    Bits,
    Budget,
    DryRun,
    Golden,
    IntegerPrompts,
    MostWeights,
    Prompts,
    check_prompt_options,
    print_plan,
)
from quantcert.cli._report import (
    not_reproduced,
    print_report,
    standard_output,
)
from quantcert.cli._run import finish, progress_bar
from quantcert.cli.plan import announce_long
from quantcert.errors import ExitCode
from quantcert.formats import default_target
from quantcert.outputs import check_replaceable, default_folder
from quantcert.report.medium import Medium
from quantcert.report.model import Report
from quantcert.report.source import Source
from quantcert.run.options import EVALUATED_TOKENS, MOST_WEIGHTS, Level, VerifyOptions

_SHOWN_DIFFERENCES = 20

app = typer.Typer(add_completion=False, rich_markup_mode="markdown")


class OutputFormat(StrEnum):
    """What is printed on standard output."""

    table = "table"
    json = "json"
    summary = "summary"


@app.command(
    epilog="Exit code: 0 accepted, 1 some layer or theorem rejected, 2 could not run. "
    f"Example: `verify-model minilm-{default_target().name} --base minilm --requirements need.toml`"
)
def verify_model(
    checkpoint: Annotated[
        Path,
        typer.Argument(
            metavar="CHECKPOINT",
            help="Quantized checkpoint: a folder of config.json and safetensors, or a file; "
            "docs/formats.md lists the formats.",
        ),
    ],
    base: Annotated[
        Path | None,
        typer.Option(
            metavar="FOLDER",
            help="Original checkpoint it was made from. Without it only structure is proved "
            "(sizes, code ranges, no accumulator overflow), nothing about the error.",
        ),
    ] = None,
    requirements: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE",
            help="TOML file with tolerances per layer pattern, input ranges and the accumulator. "
            "Without it the shipped default applies and is labelled as such.",
        ),
    ] = None,
    out: Annotated[
        Path | None,
        typer.Option(
            metavar="FOLDER",
            help="Folder for certificate.json, report.html and the generated proofs. What an "
            "earlier run wrote for the same checkpoint is replaced as a whole; anything else is "
            "refused. [default: proofs_gen/CHECKPOINT]",
            show_default=False,
        ),
    ] = None,
    level: Annotated[
        BaseLevel,
        typer.Option(
            help="weights: the kernel checks every weight. rows: faster and weaker, the theorems "
            "rest on row sums computed by Python."
        ),
    ] = BaseLevel.weights,
    network: Annotated[
        bool,
        typer.Option(
            metavar="",
            help="Add theorems about the whole model: how the layers' errors travel from block to "
            "block to its output. For a BASE whose config.json names a known architecture; of "
            "others the report says why there are none.",
        ),
    ] = True,
    gram: Annotated[
        bool,
        typer.Option(
            metavar="",
            help="Bound operator norms by Gram matrices that the kernel computes: about four "
            "times sharper than by row and column sums, and several times slower.",
        ),
    ] = False,
    region: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE",
            help="Ranges of the original's activations, a file that calibrate-model writes; adds "
            "the theorems about the whole model for that region. They assume the ranges and say "
            "nothing outside them.",
        ),
    ] = None,
    rotated_from: Annotated[
        Path | None,
        typer.Option(
            metavar="FOLDER",
            help="The original that BASE was made from by `quantcert rotate`: the kernel rotates "
            "its matrices, compares them with those of BASE, and a theorem says that both networks "
            "compute the same.",
        ),
    ] = None,
    exported_from: Annotated[
        Path | None,
        typer.Option(
            metavar="PATH",
            help="The quantized checkpoint that CHECKPOINT is an export of: how far each matrix is "
            "rounded is measured, compared with the export's record, and stands in the "
            "certificate.",
        ),
    ] = None,
    prompts: Prompts = None,
    golden: Golden = None,
    most_weights: MostWeights = MOST_WEIGHTS,
    bits: Bits = None,
    budget: Budget = None,
    integer_prompts: IntegerPrompts = None,
    activation_bits: ActivationBits = 16,
    evaluate: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE",
            help="UTF-8 text on which both networks are measured as `quantcert evaluate` does; the "
            "figures stand in certificate and report as measured.",
        ),
    ] = None,
    evaluate_tokens: Annotated[
        int,
        typer.Option(metavar="N", min=2, help="Tokens of that text, from its beginning."),
    ] = EVALUATED_TOKENS,
    dry_run: DryRun = False,
    lean: Lean = LeanChoice.auto,
    toolchain_digest: ToolchainDigest = None,
    jobs: Jobs = CORES,
    cluster: Cluster = None,
    recheck: Recheck = None,
    seed: Seed = None,
    output_format: Annotated[
        OutputFormat,
        typer.Option(
            "--format",
            help="Print a table, the certificate as JSON, or what the table shows as JSON.",
        ),
    ] = OutputFormat.table,
    reuse: Annotated[
        bool,
        typer.Option(
            metavar="",
            help="Take the compiled library and the results of unchanged modules from the cache. "
            "--no-reuse believes nothing that was there before, and takes a minute longer.",
        ),
    ] = True,
    reproduce: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE",
            help="An earlier certificate.json. The run is rejected unless it reproduces every "
            "claim of it: inputs, statements, definitions, axioms, bounds, verdicts.",
        ),
    ] = None,
    sarif: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="Write failures and vacuous bounds as SARIF 2.1.0."),
    ] = None,
    junit: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="Write a test case for each layer and theorem as JUnit."),
    ] = None,
    export_data: Annotated[
        bool,
        typer.Option(
            "--export-data",
            metavar="",
            help="Write the literals as Lean source too (about 20 bytes a weight: for small "
            "models), with the library, so that `lake build` in the folder checks it all.",
        ),
    ] = False,
    verbose: Annotated[
        bool,
        typer.Option("--verbose", "-v", metavar="", help="Print every layer and every detail."),
    ] = False,
    quiet: Annotated[
        bool,
        typer.Option(
            "--quiet", "-q", metavar="", help="No progress, and of the table its last line alone."
        ),
    ] = False,
) -> None:
    """Turn a quantized checkpoint into theorems, have the Lean kernel check them, and report.

    Each quantized matrix gets its own theorems: how far its outputs can be from the original's
    for all inputs in the required range, that its integer kernel cannot overflow, and that its
    packed arrays have the sizes they must have. The verdicts are PROVED, PROVED-VACUOUS (true
    but useless: a layer of zeros would do as well), FAILED (with a witness) and UNPROVED.

    The whole model gets theorems as well, block by block. A vacuous bound of a block or of the
    whole model is no pass, and leaves the decision to the layers; a theorem about them that the
    kernel does not accept rejects.

    With --prompts theorems say which next tokens both networks choose on these texts, and how far
    their logits, distributions and perplexities are apart, with nothing assumed. They decide as
    the layers do, and so do the logits of --integer-prompts.
    """
    if region is not None and (base is None or not network):
        missing = "--base" if base is None else "--network"
        raise typer.BadParameter(f"needs {missing}", param_hint="--region")
    if evaluate is not None and base is None:
        raise typer.BadParameter("needs --base", param_hint="--evaluate")
    if rotated_from is not None and base is None:
        raise typer.BadParameter("needs --base", param_hint="--rotated-from")
    about_prompts = {"--budget": budget, "--dry-run": dry_run}
    check_prompt_options(prompts, base, about_prompts, golden, integer_prompts)
    checker = checker_of(cluster, recheck, seed, reuse)

    def run() -> ExitCode:
        if dry_run and prompts is not None and base is not None:
            print_plan(checkpoint, base, prompts, most_weights, jobs)
            return ExitCode.ACCEPTED
        expected = None if reproduce is None else read_certificate(reproduce)
        target = out or default_folder(Path("proofs_gen"), checkpoint)
        further = {"sarif": sarif, "junit": junit}
        check_forms(further)
        if reproduce is not None:
            check_replaceable(target, checkpoint, [reproduce])
        options = VerifyOptions(
            checkpoint=checkpoint,
            base=base,
            requirements=requirements,
            out=target,
            wanted_level=Level(level.value),
            region=region,
            network=network,
            rotated_from=rotated_from,
            exported_from=exported_from,
            prompts=prompts,
            golden=golden,
            most_weights=most_weights,
            prompt_bits=bits,
            budget=budget,
            integer_prompts=integer_prompts,
            activation_bits=activation_bits,
            evaluate=evaluate,
            evaluate_tokens=evaluate_tokens,
            gram=gram,
            lean=lean.value,
            toolchain_digest=toolchain_digest,
            jobs=jobs,
            reuse=reuse,
            export_data=export_data,
            command=command_line(sys.argv[1:]),
        )
        if not quiet:
            announce_long(options, cluster)
        with progress_bar(quiet) as progress:
            outcome = api.run(replace(options, progress=progress), checker)
        write_forms(Source(outcome.certificate, outcome.document), further)
        reproduced = expected is None or _reproduces(outcome.document, expected)
        shown = outcome.report if reproduced else not_reproduced(outcome.report)
        _print(shown, outcome.document, output_format, target, standard_output(verbose), quiet)
        accepted = outcome.certificate.accepted and reproduced
        return ExitCode.ACCEPTED if accepted else ExitCode.REJECTED

    finish(run)


def command_line(arguments: Sequence[str]) -> tuple[str, ...]:
    """The command that was run, by the name that takes these arguments."""
    single = list(arguments[:1]) != ["verify"]
    return ("verify-model" if single else "quantcert", *arguments)


def _print(
    report: Report,
    document: dict[str, Any],
    output_format: OutputFormat,
    out: Path,
    medium: Medium,
    quiet: bool,
) -> None:
    """Print what was asked for; of a table the conclusion is the last line, and all if `quiet`."""
    if output_format is OutputFormat.json:
        for piece in json_pieces(document, ascii_only=not medium.unicode):
            typer.echo(piece, nl=False)
        return
    if output_format is OutputFormat.table and quiet:
        typer.echo(medium.shown(report.conclusion.words))
        return
    if output_format is OutputFormat.table:
        typer.echo(medium.shown(f"Written: {out}/certificate.json, report.html, Proofs/"))
    print_report(report, output_format.value, medium)


def _reproduces(document: dict[str, Any], expected: dict[str, Any]) -> bool:
    """Whether no claim differs; tells on standard error."""
    found = differences(document, expected)
    for line in found[:_SHOWN_DIFFERENCES]:
        typer.echo(f"differs {line}", err=True)
    if len(found) > _SHOWN_DIFFERENCES:
        typer.echo(f"and {len(found) - _SHOWN_DIFFERENCES} more", err=True)
    typer.echo("the certificate is " + ("not reproduced" if found else "reproduced"), err=True)
    return not found


def main() -> None:
    """Entry point of the command."""
    app()
