"""Reverse mode: what is computed is what is evaluated, and gradients are those of differences."""

import numpy as np
import pytest

from quantcert.forward import BlockWeights, OriginalWeights, evaluate
from quantcert.forward.differentiate import differentiate
from tests.support.networks import FAMILIES, small_network

STEP = 1e-6


class Changed:
    """Weights of which one matrix is moved along a direction."""

    def __init__(self, weights, use=None, direction=None):
        self._weights, self._use, self._direction = weights, use, direction
        self.vector = weights.vector

    def matrix(self, use):
        matrix = self._weights.matrix(use)
        return matrix + self._direction if use == self._use else matrix


class Gradients:
    """Gradients with respect to the matrices of linear layers."""

    def __init__(self):
        self.of, self.read, self.rows = {}, [], []

    def reads(self, use, x):
        self.read.append(use)

    def gradient(self, use, x, dy):
        self.of[use] = self.of.get(use, 0) + dy.T @ x

    def looked_up(self, use, dy):
        self.rows.append(dy)


@pytest.fixture(scope="module", params=list(FAMILIES))
def network(request, tmp_path_factory):
    return small_network(tmp_path_factory.mktemp("network"), request.param)


def blocks(network):
    """Each block with its input, and what it computes of changed weights or inputs."""
    tokens = np.array([3, 0, 3, 17, 5])
    x = np.load(network.vectors)[:5, : network.architecture.input_dim]
    weights = BlockWeights(OriginalWeights(network.base))
    for block in network.architecture.blocks:

        def run(x, weights=weights, net=block.net, observer=None):
            found = observer or Gradients()
            return differentiate(network.architecture, net, tokens, weights, x, found)

        yield block, x, weights, run
        x = evaluate(network.architecture, block.net, tokens, weights, x)


def test_the_activations_are_those_that_are_evaluated(network):
    tokens = np.array([3, 0, 3, 17, 5])
    for block, x, weights, run in blocks(network):
        expected = evaluate(network.architecture, block.net, tokens, weights, x)
        np.testing.assert_allclose(run(x)[0], expected, rtol=1e-5, atol=1e-5, err_msg=block.name)


def test_the_gradient_of_the_input_is_that_of_differences(network):
    rng = np.random.default_rng(0)
    for block, x, _, run in blocks(network):
        y, pull = run(x)
        weight, direction = rng.standard_normal(y.shape), rng.standard_normal(x.shape)
        ends = [(run(x + sign * STEP * direction)[0] * weight).sum() for sign in (1, -1)]
        found = (pull(weight) * direction).sum()
        difference = (ends[0] - ends[1]) / (2 * STEP)
        assert found == pytest.approx(difference, rel=1e-3, abs=1e-4), block.name


def test_gradients_of_linear_layers_give_those_of_their_matrices(network):
    rng = np.random.default_rng(1)
    seen = 0
    for block, x, weights, run in blocks(network):
        observer = Gradients()
        y, pull = run(x, observer=observer)
        weight = rng.standard_normal(y.shape)
        pull(weight)
        assert set(observer.read) == set(observer.of)
        for use, gradient in observer.of.items():
            direction = rng.standard_normal(gradient.shape)
            moved = (Changed(weights, use, sign * STEP * direction) for sign in (1, -1))
            ends = [(run(x, weights=one)[0] * weight).sum() for one in moved]
            difference = (ends[0] - ends[1]) / (2 * STEP)
            found = (gradient * direction).sum()
            assert found == pytest.approx(difference, rel=1e-3, abs=1e-4), (block.name, use)
            seen += 1
    assert seen


def test_the_dtype_stays_that_of_the_weights(network):
    class Single:
        def __init__(self, weights):
            self._weights = weights

        def matrix(self, use):
            return self._weights.matrix(use).astype(np.float32)

        def vector(self, use):
            return self._weights.vector(use).astype(np.float32)

    for _, x, weights, run in blocks(network):
        y, pull = run(x.astype(np.float32), weights=Single(weights))
        assert y.dtype == np.float32
        assert pull(np.ones_like(y)).dtype == np.float32
