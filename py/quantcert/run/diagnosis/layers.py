"""The layers that do not fit, each with what would explain it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace

import numpy as np

from quantcert.certificate import Finding, LayerCertificate, Rule, Verdict
from quantcert.containers import Tensors
from quantcert.errors import QuantCertError
from quantcert.formats import QuantizedCheckpoint, QuantizedMatrix
from quantcert.formats.misreading import Misreading, misreadings_of
from quantcert.run.diagnosis.fit import (
    Rows,
    as_float,
    explains,
    factor,
    mean_steps,
    misfit,
    periodic_errors,
    power_of_two,
    sample,
)
from quantcert.run.diagnosis.folding import folded_scales
from quantcert.run.diagnosis.matching import row_order
from quantcert.run.diagnosis.misreadings import MISREADINGS
from quantcert.run.diagnosis.reading import decode_float

_RULES = (Rule.ROW_ERROR, Rule.LINE_SHARE, Rule.TENSOR_DIFFERS)
_MOST_LAYERS = 16
_BLOCKS, _BLOCK_ROWS = 4, 8
_FEWEST_ROWS = 8
_FEW_ROWS = 4  # of each other layer
_BLOCK_WEIGHTS = 1 << 20
_STEPS = 0.75  # of codes rounded to nearest it is at most 0.5, and 0.25 on average


def with_diagnoses(
    quantized: QuantizedCheckpoint,
    original: Tensors | None,
    layers: Iterable[LayerCertificate],
    always: Callable[[str], bool] = lambda tensor: False,
) -> list[LayerCertificate]:
    """The layers; findings of the first that do not fit say what would explain it.

    A layer whose errors are allowed fails if a known misreading explains them all the same. Of
    tensors of which `always` holds it is looked for however many do not fit.
    """
    made, left = [], _MOST_LAYERS
    for layer in layers:
        rules = {finding.rule for finding in layer.findings}
        if original is not None and rules <= {Rule.ACCUMULATOR} and _fits(layer):
            layer = _misread(layer, Diagnosis(quantized, original, layer.tensor).allowed())
        elif original is not None and layer.verdict is Verdict.FAILED and rules & set(_RULES):
            left -= 1
            if left >= 0 or always(layer.tensor):
                layer = _explained(layer, Diagnosis(quantized, original, layer.tensor).words())
        made.append(layer)
    return made


def _fits(layer: LayerCertificate) -> bool:
    """Whether its errors are allowed, be it refused for another reason."""
    return layer.verdict is Verdict.PROVED or bool(layer.findings)


def _misread(layer: LayerCertificate, words: str) -> LayerCertificate:
    """A layer whose errors are allowed, but may be explained by a misreading."""
    if not words:
        return layer
    found = (*layer.findings, Finding(Rule.MISREAD, words, layer.tensor))
    return replace(layer, verdict=Verdict.FAILED, finding=found[0], further=found[1:])


def _explained(layer: LayerCertificate, words: str) -> LayerCertificate:
    """A layer that does not fit its original, with what would explain it as a finding, too."""
    if not words or layer.finding is None:
        return layer
    told = replace(layer.finding, message=f"{layer.finding.message}; {words}")
    misread = Finding(Rule.MISREAD, words, layer.tensor)
    return replace(layer, finding=told, further=(*layer.further, misread))


@dataclass(frozen=True)
class Diagnosis:
    """A quantized matrix that does not fit its original."""

    quantized: QuantizedCheckpoint
    original: Tensors
    tensor: str

    def words(self) -> str:
        """What would explain the misfit; empty if nothing that is known does."""
        try:
            return next(self._explanations(), "")
        except (QuantCertError, IndexError):
            return ""  # what cannot be read again has its finding already

    def allowed(self) -> str:
        """What explains errors of integer codes that are larger than most of a step.

        Codes that are rounded to nearest, also those that make up for errors of others, are nearer.
        """
        if self.tensor not in self.original:
            return ""
        try:
            few = self.quantized.read_rows(self.tensor, 0, min(_FEW_ROWS, self._shape[0]))
            wanted = self._rows_of(self.tensor, 0, few.shape[0])
            steps = mean_steps(wanted, few)
            if steps <= _STEPS:
                return self._periodic() if periodic_errors(wanted, few) else ""
            parts = [self.quantized.read_rows(self.tensor, *rows) for rows in self._sampled()]
            words = next(self._misreadings(parts), "")
        except (QuantCertError, IndexError):
            return ""
        return words and f"errors of {steps:.2g} steps of its grid on average; {words}"

    def _periodic(self) -> str:
        """Columns that err in nearly all blocks, of more rows; empty if there are none.

        Of few rows single outliers make a mean: they say nothing.
        """
        places: dict[int, float] = {}
        if self._shape[0] < _FEWEST_ROWS:
            return ""
        for start, stop in self._sampled():
            part = self.quantized.read_rows(self.tensor, start, stop)
            found = periodic_errors(self._rows_of(self.tensor, start, stop), part)
            if not found or (places and found.keys() != places.keys()):
                return ""
            places = found
        listed = ", ".join(f"{place} ({steps:.2g} steps)" for place, steps in places.items())
        return (
            f"columns at these places of every 32 err by more than most of a step of its grid, the "
            f"others do not: {listed}; codes that lie in two words, or in one field, are stored "
            "wrongly"
        )

    @property
    def _shape(self) -> tuple[int, int]:
        return self.quantized.shape(self.tensor)

    def _explanations(self) -> Iterator[str]:
        if self.tensor not in self.original:
            return
        shape = self.quantized.shape(self.tensor)
        fits = self.original.info(self.tensor).shape == shape
        if fits:
            parts = [self.quantized.read_rows(self.tensor, *rows) for rows in self._sampled()]
            yield from self._misreadings(parts)
            yield from self._folded(parts)
            yield from filter(None, [self._periodic()])
        yield from self._transposed()
        yield from self._others(shape)
        if fits:
            yield from self._rows(parts)

    def _sampled(self) -> list[tuple[int, int]]:
        return sample(self._shape[0], _BLOCKS, _BLOCK_ROWS)

    def _misreadings(self, parts: list[QuantizedMatrix]) -> Iterator[str]:
        """The misreading under which the error is smallest, if it explains it."""
        wanted = self._original_rows(self.tensor)
        stored = np.concatenate([decode_float(part) for part in parts])
        current = misfit(wanted, stored)
        known = (*MISREADINGS, *misreadings_of(parts[0].scheme.format))
        tried = {reading.words: self._reread(wanted, parts, reading) for reading in known}
        errors = {words: misfit(wanted, rows) for words, rows in tried.items() if rows is not None}
        words, best = min(errors.items(), key=lambda item: item[1])
        times = factor(wanted, stored)
        scaled = misfit(wanted, times * stored)
        if explains(best, current):
            yield f"it fits the original with {words} ({_change(best, current)})"
        elif times and explains(scaled, current):
            yield (
                f"it fits the original with every weight multiplied by {times:.4g}: a scale is "
                f"missing, or applied the wrong way round ({_change(scaled, current)})"
            )

    def _folded(self, parts: list[QuantizedMatrix]) -> Iterator[str]:
        """Factors of columns or rows that belong to another tensor."""
        wanted = self._original_rows(self.tensor)
        stored = np.concatenate([decode_float(part) for part in parts])
        words = folded_scales(self.quantized, self.original, wanted, stored)
        if words:
            yield words

    def _reread(
        self, wanted: Rows, parts: list[QuantizedMatrix], reading: Misreading
    ) -> Rows | None:
        made = [decode_float(part) for part in map(reading.reread, parts) if part is not None]
        if len(made) < len(parts):
            return None
        rows = np.concatenate(made)
        free = reading.any_unit and not parts[0].codec.is_integer
        return power_of_two(wanted, rows) * rows if free else rows

    def _transposed(self) -> Iterator[str]:
        """Whether the transposed fits, of a matrix whose shape allows it."""
        rows, columns = self.quantized.shape(self.tensor)
        if self.original.info(self.tensor).shape != (columns, rows):
            return
        taken = [
            n for start, stop in sample(columns, _BLOCKS, _BLOCK_ROWS) for n in range(start, stop)
        ]
        step = max(1, _BLOCK_WEIGHTS // columns)
        blocks = [
            decode_float(self.quantized.read_rows(self.tensor, at, min(at + step, rows)))[:, taken]
            for at in range(0, rows, step)
        ]
        wanted = np.concatenate([self._rows_of(self.tensor, n, n + 1) for n in taken])
        error = misfit(wanted, np.concatenate(blocks).T)
        if explains(error, 1.0):
            yield f"it is the transposed of the original (error {error:.2g} of the weights' size)"

    def _others(self, shape: tuple[int, int]) -> Iterator[str]:
        """Another tensor of the original that the matrix fits."""
        start, stop = 0, min(_FEW_ROWS, shape[0])
        stored = decode_float(self.quantized.read_rows(self.tensor, start, stop))
        for name in self.quantized.matrices():
            if name == self.tensor or name not in self.original:
                continue
            if self.original.info(name).shape == shape:
                error = misfit(self._rows_of(name, start, stop), stored)
                if explains(error, 1.0):
                    yield f"it holds the original's {name} (error {error:.2g} of its size)"

    def _rows(self, parts: list[QuantizedMatrix]) -> Iterator[str]:
        """The original's rows in another order."""
        rows = [n for start, stop in self._sampled() for n in range(start, stop)]
        stored = np.concatenate([decode_float(part) for part in parts])
        words = row_order(self.original, self.tensor, rows, stored)
        if words:
            yield words

    def _original_rows(self, name: str) -> Rows:
        return np.concatenate([self._rows_of(name, *rows) for rows in self._sampled()])

    def _rows_of(self, name: str, start: int, stop: int) -> Rows:
        return as_float(self.original.read_rows(name, start, stop))


def _change(best: float, current: float) -> str:
    return f"an error of {best:.2g} of the weights' size instead of {current:.2g}"
