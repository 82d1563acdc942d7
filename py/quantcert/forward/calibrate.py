"""From a quantized checkpoint, its original and a text to a region file."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

from quantcert.containers import Checkpoint, hash_file, open_checkpoint
from quantcert.errors import CalibrationError
from quantcert.exact.dyadic import Dyadic, dyadic_above, dyadic_below
from quantcert.formats import QuantizedCheckpoint, open_quantized
from quantcert.forward.compare import Window, compare
from quantcert.forward.measurement import Measurement, Range
from quantcert.forward.region_file import Origin, SourceFile, check_target, write_region
from quantcert.forward.text import find_tokenizer, token_windows, vector_windows
from quantcert.forward.weights import OriginalWeights, QuantizedWeights
from quantcert.models.architecture import Unsupported
from quantcert.models.layouts import Layouts, original_of
from quantcert.models.net import Architecture
from quantcert.models.region import Size
from quantcert.models.unused import UnusedTensors
from quantcert.pairing.match import check_base

MARGIN = Fraction(1, 1 << 20)
"""Ranges are enlarged by this part of themselves: the float64 forward pass is not exact."""

_SIGNIFICANT_BITS = 32

Progress = Callable[[str, int, int], None]
"""Called with what is being done, how much of it is done, and how much there is."""


@dataclass(frozen=True)
class CalibrateOptions:
    """What to calibrate on what.

    Attributes:
        checkpoint: directory of the quantized checkpoint.
        base: directory of its original.
        text: UTF-8 text, for a network that reads tokens.
        inputs: .npy file `[vectors, dim]`, for a network that reads vectors.
        tokens: most tokens of the text that are used.
        length: tokens of a window.
        out: the region file to write.
        progress: see `Progress`.
    """

    checkpoint: Path
    base: Path
    text: Path | None
    inputs: Path | None
    tokens: int
    length: int
    out: Path
    progress: Progress


def calibrate(options: CalibrateOptions) -> tuple[Measurement, Origin]:
    """Run both networks and write the region file.

    Raises:
        CheckpointError: if a checkpoint is malformed or changes meanwhile, or the base is not the
            original.
        CalibrationError: if the network is not supported, or the text or the tokenizer is unfit.
        OutputError: if the file cannot be written, or holds something else than a region.
    """
    check_target(options.out)
    base = open_checkpoint(options.base)
    quantized = open_quantized(options.checkpoint, base)
    layouts, made, original = original_of(quantized, base)
    check_base(quantized, base, made, UnusedTensors(base.config))
    architecture = _architecture(base, layouts)
    windows, tokenizer = _windows(options, architecture)
    measured = compare(
        architecture,
        OriginalWeights(original),
        QuantizedWeights(quantized),
        frozenset(quantized.matrices()),
        windows,
        lambda done, total: options.progress("windows through blocks", done, total),
    )
    origin = _origin(options, architecture, quantized, base, windows, tokenizer)
    for checkpoint in (base, quantized.checkpoint):
        checkpoint.refuse_changed()
    points = {name: size_above(found) for name, found in measured.points.items()}
    norms = {name: below(low) for name, low in measured.norms.items()}
    write_region(options.out, points, norms, origin, measured.observed)
    return measured, origin


def size_above(found: Range) -> Size:
    """Bounds that are larger than a measured range by `MARGIN` of it."""
    return Size(above(found.entry), above(found.head), above(found.norm))


def above(value: float) -> Dyadic:
    """A dyadic number of 33 bits at most, larger than `value >= 0` by `MARGIN` of it or more."""
    return dyadic_above(Fraction(value) * (1 + MARGIN), _places(value))


def below(value: float) -> Dyadic:
    """A dyadic number of 33 bits at most, smaller than `value >= 0` by `MARGIN` of it or more."""
    return dyadic_below(Fraction(value) * (1 - MARGIN), _places(value))


def _places(value: float) -> int:
    """Binary places that leave `value` about 32 significant bits."""
    exact = Fraction(value)
    magnitude = exact.numerator.bit_length() - exact.denominator.bit_length()
    return max(0, _SIGNIFICANT_BITS - magnitude - 1) if value else 0


def _architecture(base: Checkpoint, layouts: Layouts) -> Architecture:
    found = layouts.stored
    if isinstance(found, Unsupported):
        raise CalibrationError(f"{base.path}: cannot be calibrated: {found.reason}")
    return found


def _windows(
    options: CalibrateOptions, architecture: Architecture
) -> tuple[list[Window], Path | None]:
    """The inputs, and the tokenizer that made them."""
    dim = architecture.input_dim
    if dim:
        if options.inputs is None or options.text is not None:
            raise CalibrationError(
                f"{options.base}: the network reads vectors of {dim} numbers: give --inputs "
                "with a .npy file, and no --text"
            )
        return vector_windows(options.inputs, dim), None
    if options.text is None or options.inputs is not None:
        raise CalibrationError(
            f"{options.base}: the network reads tokens: give --text, and no --inputs"
        )
    if not options.length <= min(options.tokens, architecture.max_length):
        raise CalibrationError(
            f"window of {options.length} tokens: must be at most the number of tokens, "
            f"{options.tokens}, and the model's longest text, {architecture.max_length}"
        )
    tokenizer = find_tokenizer(options.base, options.checkpoint)
    windows = token_windows(
        tokenizer, options.text, options.tokens, options.length, architecture.vocabulary
    )
    return windows, tokenizer


def _origin(
    options: CalibrateOptions,
    architecture: Architecture,
    quantized: QuantizedCheckpoint,
    base: Checkpoint,
    windows: list[Window],
    tokenizer: Path | None,
) -> Origin:
    source = options.inputs if options.text is None else options.text
    if source is None:
        raise ValueError("neither a text nor vectors")
    return Origin(
        family=architecture.family,
        base=_files(base.files()),
        checkpoint=_files(quantized.checkpoint.files()),
        input=_source(source),
        tokenizer=None if tokenizer is None else _source(tokenizer),
        positions=sum(len(window.tokens) for window in windows),
        windows=len(windows),
        length=max(len(window.tokens) for window in windows),
    )


def _files(digests: Mapping[str, str]) -> dict[str, str]:
    return dict(sorted(digests.items()))


def _source(path: Path) -> SourceFile:
    return SourceFile(path.name, hash_file(path))
