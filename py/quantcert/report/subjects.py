"""What the theorems of a certificate are about, in the words of sentences."""

from __future__ import annotations

from fractions import Fraction

from quantcert.certificate import (
    ALL_INPUTS,
    AfterNormEvidence,
    BlockEvidence,
    LayerCertificate,
    NetworkEvidence,
    ScopeEvidence,
)
from quantcert.report.sentences import Subject
from quantcert.report.sentences.network import ACCUMULATED, ALONE


def layer_subject(layer: LayerCertificate) -> Subject:
    """A matrix; its numbers are what each row or column may err besides its share."""
    floors = {
        f"{use.use.line} floor": use.share.floor for use in layer.uses if use.share is not None
    }
    return Subject(layer.tensor, numbers=floors)


def scope_subject(network: NetworkEvidence, scope: ScopeEvidence) -> Subject:
    """The whole network under what a scope assumes."""
    return Subject("the whole model", _condition(scope), network.output)


def block_subject(network: NetworkEvidence, scope: ScopeEvidence, block: BlockEvidence) -> Subject:
    """A block of the network; its numbers are its bounds."""
    numbers: dict[str, Fraction] = {ACCUMULATED: block.accumulated}
    if block.alone is not None:
        numbers[ALONE] = block.alone
    return Subject(block.name, _condition(scope), network.output, numbers)


def after_norm_subject(layer: AfterNormEvidence) -> Subject:
    """A linear layer that reads the output of a norm."""
    return Subject(layer.tensor)


def _condition(scope: ScopeEvidence) -> str:
    """Of which texts a scope speaks: "on which ...", nothing for all."""
    if scope.scope == ALL_INPUTS:
        return ""
    if scope.region is None:
        return f'on which the assumption "{scope.scope}" holds'
    return f"on which the original's activations stay in the ranges of {scope.region.file}"
