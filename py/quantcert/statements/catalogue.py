"""Which theorems are stated of a layer, and the module that holds them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from quantcert.formats import ArrayClaim, Scheme
from quantcert.requirements import AccumulatorRequirement
from quantcert.roles import Role, Use, uses
from quantcert.statements.naming import module_name
from quantcert.statements.render import GeneratedModule, Theorem, render_module, render_theorem

STRUCTURE_IMPORT = "QuantCert.Cert.Accumulator.Dot"


@dataclass(frozen=True)
class Layer:
    """A quantized matrix as the theorems see it; `index` is its place in the checkpoint.

    `original_parts` are the matrices of the original that it stands for, one below the other,
    unless that is the tensor of its own name.
    """

    index: int
    tensor: str
    rows: int
    columns: int
    scheme: Scheme
    tensor_sha256: Mapping[str, str]
    roles: tuple[Role, ...] = (Role.MATRIX,)
    original_parts: tuple[str, ...] = ()

    @property
    def uses(self) -> tuple[Use, ...]:
        """The operations whose errors are bounded."""
        return uses(self.roles)

    @property
    def longest_dot(self) -> int:
        """The most products of codes that are added up to one output.

        It is 0 where rows are looked up only, or codes merely name floating-point numbers.
        """
        if not self.scheme.codec.is_integer:
            return 0
        lengths = {Use.ROWS: self.columns, Use.COLUMNS: self.rows, Use.ENTRIES: 0}
        return max(lengths[use] for use in self.uses)

    @property
    def module(self) -> str:
        """Name of the generated module that holds the layer's theorems."""
        return module_name(self.index, self.tensor)

    @property
    def label(self) -> str:
        """What comments call the tensor: the module's own name."""
        return self.module.partition(".")[2]

    @property
    def weights(self) -> int:
        """Number of weights."""
        return self.rows * self.columns

    @property
    def title(self) -> str:
        """Label, size and format, for a module's first line."""
        return f"{self.label} [{self.rows}, {self.columns}], {self.scheme.format}"

    @property
    def structure_imports(self) -> tuple[str, ...]:
        """The modules that `structure_theorems` needs."""
        claims = self.scheme.length_claims(self.rows, self.columns)
        return (STRUCTURE_IMPORT, *_imports(claims))

    @property
    def range_imports(self) -> tuple[str, ...]:
        """The modules that `range_theorems` needs."""
        return _imports(self.scheme.range_claims(self.columns))

    @property
    def widest_code(self) -> int:
        """Largest |code - zero_point| that the format allows."""
        return self.scheme.codec.widest


def accumulator_extremes(layer: Layer, accumulator: AccumulatorRequirement) -> tuple[int, int]:
    """Smallest and largest dot product of centred codes and activations: the worst corners."""
    corners = [
        layer.longest_dot * code * activation
        for code in (-layer.widest_code, layer.widest_code)
        for activation in (accumulator.activation_min, accumulator.activation_max)
    ]
    return min(corners), max(corners)


def accumulator_fits(layer: Layer, accumulator: AccumulatorRequirement) -> bool:
    """Whether no dot product of the layer can leave the accumulator."""
    low, high = accumulator_extremes(layer, accumulator)
    limit = 1 << (accumulator.width_bits - 1)
    return -limit <= low and high < limit


def structure_theorems(layer: Layer, accumulator: AccumulatorRequirement) -> list[Theorem]:
    """Sizes of the stored arrays and, if it holds, safety of the accumulator.

    They are about the quantized file alone.

    The accumulator theorem speaks of centred codes `code - zero_point`.
    """
    claims = layer.scheme.length_claims(layer.rows, layer.columns)
    theorems = [render_theorem(claim.kind, layer.module, claim.facts) for claim in claims]
    if layer.longest_dot and accumulator_fits(layer, accumulator):
        theorems.append(render_theorem("accumulator-safe", layer.module, _dot(layer, accumulator)))
    return theorems


def _dot(layer: Layer, accumulator: AccumulatorRequirement) -> dict[str, object]:
    """What the theorem about the accumulator says."""
    return {
        "columns": layer.longest_dot,
        "code_min": -layer.widest_code,
        "code_max": layer.widest_code,
        "activation_min": accumulator.activation_min,
        "activation_max": accumulator.activation_max,
        "width_bits": accumulator.width_bits,
    }


def range_theorems(
    layer: Layer,
    part: int,
    rows: tuple[int, int],
    columns: tuple[int, int],
    literals: Mapping[str, str],
) -> list[Theorem]:
    """What the format claims of the stored arrays of some columns of some rows.

    `literals` names the literal (little-endian bytes) of each array, by its role.
    """
    facts = {
        "columns": columns[1] - columns[0],
        "first_row": rows[0],
        "part_rows": rows[1] - rows[0],
        "place": _place(layer, rows, columns),
    }
    theorems = []
    for claim in layer.scheme.range_claims(columns[1] - columns[0]):
        arrays = {role: literals[role] for role in claim.arrays}
        name = f"{claim.kind.replace('-', '_')}_{part}"
        every = {**facts, **claim.facts, **arrays}
        theorems.append(render_theorem(claim.kind, layer.module, every, name))
    return theorems


def _place(layer: Layer, rows: tuple[int, int], columns: tuple[int, int]) -> str:
    """Which part of the matrix it is."""
    place = f"rows {rows[0]} to {rows[1] - 1}"
    if columns != (0, layer.columns):
        place += f", columns {columns[0]} to {columns[1] - 1}"
    return place


def range_arrays(layer: Layer) -> tuple[str, ...]:
    """The roles of the stored arrays of which `range_theorems` speaks."""
    claims = layer.scheme.range_claims(layer.columns)
    return tuple(dict.fromkeys(role for claim in claims for role in claim.arrays))


def _imports(claims: tuple[ArrayClaim, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(claim.lean_import for claim in claims))


def layer_module(
    layer: Layer, imports: tuple[str, ...], theorems: list[Theorem]
) -> GeneratedModule:
    """The module of a layer's theorems."""
    return render_module(
        layer.module,
        layer.title,
        layer.tensor_sha256,
        imports,
        "",
        theorems,
    )
