"""A config.json of a known family that its tensors do not fit: the layers are proved all the same.

The network is unsupported, and the reason names the key or the tensor.
"""

import json
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from quantcert.certificate import Verdict
from quantcert.quantizer import quantize_checkpoint
from quantcert.run.options import Level, VerifyOptions
from quantcert.run.verify import verify_checkpoint
from tests.support.architectures import Shapes, llama_config, llama_shapes, mixtral_config
from tests.support.architectures import mixtral_shapes as routed_shapes
from tests.support.checkpoints import write_checkpoint

SHAPES = llama_shapes(1)
HEAD = {"lm_head.weight": (24, 8)}
EXPERTS = "model.layers.0.block_sparse_moe.experts"


def config(**changes: object) -> str:
    return json.dumps({**llama_config(), "num_hidden_layers": 1, **changes})


def theta(digits: int) -> str:
    """A number that no float64 holds, or that Python refuses to read."""
    return config(rope_theta=12345).replace("12345", "1" + digits * "0")


def fused() -> Shapes:
    """Experts in tensors of three axes."""
    others = {name: shape for name, shape in routed_shapes().items() if EXPERTS not in name}
    return {**others, f"{EXPERTS}.gate_up_proj": (2, 8, 12), f"{EXPERTS}.down_proj": (2, 6, 8)}


def as_it_is(name: str) -> str:
    return name


Case = tuple[str, Shapes, Callable[[str], str], str]
CASES: dict[str, Case] = {
    "no head": (
        config(tie_word_embeddings=False),
        SHAPES,
        as_it_is,
        "tensor lm_head.weight is missing",
    ),
    "padded vocabulary": (
        config(vocab_size=19),
        SHAPES,
        as_it_is,
        "tensor model.embed_tokens.weight: shape [20, 8], config.json asks for [19, 8]",
    ),
    "padded head": (
        config(tie_word_embeddings=False),
        {**SHAPES, **HEAD},
        as_it_is,
        "tensor lm_head.weight: shape [24, 8], config.json asks for [20, 8]",
    ),
    "48.0": (config(num_hidden_layers=1.0), SHAPES, as_it_is, "num_hidden_layers must be an int"),
    "prefix": (config(), SHAPES, lambda name: f"language.{name}", "embed_tokens.weight is missing"),
    "huge": (theta(400), SHAPES, as_it_is, "rope_theta must be a positive number in the range"),
    "fused experts": (json.dumps(mixtral_config()), fused(), as_it_is, f"tensor {EXPERTS}."),
}


@pytest.mark.parametrize("case", CASES)
def test_the_layers_are_proved_and_the_network_is_unsupported(tmp_path: Path, case: str) -> None:
    text, shapes, rename, reason = CASES[case]
    rng = np.random.default_rng(3)
    tensors = {
        rename(name): rng.standard_normal(shape).astype(np.float32)
        for name, shape in shapes.items()
    }
    original = write_checkpoint(tmp_path / "original", tensors)
    (original / "config.json").write_text(text)
    quantize_checkpoint(original, tmp_path / "quantized", "pair11", 4)
    options = VerifyOptions(tmp_path / "quantized", original, None, None, Level.ROWS)
    certificate = verify_checkpoint(options).certificate
    assert {layer.verdict for layer in certificate.layers} == {Verdict.PROVED}
    assert len(certificate.layers) == sum(len(shape) == 2 for shape in shapes.values())
    assert certificate.accepted
    assert certificate.network is not None
    assert certificate.network.scopes == ()
    assert certificate.network.finding is not None
    assert reason in certificate.network.finding.message
