"""Matrices that AutoGPTQ and GPTQModel packed; see tests/formats/gptq/goldens/make.py."""

from pathlib import Path

import numpy as np

from quantcert.formats import QuantizedCheckpoint, open_quantized
from tests.support.packed_folders import write_folder

GOLDENS = np.load(Path(__file__).parents[1] / "formats" / "gptq" / "goldens" / "goldens.npz")
CASES = sorted({name.rpartition("/")[0] for name in GOLDENS.files})
PARTS = ("qweight", "qzeros", "scales", "g_idx")


def opened(case: str, folder: Path) -> QuantizedCheckpoint:
    """A checkpoint with the matrix `a.weight` of a case."""
    form, bits, group_size, _ = case.split("/")
    settings = {
        "quant_method": "gptq",
        "bits": int(bits),
        "group_size": int(group_size),
        "desc_act": bool((np.diff(GOLDENS[f"{case}/g_idx"]) < 0).any()),
        "sym": False,
        "checkpoint_format": form,
    }
    tensors = {f"a.{part}": GOLDENS[f"{case}/{part}"] for part in PARTS}
    return open_quantized(write_folder(folder, tensors, settings))


def decoded(case: str) -> np.ndarray:
    """What the packer itself decodes, float64 `[rows, columns]`."""
    return GOLDENS[f"{case}/decoded"].astype(np.float64)
