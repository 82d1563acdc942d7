"""What is known of a network before its theorems are checked: its numbers and its theorems.

The bounds of matrices come from the layers' own modules where those prove them, else they are
measured.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from types import MappingProxyType

from quantcert.exact.norms import Method, measure_norms
from quantcert.formats import QuantizedCheckpoint
from quantcert.forward.weights import OriginalWeights, QuantizedWeights, row_reader
from quantcert.models.after_norm import (
    AfterNormClaim,
    LayerAfterNorm,
    after_norm_claim,
    layers_after_norm,
)
from quantcert.models.assumption import Assumption
from quantcert.models.certificates import MatrixCert, ModelCert, matrix_cert
from quantcert.models.net import MatrixUse
from quantcert.models.parts import part_cert
from quantcert.models.region import Size
from quantcert.models.sizes import size_of_entries
from quantcert.pairing.original import Original
from quantcert.run.ledger import LedgerEntry
from quantcert.run.open import Inputs, NetworkInputs
from quantcert.statements.checkpoint import ProvedMatrix
from quantcert.statements.model import ModelTheorems, model_theorems
from quantcert.statements.vectors import StoredVector


@dataclass(frozen=True)
class KnownMatrix:
    """Bounds of a matrix; `proved` if those of the stored matrix are a layer's theorem.

    Else they were measured, of a part the part's own.
    """

    use: MatrixUse
    cert: MatrixCert
    methods: tuple[Method, Method]
    proved: ProvedMatrix | None = None


NOTHING_MEASURED: Mapping[MatrixUse, KnownMatrix] = MappingProxyType({})


@dataclass(frozen=True)
class NetworkPlan:
    """The numbers of a network, in the order of its architecture, and its theorems.

    If it is `linked`, these are applied to the checkpoint's own numbers, among them `after_norms`;
    that takes proved bounds of all matrices.
    """

    matrices: tuple[KnownMatrix, ...]
    vectors: tuple[StoredVector, ...]
    models: tuple[ModelTheorems, ...]
    after_norms: tuple[tuple[LayerAfterNorm, AfterNormClaim], ...]
    linked: bool


def known_matrices(
    inputs: Inputs,
    network: NetworkInputs,
    proved: Mapping[str, LedgerEntry],
    measured: Mapping[MatrixUse, KnownMatrix] = NOTHING_MEASURED,
) -> tuple[KnownMatrix, ...]:
    """Bounds of all matrices; those that no module proves are measured, if they are not yet.

    `proved` are the ledger's entries of matrices whose norms their modules state, by tensor.
    """
    uses, head_dim = network.architecture.matrices, network.architecture.head_dim
    known = {use: _proved(use, proved[use.tensor]) for use in uses if use.tensor in proved}
    known = {**measured, **known}
    unproved = [use for use in uses if use not in known]
    assert inputs.original is not None
    for done, use in enumerate(unproved, 1):
        known[use] = measured_matrix(inputs.quantized, inputs.original, use, head_dim)
        inputs.options.progress("norms", done, len(unproved))
    return tuple(known[use] for use in uses)


def plan_network(
    inputs: Inputs,
    network: NetworkInputs,
    matrices: tuple[KnownMatrix, ...],
    vectors: Sequence[StoredVector],
    kept: bool,
) -> NetworkPlan:
    """The theorems for each assumption, and about the layers after a norm.

    `kept` says that the literals of all matrices are there until the end.

    Raises CalibrationError for a region in which no activations are.
    """
    cert = model_cert(network, matrices, vectors)
    models = tuple(
        model_theorems(
            network.architecture,
            cert,
            input_sha256(inputs, [assumption]),
            assumption,
            _input_size(inputs, network),
        )
        for assumption in network.assumptions
    )
    linked = kept and all(matrix.proved for matrix in matrices)
    layers = layers_after_norm(network.architecture) if linked else []
    after_norms = tuple((layer, after_norm_claim(layer, cert)) for layer in layers)
    return NetworkPlan(matrices, tuple(vectors), models, after_norms, linked)


def model_cert(
    network: NetworkInputs, matrices: Sequence[KnownMatrix], vectors: Sequence[StoredVector]
) -> ModelCert:
    """The numbers that the theorems about the network rest on."""
    architecture = network.architecture
    return ModelCert(
        architecture.head_dim,
        architecture.vocabulary,
        architecture.max_length,
        tuple(matrix.cert for matrix in matrices),
        tuple(vector.cert for vector in vectors),
    )


def input_sha256(inputs: Inputs, assumptions: Sequence[Assumption]) -> dict[str, str]:
    """Digests of what the numbers of the theorems for these assumptions come from."""
    assert inputs.base is not None
    quantized = inputs.quantized.checkpoint
    files = {
        **{f"original {name}": sha for name, sha in inputs.base.files().items()},
        **{f"checkpoint {name}": sha for name, sha in quantized.files().items()},
    }
    return files | {assumed.name: assumed.sha256 for assumed in assumptions if assumed.sha256}


def _proved(use: MatrixUse, entry: LedgerEntry) -> KnownMatrix:
    norms = entry.norms
    assert norms is not None
    module = norms.theorem.rpartition(".")[0]
    cert = part_cert(norms.claims.cert, use)
    proved = ProvedMatrix(module, norms.p, norms.theorem, use, cert)
    return KnownMatrix(use, cert, norms.claims.methods, proved)


def measured_matrix(
    quantized: QuantizedCheckpoint, original: Original, use: MatrixUse, head_dim: int
) -> KnownMatrix:
    """Bounds of a matrix from its numbers. Raises CheckpointError if they cannot be read."""
    rows, decoded = row_reader(OriginalWeights(original), use), None
    if use.tensor in quantized.matrices():
        decoded = row_reader(QuantizedWeights(quantized), use)
    norms = measure_norms(rows, decoded, use.rows, use.columns, head_dim)
    return KnownMatrix(use, matrix_cert(norms), (norms.original.method, norms.error.method))


def _input_size(inputs: Inputs, network: NetworkInputs) -> Size:
    """Bounds of the vectors that the network reads: what is required of its first layer."""
    architecture = network.architecture
    rule = inputs.requirements.for_layer(architecture.matrices[0].tensor)
    limit = Fraction(1) if rule is None else rule.input_abs_max
    return size_of_entries(architecture.head_dim, architecture.input_dim, limit)
