"""The modules of an enclosed network as Lean text, all numbers in the source."""

from collections.abc import Sequence

from quantcert.models.net import output_dim
from quantcert.prompts.enclose import NOTHING
from quantcert.prompts.network import PromptNetwork
from quantcert.prompts.trace import Trace
from quantcert.statements.prompt import Given, block_module, network_module


def module_sources(name: str, known: PromptNetwork, traces: Sequence[Trace]) -> dict[str, str]:
    """The text of each block's module, `NAMEBlockN`, and last that of the module `name`."""
    given, sources = Given(NOTHING, 0), {}
    for net, trace in zip(known.nets, traces, strict=True):
        block = f"{name}Block{len(sources)}"
        sources[block] = block_module(block, known, net, trace, given).source
        given = Given(trace.out, output_dim(given.dim, net))
    whole = network_module(name, list(sources), known.length, given.dim).source
    return {**sources, name: whole}


def joined(sources: dict[str, str]) -> str:
    """All modules as one text."""
    first, *_ = sources.values()
    head = first[: first.index("\nnamespace ")]
    return head + "".join(text[text.index("\nnamespace ") :] for text in sources.values())
