"""Plots of a certificate as reproducible SVG."""

from __future__ import annotations

import io

import matplotlib
from matplotlib.figure import Figure

from quantcert.certificate import Certificate, Verdict

_COLOUR = {
    Verdict.PROVED: "#2a7f4f",
    Verdict.PROVED_VACUOUS: "#c98a00",
    Verdict.MEASURED: "#c98a00",
    Verdict.FAILED: "#b3261e",
    Verdict.UNPROVED: "#b3261e",
}
_ROW_INCHES = 0.24


def bound_plot(certificate: Certificate) -> str | None:
    """Each layer's bound and requirement as fractions of its trivial bound, as an SVG element.

    None if no layer has a bound. The same certificate gives the same bytes.
    """
    layers = [layer for layer in certificate.layers if layer.bound and layer.trivial_bound]
    if not layers:
        return None
    figure = Figure(figsize=(9, 1.2 + _ROW_INCHES * len(layers)), layout="constrained")
    axes = figure.subplots()
    for place, layer in enumerate(layers):
        assert layer.bound is not None
        assert layer.trivial_bound is not None
        ratio = float(layer.bound / layer.trivial_bound)
        axes.barh(place, ratio, color=_COLOUR[layer.verdict])
        if layer.requirement is not None:
            limit = float(layer.requirement / layer.trivial_bound)
            axes.plot([limit, limit], [place - 0.4, place + 0.4], color="black", linewidth=1.5)
    axes.set_yticks(range(len(layers)), [layer.tensor for layer in layers], fontsize=7)
    axes.invert_yaxis()
    axes.set_xlim(left=0)
    axes.set_xlabel("proved bound / trivial bound (bar), requirement / trivial bound (line)")
    return _svg(figure)


def _svg(figure: Figure) -> str:
    buffer = io.StringIO()
    with matplotlib.rc_context({"svg.hashsalt": "quantcert", "svg.fonttype": "none"}):
        figure.savefig(buffer, format="svg", metadata={"Date": None, "Creator": None})
    text = buffer.getvalue()
    return text[text.index("<svg") :]
