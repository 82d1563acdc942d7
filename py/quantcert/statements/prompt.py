"""The modules that enclose a network reading given tokens: one for each block, one for them all."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from quantcert import __version__
from quantcert.models.net import Net, output_dim
from quantcert.prompts.boxes import Box
from quantcert.prompts.network import PromptNetwork
from quantcert.prompts.trace import Trace
from quantcert.statements.data_text import Literal, definition_text
from quantcert.statements.model_terms import net_term
from quantcert.statements.prompt_steps import StepWriter
from quantcert.statements.prompt_terms import Definition, Emit, PromptWriter
from quantcert.statements.render import PREAMBLE, render_text

PROMPT_IMPORTS = (
    "QuantCert.Cert.Prompt.Blocks",
    "QuantCert.Cert.Prompt.Steps",
    "QuantCert.Spec.Model.Stored",
)
_WORD = re.compile(r"\w+")


@dataclass(frozen=True)
class Given:
    """What a block is given: a box, and how many entries it has."""

    box: Box
    dim: int


@dataclass(frozen=True)
class PromptModule:
    """The Lean source of the module `name`, which has the theorem `contained`.

    `stated` are the definitions that the theorem mentions, word by word as in the source.
    `literals` are left to a data module, by their full names, unless they stand in the source.
    """

    name: str
    source: str
    stated: tuple[str, ...]
    literals: Mapping[str, Literal]


def block_module(
    name: str,
    network: PromptNetwork,
    net: Net,
    trace: Trace,
    given: Given,
    emit: Emit | None = None,
) -> PromptModule:
    """The module of the claims `trace` about the block `net` of a network.

    With `emit` literals are left to data modules: it is given those of each part of a matrix, and
    the others are in the result. The source is to import these modules too.
    """
    writer = PromptWriter(network, net, name, emit)
    before, term = writer.box(given.box), writer.trace(net, trace, given.box)
    steps = StepWriter(writer)
    proof = steps.proof(net, trace, given.box, given.dim)
    after = writer.box(trace.out)
    known = writer.known()
    named = (
        Definition("known", "PromptData", known),
        Definition("net", "Net", net_term(net, None)),
        Definition("given", "Box", before),
        Definition("outputs", "Box", after),
    )
    words = {word for definition in named for word in _WORD.findall(definition.term)}
    stated = tuple(map(str, (*(d for d in writer.definitions if d.name in words), *named)))
    facts = {
        "name": name,
        "imports": PROMPT_IMPORTS,
        "version": __version__,
        "preamble": PREAMBLE,
        "numbers": {} if emit else {k: definition_text(v) for k, v in writer.literals.items()},
        "definitions": [str(d) for d in writer.definitions if d.name not in words],
        "stated": stated,
        "trace": term,
        "steps": steps.steps,
        "proof": proof,
        "length": network.length,
        "dim": given.dim,
        "out_dim": output_dim(given.dim, net),
    }
    source = render_text("prompt_block.lean.j2", facts) + "\n"
    left = {f"{name}.{key}": value for key, value in writer.literals.items()} if emit else {}
    return PromptModule(name, source, stated, left)


def network_module(name: str, blocks: Sequence[str], length: int, dim: int) -> PromptModule:
    """The module of a network whose blocks are those of the modules `blocks`."""

    def listed(part: str) -> str:
        return f"[{', '.join(f'{block}.{part}' for block in blocks)}]"

    named = (
        Definition("known", "List PromptData", listed("known")),
        Definition("nets", "List Net", listed("net")),
        Definition("outputs", "Box", f"{blocks[-1]}.outputs"),
    )
    stated = tuple(map(str, named))
    facts = {
        "name": name,
        "imports": [*PROMPT_IMPORTS, *blocks],
        "version": __version__,
        "preamble": PREAMBLE,
        "stated": stated,
        "blocks": blocks,
        "length": length,
        "dim": dim,
    }
    return PromptModule(name, render_text("prompt.lean.j2", facts) + "\n", stated, {})
