"""Predicted radii are those of enclosures, within a few bits at each operation."""

import math

import numpy as np
import pytest

from quantcert.forward import BlockWeights, evaluate
from quantcert.forward.growth import predict
from quantcert.prompts.enclose import Encloser
from quantcert.prompts.network import PromptNetwork
from quantcert.prompts.precision import enclose_falling
from tests.support.growth import architecture_of, weights_of
from tests.support.prompt_networks import NETWORKS

SCALE = 30  # as finely as the angles are known
ABOVE = -4  # bits of radii: units are 16 times as large


@pytest.mark.parametrize("name", NETWORKS)
def test_radii_grow_as_predicted(name):
    known: PromptNetwork = NETWORKS[name]
    growth = predict(architecture_of(known), weights_of(known), known.tokens)
    exact = Encloser(known, SCALE).all()[-1].out
    radius = max(c.rad for row in exact.claims for c in row)
    predicted = growth.output.rad.max()
    assert -3 < math.log2(predicted) - math.log2(radius) < 3.5  # less where division is exact
    assert len(growth.widest) == len(known.nets)


@pytest.mark.parametrize("name", NETWORKS)
def test_radii_grow_faster_in_units_above_them(name):
    known: PromptNetwork = NETWORKS[name]
    predicted, exact = (
        radius(known, ABOVE) - radius(known, 2 * SCALE) for radius in (_predicted, _enclosed)
    )
    assert exact > 6
    assert abs(predicted - exact) < 2


def _predicted(known: PromptNetwork, guard: int) -> float:
    growth = predict(architecture_of(known), weights_of(known), known.tokens, guard)
    return math.log2(growth.output.rad.max())


def _enclosed(known: PromptNetwork, guard: int) -> float:
    *_, last = enclose_falling(known, SCALE, guard)
    radius = max(c.rad for row in last.out.claims for c in row)
    return math.log2(radius) + SCALE - last.out.scale


@pytest.mark.parametrize("name", NETWORKS)
def test_midpoints_are_those_of_the_forward_pass(name):
    known = NETWORKS[name]
    architecture, weights = architecture_of(known), weights_of(known)
    x, tokens = np.zeros((known.length, 0)), np.array(known.tokens)
    for block in architecture.blocks:
        x = evaluate(architecture, block.net, tokens, BlockWeights(weights), x)
    found = predict(architecture, weights, known.tokens).output.mid
    np.testing.assert_allclose(found, x, rtol=1e-12, atol=1e-12)
