"""The checks of the theorems about the whole network, once every layer's are asked for.

If the bounds of all matrices are proved, and the layers' literals are still there, the theorems are
applied to the checkpoint's own numbers, so that nothing about weights is left to assume.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from quantcert.lean import DataModule
from quantcert.run.ledger import LedgerEntry, listing_sha256
from quantcert.run.network_plan import NetworkPlan
from quantcert.run.open import NetworkInputs
from quantcert.run.steps import ModuleStep, Step
from quantcert.statements.checkpoint import checkpoint_module
from quantcert.statements.render import GeneratedModule
from quantcert.statements.vectors import VECTOR_DATA, vector_module


@dataclass(frozen=True)
class NetworkChecks:
    """The checks of a planned network.

    `data` is the data module of its vectors, `layers` the ledger's entries of its matrices, if
    the theorems are to be applied to them, and `input_sha256` digests what all numbers come from.
    """

    network: NetworkInputs
    plan: NetworkPlan
    data: DataModule
    layers: Sequence[LedgerEntry]
    input_sha256: Mapping[str, str]

    def steps(self) -> Iterator[Step]:
        """Vectors, then the theorems for each assumption, then these applied to the checkpoint."""
        yield self.data
        vectors = vector_module(self.plan.vectors, {VECTOR_DATA: listing_sha256(self.data)})
        yield ModuleStep(vectors, (self.data,), keep=True)
        for model in self.plan.models:
            yield ModuleStep(model.module, keep=self.plan.linked)
        if self.plan.linked:
            yield self._checkpoint(vectors)

    def _checkpoint(self, vectors: GeneratedModule) -> ModuleStep:
        plan = self.plan
        data = [*(data for entry in self.layers for data in entry.data), self.data]
        parts = [
            *(module for entry in self.layers for module in entry.modules),
            vectors,
            *(model.module for model in plan.models),
        ]
        names = [*(item.name for item in data), *(part.name for part in parts)]
        module = checkpoint_module(
            self.network.architecture,
            [matrix.proved for matrix in plan.matrices if matrix.proved],
            plan.vectors,
            plan.models,
            plan.after_norms,
            [*_of_library(parts), *names],
            self.input_sha256,
        )
        return ModuleStep(module, tuple(data), tuple(parts))


def _of_library(parts: Sequence[GeneratedModule]) -> list[str]:
    """The library modules that these import: what their definitions are made of."""
    names = dict.fromkeys(name for part in parts for name in part.imports)
    return [name for name in names if name.startswith("QuantCert.")]
