"""Checks on many machines: Dask distributes them, this machine audits what comes back.

A task is a few matrices, named by the digests of their tensors. A worker reads the tensors from its
own copy of the checkpoints, makes the literals, and has its kernel check them; back come compiled
modules, digests and the exact sums that the claims rest on. The statements are made again here.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from quantcert.cluster.options import ClusterOptions

if TYPE_CHECKING:
    from quantcert.run.verify import Checker

__all__ = ["ClusterOptions", "cluster_checker"]


def cluster_checker(options: ClusterOptions) -> Checker:
    """Has the layers of a run checked on a cluster; the network is checked here.

    What that takes is loaded now: other runs start sooner without it.
    """
    from quantcert.cluster import verify

    return verify.cluster_checker(options)
