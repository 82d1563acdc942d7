"""The modules of an enclosed network as Lean text, all numbers in the source."""

from collections.abc import Sequence

from quantcert.models.net import output_dim
from quantcert.prompts.enclose import NOTHING
from quantcert.prompts.network import PromptNetwork
from quantcert.prompts.trace import Trace
from quantcert.statements.prompt import Given, block_module, network_module
from quantcert.statements.prompt_comparison import (
    COMPARISON_IMPORTS,
    Comparison,
    compared,
    original_network,
    quantized_network,
)
from quantcert.statements.prompt_outputs import OUTPUT_IMPORTS, OutputComparison, outputs_compared
from quantcert.statements.prompt_pair import PairTerms
from quantcert.statements.prompt_positions import positions_module


def module_sources(name: str, known: PromptNetwork, traces: Sequence[Trace]) -> dict[str, str]:
    """The text of each block's module, `NAMEBlockN`, and last that of the module `name`."""
    given, sources = Given(NOTHING, 0), {}
    for net, trace in zip(known.nets, traces, strict=True):
        block = f"{name}Block{len(sources)}"
        sources[block] = block_module(block, known, net, trace, given).source
        given = Given(trace.out, output_dim(given.dim, net))
    whole = network_module(name, list(sources), known.length, given.dim).source
    return {**sources, name: whole}


def comparison_of(
    name: str, terms: PairTerms, size: int = 1
) -> tuple[dict[str, str], Comparison | OutputComparison]:
    """The text of a module `NAMEPositionsT` for so many positions each, and what joins them.

    The networks are those of the modules `P` and `Q`.
    """
    compare = outputs_compared if terms.encodes else compared
    own = OUTPUT_IMPORTS if terms.encodes else COMPARISON_IMPORTS
    length = terms.pair.length
    positions = [
        positions_module(
            f"{name}Positions{t}",
            terms,
            range(t, min(t + size, length)),
            (*own, "QuantCert.Spec.Model.Stored"),
            apart=False,
        )
        for t in range(0, length, size)
    ]
    sides = original_network("P"), quantized_network("Q")
    found = compare(name, sides, terms, positions, apart=False)
    return {each.name: each.source for each in positions}, found


def joined(sources: dict[str, str]) -> str:
    """All modules as one text."""
    first, *_ = sources.values()
    head = first[: first.index("\nnamespace ")]
    return head + "".join(text[text.index("\nnamespace ") :] for text in sources.values())
