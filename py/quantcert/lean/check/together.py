"""Check some modules in a row, with one process for the kernel's replay of all of them.

A process for each replay would take longer to load the library, and to obtain memory, than to check
a small module. The verdicts are those of separate checks: if the kernel does not accept all the
modules together, whatever the reason, each is replayed alone.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from quantcert.lean.check.jobs import ModuleResult
from quantcert.lean.check.module_check import ModuleCheck
from quantcert.lean.check.stages import Compiled
from quantcert.lean.process.calls import Replay
from quantcert.lean.process.run import Outcome, Run


def check_together(checks: Sequence[ModuleCheck]) -> list[ModuleResult]:
    """The results of some checks, whose modules do not import each other."""
    prepared = [check.prepare() for check in checks]
    shared = _shared_replay(checks[0], [module for module in prepared if module is not None])
    return [check.finish(shared) for check in checks]


def _shared_replay(first: ModuleCheck, modules: Sequence[Compiled]) -> Run | None:
    """One replay of several modules, or None if it is refused or would not be that of each.

    The kernel's environment holds one constant of a name: modules that share a name must be
    replayed apart. The run's time is divided among the modules.
    """
    names = [name for module in modules for name in module.new_names]
    if len(modules) < 2 or len(set(names)) < len(names) or not first.runners.replays:
        return None
    base = dict.fromkeys(path for module in modules for path in module.replay.base)
    new = [path for module in modules for path in module.replay.new]
    kept = frozenset().union(*(module.replay.kept for module in modules))
    run = first.runners.replay(Replay(tuple(base), tuple(new), kept), first.limits)
    return replace(run, seconds=run.seconds / len(modules)) if run.outcome is Outcome.OK else None
