from dataclasses import replace

import numpy as np
import pytest

from quantcert.errors import CheckpointError
from quantcert.integer import Run, build_program
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
