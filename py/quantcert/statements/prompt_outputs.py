"""The module that compares two encoders, both enclosed on the same text."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from quantcert.exact.dyadic import Dyadic
from quantcert.statements.prompt_comparison import Compared, pair_facts
from quantcert.statements.prompt_pair import PairTerms
from quantcert.statements.prompt_positions import PositionsModule
from quantcert.statements.render import render_text

OUTPUT_IMPORTS = ("QuantCert.Cert.Prompt.Embedding", "QuantCert.Cert.Prompt.Tokens")


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


def outputs_compared(
    name: str,
    sides: tuple[Compared, Compared],
    terms: PairTerms,
    checked: Sequence[PositionsModule],
    apart: bool,
) -> OutputComparison:
    """The module that compares two encoders, from what modules of positions have checked.

    With `apart` the numbers are in a data module.
    """
    pair = terms.pair
    facts = {
        "imports": OUTPUT_IMPORTS,
        "cosine": pair.cosine,
        "means": terms.means,
        **pair_facts(name, sides, terms, checked, apart),
    }
    source = render_text("prompt_outputs.lean.j2", facts) + "\n"
    return OutputComparison(source, pair.difference, pair.differences, pair.cosine)
