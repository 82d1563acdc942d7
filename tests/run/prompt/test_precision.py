"""Bits are added until the tokens are decided, and no more than that."""

import numpy as np
import pytest

from quantcert.models.net import Architecture
from quantcert.prompts.network import IntegerMatrix
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
    pair = sharpest(pair_of(lambda matrix: matrix), architecture, 40)
    assert pair.sharp
    assert pair.bits == 40


def test_bits_are_added_up_to_the_most(architecture):
    zeros = pair_of(lambda matrix: IntegerMatrix(0, np.zeros_like(matrix.entries)))
    pair = sharpest(zeros, architecture, 40, most=60)
    assert pair.bits == 60
    assert pair.original.decided
    assert not pair.quantized.decided
    assert not pair.sharp


def test_too_few_bits_are_none(architecture):
    assert enclose_pair(pair_of(lambda matrix: matrix), architecture, 4) is None
