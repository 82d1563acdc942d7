"""Opening the inputs of a run: what is opened, and what is refused before anything is checked."""

from dataclasses import replace
from pathlib import Path

import pytest

from quantcert.errors import CheckpointError, RequirementError
from quantcert.models.assumption import ALL_INPUTS
from quantcert.run import open as opening
from quantcert.run.open import open_run
from quantcert.run.options import Level, VerifyOptions
from tests.support.proved_networks import NetworkModel, Networks
from tests.support.small_models import SmallModel

NEED = """
version = 1
[accumulator]
width_bits = 32
activation_min = -128
activation_max = 127
[[layer]]
pattern = "*"
input_abs_max = 1
max_relative_error = 1
"""


@pytest.fixture
def network_model(networks: Networks) -> NetworkModel:
    return networks["mixture"].model


def test_structure_alone(model: SmallModel, tmp_path: Path) -> None:
    inputs = open_run(VerifyOptions(model.quantized, None, None, tmp_path))
    assert (inputs.base, inputs.network, inputs.unsupported) == (None, None, "")
    assert inputs.requirements.is_default
    assert inputs.options.level is Level.STRUCTURE
    assert inputs.store is not None
    assert open_run(replace(inputs.options, reuse=False)).store is None


def test_an_unknown_network_is_no_error(model: SmallModel, tmp_path: Path) -> None:
    options = VerifyOptions(model.quantized, model.original, None, tmp_path)
    inputs = open_run(options)
    assert inputs.network is None
    assert "model_type 'test' is not supported" in inputs.unsupported
    assert open_run(replace(options, network=False)).unsupported == ""


def test_each_assumption_is_there_once(network_model: NetworkModel, tmp_path: Path) -> None:
    both = open_run(network_model.options(tmp_path)).network
    assert both is not None
    assert both.region is not None
    assert [a.name for a in both.assumptions] == ["all inputs", "region"]
    assert both.assumptions[1].region is both.region.region
    assert both.assumptions[1].sha256 == both.region.region.sha256
    one = open_run(network_model.options(tmp_path, region=None)).network
    assert one is not None
    assert (one.assumptions, one.region) == ((ALL_INPUTS,), None)


def test_an_original_that_does_not_fit(
    model: SmallModel, network_model: NetworkModel, tmp_path: Path
) -> None:
    inputs = open_run(VerifyOptions(model.quantized, network_model.original, None, tmp_path))
    stored = {*inputs.quantized.matrices(), *inputs.quantized.plain()}
    assert stored < {fault.tensor for fault in inputs.tensors.failed}
    assert inputs.network is None
    assert inputs.unsupported.startswith("config.json: model_type is ")


@pytest.mark.parametrize(
    ("scope", "changes", "message"),
    [
        ("region", {"region": None}, r"need\.toml: network\.region needs --region"),
        ("all_inputs", {"base": None}, r"need\.toml: network needs --base"),
        ("all_inputs", {"network": False}, r"need\.toml: network needs --network"),
        ("prompt", {}, r"network\.prompt: nothing of this name .* allowed: all_inputs, region"),
    ],
)
def test_a_requirement_that_cannot_be_had(
    network_model: NetworkModel,
    tmp_path: Path,
    scope: str,
    changes: dict[str, object],
    message: str,
) -> None:
    need = tmp_path / "need.toml"
    need.write_text(f"{NEED}[network.{scope}]\nmax_output_error = 1\n")
    with pytest.raises(RequirementError, match=message):
        open_run(network_model.options(tmp_path, requirements=need, **changes))


def test_a_pattern_that_no_matrix_has_is_an_error(model: SmallModel, tmp_path: Path) -> None:
    need = tmp_path / "need.toml"
    need.write_text(NEED.replace('"*"', '"*.wieght"'))
    options = VerifyOptions(model.quantized, model.original, need, tmp_path)
    with pytest.raises(RequirementError, match=r"need\.toml: .*wieght"):
        open_run(options)


def test_bad_input_is_refused_before_the_library_is_built(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(opening, "build_library", lambda *_: 1 // 0)
    with pytest.raises(CheckpointError):
        open_run(VerifyOptions(tmp_path / "none", None, None, tmp_path))
