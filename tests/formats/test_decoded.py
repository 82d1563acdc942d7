import json
from pathlib import Path

import numpy as np
import pytest

from quantcert.errors import CheckpointError, StoredValueError
from quantcert.formats import open_quantized
from tests.support.checkpoints import weights, write_checkpoint


def folder_of(folder: Path, names: object, **tensors: np.ndarray) -> Path:
    write_checkpoint(folder, tensors)
    (folder / "config.json").write_text(json.dumps({"decoded_matrices": names}))
    return folder


@pytest.mark.parametrize("dtype", [np.float16, np.float32])
def test_values_are_read_as_they_are(tmp_path: Path, dtype: type) -> None:
    array = weights(5, 3, dtype=dtype)
    found = open_quantized(folder_of(tmp_path, ["w"], w=array, v=weights(2)))
    assert (found.matrices(), found.plain()) == (["w"], ["v"])
    matrix = found.read_rows("w", 1, 4)
    np.testing.assert_array_equal(matrix.offsets[:, :, 0], array[1:4])
    assert not matrix.scales.any()
    assert found.bits_per_weight("w") == 8 * array.itemsize


def test_a_value_that_is_no_number_is_found(tmp_path: Path) -> None:
    array = weights(5, 3)
    array[4, 1] = np.nan
    found = open_quantized(folder_of(tmp_path, ["w"], w=array))
    with pytest.raises(StoredValueError, match="is nan, must be finite") as caught:
        found.read("w")
    assert (caught.value.row, caught.value.column) == (4, 1)


@pytest.mark.parametrize("names", ["w", [3], ["v"], ["i"], ["none"]])
def test_only_matrices_of_floats_can_be_named(tmp_path: Path, names: object) -> None:
    tensors = {"w": weights(2, 3), "v": weights(2), "i": np.ones((2, 2), dtype=np.int64)}
    message = r"must be a list of names|may name only|has no tensor"
    with pytest.raises(CheckpointError, match=message):
        open_quantized(folder_of(tmp_path, names, **tensors))
