"""What `verify-model` prints: the table of layers, the whole model, a summary."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from fractions import Fraction

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from quantcert.certificate import Certificate, LayerCertificate
from quantcert.numbers import lower, upper
from quantcert.report.network_table import network_part
from quantcert.report.styles import STYLE, verdict_text

_OBSERVED_COLUMNS = ("observed", "ratio")


def certificate_table(certificate: Certificate) -> RenderableType:
    """The layers, what went wrong with them, the whole model by scope, and a summary."""
    failures = [_failure(layer) for layer in certificate.layers if not layer.verdict.accepted]
    network = network_part(certificate.network)
    return Group(_layers(certificate), *failures, *network, _summary(certificate))


def requirement_label(certificate: Certificate) -> str:
    """Where the requirements came from, marked when they are the tool's default."""
    source = certificate.requirements_source
    kind = "default requirements" if certificate.requirements_default else "requirements"
    return f"{kind} {source}"


def _layers(certificate: Certificate) -> Table:
    """A row a layer; ranges and observed errors only where errors were observed."""
    layers = certificate.layers
    observed = any(layer.observed_error is not None for layer in layers)
    stored = "; ".join(certificate.schemes)
    table = Table(title=f"{certificate.model} ({stored}), {requirement_label(certificate)}")
    table.add_column("layer", overflow="fold")
    numbers = ["shape", "bits/weight", *(["|x_i| at most"] if observed else []), "bound"]
    for column in (*numbers, "requirement", *(_OBSERVED_COLUMNS if observed else ())):
        table.add_column(column, justify="right")
    table.add_column("verdict")
    table.add_column("evidence", overflow="fold")
    table.add_column("time", justify="right")
    for layer in layers:
        seconds = certificate.measurement.layer_seconds.get(layer.tensor)
        table.add_row(*_row(layer, seconds, observed))
    return table


def _row(layer: LayerCertificate, seconds: float | None, observed: bool) -> Iterator[str | Text]:
    yield layer.tensor
    yield f"{layer.rows}x{layer.columns}"
    yield upper(layer.bits_per_weight)
    if observed:
        yield _or_dash(layer.input_abs_max, upper)
    yield _or_dash(layer.bound, upper)
    yield _or_dash(layer.requirement, lower)
    if observed:
        yield _or_dash(layer.observed_error, upper)
        yield _or_dash(layer.bound_over_observed, upper)
    yield verdict_text(layer.verdict)
    yield layer.evidence.value
    yield "-" if seconds is None else f"{seconds:.2f} s"


def _or_dash(value: Fraction | None, show: Callable[[Fraction], str]) -> str:
    return "-" if value is None else show(value)


def _failure(layer: LayerCertificate) -> Text:
    return Text(f"{layer.verdict.value} {layer.tensor}: {layer.reason}", style=STYLE[layer.verdict])


def _summary(certificate: Certificate) -> Text:
    accepted = sum(layer.verdict.accepted for layer in certificate.layers)
    return Text(
        f"{accepted} of {len(certificate.layers)} layers accepted, "
        f"{certificate.weights_proved:,} of {certificate.weights_total:,} weights in accepted "
        f"layers, {certificate.measurement.seconds:.1f} s\n"
        f"{'ACCEPTED' if certificate.accepted else 'REJECTED'}",
        style="green" if certificate.accepted else "red",
    )
