"""Whatever tensors are called: they are proved, and the certificate has the names as they are."""

import json
from pathlib import Path

import numpy as np

from quantcert.quantizer import quantize_checkpoint
from tests.support.checkpoints import weights, write_checkpoint
from tests.support.small_models import verify

NAMES = (
    "sorry",
    "foo axiom",
    "#eval",
    "重み.unsafe",
    "a\n-/ axiom b : False /-",
    "`unsafe`",
    "../x",
)


def test_names_are_data(tmp_path: Path) -> None:
    tensors: dict[str, np.ndarray] = {
        name: weights(3, 4, seed=seed) for seed, name in enumerate(NAMES)
    }
    plain = {f"{name} bias": weights(3) for name in NAMES}
    original = write_checkpoint(tmp_path / "original", tensors | plain)
    quantize_checkpoint(original, tmp_path / "quantized", "pair11", 4)
    out = tmp_path / "out"
    paths = (tmp_path / "quantized", "--base", original, "--out", out)
    result = verify(*paths, "--no-network", "--quiet")
    assert result.exit_code == 0, result.output
    document = json.loads((out / "certificate.json").read_text())
    assert {layer["tensor"] for layer in document["layers"]} == set(NAMES)
    assert {layer["verdict"] for layer in document["layers"]} == {"PROVED"}
    assert set(document["excluded"]) == set(plain)
    sources = list(out.rglob("*.lean"))
    assert len(sources) == len(NAMES)
    for source in sources:
        text = source.read_text()
        assert not any(name in text for name in ("重", "foo axiom", "#eval", "`unsafe", "../"))
        assert source.parent == out / "Proofs"
