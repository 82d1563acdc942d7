"""The option that says how many bits activations of the integer program have."""

from __future__ import annotations

from typing import Annotated

import typer

from quantcert.integer.precision import ACTIVATION_BITS


def _allowed(bits: int) -> int:
    if bits not in ACTIVATION_BITS:
        raise typer.BadParameter(f"must be {' or '.join(map(str, ACTIVATION_BITS))}")
    return bits


ActivationBits = Annotated[
    int,
    typer.Option(
        metavar="|".join(map(str, ACTIVATION_BITS)),
        callback=_allowed,
        help="Bits of activations and of the cache.",
    ),
]
