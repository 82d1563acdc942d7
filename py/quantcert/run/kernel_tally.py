"""Whose kernels accepted the modules of a run, and which were replayed by this machine's too."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction

from quantcert.certificate import HostRecord, KernelRecord
from quantcert.lean import ModuleResult, ModuleVerdict


@dataclass
class KernelTally:
    """Modules by machine, for each subject; the name of this machine is empty.

    `replayed` counts modules by subject; `recheck` is the share that was chosen by `seed`.
    """

    recheck: Fraction = Fraction(0)
    seed: int = 0
    replayed: dict[str, int] = field(default_factory=dict)
    _hosts: dict[str, dict[str, str]] = field(default_factory=dict)

    def accepted(self, subject: str, result: ModuleResult) -> None:
        """Count a module that was accepted."""
        if result.verdict is ModuleVerdict.ACCEPTED:
            self._hosts.setdefault(subject, {})[result.name] = result.host

    def record(self, tensors: Mapping[str, str], this: str) -> KernelRecord | None:
        """What to tell, with the tensor of each subject; None if no other machine took part."""
        modules: dict[str, int] = {}
        told: dict[str, set[str]] = {}
        for subject, found in self._hosts.items():
            for host in found.values():
                modules[host or this] = modules.get(host or this, 0) + 1
                told.setdefault(host or this, set()).update([tensors.get(subject, subject)])
        if not any(host for found in self._hosts.values() for host in found.values()):
            return None
        return KernelRecord(
            hosts=tuple(HostRecord(h, modules[h], tuple(sorted(told[h]))) for h in sorted(told)),
            replayed_modules=sum(self.replayed.values()),
            replayed_tensors=tuple(sorted(tensors.get(s, s) for s in self.replayed)),
            recheck=self.recheck,
            seed=self.seed,
        )
