"""The plot of how errors are distributed: layers by how much of their requirement they use."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from quantcert.certificate import Certificate, Verdict
from quantcert.report.axes import round_steps
from quantcert.report.plots import COLOUR
from quantcert.report.svg import box, path, svg, upright, words

_FEWEST = 4
"""Layers below which a distribution says nothing."""
_WIDTH, _LEFT, _RIGHT, _TOP, _HEIGHT, _FOOT = 648.0, 50.0, 628.0, 12.0, 150.0, 42.0
_BINS_TO_ONE, _MOST_BINS = 20, 40
_LABEL = "share of the requirement that is used (margin); above 1 is refused"
_LAST = "; the last column is of all that is more"

_Bins = dict[int, Counter[Verdict]]


def distribution_plot(certificate: Certificate) -> str | None:
    """How many layers use how much of their requirement, as an SVG element.

    What uses more than the last bin's share is counted in the last bin. None for few layers.
    """
    known = [layer for layer in certificate.layers if layer.margin is not None]
    if len(known) < _FEWEST:
        return None
    bins: _Bins = {}
    for layer in known:
        place = min(int((layer.margin or 0) * _BINS_TO_ONE), _MOST_BINS - 1)
        bins.setdefault(place, Counter())[layer.verdict] += 1
    clipped = any((layer.margin or 0) * _BINS_TO_ONE >= _MOST_BINS for layer in known)
    return _svg(bins, max(max(bins) + 1, _BINS_TO_ONE), clipped)


def _svg(bins: _Bins, shown: int, clipped: bool) -> str:
    highest = max(counts.total() for counts in bins.values())
    bottom = _TOP + _HEIGHT
    columns = (_column(place, counts, shown, highest) for place, counts in bins.items())
    pieces = [
        *_counts(highest),
        *(piece for column in columns for piece in column),
        path(f"M{_LEFT:g} {_TOP:g}V{bottom:g}H{_RIGHT:g}"),
        *_shares(shown),
        words((_LEFT + _RIGHT) / 2, bottom + 32, _LABEL + _LAST * clipped, "middle"),
        upright(12, _TOP + _HEIGHT / 2, "layers", "middle"),
    ]
    return svg(_WIDTH, bottom + _FOOT, pieces)


def _across(bins: float, shown: int) -> float:
    return _LEFT + (_RIGHT - _LEFT) * bins / shown


def _column(place: int, counts: Counter[Verdict], shown: int, highest: int) -> Iterator[str]:
    """The layers of a bin, those of a verdict above those of another."""
    left, right = _across(place, shown), _across(place + 1, shown)
    top = _TOP + _HEIGHT
    for verdict in Verdict:
        height = _HEIGHT * counts[verdict] / highest
        top -= height
        if height:
            yield box(left + 0.6, top, right - left - 1.2, height, COLOUR[verdict])


def _counts(highest: int) -> Iterator[str]:
    for count in round_steps(highest, 5):
        if count == int(count):
            y = _TOP + _HEIGHT * (1 - count / highest)
            yield path(f"M{_LEFT - 4:g} {y:.2f}h4")
            yield words(_LEFT - 6, y + 3, f"{count:g}", "end")


def _shares(shown: int) -> Iterator[str]:
    bottom = _TOP + _HEIGHT
    for share in round_steps(shown / _BINS_TO_ONE):
        x = _across(share * _BINS_TO_ONE, shown)
        yield path(f"M{x:.2f} {bottom:g}v4")
        yield words(x, bottom + 15, f"{share:g}", "middle")
    limit = _across(_BINS_TO_ONE, shown)
    yield path(f"M{limit:.2f} {_TOP:g}V{bottom:g}", stroke_width=1.5)
