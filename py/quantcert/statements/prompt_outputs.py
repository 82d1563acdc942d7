"""The module that compares two encoders, both enclosed on the same text."""

from __future__ import annotations

from dataclasses import dataclass

from quantcert import __version__
from quantcert.exact.dyadic import Dyadic
from quantcert.prompts.boxes import Box
from quantcert.prompts.compare import largest_difference
from quantcert.prompts.embeddings import least_cosine, mean_pool
from quantcert.prompts.network import PromptNetwork
from quantcert.statements.data_text import definition_text
from quantcert.statements.prompt_terms import PromptWriter
from quantcert.statements.render import PREAMBLE, render_text


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
    differences = tuple(largest_difference(t, *outputs) for t in range(network.length))
    difference = max(differences, key=lambda bound: bound.fraction)
    first, second = map(mean_pool, outputs)
    cosine = least_cosine(first, second)
    facts = {
        "name": name,
        "original": modules[0],
        "quantized": modules[1],
        "version": __version__,
        "preamble": PREAMBLE,
        "dim": len(outputs[0].claims[0]),
        "length": network.length,
        "difference": difference,
        "differences": [{"t": t, "bound": bound} for t, bound in enumerate(differences)],
        "cosine": cosine,
        "means": [writer.box(first), writer.box(second)] if cosine else [],
        "numbers": {key: definition_text(value) for key, value in writer.literals.items()},
        "definitions": writer.definitions,
    }
    source = render_text("prompt_outputs.lean.j2", facts) + "\n"
    return OutputComparison(source, difference, differences, cosine)
