"""Combinations of options against another implementation of the same networks.

As `test_reference.py`, of a few numbers of each output.
"""

import importlib.util
from itertools import combinations as subsets

import numpy as np
import pytest

from quantcert.forward import BlockWeights, evaluate
from quantcert.models.architecture import read_architecture
from quantcert.models.net import Architecture
from tests.support.combination_cases import AXES, WHOLE, combinations
from tests.support.combination_models import ENTRIES, Recorded, checksum, recorded_combinations
from tests.support.covering import pair_rows
from tests.support.perturbed_models import ArrayWeights
from tests.support.reference_cases import CASES, ReferenceCase, bits_of, tokens, weights
from tests.support.reference_models import computed

INSTALLED = all(importlib.util.find_spec(name) for name in ("torch", "transformers"))
TOLERANCES = {"bert": 1e-9, "roberta": 1e-9, "gpt2": 1e-9, "gemma2": 4e-6, "gemma3_text": 4e-6}
"""As in `test_reference.py`; Gemma's embeddings are scaled, and so is the error of float32."""


def ours(case: ReferenceCase, golden: Recorded) -> np.ndarray:
    """The entries of the output of the last block."""
    architecture = read_architecture(case.config, golden.shapes)
    assert isinstance(architecture, Architecture), (architecture, case)
    stored = BlockWeights(ArrayWeights(weights(golden.shapes, bits_of(case.config))))
    x = np.zeros((len(tokens()), 0))
    for block in architecture.blocks:
        x = evaluate(architecture, block.net, tokens(), stored, x)
    return x[ENTRIES]


def test_every_family_has_combinations() -> None:
    assert AXES.keys() == CASES.keys()


@pytest.mark.parametrize("family", AXES)
def test_combinations_are_computed_as_the_reference_does(family: str) -> None:
    pairs = zip(combinations(family), recorded_combinations(family), strict=True)
    far = [
        (case, difference)
        for case, golden in pairs
        if not (difference := np.abs(ours(case, golden) - golden.entries).max())
        <= TOLERANCES.get(family, 5e-7)
    ]
    assert far == []


@pytest.mark.parametrize("family", AXES)
def test_a_combination_and_its_record_are_of_the_same_configuration(family: str) -> None:
    recorded = [golden.checksum for golden in recorded_combinations(family)]
    assert recorded == [checksum(case) for case in combinations(family)]


@pytest.mark.parametrize("family", AXES)
def test_all_combinations_or_all_pairs_occur(family: str) -> None:
    sizes = [len(axis) for axis in AXES[family].axes]
    if family in WHOLE:
        assert len(combinations(family)) == np.prod(sizes)
        return
    rows = pair_rows(sizes)
    for (a, one), (b, other) in subsets(enumerate(sizes), 2):
        assert len({(row[a], row[b]) for row in rows}) == one * other


@pytest.mark.skipif(not INSTALLED, reason="torch and transformers are not installed")
@pytest.mark.parametrize("family", AXES)
def test_the_records_of_combinations_are_what_the_reference_computes(family: str) -> None:
    for case, golden in zip(combinations(family), recorded_combinations(family), strict=True):
        again = computed(case)
        assert again.shapes == golden.shapes
        np.testing.assert_allclose(again.output[ENTRIES], golden.entries, rtol=0, atol=1e-6)
