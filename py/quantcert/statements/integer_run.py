"""The module about an integer program that reads a text, from those of its layers and its head."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from quantcert.integer import Program, greedy
from quantcert.integer.ranges import Ranges
from quantcert.integer.rope import ANGLE_UNIT
from quantcert.integer.trace import Trace
from quantcert.statements.integer_embedding import EmbeddingPart, embedding_parts
from quantcert.statements.integer_head import HeadPart, head_parts
from quantcert.statements.integer_operations import OFFSET, Claim, OperationWriter
from quantcert.statements.integer_overflow import JoinedParts, overflow_facts
from quantcert.statements.integer_terms import (
    CHECK,
    WIDE_BITS,
    IntegerModule,
    Item,
    TermWriter,
)

RUN_IMPORTS = (
    "QuantCert.Cert.Accumulator.Dot",
    "QuantCert.Cert.Integer.Argmax",
    "QuantCert.Cert.Integer.Blocks",
    "QuantCert.Cert.Integer.Coded",
    "QuantCert.Cert.Integer.FastNorm",
    "QuantCert.Cert.Integer.NeverOverflows",
    "QuantCert.Cert.Integer.Order",
    "QuantCert.Cert.Integer.Powers",
)


@dataclass(frozen=True)
class RunParts:
    """The modules that a run is put together from, in their order.

    `embeddings` is empty if the embedding is the head.
    """

    layers: tuple[str, ...]
    heads: tuple[str, ...]
    embeddings: tuple[str, ...] = ()


def run_module(
    name: str,
    program: Program,
    ranges: Ranges,
    trace: Trace,
    parts: RunParts,
    data_module: str | None = None,
) -> IntegerModule:
    """The module that claims the logits of a trace, whose parts have been proved.

    With `data_module` the numbers are left to that module, which the source imports.
    """
    writer = TermWriter(program)
    run = _RunWriter(writer, ranges, trace, parts)
    run.write()
    facts = {
        "layers": parts.layers,
        "heads": parts.heads,
        "embeddings": parts.embeddings,
        "unit": program.sizes.unit,
        "tokens": trace.tokens,
        "places": [run.place(t) for t in range(len(trace.tokens))],
        "head_lists": run.head_lists(),
        **overflow_facts(program, ranges, run.joined()),
    }
    return writer.module(name, "integer.lean.j2", RUN_IMPORTS, facts, data_module)


class _RunWriter:
    """The program, the rows of the embedding, the last norms, and how the parts are joined."""

    def __init__(self, writer: TermWriter, ranges: Ranges, trace: Trace, parts: RunParts) -> None:
        self._writer, self._ranges, self._trace, self._parts = writer, ranges, trace, parts
        self._operations = OperationWriter(writer)
        self._head = list(head_parts(writer.program.head))
        self._biased = writer.program.head.bias is not None

    def write(self) -> None:
        """Define the program and the logits; prove norms and rows of the embedding."""
        writer, program = self._writer, self._writer.program
        writer.sizes()
        self._tables()
        norm = writer.norm("final_norm", program.final_norm)
        layers = ", ".join(f"{module}.layer" for module in self._parts.layers)
        angles = "anglesAt cosines.toColumns sines.toColumns"
        fields = ["sizes", self._embedding(), angles, f"[{layers}]", norm, self._whole_head()]
        writer.stated.append(Item("program", "Program (List Columns)", f"⟨{', '.join(fields)}⟩"))
        for t in range(len(self._trace.tokens)):
            listed = [self._logits(t, part) for part in self._head]
            writer.stated.append(Item(f"logits_{t}", "List Int", appended(listed)))
            self._position(t)

    def place(self, t: int) -> dict[str, object]:
        """What the template asks for about the logits after position `t`."""
        return {
            "t": t,
            "tokens": self._trace.tokens[: t + 1],
            "suffix": beginnings(self._trace.tokens)[t],
            "read": self._read(t),
            "next": greedy(self._trace.logits[t]),
            "first": self._first(t),
        }

    def head_lists(self) -> str:
        """The columns of the head, module by module."""
        modules = groupby(self._head, lambda part: part.module)
        return appended([f"[{self._columns(list(parts))}]" for _, parts in modules])

    def joined(self) -> JoinedParts:
        """The parts of the program and the modules that prove what is said of them."""
        parts, head = self._parts, self.head_lists()
        if not parts.embeddings:
            return JoinedParts(parts.layers, parts.heads, parts.heads, head, head)
        modules = groupby(self._table_parts(), lambda part: part.module)
        table = appended([f"[{self._table(list(found))}]" for _, found in modules])
        return JoinedParts(parts.layers, parts.heads, parts.embeddings, head, table)

    def _tables(self) -> None:
        """Define `cosines` and `sines`, those of all positions."""
        rotation = self._writer.program.rotation
        for name, entries in (("cosines", rotation.cosines), ("sines", rotation.sines)):
            self._writer.table(name, entries, ANGLE_UNIT, self._ranges.angle)

    def _embedding(self) -> str:
        """Rows by their tokens; of the head, if that is the embedding."""
        program = self._writer.program
        tied = not self._parts.embeddings
        columns = self._columns(self._head) if tied else self._table(self._table_parts())
        return f"lookup {program.sizes.unit} {program.embedding.exponent} [{columns}]"

    def _table_parts(self) -> list[EmbeddingPart]:
        return list(embedding_parts(self._writer.program.embedding))

    def _table(self, parts: Sequence[EmbeddingPart]) -> str:
        """The columns of parts of an embedding that is not the head."""
        modules = self._parts.embeddings
        return ", ".join(f"{modules[part.module]}.{part.name}.toColumns" for part in parts)

    def _whole_head(self) -> str:
        head = self._writer.program.head
        columns = self._columns(self._head)
        bias = "[]" if head.bias is None else self._writer.ints("head_bias", head.bias)
        return f"⟨[{columns}], {head.exponent}, {bias}, {self._writer.group(head)}⟩"

    def _columns(self, parts: Sequence[HeadPart]) -> str:
        names = [self._named(part, name) for part in parts for name in part.columns]
        return ", ".join(f"{name}.toColumns" for name in names)

    def _named(self, part: HeadPart, name: str) -> str:
        return f"{self._parts.heads[part.module]}.{name}"

    def _logits(self, t: int, part: HeadPart) -> str:
        return self._named(part, f"logits_{t}_{part.place}")

    def _position(self, t: int) -> None:
        """The row of the token, and the norm of the last stream."""
        token, write = self._trace.tokens[t], self._operations
        first, last = self._parts.layers[0], self._parts.layers[-1]
        write.same(f"embedded_{t}", f"program.embedding {token}", f"{first}.given_{t}")
        stream = Claim(f"{last}.outputs_{t}", self._trace.layers[-1].after[t])
        norm = ("program.finalNorm", "final_norm_factors", self._writer.program.final_norm)
        write.norm(norm, stream, write.claim(f"normed_{t}", self._trace.normed[t]))

    def _read(self, t: int) -> str:
        """The proof of what the head gives."""
        reads = [self._named(part, f"read_{t}_{part.place}") for part in self._head]
        if self._biased:
            return f"(append_end {reads[0]})"
        joined = "".join(f"(apply_cons mulParts_byParts {read} " for read in reads)
        return f"{joined}(apply_nil mulParts_byParts){')' * len(reads)}"

    def _first(self, t: int) -> str:
        """The proof that the largest logit first stands where it does."""
        token = greedy(self._trace.logits[t])
        top = int(self._trace.logits[t][token]) + (1 << OFFSET)
        place = next(i for i, part in enumerate(self._head) if token < part.stop)
        found = self._head[place]
        digits = f"{self._digits(t, found, top)} (k := {token - found.start})"
        proof = f"(firstTop_ints {digits} {CHECK})"
        after = [
            f"(upTo_append (upTo_ints {self._digits(t, part, top)} {CHECK}) "
            for part in self._head[place + 1 :]
        ]
        proof = f"(firstTop_stop {''.join(after)}upTo_nil{')' * len(after)} {proof})"
        for part in reversed(self._head[:place]):
            digits = f"{self._digits(t, part, top)} (k := {token - part.stop})"
            proof = f"(firstTop_skip_ints {digits} {proof} {CHECK} {CHECK} {CHECK})"
        return proof

    def _digits(self, t: int, part: HeadPart, top: int) -> str:
        numbers = f"(w := {WIDE_BITS}) (o := {OFFSET}) (n := {part.rows}) (t := {top})"
        return f"{numbers} (X := {self._logits(t, part)}_digits)"


def beginnings(tokens: Sequence[int]) -> list[str]:
    """What the names of theorems about each beginning of a text end with."""
    return [*(f"_after_{count}" for count in range(1, len(tokens))), ""]


def appended(lists: Sequence[str]) -> str:
    """Lists, one after the other."""
    return f"{''.join(f'({one} ++ ' for one in lists)}[]{')' * len(lists)}"
