"""LeanDojo: syntax trees, proof states and premises of a repository.

Written against lean-dojo 4.20.0: `LeanGitRepo.from_path` takes a local Git repository (so that the
project is copied into one), `trace(repo, build_deps=False)` builds it and runs LeanDojo's extractor
by `lake env lean --run`, `get_traced_theorems()` gives `TracedTheorem`s (`theorem.full_name`,
`theorem.file_path`, `get_premise_full_names()`). It asks GitHub for the commit of the Lean version.
It refuses to interact with proofs of modules that begin with `prelude` (`Dojo`), as all of ours do;
what it could not build it does not trace, so that it tells no goals of failed proofs.
"""

from __future__ import annotations

import shutil
import subprocess
from importlib import import_module
from pathlib import Path

from quantcert.errors import LeanError, LeanNotFoundError
from quantcert.scratch import scratch
from quantcert.trace.stock.model import Proofs, StockTheorem, StockTrace

_TOOL = "lean-dojo"
_AUTHOR = ("-c", "user.name=quantcert", "-c", "user.email=quantcert@localhost")


def trace_by_lean_dojo(proofs: Proofs) -> StockTrace:
    """The theorems of all generated files with the premises that LeanDojo tells.

    Raises LeanNotFoundError if the package is missing, LeanError if it fails.
    """
    try:
        tool = import_module("lean_dojo")
    except ImportError as error:
        raise LeanNotFoundError(
            f"the package {_TOOL} is missing: pip install 'quantcert[{_TOOL}]'"
        ) from error
    with scratch() as folder:
        repository = _repository(proofs.folder, folder / "proofs")
        try:
            repo = tool.LeanGitRepo.from_path(repository)
            traced = tool.trace(repo, build_deps=False).get_traced_theorems()
        except Exception as error:  # it raises what Git, GitHub, Lake and its own checks raise
            raise LeanError(f"{_TOOL}: {type(error).__name__}: {error}") from error
    found = [
        StockTheorem(t.theorem.full_name, tuple(sorted(set(t.get_premise_full_names()))))
        for t in traced
        if Path(t.theorem.file_path) in proofs.files
    ]
    return StockTrace(_TOOL, tuple(found), ())


def _repository(project: Path, folder: Path) -> Path:
    """A copy of the project as a Git repository with one commit."""
    shutil.copytree(project, folder, ignore=shutil.ignore_patterns(".lake", ".git"))
    for arguments in (("init", "-q"), ("add", "-A"), (*_AUTHOR, "commit", "-q", "-m", "Proofs")):
        done = subprocess.run(
            ["git", *arguments], cwd=folder, capture_output=True, text=True, check=False
        )
        if done.returncode != 0:
            raise LeanError(f"{_TOOL}: git {arguments[0]}: {done.stderr.strip()}")
    return folder
