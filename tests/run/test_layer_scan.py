"""The numbers of a layer as they are read in blocks of rows."""

import math

import numpy as np
import pytest

from quantcert.formats import open_quantized
from quantcert.pairing.original import Original
from quantcert.run import layer_scan
from quantcert.run.layer_scan import layers, row_blocks, scan_errors
from quantcert.run.matrix_rows import MatrixRows
from tests.support.runs import opened
from tests.support.small_models import SmallModel


def test_layers_are_the_quantized_matrices(model: SmallModel) -> None:
    quantized, base = opened(model)
    found = layers(quantized, Original(base), {})
    assert [layer.tensor for layer in found] == quantized.matrices()
    assert {layer.tensor: (layer.rows, layer.columns) for layer in found} == {
        "wide.weight": (6, 19),
        "tall.weight": (11, 8),
    }
    for index, layer in enumerate(found):
        assert layer.module.startswith(f"Proofs.L{index:03d}_")
        assert layer.tensor_sha256[f"{layer.tensor} (original)"] == base.sha256(layer.tensor)


def test_without_an_original_its_digest_is_not_named(model: SmallModel) -> None:
    for layer in layers(open_quantized(model.quantized), None, {}):
        assert not any("original" in name for name in layer.tensor_sha256)
        assert len(layer.tensor_sha256) >= 3


@pytest.mark.parametrize("block", [1, 19, 40, 1 << 20])
def test_blocks_do_not_change_the_sums(
    model: SmallModel, monkeypatch: pytest.MonkeyPatch, block: int
) -> None:
    quantized, base = opened(model)
    (layer,) = (
        found for found in layers(quantized, Original(base), {}) if found.tensor == "wide.weight"
    )
    whole = scan_errors(MatrixRows(base, quantized, layer.tensor), layer)
    monkeypatch.setattr(layer_scan, "_BLOCK_WEIGHTS", block)
    scan = scan_errors(MatrixRows(base, quantized, layer.tensor), layer)
    unit = 2 ** (scan.errors.p - whole.errors.p)
    assert scan.errors.sum_abs == tuple(unit * total for total in whole.errors.sum_abs)
    assert (scan.weight_high, scan.scale_high) == (whole.weight_high, whole.scale_high)


def test_every_number_is_below_its_power_of_two(model: SmallModel) -> None:
    quantized, base = opened(model)
    for layer in layers(quantized, Original(base), {}):
        scan = scan_errors(MatrixRows(base, quantized, layer.tensor), layer)
        largest = float(np.abs(base.read(layer.tensor).astype(np.float64)).max())
        assert largest < 2.0**scan.weight_high
        assert scan.weight_high <= math.floor(math.log2(largest)) + 2


@pytest.mark.parametrize("weights", [1, 7, 8, 24, 1000])
def test_row_blocks_cover_the_matrix_once(model: SmallModel, weights: int) -> None:
    (layer,) = (
        found
        for found in layers(open_quantized(model.quantized), None, {})
        if found.tensor == "tall.weight"
    )
    blocks = [*row_blocks(layer, weights)]
    assert [row for start, stop in blocks for row in range(start, stop)] == [*range(11)]
    assert all(stop - start <= max(1, weights // 8) for start, stop in blocks)
