"""Faults of a checkpoint's tensors as findings, and layers of which nothing can be proved."""

from __future__ import annotations

from quantcert.certificate import (
    Evidence,
    Finding,
    LayerCertificate,
    Rule,
    StorageScheme,
    Verdict,
)
from quantcert.errors import StoredValueError
from quantcert.formats import QuantizedCheckpoint
from quantcert.pairing.faults import FaultKind, TensorFault
from quantcert.statements.catalogue import Layer

_RULE = {
    FaultKind.DIFFERS: Rule.TENSOR_DIFFERS,
    FaultKind.MISSING: Rule.TENSOR_MISSING,
    FaultKind.SURPLUS: Rule.TENSOR_SURPLUS,
    FaultKind.STORED_VALUE: Rule.STORED_VALUE,
}


def tensor_finding(fault: TensorFault) -> Finding:
    """What was found of a tensor that was compared with its original."""
    return Finding(_RULE[fault.kind], str(fault), fault.tensor, fault.row, fault.column)


def stored_value_finding(
    error: StoredValueError, quantized: QuantizedCheckpoint, tensor: str
) -> Finding:
    """What was found of the matrix `tensor` when its numbers were read.

    Raises the error again if it is the original that is spoiled: nothing can be said then.
    """
    if error.file not in quantized.checkpoint.weight_files():
        raise error
    message = f"tensor {error.tensor}: {error.what}"
    return Finding(Rule.STORED_VALUE, message, tensor, error.row, error.column)


def refused_layer(
    quantized: QuantizedCheckpoint,
    layer: Layer,
    finding: Finding,
    verdict: Verdict = Verdict.FAILED,
) -> LayerCertificate:
    """The evidence for a layer of which nothing can be stated."""
    scheme = layer.scheme
    return LayerCertificate(
        tensor=layer.tensor,
        rows=layer.rows,
        columns=layer.columns,
        scheme=StorageScheme(scheme.format, scheme.group_size, dict(scheme.layout)),
        bits_per_weight=quantized.bits_per_weight(layer.tensor),
        tensor_sha256=dict(layer.tensor_sha256),
        evidence=Evidence.NONE,
        verdict=verdict,
        theorems=(),
        finding=finding,
        original_parts=layer.original_parts,
    )
