import numpy as np
import pytest

from quantcert.errors import QuantizeError
from quantcert.formats.pair35.codes import PAIR_CODECS
from quantcert.quantizer import quantize_matrix
from tests.support.checkpoints import weights
from tests.support.matrices import target_of


@pytest.mark.parametrize("name", PAIR_CODECS)
def test_what_is_planned_is_what_is_packed(name):
    codec = PAIR_CODECS[name]
    target = target_of(codec)
    assert (target.name, target.codec) == (name, codec)
    again = quantize_matrix(weights(3, 13), target, 4, "m", np.dtype(np.float32))
    planned = target.planned("m", (3, 13), 4, np.dtype(np.float32))
    assert tuple(tensor.name for tensor in planned) == target.stored_names("m")
    assert [tensor.dtype for tensor in planned] == ["U8", "F32", "U8"]
    assert [tensor.shape for tensor in planned] == [a.shape for a in again.stored.values()]


@pytest.mark.parametrize("group_size", [0, 1, 127, -2])
def test_odd_group_sizes_are_refused(group_size):
    for codec in PAIR_CODECS.values():
        with pytest.raises(QuantizeError, match=f"group size {group_size} must be an even integer"):
            target_of(codec).check_group_size(group_size)
