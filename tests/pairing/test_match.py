import numpy as np
import pytest

from quantcert.containers import open_checkpoint
from quantcert.errors import CheckpointError
from quantcert.formats import open_quantized
from quantcert.pairing.match import check_base
from quantcert.pairing.parts import Assembly, TensorPart, read_part_rows
from quantcert.quantizer import quantize_checkpoint
from tests.support.checkpoints import weights, write_checkpoint

TENSORS = {"w": weights(4, 6), "bias": weights(4, seed=1), "steps": np.arange(3)}


def quantized_copy(folder, tensors):
    write_checkpoint(folder / "base", tensors)
    quantize_checkpoint(folder / "base", folder / "q", "pair11", 4)
    return open_quantized(folder / "q")


@pytest.fixture
def quantized(tmp_path):
    return quantized_copy(tmp_path, TENSORS)


def check(tmp_path, quantized, **changes):
    tensors = {name: value for name, value in {**TENSORS, **changes}.items() if value is not None}
    check_base(quantized, open_checkpoint(write_checkpoint(tmp_path / "other", tensors)))


def test_the_original_is_accepted(tmp_path, quantized):
    check(tmp_path, quantized)


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"w": weights(4, 8)}, r"tensor w: shape \[4, 8\] in the original, \[4, 6\] in"),
        (
            {"w": weights(4, 6).astype(np.int8)},
            "tensor w: dtype I8 in the original, must be",
        ),
        ({"w": None}, "tensor w: in the checkpoint, but not in the original"),
        ({"bias": weights(4, seed=2)}, r"tensor bias: element \[0\] is"),
        ({"bias": None}, "tensor bias: in the checkpoint, but not"),
        ({"more": weights(2)}, "tensor more: in the original, but nothing"),
    ],
)
def test_the_base_of_another_model_is_refused(tmp_path, quantized, changes, message):
    with pytest.raises(CheckpointError, match=message):
        check(tmp_path, quantized, **changes)


def test_fused_stacked_and_transposed_parts_are_found(tmp_path):
    """Matrices of a quantized checkpoint against an original that stores them otherwise."""
    single = {"q": weights(4, 6), "k": weights(2, 6, seed=1), "t": weights(3, 5, seed=2)}
    quantized = quantized_copy(tmp_path, {**single, "bias": TENSORS["bias"]})
    original = {
        "qk": np.concatenate([single["q"], single["k"]]),
        "stack": np.ascontiguousarray(single["t"].T)[None],
        "bias": TENSORS["bias"],
    }
    base = open_checkpoint(write_checkpoint(tmp_path / "other", original))
    parts = {
        "q": TensorPart("qk", rows=(0, 4)),
        "k": TensorPart("qk", rows=(4, 6)),
        "t": TensorPart("stack", transposed=True, leading=(0,)),
    }
    places = {name: Assembly(single[name].shape, (part,)) for name, part in parts.items()}
    check_base(quantized, base, places)
    for name, part in parts.items():
        found = read_part_rows(base, part, 0, len(single[name]))
        np.testing.assert_array_equal(found, single[name])
    with pytest.raises(CheckpointError, match=r"shape .* in the original's qk, rows 3 to 5, "):
        check_base(
            quantized, base, {**places, "k": Assembly((2, 6), (TensorPart("qk", rows=(3, 6)),))}
        )
    with pytest.raises(CheckpointError, match=r"\[5, 3\] in the original's stack, entry \[0\]"):
        check_base(
            quantized, base, {**places, "t": Assembly((3, 5), (TensorPart("stack", leading=(0,)),))}
        )
    longer = {**original, "qk": np.concatenate([original["qk"], weights(1, 6)])}
    base = open_checkpoint(write_checkpoint(tmp_path / "longer", longer))
    with pytest.raises(
        CheckpointError, match="tensor qk: row 6 is taken by no tensor of the checkpoint"
    ):
        check_base(quantized, base, places)
