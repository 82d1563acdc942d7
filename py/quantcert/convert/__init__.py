"""Checkpoints from files of other kinds: a GGUF file, or the tensors in a file of torch.save.

A converted checkpoint is an original to quantize. If its source was quantized already, the
original is synthetic: its weights are those that the source decodes to, and config.json says so.
"""

from __future__ import annotations

from quantcert.containers.torch.file import read_torch_tensors
from quantcert.convert.gguf_checkpoint import convert_gguf
from quantcert.convert.writer import write_checkpoint

__all__ = ["convert_gguf", "read_torch_tensors", "write_checkpoint"]
