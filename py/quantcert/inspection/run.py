"""From a path to what is in it: headers alone, or the numbers as well."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from fractions import Fraction
from pathlib import Path

from quantcert.containers import Container, open_checkpoint
from quantcert.containers.onnx.container import open_onnx
from quantcert.containers.safetensors.file import open_file
from quantcert.errors import CheckpointError
from quantcert.formats import QuantizedCheckpoint, open_quantized
from quantcert.formats.foreign import sign_of_quantization
from quantcert.inspection.experts import expert_problems
from quantcert.inspection.model import InspectedTensor, Inspection
from quantcert.inspection.values import matrix_problems, tensor_problems

Progress = Callable[[str, int, int], None]
"""Is told the stage, how many weights are done, and of how many."""

_FILES: dict[str, Callable[[Path], Container]] = {
    ".safetensors": open_file,
    ".onnx": open_onnx,
}
"""How files that are not quantized are opened, by their ending."""


def inspect_checkpoint(
    path: Path, *, values: bool = False, progress: Progress = lambda *_: None
) -> Inspection:
    """What is in a file or folder, quantized or not.

    Args:
        path: the file or folder.
        values: whether to read the numbers as well, to find what is wrong with them.
        progress: is told how many weights have been read.

    Raises:
        CheckpointError: if nothing can be said of it.
    """
    quantized, container, problem = _opened(path)
    tensors = [*_matrices(quantized), *_plain(container, quantized)]
    problems = [problem] if problem else []
    problems += expert_problems(tensors)
    if values:
        tensors = list(_with_values(quantized, container, tensors, progress))
    return Inspection(path, tuple(tensors), tuple(problems), values)


def _opened(path: Path) -> tuple[QuantizedCheckpoint | None, Container, str]:
    """The quantized view if there is one, the container, and why it is not what it seems."""
    try:
        quantized = open_quantized(path)
    except CheckpointError as error:
        container, stated = _not_quantized(path, error)
        return None, container, f"cannot be read as quantized: {error}" if stated else ""
    return quantized, quantized.checkpoint, ""


def _not_quantized(path: Path, error: CheckpointError) -> tuple[Container, bool]:
    """The container of a path that has no quantized view, and whether something says it should."""
    if path.is_dir():
        try:
            checkpoint = open_checkpoint(path)
        except CheckpointError:
            raise error from None
        return checkpoint, bool(sign_of_quantization(checkpoint))
    opener = _FILES.get(path.suffix)
    if opener is None:
        raise error
    return opener(path), False


def _matrices(quantized: QuantizedCheckpoint | None) -> Iterator[InspectedTensor]:
    for name in quantized.matrices() if quantized else ():
        assert quantized is not None
        scheme = quantized.scheme(name)
        yield InspectedTensor(
            name=name,
            shape=quantized.shape(name),
            kind=scheme.format,
            bits=quantized.bits_per_weight(name),
            group_size=scheme.group_size,
            layout=dict(scheme.layout),
            stored=tuple(info.name for info in quantized.stored(name)),
        )


def _plain(
    container: Container, quantized: QuantizedCheckpoint | None
) -> Iterator[InspectedTensor]:
    for name in container.names() if quantized is None else quantized.plain():
        info = container.info(name)
        bits = Fraction(8 * info.nbytes, max(1, math.prod(info.shape)))
        yield InspectedTensor(name, info.shape, info.dtype, bits, None, {}, (name,))


def _with_values(
    quantized: QuantizedCheckpoint | None,
    container: Container,
    tensors: list[InspectedTensor],
    progress: Progress,
) -> Iterator[InspectedTensor]:
    """The tensors with the problems of their numbers."""
    total, done = sum(tensor.weights for tensor in tensors), 0
    for tensor in tensors:
        progress("weights", done, total)
        yield (
            matrix_problems(quantized, tensor)
            if quantized is not None and tensor.quantized
            else tensor_problems(container, tensor)
        )
        done += tensor.weights
    progress("weights", total, total)
