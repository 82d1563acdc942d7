"""The modules that Lean must check for one layer, and what else is known when it has."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Protocol

from quantcert.certificate import Evidence, Finding
from quantcert.lean import CheckJob, DataModule, ModuleResult
from quantcert.run.plan import LayerPlan
from quantcert.statements.catalogue import (
    ROW_IMPORTS,
    STRUCTURE_IMPORTS,
    layer_module,
    row_theorems,
)
from quantcert.statements.render import PREAMBLE, GeneratedModule


class LayerWork(Protocol):
    """The checks of one layer.

    `plan` is what was known before; `evidence` what the layer's theorems rest on; `modules` the
    generated modules so far, the layer's own last; `literal_sha256` digests of data modules;
    `module_weights` how many weights each module checks, by module name; `data_sources` the
    text of data modules, if it was asked for.
    """

    plan: LayerPlan
    evidence: Evidence
    modules: list[GeneratedModule]
    literal_sha256: dict[str, str]
    module_weights: dict[str, int]
    data_sources: dict[str, str]

    def jobs(self) -> Iterator[CheckJob]:
        """The checks to run, made one by one; the last one is the layer's own module."""

    def witness(self, results: Mapping[str, ModuleResult]) -> Finding | None:
        """The first number that refutes a check that was rejected, if there is one."""

    def close(self) -> None:
        """Delete what was written for the checks."""


class RowWork:
    """A layer whose bounds rest on measured row sums; its theorems need no data."""

    def __init__(self, plan: LayerPlan) -> None:
        """State the theorems. Raises ValueError for a layer planned without an original."""
        if plan.claim is None:
            raise ValueError(f"{plan.layer.tensor} was planned without an original")
        self.plan = plan
        self.evidence = Evidence.ROWS
        self.literal_sha256: dict[str, str] = {}
        theorems = [*row_theorems(plan.layer, plan.claim), *plan.structure]
        self.module_weights = {plan.layer.module: plan.layer.weights}
        self.data_sources: dict[str, str] = {}
        self.modules = [layer_module(plan.layer, ROW_IMPORTS + STRUCTURE_IMPORTS, theorems)]

    def jobs(self) -> Iterator[CheckJob]:
        """The layer's module."""
        yield check_job(self.modules[0])

    def witness(self, results: Mapping[str, ModuleResult]) -> Finding | None:
        """None: a rejected module holds no number that could be shown."""
        return None

    def close(self) -> None:
        """Nothing was written."""


def check_job(
    module: GeneratedModule,
    data: Sequence[DataModule] = (),
    parts: Sequence[GeneratedModule] = (),
    keep: bool = False,
) -> CheckJob:
    """What Lean is asked about a generated module.

    `data` are the data modules and `parts` the generated modules that it imports; `keep` if
    others will import it.
    """
    definitions = [
        f"namespace {part.name}\n{part.definitions}\nend {part.name}"
        for part in (*parts, module)
        if part.definitions
    ]
    opened = [f"open {module.name}"] if module.definitions else []
    generated = {item.name for item in data} | {part.name for part in parts}
    return CheckJob(
        name=module.name,
        source=module.source,
        theorems={theorem.name: theorem.statement for theorem in module.theorems},
        preamble="\n".join([*PREAMBLE, *definitions, *opened]),
        imports=tuple(name for name in module.imports if name not in generated),
        data=tuple(data),
        requires=tuple(part.name for part in parts),
        keep=keep,
    )
