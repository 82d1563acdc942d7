"""Bits are added until the tokens are decided, and no more than that."""

import numpy as np
import pytest

from quantcert.models.net import Architecture
from quantcert.prompts.network import IntegerMatrix
from quantcert.run.prompt import precision
from quantcert.run.prompt.precision import enclose_pair, sharpest
from tests.support.networks import small_network
from tests.support.prompt_networks import NETWORKS


@pytest.fixture(scope="module")
def architecture(tmp_path_factory) -> Architecture:
    return small_network(tmp_path_factory.mktemp("network"), "llama").architecture


def pair_of(change):
    known = NETWORKS["llama"]
    matrices = (*known.matrices[:-1], change(known.matrices[-1]))
    return (known, known.__class__(known.nets, known.tokens, matrices, known.vectors))


def test_the_first_precision_may_suffice(architecture):
    pair = sharpest(pair_of(lambda matrix: matrix), architecture)
    assert pair.sharp
    assert pair.bits == precision.FIRST_BITS


def test_bits_are_doubled_up_to_the_most(architecture, monkeypatch):
    monkeypatch.setattr(precision, "MOST_BITS", 160)
    zeros = pair_of(lambda matrix: IntegerMatrix(0, np.zeros_like(matrix.entries)))
    pair = sharpest(zeros, architecture)
    assert pair.bits == 160
    assert pair.original.decided
    assert not pair.quantized.decided
    assert not pair.sharp


def test_too_few_bits_are_none(architecture):
    assert enclose_pair(pair_of(lambda matrix: matrix), architecture, 4) is None
