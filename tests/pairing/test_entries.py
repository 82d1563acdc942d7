import numpy as np

from quantcert.containers import open_checkpoint
from quantcert.formats import open_quantized
from quantcert.pairing.entries import stacked_entries
from quantcert.pairing.parts import Assembly, TensorPart
from tests.support.checkpoints import write_checkpoint
from tests.support.foreign import golden


def test_a_name_says_which_entry_of_which_tensor_it_is(tmp_path):
    stack = np.zeros((2, 544, 5), np.float32)  # one expert less than are stored
    base = open_checkpoint(write_checkpoint(tmp_path / "base", {"mlp.experts.up": stack}))
    quantized = open_quantized(golden("mxfp4", "experts"))
    assert stacked_entries(quantized, base) == {
        f"mlp.experts.up[{entry}].T": Assembly(
            (5, 544), (TensorPart("mlp.experts.up", None, True, (entry,)),)
        )
        for entry in range(2)
    }


def test_a_tensor_of_that_name_is_itself(tmp_path):
    tensors = {"mlp.experts.up": np.zeros((3, 4, 4), np.float32)}
    tensors["mlp.experts.up[0].T"] = np.zeros((4, 4), np.float32)
    base = open_checkpoint(write_checkpoint(tmp_path / "base", tensors))
    found = stacked_entries(open_quantized(golden("mxfp4", "experts")), base)
    assert list(found) == ["mlp.experts.up[1].T", "mlp.experts.up[2].T"]
