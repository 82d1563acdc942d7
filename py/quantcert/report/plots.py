"""The plot of the layers' bounds."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import escape

from quantcert.certificate import Certificate, LayerCertificate, Verdict
from quantcert.report.medium import Medium

_COLOUR = {
    Verdict.PROVED: "#2a7f4f",
    Verdict.PROVED_VACUOUS: "#c98a00",
    Verdict.MEASURED: "#c98a00",
    Verdict.FAILED: "#b3261e",
    Verdict.UNPROVED: "#b3261e",
}
_WIDTH, _LEFT, _RIGHT = 648, 272, 628  # points; the axis goes from left to right
_TOP, _ROW, _BAR = 14, 18, 14
_FOOT = 44  # below the axis: its numbers and what it shows
_MOST_TICKS = 8
_LABEL = "proved bound / trivial bound (bar), requirement / trivial bound (line)"


@dataclass(frozen=True)
class _Bar:
    """A layer in units of its trivial bound."""

    layer: LayerCertificate
    bound: float
    requirement: float | None


def bound_plot(certificate: Certificate) -> str | None:
    """Each layer's bound and requirement as fractions of its trivial bound, as an SVG element.

    None if no layer has a bound. The same certificate gives the same bytes.
    """
    bars = [
        _Bar(
            layer,
            float(layer.bound / layer.trivial_bound),
            None if layer.requirement is None else float(layer.requirement / layer.trivial_bound),
        )
        for layer in certificate.layers
        if layer.bound is not None and layer.trivial_bound
    ]
    return _svg(bars) if bars else None


def _svg(bars: Sequence[_Bar]) -> str:
    """Drawn by hand: a plotting library takes longer to load than a small run."""
    largest = max(max(bar.bound, bar.requirement or 0.0) for bar in bars) or 1.0
    axis = _TOP + _ROW * len(bars)
    height = axis + _FOOT
    lines = [
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{_WIDTH}pt" height="{height}pt" '
        f'viewBox="0 0 {_WIDTH} {height}" font-size="9">',
        *(line for place, bar in enumerate(bars) for line in _bar(place, bar, largest)),
        f'<path d="M{_LEFT} {_TOP}V{axis}H{_RIGHT}" fill="none" stroke="currentColor"/>',
        *(line for tick in _ticks(largest) for line in _tick(tick, largest, axis)),
        f'<text x="{(_LEFT + _RIGHT) // 2}" y="{axis + 34}" text-anchor="middle" '
        f'fill="currentColor">{_LABEL}</text>',
        "</svg>",
    ]
    return "\n".join(lines) + "\n"


def _across(value: float, largest: float) -> str:
    """Where a value stands on the axis."""
    return f"{_LEFT + (_RIGHT - _LEFT) * value / (1.05 * largest):.2f}"


def _bar(place: int, bar: _Bar, largest: float) -> Iterator[str]:
    """The name, the bar and the requirement's line of the layer in row `place`."""
    top = _TOP + _ROW * place + (_ROW - _BAR) // 2
    name = escape(Medium().shown(bar.layer.tensor))
    yield (
        f'<text x="{_LEFT - 6}" y="{top + 10}" text-anchor="end" fill="currentColor" '
        f'font-size="7">{name}</text>'
    )
    end = float(_across(bar.bound, largest))
    colour = _COLOUR[bar.layer.verdict]
    yield (
        f'<rect x="{_LEFT}" y="{top}" width="{end - _LEFT:.2f}" height="{_BAR}" fill="{colour}"/>'
    )
    if bar.requirement is not None:
        x = _across(bar.requirement, largest)
        yield f'<path d="M{x} {top}v{_BAR}" stroke="currentColor" stroke-width="1.5"/>'


def _tick(value: float, largest: float, axis: int) -> Iterator[str]:
    """A number of the axis, which is at the height `axis`."""
    x = _across(value, largest)
    yield f'<path d="M{x} {axis}v4" stroke="currentColor"/>'
    yield f'<text x="{x}" y="{axis + 15}" text-anchor="middle" fill="currentColor">{value:g}</text>'


def _ticks(largest: float) -> list[float]:
    """Round numbers from 0 to `largest`, of which there are few."""
    power = 10.0 ** math.floor(math.log10(largest / _MOST_TICKS))
    step = next(power * k for k in (1, 2, 5, 10) if largest / (power * k) <= _MOST_TICKS)
    return [k * step for k in range(int(largest / step) + 1)]
