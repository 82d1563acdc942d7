"""What is counted is what a network computes; times grow with tokens, bits and weights."""

from dataclasses import astuple, replace

import pytest

from quantcert.errors import CalibrationError
from quantcert.models.net import Activate, Attention, Input, Linear, Point, Seq, operations
from quantcert.run.prompt import plan
from quantcert.run.prompt.costs import Costs
from quantcert.run.prompt.forecast import Forecast, forecast
from quantcert.run.prompt.networks import open_prompt
from quantcert.run.prompt.plan import (
    BlockCounts,
    counts,
    expected_seconds,
    plan_prompt,
    plan_prompts,
    refuse_long,
)
from tests.support.networks import small_network

TOKENS = (3, 5, 1)
FREE = Costs(*9 * (0,), 10**9, *8 * (0,))


@pytest.fixture(scope="module")
def inputs(tmp_path_factory):
    model = small_network(tmp_path_factory.mktemp("model"), "llama", "alt43")
    return open_prompt(model.quantized, model.original)


def planned(inputs, **costs):
    (made,) = plan_prompts(inputs, [(7, TOKENS)], 64, replace(FREE, **costs))
    return made


def total(inputs, tokens: int) -> BlockCounts:
    """What all blocks have."""
    blocks = [astuple(block) for block in counts(inputs.architecture, tokens)]
    return BlockCounts(*map(sum, zip(*blocks, strict=True)))


def test_products_and_exponentials_are_counted(inputs):
    nets = list(operations(inputs.architecture))
    linear = [net.rows * net.columns for net in nets if isinstance(net, Linear)]
    gates = [net.dim for net in nets if isinstance(net, Activate)]
    heads = [net.groups * net.group for net in nets if isinstance(net, Attention)]
    found = total(inputs, 5)
    assert (found.weights, found.products) == (sum(linear), 5 * sum(linear))
    assert found.powers == 5 * sum(gates)
    assert found.scores == 15 * sum(heads)
    assert found.entries > 5 * 8 * len(inputs.architecture.blocks)
    assert found.series == 0
    ignored = Input | Point | Seq
    assert found.steps == 5 * sum(not isinstance(net, ignored) for net in nets)


def test_series_are_counted_apart(tmp_path):
    model = small_network(tmp_path, "bert", "alt43")
    inputs = open_prompt(model.quantized, model.original)
    gates = [n.dim for n in operations(inputs.architecture) if isinstance(n, Activate)]
    heads = [n for n in operations(inputs.architecture) if isinstance(n, Attention)]
    found = total(inputs, 3)
    assert found.series == 3 * sum(gates)
    assert found.powers == 0
    assert found.scores == 9 * sum(n.groups * n.group for n in heads)
    made = plan_prompt(inputs.architecture, 1, 3, Forecast(64, 0), replace(FREE, series=1))
    assert round(made.seconds) == 2 * found.series
    memory = replace(FREE, kernel_series=1)
    found = plan_prompt(inputs.architecture, 1, 3, Forecast(64, 0), memory)
    assert found.memory == 64 * max(gates)


def test_each_cost_counts_for_what_it_is_of(inputs):
    architecture, found = inputs.architecture, total(inputs, len(TOKENS))
    largest = max(block.weights for block in counts(architecture, len(TOKENS)))
    for name, seconds in {
        "module": 2 * len(architecture.blocks) + 3,
        "weight": 2 * found.weights,
        "step": 2 * found.steps,
        "product": 2 * found.products,
        "entry": 2 * found.entries,
        "power": 2 * found.powers,
        "score": 2 * found.scores,
        "compared": len(TOKENS) * architecture.vocabulary,
    }.items():
        assert round(planned(inputs, **{name: 1}).seconds) == seconds
    assert planned(inputs, product=1, doubled_at=64).seconds == 4 * found.products
    assert planned(inputs, resident=5, kernel_byte=1, disk_weight=3).memory == 5 + 3 * largest
    assert planned(inputs, python_weight=1).memory == 2 * found.weights
    assert planned(inputs, disk_weight=1).disk == 2 * found.weights
    assert planned(inputs, disk_bit=1).disk == 2 * found.weights * 64


def test_a_large_network_is_held_block_by_block(inputs, monkeypatch):
    monkeypatch.setattr(plan, "SMALL", inputs.architecture.weights - 1)
    largest = max(block.weights for block in counts(inputs.architecture, len(TOKENS)))
    assert planned(inputs, python_streamed=1).memory == largest


def test_bits_that_fall_make_later_blocks_cheaper(inputs):
    blocks = len(inputs.architecture.blocks)
    costs = replace(FREE, product=1, doubled_at=64)
    plans = [
        plan_prompt(inputs.architecture, 1, 3, Forecast(128, 0, after), costs)
        for after in ((0,) * blocks, (76,) * blocks)
    ]
    assert [made.last_bits for made in plans] == [64, 64]
    assert plans[1].seconds < plans[0].seconds


def test_bits_are_those_of_the_forecast_unless_given(inputs):
    (made,) = plan_prompts(inputs, [(7, TOKENS)])
    assert (made.line, made.tokens) == (7, 3)
    assert made.bits == forecast(inputs, TOKENS).bits
    assert planned(inputs).bits == 64


def test_what_takes_too_long_is_refused_with_the_number(inputs):
    plans = [planned(inputs, module=100), planned(inputs, module=20)]
    modules = 2 * len(inputs.architecture.blocks) + 3
    seconds = 120 * modules
    expected = [expected_seconds(plans, jobs) for jobs in (1, 2, 8)]
    assert expected == [seconds, seconds / 2, seconds / 2]
    refuse_long(plans, 2, seconds / 2)
    with pytest.raises(CalibrationError, match=f"about {seconds / 2:,.0f} s with 2 processes, al"):
        refuse_long(plans, 2, seconds / 2 - 1)
