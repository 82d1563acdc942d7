"""What the theorems about a network rest on, and what stands behind each hypothesis."""

from __future__ import annotations

from collections.abc import Iterator

from quantcert.certificate import Discharge, HypothesisEvidence
from quantcert.lean import ModuleVerdict
from quantcert.models.net import Architecture, Lookup, operations
from quantcert.run.ledger import LedgerEntry
from quantcert.run.network_plan import NetworkPlan
from quantcert.run.open import NetworkInputs
from quantcert.statements.checkpoint import CHECKPOINT_MODULE, uses_gelu
from quantcert.statements.vectors import VECTOR_MODULE


def hypotheses(
    network: NetworkInputs, plan: NetworkPlan, entry: LedgerEntry
) -> tuple[HypothesisEvidence, ...]:
    """Every hypothesis of the theorems, in the order of `ModelCert.Meets`."""
    return (*_weights(plan, entry), *_functions(network.architecture), *_inputs(network))


def _weights(plan: NetworkPlan, entry: LedgerEntry) -> Iterator[HypothesisEvidence]:
    proved = [matrix for matrix in plan.matrices if matrix.proved]
    measured = [str(matrix.use) for matrix in plan.matrices if not matrix.proved]
    applied = f", applied in {CHECKPOINT_MODULE}" if plan.linked else ""
    if proved:
        yield HypothesisEvidence(
            "matrix-norms-proved",
            f"norms of {len(proved)} matrices",
            "five norms of each original matrix, quantized matrix and difference are as stated",
            Discharge.KERNEL,
            f"weights_norms in the module of each layer{applied}",
        )
    if measured:
        yield HypothesisEvidence(
            "matrix-norms-measured",
            f"norms of {len(measured)} matrices",
            "five norms of each original matrix, quantized matrix and difference are as stated",
            Discharge.MEASURED,
            f"computed in Python, rounded upward: {', '.join(measured)}",
        )
    if plan.vectors:
        accepted = entry.results[VECTOR_MODULE].verdict is ModuleVerdict.ACCEPTED
        yield HypothesisEvidence(
            "vector-sizes",
            f"sizes of {len(plan.vectors)} vectors",
            "biases, factors and offsets are the same in both networks and as large as stated",
            Discharge.KERNEL if accepted else Discharge.MEASURED,
            f"{VECTOR_MODULE}{applied}; equality of the stored bytes by SHA-256",
        )


def _functions(architecture: Architecture) -> Iterator[HypothesisEvidence]:
    yield HypothesisEvidence(
        "exp-sqrt",
        "exp and sqrt",
        "numbers are those of an ordered field with exp(a+b) = exp(a) exp(b), 1 + a <= exp(a) and "
        "square roots",
        Discharge.KERNEL,
        "Real.instExpFieldReal in QuantCert.Algebra.Real: the library constructs the real numbers",
    )
    if uses_gelu(architecture):
        yield HypothesisEvidence(
            "gelu",
            "GELU",
            "the activation has the Lipschitz constant 113/100 and |f(x)| <= |x|",
            Discharge.ASSUMED,
            "true of x times the normal distribution function, and of its approximation by tanh: "
            "the largest slope of both is 1.1289...",
        )
    if architecture.frequencies:
        yield HypothesisEvidence(
            "rotary-embedding",
            "rotary embedding",
            "the squares of each cosine and sine add to one",
            Discharge.ASSUMED,
            "true of exact cosines and sines; their rounding is not modelled",
        )


def _inputs(network: NetworkInputs) -> Iterator[HypothesisEvidence]:
    architecture = network.architecture
    if architecture.input_dim:
        yield HypothesisEvidence(
            "inputs",
            "inputs",
            f"vectors of {architecture.input_dim} entries in the required range",
            Discharge.ASSUMED,
            "the requirements' input_abs_max",
        )
    else:
        # what always looks up the same row of a table looks up the first segment's
        segments = any(
            isinstance(net, Lookup) and isinstance(net.index, int)
            for net in operations(architecture)
        )
        yield HypothesisEvidence(
            "text",
            "text",
            f"tokens below {architecture.vocabulary}, at most {architecture.max_length} of them, "
            "without padding" + (", all of the first segment" if segments else ""),
            Discharge.ASSUMED,
            "what the tokenizer gives",
        )
    for assumption in network.assumptions:
        if not assumption.is_empty:
            yield HypothesisEvidence(
                f"assumption-{assumption.word.replace('_', '-')}",
                assumption.name,
                assumption.statement or assumption.sentence,
                Discharge.ASSUMED,
                assumption.because,
                assumption.name,
            )
