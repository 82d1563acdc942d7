"""The proofs of a run as a project that a stock Lean checks by itself with `lake build`."""

from __future__ import annotations

import shutil
from collections.abc import Iterable
from pathlib import Path

from quantcert._resources import lean_dir, specs_dir
from quantcert.lean.toolchain import LEAN_VERSION
from quantcert.outputs import write_text

_LIBRARY = "QuantCert"
ROOT = "Proofs"
"""The module that imports all generated ones."""


def write_lake_project(folder: Path, modules: Iterable[str]) -> None:
    """Add to `folder`, which holds the generated modules, all else that Lake needs.

    That is the library's sources, a root module that imports every generated one, lakefile.lean
    and lean-toolchain. Raises OutputError or OSError if it cannot be written.
    """
    shutil.copytree(lean_dir() / _LIBRARY, folder / _LIBRARY)
    shutil.copyfile(lean_dir() / f"{_LIBRARY}.lean", folder / f"{_LIBRARY}.lean")
    shutil.copyfile(specs_dir() / "lean" / "project.lakefile.lean", folder / "lakefile.lean")
    write_text(folder / "lean-toolchain", f"leanprover/lean4:v{LEAN_VERSION}\n")
    names = sorted(name for name in modules if name.startswith(f"{ROOT}."))
    imports = "".join(f"import {name}\n" for name in names)
    write_text(folder / f"{ROOT}.lean", f"prelude\n{imports}")
