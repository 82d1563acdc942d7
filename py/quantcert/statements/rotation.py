"""Theorems about a rotated original: a module for each matrix, and one for the network."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from quantcert.literals.turned import FactorNumbers, TurnedNumbers
from quantcert.models.net import Architecture
from quantcert.statements.model_terms import net_term
from quantcert.statements.naming import label
from quantcert.statements.render import (
    GeneratedModule,
    render_module,
    render_text,
    render_theorem,
)

ROTATION_DATA_IMPORT = "QuantCert.Spec.Prompt.Columns"
FACTOR_DATA = "Data.RotationFactors"
NETWORK_MODULE = "Proofs.Rotation"
_PAIR_IMPORTS = ("QuantCert.Cert.Rotation.Blocks",)
_NETWORK_IMPORTS = ("QuantCert.Cert.Rotation.Network",)
_CHAIN = 2048
"""Numbers of a chain: the kernel descends into all of them when it reads one."""

_PART_NUMBERS = 1024
"""What the kernel computes with so many numbers is forgotten before the next ones."""


@dataclass(frozen=True)
class TurnedPair:
    """A matrix of the network, original and rotated.

    Attributes:
        number: of the matrix in the network.
        tensor: that stores it.
        vector: number of the vector whose entries are folded into its columns, if any.
        bits: digits of the original are below `2**bits`.
        original: as it was.
        rotated: as it is stored.
    """

    number: int
    tensor: str
    vector: int | None
    bits: int
    original: TurnedNumbers
    rotated: TurnedNumbers

    @property
    def module(self) -> str:
        """The module of its theorem."""
        return f"Proofs.R{self.number:03d}{label(self.tensor)}"

    @property
    def data(self) -> str:
        """The module of its literals."""
        return self.module.replace("Proofs.", "Data.", 1)

    @property
    def literals(self) -> dict[str, tuple[bytes, ...]]:
        """The chains of numbers, by the full name of each: those of both matrices in turn."""
        return {
            f"{self.data}.{kind}{chain}": made.numbers[start : start + _CHAIN]
            for chain, start in enumerate(range(0, len(self.original.numbers), _CHAIN))
            for kind, made in (("original", self.original), ("rotated", self.rotated))
        }


def factor_literal(vector: int) -> str:
    """The literal of the factors that are vector `vector` of the network."""
    return f"{FACTOR_DATA}.vector{vector}"


def factor_term(vector: int, factors: FactorNumbers) -> str:
    """`FactorNumbers` in Lean."""
    return f"⟨{factors.scale}, {factors.offset}, {factor_literal(vector)}⟩"


def pair_module(
    pair: TurnedPair, factors: FactorNumbers | None, sha256: Mapping[str, str]
) -> GeneratedModule:
    """The module of a matrix. `sha256` are digests of what it is made from, by name."""
    folded = "none"
    if pair.vector is not None and factors is not None:
        folded = f"(some {factor_term(pair.vector, factors)})"
    count, own = pair.original.blocks.count, pair.original.blocks.numbers
    step = max(1, _PART_NUMBERS // own)
    parts = [(first, min(step, count - first)) for first in range(0, count, step)]
    facts = {"factors": folded, "count": count, "bits": pair.bits, "parts": parts}
    data = [pair.data, *([] if pair.vector is None else [FACTOR_DATA])]
    chains = range(len(pair.literals) // 2)
    numbers = {
        "original": pair.original, "rotated": pair.rotated, "data": pair.data, "chains": chains
    }  # fmt: skip
    return render_module(
        pair.module,
        f"{pair.module.partition('.')[2]}, rotated",
        sha256,
        (*_PAIR_IMPORTS, *data),
        render_text("turned_pair.lean.j2", numbers),
        [render_theorem("blocks-turned", pair.module, facts)],
    )


def network_module(
    architecture: Architecture,
    pairs: Sequence[TurnedPair],
    folds: Mapping[int, FactorNumbers],
    sha256: Mapping[str, str],
) -> GeneratedModule:
    """The module of the network. `folds` are the vectors that are folded, by number."""
    facts = {
        "folds": {number: factor_term(number, factors) for number, factors in folds.items()},
        "pairs": pairs,
        "nets": [net_term(block.net, None) for block in architecture.blocks],
    }
    data = [*(pair.data for pair in pairs), *([FACTOR_DATA] if folds else [])]
    return render_module(
        NETWORK_MODULE,
        "a rotated original computes what its original does",
        sha256,
        (*_PAIR_IMPORTS, *_NETWORK_IMPORTS, *data, *(pair.module for pair in pairs)),
        render_text("rotation.lean.j2", facts),
        [render_theorem("rotated-network", NETWORK_MODULE, {"pairs": pairs})],
    )
