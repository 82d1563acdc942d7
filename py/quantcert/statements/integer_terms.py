"""An integer program as Lean terms: `Program (List Columns)`, and the same with checked columns.

Long numbers are definitions of their own, so that they can go to a data module.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from quantcert.integer import Layer, Matrix, Program
from quantcert.integer.linear import ALIGNED_BITS
from quantcert.integer.norm import Norm
from quantcert.integer.rounding import Ints
from quantcert.statements.integer_columns import PackedColumns, packed_columns

WIDE_BITS = 64
"""Of the digits of wide vectors."""

CODE_BITS = 32
"""Of the digits of narrow vectors, cosines, sines and powers."""

SPARE_BITS = 3
"""Of a digit: numbers are below `2**(bits - 3)` in size."""

DECIDED = "by decide +kernel"


@dataclass(frozen=True)
class Item:
    """A definition (`is_proof` false) or a theorem: `name : statement := term`."""

    name: str
    statement: str
    term: str
    is_proof: bool = False


@dataclass
class ProgramWriter:
    """Writes the terms of a program and collects what they name.

    Attributes:
        program: the program.
        tokens: the text that is read.
        literals: little-endian bytes of numbers, by name.
        stated: definitions that statements mention, each after those it mentions.
        proving: definitions and theorems that proofs mention.
        parts: names of the columns of all matrices, in the order of use.
        packed: the parts of each matrix, without their columns, by its name.
    """

    program: Program
    tokens: Sequence[int]
    literals: dict[str, bytes] = field(default_factory=dict)
    stated: list[Item] = field(default_factory=list)
    proving: list[Item] = field(default_factory=list)
    parts: list[str] = field(default_factory=list)
    packed: dict[str, tuple[PackedColumns, ...]] = field(default_factory=dict)

    @property
    def entry_bits(self) -> int:
        """Bits of what matrices are multiplied with, without the sign."""
        precision = self.program.sizes.precision
        return (ALIGNED_BITS if precision.by_block else precision.bits) - 1

    def write(self) -> None:
        """Define `program` and `checked_program`."""
        program = self.program
        sizes, scores = program.sizes, program.scores
        powers = self.number("powers", _digits(scores.table, CODE_BITS))
        numbers = (sizes.unit, sizes.precision.bits, sizes.heads, sizes.groups, sizes.head_dim)
        term = f"⟨{', '.join(map(str, numbers))}, {scores.factor}, ⟨{powers}⟩⟩"
        self.stated.append(Item("sizes", "Sizes", term))
        layers = [self._layer(number, layer) for number, layer in enumerate(program.layers)]
        norm = self._norm("final_norm", program.final_norm)
        head = self._linear("matrix_head", program.head)
        parts = [self._embedding(), self._angles()]
        for kind, place in (("List Columns", 0), ("List Checked", 1)):
            listed = ", ".join(layer[place] for layer in layers)
            fields = ", ".join(["sizes", *parts, f"[{listed}]", norm, head[place]])
            name = ("program", "checked_program")[place]
            self._add(place, name, f"Program ({kind})", f"⟨{fields}⟩")

    @property
    def levels(self) -> int:
        """The most that a code and a zero-point can differ by."""
        return max(max(matrix.levels) for matrix in self.program.matrices()) - 1

    def rows_fit(self) -> tuple[str, str]:
        """A list of all parts, and the proof that their rows fit 64 bits."""
        listed = ", ".join(f"{name}.toColumns" for name in self.parts)
        proofs = [f"checkRowsFit_sound {name}_checked ({DECIDED})" for name in self.parts]
        return f"[{listed}]", f"⟨{', '.join([*proofs, 'True.intro'])}⟩"

    def number(self, name: str, data: bytes) -> str:
        """The name of a number."""
        self.literals[name] = data
        return name

    def ints(self, name: str, values: Ints, bits: int = WIDE_BITS) -> str:
        """A list of integers as the digits of one number."""
        offset = bits - SPARE_BITS
        moved = [int(value) + (1 << offset) for value in values]
        self.number(name, b"".join(v.to_bytes(bits // 8, "little") for v in moved))
        return f"(ints {bits} {offset} {len(values)} {name})"

    def _add(self, place: int, name: str, kind: str, term: str) -> str:
        (self.stated, self.proving)[place].append(Item(name, kind, term))
        return name

    def _layer(self, number: int, layer: Layer) -> tuple[str, str]:
        """A layer by its columns, and by its checked columns."""
        first = self._norm(f"attention_norm_{number}", layer.attention_norm)
        second = self._norm(f"mlp_norm_{number}", layer.mlp_norm)
        names = ("query", "key", "value", "output", "gate", "up", "down")
        pairs = zip(names, layer.matrices(), strict=True)
        linears = [self._linear(f"matrix_{name}_{number}", matrix) for name, matrix in pairs]
        written = []
        for kind, place in (("List Columns", 0), ("List Checked", 1)):
            parts = [linear[place] for linear in linears]
            term = f"⟨{', '.join([first, *parts[:4], second, *parts[4:]])}⟩"
            name = (f"layer_{number}", f"checked_layer_{number}")[place]
            written.append(self._add(place, name, f"Layer ({kind})", term))
        return written[0], written[1]

    def _norm(self, name: str, norm: Norm) -> str:
        return f"⟨{self.ints(f'{name}_factors', norm.factors)}, {norm.epsilon}⟩"

    def _linear(self, name: str, matrix: Matrix) -> tuple[str, str]:
        parts = list(packed_columns(matrix, self.entry_bits))
        names = [self._columns(f"{name}_{i}", matrix, part) for i, part in enumerate(parts)]
        self.packed[name] = tuple(replace(part, columns=()) for part in parts)
        bias = "[]" if matrix.bias is None else self.ints(f"{name}_bias", matrix.bias)
        group = matrix.group_size if self.program.sizes.precision.by_block else 0
        rest = f"{matrix.exponent}, {bias}, {group}⟩"
        columns = ", ".join(f"{part}.toColumns" for part in names)
        checked = ", ".join(f"⟨{part}, {part}_checked⟩" for part in names)
        return f"⟨[{columns}], {rest}", f"⟨[{checked}], {rest}"

    def _columns(self, name: str, matrix: Matrix, part: PackedColumns) -> str:
        columns = ".nil"
        for i, data in reversed(list(enumerate(part.columns))):
            columns = f"(.cons {self.number(f'{name}_column_{i}', data)} {columns})"
        total = part.total.to_bytes(-(-part.total.bit_length() // 8) or 1, "little")
        head = f"⟨{part.width}, {part.rows}, {matrix.exponent}, {part.offset}, {columns}⟩"
        term = f"⟨{head}, {part.bits}, {self.number(f'{name}_total', total)}⟩"
        self.stated.append(Item(name, "Packed", term))
        self.parts.append(name)
        self.proving.append(Item(f"{name}_checked", f"{name}.check = true", DECIDED, True))
        return name

    def _embedding(self) -> str:
        """The rows of the tokens of the text, as they decode."""
        embedding, rows = self.program.embedding, []
        for token in sorted(set(self.tokens)):
            row = embedding.rows(token, token + 1).decoded()[0]
            rows.append(f"({token}, {self.ints(f'embedding_{token}', row)})")
        return f"embedded {self.program.sizes.unit} {embedding.exponent} [{', '.join(rows)}]"

    def _angles(self) -> str:
        rotation, found = self.program.rotation, []
        for place in range(len(self.tokens)):
            cosines = self.ints(f"cosines_{place}", rotation.cosines[place], CODE_BITS)
            sines = self.ints(f"sines_{place}", rotation.sines[place], CODE_BITS)
            found.append(f"⟨{cosines}, {sines}⟩")
        return f"fun t => List.getD [{', '.join(found)}] t ⟨[], []⟩"


def _digits(values: Ints, bits: int) -> bytes:
    """Integers, none negative, as digits of `bits` bits."""
    raw: bytes = np.asarray(values, f"<u{bits // 8}").tobytes()
    return raw
