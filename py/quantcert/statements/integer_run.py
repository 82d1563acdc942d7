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
from quantcert.statements.integer_terms import CODE_BITS, DECIDED, Item, ProgramWriter
from quantcert.statements.render import PREAMBLE, render_text

INTEGER_IMPORTS = (
    "QuantCert.Cert.Accumulator.Dot",
    "QuantCert.Cert.Integer.Registers",
    "QuantCert.Cert.Integer.Run",
)

_SIZES = "checked_program.sizes"

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
    logits = writer.ints("logits_digits", trace.logits)
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
        "logits": logits,
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
        self._writer, self._trace = writer, trace
        self._layers = len(writer.program.layers)
        self._mul = f"(mulChecked {writer.entry_bits})"

    def write(self) -> None:
        """State and prove every step, then the run."""
        proof = f"(run_nil {len(self._trace.tokens)} _)"
        for place in range(len(self._trace.tokens)):
            self._position(place)
        for place in reversed(range(len(self._trace.tokens))):
            proof = f"(run_cons embedded_{place} step_{place} {proof})"
        tokens = ", ".join(map(str, self._trace.tokens))
        start = f"Program.run {self._mul} checked_program 0 [{tokens}] checked_program.start"
        self._prove("ran", f"{start} = {self._after(len(self._trace.tokens) - 1)}", proof)

    def read(self, logits: str) -> None:
        """The logits of the last state."""
        last = _stream(len(self._trace.tokens) - 1, self._layers)
        normed = self._claim("normed", self._trace.normed)
        norm = f"rmsNorm {_SIZES}.wide checked_program.finalNorm {last}"
        self._same("read_norm", norm, normed)
        self._same("read", self._applied("checked_program.head", normed), logits)

    def _position(self, place: int) -> None:
        token = self._trace.tokens[place]
        self._claim(_stream(place, 0), self._trace.layers[0].stream[place])
        self._same(f"embedded_{place}", f"checked_program.embedding {token}", _stream(place, 0))
        for number in range(self._layers):
            self._attention(place, number)
            self._mlp(place, number)
        proof = f"(stepLayers_nil {_stream(place, self._layers)})"
        for number in reversed(range(self._layers)):
            at = f"{place}_{number}"
            proof = f"(stepLayers_cons attention_{at} mlp_{at} {proof})"
        before = f"[{', '.join(_kept(place - 1, n) for n in range(self._layers))}]"
        fixed = f"{_SIZES} (checked_program.angles {place}) checked_program.layers"
        step = f"Program.stepLayers {self._mul} {fixed} {before} {_stream(place, 0)}"
        self._prove(f"step_{place}", f"{step} = {self._after(place)}", proof)

    def _attention(self, place: int, number: int) -> None:
        """The theorem `attention_PLACE_NUMBER`, from its steps."""
        found, at = self._trace.layers[number], f"{place}_{number}"
        layer, angles = f"checked_layer_{number}", f"(checked_program.angles {place})"
        x, past, kept = _stream(place, number), *self._past(place, number)
        normed = self._claim(f"normed_{at}", found.normed[place])
        self._same(f"{normed}_eq", f"Layer.attentionInput {_SIZES} {layer} {x}", normed)
        keys = f"Layer.newKeys {self._mul} {_SIZES} {layer} {angles} {normed}"
        values = f"Layer.newValues {self._mul} {_SIZES} {layer} {normed}"
        self._same(f"keys_{at}_eq", keys, f"keys_{at}", "sameNarrow")
        self._same(f"values_{at}_eq", values, f"values_{at}", "sameNarrow")
        query = self._claim(f"query_{at}", found.query[place])
        self._same(f"{query}_eq", self._applied(f"{layer}.q", normed), query)
        mixed = self._claim(f"mixed_{at}", found.mixed[place])
        heads = f"((chunks {_SIZES}.headSize {_SIZES}.heads {query}).map (rotate {angles}))"
        shared = f"({_SIZES}.heads / {_SIZES}.kvHeads)"
        mix = f"attendAll {_SIZES} {shared} {heads} {kept}.keys {kept}.values"
        self._same(f"{mixed}_eq", mix, mixed)
        middle = self._claim(f"middle_{at}", found.middle[place])
        self._same(f"{middle}_eq", f"addAll {x} ({self._applied(f'{layer}.o', mixed)})", middle)
        stated = (
            f"Layer.keep {self._mul} {_SIZES} {layer} {angles} {past} {x} = {kept} ∧ "
            f"Layer.afterAttention {self._mul} {_SIZES} {layer} {angles} {kept} {x} = {middle}"
        )
        steps = " ".join(
            f"{kind}_{at}_eq" for kind in ("normed", "keys", "values", "query", "mixed", "middle")
        )
        self._prove(f"attention_{at}", stated, f"attention_of {steps}")

    def _past(self, place: int, number: int) -> tuple[str, str]:
        """Define what is kept of a position; what was kept before, and with it."""
        found, before = self._trace.layers[number], _kept(place - 1, number)
        if not place:
            empty = f"Kept.empty {self._writer.program.sizes.groups}"
            self._define(before, "Kept", empty)
        for kind, kept in (("keys", found.keys), ("values", found.values)):
            name = f"{kind}_{place}_{number}"
            self._define(name, "List Narrow", self._narrow(name, kept, place))
        added = f"Kept.add keys_{place}_{number} values_{place}_{number} {before}"
        self._define(_kept(place, number), "Kept", added)
        return before, f"({added})"

    def _mlp(self, place: int, number: int) -> None:
        """The theorem `mlp_PLACE_NUMBER`, from its steps."""
        found, at = self._trace.layers[number], f"{place}_{number}"
        layer, middle = f"checked_layer_{number}", f"middle_{at}"
        last = number + 1 == self._layers
        after = self._trace.stream if last else self._trace.layers[number + 1].stream
        second = self._claim(f"second_{at}", found.second[place])
        norm = f"rmsNorm {_SIZES}.wide {layer}.feedForwardNorm {middle}"
        self._same(f"{second}_eq", norm, second)
        gate, up = (self._claim(f"{n}_{at}", getattr(found, n)[place]) for n in ("gate", "up"))
        self._same(f"{gate}_eq", self._applied(f"{layer}.gate", second), gate)
        self._same(f"{up}_eq", self._applied(f"{layer}.up", second), up)
        hidden = self._claim(f"hidden_{at}", found.hidden[place])
        product = f"Integer.gate {_SIZES}.powers {_SIZES}.wide {gate} {up}"
        self._same(f"{hidden}_eq", product, hidden)
        x = self._claim(_stream(place, number + 1), after[place])
        self._same(f"{x}_eq", f"addAll {middle} ({self._applied(f'{layer}.down', hidden)})", x)
        stated = f"Layer.afterFeedForward {self._mul} {_SIZES} {layer} {middle} = {x}"
        steps = " ".join(f"{name}_eq" for name in (second, gate, up, hidden, x))
        self._prove(f"mlp_{at}", stated, f"feedForward_of {steps}")

    def _applied(self, linear: str, x: str) -> str:
        return f"{linear}.apply {self._mul} {_SIZES}.bits {x}"

    def _claim(self, name: str, values: Ints) -> str:
        self._define(name, "List Int", self._writer.ints(f"{name}_digits", values))
        return name

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
        return f"(State.mk [{kept}] {_stream(place, self._layers)})"

    def _define(self, name: str, kind: str, term: str) -> None:
        self._writer.proving.append(Item(name, kind, term))

    def _prove(self, name: str, statement: str, term: str) -> None:
        self._writer.proving.append(Item(name, statement, term, True))

    def _same(self, name: str, computed: str, claimed: str, check: str = "same") -> None:
        self._prove(name, f"{check} ({computed}) {claimed} = true", DECIDED)


def _stream(place: int, number: int) -> str:
    return f"stream_{place}_{number}"


def _kept(place: int, number: int) -> str:
    return f"kept_{place}_{number}" if place >= 0 else f"nothing_{number}"
