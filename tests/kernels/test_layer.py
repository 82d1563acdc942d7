import re

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from quantcert.errors import QuantizeError
from quantcert.formats import targets
from quantcert.kernels import golden_vectors
from tests.support.kernel_layers import made_layer


def by_hand(layer, x):
    """The results by Python integers, one word after the other."""
    matrix = layer.matrix
    results = []
    for row in range(layer.rows):
        stream = int.from_bytes(layer.words[row].tobytes(), "little")
        total = 0
        for i in range(layer.columns):
            word = stream >> (layer.word_bits * (i // len(layer.lanes))) & (
                (1 << layer.word_bits) - 1
            )
            run = i // layer.group_size * layer.tables + i % layer.tables
            code = layer.lanes[i % len(layer.lanes)].code(word)
            level = code - int(layer.zeros[row, run])
            total += int(layer.scales[row, run]) * level * int(x[i])
        results.append(total)
    assert matrix.exponent == layer.exponent
    return results


@settings(max_examples=40, deadline=None)
@given(
    st.sampled_from(sorted(targets())),
    st.integers(1, 4),
    st.integers(2, 70),
    st.sampled_from([8, 16]),
    st.integers(0, 1000),
)
def test_golden_results_are_those_of_the_words(name, rows, columns, bits, seed):
    layer = made_layer(name, rows, columns, bits, seed)
    golden = golden_vectors(layer)
    for x, y in zip(golden.inputs, golden.outputs, strict=True):
        assert y.tolist() == by_hand(layer, x)


def test_golden_inputs_reach_the_extremes():
    layer = made_layer("pair11", 3, 40, 16)
    golden = golden_vectors(layer)
    largest = np.abs(layer.matrix.decoded()).sum(axis=1) * layer.activation_limit
    assert golden.outputs.max(axis=0)[0] == largest[0]
    assert golden.outputs.max(axis=0)[-1] == largest[-1]
    assert int(np.abs(golden.inputs).max()) == layer.activation_limit


@pytest.mark.parametrize(
    ("bits", "words"),
    [
        ({"SUM_BITS": 22}, "the sum of a run may reach 2949030, it must stay below 2**21"),
        ({"RESULT_BITS": 34}, "a result may reach"),
        ({"SUM_BITS": 8}, "scales may reach"),
    ],
)
def test_a_sum_that_might_not_fit_is_refused(monkeypatch, bits, words):
    assert made_layer("grid4", 1, 6, 16).run_limit == 6 * 15 * 32767 == 2949030
    for name, value in bits.items():
        monkeypatch.setattr(f"quantcert.kernels.layer.{name}", value)
    with pytest.raises(QuantizeError, match=re.escape(words)):
        made_layer("grid4", 1, 6, 16)
