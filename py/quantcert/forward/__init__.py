"""Forward passes of a network in float64: what is measured, beside what is proved.

Nothing here enters a proof. A forward pass gives the ranges of a region, which are assumptions
that a theorem names, and the errors that were observed on a text, which stand beside the bounds.
"""

from __future__ import annotations

from quantcert.forward.calibrate import CalibrateOptions, calibrate
from quantcert.forward.evaluate import Observer, evaluate
from quantcert.forward.measurement import BlockErrors, LayerErrors, LogitErrors, Measurement
from quantcert.forward.region_file import RegionFile, read_region
from quantcert.forward.weights import (
    BlockWeights,
    OriginalWeights,
    QuantizedWeights,
    Weights,
)

__all__ = [
    "BlockErrors",
    "BlockWeights",
    "CalibrateOptions",
    "LayerErrors",
    "LogitErrors",
    "Measurement",
    "Observer",
    "OriginalWeights",
    "QuantizedWeights",
    "RegionFile",
    "Weights",
    "calibrate",
    "evaluate",
    "read_region",
]
