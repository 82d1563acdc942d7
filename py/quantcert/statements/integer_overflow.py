"""That no run of a program leaves a register: claims about its numbers, part by part.

The modules of layers and of parts of the head prove the claims about theirs.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import astuple

from quantcert.integer import Program
from quantcert.integer.claims import LayerSizes, LinearSizes, NormSizes
from quantcert.integer.ranges import PIECE, Ranges
from quantcert.statements.integer_terms import CHECK


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


def overflow_facts(
    program: Program, ranges: Ranges, layers: Sequence[str], heads: Sequence[str], head: str
) -> dict[str, object]:
    """What the template of a run asks for.

    Args:
        layers: modules of the layers.
        heads: modules of parts of the head.
        head: the columns of the head, module by module.
    """
    sizes = ranges.sizes
    claimed = ", ".join(_term(layer) for layer in sizes.layers)
    joined = "".join(f"(rowsWithin_append {name}.rows_within " for name in heads)
    rows = f"{joined}rowsWithin_nil{')' * len(heads)}"
    return {
        "dim": program.sizes.dim,
        "positions": program.sizes.positions,
        "entry": ranges.entry,
        "angle": ranges.angle,
        "piece": PIECE,
        "levels": max(max(matrix.levels) for matrix in program.matrices()) - 1,
        "frame": _frame(program, ranges),
        "claims": f"⟨[{claimed}], {_term(sizes.final_norm)}, {_term(sizes.head)}⟩",
        "layers_within": f"⟨{', '.join([*(f'{name}.within' for name in layers), 'True.intro'])}⟩",
        "rows_within": f"(show RowsWithin {sizes.head.norm} {head} from {rows})",
    }


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
