"""Tensors of a network that allow no theorem about it: known when a run is opened."""

import json
import shutil
from fractions import Fraction
from pathlib import Path

import ml_dtypes
import numpy as np
import pytest
from safetensors.numpy import load_file, save_file

from quantcert.certificate import Verdict
from quantcert.errors import StoredValueError
from quantcert.models.net import Scale, operations
from quantcert.quantizer import quantize_checkpoint
from quantcert.run.open import Inputs, open_run
from quantcert.run.options import Level, VerifyOptions
from quantcert.run.verify import verify_checkpoint
from tests.support.checkpoints import edit_tensor, write_checkpoint
from tests.support.networks import SmallNetwork, small_network
from tests.support.reference_cases import weights
from tests.support.reference_models import recorded

NORM = "model.norm.weight"
EMBEDDING = "model.embed_tokens.weight"
PROJECTION = "model.layers.0.mlp.up_proj.weight"


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> SmallNetwork:
    return small_network(tmp_path_factory.mktemp("network"), "llama")


@pytest.fixture
def network(whole: SmallNetwork, tmp_path: Path) -> SmallNetwork:
    """A copy to be spoiled."""
    for folder in (whole.original, whole.quantized):
        shutil.copytree(folder, tmp_path / folder.name)
    return SmallNetwork(tmp_path / "original", tmp_path / "quantized", whole.text, whole.vectors)


def options(network: SmallNetwork) -> VerifyOptions:
    out = network.quantized.parent / "out"
    return VerifyOptions(network.quantized, network.original, None, out, Level.ROWS)


def opened(network: SmallNetwork) -> Inputs:
    return open_run(options(network))


def put(folder: Path, tensor: str, value: float, dtype: type = np.float32) -> None:
    def change(values: np.ndarray) -> None:
        values[1] = value

    edit_tensor(folder / "model.safetensors", tensor, change, dtype)


def retyped(folder: Path, tensor: str, dtype: type) -> None:
    file = folder / "model.safetensors"
    tensors = load_file(file)
    save_file(tensors | {tensor: tensors[tensor].astype(dtype)}, file)


def test_a_whole_network_is_read(network: SmallNetwork) -> None:
    inputs = opened(network)
    assert inputs.network is not None
    assert inputs.unsupported == ""


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"rms_norm_eps": 0.5}, "rms_norm_eps is 1e-05 in the original, 0.5 in the checkpoint"),
        ({"rope_theta": 7}, "rope_parameters is "),
        ({"new_key": 1}, "new_key is null in the original, 1 in the checkpoint"),
    ],
)
def test_no_network_is_made_of_two_configs(
    network: SmallNetwork, changes: dict[str, object], reason: str
) -> None:
    """The theorem would be about neither of them; the first difference is the reason."""
    file = network.quantized / "config.json"
    file.write_text(json.dumps(json.loads(file.read_text()) | changes))
    inputs = opened(network)
    assert inputs.network is None
    assert inputs.unsupported.startswith(f"config.json: {reason}")


def test_a_key_on_which_nothing_depends_leaves_the_network(network: SmallNetwork) -> None:
    file = network.quantized / "config.json"
    file.write_text(json.dumps(json.loads(file.read_text()) | {"use_cache": False}))
    assert opened(network).network is not None


def test_a_vector_that_differs_leaves_the_network_unsupported(network: SmallNetwork) -> None:
    put(network.quantized, NORM, 0.25)
    inputs = opened(network)
    assert inputs.network is None
    assert f"tensor {NORM}: element [1] is" in inputs.unsupported


def test_a_vector_of_the_checkpoint_that_is_not_finite(network: SmallNetwork) -> None:
    put(network.quantized, NORM, np.nan)
    inputs = opened(network)
    assert inputs.unsupported == f"tensor {NORM}: element [1] is nan, must be finite"
    assert [fault.tensor for fault in inputs.tensors.failed] == [NORM]


@pytest.mark.parametrize("value", [np.nan, np.inf])
def test_a_poisoned_vector_is_refused_before_any_proof(network: SmallNetwork, value: float) -> None:
    for folder in (network.original, network.quantized):
        put(folder, NORM, value)
    with pytest.raises(StoredValueError, match=rf"original.*{NORM}: element \[1\] is (nan|inf)"):
        opened(network)


def test_a_vector_of_another_dtype(network: SmallNetwork) -> None:
    for folder in (network.original, network.quantized):
        retyped(folder, NORM, np.int32)
    assert opened(network).unsupported == (
        f"tensor {NORM}: dtype I32, must be one of F32, F16, BF16, F64"
    )


def test_a_layer_that_cannot_be_read_leaves_the_network_unsupported(network: SmallNetwork) -> None:
    put(network.quantized, f"{PROJECTION}_scale", np.nan, np.float16)
    certificate = verify_checkpoint(options(network)).certificate
    verdicts = {layer.tensor: layer.verdict for layer in certificate.layers}
    assert verdicts.pop(PROJECTION) is Verdict.FAILED
    assert set(verdicts.values()) == {Verdict.PROVED}
    assert certificate.network is not None
    assert certificate.network.scopes == ()
    reason = f"tensor {PROJECTION}_scale: row 1, group 0, lane 0 (from column 0): scale nan"
    assert certificate.network.reason.startswith(reason)
    assert not certificate.accepted


def test_a_checkpoint_without_a_dtype_is_run_with_the_originals(tmp_path: Path) -> None:
    """A Gemma whose tensors are bfloat16: what its embeddings are multiplied by is rounded so."""
    golden = recorded("gemma2")["loaded in bfloat16"]
    config = {key: value for key, value in golden.config.items() if key != "dtype"}
    made = weights(golden.shapes, 8)
    tensors = {name: array.astype(ml_dtypes.bfloat16) for name, array in made.items()}
    original = write_checkpoint(tmp_path / "original", tensors)
    (original / "config.json").write_text(json.dumps(config))
    quantize_checkpoint(original, tmp_path / "quantized", "pair11", 4)
    inputs = open_run(VerifyOptions(tmp_path / "quantized", original, None, None, Level.ROWS))
    assert inputs.config is not None
    assert (inputs.config.failed, inputs.unsupported) == ((), "")
    assert inputs.network is not None
    nets = operations(inputs.network.architecture)
    assert [net.factor.fraction for net in nets if isinstance(net, Scale)] == [Fraction(3.46875)]
    file = tmp_path / "quantized" / "config.json"
    file.write_text(json.dumps(json.loads(file.read_text()) | {"torch_dtype": "float16"}))
    inputs = open_run(VerifyOptions(tmp_path / "quantized", original, None, None, Level.ROWS))
    assert inputs.unsupported.startswith(
        "config.json: factor of embeddings, by dtype is 3.46875 in"
    )
