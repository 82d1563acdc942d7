from fractions import Fraction

import numpy as np
import pytest

from quantcert.errors import CheckpointError
from quantcert.exact import decode_float64
from quantcert.integer import build_program, exact_matrix
from tests.integer.conftest import FORMATS
from tests.support.networks import small_network


@pytest.mark.parametrize("name", FORMATS)
def test_matrices_are_the_stored_ones_exactly(networks, name):
    checkpoint = networks[name].checkpoint
    for matrix_name in checkpoint.matrices():
        stored = checkpoint.read(matrix_name)
        made = exact_matrix(stored)
        assert (made.decoded() * 2.0**-made.exponent == decode_float64(stored)).all()
        assert made.exponent == 0 or (made.scales % 2).any()


def test_a_tied_head_is_the_embedding(networks):
    program = build_program(networks["pair11"].checkpoint)
    assert program.head is program.embedding
    assert len(program.matrices()) == 15
    gamma = networks["pair11"].base.read("model.norm.weight")[0]
    exact = Fraction(float(gamma)) * 2**16 * Fraction(np.sqrt(8))
    assert abs(program.final_norm.factors[0] - exact) <= Fraction(1, 2) + Fraction(1, 10**6)


def test_other_bits_are_refused(networks):
    with pytest.raises(ValueError, match="must be 8 or 16"):
        build_program(networks["pair11"].checkpoint, 12)


def test_other_networks_are_refused(tmp_path):
    network = small_network(tmp_path, "mixtral")
    with pytest.raises(CheckpointError, match="layer 0 mlp: the integer program computes"):
        build_program(network.checkpoint)
