"""Whether a checkpoint is the original that a quantized checkpoint was made from."""

from __future__ import annotations

from quantcert.containers import Checkpoint
from quantcert.errors import CheckpointError
from quantcert.formats import QuantizedCheckpoint
from quantcert.pairing.compare import Unused, all_used, compare_tensors
from quantcert.pairing.parts import TensorMap


def check_base(
    quantized: QuantizedCheckpoint,
    base: Checkpoint,
    tensor_map: TensorMap | None = None,
    unused: Unused = all_used,
) -> None:
    """Refuse a base that cannot be the original of a quantized checkpoint, see `compare_tensors`.

    Raises:
        CheckpointError: naming the first tensor that differs.
    """
    for fault in compare_tensors(quantized, base, tensor_map, unused).failed:
        raise CheckpointError(f"{quantized.checkpoint.path} is not made from {base.path}: {fault}")
