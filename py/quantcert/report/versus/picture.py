"""The comparison as a picture: two bars for each layer, in units of its trivial bound."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape

from quantcert.certificate import LayerCertificate
from quantcert.report.axes import round_steps
from quantcert.report.medium import Medium
from quantcert.report.versus.pairs import LayerPair, Versus

_WIDTH, _LEFT, _RIGHT = 648, 272, 628  # points; the axis goes from left to right
_TOP, _ROW, _BAR = 34, 22, 8
_FOOT = 40
_COLOURS = {"A": "#2a6f97", "B": "#e07a1f"}
_LABEL = "proved bound / trivial bound"


def comparison_svg(found: Versus) -> str:
    """An SVG picture of the layers that both have; the same certificates give the same bytes."""
    pairs = [pair for pair in found.layers if pair.first is not None and pair.second is not None]
    largest = max((share for pair in pairs for _, share in _shares(pair)), default=0.0) or 1.0
    axis = _TOP + _ROW * len(pairs)
    height = axis + _FOOT
    lines = [
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{_WIDTH}pt" height="{height}pt" '
        f'viewBox="0 0 {_WIDTH} {height}" font-family="sans-serif" font-size="9">',
        f'<rect width="{_WIDTH}" height="{height}" fill="white"/>',
        *_legend(found),
        *(line for place, pair in enumerate(pairs) for line in _bars(place, pair, largest)),
        f'<path d="M{_LEFT} {_TOP}V{axis}H{_RIGHT}" fill="none" stroke="black"/>',
        *(line for tick in round_steps(largest) for line in _tick(tick, largest, axis)),
        f'<text x="{(_LEFT + _RIGHT) // 2}" y="{axis + 32}" text-anchor="middle">{_LABEL}</text>',
        "</svg>",
    ]
    return "\n".join(lines) + "\n"


def _shares(pair: LayerPair) -> Iterator[tuple[str, float]]:
    """Both bounds as shares of what zeros in place of the layer would cost."""
    for name, layer in (("A", pair.first), ("B", pair.second)):
        share = None if layer is None else _share(layer)
        if share is not None:
            yield name, share


def _share(layer: LayerCertificate) -> float | None:
    if layer.bound is None or not layer.trivial_bound:
        return None
    return float(layer.bound / layer.trivial_bound)


def _legend(found: Versus) -> Iterator[str]:
    for x, name, certificate in ((8, "A", found.first), (_WIDTH // 2, "B", found.second)):
        told = _text(f"{name}: {certificate.model}, {'; '.join(certificate.schemes)}")
        yield f'<rect x="{x}" y="10" width="10" height="10" fill="{_COLOURS[name]}"/>'
        yield f'<text x="{x + 14}" y="18">{told}</text>'


def _bars(place: int, pair: LayerPair, largest: float) -> Iterator[str]:
    top = _TOP + _ROW * place + 3
    yield (
        f'<text x="{_LEFT - 6}" y="{top + 11}" text-anchor="end" font-size="7">'
        f"{_text(pair.tensor)}</text>"
    )
    for name, share in _shares(pair):
        y = top if name == "A" else top + _BAR
        width = _across(share, largest) - _LEFT
        yield (
            f'<rect x="{_LEFT}" y="{y}" width="{width:.2f}" height="{_BAR}" '
            f'fill="{_COLOURS[name]}"/>'
        )


def _tick(value: float, largest: float, axis: int) -> Iterator[str]:
    x = f"{_across(value, largest):.2f}"
    yield f'<path d="M{x} {axis}v4" stroke="black"/>'
    yield f'<text x="{x}" y="{axis + 15}" text-anchor="middle">{value:g}</text>'


def _across(value: float, largest: float) -> float:
    """Where a value stands on the axis."""
    return _LEFT + (_RIGHT - _LEFT) * value / (1.05 * largest)


def _text(text: str) -> str:
    return escape(Medium().shown(text))
