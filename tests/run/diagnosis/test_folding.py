"""Matrices into which scales were folded, and the norms that hold their inverse."""

from dataclasses import dataclass, field

import numpy as np
import pytest

from quantcert.containers import TensorInfo
from quantcert.run.diagnosis.folding import folded_scales

WEIGHTS = np.random.default_rng(1).standard_normal((32, 24))
SCALES = np.exp2(np.random.default_rng(2).uniform(-1, 1, 24))
NORM = np.random.default_rng(3).uniform(0.5, 1.5, 24)
NOISE = 0.01 * np.random.default_rng(4).standard_normal(WEIGHTS.shape)


@dataclass
class Held:
    """Tensors in memory; a quantized checkpoint of them alone."""

    held: dict = field(default_factory=dict)

    @property
    def checkpoint(self):
        return self

    def plain(self):
        return list(self.held)

    def __contains__(self, name):
        return name in self.held

    def info(self, name):
        return TensorInfo(name, "F32", self.held[name].shape, None, 0, 0)

    def read(self, name):
        return self.held[name]


def words(stored, **plain):
    return folded_scales(Held(plain), Held({"norm": NORM, "other": NORM}), WEIGHTS, stored)


def test_factors_of_columns_are_told_with_the_norm_that_holds_their_inverse():
    stored = WEIGHTS * SCALES + NOISE
    found = words(stored, other=NORM, norm=NORM / SCALES)
    assert found.startswith("it fits the original with every column multiplied by a factor of its")
    assert f"({(1 / SCALES).min():.3g} to " in found
    assert found.endswith("or it has those of other columns; norm holds their inverse")
    assert words(stored, other=NORM).endswith("no tensor was found with their inverse")
    assert words(stored, norm=(NORM / SCALES)[:-1]).endswith("was found with their inverse")


def test_factors_of_rows_are_told():
    found = words(WEIGHTS * np.exp2(np.arange(32) % 5)[:, None] + NOISE)
    assert "every row multiplied by a factor of its own (0.06" in found


@pytest.mark.parametrize("stored", [WEIGHTS + NOISE, np.flip(WEIGHTS), 0 * WEIGHTS])
def test_nothing_is_said_of_what_factors_do_not_explain(stored):
    assert words(stored) == ""


def test_few_entries_tell_no_factor():
    assert folded_scales(Held(), Held(), WEIGHTS[:2], WEIGHTS[:2] * SCALES) == ""
