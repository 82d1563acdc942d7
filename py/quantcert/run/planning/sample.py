"""How fast a machine checks: some rows of a checkpoint's own matrices, really checked.

The rows are made into literals, compiled, audited and replayed as in any run; so formats, dtypes
and the machine are those of the run that is planned. Costs are differences between larger and
smaller samples: what comes once a run is in none of them. Time is the processor's, so that a
machine that is busy with other things gives about the same.
"""

from __future__ import annotations

import hashlib
import itertools
import os
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, fields, replace
from pathlib import Path
from statistics import mean, median

from quantcert.formats import QuantizedCheckpoint
from quantcert.lean import Library, Limits, ResultStore, check_modules
from quantcert.lean.pattern.store import PatternStore
from quantcert.pairing.original import Original
from quantcert.requirements import Requirements
from quantcert.run.layer_checks import LayerChecks
from quantcert.run.layer_plan import plan_layer
from quantcert.run.ledger import Ledger
from quantcert.run.make_checks import Wanted, make_checks
from quantcert.scratch import scratch
from quantcert.statements.catalogue import Layer

FEW_WEIGHTS, MANY_WEIGHTS = 1 << 14, 1 << 21
_FEW = 4
"""Samples of few weights beyond the first."""


@dataclass(frozen=True)
class Kind:
    """Matrices that cost alike: one of them, and the weights of all."""

    layer: Layer
    weights: int


@dataclass(frozen=True)
class Cost:
    """What some checks took: seconds of processor and of this process's thread that makes them.

    `peak` is the largest memory of a process of Lean, `literals` the size of the data modules, in
    bytes.
    """

    seconds: float
    serial: float
    peak: int
    literals: int = 0


@dataclass(frozen=True)
class Sample:
    """The costs of few rows of a kind, and of these and many; how many weights each has."""

    few: int
    many: int
    one: Cost
    large: Cost


@dataclass(frozen=True)
class Speed:
    """What a matrix and a weight cost: seconds of processor, and of the thread that makes them.

    `peak` is the memory of a process of Lean, in bytes, `literal` the bytes of a weight's literals,
    `module` those of a compiled module, `sampled` how many weights were checked.
    """

    matrix: float
    weight: float
    serial_matrix: float
    serial_weight: float
    peak: int
    literal: float
    sampled: int
    module: float = 0.0


class _SampleStore(ResultStore):
    """A store of its own for results; patterns are those of all runs."""

    @property
    def patterns(self) -> PatternStore:
        """Where the user's are."""
        return ResultStore(self._library).patterns


@dataclass(frozen=True)
class Sampler:
    """Checks rows of matrices; nothing of it is kept but patterns of texts."""

    quantized: QuantizedCheckpoint
    original: Original | None
    requirements: Requirements
    wanted: Wanted
    library: Library
    _numbers: Iterator[int] = field(default_factory=itertools.count)

    def speed(self, kinds: Sequence[Kind], seconds: float) -> Speed:
        """What matrices of these kinds cost, found in about so many seconds.

        Raises QuantCertError if the rows cannot be read or checked.
        """
        end, speeds = time.monotonic() + seconds, list[Speed]()
        with scratch() as folder:
            store = _SampleStore(self.library, folder / "results")
            for kind in kinds:
                self._sample(kind, store)  # texts are elaborated once a run
            while True:
                began = time.monotonic()
                more = self._cost([self._rows(kinds[0].layer, FEW_WEIGHTS)] * (1 + _FEW), store)
                samples = [self._sample(kind, store) for kind in kinds]
                speeds.append(speed_of(more, samples, [kind.weights for kind in kinds]))
                if 2 * time.monotonic() - began > end:
                    sizes = [file.stat().st_size for file in folder.rglob("*.olean")]
                    return replace(_median(speeds), module=mean(sizes))

    def _sample(self, kind: Kind, store: ResultStore) -> Sample:
        few, many = (self._rows(kind.layer, weights) for weights in (FEW_WEIGHTS, MANY_WEIGHTS))
        one, large = self._cost([few], store), self._cost([few, many], store)
        return Sample(few.weights, many.weights, one, large)

    def _rows(self, layer: Layer, weights: int) -> Layer:
        """The first rows of a matrix, about so many weights, but at least one row."""
        return replace(layer, rows=min(layer.rows, max(1, weights // layer.columns)))

    def _cost(self, layers: Sequence[Layer], store: ResultStore) -> Cost:
        """What it takes to check some rows, each under a name that was not used before."""
        ledger, serial, peak = Ledger(), 0.0, 0
        began, jobs = _processor_seconds(), []
        try:
            for layer in layers:
                named = replace(layer, index=next(self._numbers))
                thread = time.thread_time()
                checks = self._checks(named)
                ledger.open(named.module, checks.own_folder)
                jobs += list(ledger.jobs(named.module, checks.steps()))
                serial += time.thread_time() - thread
            written = [data for entry in ledger.entries.values() for data in entry.data]
            literals = sum(data.path.stat().st_size for data in written)
            for result in check_modules(self.library, jobs, 1, Limits(), store):
                peak = max(peak, result.peak_bytes)
        finally:
            ledger.close()
        return Cost(_processor_seconds() - began, serial, peak, literals)

    def _checks(self, layer: Layer) -> LayerChecks:
        plan = plan_layer(self.quantized, self.original, layer, self.requirements)
        return make_checks(plan, self.quantized, self.wanted)


def speed_of(more: Cost, samples: Sequence[Sample], weights: Sequence[int]) -> Speed:
    """The costs of a matrix without its weights and of a weight, the mean over the kinds.

    `more` is the cost of `1 + _FEW` matrices like the first of the first kind, `weights` how many
    each kind has.
    """
    first, total = samples[0], sum(weights)
    each = max(0.0, more.seconds - first.one.seconds) / _FEW
    serial_each = max(0.0, more.serial - first.one.serial) / _FEW
    slopes = [_slopes(sample, each, serial_each) for sample in samples]
    weight, serial, literal = (
        sum(slope[place] * count for slope, count in zip(slopes, weights, strict=True)) / total
        for place in range(3)
    )
    costs = [more, *(cost for sample in samples for cost in (sample.one, sample.large))]
    return Speed(
        matrix=max(0.0, each - first.few * slopes[0][0]),
        weight=weight,
        serial_matrix=max(0.0, serial_each - first.few * slopes[0][1]),
        serial_weight=serial,
        peak=max(cost.peak for cost in costs),
        literal=literal,
        sampled=_FEW * first.few + sum(2 * sample.few + sample.many for sample in samples),
    )


def _slopes(sample: Sample, each: float, serial_each: float) -> tuple[float, float, float]:
    """Seconds, those of the thread, and bytes of a weight; no seconds if all matrices are small."""
    one, large, further = sample.one, sample.large, sample.many - sample.few
    literal = large.literals / (sample.few + sample.many)
    if further <= 0:
        return 0.0, 0.0, literal
    seconds = max(0.0, large.seconds - one.seconds - each) / further
    return seconds, max(0.0, large.serial - one.serial - serial_each) / further, literal


def _median(speeds: Sequence[Speed]) -> Speed:
    """Field by field."""
    names = [field.name for field in fields(Speed)]
    found = {name: median(getattr(speed, name) for speed in speeds) for name in names}
    found |= {"peak": round(found["peak"]), "sampled": sum(speed.sampled for speed in speeds)}
    return Speed(**found)


def _processor_seconds() -> float:
    """Of this process and of its children that have ended."""
    times = os.times()
    return times.user + times.system + times.children_user + times.children_system


@dataclass(frozen=True)
class Reading:
    """Seconds, and seconds of processor, to read and hash a byte."""

    seconds: float
    processor: float


def reading_of(files: Sequence[Path], seconds: float = 2.0) -> Reading:
    """How fast files are read and hashed, found in at most about so many seconds."""
    began, used, done, found = time.monotonic(), time.thread_time(), 0, hashlib.sha256()
    for file in files:
        with file.open("rb", buffering=0) as opened:
            while time.monotonic() - began < seconds and (block := opened.read(1 << 22)):
                found.update(block)
                done += len(block)
    count = max(1, done)
    return Reading((time.monotonic() - began) / count, (time.thread_time() - used) / count)
