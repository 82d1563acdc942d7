"""What the kernel alone takes: weights in big numbers, and weights one by one."""

from __future__ import annotations

import statistics
import tempfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from quantcert.containers import Checkpoint
from quantcert.errors import LeanError
from quantcert.exact import row_errors, spread, to_int64
from quantcert.formats import QuantizedCheckpoint
from quantcert.lean import CheckJob, Library, Limits, Outcome
from quantcert.lean.paths import module_path
from quantcert.lean.process.calls import Replay
from quantcert.lean.process.run import Run
from quantcert.lean.process.runners import RunnerPool
from quantcert.models.layouts import pair_layouts
from quantcert.pairing.original import Original
from quantcert.requirements import load_requirements
from quantcert.run.layer_plan import plan_layer
from quantcert.run.layer_roles import layer_roles
from quantcert.run.layer_scan import layers
from quantcert.run.steps import ModuleStep
from quantcert.run.weight_checks import weight_checks

_PLAIN_IMPORT = "QuantCert.Cert.Weights.Naive"
_PLAIN_ROWS = 4


@dataclass(frozen=True)
class Rate:
    """Weights, the kernel's seconds for them on one core, and the bytes that hold them.

    `total_seconds` also counts what precedes the kernel: starting, importing and elaborating.
    """

    weights: int
    kernel_seconds: float
    total_seconds: float
    data_bytes: int = 0

    @property
    def per_second(self) -> float:
        """Weights that the kernel checks in a second on one core."""
        return self.weights / self.kernel_seconds


def chunk_rate(
    library: Library, quantized: QuantizedCheckpoint, base: Checkpoint, repeats: int
) -> Rate:
    """The rate of the checks of the first part (some two million weights) of the largest matrix."""
    requirements = load_requirements(None)
    roles = layer_roles(pair_layouts(quantized, base).known, quantized.matrices(), requirements)
    layer = max(
        layers(quantized, Original(base), roles), key=lambda layer: layer.rows * layer.columns
    )
    plan = plan_layer(quantized, base, layer, requirements)
    checks = weight_checks(plan)
    try:
        found = next(step for step in checks.steps() if isinstance(step, ModuleStep))
        job = found.job()
        size = sum(data.path.stat().st_size for data in job.data)
        kernel, total = _seconds(library, job, repeats)
        return Rate(found.weights, kernel, total, size)
    finally:
        checks.folder.close()


def plain_rate(
    library: Library, quantized: QuantizedCheckpoint, base: Checkpoint, repeats: int
) -> Rate:
    """The rate of the obvious check, one list element a weight, on some rows of the last matrix."""
    name = quantized.matrices()[-1]
    weights, matrix = (
        base.read_rows(name, 0, _PLAIN_ROWS),
        quantized.read_rows(name, 0, _PLAIN_ROWS),
    )
    errors = row_errors(weights, matrix)
    numbers = (
        to_int64(weights, errors.p),
        spread(to_int64(matrix.scales, errors.p), matrix),
        matrix.codes,
        spread(matrix.zero_points, matrix),
    )
    lists = [
        _plain_list(zip(*(part[row].tolist() for part in numbers), strict=True))
        for row in range(_PLAIN_ROWS)
    ]
    job = _plain_job(lists, max(errors.max_abs), errors.sum_abs)
    kernel, total = _seconds(library, job, repeats)
    return Rate(weights.size, kernel, total)


def _plain_list(weights: Iterable[tuple[int, ...]]) -> str:
    """A list of `PlainWeight`s: weight, scale, code and zero-point of each."""
    return ", ".join(f"⟨{', '.join(map(str, weight))}⟩" for weight in weights)


def _plain_job(lists: Sequence[str], max_error: int, sums: Sequence[int]) -> CheckJob:
    """A module that checks lists of weights."""
    lines = ["prelude", f"import {_PLAIN_IMPORT}", "namespace Proofs.Plain", "open QuantCert"]
    lines.append("set_option maxRecDepth 100000")
    for row, (text, bound) in enumerate(zip(lists, sums, strict=True)):
        lines.append(f"theorem row{row} : PlainRowHolds {max_error} {bound} [{text}] :=")
        lines.append("  checkPlainRow_sound (by decide +kernel)")
    lines.append("end Proofs.Plain\n")
    return CheckJob("Proofs.Plain", "\n".join(lines), {}, imports=(_PLAIN_IMPORT,))


def _seconds(library: Library, job: CheckJob, repeats: int) -> tuple[float, float]:
    """Medians for a job: seconds in the kernel, and those including compilation.

    A replay's seconds less those of a module without declarations are the kernel's.
    """
    empty = CheckJob("Proofs.Empty", f"prelude\nimport {job.imports[0]}\n", {}, imports=job.imports)
    with (
        RunnerPool(library.toolchain, 1) as runners,
        tempfile.TemporaryDirectory(prefix="quantcert-") as folder,
    ):
        timed, idle = (_Compiled(library, each, runners, Path(folder)) for each in (job, empty))
        full = statistics.median(timed.replay().seconds for _ in range(repeats))
        start = statistics.median(idle.replay().seconds for _ in range(repeats))
    return full - start, timed.compiled.seconds + full


class _Compiled:
    """A compiled module, to be handed to the kernel again and again."""

    def __init__(self, library: Library, job: CheckJob, runners: RunnerPool, folder: Path) -> None:
        self.runners = runners
        source = module_path(folder, job.name, ".lean")
        source.parent.mkdir(parents=True, exist_ok=True)
        source.write_text(job.source)
        olean = source.with_suffix(".olean")
        new = (*(data.path for data in job.data), olean)
        self.request = Replay(tuple(library.closure(job.imports)), new)
        roots = [library.path, *{data.root for data in job.data}]
        self.compiled = _succeeded(
            runners.compile(
                source,
                olean,
                folder,
                roots,
                Limits(),
                options=["debug.skipKernelTC=true"] if runners.replays else [],
            )
        )

    def replay(self) -> Run:
        """Have the kernel check the module and its data."""
        return _succeeded(self.runners.replay(self.request, Limits()))


def _succeeded(run: Run) -> Run:
    """The run itself. Raises LeanError if Lean did not accept."""
    if run.outcome is not Outcome.OK:
        raise LeanError(run.reason)
    return run
