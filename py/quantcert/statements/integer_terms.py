"""Parts of an integer program as Lean terms, by columns and by checked columns.

Long numbers are definitions of their own, so that they can go to a data module.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from quantcert import __version__
from quantcert.integer import Matrix, Program
from quantcert.integer.linear import ALIGNED_BITS
from quantcert.integer.norm import Norm
from quantcert.integer.precision import Precision
from quantcert.integer.rounding import Ints
from quantcert.statements.data_text import Literal, definition_text
from quantcert.statements.integer_columns import PackedColumns, pack_table, packed_columns
from quantcert.statements.render import PREAMBLE, render_text

WIDE_BITS = 64
"""Of the digits of wide vectors."""

CODE_BITS = 32
"""Of the digits of narrow vectors, cosines, sines and powers."""

SPARE_BITS = 3
"""Of a digit: numbers are below `2**(bits - 3)` in size."""

DECIDED = "by decide +kernel"

CHECK = f"({DECIDED})"
"""The same as an argument."""

PREAMBLE_LINES = (*PREAMBLE, "open QuantCert.Integer")
"""Commands with which statements about integer programs are read."""


@dataclass(frozen=True)
class Item:
    """A definition (`is_proof` false) or a theorem: `name : statement := term`."""

    name: str
    statement: str
    term: str
    is_proof: bool = False

    def __str__(self) -> str:
        """The Lean command."""
        head = "theorem" if self.is_proof else "noncomputable def"
        return f"{head} {self.name} : {self.statement} :=\n  {self.term}"


@dataclass(frozen=True)
class IntegerModule:
    """The Lean source of the module `name`.

    Attributes:
        stated: definitions that its statements mention, word by word as in the source.
        literals: numbers that a data module is to define, by their full names; empty if they stand
            in the source.
    """

    name: str
    source: str
    stated: tuple[str, ...]
    literals: dict[str, Literal]


@dataclass
class TermWriter:
    """Writes terms and collects what they name.

    Attributes:
        program: the program.
        literals: numbers and chains of numbers, by name.
        stated: definitions that statements mention, each after those it mentions.
        proving: definitions and theorems that proofs mention.
        parts: names of the columns of all matrices, in the order of use.
        packed: the parts of each matrix, without their columns, by its name.
    """

    program: Program
    literals: dict[str, Literal] = field(default_factory=dict)
    stated: list[Item] = field(default_factory=list)
    proving: list[Item] = field(default_factory=list)
    parts: list[str] = field(default_factory=list)
    packed: dict[str, tuple[PackedColumns, ...]] = field(default_factory=dict)

    @property
    def precision(self) -> Precision:
        """Of numbers."""
        return self.program.sizes.precision

    @property
    def entry_bits(self) -> int:
        """Bits of what matrices are multiplied with, without the sign."""
        return (ALIGNED_BITS if self.precision.by_block else self.precision.bits) - 1

    def module(
        self,
        name: str,
        template: str,
        imports: Sequence[str],
        facts: Mapping[str, object],
        data_module: str | None,
    ) -> IntegerModule:
        """The module of a template that asks for `facts`, and for what all of them ask for.

        With `data_module` the numbers are left to that module, which the source imports.
        """
        inline, left = ({}, self.literals) if data_module else (self.literals, {})
        common = {
            "version": __version__,
            "name": name,
            "imports": [*imports, *([data_module] if data_module else [])],
            "preamble": PREAMBLE_LINES,
            "numbers": {key: definition_text(data) for key, data in inline.items()},
            "stated": self.stated,
            "proving": self.proving,
            "entry_bits": self.entry_bits,
        }
        source = render_text(template, {**common, **facts}) + "\n"
        apart = {f"{name}.{key}": data for key, data in left.items()}
        return IntegerModule(name, source, tuple(map(str, self.stated)), apart)

    def sizes(self) -> None:
        """Define `sizes`."""
        sizes, scores = self.program.sizes, self.program.scores
        powers = self.number("powers", _digits(scores.table, CODE_BITS))
        numbers = (sizes.unit, sizes.precision.bits, sizes.heads, sizes.groups, sizes.head_dim)
        term = f"⟨{', '.join(map(str, numbers))}, {scores.factor}, ⟨{powers}⟩⟩"
        self.stated.append(Item("sizes", "Sizes", term))

    def angles(self, count: int) -> None:
        """Define `angles`, those of `count` positions."""
        rotation, found = self.program.rotation, []
        for place in range(count):
            cosines = self.ints(f"cosines_{place}", rotation.cosines[place], CODE_BITS)
            sines = self.ints(f"sines_{place}", rotation.sines[place], CODE_BITS)
            found.append(f"⟨{cosines}, {sines}⟩")
        term = f"fun t => List.getD [{', '.join(found)}] t ⟨[], []⟩"
        self.stated.append(Item("angles", "Nat → Angles", term))

    def rows_fit(self) -> tuple[str, str]:
        """A list of all parts, and the proof that their rows fit 64 bits."""
        listed = ", ".join(f"{name}.toColumns" for name in self.parts)
        proofs = [f"checkRowsFit_sound {name}_checked {CHECK}" for name in self.parts]
        return f"[{listed}]", f"⟨{', '.join([*proofs, 'True.intro'])}⟩"

    def number(self, name: str, data: Literal) -> str:
        """The name of a number, or of a chain of numbers."""
        self.literals[name] = data
        return name

    def ints(self, name: str, values: Ints, bits: int = WIDE_BITS) -> str:
        """A list of integers as the digits of one number."""
        offset = bits - SPARE_BITS
        moved = [int(value) + (1 << offset) for value in values]
        self.number(name, b"".join(v.to_bytes(bits // 8, "little") for v in moved))
        return f"(ints {bits} {offset} {len(values)} {name})"

    def norm(self, name: str, norm: Norm) -> str:
        """The constants of a norm."""
        return f"⟨{self.ints(f'{name}_factors', norm.factors)}, {norm.epsilon}⟩"

    def linear(self, name: str, matrix: Matrix) -> tuple[str, str]:
        """A layer by its columns and by its checked columns."""
        parts = list(packed_columns(matrix, self.entry_bits))
        names = [
            self._columns(f"{name}_{i}", matrix.exponent, part) for i, part in enumerate(parts)
        ]
        self.parts += names
        self.packed[name] = tuple(replace(part, columns=()) for part in parts)
        bias = "[]" if matrix.bias is None else self.ints(f"{name}_bias", matrix.bias)
        rest = f"{matrix.exponent}, {bias}, {self.group(matrix)}⟩"
        columns = ", ".join(f"{part}.toColumns" for part in names)
        checked = ", ".join(f"⟨{part}, {part}_checked⟩" for part in names)
        return f"⟨[{columns}], {rest}", f"⟨[{checked}], {rest}"

    def group(self, matrix: Matrix) -> int:
        """Columns whose inputs share a shift; zero if all do."""
        return matrix.group_size if self.precision.by_block else 0

    def table(self, name: str, entries: Ints, exponent: int, bound: int) -> str:
        """The name of columns `[rows, columns]` that are looked up only."""
        return self._columns(name, exponent, pack_table(entries, bound))

    def _columns(self, name: str, exponent: int, part: PackedColumns) -> str:
        columns = self.number(f"{name}_columns", part.columns)
        total = part.total.to_bytes(-(-part.total.bit_length() // 8) or 1, "little")
        head = f"⟨{part.width}, {part.rows}, {exponent}, {part.offset}, {columns}⟩"
        term = f"⟨{head}, {part.bits}, {self.number(f'{name}_total', total)}⟩"
        self.stated.append(Item(name, "Packed", term))
        self.proving.append(Item(f"{name}_checked", f"{name}.check = true", DECIDED, True))
        return name


def _digits(values: Ints, bits: int) -> bytes:
    """Integers, none negative, as digits of `bits` bits."""
    raw: bytes = np.asarray(values, f"<u{bits // 8}").tobytes()
    return raw
