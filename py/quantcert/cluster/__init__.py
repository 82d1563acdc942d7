"""Checks on many machines: Dask distributes them, this machine audits what comes back.

A task is a few matrices, named by the digests of their tensors. A worker reads the tensors from its
own copy of the checkpoints, makes the literals, and has its kernel check them; back come compiled
modules, digests and the exact sums that the claims rest on. The statements are made again here.
"""

from __future__ import annotations

from quantcert.cluster.options import ClusterOptions
from quantcert.cluster.verify import cluster_checker

__all__ = ["ClusterOptions", "cluster_checker"]
