"""The module that compares two networks, both enclosed on the same text."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from quantcert.exact.dyadic import Dyadic
from quantcert.statements.prompt_pair import SIDES, PairTerms
from quantcert.statements.prompt_positions import PositionProofs, PositionsModule, common_facts
from quantcert.statements.render import render_text

COMPARISON_IMPORTS = (
    "QuantCert.Cert.Prompt.Divergence",
    "QuantCert.Cert.Prompt.Lead",
    "QuantCert.Cert.Prompt.Perplexity",
    "QuantCert.Cert.Prompt.Tokens",
)


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


def compared(
    name: str,
    sides: tuple[Compared, Compared],
    terms: PairTerms,
    checked: Sequence[PositionsModule],
    apart: bool,
) -> Comparison:
    """The module that compares two networks, from what modules of positions have checked.

    The text has at least two tokens; with `apart` the numbers are in a data module.

    Raises:
        ArithmeticError: if they are too wide to be compared.
    """
    pair, places = terms.pair, range(terms.pair.length)
    (first, second), leads = pair.next_tokens, pair.leads
    kl = [pair.divergence(t) for t in places]
    facts = {
        "imports": COMPARISON_IMPORTS,
        "vocabulary": pair.dim,
        "decided": [
            {"t": t, "original": a, "quantized": b}
            for t, a, b in zip(places, first, second, strict=True)
            if a is not None and b is not None
        ],
        "leads": [_decided_leads(*each) for each in zip(pair.next_tokens, leads, strict=True)],
        "same": _list(first) if first == second and None not in first else "",
        "divergences": [
            {"t": t, "bound": k.bound, "data": terms.kl_term(k)} for t, k in enumerate(kl)
        ],
        "next": _list(pair.tokens[1:]),
        "table": terms.table,
        "probabilities": [
            {"box": box, "powers": powers}
            for box, powers in zip(terms.probabilities, terms.powers, strict=True)
        ],
        "ratios": [
            {"bound": bound, "first": 1 - after, "second": after}
            for bound, after in zip(pair.ratios, (1, 0), strict=True)
        ],
        **pair_facts(name, sides, terms, checked, apart),
    }
    source = render_text("prompt_comparison.lean.j2", facts) + "\n"
    bounds = tuple(k.bound for k in kl)
    return Comparison(
        source, first, second, *leads, pair.difference, pair.differences, bounds, *pair.ratios
    )


def pair_facts(
    name: str,
    sides: tuple[Compared, Compared],
    terms: PairTerms,
    checked: Sequence[PositionsModule],
    apart: bool,
) -> dict[str, object]:
    """What the templates of comparisons have in common."""
    pair = terms.pair
    proofs: PositionProofs = {t: found for each in checked for t, found in each.proofs.items()}
    return {
        "name": name,
        "sides": sides,
        "boxes": SIDES,
        "positions": [each.name for each in checked],
        "proofs": proofs,
        "length": pair.length,
        "dim": pair.dim,
        "difference": pair.difference,
        "differences": [{"t": t, "bound": bound} for t, bound in enumerate(pair.differences)],
        **common_facts(terms, apart),
    }


def _decided_leads(
    tokens: tuple[int | None, ...], leads: tuple[Dyadic | None, ...]
) -> list[dict[str, object]]:
    """What the template asks for about the leads of one network."""
    pairs = enumerate(zip(tokens, leads, strict=True))
    return [{"t": t, "token": k, "lead": by} for t, (k, by) in pairs if by is not None]


def _list(tokens: tuple[int | None, ...]) -> str:
    return f"[{', '.join(map(str, tokens))}]"
