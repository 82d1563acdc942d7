"""The kernel accepts the theorems about a network of each family."""

import json
from pathlib import Path

import pytest

from quantcert.certificate import Verdict
from quantcert.quantizer import quantize_checkpoint
from quantcert.run.options import Level, VerifyOptions
from quantcert.run.verify import verify_checkpoint
from tests.support.checkpoints import write_checkpoint
from tests.support.reference_cases import weights
from tests.support.reference_models import recorded


@pytest.mark.parametrize(
    ("family", "case"),
    [
        ("llama", "yarn"),
        ("mistral", "window 3"),
        ("qwen2", "window of the first"),
        ("qwen3", "plain"),
        ("qwen3_moe", "shares"),
        ("gemma2", "scores capped"),
        ("gemma3_text", "angles, old"),
        ("roberta", "plain"),
    ],
)
def test_the_theorems_of_a_family_are_accepted(tmp_path: Path, family: str, case: str) -> None:
    golden = recorded(family)[case]
    original = write_checkpoint(tmp_path / "original", weights(golden.shapes))
    (original / "config.json").write_text(json.dumps(golden.config))
    quantize_checkpoint(original, tmp_path / "quantized", "pair11", 4)
    options = VerifyOptions(
        tmp_path / "quantized", original, None, tmp_path / "out", wanted_level=Level.ROWS
    )
    certificate = verify_checkpoint(options).certificate
    assert certificate.accepted
    assert certificate.network is not None
    (scope,) = certificate.network.scopes
    assert {theorem.verdict for theorem in scope.theorems} == {Verdict.PROVED}
    assert len(scope.blocks) == certificate.network.blocks
