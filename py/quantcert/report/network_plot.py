"""The plot of errors along the network: bounds, what was observed, where a bound says nothing."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import cycle
from typing import TYPE_CHECKING

from quantcert.certificate import NetworkEvidence, ScopeEvidence, Verdict
from quantcert.report.svg import svg_element

if TYPE_CHECKING:
    from matplotlib.axes import Axes

_COLOURS = ("#1f5fa8", "#2a7f4f", "#8a5a00", "#7a3b8f")
"""Of the scopes, in their order; then again."""
_OBSERVED_COLOUR = "#1b1b1b"
_MIN_INCHES = 8.0
_BLOCK_INCHES = 0.18
_MARGIN_INCHES = 1.0
_HEIGHT_INCHES = 6.0


@dataclass(frozen=True)
class Curve:
    """One line of the plot: a power of ten for each block, or None for nothing to draw."""

    label: str
    powers: tuple[float | None, ...]
    colour: str
    line: str
    marker: str


def network_plot(network: NetworkEvidence | None) -> str | None:
    """Errors block by block on a logarithmic scale, as an SVG element; None without blocks.

    The same evidence gives the same bytes.
    """
    if network is None or not any(scope.blocks for scope in network.scopes):
        return None
    # Loaded here, because it takes longer than many a command that draws nothing.
    from matplotlib.figure import Figure
    from matplotlib.ticker import MaxNLocator

    names = [block.name for block in network.scopes[0].blocks]
    inches = max(_MIN_INCHES, _BLOCK_INCHES * len(names))
    width = inches + 1.2 * _MARGIN_INCHES
    figure = Figure(figsize=(width, _HEIGHT_INCHES))
    axes = figure.add_axes((_MARGIN_INCHES / width, 0.24, inches / width, 0.6))
    for curve in curves(network):
        _draw(axes, curve)
    for scope, colour in zip(network.scopes, cycle(_COLOURS), strict=False):
        _mark_vacuous(axes, scope, colour)
    axes.set_xlim(-0.5, len(names) - 0.5)
    axes.set_xticks(range(len(names)), names, rotation=90, fontsize=7)
    axes.yaxis.set_major_locator(MaxNLocator(integer=True))
    axes.yaxis.set_major_formatter(lambda power, _: f"10^{power:g}")
    axes.set_ylabel("largest error of an entry of the block's output")
    axes.legend(loc="lower left", bbox_to_anchor=(0, 1), ncols=3, fontsize=8, frameon=False)
    return svg_element(figure, "quantcert-network")


def curves(network: NetworkEvidence) -> Iterator[Curve]:
    """The lines of the plot. A bound that the kernel did not accept is not drawn."""
    for scope, colour in zip(network.scopes, cycle(_COLOURS), strict=False):
        label, blocks = scope.scope, scope.blocks
        carried = [(block.accumulated, block.verdict_accumulated) for block in blocks]
        alone = [(block.alone, block.verdict_alone) for block in blocks]
        trivial = [block.trivial for block in blocks]
        yield Curve(f"bound accumulated, {label}", _proved(carried), colour, "-", "o")
        yield Curve(f"bound alone, {label}", _proved(alone), colour, "--", ".")
        yield Curve(f"output of zeros at most, {label}", _powers(trivial), colour, ":", "")
    blocks = network.scopes[0].blocks
    carried_seen = _powers([block.observed_accumulated for block in blocks])
    alone_seen = _powers([block.observed_alone for block in blocks])
    for label, seen, line in (("accumulated", carried_seen, "-"), ("alone", alone_seen, "--")):
        if any(power is not None for power in seen):
            yield Curve(f"observed {label}", seen, _OBSERVED_COLOUR, line, "x")


def _proved(
    bounds: Sequence[tuple[Fraction | None, Verdict | None]],
) -> tuple[float | None, ...]:
    accepted = [b if v is not None and v.by_kernel else None for b, v in bounds]
    return _powers(accepted)


def _powers(values: Sequence[Fraction | None]) -> tuple[float | None, ...]:
    """The decimal logarithms; numbers may be too large for a float, their logarithms are not."""
    return tuple(
        math.log10(value.numerator) - math.log10(value.denominator) if value else None
        for value in values
    )


def _draw(axes: Axes, curve: Curve) -> None:
    heights = [math.nan if power is None else power for power in curve.powers]
    axes.plot(
        range(len(heights)),
        heights,
        label=curve.label,
        color=curve.colour,
        linestyle=curve.line,
        marker=curve.marker,
        markersize=4,
        linewidth=1.2,
    )


def _mark_vacuous(axes: Axes, scope: ScopeEvidence, colour: str) -> None:
    """A band at the first block after which the accumulated bound says nothing.

    The scopes' labels stand on different sides, for both may be at one block.
    """
    first = scope.first_vacuous
    if first is None:
        return
    place = scope.blocks.index(first)
    axes.axvline(place, color=colour, linewidth=4, alpha=0.25)
    axes.annotate(
        f"vacuous: {scope.scope}",
        (place, 0.98),
        xycoords=("data", "axes fraction"),
        rotation=90,
        fontsize=7,
        color=colour,
        horizontalalignment="right" if scope.region is None else "left",
        verticalalignment="top",
    )
