"""The module that compares two networks, both enclosed on the same text."""

from __future__ import annotations

from dataclasses import dataclass

from quantcert import __version__
from quantcert.exact.dyadic import Dyadic
from quantcert.prompts.boxes import Box
from quantcert.prompts.compare import (
    KlNumbers,
    Powers,
    divergence,
    largest_difference,
    lead,
    next_token,
    perplexity_ratio,
    probabilities,
)
from quantcert.prompts.exponential import exp_table
from quantcert.prompts.network import PromptNetwork
from quantcert.statements.data_text import definition_text
from quantcert.statements.prompt_terms import PromptWriter
from quantcert.statements.render import PREAMBLE, render_text


@dataclass(frozen=True)
class Comparison:
    """What the module states of two networks on a text.

    `original` and `quantized` are the next tokens at each position, None where not decided; their
    logits exceed all others by more than `original_leads` and `quantized_leads`. `difference`
    bounds all differences of logits, `differences` those at each position, `divergences` those of
    the next token's distribution at each position; the perplexity of the quantized network is at
    most `ratio` times that of the original, and that at most `inverse` times the quantized one's.
    """

    source: str
    original: tuple[int | None, ...]
    quantized: tuple[int | None, ...]
    original_leads: tuple[Dyadic | None, ...]
    quantized_leads: tuple[Dyadic | None, ...]
    difference: Dyadic
    differences: tuple[Dyadic, ...]
    divergences: tuple[Dyadic, ...]
    ratio: Dyadic
    inverse: Dyadic


@dataclass(frozen=True)
class Compared:
    """One of the networks of a comparison.

    Attributes:
        module: has the box `outputs` of its logits, and the theorem that it contains them.
        label: how theorems name it.
        called: how sentences do.
        term: its logits at each position.
        hypothesis: what the theorem rests on; empty for nothing.
        given: the name of the hypothesis.
    """

    module: str
    label: str
    called: str
    term: str
    hypothesis: str = ""
    given: str = ""

    @property
    def contained(self) -> str:
        """The proof that the box contains the logits."""
        return f"{self.module}.contained {self.given}".strip()


def original_network(module: str) -> Compared:
    """The network before quantization."""
    return Compared(
        module,
        "original",
        "original network",
        f"evalAll θ text W {module}.nets (fun _ _ => 0)",
        f"(meets : AllMeet θ text W {module}.known)",
        "meets",
    )


def quantized_network(module: str) -> Compared:
    """The network after it."""
    return Compared(
        module,
        "quantized",
        "quantized network",
        f"evalAll θhat text What {module}.nets (fun _ _ => 0)",
        f"(hat : AllMeet θhat text What {module}.known)",
        "hat",
    )


def prompt_comparison(
    name: str, modules: tuple[str, str], network: PromptNetwork, logits: tuple[Box, Box]
) -> Comparison:
    """The comparison of the modules of the original and the quantized network: `compared`."""
    sides = original_network(modules[0]), quantized_network(modules[1])
    return compared(name, sides, network, logits)


def compared(
    name: str, sides: tuple[Compared, Compared], network: PromptNetwork, logits: tuple[Box, Box]
) -> Comparison:
    """The module that compares two networks.

    `logits` are the boxes of their outputs; the text has at least two tokens.

    Raises:
        ArithmeticError: if they are too wide to be compared.
    """
    writer = PromptWriter(network)
    places, tokens = range(network.length), network.tokens
    table = exp_table(logits[0].scale)
    first, second = (tuple(next_token(box, t) for t in places) for box in logits)
    leads = _leads(logits[0], first), _leads(logits[1], second)
    kl = [divergence(table, *logits, t) for t in places]
    (p, r), (q, s) = (probabilities(table, box, tokens, table.argument) for box in logits)
    ratio, inverse = perplexity_ratio(p, q), perplexity_ratio(q, p)
    names = (writer.box(p), _powers(r)), (writer.box(q), _powers(s))
    differences, difference = largest_differences(network.length, logits)
    facts = {
        "vocabulary": len(logits[0].claims[0]),
        "decided": [
            {"t": t, "original": a, "quantized": b}
            for t, a, b in zip(places, first, second, strict=True)
            if a is not None and b is not None
        ],
        "original_leads": _decided_leads(first, leads[0]),
        "quantized_leads": _decided_leads(second, leads[1]),
        "same": _list(first) if first == second and None not in first else "",
        "divergences": [
            {"t": t, "bound": k.bound, "data": kl_term(writer, k)} for t, k in enumerate(kl)
        ],
        "next": _list(tokens[1:]),
        "table": writer.table(table),
        "probabilities": [
            {"name": side.label, "module": side.module, "box": box, "powers": powers}
            for side, (box, powers) in zip(sides, names, strict=True)
        ],
        "ratios": [
            _ratio(sides, True, ratio, *names),
            _ratio(sides, False, inverse, *names[::-1]),
        ],
        **pair_facts(name, sides, writer, differences, difference),
    }
    source = render_text("prompt_comparison.lean.j2", facts) + "\n"
    bounds = tuple(k.bound for k in kl)
    return Comparison(
        source, first, second, *leads, difference, differences, bounds, ratio, inverse
    )


def largest_differences(length: int, outputs: tuple[Box, Box]) -> tuple[tuple[Dyadic, ...], Dyadic]:
    """What no difference of entries exceeds, at each position and at any."""
    differences = tuple(largest_difference(t, *outputs) for t in range(length))
    return differences, max(differences, key=lambda bound: bound.fraction)


def pair_facts(
    name: str,
    sides: tuple[Compared, Compared],
    writer: PromptWriter,
    differences: tuple[Dyadic, ...],
    difference: Dyadic,
) -> dict[str, object]:
    """What the templates of comparisons have in common; to be asked for after all terms."""
    return {
        "name": name,
        "sides": sides,
        "version": __version__,
        "preamble": PREAMBLE,
        "length": len(differences),
        "difference": difference,
        "differences": [{"t": t, "bound": bound} for t, bound in enumerate(differences)],
        "numbers": {key: definition_text(value) for key, value in writer.literals.items()},
        "definitions": writer.definitions,
    }


def kl_term(writer: PromptWriter, numbers: KlNumbers) -> str:
    """A `KlData`."""
    powers = ", ".join(map(powers_term, (numbers.original, numbers.quantized)))
    return f"⟨{writer.table(numbers.table)}, {powers}, {numbers.distance}⟩"


def powers_term(powers: Powers) -> str:
    """A `PowerData`."""
    return f"⟨{powers.top}, {powers.radius}⟩"


def _leads(logits: Box, tokens: tuple[int | None, ...]) -> tuple[Dyadic | None, ...]:
    return tuple(
        None if token is None else lead(logits, t, token) for t, token in enumerate(tokens)
    )


def _decided_leads(
    tokens: tuple[int | None, ...], leads: tuple[Dyadic | None, ...]
) -> list[dict[str, object]]:
    """What the template asks for about the leads of one network."""
    pairs = enumerate(zip(tokens, leads, strict=True))
    return [{"t": t, "token": k, "lead": by} for t, (k, by) in pairs if by is not None]


def _ratio(
    sides: tuple[Compared, Compared],
    forward: bool,
    bound: Dyadic,
    first: tuple[str, str],
    second: tuple[str, str],
) -> dict[str, object]:
    """What the template asks for about the perplexity of the second network over the first."""
    before, after = sides if forward else sides[::-1]
    facts = {
        "first_called": before.called,
        "second_name": after.label,
        "second_called": after.called,
        "forward": forward,
        "bound": bound,
    }
    return {**facts, "p": first[0], "r": first[1], "q": second[0], "s": second[1]}


def _powers(found: list[Powers]) -> str:
    return f"[{', '.join(map(powers_term, found))}]"


def _list(tokens: tuple[int | None, ...]) -> str:
    return f"[{', '.join(map(str, tokens))}]"
