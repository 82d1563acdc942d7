"""The kernel accepts the theorems about a network of each family."""

import json
from pathlib import Path

import pytest

from quantcert.certificate import ScopeEvidence, Verdict
from quantcert.quantizer import quantize_checkpoint
from quantcert.run.options import Level, VerifyOptions
from quantcert.run.verify import verify_checkpoint
from quantcert.statements.checkpoint import CHECKPOINT_MODULE
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
    scope = proved_scope(tmp_path, family, case, Level.ROWS)
    assert {theorem.verdict for theorem in scope.theorems} == {Verdict.PROVED}


@pytest.mark.parametrize(
    ("family", "case"),
    [("gpt2", "scores by layer"), ("phi3", "window 3"), ("qwen3_moe", "stacked")],
)
def test_parts_of_tensors_are_applied(tmp_path: Path, family: str, case: str) -> None:
    """The theorem about the checkpoint rests on what the layers' modules prove of whole tensors."""
    scope = proved_scope(tmp_path, family, case, Level.WEIGHTS)
    assert {theorem.verdict for theorem in scope.theorems} == {Verdict.PROVED}
    names = {theorem.name for theorem in scope.theorems}
    assert f"{CHECKPOINT_MODULE}.error_all_inputs" in names


def proved_scope(folder: Path, family: str, case: str, level: Level) -> ScopeEvidence:
    """What is found of a recorded case for all inputs, without a region."""
    golden = recorded(family)[case]
    original = write_checkpoint(folder / "original", weights(golden.shapes))
    (original / "config.json").write_text(json.dumps(golden.config))
    quantize_checkpoint(original, folder / "quantized", "pair11", 4)
    options = VerifyOptions(
        folder / "quantized", original, None, folder / "out", wanted_level=level
    )
    certificate = verify_checkpoint(options).certificate
    assert certificate.accepted
    assert certificate.network is not None
    (scope,) = certificate.network.scopes
    assert len(scope.blocks) == certificate.network.blocks
    return scope
