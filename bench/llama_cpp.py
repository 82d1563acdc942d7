"""llama.cpp out of the wheel `xllamacpp`, by ctypes: blocks of weights, and logits of a model."""

from __future__ import annotations

import ctypes
import json
import subprocess
import sys
import tempfile
from collections.abc import Sequence
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


def quantize(
    values: NDArray[Any], kind: int, importance: NDArray[Any] | None = None
) -> NDArray[np.uint8]:
    """A matrix as rows of bytes; by default all columns are of the same importance."""
    rows, columns = values.shape
    data = np.zeros((rows, row_size(kind, columns)), dtype=np.uint8)
    source = np.ascontiguousarray(values, dtype=np.float32)
    weights = np.ones(columns, dtype=np.float32)
    if importance is not None:
        weights = np.ascontiguousarray(importance, dtype=np.float32)
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


class _Parameters(ctypes.Structure):
    """Parameters of a model or a context: no more is known of them than that they are smaller."""

    _fields_ = (("content", ctypes.c_byte * 512),)


class _Batch(ctypes.Structure):
    """`llama_batch` of llama.h."""

    _fields_ = (
        ("n_tokens", ctypes.c_int32),
        *((name, ctypes.c_void_p) for name in ("token", "embd", "pos", "n_seq_id", "seq_id")),
        ("logits", ctypes.c_void_p),
    )


def logits(model: Path, tokens: Sequence[int], vocabulary: int) -> NDArray[np.float32]:
    """The logits after each token, `[tokens, vocabulary]`, in a process of its own.

    Raises subprocess.CalledProcessError if that ends in an error.
    """
    with tempfile.TemporaryDirectory(prefix="quantcert-llama-") as folder:
        result = Path(folder) / "logits.npy"
        root = str(Path(__file__).resolve().parents[1])
        task = [root, str(model), json.dumps(list(tokens)), str(vocabulary), str(result)]
        subprocess.run([sys.executable, "-c", _CHILD, *task], check=True, capture_output=True)
        found: NDArray[np.float32] = np.load(result)
    return found


_CHILD = """
import sys
sys.path.insert(0, sys.argv[1])
from bench.llama_cpp import save_logits
save_logits(*sys.argv[2:])
"""


def save_logits(model: str, tokens: str, vocabulary: str, result: str) -> None:
    """What the process does: one token after the other is read."""
    library = _library()
    context = _context(library, model)
    rows = []
    for token in json.loads(tokens):
        one = (ctypes.c_int32 * 1)(token)
        if library.llama_decode(context, library.llama_batch_get_one(one, 1)):
            raise RuntimeError(f"{model}: token {token} cannot be read")
        row = library.llama_get_logits_ith(context, -1)
        rows.append(np.ctypeslib.as_array(row, shape=(int(vocabulary),)).copy())
    np.save(result, np.stack(rows))


def _context(library: Any, model: str) -> ctypes.c_void_p:
    """A context of a model, with all default parameters. Raises RuntimeError if there is none."""
    for name in ("llama_model_default_params", "llama_context_default_params"):
        getattr(library, name).restype = _Parameters
    library.llama_batch_get_one.restype = _Batch
    library.llama_batch_get_one.argtypes = [ctypes.POINTER(ctypes.c_int32), ctypes.c_int32]
    library.llama_decode.argtypes = [ctypes.c_void_p, _Batch]
    library.llama_get_logits_ith.restype = ctypes.POINTER(ctypes.c_float)
    library.llama_get_logits_ith.argtypes = [ctypes.c_void_p, ctypes.c_int32]
    loaded = _made(library.llama_model_load_from_file, ctypes.c_char_p, model.encode(), library)
    return _made(library.llama_init_from_model, ctypes.c_void_p, loaded, library)


def _made(function: Any, kind: Any, source: Any, library: Any) -> ctypes.c_void_p:
    """A model of a file, or a context of a model."""
    function.restype, function.argtypes = ctypes.c_void_p, [kind, _Parameters]
    of_model = kind is ctypes.c_char_p
    name = "llama_model_default_params" if of_model else "llama_context_default_params"
    made = function(source, getattr(library, name)())
    if not made:
        raise RuntimeError(f"llama.cpp makes nothing of {source!r}")
    return ctypes.c_void_p(made)
