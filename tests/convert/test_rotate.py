"""Rotated originals compute what the originals do, and copies of them are proved."""

import json
from pathlib import Path

import numpy as np
import pytest

from quantcert.certificate import Verdict, conclude
from quantcert.certificate.decode import from_document
from quantcert.certificate.encode import to_document
from quantcert.containers import open_checkpoint
from quantcert.convert.rotate import rotate_checkpoint
from quantcert.errors import CheckpointError, OutputError
from quantcert.forward import BlockWeights, OriginalWeights, evaluate
from quantcert.models.architecture import checkpoint_architecture
from quantcert.models.net import Architecture
from quantcert.quantizer import quantize_checkpoint
from quantcert.report.html import html_page
from quantcert.run.options import VerifyOptions
from tests.support.exports import TOKENS
from tests.support.reports import report_of
from tests.support.rotations import few_bits
from tests.support.weight_runs import certified


def logits(path: Path) -> np.ndarray:
    base = open_checkpoint(path)
    network = checkpoint_architecture(base)
    assert isinstance(network, Architecture), network
    state = np.zeros((len(TOKENS), 0))
    for block in network.blocks:
        weights = BlockWeights(OriginalWeights(base))
        state = evaluate(network, block.net, np.array(TOKENS), weights, state)
    return state


@pytest.mark.parametrize("residual", [False, True])
@pytest.mark.parametrize("family", ["llama", "qwen3"])
def test_the_rotated_network_computes_the_same(tmp_path: Path, family: str, residual: bool) -> None:
    source = few_bits(tmp_path / "original", family)
    dtypes = rotate_checkpoint(source, tmp_path / "rotated", residual, lambda *_: None)
    assert dtypes.total() == (16 if residual else 4)
    assert dtypes["F64"] >= 4 if residual else dtypes["F32"] == 4
    expected = logits(source)
    np.testing.assert_allclose(logits(tmp_path / "rotated"), expected, rtol=0, atol=1e-13)
    before, after = open_checkpoint(source), open_checkpoint(tmp_path / "rotated")
    name = "model.layers.0.self_attn.v_proj.weight"
    assert np.abs(before.read(name) - after.read(name)).max() > 0.1
    assert ("lm_head.weight" in after) is residual
    assert after.config["tie_word_embeddings"] is not residual


@pytest.mark.parametrize("residual", [False, True])
def test_a_quantized_copy_is_accepted(tmp_path: Path, residual: bool) -> None:
    rotate_checkpoint(few_bits(tmp_path / "o"), tmp_path / "r", residual, lambda *_: None)
    quantize_checkpoint(tmp_path / "r", tmp_path / "q", "pair11", 32)
    options = VerifyOptions(
        tmp_path / "q", tmp_path / "r", None, network=False, rotated_from=tmp_path / "o"
    )
    certificate = certified(options, reuse=True)
    assert certificate.accepted
    assert len(certificate.layers) == 15 + residual
    rotation = certificate.rotation
    assert rotation is not None
    assert rotation.verdict is Verdict.PROVED
    assert len(rotation.theorems) == len(rotation.tensors) + 1 == (17 if residual else 5)
    assert rotation.theorems[-1].kind == "rotated-network"
    assert conclude(certificate).words.endswith("THE BASE COMPUTES WHAT ITS ORIGINAL DOES")
    document = to_document(certificate)
    assert from_document(document) == certificate
    text = html_page(report_of(certificate))
    assert "matrix, rotated, is model.layers.0.self_attn.v_proj.weight" in text
    assert "For every text, the rotated network computes exactly what the original does" in text


def test_nothing_is_written_over(tmp_path: Path) -> None:
    source = few_bits(tmp_path / "original")
    for place in (source, source / "sub"):
        with pytest.raises(OutputError, match=r"must lie outside .*original, which is read"):
            rotate_checkpoint(source, place, False, lambda *_: None)
    (tmp_path / "taken").write_text("mine")
    with pytest.raises(OutputError, match="taken: exists and is no empty folder"):
        rotate_checkpoint(source, tmp_path / "taken", False, lambda *_: None)
    assert json.loads((source / "config.json").read_text())["model_type"] == "llama"


def test_a_wrong_size_is_refused_with_its_folder(tmp_path: Path) -> None:
    source = few_bits(tmp_path / "original")
    config = json.loads((source / "config.json").read_text())
    (source / "config.json").write_text(json.dumps({**config, "hidden_size": 0}))
    with pytest.raises(CheckpointError, match="original: hidden_size is 0"):
        rotate_checkpoint(source, tmp_path / "out", False, lambda *_: None)
