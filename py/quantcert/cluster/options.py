"""How a run uses a cluster."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction

from quantcert.run.options import LARGE_WEIGHTS

LOCAL = "local:"
"""Begins the address of worker processes of this machine."""


def unsaid(text: str) -> None:
    """A notice that nobody reads."""


@dataclass(frozen=True)
class ClusterOptions:
    """Where tasks go and what is believed of their results.

    `address` is that of a scheduler (`tcp://`, `tls://`, ...), `local:N` for N worker processes of
    this machine, or a scheduler's file. The share `recheck` of the matrices, chosen by `seed`, is
    made again from this machine's files and replayed in its own kernel. A task is given up after
    `attempts` failures, each on another worker if there is one; one of them has `patience` seconds,
    as has a scheduler or a worker to appear. Matrices of `large_weights` are several tasks, a
    task of small ones has `least_weights` if there are so many. `tell` is given what a person
    should know.
    """

    address: str
    recheck: Fraction = Fraction(0)
    seed: int = 0
    attempts: int = 3
    patience: float = 1800.0
    large_weights: int = LARGE_WEIGHTS
    least_weights: int = 1 << 20
    tell: Callable[[str], None] = unsaid

    @property
    def shares_disks(self) -> bool:
        """Whether all workers are processes of this machine that this one has started."""
        return self.address.startswith(LOCAL)
