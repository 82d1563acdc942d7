"""Claims about tiny networks that are wrong in one place, and statements that Lean refuses them."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from quantcert.models.net import Activate, Input, Net, Point, Seq, output_dim
from quantcert.prompts.boxes import Box
from quantcert.prompts.enclose import NOTHING, Encloser
from quantcert.prompts.network import PromptNetwork
from quantcert.prompts.trace import Trace
from quantcert.statements.data_text import definition_text
from quantcert.statements.model_terms import net_term
from quantcert.statements.prompt import Given
from quantcert.statements.prompt_terms import PromptWriter


@dataclass(frozen=True)
class Spoilt(Encloser):
    """Claims of which those after the operation number `place` are true if its own is.

    `kinds` are the operations that have been met.
    """

    place: int = -1
    part: str = "out"
    mid: int = 0
    rad: int = 0
    kinds: list[str] = field(default_factory=list)

    def net(self, node: Net, given: Box) -> Trace:
        trace = super().net(node, given)
        if isinstance(node, Input | Point | Seq):
            return trace
        self.kinds.append(node.function if isinstance(node, Activate) else type(node).__name__)
        if len(self.kinds) - 1 != self.place:
            return trace
        return replace(trace, **{self.part: self._moved(getattr(trace, self.part))})

    def _moved(self, box: Box) -> Box:
        """The last entry of the last position is the one that is wrong."""
        *rows, (*row, last) = box.claims
        wrong = last._replace(mid=last.mid + self.mid, rad=last.rad + self.rad)
        return Box(box.scale, (*rows, (*row, wrong)))


def blocks(known: PromptNetwork, scale: int) -> Iterator[tuple[Net, Given, Trace]]:
    """Each net of a network, what it is given, and its claims."""
    given = Given(NOTHING, 0)
    for net, trace in zip(known.nets, Encloser(known, scale).all(), strict=True):
        yield net, given, trace
        given = Given(trace.out, output_dim(given.dim, net))


def checked(known: PromptNetwork, net: Net, given: Given, trace: Trace, name: str) -> list[str]:
    """Commands that define in the namespace `name` whether claims are accepted: `found`."""
    writer = PromptWriter(known, net)
    before, term = writer.box(given.box), writer.trace(net, trace, given.box)
    check = f"Net.enclose {writer.known()} {given.dim} {before} {net_term(net, None)} {term}"
    literals = {key: definition_text(value) for key, value in writer.literals.items()}
    numbers = [f"noncomputable def {k} : {t} := {v}" for k, (t, v) in literals.items()]
    found = f"noncomputable def found : Bool := {check}"
    return [f"namespace {name}", *numbers, *map(str, writer.definitions), found, f"end {name}"]
