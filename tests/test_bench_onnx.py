"""What `bench/onnx.py` counts, on a matrix whose errors are known."""

from types import SimpleNamespace

import numpy as np

from bench.onnx import Beyond, beyond_half_a_step, show
from quantcert.formats import QuantizedMatrix, Scheme
from quantcert.formats.codecs import UniformCodec

SCALES = np.array([[0.5], [0.25]], np.float32)[:, :, None]
CODES = np.array([[3, 4, 5], [0, 128, 255]], np.uint8)


def stored():
    zeros = np.full((2, 1, 1), 128, np.uint8)
    scheme = Scheme("test", UniformCodec(8), 3)
    return QuantizedMatrix("a", scheme, CODES, SCALES, zeros, CODES, {})


def test_weights_beyond_half_a_step_are_counted(capsys):
    exact = SCALES[:, :, 0] * (CODES.astype(np.float32) - 128)
    errors = np.array([[0.25, np.nextafter(np.float32(0.25), 1), 0.1], [0, 0.126, -0.125]])
    original = (exact.astype(np.float64) + errors).astype(np.float64)
    quantized = SimpleNamespace(matrices=lambda: ["a"], read=lambda _: stored())
    base = SimpleNamespace(read=lambda _: original)
    (found,) = beyond_half_a_step(quantized, base)
    assert (found.tensor, found.weights, found.beyond) == ("a", 6, 2)
    assert 0.503 < found.steps < 0.505
    show([found, Beyond("b", 4, 0, 0.1)])
    lines = capsys.readouterr().out.splitlines()
    assert lines == [
        "a: 2 of 6, up to 0.5040000 steps",
        "2 matrices, 10 weights, 2 beyond half a step",
    ]
