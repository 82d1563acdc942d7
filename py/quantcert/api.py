"""The package as a library: what the commands do, without their command lines.

    import quantcert

    quantcert.quantize("minilm", "minilm-small", group_size=64)
    certificate = quantcert.verify("minilm-small", base="minilm", out="evidence")
    print(certificate.accepted, [layer.tensor for layer in certificate.layers])

A verdict is data; an exception means that the work could not be done.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from os import PathLike
from pathlib import Path
from typing import Any, Literal

from quantcert.certificate import Certificate
from quantcert.certificate.encode import json_pieces, streamed_document
from quantcert.cluster import ClusterOptions, cluster_checker
from quantcert.export.lake_project import write_lake_project
from quantcert.formats import default_target
from quantcert.lean.toolchain import Choice
from quantcert.models.assumption import Assumption
from quantcert.outputs import (
    check_apart,
    check_replaceable,
    staged_folder,
    write_marker,
    write_pieces,
    write_text,
)
from quantcert.quantizer import quantize_checkpoint
from quantcert.report.build import build_report
from quantcert.report.model import Report
from quantcert.report.renderings import write_reports
from quantcert.run.command import verify_command
from quantcert.run.options import (
    EVALUATED_TOKENS,
    MOST_WEIGHTS,
    Level,
    Progress,
    VerifyOptions,
    silent,
)
from quantcert.run.verify import Checker, verify_checkpoint

File = str | PathLike[str]


@dataclass(frozen=True)
class VerifyOutcome:
    """What a run gives: the certificate, as a JSON document too, and the report of it.

    What there is of each layer is made when it is asked for; see `streamed_document`.
    """

    certificate: Certificate
    document: dict[str, Any]
    report: Report


def verify(
    checkpoint: File,
    base: File | None = None,
    requirements: File | None = None,
    *,
    out: File | None = None,
    level: Literal["weights", "rows"] = "weights",
    region: File | None = None,
    assumptions: Sequence[Assumption] = (),
    network: bool = True,
    prompts: File | None = None,
    golden: File | None = None,
    most_weights: int = MOST_WEIGHTS,
    integer_prompts: File | None = None,
    activation_bits: Literal[8, 16] = 16,
    evaluate: File | None = None,
    evaluate_tokens: int = EVALUATED_TOKENS,
    rotated_from: File | None = None,
    exported_from: File | None = None,
    norms: bool = False,
    gram: bool = False,
    lean: Choice = "auto",
    toolchain_digest: str | None = None,
    jobs: int = 2,
    reuse: bool = True,
    export_data: bool = False,
    cluster: str | None = None,
    recheck: Fraction | str = Fraction(0),
    progress: Progress = silent,
) -> Certificate:
    """Turn a quantized checkpoint into theorems and have the Lean kernel check them.

        certificate = verify("minilm-small", base="minilm", out="evidence")

    Args:
        checkpoint: folder of the quantized checkpoint.
        base: folder of its original; without it only structure is proved.
        requirements: TOML file; without it the shipped default applies.
        out: folder for certificate.json, the reports and the generated proofs; replaced as a whole.
            Without it nothing is written.
        level: "weights" if the kernel shall check every weight, "rows" if theorems may rest on row
            sums computed by Python.
        region: file of ranges of the original's activations, for theorems about that region.
        assumptions: further assumptions about inputs, each for theorems of its own.
        network: whether theorems about the whole model are added where it is known.
        prompts: file of prompts on which both networks are compared.
        golden: folder for certified logits of all prompts; replaced as a whole.
        most_weights: of a network that prompts are put to.
        integer_prompts: file of prompts for the integer program, whose logits are proved.
        activation_bits: of that program's activations.
        evaluate: a text on which both networks are measured, nothing of which is proved.
        evaluate_tokens: of that text, from its beginning.
        rotated_from: folder of the original that the base was made from by a rotation, for the
            theorem that both compute the same.
        exported_from: the quantized checkpoint that the checkpoint is an export of.
        norms: whether norms of matrices that no network uses are proved, too.
        gram: whether operator norms are bounded by Gram matrices.
        lean: "embedded", "lake" or whichever is there.
        toolchain_digest: SHA-256 that Lean's shared library must have; None for a pinned one.
        jobs: Lean processes at a time.
        reuse: whether the compiled library and results of unchanged modules are taken from a cache.
        export_data: whether literals are written as Lean source too, for small models.
        cluster: a Dask scheduler that distributes the work: its address, "local:N" or its file.
        recheck: of a cluster's results, the share that the kernel of this machine replays.
        progress: called with a stage's name, what is done of it and its total.

    Raises:
        QuantCertError: for what cannot be used or run; a rejection is no error but a verdict.
    """
    options = VerifyOptions(
        checkpoint=Path(checkpoint),
        base=_path(base),
        requirements=_path(requirements),
        out=_path(out),
        wanted_level=Level(level),
        lean=lean,
        toolchain_digest=toolchain_digest,
        jobs=jobs,
        reuse=reuse,
        export_data=export_data,
        norms=norms,
        gram=gram,
        region=_path(region),
        assumptions=tuple(assumptions),
        network=network,
        prompts=_path(prompts),
        golden=_path(golden),
        most_weights=most_weights,
        integer_prompts=_path(integer_prompts),
        activation_bits=activation_bits,
        evaluate=_path(evaluate),
        evaluate_tokens=evaluate_tokens,
        rotated_from=_path(rotated_from),
        exported_from=_path(exported_from),
        progress=progress,
    )
    checker = None
    if cluster is not None:
        checker = cluster_checker(ClusterOptions(cluster, recheck=Fraction(recheck)))
    return run(replace(options, command=verify_command(options)), checker).certificate


def run(options: VerifyOptions, checker: Checker | None = None) -> VerifyOutcome:
    """What `verify` does, given its options; a `checker` may be that of a cluster.

    Raises QuantCertError for what cannot be used, run or written.
    """
    check_apart(options.out, options.golden)
    for folder in (options.out, options.golden):
        if folder is not None:
            check_replaceable(folder, options.checkpoint, options.read)
    if options.golden is None:
        return _run(options, checker)
    with staged_folder(options.golden) as staging:
        write_marker(staging, options.checkpoint)
        return _run(replace(options, golden=staging), checker)


def _run(options: VerifyOptions, checker: Checker | None) -> VerifyOutcome:
    verified = verify_checkpoint(options, checker)
    document = streamed_document(verified.certificate)
    report = build_report(verified.certificate, document["digest"])
    outcome = VerifyOutcome(verified.certificate, document, report)
    if options.out is not None:
        _write(options.out, options, outcome, verified.sources)
    return outcome


def quantize(
    original: File,
    out: File,
    *,
    format: str | None = None,
    group_size: int = 128,
    progress: Callable[[int, int, str], None] | None = None,
) -> None:
    """Write a quantized copy of a checkpoint.

        quantize("minilm", "minilm-small", group_size=64)

    Args:
        original: folder with config.json and safetensors of floating-point tensors.
        out: new folder for the quantized checkpoint.
        format: one of `quantcert.formats.targets()`; None for the default.
        group_size: columns that share a scale.
        progress: called with the weights done, their total, and a tensor's name.

    Raises:
        QuantCertError: for a checkpoint that cannot be read or quantized, or a folder that cannot
            be written.
    """
    name = default_target().name if format is None else format
    quantize_checkpoint(Path(original), Path(out), name, group_size, progress)


def _path(file: File | None) -> Path | None:
    return None if file is None else Path(file)


def _write(
    out: Path, options: VerifyOptions, outcome: VerifyOutcome, sources: Mapping[str, str]
) -> None:
    """Write all outputs beside their folder and rename."""
    with staged_folder(out) as staging:
        write_marker(staging, options.checkpoint)
        for name, source in sources.items():
            write_text(staging / (name.replace(".", "/") + ".lean"), source)
        if options.export_data:
            write_lake_project(staging, sources)
        write_pieces(staging / "certificate.json", json_pieces(outcome.document))
        write_reports(outcome.report, staging)
