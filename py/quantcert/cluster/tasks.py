"""The tasks of a run's matrices: how many go together, and what is sent along."""

from __future__ import annotations

import math
import random
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path

from quantcert.cluster.large import LargeMatrix
from quantcert.cluster.messages import KeyedModule, LayerTask, RunSpec, Task
from quantcert.cluster.options import ClusterOptions
from quantcert.cluster.spec import run_spec
from quantcert.run.verify import VerifyRun, wanted_checks
from quantcert.statements.catalogue import Layer

_MOST_BATCH = 1 << 24
"""Weights of a task, unless it is a single matrix."""
_TASKS_A_THREAD = 4
_MOST_MATRICES = 256
"""Matrices of a task."""
_MOST_SEEDS = 3
"""Kept results of a module that are sent along: those of other checkpoints have the same names."""


@dataclass
class MatrixTasks:
    """The matrices of a run as tasks.

    `layers` are those that are checked on the cluster, by tensor, `large` those of them that are
    several tasks; `rechecked` are made again and replayed here. `seeds` are the keys of what was
    kept before, by the layer's module.
    """

    run: VerifyRun
    options: ClusterOptions
    layers: Mapping[str, Layer]
    large: dict[str, LargeMatrix] = field(default_factory=dict)

    @cached_property
    def rechecked(self) -> frozenset[str]:
        """The share of the matrices that is chosen by the seed."""
        count = math.ceil(self.options.recheck * len(self.layers))
        return frozenset(random.Random(self.options.seed).sample(sorted(self.layers), count))

    @cached_property
    def seeds(self) -> Mapping[str, Sequence[str]]:
        """What the latest runs have kept about the layers' modules."""
        modules = {layer.module for layer in self.layers.values()}
        store, count = self.run.inputs.store, Counter[str]()
        found: dict[str, list[str]] = {}
        for name, key in store.keys() if store else ():
            module = name if name in modules else name.rpartition(".")[0]
            count[name] += 1
            if module in modules and count[name] <= _MOST_SEEDS:
                found.setdefault(module, []).append(key)
        return found

    @cached_property
    def spec(self) -> RunSpec:
        """What workers must know of the run."""
        return run_spec(self.run.inputs, self.left)

    @cached_property
    def left(self) -> Path | None:
        """Where workers leave the literals of the network's matrices, if they share our disks."""
        if not self.options.shares_disks or not self.run.shared:
            return None
        folder = self.run.folder.path / "left"
        folder.mkdir()
        return folder

    def made(self, layers: Sequence[Layer], threads: int) -> Iterator[Task]:
        """The tasks of some layers for so many threads; of a large one that comes first."""
        small = [layer for layer in layers if layer.weights < self.options.large_weights]
        for layer in layers:
            if layer.weights >= self.options.large_weights:
                large = self.large[layer.tensor] = LargeMatrix(self._of(layer))
                yield self.task([large.first])
        for batch in _batches(small, threads, self.options.least_weights):
            yield self.task([self._of(layer) for layer in batch])

    def task(self, tasks: Sequence[LayerTask]) -> Task:
        """These matrices as one task."""
        return Task(self.spec, tuple(tasks))

    def prepare(self, task: Task) -> Task:
        """A task with the modules that were accepted before; a `Farm` asks for it."""
        return replace(task, kept=tuple(self._kept(task)))

    def layer(self, task: LayerTask) -> Layer:
        """What a task is about."""
        return self.layers[task.tensor]

    def is_left(self, layer: Layer) -> bool:
        """Whether workers leave the literals of a matrix, which are not made again here."""
        small = layer.weights < self.options.large_weights
        wanted = layer.tensor in self.run.shared and layer.tensor not in self.rechecked
        return self.left is not None and small and wanted and not self.exports

    @property
    def exports(self) -> bool:
        """Whether the output has all literals."""
        return self.run.inputs.options.export_data

    def _kept(self, task: Task) -> Iterator[KeyedModule]:
        store = self.run.inputs.store
        for each in task.layers:
            large = self.large.get(each.tensor)
            yield from large.modules if large and not each.parts else ()
            for key in self.seeds.get(self.layer(each).module, ()) if store else ():
                found = store.at(key) if store else None
                if found is not None:
                    yield KeyedModule(key, found)

    def _of(self, layer: Layer) -> LayerTask:
        wanted = wanted_checks(self.run, layer)
        return LayerTask(
            layer.index,
            layer.tensor,
            layer.tensor_sha256,
            layer.roles,
            wanted.norms,
            leave=self.is_left(layer),
        )


def _batches(layers: Sequence[Layer], threads: int, least: int) -> Iterator[list[Layer]]:
    """Layers in tasks: the largest first, small ones together."""
    total = sum(layer.weights for layer in layers)
    size = min(max(total // (_TASKS_A_THREAD * threads), least), _MOST_BATCH)
    batch: list[Layer] = []
    for layer in sorted(layers, key=lambda layer: -layer.weights):
        batch.append(layer)
        if sum(each.weights for each in batch) >= size or len(batch) == _MOST_MATRICES:
            yield batch
            batch = []
    if batch:
        yield batch
