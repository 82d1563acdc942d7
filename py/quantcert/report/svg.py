"""Figures as reproducible SVG elements for a page."""

from __future__ import annotations

import io
import warnings
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from matplotlib.figure import Figure


def svg_element(figure: Figure, salt: str) -> str:
    """The figure as an SVG element; the same figure gives the same bytes.

    Figures on one page need different salts, for the identifiers inside them to be different.
    """
    import matplotlib

    buffer = io.StringIO()
    with (
        matplotlib.rc_context({"svg.hashsalt": salt, "svg.fonttype": "none"}),
        warnings.catch_warnings(),
    ):
        # The page's fonts show the text, not matplotlib's.
        warnings.filterwarnings("ignore", "Glyph .* missing from font")
        figure.savefig(buffer, format="svg", metadata={"Date": None, "Creator": None})
    text = buffer.getvalue()
    return text[text.index("<svg") :]
