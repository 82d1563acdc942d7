"""Whether a checkpoint is the original that a quantized checkpoint was made from."""

from __future__ import annotations

from quantcert.containers import WEIGHT_DTYPES, Container, TensorInfo
from quantcert.errors import CheckpointError
from quantcert.formats import QuantizedCheckpoint
from quantcert.pairing.coverage import check_coverage
from quantcert.pairing.parts import TensorMap, part_shape, same_names


def check_base(
    quantized: QuantizedCheckpoint, base: Container, tensor_map: TensorMap | None = None
) -> None:
    """Refuse a base that cannot be the original of a quantized checkpoint.

    Each quantized matrix must be in the base with its shape and a floating-point dtype, at the
    place that `tensor_map` says (by default a tensor of the same name), and each tensor that was
    not quantized must be in the base bit for bit. Nothing of the base may be left over.

    Raises:
        CheckpointError: naming the first tensor that differs.
    """
    parts = same_names(quantized) if tensor_map is None else tensor_map
    for name in quantized.matrices():
        info = _find(base, parts[name].tensor)
        found, shape = part_shape(base, parts[name]), quantized.shape(name)
        if found != shape:
            raise CheckpointError(
                f"{info.file}: tensor {parts[name]}: shape {list(found)}, the quantized checkpoint "
                f"has {list(shape)}; this is the base of another model"
            )
        if info.dtype not in WEIGHT_DTYPES:
            raise CheckpointError(
                f"{info.file}: tensor {info.name}: dtype {info.dtype}, "
                f"must be one of {', '.join(WEIGHT_DTYPES)}"
            )
    check_coverage(base, [parts[name] for name in quantized.matrices()])
    _check_plain(quantized, base)
    taken = {parts[name].tensor for name in quantized.matrices()}
    for name in sorted(set(base.names()) - taken - set(quantized.plain())):
        raise CheckpointError(
            f"{base.info(name).file}: tensor {name} is not in {quantized.checkpoint.path}; "
            "this is the base of another model"
        )


def _check_plain(quantized: QuantizedCheckpoint, base: Container) -> None:
    """The tensors that were not quantized, bit for bit."""
    for name in quantized.plain():
        info = _find(base, name)
        if quantized.checkpoint.sha256(name) != base.sha256(name):
            raise CheckpointError(
                f"{info.file}: tensor {name} differs from the one in "
                f"{quantized.checkpoint.info(name).file}; this is the base of another model"
            )


def _find(base: Container, name: str) -> TensorInfo:
    if name not in base:
        raise CheckpointError(
            f"{base.path}: has no tensor {name}; this is the base of another model"
        )
    return base.info(name)
