"""Which theorems are stated of a layer, and the module that holds them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from quantcert.formats.matrix import group_count, stored_shapes
from quantcert.formats.pair35.codes import FORMATS
from quantcert.requirements import AccumulatorRequirement
from quantcert.statements.layer import LayerClaim
from quantcert.statements.naming import module_name
from quantcert.statements.render import GeneratedModule, Theorem, render_module, render_theorem

STRUCTURE_IMPORTS = ("QuantCert.Cert.Accumulator.Dot", "QuantCert.Cert.Packing.Length")
PACKING_IMPORTS = ("QuantCert.Cert.Packing.Pairs", "QuantCert.Cert.Packing.ZeroPoints")
ROW_IMPORTS = ("QuantCert.Cert.Layer.Error",)


@dataclass(frozen=True)
class Layer:
    """A quantized matrix as the theorems see it; `index` is its place in the checkpoint."""

    index: int
    tensor: str
    rows: int
    columns: int
    format: str
    group_size: int
    tensor_sha256: Mapping[str, str]

    @property
    def module(self) -> str:
        """Name of the generated module that holds the layer's theorems."""
        return module_name(self.index, self.tensor)

    @property
    def weights(self) -> int:
        """Number of weights."""
        return self.rows * self.columns

    @property
    def widest_code(self) -> int:
        """Largest |code - zero_point| that the format allows."""
        return max(FORMATS[self.format].pair_levels) - 1


def accumulator_extremes(layer: Layer, accumulator: AccumulatorRequirement) -> tuple[int, int]:
    """Smallest and largest dot product of centred codes and activations: the worst corners."""
    corners = [
        layer.columns * code * activation
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

    The accumulator theorem speaks of centred codes `code - zero_point`, which lie in
    [-(levels - 1), levels - 1].
    """
    code_format = FORMATS[layer.format]
    words, scales, zero_points = stored_shapes(
        layer.rows, layer.columns, code_format, layer.group_size
    )
    facts = {
        "rows": layer.rows,
        "columns": layer.columns,
        "groups": group_count(layer.columns, layer.group_size),
        "lanes": scales[2],
        "packed_bytes": words[0] * words[1],
        "zero_point_bytes": zero_points[0] * zero_points[1],
        "code_min": -layer.widest_code,
        "code_max": layer.widest_code,
        "activation_min": accumulator.activation_min,
        "activation_max": accumulator.activation_max,
        "width_bits": accumulator.width_bits,
    }
    kinds = ["packed-length", "zero-point-length"]
    if accumulator_fits(layer, accumulator):
        kinds.append("accumulator-safe")
    return [render_theorem(kind, layer.module, facts) for kind in kinds]


def range_theorems(
    layer: Layer, part: int, rows: tuple[int, int], words: str, zeros: str
) -> list[Theorem]:
    """Every packed code and zero-point of some rows is in range.

    `words` and `zeros` name the literals of the two arrays (little-endian bytes) of these rows.
    """
    code_format = FORMATS[layer.format]
    facts = {
        "format": layer.format,
        "columns": layer.columns,
        "groups": group_count(layer.columns, layer.group_size),
        "lanes": code_format.lanes,
        "levels0": code_format.pair_levels[0],
        "levels1": code_format.pair_levels[1],
        "first_row": rows[0],
        "part_rows": rows[1] - rows[0],
        "words": words,
        "zeros": zeros,
    }
    return [
        render_theorem(kind, layer.module, facts, f"{kind.replace('-', '_')}_{part}")
        for kind in ("packed-pairs", "zero-points-valid")
    ]


def row_theorems(layer: Layer, claim: LayerClaim) -> list[Theorem]:
    """The layer's error bound from measured row sums, as far as it is true."""
    kinds = ["row-error"]
    if claim.meets_requirement:
        kinds.append("meets-requirement")
    if claim.beats_zeros:
        kinds.append("not-vacuous")
    return [render_theorem(kind, layer.module, claim.facts()) for kind in kinds]


def layer_module(
    layer: Layer, imports: tuple[str, ...], theorems: list[Theorem]
) -> GeneratedModule:
    """The module of a layer's theorems."""
    return render_module(
        layer.module,
        f"{layer.tensor} [{layer.rows}, {layer.columns}], {layer.format}",
        layer.tensor_sha256,
        imports,
        "",
        theorems,
    )
