"""llama.cpp's quantizers and decoders of blocks, out of the wheel `xllamacpp`, by ctypes."""

from __future__ import annotations

import ctypes
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray


@cache
def _library() -> Any:
    package = import_module("xllamacpp")  # which has no types
    (path,) = Path(str(package.__file__)).parent.glob("*.so")
    library = ctypes.CDLL(str(path))
    library.ggml_type_name.restype = ctypes.c_char_p
    library.ggml_row_size.restype = ctypes.c_size_t
    library.ggml_row_size.argtypes = [ctypes.c_int, ctypes.c_int64]
    library.ggml_quantize_chunk.restype = ctypes.c_size_t
    library.ggml_quantize_chunk.argtypes = [
        ctypes.c_int,
        *(ctypes.c_void_p,) * 2,
        *(ctypes.c_int64,) * 3,
        ctypes.c_void_p,
    ]
    return library


def row_size(kind: int, columns: int) -> int:
    """Bytes of a row; `kind` is a number of `enum ggml_type`."""
    return int(_library().ggml_row_size(kind, columns))


def quantize(values: NDArray[Any], kind: int) -> NDArray[np.uint8]:
    """A matrix as rows of bytes, all columns being of the same importance."""
    rows, columns = values.shape
    data = np.zeros((rows, row_size(kind, columns)), dtype=np.uint8)
    source = np.ascontiguousarray(values, dtype=np.float32)
    weights = np.ones(columns, dtype=np.float32)
    _library().ggml_quantize_chunk(
        kind, source.ctypes.data, data.ctypes.data, 0, rows, columns, weights.ctypes.data
    )
    return data


def dequantize(data: NDArray[np.uint8], kind: int, columns: int) -> NDArray[np.float32]:
    """Rows of bytes as a matrix."""
    name = _library().ggml_type_name(kind).decode()
    function = getattr(_library(), f"dequantize_row_{name}")
    function.argtypes = [ctypes.c_void_p, ctypes.c_void_p, ctypes.c_int64]
    source = np.ascontiguousarray(data)
    values = np.empty((len(data), columns), dtype=np.float32)
    function(source.ctypes.data, values.ctypes.data, values.size)
    return values
