"""A quantized module: its name, its scheme and its tensors."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property

from quantcert.containers import Checkpoint, TensorInfo
from quantcert.errors import CheckpointError
from quantcert.formats.compressed_tensors.settings import METHOD, WeightScheme
from quantcert.formats.compressed_tensors.stacks import StackEntry
from quantcert.formats.grid import ScaleGrid

PARTS = (
    "weight_packed",
    "weight",
    "weight_scale",
    "weight_zero_point",
    "weight_global_scale",
    "weight_shape",
    "weight_g_idx",
    "input_scale",
    "input_zero_point",
    "input_global_scale",
    "output_scale",
    "output_zero_point",
)
"""Tensors that a quantized module may have, bias apart."""

_CACHED = {"q_proj": "q_scale", "k_proj": "k_scale", "v_proj": "v_scale"}
"""The scale, beside a module, of the queries, keys or values that it makes."""


@dataclass(frozen=True)
class Module:
    """A quantized module.

    Attributes:
        checkpoint: the folder, or what shows one entry of its stacks.
        name: of the module.
        scheme: of its weights.
    """

    checkpoint: Checkpoint | StackEntry
    name: str
    scheme: WeightScheme

    @property
    def tensor(self) -> str:
        """Name of the original tensor, or of a matrix of it."""
        number = f"[{self.checkpoint.number}]" if isinstance(self.checkpoint, StackEntry) else ""
        return f"{self.name}.weight{number}"

    @cached_property
    def stored(self) -> tuple[TensorInfo, ...]:
        """All tensors of the module, whole."""
        if isinstance(self.checkpoint, StackEntry):
            return replace(self, checkpoint=self.checkpoint.checkpoint).stored
        return self._own

    @property
    def _own(self) -> tuple[TensorInfo, ...]:
        """The tensors of `PARTS` that there are, and the scale of what is cached of its outputs.

        Those of activations and of the cache are not modelled.
        """
        parent, dot, last = self.name.rpartition(".")
        cached = f"{parent}{dot}{_CACHED.get(last)}"
        own = (info for part in PARTS if (info := self.part(part)) is not None)
        found = cached in self.checkpoint
        return (*own, *((self.checkpoint.info(cached),) if found else ()))

    def part(self, name: str) -> TensorInfo | None:
        """A tensor of the module, if there is one of that name."""
        full = f"{self.name}.{name}"
        return self.checkpoint.info(full) if full in self.checkpoint else None

    def needed(self, name: str) -> TensorInfo:
        """A tensor that the module must have.

        Raises:
            CheckpointError: if it has not.
        """
        return self.checkpoint.info(f"{self.name}.{name}")

    @property
    def codes(self) -> TensorInfo:
        """The tensor of the codes."""
        return self.part("weight_packed") or self.needed("weight")

    @property
    def scales(self) -> TensorInfo:
        """The tensor of the scales."""
        return self.needed("weight_scale")

    @property
    def zeros(self) -> TensorInfo | None:
        """The tensor of the zero-points; symmetric codes need none."""
        name = "weight_zero_point"
        return self.part(name) if self.scheme.symmetric else self.needed(name)

    @property
    def order(self) -> TensorInfo | None:
        """The tensor with the group of each column, if there is one."""
        return self.part("weight_g_idx")

    @property
    def layout(self) -> Mapping[str, str]:
        """What the scheme says for certificates."""
        scales = f"{self.scales.dtype}, one for each {self.scheme.strategy}"
        found = {"method": METHOD, "scales": scales}
        if self.scheme.activations:
            found["activations"] = "quantized by engines, not modelled"
        return found

    def grid(self, rows: int, columns: int) -> ScaleGrid:
        """How scales cover a matrix.

        Raises:
            CheckpointError: if the stored scales do not.
        """
        scheme = self.scheme
        grid = {
            "tensor": ScaleGrid(rows, columns),
            "channel": ScaleGrid(1, columns),
            "block": ScaleGrid(*scheme.block),
        }.get(scheme.strategy, ScaleGrid(1, scheme.group_size))
        self._check_grid(self.scales, grid, rows, columns)
        return grid

    def _check_grid(self, info: TensorInfo, grid: ScaleGrid, rows: int, columns: int) -> None:
        whole = grid.shape(rows, columns)
        short = whole[: 1 if whole[1] == 1 else 2]
        if info.shape not in (whole, short, () if whole == (1, 1) else whole):
            raise CheckpointError(
                f"{info.file}: tensor {info.name}: shape {list(info.shape)}, must be "
                f"{list(whole)} for {rows} rows, {columns} columns and a scale for each "
                f"{self.scheme.strategy}"
            )


@dataclass(frozen=True)
class ModuleMatrix:
    """What every `StoredMatrix` of a module has.

    Attributes:
        module: its name, scheme and tensors.
        shape: rows and columns.
        grid: how scales cover it.
    """

    module: Module
    shape: tuple[int, int]
    grid: ScaleGrid

    @property
    def name(self) -> str:
        """Name of the original tensor."""
        return self.module.tensor

    @property
    def stored(self) -> tuple[TensorInfo, ...]:
        """The module's tensors."""
        return self.module.stored
