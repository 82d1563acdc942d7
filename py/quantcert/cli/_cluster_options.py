"""The options of a run on a cluster."""

from __future__ import annotations

import secrets
from fractions import Fraction
from typing import Annotated

import typer

from quantcert.cli._streams import notice
from quantcert.cluster import ClusterOptions, cluster_checker
from quantcert.run.verify import Checker

_SEED_BITS = 32

Cluster = Annotated[
    str | None,
    typer.Option(
        metavar="ADDRESS",
        help="Distribute the layers with Dask: a scheduler's address (tcp://HOST:8786, tls://...), "
        "local:N for N worker processes of this machine, or a scheduler's file. docs/scale.md "
        "says how to start one.",
    ),
]
Recheck = Annotated[
    str | None,
    typer.Option(
        metavar="FRACTION",
        help="With --cluster: of the layers, this share (0.05, 1/20) is made again from this "
        "machine's files and replayed in its own kernel. [default: 0]",
        show_default=False,
    ),
]
Seed = Annotated[
    int | None,
    typer.Option(
        metavar="N",
        min=0,
        help="With --recheck: chooses these layers. [default: one that nobody can foresee]",
        show_default=False,
    ),
]


def checker_of(
    cluster: str | None, recheck: str | None, seed: int | None, reuse: bool
) -> Checker | None:
    """What checks the layers: None for this machine.

    Raises typer.BadParameter for options that do not fit.
    """
    for name, value in {"--recheck": recheck, "--seed": seed}.items():
        if cluster is None and value is not None:
            raise typer.BadParameter("needs --cluster", param_hint=name)
    if cluster is None:
        return None
    if not reuse:
        text = "cannot be had with --cluster: workers keep what they compiled"
        raise typer.BadParameter(text, param_hint="--no-reuse")
    chosen = secrets.randbits(_SEED_BITS) if seed is None else seed
    return cluster_checker(ClusterOptions(cluster, _share(recheck or "0"), chosen, tell=notice))


def _share(text: str) -> Fraction:
    try:
        share = Fraction(text)
    except (ValueError, ZeroDivisionError):
        share = Fraction(-1)
    if not 0 <= share <= 1:
        raise typer.BadParameter(f"{text!r} is no number from 0 to 1", param_hint="--recheck")
    return share
