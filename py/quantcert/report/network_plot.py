"""The plot of errors along the network: bounds, what was observed, where a bound says nothing."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import cycle

from quantcert.certificate import NetworkEvidence, Verdict
from quantcert.report.axes import LogAxis, power_of
from quantcert.report.svg import box, dot, path, svg, upright, words

_COLOURS = ("#1f5fa8", "#2a7f4f", "#8a5a00", "#7a3b8f")
"""Of the scopes, in their order; then again."""
_PALE = ("#c9daee", "#cfe6d8", "#ecdcc0", "#e2d0e9")
"""The same, of the bands at the first vacuous blocks."""
_OBSERVED_COLOUR = "#1b1b1b"
_LEFT, _TOP, _HEIGHT, _NAMES = 58.0, 12.0, 250.0, 120.0  # points
_LEAST_WIDTH, _BLOCK = 560.0, 13.0
_LEGEND_ROW, _LEGEND_COLUMN, _LEGEND_LINE = 13.0, 205.0, 22.0
_LABEL = "largest error of an entry of the block's output"


@dataclass(frozen=True)
class Curve:
    """One line of the plot: a power of ten for each block, or None for nothing to draw."""

    label: str
    powers: tuple[float | None, ...]
    colour: str
    dashes: str
    marker: float
    """Radius of the points, 0 for none."""


@dataclass(frozen=True)
class Frame:
    """Where blocks and errors stand, in points; `width` is that of the axis of blocks."""

    blocks: int
    errors: LogAxis
    width: float
    top: float

    def across(self, place: float) -> float:
        """Where a block stands."""
        return _LEFT + self.width * (place + 0.5) / self.blocks


def network_plot(network: NetworkEvidence | None) -> str | None:
    """Errors block by block on a logarithmic scale, as an SVG element; None without blocks.

    The same evidence gives the same bytes.
    """
    if network is None or not any(scope.blocks for scope in network.scopes):
        return None
    names = [block.name for block in network.scopes[0].blocks]
    lines = list(curves(network))
    powers = [power for line in lines for power in line.powers if power is not None] or [0.0]
    legend = list(_legend(network, lines))
    width = max(_LEAST_WIDTH, _BLOCK * len(names))
    top = _TOP + _LEGEND_ROW * -(-len(legend) // _legend_columns(width))
    axis = LogAxis.around(powers, top + _HEIGHT, top)
    frame = Frame(len(names), axis, width, top)
    pieces = [
        *(piece for place, entry in enumerate(legend) for piece in _told(entry, place, width)),
        *_bands(network, frame),
        *_axes(frame, names),
        *(piece for line in lines for piece in _drawn(line, frame)),
    ]
    return svg(_LEFT + width + 6, top + _HEIGHT + _NAMES, pieces)


def curves(network: NetworkEvidence) -> Iterator[Curve]:
    """The lines of the plot. A bound that the kernel did not accept is not drawn."""
    for scope, colour in zip(network.scopes, cycle(_COLOURS), strict=False):
        label, blocks = scope.scope, scope.blocks
        carried = [(block.accumulated, block.verdict_accumulated) for block in blocks]
        alone = [(block.alone, block.verdict_alone) for block in blocks]
        trivial = [block.trivial for block in blocks]
        yield Curve(f"bound accumulated, {label}", _proved(carried), colour, "", 2.4)
        yield Curve(f"bound alone, {label}", _proved(alone), colour, "5 2.5", 1.5)
        yield Curve(f"output of zeros at most, {label}", _powers(trivial), colour, "1 2.2", 0)
    blocks = network.scopes[0].blocks
    carried_seen = _powers([block.observed_accumulated for block in blocks])
    alone_seen = _powers([block.observed_alone for block in blocks])
    for label, seen, line in (("accumulated", carried_seen, ""), ("alone", alone_seen, "5 2.5")):
        if any(power is not None for power in seen):
            yield Curve(f"observed {label}", seen, _OBSERVED_COLOUR, line, 1.9)


def _proved(
    bounds: Sequence[tuple[Fraction | None, Verdict | None]],
) -> tuple[float | None, ...]:
    accepted = [b if v is not None and v.by_kernel else None for b, v in bounds]
    return _powers(accepted)


def _powers(values: Sequence[Fraction | None]) -> tuple[float | None, ...]:
    return tuple(map(power_of, values))


@dataclass(frozen=True)
class _Entry:
    """A line of the legend: of a curve, or of a band."""

    label: str
    colour: str
    dashes: str | None


def _legend(network: NetworkEvidence, lines: Sequence[Curve]) -> Iterator[_Entry]:
    for line in lines:
        yield _Entry(line.label, line.colour, line.dashes)
    for scope, pale in zip(network.scopes, cycle(_PALE), strict=False):
        first = scope.first_vacuous
        if first is not None:
            yield _Entry(f"first vacuous: {scope.scope}, {first.name}", pale, None)


def _legend_columns(width: float) -> int:
    return int((_LEFT + width) // _LEGEND_COLUMN)


def _told(entry: _Entry, place: int, width: float) -> Iterator[str]:
    row, column = divmod(place, _legend_columns(width))
    x, y = 6 + column * _LEGEND_COLUMN, _TOP + row * _LEGEND_ROW
    if entry.dashes is None:
        yield box(x, y - 8, _LEGEND_LINE, 9, entry.colour)
    else:
        line = f"M{x:.2f} {y - 3:.2f}h{_LEGEND_LINE:g}"
        yield path(
            line, stroke=entry.colour, stroke_width=1.4, stroke_dasharray=entry.dashes or "none"
        )
    yield words(x + _LEGEND_LINE + 5, y, entry.label, font_size=8)


def _bands(network: NetworkEvidence, frame: Frame) -> Iterator[str]:
    """A band at the first block of each scope after which the accumulated bound says nothing.

    Scopes have their own share of a block's width, for the first may be the same.
    """
    scopes = network.scopes
    share = 0.7 * frame.width / frame.blocks / len(scopes)
    for number, (scope, pale) in enumerate(zip(scopes, cycle(_PALE), strict=False)):
        if scope.first_vacuous is not None:
            middle = frame.across(scope.blocks.index(scope.first_vacuous))
            left = middle + share * (number - len(scopes) / 2)
            yield box(left, frame.top, share, _HEIGHT, pale)


def _axes(frame: Frame, names: Sequence[str]) -> Iterator[str]:
    bottom = frame.top + _HEIGHT
    yield path(f"M{_LEFT:g} {frame.top:g}V{bottom:g}h{frame.width:g}")
    for power, label in frame.errors.ticks():
        y = frame.errors.at(power)
        yield path(f"M{_LEFT - 4:g} {y:.2f}h4")
        yield path(f"M{_LEFT:g} {y:.2f}h{frame.width:g}", stroke="#888", stroke_opacity=0.25)
        yield words(_LEFT - 6, y + 3, label, "end", font_size=8)
    yield upright(12, frame.top + _HEIGHT / 2, _LABEL, "middle")
    for place, name in enumerate(names):
        x = frame.across(place)
        yield path(f"M{x:.2f} {bottom:g}v4")
        yield upright(x + 2.5, bottom + 7, name, font_size=7)


def _drawn(line: Curve, frame: Frame) -> Iterator[str]:
    """The curve, with a gap where there is nothing to draw, and its points."""
    points = [
        None if power is None else (frame.across(place), frame.errors.at(power))
        for place, power in enumerate(line.powers)
    ]
    steps, pen = [], "M"
    for point in points:
        if point is not None:
            steps.append(f"{pen}{point[0]:.2f} {point[1]:.2f}")
        pen = "M" if point is None else "L"
    if not steps:
        return
    style = {"stroke": line.colour, "stroke_dasharray": line.dashes or "none"}
    yield path("".join(steps), stroke_width=1.2, **style)
    for point in points:
        if point is not None and line.marker:
            yield dot(*point, line.marker, line.colour)
