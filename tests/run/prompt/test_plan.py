"""What is counted is what a network computes; times grow with tokens, bits and weights."""

from dataclasses import replace

import pytest

from quantcert.errors import CalibrationError
from quantcert.models.net import Activate, Attention, Linear, operations
from quantcert.run.prompt.forecast import forecast
from quantcert.run.prompt.networks import open_prompt
from quantcert.run.prompt.plan import Costs, counts, expected_seconds, plan_prompts, refuse_long
from tests.support.networks import small_network

TOKENS = (3, 5, 1)
FREE = Costs(0, 0, 0, 0, 0, 0, 10**9, 0, 0, 0, 0, 0, 0)


@pytest.fixture(scope="module")
def inputs(tmp_path_factory):
    model = small_network(tmp_path_factory.mktemp("model"), "llama", "alt43")
    return open_prompt(model.quantized, model.original)


def planned(inputs, **costs):
    (plan,) = plan_prompts(inputs, [(7, TOKENS)], 64, replace(FREE, **costs))
    return plan


def test_products_and_exponentials_are_counted(inputs):
    nets = list(operations(inputs.architecture))
    linear = [net.rows * net.columns for net in nets if isinstance(net, Linear)]
    gates = [net.dim for net in nets if isinstance(net, Activate)]
    heads = [net.groups * net.group for net in nets if isinstance(net, Attention)]
    products, entries, powers = counts(inputs.architecture, 5)
    assert products == 5 * sum(linear)
    assert powers == 5 * sum(gates) + 5 * 5 * sum(heads)
    assert entries > 5 * 8 * len(inputs.architecture.blocks)


def test_each_cost_counts_for_what_it_is_of(inputs):
    weights = sum(use.rows * use.columns for use in inputs.architecture.matrices)
    compared = len(TOKENS) * inputs.architecture.vocabulary
    products, entries, powers = counts(inputs.architecture, len(TOKENS))
    for name, seconds in {
        "module": 3,
        "weight": 2 * weights,
        "product": 2 * products,
        "entry": 2 * entries,
        "power": 2 * powers,
        "compared": compared,
    }.items():
        assert round(planned(inputs, **{name: 1}).seconds) == seconds
    assert planned(inputs, product=1, doubled_at=64).seconds == 4 * products
    assert planned(inputs, resident=5, kernel_weight=1).memory == 5 + weights
    assert planned(inputs, kernel_power=1).memory == powers
    assert planned(inputs, python_weight=1).memory == 2 * weights
    assert planned(inputs, disk_weight=1).disk == 2 * weights
    assert planned(inputs, disk_bit=1).disk == 2 * weights * 64


def test_bits_are_those_of_the_forecast_unless_given(inputs):
    (plan,) = plan_prompts(inputs, [(7, TOKENS)])
    assert (plan.line, plan.tokens) == (7, 3)
    assert plan.bits == forecast(inputs, TOKENS).bits
    assert planned(inputs).bits == 64


def test_what_takes_too_long_is_refused_with_the_number(inputs):
    plans = [planned(inputs, module=100), planned(inputs, module=20)]
    assert [expected_seconds(plans, jobs) for jobs in (1, 2, 8)] == [360, 180, 180]
    refuse_long(plans, 2, 180)
    with pytest.raises(CalibrationError, match="about 180 s with 2 processes, allowed: 179 s"):
        refuse_long(plans, 2, 179)
