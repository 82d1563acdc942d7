"""The module that compares two encoders, both enclosed on the same text."""

from __future__ import annotations

from dataclasses import dataclass

from quantcert.exact.dyadic import Dyadic
from quantcert.prompts.boxes import Box
from quantcert.prompts.embeddings import least_cosine, mean_pool
from quantcert.prompts.network import PromptNetwork
from quantcert.statements.prompt_comparison import (
    largest_differences,
    original_network,
    pair_facts,
    quantized_network,
)
from quantcert.statements.prompt_terms import PromptWriter
from quantcert.statements.render import render_text


@dataclass(frozen=True)
class OutputComparison:
    """What the module states of two encoders on a text.

    `difference` bounds all differences of entries of the output vectors, `differences` those at
    each position. The mean vectors of all positions have a cosine of at least `cosine`, None if no
    bound can be had.
    """

    source: str
    difference: Dyadic
    differences: tuple[Dyadic, ...]
    cosine: Dyadic | None


def prompt_outputs(
    name: str, modules: tuple[str, str], network: PromptNetwork, outputs: tuple[Box, Box]
) -> OutputComparison:
    """The comparison of the modules of the original and the quantized network."""
    writer = PromptWriter(network)
    sides = original_network(modules[0]), quantized_network(modules[1])
    differences, difference = largest_differences(network.length, outputs)
    first, second = map(mean_pool, outputs)
    cosine = least_cosine(first, second)
    facts = {
        "dim": len(outputs[0].claims[0]),
        "cosine": cosine,
        "means": [writer.box(first), writer.box(second)] if cosine else [],
        **pair_facts(name, sides, writer, differences, difference),
    }
    source = render_text("prompt_outputs.lean.j2", facts) + "\n"
    return OutputComparison(source, difference, differences, cosine)
