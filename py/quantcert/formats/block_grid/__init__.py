"""The package's own grids in small blocks: `grid3`, `grid35`, `grid4` and their like."""

from __future__ import annotations

from quantcert.formats.block_grid.grids import GRIDS
from quantcert.formats.block_grid.reader import open_grids
from quantcert.formats.block_grid.settings import METHOD
from quantcert.formats.block_grid.target import GridTarget
from quantcert.formats.registry import register_reader, register_target


def register() -> None:
    """Make the formats known."""
    register_reader(METHOD, open_grids)
    for grid in GRIDS.values():
        register_target(GridTarget(grid))
