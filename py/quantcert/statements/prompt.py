"""The module that encloses a network reading given tokens, one theorem for each block."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from quantcert import __version__
from quantcert.models.net import output_dim
from quantcert.prompts.enclose import NOTHING
from quantcert.prompts.network import PromptNetwork
from quantcert.prompts.trace import Trace
from quantcert.statements.data_text import number_term
from quantcert.statements.model_terms import net_term
from quantcert.statements.prompt_steps import StepWriter
from quantcert.statements.prompt_terms import PromptWriter
from quantcert.statements.render import PREAMBLE, render_text

PROMPT_IMPORTS = (
    "QuantCert.Cert.Prompt.Sound",
    "QuantCert.Cert.Prompt.Steps",
    "QuantCert.Spec.Model.Stored",
)


@dataclass(frozen=True)
class PromptModule:
    """The Lean source of the module `name`, and the numbers that a data module is to define.

    `numbers` are empty if they stand in the source; otherwise their full names are keys.
    """

    name: str
    source: str
    numbers: dict[str, int]


def prompt_module(
    name: str, network: PromptNetwork, traces: Sequence[Trace], data_module: str | None = None
) -> PromptModule:
    """The module of the claims `traces`, one for each net of the network.

    With `data_module` the numbers are left to that module, which the source imports.
    """
    writer = PromptWriter(network)
    steps = StepWriter(writer)
    blocks = []
    given, dim = NOTHING, 0
    for index, (net, trace) in enumerate(zip(network.nets, traces, strict=True)):
        before = writer.box(given)
        term = writer.trace(net, trace, given)
        net_text = net_term(net, None)
        block = {"index": index, "net": net_text, "trace": term, "given": before, "dim": dim}
        done = len(steps.steps)
        block |= {"proof": steps.proof(net, trace, given, dim), "steps": steps.steps[done:]}
        blocks.append(block)
        given, dim = trace.out, output_dim(dim, net)
    known = writer.known()
    inline = {} if data_module else writer.numbers
    facts = {
        "name": name,
        "imports": [*PROMPT_IMPORTS, *([data_module] if data_module else [])],
        "version": __version__,
        "preamble": PREAMBLE,
        "numbers": {key: number_term(value) for key, value in inline.items()},
        "definitions": writer.definitions,
        "known": known,
        "blocks": blocks,
        "outputs": writer.box(given),
        "length": network.length,
        "dim": dim,
    }
    left = {f"{name}.{key}": value for key, value in writer.numbers.items()} if data_module else {}
    return PromptModule(name, render_text("prompt.lean.j2", facts) + "\n", left)
