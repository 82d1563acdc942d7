"""Enclosures of tiny networks of every operation contain what 60 digits compute."""

from functools import partial

import pytest

from quantcert.prompts.enclose import Encloser
from tests.support.decimal_forward import Forward, value
from tests.support.prompt_networks import NETWORKS, bert, network

SCALE = 60


@pytest.mark.parametrize("name", NETWORKS)
def test_every_box_contains_the_exact_activations(name):
    known = NETWORKS[name]
    for trace, exact in zip(Encloser(known, SCALE).all(), Forward(known).all(), strict=True):
        for claims, vector in zip(trace.out.claims, exact, strict=True):
            for claim, x in zip(claims, vector, strict=True):
                error = abs(x - value(claim.mid, trace.out.scale))
                assert error <= value(claim.rad, trace.out.scale)


@pytest.mark.parametrize("name", NETWORKS)
def test_radii_are_a_few_bits_a_block_more_than_the_unit(name):
    """Angles are known to 30 bits, and nothing else is unknown."""
    known = NETWORKS[name]
    for blocks, trace in enumerate(Encloser(known, SCALE).all(), 1):
        largest = max(claim.rad for row in trace.out.claims for claim in row)
        assert largest.bit_length() <= SCALE - 30 + 10 * blocks


def test_half_the_unit_halves_the_radii():
    """Without angles the radii are those of rounding."""
    known = NETWORKS["relu"]
    coarse, fine = (Encloser(known, scale).all()[-1].out for scale in (40, 60))
    widest = [max(c.rad for row in box.claims for c in row) for box in (coarse, fine)]
    assert widest[1] <= 2 * widest[0]


def test_an_unknown_activation_is_named():
    known = network(partial(bert, function="gelu"), (1, 2))
    with pytest.raises(ValueError, match="'gelu': its constants are not known"):
        Encloser(known, SCALE).all()
