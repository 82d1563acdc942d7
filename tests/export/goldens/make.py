"""Make gptq.npz: matrices of exports in version 2 of GPTQ, as GPTQModel 7.7.0 decodes them.

    python -m tests.export.goldens.make GPTQMODEL

with the unpacked distribution, in an environment with torch and transformers. Scales are float16
but are multiplied in float32, in which a scale times a difference of codes is exact.
"""

import sys
import tempfile
from pathlib import Path

import numpy as np
import torch
from safetensors.torch import load_file

from tests.support.absent_modules import GPTQMODEL, stand_in_for
from tests.support.exports import GPTQ_EXPORTS, GPTQ_MODULES, export, gptq_settings, quantized_llama

FILE = Path(__file__).parent / "gptq.npz"
PARTS = ("qweight", "qzeros", "scales", "g_idx")


def decoded(tensors: dict[str, torch.Tensor], module: str, settings: dict) -> torch.Tensor:
    from gptqmodel.nn_modules.qlinear.torch import TorchLinear
    from gptqmodel.quantization import FORMAT

    parts = {part: tensors[f"{module}.{part}"] for part in PARTS}
    layer = TorchLinear(
        bits=settings["bits"], group_size=settings["group_size"], sym=settings["sym"],
        desc_act=settings["desc_act"], in_features=len(parts["g_idx"]),
        out_features=parts["scales"].shape[1], bias=False, pack_dtype=torch.int32,
        format=FORMAT(settings["checkpoint_format"]),
    )  # fmt: skip
    for part, tensor in parts.items():
        setattr(layer, part, tensor)
    layer.scales = layer.scales.float()
    layer.post_init()
    return layer.dequantize_weight().T.contiguous().float()


def main() -> None:
    stand_in_for(
        *GPTQMODEL,
        "logbar",
        "device_smi",
        "threadpoolctl",
        "datasets",
        "random_word",
        "pypcre",
    )
    found = {}
    with tempfile.TemporaryDirectory() as folder:
        for name, dtype in GPTQ_EXPORTS:
            out = Path(folder, "out", name)
            export(quantized_llama(Path(folder), name), out, "gptq", dtype)
            (file,) = out.glob("*.safetensors")
            tensors, settings = load_file(file), gptq_settings(out)
            for module in GPTQ_MODULES:
                parts = {part: tensors[f"{module}.{part}"].numpy() for part in PARTS}
                parts["decoded"] = decoded(tensors, module, settings).numpy()
                found |= {f"{name}/{module}/{part}": array for part, array in parts.items()}
    np.savez_compressed(FILE, **found)


if __name__ == "__main__":
    sys.path[:0] = sys.argv[1:2]
    main()
