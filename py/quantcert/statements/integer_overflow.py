"""That no run of a program leaves a register: claims about its numbers, part by part.

The modules of layers and of parts of the head prove the claims about theirs.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import astuple, dataclass

from quantcert.integer import Program
from quantcert.integer.claims import LayerSizes, LinearSizes, NormSizes
from quantcert.integer.ranges import PIECE, Ranges
from quantcert.statements.integer_terms import CHECK


@dataclass(frozen=True)
class JoinedParts:
    """What the module of a run joins.

    Attributes:
        layers: modules of the layers.
        heads: modules of parts of the head.
        tables: modules of parts of the embedding: those of the head if they are one matrix.
        head: the columns of the head, module by module.
        embedding: the columns of the embedding, module by module.
    """

    layers: Sequence[str]
    heads: Sequence[str]
    tables: Sequence[str]
    head: str
    embedding: str


def layer_within(program: Program, ranges: Ranges, number: int) -> str:
    """The statement that the claims about a layer are right: `layer` of the module."""
    claims = _term(ranges.sizes.layers[number])
    stream = _stream(ranges, number)
    return f"Layer.Within rowLists sizes {_frame(program, ranges)} {stream} layer {claims}"


def rows_within(norm: int, parts: Sequence[str]) -> tuple[str, str]:
    """The statement that no row of some parts is larger, and its proof."""
    listed = ", ".join(f"{name}.toColumns" for name in parts)
    proof = "".join(f"(rowsWithin_cons {name}_checked {CHECK} " for name in parts)
    return f"RowsWithin {norm} [{listed}]", f"{proof}rowsWithin_nil{')' * len(parts)}"


def table_within(dim: int, bound: int, parts: Sequence[str]) -> tuple[str, str]:
    """The statement that no entry of parts of a table is larger, and its proof."""
    listed = ", ".join(f"{name}.toColumns" for name in parts)
    proof = "".join(f"(tableWithin_cons {name}_checked {CHECK} " for name in parts)
    return f"TableWithin {dim} {bound} [{listed}]", f"{proof}tableWithin_nil{')' * len(parts)}"


def overflow_facts(program: Program, ranges: Ranges, parts: JoinedParts) -> dict[str, object]:
    """What the template of a run asks for."""
    sizes = ranges.sizes
    claimed = ", ".join(_term(layer) for layer in sizes.layers)
    rows = _joined("rowsWithin", "rows_within", parts.heads)
    entries = _joined("tableWithin", "entries_within", parts.tables)
    table = f"TableWithin {program.sizes.dim} {ranges.weight} {parts.embedding}"
    layers = ", ".join([*(f"{name}.within" for name in parts.layers), "True.intro"])
    matrices = program.matrices()
    return {
        "positions": program.sizes.positions,
        "half": program.rotation.cosines.shape[1],
        "entry": ranges.entry,
        "angle": ranges.angle,
        "piece": PIECE,
        "levels": max(max(matrix.levels) for matrix in matrices) - 1,
        "columns": max(min(matrix.group_size, matrix.shape[1]) for matrix in matrices),
        "offsets": ranges.offsets,
        "frame": _frame(program, ranges),
        "claims": f"⟨[{claimed}], {_term(sizes.final_norm)}, {_term(sizes.head)}⟩",
        "layers_within": f"⟨{layers}⟩",
        "rows_within": f"(show RowsWithin {sizes.head.norm} {parts.head} from {rows})",
        "entries_within": f"(show {table} from {entries})",
    }


def _joined(lemmas: str, theorem: str, modules: Sequence[str]) -> str:
    """A proof about all modules from theorems of each."""
    joined = "".join(f"({lemmas}_append {name}.{theorem} " for name in modules)
    return f"{joined}{lemmas}_nil{')' * len(modules)}"


def _frame(program: Program, ranges: Ranges) -> str:
    return f"⟨{program.sizes.dim}, {program.sizes.positions}, {ranges.angle}⟩"


def _stream(ranges: Ranges, number: int) -> int:
    """The bound of the stream before layer `number`."""
    stream = ranges.entry
    for layer in ranges.sizes.layers[:number]:
        stream = layer.after(stream)
    return stream


def _term(sizes: LayerSizes | NormSizes | LinearSizes) -> str:
    return _tuple_term(astuple(sizes))


def _tuple_term(values: tuple[object, ...]) -> str:
    parts = (_tuple_term(v) if isinstance(v, tuple) else str(v) for v in values)
    return f"⟨{', '.join(parts)}⟩"
