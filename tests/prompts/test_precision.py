"""Fewer bits where radii are wide, and the outputs are known nearly as well."""

import math

import pytest

from quantcert.prompts.enclose import Encloser, enclose_all
from quantcert.prompts.precision import boxes, falling_scales
from tests.support.prompt_networks import NETWORKS

SCALE = 60


@pytest.mark.parametrize("name", ["llama", "gemma"])
def test_bits_fall_and_cost_little(name):
    known = NETWORKS[name]
    scales = falling_scales(known, SCALE)
    assert min(scales) < SCALE
    assert scales == sorted(scales, reverse=True)
    plain, fewer = Encloser(known, SCALE).all()[-1].out, enclose_all(known, scales)[-1].out
    radii = [
        max(math.ldexp(c.rad, -box.scale) for row in box.claims for c in row)
        for box in (plain, fewer)
    ]
    assert radii[1] <= 1.1 * radii[0]


def test_angles_known_to_30_bits_need_no_60():
    assert falling_scales(NETWORKS["llama"], SCALE)[-1] < SCALE - 10


def test_boxes_of_inverse_roots_do_not_count():
    trace = Encloser(NETWORKS["llama"], SCALE).all()[-1]
    found = list(boxes(trace))
    assert len(found) == 4  # twice an input, the norm, the logits
    assert all(box is not trace.first.roots for box in found)
