"""Matrices of GPT-2, which the file stores transposed: codes of columns of the file."""

from pathlib import Path

import gguf
import numpy as np
import pytest

from quantcert.containers import open_checkpoint
from quantcert.containers.gguf.container import open_gguf
from quantcert.errors import CheckpointError, StoredValueError
from quantcert.formats import open_quantized
from tests.formats.gguf.test_faults import edit, with_scale
from tests.support.foreign import check_words, decoded
from tests.support.gguf_models import FAMILIES, uniformly, write_model, write_original

NAME, STORED = "transformer.h.0.mlp.c_fc.weight", "blk.0.ffn_up.weight"
KINDS = ["Q4_0", "Q4_1", "Q5_0", "Q5_1", "Q8_0", "IQ4_NL", "MXFP4", "NVFP4"]


def written(folder: Path, kind: str, **more: object) -> Path:
    return write_model(folder / "m.gguf", FAMILIES["gpt2"], kinds=uniformly(kind), **more)


def opened(folder: Path, path: Path):
    return open_quantized(
        path, open_checkpoint(write_original(folder / "original", FAMILIES["gpt2"]))
    )


@pytest.mark.parametrize("kind", KINDS)
def test_rows_are_columns_of_what_the_package_gguf_decodes(tmp_path: Path, kind: str) -> None:
    path = written(tmp_path, kind)
    quantized, container = opened(tmp_path, path), open_gguf(path)
    rows, columns = container.info(STORED).shape
    data = container.row_bytes(STORED, 0, rows)
    expected = gguf.dequantize(data, gguf.GGMLQuantizationType[kind]).T
    matrix = quantized.read(NAME)
    assert (matrix.shape, matrix.group_size) == ((columns, rows), 1)
    np.testing.assert_array_equal(decoded(matrix).astype(np.float32), expected)
    check_words(matrix)
    for start, stop in ((0, 1), (5, 37), (31, 33), (columns - 1, columns), (4, 4)):
        part = quantized.read_rows(NAME, start, stop)
        np.testing.assert_array_equal(decoded(part).astype(np.float32), expected[start:stop])
    assert matrix.scheme.layout["rows"] == "columns of the file"


def test_a_scale_that_is_not_finite_is_named(tmp_path: Path) -> None:
    path = written(tmp_path, "Q4_0")
    edit(path, STORED, with_scale(7, 1, float("inf")))
    quantized = opened(tmp_path, path)
    words = "row 32, column 7: scale inf, must be finite"
    with pytest.raises(StoredValueError, match=words) as caught:
        quantized.read(NAME)
    assert (caught.value.row, caught.value.column) == (32, 7)
    quantized.read_rows(NAME, 0, 32)


def test_a_scale_of_the_whole_tensor_is_refused(tmp_path: Path) -> None:
    scale = {"blk.0.ffn_up.scale": np.ones(1, np.float32)}
    with pytest.raises(CheckpointError, match="the scale of a whole tensor that is transposed"):
        opened(tmp_path, written(tmp_path, "NVFP4", more=scale))
