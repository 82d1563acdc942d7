"""What checks yield, one by one, to the ledger of a run."""

from __future__ import annotations

from dataclasses import dataclass

from quantcert.certificate import Finding
from quantcert.lean import CheckJob, DataModule
from quantcert.statements.norms import NormClaims
from quantcert.statements.render import PREAMBLE, GeneratedModule


@dataclass(frozen=True)
class ModuleStep:
    """A generated module that Lean is to check.

    `data` are the data modules and `parts` the generated modules that it imports; `keep` if others
    will import it; `weights` is how many weights it checks.
    """

    module: GeneratedModule
    data: tuple[DataModule, ...] = ()
    parts: tuple[GeneratedModule, ...] = ()
    keep: bool = False
    weights: int = 0

    def job(self) -> CheckJob:
        """What Lean is asked."""
        module = self.module
        definitions = [
            f"namespace {part.name}\n{part.definitions}\nend {part.name}"
            for part in (*self.parts, module)
            if part.definitions
        ]
        opened = [f"open {module.name}"] if module.definitions else []
        generated = {item.name for item in self.data} | {part.name for part in self.parts}
        return CheckJob(
            name=module.name,
            source=module.source,
            theorems={theorem.name: theorem.statement for theorem in module.theorems},
            preamble="\n".join([*PREAMBLE, *definitions, *opened]),
            imports=tuple(name for name in module.imports if name not in generated),
            data=self.data,
            requires=tuple(part.name for part in self.parts),
            keep=self.keep,
        )


@dataclass(frozen=True)
class ProvedNorms:
    """The norms of the matrix `tensor` that the theorem `theorem` states, in units of 2^-p."""

    tensor: str
    p: int
    claims: NormClaims
    theorem: str


Step = DataModule | ModuleStep | ProvedNorms | Finding
"""A written data module, a module to check, norms that a checked module states, or a number of a
written literal that is not the tensors'."""
