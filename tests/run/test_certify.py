"""The certificate of a run: tool, files, what is excluded, what was measured, both configs."""

import hashlib
import json
import time
from dataclasses import replace
from pathlib import Path

import numpy as np

from quantcert import __version__
from quantcert.certificate import Certificate, NetworkEvidence, Rule, conclude
from quantcert.certificate.encode import to_document
from quantcert.run.certify import certificate
from quantcert.run.ledger import Ledger
from quantcert.run.open import open_run
from quantcert.run.options import Level, VerifyOptions
from quantcert.run.verify import finish_run
from tests.support.certificates import CERTIFICATE
from tests.support.proved_networks import Networks
from tests.support.small_models import SmallModel
from tests.support.weight_runs import model_of


def test_inputs_are_named_with_their_digests(model: SmallModel, tmp_path: Path) -> None:
    options = VerifyOptions(model.quantized, model.original, None, tmp_path, command=("a", "b"))
    inputs = open_run(options)
    found = certificate(inputs, Ledger(), CERTIFICATE.layers, None, {})
    for files, folder in ((found.files, model.quantized), (found.base_files, model.original)):
        assert {file.file for file in files} >= {"config.json", "model.safetensors"}
        for file in files:
            assert file.sha256 == hashlib.sha256((folder / file.file).read_bytes()).hexdigest()
    assert (found.model, found.level, found.command) == ("quantized", "weights", ("a", "b"))
    assert found.requirements_default
    assert found.layers == CERTIFICATE.layers
    assert found.tool.version == __version__
    assert found.tool.library_sha256 == inputs.library.digest
    assert {"tall.bias", "positions"} <= found.excluded.keys()


def test_weights_that_no_theorem_is_about_are_counted(tmp_path: Path) -> None:
    tensors = {
        "w": np.ones((2, 4), np.float32),
        "experts": np.ones((3, 2, 4), np.float32),
        "kept": np.arange(6).reshape(2, 3),
        "bias": np.ones(7, np.float32),
    }
    inputs = open_run(VerifyOptions(model_of(tmp_path, tensors).quantized, None, None, tmp_path))
    found = certificate(inputs, Ledger(), (), None, {})
    assert found.excluded_weights == {"experts": 24, "kept": 6}
    assert found.weights_total == 30
    assert found.excluded["bias"] == "stored unquantized"
    assert found.excluded["experts"].startswith("3-D, stored unquantized: no theorem")
    assert found.excluded["kept"].startswith("a matrix, stored unquantized: no theorem")


def test_without_an_original_no_file_of_it_is_named(model: SmallModel, tmp_path: Path) -> None:
    inputs = open_run(VerifyOptions(model.quantized, None, None, tmp_path))
    network = NetworkEvidence.unsupported("unknown")
    found = certificate(inputs, Ledger(), (), network, {})
    assert (found.base_files, found.level, found.network) == ((), "structure", network)


def test_what_was_measured(model: SmallModel, tmp_path: Path) -> None:
    inputs = open_run(VerifyOptions(model.quantized, None, None, tmp_path))
    earlier = replace(inputs, started=time.monotonic() - 100)
    ledger = Ledger(peak_bytes=1 << 50, reused=3)
    measured = certificate(earlier, ledger, (), None, {"a": 2.0}).measurement
    assert 100 <= measured.seconds < 110
    assert (measured.peak_mib, measured.reused_modules) == (2.0**30, 3)
    assert measured.layer_seconds == {"a": 2.0}
    small = certificate(inputs, Ledger(), (), None, {}).measurement
    assert 10 < small.peak_mib < 2**20


def run_with(networks: Networks, folder: Path, **changes: object) -> Certificate:
    """The certificate of a Llama whose quantized copy has other values in its config.json."""
    model = networks["untied"].model.copied(folder)
    file = model.quantized / "config.json"
    file.write_text(json.dumps(json.loads(file.read_text()) | changes))
    options = model.options(folder / "out", region=None, network=False, wanted_level=Level.ROWS)
    return finish_run(networks.run(options))


def test_keys_on_which_outputs_depend_reject(networks: Networks, tmp_path: Path) -> None:
    """The layers are proved all the same."""
    found = run_with(
        networks,
        tmp_path,
        rms_norm_eps=0.5,
        num_attention_heads=2,
        hidden_act="gelu",
        rope_scaling={"rope_type": "linear", "factor": 8.0},
    )
    assert all(layer.verdict.accepted for layer in found.layers)
    assert not found.accepted
    assert {finding.rule for finding in found.findings} == {Rule.CONFIG_DIFFERS}
    assert [finding.message.split()[1] for finding in found.findings] == [
        "num_attention_heads",
        "head_dim",
        "rms_norm_eps",
        "rope_parameters",
        "hidden_act",
    ]
    first = "config.json: num_attention_heads is 4 in the original, 2 in the checkpoint"
    assert found.findings[0].message == first
    assert to_document(found)["findings"][0]["message"] == first
    assert conclude(found).words.startswith(f"REJECTED: {first} · LAYERS ACCEPTED")


def test_other_keys_are_listed(networks: Networks, tmp_path: Path) -> None:
    found = run_with(networks, tmp_path, dtype="float16", attention_bias=False)
    assert found.accepted
    assert found.findings == ()
    assert found.config_differences == (
        'dtype is null in the original, "float16" in the checkpoint',
    )
