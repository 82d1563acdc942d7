"""The plot of the layers' bounds."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from quantcert.certificate import Certificate, LayerCertificate, Verdict
from quantcert.report.axes import round_steps
from quantcert.report.svg import box, path, svg, words

COLOUR = {
    Verdict.PROVED: "#2a7f4f",
    Verdict.PROVED_VACUOUS: "#c98a00",
    Verdict.MEASURED: "#c98a00",
    Verdict.FAILED: "#b3261e",
    Verdict.UNPROVED: "#b3261e",
}
"""Of bars and dots, by the layer's verdict."""
_WIDTH, _LEFT, _RIGHT = 648, 272, 628  # points; the axis goes from left to right
_TOP, _ROW, _BAR = 14, 18, 14
_FOOT = 44  # below the axis: its numbers and what it shows
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
    pieces = [
        *(piece for place, bar in enumerate(bars) for piece in _bar(place, bar, largest)),
        path(f"M{_LEFT} {_TOP}V{axis}H{_RIGHT}"),
        *(piece for tick in round_steps(largest) for piece in _tick(tick, largest, axis)),
        words((_LEFT + _RIGHT) / 2, axis + 34, _LABEL, "middle"),
    ]
    return svg(_WIDTH, axis + _FOOT, pieces)


def _across(value: float, largest: float) -> float:
    """Where a value stands on the axis."""
    return round(_LEFT + (_RIGHT - _LEFT) * value / (1.05 * largest), 2)


def _bar(place: int, bar: _Bar, largest: float) -> Iterator[str]:
    """The name, the bar and the requirement's line of the layer in row `place`."""
    top = _TOP + _ROW * place + (_ROW - _BAR) // 2
    yield words(_LEFT - 6, top + 10, bar.layer.tensor, "end", font_size=7)
    width = _across(bar.bound, largest) - _LEFT
    yield box(_LEFT, top, width, _BAR, COLOUR[bar.layer.verdict])
    if bar.requirement is not None:
        yield path(f"M{_across(bar.requirement, largest)} {top}v{_BAR}", stroke_width=1.5)


def _tick(value: float, largest: float, axis: int) -> Iterator[str]:
    """A number of the axis, which is at the height `axis`."""
    x = _across(value, largest)
    yield path(f"M{x} {axis}v4")
    yield words(x, axis + 15, f"{value:g}", "middle")
