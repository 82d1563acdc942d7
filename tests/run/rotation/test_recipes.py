"""What each recipe makes of a rotated original is proved, as is what the rotation keeps."""

from pathlib import Path

import numpy as np
import pytest

from quantcert.certificate import Verdict
from quantcert.formats import open_quantized
from quantcert.formats.bits import mean_bits
from quantcert.forward.compare import Window
from quantcert.quantizer import Effort, Recipe, make_choice, quantize_by_recipe, with_budget
from quantcert.run.options import VerifyOptions
from tests.support.rotations import rotated_pair
from tests.support.weight_runs import certified


def recipe_of(effort: Effort) -> Recipe:
    """One format for all, or 4 bits where they pay."""
    fixed = Recipe(effort, make_choice("grid4", 16))
    return fixed if effort is Effort.FAST else with_budget(fixed, 4)


@pytest.mark.parametrize("effort", list(Effort))
def test_a_checkpoint_of_each_recipe_is_accepted(tmp_path: Path, effort: Effort) -> None:
    pair, small = rotated_pair(tmp_path), tmp_path / "small"
    tokens = np.random.default_rng(3).integers(20, size=(3, 16))
    windows = [Window(row, np.zeros((16, 0))) for row in tokens]
    quantize_by_recipe(pair.rotated, small, recipe_of(effort), windows)
    assert effort is Effort.FAST or mean_bits(open_quantized(small)) <= 4
    options = VerifyOptions(small, pair.rotated, None, network=False, rotated_from=pair.original)
    certificate = certified(options, reuse=True)
    assert certificate.accepted
    assert {layer.verdict for layer in certificate.layers} == {Verdict.PROVED}
    assert certificate.rotation is not None
    assert certificate.rotation.theorems[-1].kind == "rotated-network"
    assert certificate.rotation.verdict is Verdict.PROVED
