"""Foreign checkpoints in tests: goldens, their exact decoding, and ways to spoil a copy."""

import json
import math
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
from safetensors.numpy import load_file

from quantcert.containers import open_checkpoint
from quantcert.containers.tensors import NUMPY_DTYPES
from quantcert.formats import QuantizedMatrix, group_count, open_quantized
from tests.support.checkpoints import join_file
from tests.support.peers.expected import EXPECTED

FORMATS = Path(__file__).parents[1] / "formats"

_NAMES = {dtype: name for name, dtype in NUMPY_DTYPES.items()}

Tensors = dict[str, np.ndarray]


def golden(name: str, case: str) -> Path:
    """The folder of a case of a format."""
    return FORMATS / name / "goldens" / case


def cases(name: str) -> list[str]:
    """The recorded cases of a format."""
    return sorted(path.name for path in (FORMATS / name / "goldens").iterdir())


def decoded(matrix: QuantizedMatrix) -> np.ndarray:
    """`scale * (code - zero_point) + offset` in float64, exact if each result has 53 bits."""
    rows, columns = matrix.shape
    groups = group_count(columns, matrix.group_size)
    assert matrix.scales.shape == matrix.zero_points.shape == (rows, groups, 1)
    group = np.arange(columns) // matrix.group_size
    scales = matrix.scales[:, group, 0].astype(np.float64)
    codes = matrix.codes.astype(np.int64) - matrix.zero_points[:, group, 0].astype(np.int64)
    values = scales * codes
    return values if matrix.offsets is None else values + matrix.offsets[:, group, 0]


def check_golden(folder: Path) -> None:
    """Every matrix decodes to the very float32 numbers that the independent tool decodes to.

    The tool's numbers are products rounded once; so are the exact ones here.
    """
    quantized, expected = open_quantized(folder), load_file(folder / EXPECTED)
    assert sorted(quantized.matrices()) == sorted(expected)
    for name, values in expected.items():
        matrix = quantized.read(name)
        assert matrix.shape == quantized.shape(name) == values.shape
        np.testing.assert_array_equal(decoded(matrix).astype(np.float32), values, err_msg=name)
        check_words(matrix)
        check_rows(quantized, name)


def check_words(matrix: QuantizedMatrix) -> None:
    """The packed words hold the codes, as the codec says."""
    for row in range(0, matrix.shape[0], 3):
        packed = int.from_bytes(matrix.words[row].tobytes(), "little")
        for column in range(0, matrix.shape[1], 5):
            code = matrix.codec.packed_code(packed, column)
            assert code == matrix.codes[row, column], (row, column)


def check_rows(quantized: Any, name: str) -> None:
    """Some rows are read as in the whole."""
    whole, rows = quantized.read(name), quantized.shape(name)[0]
    start, stop = rows // 3, rows - 1
    part = quantized.read_rows(name, start, stop)
    for role in ("codes", "scales", "zero_points", "words"):
        np.testing.assert_array_equal(getattr(part, role), getattr(whole, role)[start:stop])


def spoiled(source: Path, folder: Path, change: Callable[[Tensors, dict[str, Any]], None]) -> Path:
    """A copy of a golden whose tensors and settings a function has changed."""
    tensors = stored_tensors(source)
    config = json.loads((source / "config.json").read_text())
    change(tensors, config["quantization_config"])
    return write_foreign(folder, tensors, config)


def stored_tensors(folder: Path) -> Tensors:
    """All tensors of a checkpoint, as they are stored."""
    checkpoint = open_checkpoint(folder)
    infos = map(checkpoint.info, checkpoint.names())
    return {
        info.name: checkpoint.elements(info.name, 0, math.prod(info.shape)).reshape(info.shape)
        for info in infos
    }


def write_foreign(folder: Path, tensors: Tensors, config: dict[str, Any]) -> Path:
    """A checkpoint folder of tensors of any dtype."""
    folder.mkdir(parents=True)
    header, data = {}, b""
    for name, array in tensors.items():
        raw = np.ascontiguousarray(array).tobytes()
        header[name] = {
            "dtype": _NAMES[array.dtype],
            "shape": list(array.shape),
            "data_offsets": [len(data), len(data) + len(raw)],
        }
        data += raw
    join_file(folder / "model.safetensors", header, data)
    (folder / "config.json").write_text(json.dumps(config))
    return folder
