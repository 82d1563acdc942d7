"""What a certificate says of the two config.json."""

import json
from pathlib import Path

from quantcert.certificate import Certificate, Rule, conclude
from quantcert.certificate.encode import to_document
from quantcert.run.options import Level
from quantcert.run.verify import finish_run
from tests.support.proved_networks import Networks


def run_with(networks: Networks, folder: Path, **changes: object) -> Certificate:
    """The certificate of a Llama whose quantized copy has other values in its config.json."""
    model = networks["untied"].model.copied(folder)
    file = model.quantized / "config.json"
    file.write_text(json.dumps(json.loads(file.read_text()) | changes))
    options = model.options(folder / "out", region=None, network=False, wanted_level=Level.ROWS)
    return finish_run(networks.run(options))


def test_keys_on_which_outputs_depend_reject(networks: Networks, tmp_path: Path) -> None:
    """The layers are proved all the same."""
    certificate = run_with(
        networks,
        tmp_path,
        rms_norm_eps=0.5,
        num_attention_heads=2,
        hidden_act="gelu",
        rope_scaling={"rope_type": "linear", "factor": 8.0},
    )
    assert all(layer.verdict.accepted for layer in certificate.layers)
    assert not certificate.accepted
    assert {finding.rule for finding in certificate.findings} == {Rule.CONFIG_DIFFERS}
    assert [finding.message.split()[1] for finding in certificate.findings] == [
        "num_attention_heads",
        "head_dim",
        "rms_norm_eps",
        "rope_parameters",
        "hidden_act",
    ]
    first = "config.json: num_attention_heads is 4 in the original, 2 in the checkpoint"
    assert certificate.findings[0].message == first
    assert to_document(certificate)["findings"][0]["message"] == first
    assert conclude(certificate).words.startswith(f"REJECTED: {first} · LAYERS ACCEPTED")


def test_other_keys_are_listed(networks: Networks, tmp_path: Path) -> None:
    certificate = run_with(networks, tmp_path, dtype="float16", attention_bias=False)
    assert certificate.accepted
    assert certificate.findings == ()
    assert certificate.config_differences == (
        'dtype is null in the original, "float16" in the checkpoint',
    )
