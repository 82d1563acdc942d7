"""Pieces of pictures: SVG elements by hand, the same for the same numbers."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape

from quantcert.report.medium import Medium


def svg(width: float, height: float, pieces: Iterable[str]) -> str:
    """The picture of this size, in points, as one element."""
    head = (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width:g}pt" height="{height:g}pt" '
        f'viewBox="0 0 {width:g} {height:g}" font-size="9">'
    )
    return "\n".join([head, *pieces, "</svg>"]) + "\n"


def words(x: float, y: float, text: str, anchor: str = "start", **style: str | float) -> str:
    """Text whose base line starts (or has its middle or end) at a point."""
    known = {"fill": "currentColor", **style}
    return (
        f'<text x="{x:.2f}" y="{y:.2f}" text-anchor="{anchor}"{_attributes(known)}>'
        f"{escape(Medium().shown(text))}</text>"
    )


def upright(x: float, y: float, text: str, anchor: str = "end", **style: str | float) -> str:
    """Text from bottom to top, ending at a point."""
    turned = {"transform": f"rotate(-90 {x:.2f} {y:.2f})", **style}
    return words(x, y, text, anchor, **turned)


def path(points: str, **style: str | float) -> str:
    """A line through points, in the language of paths."""
    known = {"fill": "none", "stroke": "currentColor", **style}
    return f'<path d="{points}"{_attributes(known)}/>'


def box(x: float, y: float, width: float, height: float, fill: str) -> str:
    """A filled rectangle."""
    return (
        f'<rect x="{x:.2f}" y="{y:.2f}" width="{width:.2f}" height="{height:.2f}" fill="{fill}"/>'
    )


def dot(x: float, y: float, radius: float, fill: str) -> str:
    """A filled circle."""
    return f'<circle cx="{x:.2f}" cy="{y:.2f}" r="{radius:g}" fill="{fill}"/>'


def _attributes(style: dict[str, str | float]) -> str:
    return "".join(f' {name.replace("_", "-")}="{value}"' for name, value in style.items())
