"""Activations between the blocks of a network, in files: memory holds those of one block."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from quantcert.forward.differentiate import Floating


class States:
    """Arrays `[positions, dim]`: what each window gives each block."""

    def __init__(self, folder: Path) -> None:
        """Files are written into this folder, which is made."""
        self._folder = folder
        folder.mkdir()

    def beside(self) -> States:
        """Those of another network on the same windows."""
        return States(self._folder / "beside")

    def save(self, block: int, window: int, x: Floating) -> None:
        """Keep what a window gives a block, in place of what it gave before."""
        np.save(self._file(block, window), x)

    def load(self, block: int, window: int) -> Floating:
        """What a window gives a block."""
        found: Floating = np.load(self._file(block, window))
        return found

    def _file(self, block: int, window: int) -> Path:
        return self._folder / f"{block}-{window}.npy"
