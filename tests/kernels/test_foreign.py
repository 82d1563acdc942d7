"""Kernels of matrices that AutoGPTQ and GPTQModel packed give what those packers decode."""

import numpy as np
import pytest

from quantcert.kernels import golden_vectors, kernel_layer
from tests.support.gptq_goldens import CASES, decoded, opened


@pytest.mark.parametrize("case", CASES)
def test_golden_results_are_those_of_the_decoded_weights(case, tmp_path):
    layer = kernel_layer(opened(case, tmp_path).read("a.weight"), 16)
    golden = golden_vectors(layer)
    weights = np.ldexp(decoded(case), layer.exponent)
    exact = weights.astype(np.int64)
    assert (exact == weights).all()
    assert (golden.outputs == golden.inputs.astype(np.int64) @ exact.T).all()
