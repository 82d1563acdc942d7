"""Both networks of a prompt, opened as a run opens them: exact weights, one net for both."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache, partial
from pathlib import Path

from quantcert.containers import Checkpoint, open_checkpoint
from quantcert.errors import CheckpointError
from quantcert.formats import QuantizedCheckpoint, open_quantized
from quantcert.models.architecture import Unsupported
from quantcert.models.compare import compare_configs
from quantcert.models.config import stated_dtype
from quantcert.models.layouts import Layouts, original_of
from quantcert.models.loading import as_loaded, with_dtype
from quantcert.models.net import Activate, Architecture, operations
from quantcert.pairing.original import Original
from quantcert.prompts.constants import angle_boxes, erf_gelu_constant, tanh_gelu_constants
from quantcert.prompts.network import PromptNetwork
from quantcert.run.options import MOST_WEIGHTS
from quantcert.run.prompt.stored import (
    StoredMatrix,
    StoredQuantized,
    StoredTensors,
    StoredWeights,
    read_part,
    read_vector,
)

ENCODER_OUTPUT = "hidden states"
SMALL = 10_000_000
"""Weights of a network that is enclosed as a whole, in memory."""
_OUTPUTS = ("logits", ENCODER_OUTPUT)
_KEPT_PARTS = 8  # of matrices: those of a block are enclosed first and written then


@dataclass(frozen=True)
class PromptInputs:
    """A quantized checkpoint, its original as the checkpoint stores it, and their network."""

    quantized: QuantizedCheckpoint
    base: Checkpoint
    original: Original
    architecture: Architecture

    @property
    def encodes(self) -> bool:
        """Whether the network is an encoder."""
        return self.architecture.encodes

    def files(self) -> dict[str, str]:
        """SHA-256 of every file."""
        return {
            **{f"original {name}": sha for name, sha in self.base.files().items()},
            **{
                f"checkpoint {name}": sha for name, sha in self.quantized.checkpoint.files().items()
            },
        }


def open_prompt(
    checkpoint: Path, base_path: Path, most_weights: int = MOST_WEIGHTS
) -> PromptInputs:
    """Open both checkpoints and read their network.

    Raises:
        CheckpointError: if one cannot be read, no theorem about prompts can be had, or the network
            has more weights than `most_weights`.
    """
    base = open_checkpoint(base_path)
    quantized = open_quantized(checkpoint, base)
    layouts, _, original = original_of(quantized, base)
    inputs = prompt_inputs(quantized, base, original, layouts)
    refuse_large(checkpoint, inputs.architecture, most_weights)
    config = as_loaded(base)
    loaded = with_dtype(quantized.checkpoint.config, stated_dtype(config))
    for difference in compare_configs(config, loaded).failed:
        raise CheckpointError(f"{checkpoint}: config.json: {difference}")
    return inputs


def prompt_inputs(
    quantized: QuantizedCheckpoint, base: Checkpoint, original: Original, layouts: Layouts
) -> PromptInputs:
    """Checkpoints that have been opened. Raises CheckpointError if it reads no tokens."""
    architecture = _supported(quantized.checkpoint.path, layouts)
    return PromptInputs(quantized, base, original, architecture)


def _supported(checkpoint: Path, layouts: Layouts) -> Architecture:
    for found in (layouts.original, layouts.stored):
        if isinstance(found, Unsupported):
            raise CheckpointError(f"{checkpoint}: the network is not read: {found.reason}")
    architecture = layouts.stored
    assert isinstance(architecture, Architecture)
    if architecture.input_dim or architecture.output not in _OUTPUTS:
        raise CheckpointError(
            f"{checkpoint}: a {architecture.family} network gives {architecture.output}, prompts "
            f"need a network from tokens to {' or '.join(_OUTPUTS)}"
        )
    if {"gelu", "gelu_tanh"} <= _functions(architecture):
        raise CheckpointError(f"{checkpoint}: both kinds of GELU in one network are not supported")
    return architecture


def refuse_large(checkpoint: Path, architecture: Architecture, most: int) -> None:
    """Raise CheckpointError for a network with more weights than `most`."""
    count = architecture.weights
    if count > most:
        raise CheckpointError(
            f"{checkpoint}: the network has {count:,} weights, allowed: {most:,} (--most-weights)"
        )


def prompt_networks(
    inputs: PromptInputs, tokens: Sequence[int]
) -> tuple[PromptNetwork, PromptNetwork]:
    """The original and the quantized network for these tokens, without constants.

    Raises CheckpointError for a tensor that cannot be read.
    """
    sides: tuple[StoredWeights, StoredWeights] = (
        StoredTensors(inputs.original),
        StoredQuantized(inputs.quantized),
    )
    first, second = (_network(inputs.architecture, weights, tokens) for weights in sides)
    return first, second


def with_constants(network: PromptNetwork, architecture: Architecture, scale: int) -> PromptNetwork:
    """The network with what no checkpoint stores, known to within `2**-scale`."""
    functions = _functions(architecture)
    return replace(
        network,
        angles=tuple(
            angle_boxes(frequencies, network.length, scale)
            for frequencies in architecture.frequencies
        ),
        gelu=tanh_gelu_constants(scale) if "gelu_tanh" in functions else None,
        bell=erf_gelu_constant(scale) if "gelu" in functions else None,
    )


def _network(
    architecture: Architecture, weights: StoredWeights, tokens: Sequence[int]
) -> PromptNetwork:
    read = lru_cache(_KEPT_PARTS)(partial(read_part, weights))
    return PromptNetwork(
        tuple(block.net for block in architecture.blocks),
        tuple(tokens),
        tuple(StoredMatrix(use, read) for use in architecture.matrices),
        tuple(read_vector(weights, use) for use in architecture.vectors),
    )


def _functions(architecture: Architecture) -> set[str]:
    return {node.function for node in operations(architecture) if isinstance(node, Activate)}
