"""Fewer bits where radii are wide, and the outputs are known nearly as well."""

import math

import pytest

from quantcert.prompts.enclose import Encloser
from quantcert.prompts.precision import LAST_BITS, enclose_falling, last_bits
from tests.support.prompt_networks import NETWORKS

SCALE = 80


@pytest.mark.parametrize("name", ["llama", "gemma"])
def test_bits_fall_and_cost_little(name):
    known = NETWORKS[name]
    traces = list(enclose_falling(known, SCALE))
    scales = [trace.out.scale for trace in traces]
    assert min(scales) < SCALE
    assert scales[:-1] == sorted(scales[:-1], reverse=True)
    assert scales[-1] == LAST_BITS
    plain, fewer = Encloser(known, SCALE).all()[-1].out, traces[-1].out
    radii = [
        max(math.ldexp(c.rad, -box.scale) for row in box.claims for c in row)
        for box in (plain, fewer)
    ]
    assert radii[1] <= 1.1 * radii[0]


def test_angles_known_to_30_bits_need_no_80():
    assert list(enclose_falling(NETWORKS["llama"], SCALE))[-2].out.scale < SCALE - 10


def test_few_bits_are_not_made_more():
    assert {trace.out.scale for trace in enclose_falling(NETWORKS["llama"], 24)} == {24}


@pytest.mark.parametrize(("outputs", "bits"), [(5, 64), (384, 64), (49152, 38), (10**9, 32)])
def test_many_outputs_have_fewer_bits(outputs, bits):
    assert last_bits(outputs) == bits
