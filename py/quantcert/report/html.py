"""The certificate as one self-contained HTML page."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from quantcert._resources import specs_dir
from quantcert.certificate import Certificate
from quantcert.numbers import lower, upper
from quantcert.report.plots import bound_plot
from quantcert.report.table import requirement_label


def html_page(certificate: Certificate, document: dict[str, Any]) -> str:
    """The page for `certificate`; `document` is its JSON form (for the digest and the claims)."""
    environment = Environment(
        loader=FileSystemLoader(specs_dir() / "templates"),
        undefined=StrictUndefined,
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["upper_decimal"] = _optional(upper)
    environment.filters["lower_decimal"] = _optional(lower)
    plot = bound_plot(certificate)
    return environment.get_template("report.html.j2").render(
        certificate=certificate,
        document=document,
        requirements=requirement_label(certificate),
        plot=None if plot is None else Markup(plot),
    )


def _optional(show: Any) -> Any:
    def filtered(value: Fraction | None) -> str:
        return "–" if value is None else str(show(value))

    return filtered
