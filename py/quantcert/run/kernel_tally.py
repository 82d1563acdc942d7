"""Whose kernels accepted the modules of a run, and which were replayed by this machine's too."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from fractions import Fraction

from quantcert.certificate import HostRecord, KernelRecord
from quantcert.lean import ModuleResult, ModuleVerdict

_Counts = tuple[tuple[str, int], ...]
"""Machines, each with a number of modules."""


@dataclass
class KernelTally:
    """Modules by machine, for each subject; the name of this machine is empty.

    `replayed` counts modules by subject; `recheck` is the share that was chosen by `seed`.
    """

    recheck: Fraction = Fraction(0)
    seed: int = 0
    replayed: dict[str, int] = field(default_factory=dict)
    _hosts: dict[str, dict[str, str]] = field(default_factory=dict)
    _settled: dict[str, _Counts] = field(default_factory=dict)
    _known: dict[_Counts, _Counts] = field(default_factory=dict)

    def accepted(self, subject: str, result: ModuleResult) -> None:
        """Count a module that was accepted; of a settled subject it is the first one again."""
        if result.verdict is ModuleVerdict.ACCEPTED:
            self._settled.pop(subject, None)
            self._hosts.setdefault(subject, {})[result.name] = result.host

    def settle(self, subject: str) -> None:
        """Of a subject whose modules all have their results, keep numbers alone."""
        counts = tuple(Counter(self._hosts.pop(subject, {}).values()).items())
        if counts:
            self._settled[subject] = self._known.setdefault(counts, counts)

    def _counts(self) -> Iterator[tuple[str, str, int]]:
        """Subject, machine, and how many modules."""
        for subject, modules in self._hosts.items():
            for host, count in Counter(modules.values()).items():
                yield subject, host, count
        for subject, counts in self._settled.items():
            for host, count in counts:
                yield subject, host, count

    def record(self, tensors: Mapping[str, str], this: str) -> KernelRecord | None:
        """What to tell, with the tensor of each subject; None if no other machine took part."""
        if not any(host for _, host, _ in self._counts()):
            return None
        modules: Counter[str] = Counter()
        told: dict[str, set[str]] = {}
        for subject, host, count in self._counts():
            modules[host or this] += count
            told.setdefault(host or this, set()).add(tensors.get(subject, subject))
        return KernelRecord(
            hosts=tuple(HostRecord(h, modules[h], tuple(sorted(told[h]))) for h in sorted(told)),
            replayed_modules=sum(self.replayed.values()),
            replayed_tensors=tuple(sorted(tensors.get(s, s) for s in self.replayed)),
            recheck=self.recheck,
            seed=self.seed,
        )
