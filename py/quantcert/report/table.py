"""The table of layers that `verify-model` prints."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from quantcert.certificate import Certificate, LayerCertificate, Verdict
from quantcert.numbers import lower, upper

_STYLE = {
    Verdict.PROVED: "green",
    Verdict.PROVED_VACUOUS: "yellow",
    Verdict.MEASURED: "yellow",
    Verdict.FAILED: "bold red",
    Verdict.UNPROVED: "red",
}


def layer_table(certificate: Certificate) -> RenderableType:
    """The certificate as a table of layers, then what went wrong, then a summary."""
    table = Table(
        title=f"{certificate.model} ({certificate.format}), {requirement_label(certificate)}"
    )
    table.add_column("layer", overflow="fold")
    for column in ("shape", "bits/weight", "bound", "requirement"):
        table.add_column(column, justify="right")
    table.add_column("verdict")
    table.add_column("evidence", overflow="fold")
    table.add_column("time", justify="right")
    for layer in certificate.layers:
        table.add_row(*_row(layer, certificate.measurement.layer_seconds.get(layer.tensor)))
    failures = [_failure(layer) for layer in certificate.layers if not layer.verdict.accepted]
    return Group(table, *failures, _summary(certificate))


def requirement_label(certificate: Certificate) -> str:
    """Where the requirements came from, marked when they are the tool's default."""
    source = certificate.requirements_source
    kind = "default requirements" if certificate.requirements_default else "requirements"
    return f"{kind} {source}"


def _row(layer: LayerCertificate, seconds: float | None) -> tuple[str | Text, ...]:
    return (
        layer.tensor,
        f"{layer.rows}x{layer.columns}",
        upper(layer.bits_per_weight),
        _or_dash(layer.bound, upper),
        _or_dash(layer.requirement, lower),
        Text(layer.verdict.value, style=_STYLE[layer.verdict]),
        layer.evidence.value,
        "-" if seconds is None else f"{seconds:.2f} s",
    )


def _or_dash(value: Fraction | None, show: Callable[[Fraction], str]) -> str:
    return "-" if value is None else show(value)


def _failure(layer: LayerCertificate) -> Text:
    detail = layer.witness.description if layer.witness else layer.reason
    return Text(f"{layer.verdict.value} {layer.tensor}: {detail}", style=_STYLE[layer.verdict])


def _summary(certificate: Certificate) -> Text:
    accepted = sum(layer.verdict.accepted for layer in certificate.layers)
    return Text(
        f"{accepted} of {len(certificate.layers)} layers accepted, "
        f"{certificate.weights_proved:,} of {certificate.weights_total:,} weights in accepted "
        f"layers, {certificate.measurement.seconds:.1f} s\n"
        f"{'ACCEPTED' if certificate.accepted else 'REJECTED'}",
        style="green" if certificate.accepted else "red",
    )
