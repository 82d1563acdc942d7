"""Small models for tests of whole commands: an original, its quantized copy, and a run."""

import shutil
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from typer.testing import CliRunner, Result

from quantcert.cli.quantize import app as quantize_app
from quantcert.cli.verify import app as verify_app
from quantcert.quantizer import quantize_checkpoint
from tests.support.checkpoints import weights, write_checkpoint


@dataclass(frozen=True)
class SmallModel:
    """Folders of an original and of its quantized copy."""

    original: Path
    quantized: Path

    @property
    def weight_file(self) -> Path:
        return self.quantized / "model.safetensors"


def small_model(folder: Path, name: str = "pair11", group_size: int = 8) -> SmallModel:
    """Two matrices (one with odd columns and ragged groups), a bias, a vector of integers."""
    tensors = {
        "wide.weight": weights(6, 19, seed=1),
        "tall.weight": weights(11, 8, seed=2, dtype=np.float16),
        "tall.bias": weights(11, seed=3),
        "positions": np.arange(5),
    }
    original = write_checkpoint(folder / "original", tensors)
    quantize_checkpoint(original, folder / "quantized", name, group_size)
    return SmallModel(original, folder / "quantized")


def copied(model: SmallModel, folder: Path) -> SmallModel:
    """A copy that a test may spoil."""
    shutil.copytree(model.original, folder / "original")
    shutil.copytree(model.quantized, folder / "quantized")
    return SmallModel(folder / "original", folder / "quantized")


def verify(*arguments: object) -> Result:
    """Run `verify-model` in this process."""
    return CliRunner().invoke(verify_app, [str(argument) for argument in arguments])


def quantize(*arguments: object) -> Result:
    """Run `quantize-model` in this process."""
    return CliRunner().invoke(quantize_app, [str(argument) for argument in arguments])
