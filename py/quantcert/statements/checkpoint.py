"""The theorems about a checkpoint as a whole: its own matrices and vectors in its model's theorems.

The theorems of `quantcert.statements.model` hold for all matrices and vectors with the stated
bounds. Here they are applied to the numbers in the files; nothing is left to assume about weights.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from quantcert.models.after_norm import AfterNormClaim, LayerAfterNorm
from quantcert.models.certificates import MatrixCert
from quantcert.models.net import Activate, Architecture, LayerNorm, MatrixUse, operations
from quantcert.statements.model import ModelTheorems
from quantcert.statements.render import (
    GeneratedModule,
    Theorem,
    render_module,
    render_text,
    render_theorem,
)
from quantcert.statements.vectors import StoredVector

CHECKPOINT_MODULE = "Proofs.Checkpoint"
CHECKPOINT_IMPORTS = (
    "QuantCert.Cert.Model.AfterNorm",
    "QuantCert.Cert.Model.Model",
    "QuantCert.Cert.Model.Part",
    "QuantCert.Cert.Model.Vector",
    "QuantCert.Thm.Activation.Gelu",
    "QuantCert.Thm.Model.Rope",
)


@dataclass(frozen=True)
class ProvedMatrix:
    """A stored matrix whose norms a layer's module proves, and the part of it that is used.

    The theorem `theorem` is of the stored matrix, in units of 2^-p; `cert` is of the part.
    """

    module: str
    p: int
    theorem: str
    use: MatrixUse
    cert: MatrixCert

    def term(self, of: str) -> str:
        """The part as a Lean term; `of` is `originalMatrix` or `decodedMatrix`."""
        term = f"storedMatrix {self.p} ({of} {self.module}.chunks)"
        if self.use.part.transposed:
            term = f"transposeOf ({term})"
        rows = self.use.part.rows
        return term if rows is None else f"rowsFrom {rows[0]} ({term})"

    def holds(self, given: str = "") -> str:
        """The proof that `cert` is true of the part; `given` are arguments of the theorem."""
        proof = f"({self.theorem} {given})" if given else self.theorem
        if self.use.part.transposed:
            sides = vars(self.cert)
            sums = " ".join(
                f"({side} := {sides[side].row_sum})" for side in ("original", "quantized", "error")
            )
            proof = f"(MatrixCert.Holds.transposed {sums} {proof} (by decide +kernel))"
        if self.use.part.rows is not None:
            rows = f"(a := {self.use.part.rows[0]}) (n := {self.use.rows})"
            proof = f"(MatrixCert.Holds.rowsFrom {rows} {proof} (by decide +kernel))"
        return proof


def checkpoint_module(
    architecture: Architecture,
    matrices: Sequence[ProvedMatrix],
    vectors: Sequence[StoredVector],
    models: Sequence[ModelTheorems],
    after_norms: Sequence[tuple[LayerAfterNorm, AfterNormClaim]],
    imports: Sequence[str],
    input_sha256: Mapping[str, str],
) -> GeneratedModule:
    """The theorems of all assumptions, applied to a checkpoint.

    Args:
        architecture: the network.
        matrices: in the order of the architecture.
        vectors: likewise.
        models: the theorems for each assumption.
        after_norms: the layers that follow a norm, and their bounds.
        imports: the generated modules and data modules that it rests on.
        input_sha256: digests of what the numbers come from, for the module's banner.
    """
    facts: dict[str, object] = {
        "matrices": matrices,
        "vectors": vectors,
        "gelu": uses_gelu(architecture),
        "rotary": len(architecture.frequencies),
        "vocabulary": architecture.vocabulary,
        "max_length": architecture.max_length,
        "head_dim": architecture.head_dim,
        "input_dim": architecture.input_dim,
        "input": "X" if architecture.input_dim else "(fun _ _ => 0)",
        "output": architecture.output,
    }
    return render_module(
        CHECKPOINT_MODULE,
        f"The checkpoint: {architecture.family}, {len(architecture.blocks)} blocks",
        input_sha256,
        (*CHECKPOINT_IMPORTS, *imports),
        render_text("checkpoint.lean.j2", facts),
        [
            *(_after_norm(*pair, matrices, vectors) for pair in after_norms),
            *(theorem for model in models for theorem in _applied(model, facts)),
        ],
    )


def after_norm_name(layer: LayerAfterNorm) -> str:
    """Full name of the theorem about a layer after a norm."""
    return f"{CHECKPOINT_MODULE}.after_norm_{layer.matrix}"


def _after_norm(
    layer: LayerAfterNorm,
    claim: AfterNormClaim,
    matrices: Sequence[ProvedMatrix],
    vectors: Sequence[StoredVector],
) -> Theorem:
    norm = layer.norm
    facts = {
        "layer": layer,
        "norm": norm,
        "claim": claim,
        "matrix": matrices[layer.matrix],
        "factors_theorem": vectors[norm.factors].theorem,
        "offsets": vectors[norm.offsets].theorem if isinstance(norm, LayerNorm) else "",
    }
    name = after_norm_name(layer).rpartition(".")[2]
    return render_theorem("after-norm", CHECKPOINT_MODULE, facts, name)


def applied_names(model: ModelTheorems) -> dict[str, str]:
    """Full names of the theorems that apply those of a model, by their kinds."""
    kinds = ["checkpoint-meets", "checkpoint-error"]
    if model.probability_ratio is not None:
        kinds.append("checkpoint-probability")
    word = model.assumption.word
    return {kind: f"{CHECKPOINT_MODULE}.{kind.partition('-')[2]}_{word}" for kind in kinds}


def _applied(model: ModelTheorems, facts: Mapping[str, object]) -> Iterator[Theorem]:
    given = {
        **facts,
        "assumption": model.assumption,
        "model": model.module.name,
        "bound": model.bound,
        "ratio": model.probability_ratio,
        "output_dim": model.output_dim,
    }
    for kind, name in applied_names(model).items():
        yield render_theorem(kind, CHECKPOINT_MODULE, given, name.rpartition(".")[2])


def uses_gelu(architecture: Architecture) -> bool:
    """Whether some operation is the activation function GELU."""
    return any(
        isinstance(net, Activate) and net.function in ("gelu", "gelu_tanh")
        for net in operations(architecture)
    )
