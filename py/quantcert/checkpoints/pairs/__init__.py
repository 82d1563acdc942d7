"""Reader of the package's own pair formats, `alt43` and `pair11`."""

from __future__ import annotations

from quantcert.checkpoints.pairs.reader import PairCheckpoint, open_pairs
from quantcert.checkpoints.pairs.settings import METHOD, PairSettings, stored_names

__all__ = ["METHOD", "PairCheckpoint", "PairSettings", "open_pairs", "stored_names"]
