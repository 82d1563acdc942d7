"""Terms about two networks that are enclosed on the same text, at each position."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from quantcert.prompts.compare import KlNumbers, Powers
from quantcert.prompts.network import PromptNetwork
from quantcert.prompts.pair import Pair
from quantcert.statements.data_text import Literal
from quantcert.statements.prompt_terms import Definition, PromptWriter

FIRST, SECOND = "first_box", "second_box"
SIDES = (FIRST, SECOND)
"""How the boxes of both networks are called, and what is checked of each."""


@dataclass(frozen=True)
class PairTerms:
    """What is checked of two networks at each position of a text that `network` reads.

    Encoders (`encodes`) have no next tokens. Terms of checks name the boxes `SIDES` and what
    else is in `definitions`; the numbers of these are `literals`, by name.
    """

    network: PromptNetwork
    pair: Pair
    encodes: bool = False

    @property
    def literals(self) -> Mapping[str, Literal]:
        """Numbers that definitions name."""
        return self._writer.literals

    @property
    def definitions(self) -> list[Definition]:
        """Boxes and tables, each after what it mentions."""
        return self._writer.definitions

    @property
    def table(self) -> str:
        """The table of the exponential."""
        return self._writer.table(self.pair.table)

    @property
    def probabilities(self) -> tuple[str, str]:
        """The boxes of the probabilities of the text's tokens."""
        (first, _), (second, _) = self.pair.probabilities
        return self._writer.box(first), self._writer.box(second)

    @property
    def means(self) -> tuple[str, str]:
        """The boxes of the embeddings of encoders."""
        first, second = map(self._writer.box, self.pair.means)
        return first, second

    @property
    def powers(self) -> tuple[str, str]:
        """What the exponentials of each network are computed with, at each position."""
        first, second = (
            f"[{', '.join(map(powers_term, powers))}]" for _, powers in self.pair.probabilities
        )
        return first, second

    def checks(self, t: int) -> dict[str, str]:
        """What is checked at position `t`: terms of Booleans, by what they show."""
        pair = self.pair
        head = f"{pair.dim} {pair.differences[t]} {FIRST} {SECOND} {t}"
        found = {"difference": f"checkLogitsAt {head}"}
        if not self.encodes:
            found |= self._divergence(t) | self._tokens(t) | self._probabilities(t)
        return found

    def _divergence(self, t: int) -> dict[str, str]:
        kl = self.pair.divergence(t)
        term = f"checkKl {self.kl_term(kl)} {self.pair.dim} {kl.bound} {FIRST} {SECOND} {t}"
        return {"divergence": term}

    def _tokens(self, t: int) -> dict[str, str]:
        """That the next tokens lead, where they are decided."""
        found, dim = dict[str, str](), self.pair.dim
        for side, tokens, leads in zip(SIDES, self.pair.next_tokens, self.pair.leads, strict=True):
            token, lead = tokens[t], leads[t]
            if token is not None and lead is not None:
                found[f"{side}_token"] = f"checkLeads {dim} {side} {t} {token}"
                found[f"{side}_lead"] = f"checkLeadsBy {dim} {side} {t} {token} {lead.mantissa}"
        return found

    def _probabilities(self, t: int) -> dict[str, str]:
        """Those of the text's next token; after the last there is none."""
        if t + 1 == self.pair.length:
            return {}
        token, dim = self.pair.tokens[t + 1], self.pair.dim
        given = zip(SIDES, self.probabilities, self.pair.probabilities, strict=True)
        return {
            f"{side}_probability": f"checkProbability {self.table} {dim} {side} {box} "
            f"{powers_term(powers[t])} {t} {token}"
            for side, box, (_, powers) in given
        }

    def kl_term(self, numbers: KlNumbers) -> str:
        """A `KlData`."""
        powers = ", ".join(map(powers_term, (numbers.original, numbers.quantized)))
        return f"⟨{self.table}, {powers}, {numbers.distance}⟩"

    @cached_property
    def _writer(self) -> PromptWriter:
        """Has written all that any position may need, so that no name depends on what is asked.

        Raises ArithmeticError as `Pair.probabilities`.
        """
        writer, pair = PromptWriter(self.network), self.pair
        for name, box in zip(SIDES, pair.outputs, strict=True):
            writer.definitions.append(Definition(name, "Box", writer.box(box)))
        boxes = pair.means if self.encodes else tuple(box for box, _ in pair.probabilities)
        for box in boxes:
            writer.box(box)
        if not self.encodes:
            writer.table(pair.table)
        return writer


def powers_term(powers: Powers) -> str:
    """A `PowerData`."""
    return f"⟨{powers.top}, {powers.radius}⟩"
