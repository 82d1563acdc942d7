import numpy as np
import pytest

from quantcert.containers import open_checkpoint
from quantcert.errors import CheckpointError
from quantcert.formats import open_quantized
from quantcert.pairing.match import check_base
from quantcert.quantize import quantize_checkpoint
from tests.support.checkpoints import weights, write_checkpoint

TENSORS = {"w": weights(4, 6), "bias": weights(4, seed=1), "steps": np.arange(3)}


@pytest.fixture
def quantized(tmp_path):
    write_checkpoint(tmp_path / "base", TENSORS)
    quantize_checkpoint(tmp_path / "base", tmp_path / "q", "pair11", 4)
    return open_quantized(tmp_path / "q")


def check(tmp_path, quantized, **changes):
    tensors = {name: value for name, value in {**TENSORS, **changes}.items() if value is not None}
    check_base(quantized, open_checkpoint(write_checkpoint(tmp_path / "other", tensors)))


def test_the_original_is_accepted(tmp_path, quantized):
    check(tmp_path, quantized)


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"w": weights(4, 8)}, r"tensor w: shape \[4, 8\], the quantized checkpoint has \[4, 6\]"),
        ({"w": weights(4, 6).astype(np.int8)}, "tensor w: dtype I8, must be one of F32, F16, BF16"),
        ({"w": None}, "has no tensor w"),
        ({"bias": weights(4, seed=2)}, "tensor bias differs from the one in"),
        ({"bias": None}, "has no tensor bias"),
        ({"more": weights(2)}, "tensor more is not in"),
    ],
)
def test_the_base_of_another_model_is_refused(tmp_path, quantized, changes, message):
    with pytest.raises(CheckpointError, match=message):
        check(tmp_path, quantized, **changes)
