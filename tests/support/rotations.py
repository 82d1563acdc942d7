"""A small original, rotated, and what is opened of both."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np

from quantcert.containers import open_checkpoint
from quantcert.convert.rotate import rotate_checkpoint
from quantcert.run.rotation.opening import OpenedRotation, open_rotation
from tests.support.gguf_models import FAMILIES, write_original


@dataclass(frozen=True)
class Rotated:
    """Folders of an original and of the rotated one."""

    original: Path
    rotated: Path

    def open(self) -> OpenedRotation:
        """Both, beside each other."""
        return open_rotation(self.original, open_checkpoint(self.rotated), self.rotated)


def few_bits(folder: Path, family: str = "llama") -> Path:
    """An original whose weights have few bits, with factors of norms that are not one."""
    made = FAMILIES[family]
    arrays = {}
    for name, array in made.arrays().items():
        steps = 2.0**20 if array.ndim == 1 else 2.0**10
        arrays[name] = (np.rint(array * steps) / steps + (array.ndim == 1)).astype(np.float32)
    return write_original(folder, made, arrays)


def rotated_pair(folder: Path, residual: bool = False, family: str = "llama") -> Rotated:
    """Both folders."""
    pair = Rotated(few_bits(folder / "original", family), folder / "rotated")
    rotate_checkpoint(pair.original, pair.rotated, residual, lambda *_: None)
    return pair
