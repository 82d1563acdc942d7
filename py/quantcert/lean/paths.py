"""Where the files of Lean modules lie."""

from __future__ import annotations

from pathlib import Path


def module_path(root: Path, name: str, suffix: str) -> Path:
    """The file of module `name` under `root`: `A.B` is `A/B` + suffix."""
    return root.joinpath(*name.split(".")).with_suffix(suffix)
