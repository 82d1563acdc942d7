"""How fast a machine checks: some rows of a checkpoint's own matrices, really checked.

The rows are made into literals, compiled, audited and replayed as in any run, but for the norms of
whole networks; so formats, dtypes and the machine are those of the run that is planned. Costs are
differences between larger and smaller samples: what comes once a run is in none of them.
"""

from __future__ import annotations

import hashlib
import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

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
class Cost:
    """What some checks took: seconds of processor and of this process's thread that makes them.

    `peak` is the largest memory of a process of Lean, in bytes.
    """

    seconds: float
    serial: float
    peak: int


@dataclass(frozen=True)
class Speed:
    """What a matrix and a weight cost: seconds of processor, and of the thread that makes them.

    `peak` is the memory of a process of Lean, in bytes, `sampled` how many weights were checked.
    """

    matrix: float
    weight: float
    serial_matrix: float
    serial_weight: float
    peak: int
    sampled: int


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

    def speed(self, layer: Layer, seconds: float) -> Speed:
        """What matrices like `layer` cost, found in about so many seconds.

        Raises QuantCertError if the rows cannot be read or checked.
        """
        end = time.monotonic() + seconds
        with scratch() as folder:
            store = _SampleStore(self.library, folder / "results")
            few = self._rows(layer, FEW_WEIGHTS)
            many = self._rows(layer, MANY_WEIGHTS)
            self._cost([few, many], 0, store)  # texts are elaborated once a run
            one = self._cost([few], 2, store)
            more = self._cost([few] * (1 + _FEW), 3, store)
            large = self._cost([few, many], 4 + _FEW, store)
            while time.monotonic() < end - (large.seconds + 2):
                again = self._cost([few, many], 10 + int(time.monotonic() * 1000) % 10**6, store)
                large = min(large, again, key=lambda cost: cost.seconds)
        return _speed(few.weights, many.weights, one, more, large)

    def _rows(self, layer: Layer, weights: int) -> Layer:
        """The first rows of a matrix, about so many weights, but at least one row."""
        return replace(layer, rows=min(layer.rows, max(1, weights // layer.columns)))

    def _cost(self, layers: Sequence[Layer], first: int, store: ResultStore) -> Cost:
        """What it takes to check some rows; `first` makes names that were not used before."""
        ledger, serial = Ledger(), 0.0
        began, lean, peak = time.process_time(), 0.0, 0
        jobs = []
        try:
            for number, layer in enumerate(layers, first):
                named = replace(layer, index=number)
                thread = time.thread_time()
                checks = self._checks(named)
                ledger.open(named.module, checks.own_folder)
                jobs += list(ledger.jobs(named.module, checks.steps()))
                serial += time.thread_time() - thread
            for result in check_modules(self.library, jobs, 1, Limits(), store):
                lean += result.seconds
                peak = max(peak, result.peak_bytes)
        finally:
            ledger.close()
        return Cost(time.process_time() - began + lean, serial, peak)

    def _checks(self, layer: Layer) -> LayerChecks:
        plan = plan_layer(self.quantized, self.original, layer, self.requirements)
        return make_checks(plan, self.quantized, self.wanted)


def _speed(few: int, many: int, one: Cost, more: Cost, large: Cost) -> Speed:
    """The costs of a matrix without its weights and of a weight, from three samples."""
    each = max(0.0, more.seconds - one.seconds) / _FEW
    serial = max(0.0, more.serial - one.serial) / _FEW
    further = many - few  # none if all matrices are small
    weight = max(0.0, large.seconds - one.seconds - each) / further if further else 0.0
    serial_weight = max(0.0, large.serial - one.serial - serial) / further if further else 0.0
    return Speed(
        matrix=max(0.0, each - few * weight),
        weight=weight,
        serial_matrix=max(0.0, serial - few * serial_weight),
        serial_weight=serial_weight,
        peak=max(one.peak, more.peak, large.peak),
        sampled=few * (2 + 2 * _FEW) + many,
    )


def read_speed(files: Sequence[Path], seconds: float = 2.0) -> float:
    """Bytes a second at which files are read and hashed."""
    began, done, found = time.monotonic(), 0, hashlib.sha256()
    for file in files:
        with file.open("rb", buffering=0) as opened:
            while time.monotonic() - began < seconds and (block := opened.read(1 << 22)):
                found.update(block)
                done += len(block)
    return done / max(1e-6, time.monotonic() - began)
