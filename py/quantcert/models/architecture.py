"""From config.json and the tensors' shapes to blocks, for the families that are known."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from quantcert.containers import WEIGHT_DTYPES, Checkpoint
from quantcert.formats import QuantizedCheckpoint
from quantcert.formats.settings import CONFIG_KEY
from quantcert.models.config import NotSupportedError
from quantcert.models.families import FAMILIES
from quantcert.models.loading import as_loaded
from quantcert.models.net import Architecture
from quantcert.models.parameters import Parameters


@dataclass(frozen=True)
class Unsupported:
    """Why the whole network is not read; its matrices can be verified one by one."""

    reason: str


def checkpoint_architecture(
    base: Checkpoint, needed: Mapping[str, tuple[int, ...]] | None = None
) -> Architecture | Unsupported:
    """The network of an original checkpoint, or why it is not supported.

    `needed` are the shapes of its tensors that count, by default of all.
    """
    shapes = {name: tuple(base.info(name).shape) for name in base.names()}
    found = read_architecture(as_loaded(base), shapes if needed is None else needed)
    if isinstance(found, Architecture):
        names = [*(use.tensor for use in found.matrices), *(use.tensor for use in found.vectors)]
        for name in names:
            dtype = base.info(name).dtype
            if dtype not in WEIGHT_DTYPES:
                allowed = ", ".join(WEIGHT_DTYPES)
                return Unsupported(f"tensor {name}: dtype {dtype}, must be one of {allowed}")
    return found


def quantized_architecture(quantized: QuantizedCheckpoint) -> Architecture | Unsupported:
    """The network that a quantized checkpoint describes itself, or why it is not supported."""
    checkpoint = quantized.checkpoint
    shapes = {name: tuple(checkpoint.info(name).shape) for name in quantized.plain()}
    shapes |= {name: quantized.shape(name) for name in quantized.matrices()}
    config = {key: value for key, value in checkpoint.config.items() if key != CONFIG_KEY}
    return read_architecture(config, shapes)


def read_architecture(
    config: Mapping[str, object], tensors: Mapping[str, tuple[int, ...]]
) -> Architecture | Unsupported:
    """The network of a checkpoint, or why it is not supported.

    Args:
        config: the object of config.json.
        tensors: shapes of the original tensors, by name; a quantized matrix under its base name.
    """
    kind = config.get("model_type")
    if not isinstance(kind, str) or kind not in FAMILIES:
        return Unsupported(f"model_type {kind!r} is not supported ({', '.join(FAMILIES)})")
    try:
        return FAMILIES[kind].architecture(config, Parameters(tensors))
    except NotSupportedError as error:
        return Unsupported(str(error))
