"""The modules of a rotated original, with their literals."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path

import numpy as np

from quantcert.convert.rotation import TensorRotation
from quantcert.errors import CheckpointError
from quantcert.lean import DataModule, write_data_module
from quantcert.literals.turned import (
    Blocks,
    FactorNumbers,
    Integers,
    factor_numbers,
    turned_layout,
    turned_numbers,
)
from quantcert.run.prompt.stored import StoredTensors
from quantcert.run.rotation.opening import OpenedRotation
from quantcert.run.steps import ModuleStep
from quantcert.statements.render import GeneratedModule
from quantcert.statements.rotation import (
    FACTOR_DATA,
    ROTATION_DATA_IMPORT,
    TurnedPair,
    factor_literal,
    network_module,
    pair_module,
)

_LITERAL_BITS = 1 << 24  # the kernel's limit
_SAFE_BITS = 61


@dataclass
class RotationModules:
    """The modules of a rotation, made one after the other; literals go to `folder`."""

    opened: OpenedRotation
    folder: Path
    modules: list[tuple[GeneratedModule, str | None]] = field(default_factory=list)

    def steps(self) -> Iterator[ModuleStep]:
        """A step for each matrix, then that of the network.

        Raises:
            CheckpointError: for a tensor that cannot be read, or too many rows for a literal.
            OutputError: if literals cannot be written.
        """
        pairs, parts, data = [], [], []
        for number, tensor, own in self.opened.turned:
            pair = self._pair(number, tensor, own)
            module = pair_module(pair, self._folded(pair.vector), self._digests)
            written = self._write(pair)
            needed = (written, *([self._factors] if pair.vector is not None else []))
            self.modules.append((module, tensor))
            pairs.append(_without_numbers(pair))
            parts.append(module)
            data += [item for item in needed if item not in data]
            yield ModuleStep(module, needed, keep=True, weights=_weights(pair))
        last = network_module(self.opened.architecture, pairs, self._folds, self._digests)
        self.modules.append((last, None))
        yield ModuleStep(last, tuple(data), tuple(parts))

    @property
    def _stored(self) -> tuple[StoredTensors, StoredTensors]:
        return StoredTensors(self.opened.original), StoredTensors(self.opened.base)

    @cached_property
    def _folds(self) -> Mapping[int, FactorNumbers]:
        """The factors of norms that are folded, by the vector's number."""
        vectors, (original, _) = self.opened.vectors, self._stored
        names = dict.fromkeys(own.norm for _, _, own in self.opened.turned if own.norm)
        found = {vectors[name]: original.vector(name) for name in names}
        return {n: factor_numbers(vector.entries[0], vector.scale) for n, vector in found.items()}

    @cached_property
    def _factors(self) -> DataModule:
        literals = {factor_literal(n): factors.numbers for n, factors in self._folds.items()}
        return write_data_module(self.folder, FACTOR_DATA, (ROTATION_DATA_IMPORT,), literals)

    def _folded(self, vector: int | None) -> FactorNumbers | None:
        return None if vector is None else self._folds[vector]

    @cached_property
    def _digests(self) -> dict[str, str]:
        files = {f"original {n}": sha for n, sha in self.opened.original.files().items()}
        return files | {f"base {n}": sha for n, sha in self.opened.base.files().items()}

    def _pair(self, number: int, tensor: str, own: TensorRotation) -> TurnedPair:
        rows, columns = self.opened.base.info(tensor).shape
        blocks = Blocks(rows, columns, _power(own.rows), _power(own.columns))
        vector = self.opened.vectors[own.norm] if own.norm else None
        factors, (originals, bases) = self._folded(vector), self._stored
        before = originals.rows(own.source, 0, rows, ())
        largest = int(np.abs(before.entries).max(initial=0))
        layout = turned_layout(blocks, largest, factors.offset if factors else 1)
        if vector is None and layout.width * blocks.high * blocks.wide < _LITERAL_BITS:
            blocks = replace(blocks, flat=True)
        if layout.width * blocks.heights >= _LITERAL_BITS:
            raise CheckpointError(f"tensor {tensor}: {rows} rows do not fit the kernel's literals")
        after = bases.rows(tensor, 0, rows, ())
        unit = before.scale + (factors.scale if factors else 0) + blocks.down + blocks.across
        if after.scale > unit:
            raise CheckpointError(f"tensor {tensor}: has a number that no rotation makes")
        moved = _shifted(after.entries, unit - after.scale)
        return TurnedPair(
            number,
            tensor,
            vector,
            layout.bits,
            turned_numbers(before.entries, blocks, layout.width, before.scale, layout.offset),
            turned_numbers(moved, blocks, layout.width, unit, layout.rotated_offset),
        )

    def _write(self, pair: TurnedPair) -> DataModule:
        return write_data_module(self.folder, pair.data, (ROTATION_DATA_IMPORT,), pair.literals)


def _shifted(entries: Integers, bits: int) -> Integers:
    """Entries times `2**bits`."""
    largest = int(np.abs(entries).max(initial=0))
    wide = entries if largest.bit_length() + bits < _SAFE_BITS else entries.astype(object)
    return wide << bits


def _power(block: int) -> int:
    """Of four; 0 for a block of one, or none."""
    return max(0, block.bit_length() - 1) // 2


def _weights(pair: TurnedPair) -> int:
    return pair.original.blocks.rows * pair.original.blocks.columns


def _without_numbers(pair: TurnedPair) -> TurnedPair:
    """What the network's module needs of a pair."""
    original, rotated = (replace(made, numbers=()) for made in (pair.original, pair.rotated))
    return replace(pair, original=original, rotated=rotated)
