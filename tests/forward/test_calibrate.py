"""Calibration from folders to a region file, with ranges rounded outward."""

import json
import math
import shutil
import time
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from safetensors.numpy import load_file, save_file

from quantcert.errors import CalibrationError, CheckpointError, OutputError
from quantcert.forward import CalibrateOptions, calibrate, read_region
from quantcert.forward.calibrate import MARGIN, above, below
from quantcert.models import net as nets
from tests.forward.test_evaluate import parts
from tests.support.checkpoints import write_checkpoint
from tests.support.layouts import stack
from tests.support.networks import FAMILIES, SmallNetwork, small_network


@pytest.fixture(scope="module", params=list(FAMILIES))
def network(request, tmp_path_factory) -> SmallNetwork:
    return small_network(tmp_path_factory.mktemp("network"), request.param)


def options(network: SmallNetwork, out: Path) -> CalibrateOptions:
    vectors = network.architecture.input_dim > 0
    return CalibrateOptions(
        checkpoint=network.quantized,
        base=network.original,
        text=None if vectors else network.text,
        inputs=network.vectors if vectors else None,
        tokens=30,
        length=10,
        out=out / "region.json",
        progress=lambda stage, done, total: None,
    )


def test_every_place_of_the_network_has_its_range(network: SmallNetwork, tmp_path: Path) -> None:
    measured, origin = calibrate(options(network, tmp_path))
    file = read_region(tmp_path / "region.json")
    places = [place for block in network.architecture.blocks for place in parts(block.net)]
    assert file.region.points.keys() == {p.name for p in places if isinstance(p, nets.Point)}
    kinds = nets.LayerNorm | nets.RmsNorm | nets.RmsNormHeads | nets.Routed
    norms = {p.name for p in places if isinstance(p, kinds)}
    assert file.region.norms.keys() == norms
    for name, size in file.region.points.items():
        ranges = vars(measured.points[name])
        for key, bound in vars(size).items():
            found = ranges[key]
            assert Fraction(found) * (1 + MARGIN) <= bound.fraction
            assert bound.fraction <= Fraction(found) * (1 + 2 * MARGIN)
    for name, low in file.region.norms.items():
        assert 0 < low.fraction <= Fraction(measured.norms[name]) * (1 - MARGIN)
    assert file.origin == origin
    file.check(network.checkpoint.checkpoint, network.base, tmp_path / "region.json")
    positions = 7 if network.architecture.input_dim else 30
    assert (origin.positions, origin.windows) == (positions, 1 if positions == 7 else 3)


@given(st.floats(min_value=0, allow_infinity=False))
@example(0.0)
@example(1.0)
@example(math.nextafter(1.0, 0.0))
@example(5e-324)
@example(1.7e308)
def test_outward(value: float) -> None:
    exact, slack = Fraction(value), Fraction(1, 1 << 30)
    upper, lower = above(value), below(value)
    assert exact * (1 + MARGIN) <= upper.fraction <= exact * (1 + MARGIN + slack)
    assert exact * (1 - MARGIN - slack) <= lower.fraction <= exact * (1 - MARGIN)
    assert min(upper.p, lower.p, lower.mantissa) >= 0
    if 0 < value < 1:
        assert upper.mantissa.bit_length() <= 34


def test_reproducible(network: SmallNetwork, tmp_path: Path) -> None:
    for name in ("a", "b"):
        calibrate(options(network, tmp_path / name))
    files = [(tmp_path / name / "region.json").read_bytes() for name in ("a", "b")]
    assert files[0] == files[1]


def test_a_file_of_something_else_is_kept(tmp_path: Path) -> None:
    network = small_network(tmp_path, "bert")
    settings = replace(options(network, tmp_path), out=network.original / "config.json")
    before = settings.out.read_bytes()
    with pytest.raises(OutputError, match="holds no region"):
        calibrate(replace(settings, progress=lambda *_: pytest.fail("worked")))
    assert settings.out.read_bytes() == before


@pytest.mark.parametrize("folder", ["original", "quantized"])
def test_a_checkpoint_that_is_replaced_meanwhile(tmp_path: Path, folder: str) -> None:
    settings = options(small_network(tmp_path, "bert"), tmp_path)
    file = tmp_path / folder / "model.safetensors"

    def replaced(*_: object) -> None:
        time.sleep(0.02)  # the clock of file systems ticks more slowly than ours
        file.write_bytes(file.read_bytes())

    with pytest.raises(CheckpointError, match=f"{folder}/model.safetensors: was changed while"):
        calibrate(replace(settings, progress=replaced))
    assert not settings.out.exists()


def test_other_base(tmp_path: Path) -> None:
    networks = [small_network(tmp_path / family, family) for family in ("bert", "llama")]
    mixed = replace(options(networks[0], tmp_path), base=networks[1].original)
    with pytest.raises(CheckpointError, match="the base of another model"):
        calibrate(mixed)
    assert not mixed.out.exists()


def test_unsupported_network(tmp_path: Path) -> None:
    network = small_network(tmp_path, "bert")
    settings = options(network, tmp_path)
    for folder in (network.original, network.quantized):
        config = json.loads((folder / "config.json").read_text())
        (folder / "config.json").write_text(json.dumps({**config, "model_type": "odd"}))
    with pytest.raises(CalibrationError, match="cannot be calibrated: model_type 'odd'"):
        calibrate(settings)


def test_the_right_kind_of_input(network: SmallNetwork, tmp_path: Path) -> None:
    right = options(network, tmp_path)
    swapped = replace(right, text=right.inputs, inputs=right.text)
    both = replace(right, text=network.text, inputs=network.vectors)
    neither = replace(right, text=None, inputs=None)
    wanted = "vectors of 6 numbers" if right.text is None else "reads tokens: give --text"
    for wrong in (swapped, both, neither):
        with pytest.raises(CalibrationError, match=wanted):
            calibrate(wrong)


@pytest.mark.parametrize(("tokens", "length"), [(9, 10), (30, 11)])
def test_window_too_long(tmp_path: Path, tokens: int, length: int) -> None:
    """The sample's longest text has 10 tokens."""
    settings = options(small_network(tmp_path, "bert"), tmp_path)
    with pytest.raises(CalibrationError, match=f"window of {length} tokens: must be at most"):
        calibrate(replace(settings, tokens=tokens, length=length))


def test_overflowing_scales_are_refused(tmp_path: Path) -> None:
    """Activations beyond float64 are an error, not a range."""
    network = small_network(tmp_path, "mixture")
    np.save(network.vectors, np.full((1, 6), 1e300))
    with np.errstate(all="ignore"), pytest.raises(CheckpointError, match="overflows in float64"):
        calibrate(options(network, tmp_path))


def test_an_original_that_stores_its_experts_otherwise(tmp_path: Path) -> None:
    """What is measured is the same, and named as the checkpoint names it."""
    network = small_network(tmp_path, "mixtral")
    tensors = load_file(network.original / "model.safetensors")
    other = write_checkpoint(tmp_path / "stacked", stack(tensors))
    for file in ("config.json", "tokenizer.json"):
        shutil.copy(network.original / file, other / file)
    expected, _ = calibrate(options(network, tmp_path))
    given = options(network, tmp_path)
    assert calibrate(replace(given, base=other))[0] == expected
    names = {layer.tensor for layer in expected.observed.layers}
    assert "model.layers.0.block_sparse_moe.experts.0.w3.weight" in names
    doubled = {name: 2 * value for name, value in tensors.items()}
    save_file(stack(doubled), other / "model.safetensors")
    with pytest.raises(CheckpointError, match="is not made from"):
        calibrate(replace(given, base=other))
