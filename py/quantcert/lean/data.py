"""What is known of a data module: its literals by name and digest."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class DataModule:
    """A compiled module that consists of definitions `name : Nat := literal` and nothing else.

    It lies under the folder `root` at the path of its module name. `literals` gives for each
    definition the SHA-256 of its minimal little-endian bytes in whole 64-bit limbs.
    """

    name: str
    root: Path
    imports: tuple[str, ...]
    literals: Mapping[str, str]
