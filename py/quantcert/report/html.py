"""The certificate as one self-contained HTML page."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from quantcert._resources import specs_dir
from quantcert.certificate import Certificate, Discharge
from quantcert.certificate.network import ratio
from quantcert.numbers import lower, upper
from quantcert.report.decimals import at_least, at_most
from quantcert.report.network_plot import network_plot
from quantcert.report.network_table import OBSERVED_ABOVE, block_counts, scope_label
from quantcert.report.plots import bound_plot
from quantcert.report.table import requirement_label

_DISCHARGE_CLASS = {
    Discharge.KERNEL: "PROVED",
    Discharge.MEASURED: "MEASURED",
    Discharge.ASSUMED: "MEASURED",
}


def html_page(certificate: Certificate, document: dict[str, Any]) -> str:
    """The page for `certificate`; `document` is its JSON form (for the digest and the claims)."""
    environment = Environment(
        loader=FileSystemLoader(specs_dir() / "html"),
        undefined=StrictUndefined,
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["upper_decimal"] = _optional(upper)
    environment.filters["lower_decimal"] = _optional(lower)
    environment.filters["at_most"] = at_most
    environment.filters["at_least"] = at_least
    environment.filters["over"] = ratio
    environment.filters["scope_label"] = scope_label
    environment.filters["block_counts"] = block_counts
    return environment.get_template("report.html.j2").render(
        certificate=certificate,
        document=document,
        requirements=requirement_label(certificate),
        plot=_svg(bound_plot(certificate)),
        network_plot=_svg(network_plot(certificate.network)),
        observed_above=OBSERVED_ABOVE,
        discharge_class=_DISCHARGE_CLASS,
    )


def _svg(element: str | None) -> Markup | None:
    return None if element is None else Markup(element)


def _optional(show: Any) -> Any:
    def filtered(value: Fraction | None) -> str:
        return "–" if value is None else str(show(value))

    return filtered
