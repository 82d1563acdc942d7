"""The plot of bounds over observed errors, layer by layer."""

from __future__ import annotations

from collections.abc import Iterator

from quantcert.certificate import Certificate, LayerCertificate
from quantcert.report.axes import LogAxis, power_of
from quantcert.report.plots import COLOUR
from quantcert.report.svg import dot, path, svg, words

_WIDTH, _LEFT, _RIGHT = 648.0, 272.0, 628.0
_TOP, _ROW, _FOOT = 14.0, 14.0, 44.0
_LABEL = "observed error (small, dark) and proved bound (large) of an output"
_DARK = "#1b1b1b"


def observed_plot(certificate: Certificate) -> str | None:
    """Each layer's observed error and bound on a logarithmic axis, as an SVG element.

    How far they are apart is how far the bound is from what was observed. None if nothing was.
    """
    known = [
        (layer, seen, bound)
        for layer in certificate.layers
        if (seen := power_of(layer.observed_error)) is not None
        and (bound := power_of(layer.bound)) is not None
    ]
    if not known:
        return None
    ends = [power for _, *both in known for power in both]
    axis = LogAxis.around(ends, _LEFT, _RIGHT)
    bottom = _TOP + _ROW * len(known)
    pieces = [
        path(f"M{_LEFT:g} {_TOP:g}V{bottom:g}H{_RIGHT:g}"),
        *_ticks(axis, bottom),
        *(piece for place, row in enumerate(known) for piece in _row(place, axis, *row)),
        words((_LEFT + _RIGHT) / 2, bottom + 34, _LABEL, "middle"),
    ]
    return svg(_WIDTH, bottom + _FOOT, pieces)


def _row(
    place: int, axis: LogAxis, layer: LayerCertificate, seen: float, bound: float
) -> Iterator[str]:
    y, colour = _TOP + _ROW * (place + 0.5), COLOUR[layer.verdict]
    yield words(_LEFT - 6, y + 2.5, layer.tensor, "end", font_size=7)
    yield path(f"M{axis.at(seen):.2f} {y:.2f}H{axis.at(bound):.2f}", stroke=colour)
    yield dot(axis.at(bound), y, 3.2, colour)
    yield dot(axis.at(seen), y, 2, _DARK)


def _ticks(axis: LogAxis, bottom: float) -> Iterator[str]:
    for power, label in axis.ticks():
        x = axis.at(power)
        yield path(f"M{x:.2f} {_TOP:g}V{bottom:g}", stroke="#888", stroke_opacity=0.25)
        yield path(f"M{x:.2f} {bottom:g}v4")
        yield words(x, bottom + 15, label, "middle")
