import numpy as np
import pytest

from quantcert.errors import CalibrationError
from quantcert.forward import BlockWeights, QuantizedWeights, evaluate
from quantcert.integer import Run, build_program
from quantcert.integer.build import network_of
from tests.integer.conftest import FORMATS

TOKENS = [3, 5, 1, 7, 2, 19, 0]


@pytest.mark.parametrize("bits", [8, 16])
@pytest.mark.parametrize("name", FORMATS)
def test_a_text_gives_the_same_bits_however_it_is_cut(networks, name, bits):
    program = build_program(networks[name].checkpoint, bits)
    whole = Run(program).read(TOKENS)
    run = Run(program)
    one_by_one = [run.read([token])[0].tolist() for token in TOKENS]
    assert one_by_one == whole.tolist()
    other = Run(program)
    assert np.concatenate([other.read(TOKENS[:3]), other.read(TOKENS[3:])]).tolist() == one_by_one


@pytest.mark.parametrize(("bits", "by_block", "most"), [(16, False, 1e-3), (8, True, 0.1)])
@pytest.mark.parametrize("name", FORMATS)
def test_logits_are_near_those_in_real_numbers(networks, name, bits, by_block, most):
    checkpoint = networks[name].checkpoint
    network = network_of(checkpoint)
    x = np.zeros((len(TOKENS), 0))
    for block in network.blocks:
        weights = BlockWeights(QuantizedWeights(checkpoint))
        x = evaluate(network, block.net, np.array(TOKENS), weights, x)
    logits = Run(build_program(checkpoint, bits, by_block)).read(TOKENS)
    assert np.abs(logits / 2**20 - x).max() < most


def test_what_cannot_be_read_is_refused(networks):
    run = Run(build_program(networks["pair11"].checkpoint, positions=4))
    with pytest.raises(CalibrationError, match=r"must be in 0 \.\. 19"):
        run.read([20])
    run.read([1, 2, 3])
    with pytest.raises(CalibrationError, match="reads 4 at most"):
        run.read([1, 2])
