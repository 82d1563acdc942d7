import numpy as np

from quantcert.integer import Run, build_program
from quantcert.integer.linear import linear
from quantcert.integer.norm import rms_norm
from quantcert.integer.trace import trace

TOKENS = [3, 5, 1]


def test_a_trace_is_the_run_step_by_step(networks):
    program = build_program(networks["pair11"].checkpoint)
    found = trace(program, TOKENS)
    unit, precision = program.sizes.unit, program.sizes.precision
    assert found.logits.tolist() == Run(program).read(TOKENS).tolist()
    for before, layer in zip(found.layers, found.layers[1:], strict=False):
        assert np.array_equal(before.after, layer.stream)
    normed = rms_norm(program.final_norm, found.layers[-1].after, unit)
    assert np.array_equal(found.normed, normed)
    for layer, claims in zip(program.layers, found.layers, strict=True):
        assert np.array_equal(claims.normed, rms_norm(layer.attention_norm, claims.stream, unit))
        assert np.array_equal(claims.query, linear(layer.query, claims.normed, precision))
        output = linear(layer.output, claims.mixed, precision)
        assert np.array_equal(claims.middle, claims.stream + output)
        assert np.array_equal(claims.second, rms_norm(layer.mlp_norm, claims.middle, unit))
        assert np.array_equal(claims.gate, linear(layer.gate, claims.second, precision))
        assert np.array_equal(claims.up, linear(layer.up, claims.second, precision))
        down = linear(layer.down, claims.hidden, precision)
        assert np.array_equal(claims.after, claims.middle + down)
        assert claims.keys.codes.shape == claims.values.codes.shape == (3, 2, 2)
