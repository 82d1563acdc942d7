"""The module that proves what an integer program computes of a text, layer by layer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from quantcert import __version__
from quantcert.integer import Program, greedy
from quantcert.integer.narrow import Narrow
from quantcert.integer.trace import Trace
from quantcert.statements.data_text import literal_term
from quantcert.statements.integer_terms import CODE_BITS, DECIDED, Item, ProgramWriter
from quantcert.statements.render import PREAMBLE, render_text

INTEGER_IMPORTS = ("QuantCert.Cert.Integer.Run",)

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
        after = self._after(len(self._trace.tokens) - 1)
        self._same("read", f"checked_program.readOut {self._mul} {after}", logits)

    def _position(self, place: int) -> None:
        token = self._trace.tokens[place]
        for number in range(self._layers + 1):
            term = self._writer.ints(f"wide_{place}_{number}", self._trace.streams[number, place])
            self._define(_stream(place, number), "List Int", term)
        self._same(f"embedded_{place}", f"checked_program.embedding {token}", _stream(place, 0))
        proof = f"(stepLayers_nil {_stream(place, self._layers)})"
        for number in range(self._layers):
            self._layer(place, number)
        for number in reversed(range(self._layers)):
            parts = " ".join(f"{kind}_{place}_{number}_eq" for kind in ("keys", "values", "pass"))
            proof = f"(stepLayers_cons {parts} {proof})"
        before = f"[{', '.join(_kept(place - 1, n) for n in range(self._layers))}]"
        fixed = f"checked_program.sizes (checked_program.angles {place}) checked_program.layers"
        step = f"Program.stepLayers {self._mul} {fixed} {before} {_stream(place, 0)}"
        self._prove(f"step_{place}", f"{step} = {self._after(place)}", proof)

    def _layer(self, place: int, number: int) -> None:
        layer, sizes = f"checked_layer_{number}", "checked_program.sizes"
        angles, x = f"(checked_program.angles {place})", _stream(place, number)
        normed = f"(Layer.attentionInput {sizes} {layer} {x})"
        for kind, kept in (("keys", self._trace.keys), ("values", self._trace.values)):
            term = self._narrow(f"{kind}_{place}_{number}", kept[number], place)
            self._define(f"{kind}_{place}_{number}", "List Narrow", term)
        past = f"Kept.add keys_{place}_{number} values_{place}_{number} {_kept(place - 1, number)}"
        if not place:
            empty = f"(Kept.empty {self._writer.program.sizes.groups})"
            self._define(_kept(-1, number), "Kept", empty)
        self._define(_kept(place, number), "Kept", past)
        keys = f"Layer.newKeys {self._mul} {sizes} {layer} {angles} {normed}"
        self._same(f"keys_{place}_{number}_eq", keys, f"keys_{place}_{number}", "sameNarrow")
        values = f"Layer.newValues {self._mul} {sizes} {layer} {normed}"
        self._same(f"values_{place}_{number}_eq", values, f"values_{place}_{number}", "sameNarrow")
        passed = f"Layer.pass {self._mul} {sizes} {layer} {angles} ({past}) {x}"
        self._same(f"pass_{place}_{number}_eq", passed, _stream(place, number + 1))

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
