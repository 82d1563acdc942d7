"""Whether a base computes what the original does that it was made from: compared, then proved."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from math import prod

from quantcert.certificate import Finding, RotationEvidence, TheoremEvidence
from quantcert.lean import Library, Limits, ModuleResult, ResultStore, check_modules
from quantcert.run.layer_judge import theorem_evidence
from quantcert.run.options import Progress
from quantcert.run.rotation.comparing import rotation_fault
from quantcert.run.rotation.modules import RotationModules
from quantcert.run.rotation.opening import OpenedRotation
from quantcert.scratch import scratch

RESTS_ON = (
    "The literals of both matrices, before and after, are made of the stored numbers by tested "
    "Python, as are those of the norms' factors.",
    "Tensors that are not rotated are the same in both folders, and norms whose factors are folded "
    "store ones: compared number by number by tested Python.",
    "Both networks are the same graph of operations: built from config.json by tested Python.",
    "The matrices of these theorems and those of the layers' theorems are literals of the same "
    "tensors, in another order; that these are the same numbers is the work of tested Python.",
)
"""What the theorems take from outside the kernel."""


@dataclass(frozen=True)
class CheckedRotation:
    """What was found, the results of all modules, and their text by name."""

    evidence: RotationEvidence
    results: tuple[ModuleResult, ...]
    sources: Mapping[str, str]


@dataclass(frozen=True)
class RotationRun:
    """How a rotation is checked."""

    library: Library
    store: ResultStore | None
    jobs: int
    limits: Limits
    progress: Progress

    def check(self, opened: OpenedRotation) -> CheckedRotation:
        """Compare all tensors and have the kernel rotate the original's matrices.

        Raises:
            CheckpointError: for a tensor that cannot be read, or files that change meanwhile.
        """
        fault = rotation_fault(opened)
        if fault is not None:
            return CheckedRotation(_evidence(opened, (), fault), (), {})
        with scratch() as folder:
            modules, results = RotationModules(opened, folder), []
            total = 1 + len(list(opened.turned))
            for result in check_modules(
                self.library,
                (step.job() for step in modules.steps()),
                self.jobs,
                self.limits,
                self.store,
            ):
                results.append(result)
                self.progress("rotated matrices", len(results), total)
        opened.original.refuse_changed()
        by_name = {result.name: result for result in results}
        theorems = [
            theorem
            for module, tensor in modules.modules
            for theorem in theorem_evidence(module, by_name[module.name], tensor)
        ]
        sources = {module.name: module.source for module, _ in modules.modules}
        return CheckedRotation(_evidence(opened, tuple(theorems)), tuple(results), sources)


def _evidence(
    opened: OpenedRotation, theorems: tuple[TheoremEvidence, ...], fault: Finding | None = None
) -> RotationEvidence:
    shapes = {tensor: opened.base.info(tensor).shape for _, tensor, _ in opened.turned}
    refused = next((theorem.finding for theorem in theorems if theorem.finding is not None), None)
    return RotationEvidence(
        files=dict(sorted(opened.original.files().items())),
        residual=opened.residual,
        tensors=tuple(shapes),
        weights=sum(prod(shape) for shape in shapes.values()),
        rests_on=RESTS_ON,
        theorems=theorems,
        finding=fault or refused,
    )
