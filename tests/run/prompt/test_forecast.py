"""What is predicted in float64 is what the exact enclosures need, and little more."""

import math

import pytest

from quantcert.run.prompt.forecast import forecast
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
