"""The claims about a prompt as Lean terms.

Large numbers are definitions of their own, so that they can go to a data module instead of source
text; boxes, tables and columns are definitions that the terms name.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from quantcert.models.net import (
    Activate,
    Bias,
    Input,
    LayerNorm,
    Linear,
    Lookup,
    Net,
    Point,
    RmsNorm,
    RmsNormHeads,
    Rope,
    nodes,
)
from quantcert.prompts.boxes import Box
from quantcert.prompts.cells import Claim
from quantcert.prompts.columns import ColumnData, DigitNeeds, column_data, digit_needs
from quantcert.prompts.exponential import ExpTable
from quantcert.prompts.network import PART_ROWS, PromptNetwork, part_starts, parts
from quantcert.prompts.trace import (
    AttentionNumbers,
    AttentionTrace,
    ExpertsTrace,
    ExponentialTrace,
    InputTrace,
    LayerNormTrace,
    LookupTrace,
    MixtureNumbers,
    NormTrace,
    OneTrace,
    SeqTrace,
    Trace,
    TwoTrace,
)
from quantcert.statements.data_text import Literal
from quantcert.statements.model_terms import index_term

_LIMB_BYTES = 8
_NO_BOX = "⟨0, 0, 0, [], []⟩"


@dataclass(frozen=True)
class Definition:
    """`def name : kind := term`."""

    name: str
    kind: str
    term: str

    def __str__(self) -> str:
        """As it stands in a module."""
        return f"noncomputable def {self.name} : {self.kind} :=\n  {self.term}"


Emit = Callable[[str, Mapping[str, Literal]], None]
"""Is given a name, and literals that belong together by their full names."""


@dataclass
class PromptWriter:
    """Writes terms about the block `net` of a network, and collects what they name.

    `literals` are numbers and chains of them, by name; `definitions` those of other types, each
    after what it mentions. The columns of matrices are given to `emit`, if there is one, a part of
    a matrix at a time; their names are then those in the namespace `name`.
    """

    network: PromptNetwork
    net: Net = field(default_factory=Input)
    name: str = ""
    emit: Emit | None = None
    literals: dict[str, Literal] = field(default_factory=dict)
    definitions: list[Definition] = field(default_factory=list)
    _names: dict[int, str] = field(default_factory=dict)
    _kept: list[object] = field(default_factory=list)
    _needs: dict[int, list[DigitNeeds]] = field(default_factory=dict)
    _sizes: dict[str, tuple[int, int]] = field(default_factory=dict)
    _terms: dict[int, str] = field(default_factory=dict)
    _lookup_numbers: dict[int, int] = field(default_factory=dict)
    lookups: list[tuple[Lookup, str]] = field(default_factory=list)

    def box(self, box: Box) -> str:
        """The name of a box."""
        found = self._names.get(id(box))
        if found is not None:
            return found
        name = f"box_{len(self.definitions)}"
        mids = self._list(f"{name}_mids", box.mids())
        radii = self._list(f"{name}_radii", box.radii())
        term = f"⟨{box.scale}, {box.width}, {box.radius_width}, {mids}, {radii}⟩"
        return self._define(box, name, "Box", term)

    def table(self, table: ExpTable) -> str:
        """The name of a table of the exponential."""
        found = self._names.get(id(table))
        if found is not None:
            return found
        name = f"table_{len(self.definitions)}"
        factors = self._chain(f"{name}_factors", table.factors)
        numbers = (table.slack, table.tail, table.base, table.fine)
        parts = [table.argument, table.top, table.scale, factors, *numbers]
        return self._define(table, name, "ExpTable", f"⟨{', '.join(map(str, parts))}⟩")

    def trace(self, node: Net, trace: Trace, given: Box) -> str:
        """The claims for a net whose input is in `given`."""
        if id(trace) not in self._terms:
            self._terms[id(trace)] = self._trace(node, trace, given)
            self._kept.append(trace)
        return self._terms[id(trace)]

    def lookup_number(self, trace: LookupTrace) -> int:
        """The place of a written lookup among what is known."""
        return self._lookup_numbers[id(trace)]

    def _trace(self, node: Net, trace: Trace, given: Box) -> str:
        match node, trace:
            case Point(x=x), _:
                return self.trace(x, trace, given)
            case _, InputTrace():
                return ".input"
            case _, LookupTrace():
                rows = self.box(self.network.rows(trace.lookup))
                self._lookup_numbers[id(trace)] = len(self.lookups)
                self.lookups.append((trace.lookup, rows))
                return f"(.lookup {self.box(trace.out)} {self.lookup_number(trace)})"
            case _, SeqTrace():
                first = self.trace(node.first, trace.first, given)  # type: ignore[union-attr]
                second = self.trace(node.second, trace.second, trace.first.out)  # type: ignore[union-attr]
                return f"(.seq {first} {second})"
            case _, AttentionTrace():
                parts = ("query", "key", "value")
                operands = [self.trace(getattr(node, p), getattr(trace, p), given) for p in parts]
                data = self.attention(trace.numbers)
                return f"(.attention {self.box(trace.out)} {data} {' '.join(operands)})"
            case _, ExpertsTrace():
                return self._experts(node, trace, given)
            case _, TwoTrace():
                operands = [self.trace(getattr(node, p), getattr(trace, p), given) for p in "xy"]
                return f"(.two {self.box(trace.out)} {' '.join(operands)})"
            case _, _:
                return self._one(node, trace, given)

    def attention(self, numbers: AttentionNumbers) -> str:
        """An `AttentionData`."""
        root = cell_term(numbers.root)
        bits = f"{numbers.score_bits}, {numbers.weight_bits}"
        scales = f"{numbers.root_scale}, {numbers.cap_scale}"
        return f"⟨{self.table(numbers.table)}, {bits}, {root}, {scales}⟩"

    def mixture(self, numbers: MixtureNumbers) -> str:
        """A `MixtureData`."""
        selected = ", ".join(map(str, numbers.selected))
        bits = f"{numbers.offset_bits}, {numbers.weight_bits}"
        return f"⟨{self.table(numbers.table)}, {bits}, [{selected}]⟩"

    def known(self) -> str:
        """The `PromptData`; to be written after all traces."""
        network, used = self.network, self._used()
        matrices = [self._matrix(i) for i in range(len(network.matrices))]
        vectors = [
            f"⟨{len(v.claims[0])}, {self.box(v)}⟩" if i in used else f"⟨0, {_NO_BOX}⟩"
            for i, v in enumerate(network.vectors)
        ]
        lookups = [
            f"⟨{node.matrix}, {index_term(node.index)}, {node.dim}, {rows}⟩"
            for node, rows in self.lookups
        ]
        turned = {node.angles for node in nodes(self.net) if isinstance(node, Rope)}
        angles = [
            f"⟨{a.half}, {self.box(a.cos)}, {self.box(a.sin)}⟩"
            if i in turned
            else f"⟨0, {_NO_BOX}, {_NO_BOX}⟩"
            for i, a in enumerate(network.angles)
        ]
        parts = [matrices, vectors, lookups, angles]
        lists = ", ".join(f"[{', '.join(part)}]" for part in parts)
        return f"⟨{network.length}, {lists}, {self._gelu()}⟩"

    def _used(self) -> set[int]:
        """The vectors of the block."""
        found: set[int] = set()
        for node in nodes(self.net):
            match node:
                case Bias():
                    found.add(node.vector)
                case LayerNorm():
                    found |= {node.factors, node.offsets}
                case RmsNorm() | RmsNormHeads():
                    found.add(node.factors)
        return found

    def _gelu(self) -> str:
        functions = {node.function for node in nodes(self.net) if isinstance(node, Activate)}
        if "gelu" in functions and self.network.bell is not None:
            return f"(.erf {self.box(self.network.bell)})"
        if "gelu_tanh" in functions and self.network.gelu is not None:
            return f"(.tanh {self.box(self.network.gelu)})"
        return ".unknown"

    def _one(self, node: Net, trace: Trace, given: Box) -> str:
        x = self.trace(node.x, trace.x, given)  # type: ignore[union-attr]
        out = self.box(trace.out)
        match trace:
            case NormTrace():
                return f"(.norm {out} {self.box(trace.roots)} {x})"
            case LayerNormTrace():
                boxes = f"{self.box(trace.centred)} {self.box(trace.roots)}"
                return f"(.layerNorm {out} {boxes} {x})"
            case ExponentialTrace():
                return f"(.exponential {out} {self.table(trace.table)} {trace.number} {x})"
            case OneTrace():
                if isinstance(node, Linear):
                    self._use(node, trace)
                return f"(.one {out} {x})"
            case _:
                raise TypeError(f"{type(trace).__name__}: no operand")

    def _experts(self, node: Net, trace: ExpertsTrace, given: Box) -> str:
        router = self.trace(node.router, trace.router, given)  # type: ignore[union-attr]
        pairs = zip(node.experts, trace.experts, strict=True)  # type: ignore[union-attr]
        experts = ", ".join(self.trace(net, claims, given) for net, claims in pairs)
        data = self.mixture(trace.numbers)
        chosen = f"(elementOf (.input) [{experts}])"
        return f"(.experts {self.box(trace.out)} {data} {trace.scale} {router} {chosen})"

    def parts(self, number: int) -> list[tuple[str, int]]:
        """The names of a matrix's columns, part after part, and where their rows start."""
        starts = part_starts(self.network.matrices[number])
        return [(f"columns_{number}_{place}", start) for place, start in enumerate(starts)]

    def part_size(self, name: str) -> tuple[int, int]:
        """How many columns a part of a matrix has, and how many bits each of them."""
        return self._sizes[name]

    def _use(self, node: Linear, trace: OneTrace) -> None:
        """The digits of a matrix's columns must serve all its products."""
        matrix = self.network.matrices[node.matrix]
        found = [digit_needs(part, trace.x.out, trace.out) for part in parts(matrix)]
        before = self._needs.get(node.matrix, found)
        self._needs[node.matrix] = needs = list(map(DigitNeeds.merged, before, found))
        rows, columns = matrix.shape
        for (name, start), need in zip(self.parts(node.matrix), needs, strict=True):
            width, _ = need.grouped(columns)
            self._sizes[name] = columns, width * (min(start + PART_ROWS, rows) - start)

    def _matrix(self, number: int) -> str:
        """The columns of a matrix; none if the block does not multiply with it."""
        needs = self._needs.get(number)
        if needs is None:
            return "⟨0, []⟩"
        matrix = self.network.matrices[number]
        count, names = matrix.shape[1], [name for name, _ in self.parts(number)]
        for name, part, need in zip(names, parts(matrix), needs, strict=True):
            self._part(name, column_data(part, *need.grouped(count)))
        return f"⟨{count}, [{', '.join(names)}]⟩"

    def _part(self, name: str, data: ColumnData) -> None:
        """The columns of a part of a matrix."""
        columns, sizes, total = (f"{name}_{part}" for part in ("columns", "sizes", "total"))
        literals: dict[str, Literal] = {
            columns: [column.data for column in data.columns],
            sizes: [column.data for column in data.sizes],
            total: data.total.data,
        }
        if self.emit is None:
            self.literals |= literals
        else:
            self.emit(name, {f"{self.name}.{key}": value for key, value in literals.items()})
        head = f"⟨{data.width}, {data.rows}, {data.scale}, {data.offset}, {columns}⟩"
        term = f"⟨{head}, {sizes}, {data.bits}, {total}, {data.group}⟩"
        self.definitions.append(Definition(name, "ColumnData", term))

    def _define(self, key: object, name: str, kind: str, term: str) -> str:
        self.definitions.append(Definition(name, kind, term))
        self._names[id(key)] = name
        self._kept.append(key)
        return name

    def _number(self, name: str, value: int) -> str:
        self.literals[name] = _limbs(value)
        return name

    def _list(self, name: str, values: Sequence[int]) -> str:
        return f"[{', '.join(self._number(f'{name}_{i}', v) for i, v in enumerate(values))}]"

    def _chain(self, name: str, values: Sequence[int]) -> str:
        self.literals[name] = list(map(_limbs, values))
        return name


def cell_term(claim: Claim) -> str:
    """A `Cell`."""
    return f"⟨{max(claim.mid, 0)}, {max(-claim.mid, 0)}, {claim.rad}⟩"


def _limbs(value: int) -> bytes:
    """Little-endian bytes, in whole limbs."""
    limbs = max(1, -(-value.bit_length() // (8 * _LIMB_BYTES)))
    return value.to_bytes(_LIMB_BYTES * limbs, "little")
