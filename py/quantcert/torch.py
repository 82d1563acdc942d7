"""Quantized checkpoints as modules of PyTorch, for users of transformers.

    import quantcert.torch

    model = quantcert.torch.load("smollm2-small")          # a transformers model
    model.generate(**tokenizer("Hello", return_tensors="pt"))

Linear layers and tables keep their stored words, scales and zero-points, and decode them when they
are used: exactly, in float32 or float64, and then rounded to the dtype of what comes in.

It needs torch, transformers and accelerate, which this module imports and nothing else does.
"""

from __future__ import annotations

from importlib import import_module
from os import PathLike
from pathlib import Path
from typing import Any

import numpy as np

from quantcert.containers import Checkpoint
from quantcert.errors import CheckpointError
from quantcert.exact.floats import scale_to_float64
from quantcert.exact.values import significant_bits
from quantcert.formats import QuantizedCheckpoint, QuantizedMatrix, open_quantized
from quantcert.formats.codec import codes_of_words
from quantcert.formats.settings import CONFIG_KEY

try:
    import torch
    from torch import nn
except ImportError as missing:  # pragma: no cover
    raise ImportError(
        "quantcert.torch needs torch: pip install 'quantcert[reference]'"
    ) from missing

__all__ = ["QuantizedEmbedding", "QuantizedLinear", "QuantizedWeight", "load"]

_FLOAT32_BITS = 24
_WEIGHT = ".weight"


class QuantizedWeight(nn.Module):
    """A quantized matrix; `module()` decodes it, `module(rows)` some rows of it."""

    def __init__(self, matrix: QuantizedMatrix) -> None:
        """Keep the words, scales and zero-points of a whole matrix of any format."""
        super().__init__()
        codec, (self.rows, self.columns) = matrix.codec, matrix.shape
        scales = scale_to_float64(matrix.scales, 0)
        exact32 = significant_bits(scales) + codec.code_bits <= _FLOAT32_BITS
        narrow = exact32 and matrix.offsets is None
        dtype = torch.float32 if narrow else torch.float64
        padded = np.pad(matrix.words, ((0, 0), (0, 2)))
        tables = np.stack([codes_of_words(codec, lane) for lane in range(codec.lanes)])
        self._mask = (1 << codec.word_bits) - 1
        self._keep("words", padded)
        self._keep("scales", scales, dtype)
        self._keep("zero_points", matrix.zero_points, dtype)
        self._keep("codes", tables, dtype)
        if matrix.offsets is not None:
            self._keep("offsets", scale_to_float64(matrix.offsets, 0), dtype)
        columns = np.arange(self.columns)
        bits = columns // codec.lanes * codec.word_bits
        self._keep("byte", bits // 8)
        self._keep("shift", bits % 8)
        self._keep("lane", columns % codec.lanes)
        self._keep("group", columns // matrix.group_size)
        self._keep("table", np.array(codec.tables)[columns % codec.lanes])

    def _keep(self, name: str, array: Any, dtype: torch.dtype | None = None) -> None:
        self.register_buffer(name, torch.tensor(np.ascontiguousarray(array), dtype=dtype))

    def forward(self, rows: torch.Tensor | None = None) -> torch.Tensor:
        """`[rows, columns]`, exactly `scale * (code - zero_point) + offset`."""
        words = self._of("words", rows).to(torch.int32)
        pairs = words[:, self.byte] | words[:, self.byte + 1] << 8
        codes = self.codes[self.lane, (pairs >> self.shift & self._mask).long()]
        scales, zeros = (self._spread(name, rows) for name in ("scales", "zero_points"))
        weights: torch.Tensor = scales * (codes - zeros)
        return weights + self._spread("offsets", rows) if hasattr(self, "offsets") else weights

    def _of(self, name: str, rows: torch.Tensor | None) -> torch.Tensor:
        whole: torch.Tensor = getattr(self, name)
        return whole if rows is None else whole[rows]

    def _spread(self, name: str, rows: torch.Tensor | None) -> torch.Tensor:
        return self._of(name, rows)[:, self.group, self.table]

    def _apply(self, fn: Any, recurse: bool = True) -> Any:
        """Move to another device; the dtypes are what makes decoding exact, they stay."""
        for name, buffer in self._buffers.items():
            moved = fn(buffer)
            self._buffers[name] = buffer.to(moved.device) if buffer is not None else None
        return self


class QuantizedLinear(nn.Module):
    """In place of `torch.nn.Linear`."""

    def __init__(self, weight: QuantizedWeight, bias: torch.Tensor | None = None) -> None:
        """The matrix `[outputs, inputs]` and a bias."""
        super().__init__()
        self.quantized = weight
        self.in_features, self.out_features = weight.columns, weight.rows
        self.bias = None if bias is None else nn.Parameter(bias, requires_grad=False)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        """`W x + b`."""
        return nn.functional.linear(x, self.quantized().to(x.dtype), self.bias)


class QuantizedEmbedding(nn.Module):
    """In place of `torch.nn.Embedding`: only rows that are looked up are decoded."""

    def __init__(self, weight: QuantizedWeight, dtype: torch.dtype) -> None:
        """The table `[tokens, entries]`, and the dtype of what comes out."""
        super().__init__()
        self.quantized, self.dtype = weight, dtype
        self.num_embeddings, self.embedding_dim = weight.rows, weight.columns

    def forward(self, tokens: torch.Tensor) -> torch.Tensor:
        """The rows of some tokens."""
        found, places = torch.unique(tokens, return_inverse=True)
        rows: torch.Tensor = self.quantized(found).to(self.dtype)
        return rows[places]


def load(
    folder: str | PathLike[str],
    model_class: Any = None,
    dtype: torch.dtype = torch.float32,
) -> Any:
    """A model of transformers with the quantized matrices of a folder in their places.

        model = quantcert.torch.load("smollm2-small")

    Args:
        folder: a quantized checkpoint.
        model_class: by default the class that config.json names, else `AutoModelForCausalLM`.
        dtype: of activations and of tensors that are not quantized.

    Raises:
        CheckpointError: if the checkpoint is malformed, or its tensors are not those of the model.
    """
    quantized = open_quantized(Path(folder))
    model = _empty(Path(folder), model_class, dtype)
    weights: dict[str, QuantizedWeight] = {}
    for name in quantized.matrices():
        matrix = quantized.read(name)
        if matrix.codec.word_bits:
            weights[name] = QuantizedWeight(matrix)
        else:
            assert matrix.offsets is not None
            values = torch.tensor(scale_to_float64(matrix.offsets, 0)[:, :, 0]).to(dtype)
            _set(model, quantized.checkpoint, name, values)
    for name in quantized.plain():
        _set(model, quantized.checkpoint, name, _plain(quantized, name, dtype))
    for name, weight in weights.items():
        _replace(model, quantized.checkpoint, name, weight, dtype)
    _tie(model, weights)
    empty = [name for name, tensor in model.named_parameters() if tensor.is_meta]
    if empty:
        raise CheckpointError(f"{folder}: has no tensor for {empty[0]} of {type(model).__name__}")
    return model.eval()


def _empty(folder: Path, model_class: Any, dtype: torch.dtype) -> Any:
    """The model without memory for its parameters."""
    accelerate, transformers = import_module("accelerate"), import_module("transformers")
    config = transformers.AutoConfig.from_pretrained(folder)
    if hasattr(config, CONFIG_KEY):
        delattr(config, CONFIG_KEY)
    named = (getattr(config, "architectures", None) or ["AutoModelForCausalLM"])[0]
    found = model_class or getattr(transformers, named)
    make = getattr(found, "from_config", None) or found._from_config
    with accelerate.init_empty_weights():
        return make(config, dtype=dtype)


def _plain(quantized: QuantizedCheckpoint, name: str, dtype: torch.dtype) -> torch.Tensor:
    values = np.asarray(quantized.checkpoint.read(name))
    is_number = quantized.checkpoint.info(name).dtype in ("F16", "BF16", "F32", "F64")
    if not is_number:
        return torch.tensor(values)
    return torch.tensor(values.astype(np.float64)).to(dtype)


def _owner(model: Any, checkpoint: Checkpoint, name: str) -> tuple[Any, str]:
    """The module that has a tensor, and its name there."""
    path, _, last = name.rpartition(".")
    try:
        return model.get_submodule(path), last
    except AttributeError as error:
        raise CheckpointError(
            f"{checkpoint.path}: tensor {name}: {type(model).__name__} has no module {path}"
        ) from error


def _set(model: Any, checkpoint: Checkpoint, name: str, values: torch.Tensor) -> None:
    owner, last = _owner(model, checkpoint, name)
    current = getattr(owner, last, None)
    if current is not None and tuple(current.shape) != tuple(values.shape):
        raise CheckpointError(
            f"{checkpoint.path}: tensor {name}: shape {list(values.shape)}, the model's is "
            f"{list(current.shape)}"
        )
    if last in owner._buffers:
        owner._buffers[last] = values
    elif last in owner._parameters:
        owner._parameters[last] = nn.Parameter(values, requires_grad=False)


def _replace(
    model: Any, checkpoint: Checkpoint, name: str, weight: QuantizedWeight, dtype: torch.dtype
) -> None:
    """Put a quantized layer in the place of a module. Raises CheckpointError for another kind."""
    owner, last = _owner(model, checkpoint, name)
    shape = tuple(getattr(owner, last).shape) if hasattr(owner, last) else ()
    if last != _WEIGHT[1:] or shape != (weight.rows, weight.columns):
        raise CheckpointError(
            f"{checkpoint.path}: matrix {name} [{weight.rows}, {weight.columns}] is no weight of "
            f"{type(owner).__name__} {list(shape)}"
        )
    if isinstance(owner, nn.Linear):
        bias = None if owner.bias is None else owner.bias.data
        made: nn.Module = QuantizedLinear(weight, bias)
    elif isinstance(owner, nn.Embedding):
        made = QuantizedEmbedding(weight, dtype)
    else:
        raise CheckpointError(
            f"{checkpoint.path}: matrix {name}: a {type(owner).__name__} is not replaced"
        )
    model.set_submodule(name.removesuffix(_WEIGHT), made)


def _tie(model: Any, weights: dict[str, QuantizedWeight]) -> None:
    """A head without a tensor of its own reads the table."""
    head = model.get_output_embeddings()
    table = model.get_input_embeddings()
    if not isinstance(head, nn.Linear) or not head.weight.is_meta:
        return
    if isinstance(table, QuantizedEmbedding):
        model.set_output_embeddings(QuantizedLinear(table.quantized, head.bias))
    elif isinstance(table, nn.Embedding):
        head.weight = table.weight
