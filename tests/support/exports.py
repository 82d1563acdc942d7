"""A small Llama, its quantized copies, and what the forward pass makes of a checkpoint."""

import json
from pathlib import Path
from typing import Any

import numpy as np

from quantcert.export.model import export_checkpoint
from quantcert.export.record import ExportRecord
from quantcert.formats import open_quantized, targets
from quantcert.formats.settings import CONFIG_KEY
from quantcert.forward import BlockWeights, QuantizedWeights, evaluate
from quantcert.models.architecture import read_architecture
from quantcert.models.net import Architecture
from quantcert.quantizer import quantize_checkpoint
from tests.support.gguf_models import FAMILIES, write_original

TOKENS = [3, 1, 4, 1, 5, 9, 2, 6]


def quantized_llama(folder: Path, name: str, family: str = "llama") -> Path:
    """The quantized copy of a small network; the original is the folder `original` beside it."""
    original = folder / "original"
    if not original.exists():
        write_original(original, FAMILIES[family])
    quantize_checkpoint(original, folder / name, name, targets()[name].group_size)
    return folder / name


def export(source: Path, out: Path, form: str, dtype: str | None = None) -> ExportRecord:
    return export_checkpoint(source, out, form, dtype, lambda *_: None)


def logits(path: Path) -> np.ndarray:
    """`[tokens, vocabulary]` of a quantized checkpoint after `TOKENS`."""
    quantized = open_quantized(path)
    container = quantized.checkpoint
    shapes = {name: tuple(container.info(name).shape) for name in quantized.plain()}
    shapes |= {name: quantized.shape(name) for name in quantized.matrices()}
    config = {key: value for key, value in container.config.items() if key != CONFIG_KEY}
    network = read_architecture(config, shapes)
    assert isinstance(network, Architecture), network
    state = np.zeros((len(TOKENS), 0))
    for block in network.blocks:
        weights = BlockWeights(QuantizedWeights(quantized))
        state = evaluate(network, block.net, np.array(TOKENS), weights, state)
    return state


GPTQ_EXPORTS = (("alt43", None), ("pair11", None), ("grid35", "F16"))
"""Formats, and what scales are rounded to, of which another decoder's numbers are recorded."""

GPTQ_MODULES = ("model.layers.0.self_attn.v_proj", "model.layers.1.mlp.down_proj")


def gptq_settings(out: Path) -> dict[str, Any]:
    """The settings of an export that a decoder is made with."""
    config: dict[str, Any] = json.loads((out / "config.json").read_text())
    return dict(config["quantization_config"])
