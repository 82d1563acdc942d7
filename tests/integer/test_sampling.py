from fractions import Fraction

import numpy as np
import pytest

from quantcert.integer.exponential import power_table
from quantcert.integer.sampling import Sampler, first_state, greedy, xorshift
from tests.support.plain_integers import power, shifted

TABLE = power_table()


def test_the_first_of_the_largest_is_chosen():
    assert greedy(np.array([1, 7, 7, -3])) == 1


def test_the_generator_steps_as_published():
    state = 88172645463325252  # Marsaglia, "Xorshift RNGs", 2003: the example of xor64
    assert xorshift(state) == 8748534153485358512
    assert first_state(88172645463325252) == first_state(0)


def test_tokens_are_drawn_as_stated():
    rng = np.random.default_rng(4)
    sampler = Sampler.of(Fraction(7, 10), 11, TABLE)
    state, factor = first_state(11), sampler.factor
    assert factor == round(94548.0 / 0.7)
    for _ in range(50):
        logits = rng.integers(-(2**23), 2**23, 9)
        weights = [power(shifted(int(logits.max() - v) * factor, 20)) for v in logits]
        state = xorshift(state)
        chosen = (state >> 1) % sum(weights)
        expected = next(i for i in range(9) if sum(weights[: i + 1]) > chosen)
        assert sampler.draw(logits, 20) == expected


def test_frequencies_follow_the_weights():
    sampler = Sampler.of(Fraction(1), 0, TABLE)
    logits = np.array([0, 1 << 20, -(1 << 40)])
    draws = [sampler.draw(logits, 20) for _ in range(4000)]
    assert abs(draws.count(1) / 4000 - 0.731) < 0.03
    assert draws.count(2) == 0


def test_too_low_a_temperature_is_refused():
    with pytest.raises(ValueError, match="at least 1/100"):
        Sampler.of(Fraction(1, 200), 0, TABLE)
