from dataclasses import replace

import numpy as np
import pytest

from quantcert.errors import CheckpointError
from quantcert.integer import Run, build_program
from quantcert.integer.activation import gated
from quantcert.integer.linear import linear
from quantcert.integer.norm import rms_norm
from quantcert.integer.ranges import program_ranges
from tests.integer.conftest import FORMATS


@pytest.mark.parametrize("bits", [8, 16])
@pytest.mark.parametrize("name", FORMATS)
def test_logits_stay_within_their_bound(networks, name, bits):
    program = build_program(networks[name].checkpoint, bits)
    ranges = program_ranges(program)
    logits = Run(program).read(list(range(16)))
    assert np.abs(logits).max() <= ranges.logits < 2**63
    assert 2 ** (ranges.sum_bits - 2) <= ranges.largest_sum < 2 ** (ranges.sum_bits - 1) < 2**32
    assert 2 ** (ranges.wide_bits - 2) <= ranges.largest_wide < 2 ** (ranges.wide_bits - 1) <= 2**63


def near(found: int, bound: int) -> bool:
    """Within a twentieth below a bound."""
    return bool(19 * bound <= 20 * int(found) <= 20 * bound)


@pytest.mark.parametrize("bits", [8, 16])
@pytest.mark.parametrize("name", ["pair11", "alt43"])
def test_bounds_are_nearly_reached_by_the_worst_inputs(networks, name, bits):
    program = build_program(networks[name].checkpoint, bits)
    layer, sizes, unit = program.layers[0], program_ranges(program).sizes.layers[0], 20
    factor = int(np.abs(layer.mlp_norm.factors).argmax())
    one = np.eye(len(layer.mlp_norm.factors), dtype=np.int64)[factor] << 40
    normed = rms_norm(layer.mlp_norm, one, unit)
    assert near(np.abs(normed).max(), sizes.mlp_norm.output(4))
    found = []
    for matrix, claimed in ((layer.gate, sizes.gate), (layer.up, sizes.up)):
        rows = matrix.decoded()
        worst = np.sign(rows[np.abs(rows).sum(axis=1).argmax()]) * sizes.mlp_norm.output(4)
        found.append(int(np.abs(linear(matrix, worst[None], program.sizes.precision)).max()))
        assert near(found[-1], claimed.output)
    gate, up = (np.array([value]) for value in found)
    product = int(np.abs(gated(program.scores.table, gate, up, unit)).max())
    assert near(product, sizes.product.output)


def test_what_may_overflow_is_refused(networks):
    program = build_program(networks["pair11"].checkpoint)
    huge = replace(program.final_norm, factors=program.final_norm.factors << 20)
    with pytest.raises(CheckpointError, match=r"final norm: products: an intermediate may reach"):
        program_ranges(replace(program, final_norm=huge))
    wide = replace(program.head, scales=program.head.scales << 40)
    with pytest.raises(CheckpointError, match=r"embed_tokens.weight: an intermediate"):
        program_ranges(replace(program, head=wide))
    long = replace(program, sizes=replace(program.sizes, positions=1 << 20))
    with pytest.raises(CheckpointError, match=r"layer 0 mix: .* must be below 2\*\*63"):
        program_ranges(long)
