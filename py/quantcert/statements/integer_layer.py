"""The module that proves what a layer of an integer program makes of a text."""

from __future__ import annotations

from collections.abc import Sequence

from quantcert.integer import Program
from quantcert.integer.narrow import Narrow
from quantcert.integer.norm import Norm
from quantcert.integer.ranges import Ranges
from quantcert.integer.rounding import Ints
from quantcert.integer.trace import LayerTrace
from quantcert.statements.integer_operations import SIZES, Claim, OperationWriter
from quantcert.statements.integer_overflow import layer_within
from quantcert.statements.integer_terms import CODE_BITS, IntegerModule, Item, TermWriter

LAYER_IMPORTS = (
    "QuantCert.Cert.Integer.Blocks",
    "QuantCert.Cert.Integer.Fast",
    "QuantCert.Cert.Integer.FastNorm",
    "QuantCert.Cert.Integer.NeverOverflows",
    "QuantCert.Cert.Integer.Registers",
)

_FIELDS = {
    "query": "q",
    "key": "k",
    "value": "v",
    "output": "o",
    "gate": "gate",
    "up": "up",
    "down": "down",
}
"""Of a layer in Lean."""

_LAYER = "checked_layer"


def layer_module(
    name: str,
    program: Program,
    ranges: Ranges,
    number: int,
    trace: LayerTrace,
    data_module: str | None = None,
) -> IntegerModule:
    """The module that claims the streams after layer `number` at all positions, and its ranges.

    With `data_module` the numbers are left to that module, which the source imports.
    """
    writer = TermWriter(program)
    run = _LayerWriter(writer, number, trace)
    run.write()
    parts, parts_fit = writer.rows_fit()
    facts = {
        "number": number,
        "length": len(trace.stream),
        "steps": [f"attention_{t} mlp_{t}" for t in range(len(trace.stream))],
        "parts": parts,
        "parts_fit": parts_fit,
        "within": layer_within(program, ranges, number),
    }
    return writer.module(name, "integer_layer.lean.j2", LAYER_IMPORTS, facts, data_module)


class _LayerWriter:
    """What a layer keeps and hands on at each position, step by step."""

    def __init__(self, writer: TermWriter, number: int, trace: LayerTrace) -> None:
        self._writer, self._trace = writer, trace
        self._layer = writer.program.layers[number]
        self._operations = OperationWriter(writer)

    def write(self) -> None:
        """State and prove every step."""
        count = len(self._trace.stream)
        self._writer.sizes()
        self._writer.angles(count)
        self._matrices()
        for place in range(count):
            self._operations.state(f"given_{place}", self._trace.stream[place])
            self._operations.state(f"outputs_{place}", self._trace.after[place])
        empty = f"Kept.empty {SIZES}.kvHeads"
        self._operations.define(_kept(-1), "Kept", empty)
        for place in range(count):
            self._attention(place)
            self._mlp(place)

    def _matrices(self) -> None:
        """Define `layer` and `checked_layer`."""
        writer, layer = self._writer, self._layer
        first = writer.norm("attention_norm", layer.attention_norm)
        second = writer.norm("mlp_norm", layer.mlp_norm)
        pairs = zip(_FIELDS, layer.matrices(), strict=True)
        linears = [writer.linear(f"matrix_{role}", matrix) for role, matrix in pairs]
        for kind, name, place, items in (
            ("List Columns", "layer", 0, writer.stated),
            ("List Checked", _LAYER, 1, writer.proving),
        ):
            parts = [linear[place] for linear in linears]
            term = f"⟨{', '.join([first, *parts[:4], second, *parts[4:]])}⟩"
            items.append(Item(name, f"Layer ({kind})", term))

    def _attention(self, place: int) -> None:
        """The theorem `attention_PLACE`, from its steps."""
        found, write = self._trace, self._operations
        x = Claim(f"given_{place}", found.stream[place])
        angles, (past, kept) = f"(angles {place})", self._past(place)
        normed = write.claim(f"normed_{place}", found.normed[place])
        steps = [write.norm(self._norm("attentionNorm", "attention_norm"), x, normed)]
        key, value, query = (self._product(place, r, normed) for r in ("key", "value", "query"))
        steps += [f"{claim.name}_eq" for claim in (key, value, query)]
        cut, narrowed = f"chunks {SIZES}.headSize {SIZES}", f"narrow {SIZES}.bits"
        keys = f"({cut}.kvHeads {key.name}).map fun head => {narrowed} (rotate {angles} head)"
        values = f"({cut}.kvHeads {value.name}).map fun head => {narrowed} head"
        steps.append(write.same(f"keys_{place}_eq", keys, f"keys_{place}", "sameNarrow"))
        steps.append(write.same(f"values_{place}_eq", values, f"values_{place}", "sameNarrow"))
        mixed = write.claim(f"mixed_{place}", found.mixed[place])
        heads = f"(({cut}.heads {query.name}).map (rotate {angles}))"
        shared = f"({SIZES}.heads / {SIZES}.kvHeads)"
        mix = f"attendAll {SIZES} {shared} {heads} {kept}.keys {kept}.values"
        steps.append(write.same(f"{mixed.name}_eq", mix, mixed.name))
        output = self._product(place, "output", mixed)
        middle = write.claim(f"middle_{place}", found.middle[place])
        steps += [f"{output.name}_eq", write.sum(x, output, middle)]
        stated = (
            f"Layer.keep {write.mul} {SIZES} {_LAYER} {angles} {past} {x.name} = {kept} ∧ "
            f"Layer.afterAttention {write.mul} {SIZES} {_LAYER} {angles} {kept} {x.name} = "
            f"{middle.name}"
        )
        write.prove(f"attention_{place}", stated, f"attention_of {' '.join(steps)}")

    def _past(self, place: int) -> tuple[str, str]:
        """Define what is kept of a position; what was kept before, and with it."""
        found, before = self._trace, _kept(place - 1)
        for kind, kept in (("keys", found.keys), ("values", found.values)):
            name = f"{kind}_{place}"
            self._operations.define(name, "List Narrow", self._narrow(name, kept, place))
        added = f"Kept.add keys_{place} values_{place} {before}"
        self._operations.define(_kept(place), "Kept", added)
        return before, f"({added})"

    def _mlp(self, place: int) -> None:
        """The theorem `mlp_PLACE`, from its steps."""
        found, write = self._trace, self._operations
        middle = Claim(f"middle_{place}", found.middle[place])
        second = write.claim(f"second_{place}", found.second[place])
        steps = [write.norm(self._norm("feedForwardNorm", "mlp_norm"), middle, second)]
        gate, up = (self._product(place, role, second) for role in ("gate", "up"))
        hidden = write.claim(f"hidden_{place}", found.hidden[place])
        steps += [f"{gate.name}_eq", f"{up.name}_eq", write.gate(gate, up, hidden)]
        down = self._product(place, "down", hidden)
        x = Claim(f"outputs_{place}", found.after[place])
        steps += [f"{down.name}_eq", write.sum(middle, down, x)]
        stated = f"Layer.afterFeedForward {write.mul} {SIZES} {_LAYER} {middle.name} = {x.name}"
        write.prove(f"mlp_{place}", stated, f"feedForward_of {' '.join(steps)}")

    def _product(self, place: int, role: str, x: Claim) -> Claim:
        """Claim and prove the product with a matrix of the layer."""
        out = self._operations.claim(f"{role}_{place}", getattr(self._trace, role)[place])
        linear, matrix = f"{_LAYER}.{_FIELDS[role]}", getattr(self._layer, role)
        self._operations.product(linear, f"matrix_{role}", matrix, x, out)
        return out

    def _norm(self, term: str, name: str) -> tuple[str, str, Norm]:
        """A norm of the layer for `OperationWriter.norm`."""
        return f"{_LAYER}.{term}", f"{name}_factors", getattr(self._layer, name)

    def _narrow(self, name: str, kept: Narrow, place: int) -> str:
        """The narrow vectors of all heads at a position."""
        shifts: Sequence[int] = kept.shifts[place, :, 0].tolist()
        codes: Sequence[Ints] = list(kept.codes[place])
        listed = [
            f"⟨{self._writer.ints(f'{name}_codes_{head}', code, CODE_BITS)}, {shift}⟩"
            for head, (code, shift) in enumerate(zip(codes, shifts, strict=True))
        ]
        return f"[{', '.join(listed)}]"


def _kept(place: int) -> str:
    return f"kept_{place}" if place >= 0 else "nothing"
