"""Whether a checkpoint is the original that a quantized checkpoint was made from."""

from __future__ import annotations

from quantcert.containers import WEIGHT_DTYPES, Checkpoint, TensorInfo
from quantcert.errors import CheckpointError
from quantcert.formats import QuantizedCheckpoint


def check_base(quantized: QuantizedCheckpoint, base: Checkpoint) -> None:
    """Refuse a base that cannot be the original of a quantized checkpoint.

    Each quantized matrix must be in the base with its shape and a floating-point dtype, and each
    tensor that was not quantized must be in the base bit for bit.

    Raises:
        CheckpointError: naming the first tensor that differs.
    """
    for name in quantized.matrices():
        info, shape = _find(base, name), quantized.shape(name)
        if info.shape != shape:
            raise CheckpointError(
                f"{info.file}: tensor {name}: shape {list(info.shape)}, the quantized checkpoint "
                f"has {list(shape)}; this is the base of another model"
            )
        if info.dtype not in WEIGHT_DTYPES:
            raise CheckpointError(
                f"{info.file}: tensor {name}: dtype {info.dtype}, "
                f"must be one of {', '.join(WEIGHT_DTYPES)}"
            )
    for name in quantized.plain():
        info = _find(base, name)
        if quantized.checkpoint.sha256(name) != base.sha256(name):
            raise CheckpointError(
                f"{info.file}: tensor {name} differs from the one in "
                f"{quantized.checkpoint.info(name).file}; this is the base of another model"
            )
    stray = set(base.names()) - set(quantized.matrices()) - set(quantized.plain())
    for name in sorted(stray):
        raise CheckpointError(
            f"{base.info(name).file}: tensor {name} is not in {quantized.checkpoint.path}; "
            "this is the base of another model"
        )


def _find(base: Checkpoint, name: str) -> TensorInfo:
    if name not in base:
        raise CheckpointError(
            f"{base.path}: has no tensor {name}; this is the base of another model"
        )
    return base.info(name)
