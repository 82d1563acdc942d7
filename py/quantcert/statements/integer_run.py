"""The module that proves what an integer program computes of a text, layer by layer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from quantcert import __version__
from quantcert.integer import Program, greedy
from quantcert.integer.narrow import Narrow
from quantcert.integer.ranges import PIECE
from quantcert.integer.rounding import Ints
from quantcert.integer.trace import Trace
from quantcert.statements.data_text import literal_term
from quantcert.statements.integer_operations import SIZES, Claim, OperationWriter
from quantcert.statements.integer_terms import CODE_BITS, Item, ProgramWriter
from quantcert.statements.render import PREAMBLE, render_text

INTEGER_IMPORTS = (
    "QuantCert.Cert.Accumulator.Dot",
    "QuantCert.Cert.Integer.Fast",
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

PREAMBLE_LINES = (*PREAMBLE, "open QuantCert.Integer")
"""Commands with which statements about integer programs are read."""


@dataclass(frozen=True)
class IntegerModule:
    """The Lean source of the module `name`, and what it is to be compared with.

    Attributes:
        definitions: those that the statements mention, as they stand in the source.
        literals: bytes of numbers that a data module is to define, by their full names; empty if
            they stand in the source.
        logits: the claimed logits.
        next_token: the claimed next token.
    """

    name: str
    source: str
    definitions: str
    literals: dict[str, bytes]
    logits: tuple[int, ...]
    next_token: int


def integer_module(
    name: str, program: Program, trace: Trace, data_module: str | None = None
) -> IntegerModule:
    """The module that claims the logits of a trace.

    With `data_module` the numbers are left to that module, which the source imports.
    """
    writer = ProgramWriter(program, trace.tokens)
    writer.write()
    run = _RunWriter(writer, trace)
    run.write()
    logits = Claim("logits_claim", trace.logits)
    claimed = writer.ints(logits.digits, trace.logits)
    writer.stated.append(Item(logits.name, "List Int", claimed))
    run.read(logits)
    stated = [_text(item) for item in writer.stated]
    inline = {} if data_module else writer.literals
    parts, parts_fit = writer.rows_fit()
    facts = {
        "name": name,
        "imports": [*INTEGER_IMPORTS, *([data_module] if data_module else [])],
        "version": __version__,
        "preamble": PREAMBLE_LINES,
        "numbers": {key: literal_term(data) for key, data in inline.items()},
        "stated": stated,
        "proving": [_text(item) for item in writer.proving],
        "unit": program.sizes.unit,
        "tokens": trace.tokens,
        "logits": logits.name,
        "next": greedy(trace.logits),
        "entry_bits": writer.entry_bits,
        "parts": parts,
        "parts_fit": parts_fit,
        "piece": PIECE,
        "levels": writer.levels,
        "largest": (1 << program.sizes.precision.bits - 1) - 1,
    }
    left = {f"{name}.{key}": data for key, data in writer.literals.items()} if data_module else {}
    return IntegerModule(
        name,
        render_text("integer.lean.j2", facts) + "\n",
        "\n\n".join(stated),
        left,
        tuple(map(int, trace.logits)),
        greedy(trace.logits),
    )


def _text(item: Item) -> str:
    head = "theorem" if item.is_proof else "noncomputable def"
    return f"{head} {item.name} : {item.statement} :=\n  {item.term}"


class _RunWriter:
    """The steps of a run: what each layer keeps and hands on at each position."""

    def __init__(self, writer: ProgramWriter, trace: Trace) -> None:
        self._program, self._trace, self._writer = writer.program, trace, writer
        self._layers = len(trace.layers)
        self._operations = OperationWriter(writer)
        self._streams: dict[tuple[int, int], Claim] = {}

    def write(self) -> None:
        """State and prove every step, then the run."""
        count = len(self._trace.tokens)
        proof = f"(run_nil {count} _)"
        for place in range(count):
            self._position(place)
        for place in reversed(range(count)):
            proof = f"(run_cons embedded_{place} step_{place} {proof})"
        tokens = ", ".join(map(str, self._trace.tokens))
        mul = self._operations.mul
        start = f"Program.run {mul} checked_program 0 [{tokens}] checked_program.start"
        self._operations.prove("ran", f"{start} = {self._after(count - 1)}", proof)

    def read(self, logits: Claim) -> None:
        """The logits of the last state."""
        operations = self._operations
        last = self._streams[len(self._trace.tokens) - 1, self._layers]
        normed = operations.claim("normed", self._trace.normed)
        operations.norm("checked_program.finalNorm", last, normed)
        head = self._program.head
        operations.product("checked_program.head", "matrix_head", head, normed, logits)

    def _stream(self, place: int, number: int, values: Ints) -> Claim:
        found = self._operations.claim(f"stream_{place}_{number}", values)
        self._streams[place, number] = found
        return found

    def _position(self, place: int) -> None:
        token = self._trace.tokens[place]
        first = self._stream(place, 0, self._trace.layers[0].stream[place])
        embedding = f"checked_program.embedding {token}"
        self._operations.same(f"embedded_{place}", embedding, first.name)
        for number in range(self._layers):
            self._attention(place, number)
            self._mlp(place, number)
        proof = f"(stepLayers_nil {self._streams[place, self._layers].name})"
        for number in reversed(range(self._layers)):
            at = f"{place}_{number}"
            proof = f"(stepLayers_cons attention_{at} mlp_{at} {proof})"
        before = f"[{', '.join(_kept(place - 1, n) for n in range(self._layers))}]"
        fixed = f"{SIZES} (checked_program.angles {place}) checked_program.layers"
        step = f"Program.stepLayers {self._operations.mul} {fixed} {before} {first.name}"
        self._operations.prove(f"step_{place}", f"{step} = {self._after(place)}", proof)

    def _attention(self, place: int, number: int) -> None:
        """The theorem `attention_PLACE_NUMBER`, from its steps."""
        found, at, write = self._trace.layers[number], f"{place}_{number}", self._operations
        layer, angles = f"checked_layer_{number}", f"(checked_program.angles {place})"
        x, (past, kept) = self._streams[place, number], self._past(place, number)
        normed = write.claim(f"normed_{at}", found.normed[place])
        steps = [write.norm(f"{layer}.attentionNorm", x, normed)]
        key, value, query = (
            self._product(place, number, role, normed) for role in ("key", "value", "query")
        )
        steps += [f"{claim.name}_eq" for claim in (key, value, query)]
        cut = f"chunks {SIZES}.headSize {SIZES}"
        narrowed = f"narrow {SIZES}.bits"
        keys = f"({cut}.kvHeads {key.name}).map fun head => {narrowed} (rotate {angles} head)"
        values = f"({cut}.kvHeads {value.name}).map fun head => {narrowed} head"
        steps.append(write.same(f"keys_{at}_eq", keys, f"keys_{at}", "sameNarrow"))
        steps.append(write.same(f"values_{at}_eq", values, f"values_{at}", "sameNarrow"))
        mixed = write.claim(f"mixed_{at}", found.mixed[place])
        heads = f"(({cut}.heads {query.name}).map (rotate {angles}))"
        shared = f"({SIZES}.heads / {SIZES}.kvHeads)"
        mix = f"attendAll {SIZES} {shared} {heads} {kept}.keys {kept}.values"
        steps.append(write.same(f"{mixed.name}_eq", mix, mixed.name))
        output = self._product(place, number, "output", mixed)
        middle = write.claim(f"middle_{at}", found.middle[place])
        steps += [f"{output.name}_eq", write.sum(x, output, middle)]
        stated = (
            f"Layer.keep {write.mul} {SIZES} {layer} {angles} {past} {x.name} = {kept} ∧ "
            f"Layer.afterAttention {write.mul} {SIZES} {layer} {angles} {kept} {x.name} = "
            f"{middle.name}"
        )
        write.prove(f"attention_{at}", stated, f"attention_of {' '.join(steps)}")

    def _past(self, place: int, number: int) -> tuple[str, str]:
        """Define what is kept of a position; what was kept before, and with it."""
        found, before = self._trace.layers[number], _kept(place - 1, number)
        if not place:
            empty = f"Kept.empty {self._program.sizes.groups}"
            self._operations.define(before, "Kept", empty)
        for kind, kept in (("keys", found.keys), ("values", found.values)):
            name = f"{kind}_{place}_{number}"
            self._operations.define(name, "List Narrow", self._narrow(name, kept, place))
        added = f"Kept.add keys_{place}_{number} values_{place}_{number} {before}"
        self._operations.define(_kept(place, number), "Kept", added)
        return before, f"({added})"

    def _mlp(self, place: int, number: int) -> None:
        """The theorem `mlp_PLACE_NUMBER`, from its steps."""
        found, at, write = self._trace.layers[number], f"{place}_{number}", self._operations
        layer, middle = f"checked_layer_{number}", Claim(f"middle_{at}", found.middle[place])
        last = number + 1 == self._layers
        after = self._trace.stream if last else self._trace.layers[number + 1].stream
        second = write.claim(f"second_{at}", found.second[place])
        steps = [write.norm(f"{layer}.feedForwardNorm", middle, second)]
        gate, up = (self._product(place, number, role, second) for role in ("gate", "up"))
        hidden = write.claim(f"hidden_{at}", found.hidden[place])
        steps += [f"{gate.name}_eq", f"{up.name}_eq", write.gate(gate, up, hidden)]
        down = self._product(place, number, "down", hidden)
        x = self._stream(place, number + 1, after[place])
        steps += [f"{down.name}_eq", write.sum(middle, down, x)]
        stated = f"Layer.afterFeedForward {write.mul} {SIZES} {layer} {middle.name} = {x.name}"
        write.prove(f"mlp_{at}", stated, f"feedForward_of {' '.join(steps)}")

    def _product(self, place: int, number: int, role: str, x: Claim) -> Claim:
        """Claim and prove the product with a matrix of a layer."""
        matrix = getattr(self._program.layers[number], role)
        values = getattr(self._trace.layers[number], role)[place]
        out = self._operations.claim(f"{role}_{place}_{number}", values)
        linear = f"checked_layer_{number}.{_FIELDS[role]}"
        self._operations.product(linear, f"matrix_{role}_{number}", matrix, x, out)
        return out

    def _narrow(self, name: str, kept: Narrow, place: int) -> str:
        """The narrow vectors of all heads at a position."""
        shifts: Sequence[int] = kept.shifts[place, :, 0].tolist()
        codes = [
            self._writer.ints(f"{name}_codes_{head}", kept.codes[place, head], CODE_BITS)
            for head in range(len(shifts))
        ]
        return f"[{', '.join(f'⟨{c}, {k}⟩' for c, k in zip(codes, shifts, strict=True))}]"

    def _after(self, place: int) -> str:
        kept = ", ".join(_kept(place, number) for number in range(self._layers))
        return f"(State.mk [{kept}] {self._streams[place, self._layers].name})"


def _kept(place: int, number: int) -> str:
    return f"kept_{place}_{number}" if place >= 0 else f"nothing_{number}"
