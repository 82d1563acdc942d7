"""What is predicted in float64 is what the exact enclosures need, and little more."""

import math
from dataclasses import replace

import pytest

from quantcert.prompts.precision import GUARD_BITS, LAST_BITS
from quantcert.run.prompt.forecast import Forecast, forecast
from quantcert.run.prompt.networks import open_prompt, prompt_networks
from quantcert.run.prompt.precision import enclose_pair
from tests.support.networks import small_network

TOKENS = (3, 5, 1, 7, 2)
FINE = 40


@pytest.fixture(scope="module", params=["llama", "mixtral"])
def inputs(request, tmp_path_factory):
    model = small_network(tmp_path_factory.mktemp("model"), request.param, "alt43")
    return open_prompt(model.quantized, model.original)


def test_the_bits_suffice_and_some_fewer_do_not(inputs):
    bits = forecast(inputs, TOKENS).bits
    networks = prompt_networks(inputs, TOKENS)
    assert enclose_pair(networks, inputs.architecture, bits).sharp
    fewer = enclose_pair(networks, inputs.architecture, bits - 12)
    assert fewer is None or not fewer.sharp


def test_the_growth_is_that_of_the_radii(inputs):
    pair = enclose_pair(prompt_networks(inputs, TOKENS), inputs.architecture, FINE)
    growth = math.log2(pair.radius * 2**FINE)
    assert growth - 3 < forecast(inputs, TOKENS).growth < growth + 3


def test_the_bits_of_each_block_are_those_of_the_enclosures(inputs):
    networks = prompt_networks(inputs, TOKENS)
    found = replace(forecast(inputs, TOKENS), bits=90)
    pair = enclose_pair(networks, inputs.architecture, found.bits)
    falling = found.falling(len(inputs.architecture.blocks))
    for side in (pair.original, pair.quantized):
        scales = [trace.out.scale for trace in side.traces]
        assert scales[0] == falling[0] == 90
        assert scales[-1] == falling[-1] == LAST_BITS
        assert all(abs(a - b) <= 3 for a, b in zip(scales, falling, strict=True))
    assert (falling[-2] < 90) == (max(found.after[:-2]) > GUARD_BITS)


def test_bits_that_are_given_do_not_fall_but_in_the_last_block():
    assert Forecast(90, 0).falling(3) == (90, 90, LAST_BITS)
    assert Forecast(20, 0).falling(1) == (20,)
    fallen = 90 - 30 + GUARD_BITS
    assert Forecast(90, 30, (5, 30, 20, 30)).falling(4) == (90, 90, fallen, LAST_BITS)
    assert Forecast(90, 30, (30, 20, 20, 30)).falling(4) == (90, fallen, fallen, LAST_BITS)
