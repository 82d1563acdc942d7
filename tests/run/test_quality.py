"""Opening two checkpoints that are measured beside each other."""

from pathlib import Path

import numpy as np
import pytest

from quantcert.containers import open_checkpoint
from quantcert.errors import CalibrationError
from quantcert.run.quality import open_pair
from tests.support.checkpoints import write_checkpoint
from tests.support.foreign import golden


def test_entries_of_the_originals_stacks_are_tensors_of_the_original(tmp_path: Path) -> None:
    stored = golden("mxfp4", "experts")
    base = {
        "mlp.experts.up": np.zeros((3, 544, 5), np.float32),
        "mlp.experts.down": np.zeros((2, 64, 4), np.float32),
        "norm.weight": open_checkpoint(stored).read("norm.weight"),
    }
    with pytest.raises(CalibrationError, match="cannot be evaluated"):
        open_pair(stored, write_checkpoint(tmp_path / "base", base))
