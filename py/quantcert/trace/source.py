"""The trace of one Lean file that imports the library: it is compiled here."""

from __future__ import annotations

import shutil
from pathlib import Path

from quantcert.errors import LeanError
from quantcert.lean.goals import failures
from quantcert.lean.library.build import Library
from quantcert.lean.library.sources import parse_header
from quantcert.lean.olean.module import CompiledModule, Kind
from quantcert.lean.premises import PremiseGraph, premise_graph
from quantcert.lean.process.run import Limits, Outcome
from quantcert.lean.process.runners import RunnerPool
from quantcert.scratch import scratch
from quantcert.trace.model import FailedProof, Trace


def trace_file(path: Path, library: Library) -> Trace:
    """The premises of all theorems of a Lean file, and the goals that its failed proofs leave.

    Raises LeanError if the file cannot be read, imports more than the library, or Lean could not
    do its work; an error in the file is no exception but a failed proof.
    """
    try:
        imports = parse_header(path.read_text(encoding="utf-8"))[1]
    except (OSError, ValueError) as error:
        raise LeanError(f"{path}: cannot be read: {error}") from error
    foreign = [name for name in imports if name not in library.imports]
    if foreign:
        raise LeanError(f"{path}: imports {foreign[0]}, which is no module of the library")
    with scratch() as folder, RunnerPool(library.toolchain, 1) as runners:
        source, olean = folder / "Traced.lean", folder / "Traced.olean"
        shutil.copyfile(path, source)
        run = runners.compile(source, olean, folder, [library.path], Limits())
        if run.outcome not in (Outcome.OK, Outcome.REJECTED):
            raise LeanError(f"{path}: {run.outcome.value}: {run.reason}")
        graph = _graph(olean, library) if run.outcome is Outcome.OK else _NOTHING
    failed = tuple(
        FailedProof(
            f"{path.name}:{failure.line}:{failure.column}", "", failure.words, failure.goals
        )
        for failure in failures(run.messages)
    )
    if run.outcome is Outcome.REJECTED and not failed:
        failed = (FailedProof(path.name, "", run.reason, ()),)
    return Trace(str(path), library.digest, graph, failed)


_NOTHING = PremiseGraph((), {}, frozenset())


def _graph(olean: Path, library: Library) -> PremiseGraph:
    module = CompiledModule.open(olean)
    roots = [name for name, c in module.constants.items() if c.kind is Kind.THEOREM]
    public = [name for name in roots if not name.rpartition(".")[2].startswith("_")]
    return premise_graph(public, library, {"Traced": module})
